package flows

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	planKey    = "plan"
	planDayKey = "planday"
	// plansKept is how many plans of a business are kept, the newest.
	plansKept = 8
	// notYet is the answer that leaves a step out of the plan.
	notYet = "not"
)

// makePlan is /rencana: a date for each step that the newest self-assessment
// suggests. Where there is a plan it is shown instead.
func makePlan() *Flow {
	return &Flow{
		Key: planKey, Command: "/rencana", Also: []string{"/plan"}, Numbered: true, Business: true,
		Begin: beginPlan,
		Questions: func(t *talk, d *Draft) []*Question {
			var out []*Question
			for _, s := range t.proposed(d) {
				out = append(out, stepQuestion(s))
			}
			return out
		},
		Idle:   func(d *Draft) bool { return len(d.Answers) == 0 },
		Finish: (*talk).savePlan,
	}
}

// beginPlan leads to what comes first: registration, the self-assessment, the
// plan there is.
func beginPlan(t *talk, d *Draft) {
	first := func(key, note string) {
		delete(t.Chat.Drafts, planKey)
		t.note = join(t.note, t.word(note, nil))
		t.enter(t.book.flow(key))
	}
	switch a := t.newest(); {
	case len(t.Person.Businesses) == 0:
		t.Chat.Next = planKey
		first(registerKey, "plan.register_first")
	case a == nil:
		first(assessmentKey, "plan.assess_first")
	case t.business().Plan() != nil && d.Subject != newPlan && len(d.Answers) == 0:
		t.leave()
		t.showPlan()
	default:
		d.Subject = a.At.Format(time.RFC3339Nano)
		if len(t.proposed(d)) == 0 {
			t.leave()
			t.again(t.word("plan.nothing", nil))
		}
	}
}

// newPlan is the subject of a draft that is to become another plan.
const newPlan = "new"

// assessedFor is the assessment that a draft's plan rests on.
func (t *talk) assessedFor(d *Draft) *enterprise.Assessment {
	at, err := time.Parse(time.RFC3339Nano, d.Subject)
	if a := t.business().AssessedAt(at); err == nil && a != nil {
		return a
	}
	return t.newest()
}

// proposed are the steps that a draft asks a date for.
func (t *talk) proposed(d *Draft) []enterprise.PlanStep {
	a := t.assessedFor(d)
	if a == nil {
		return nil
	}
	return t.book.program.ProposeSteps(t.business(), *a, t.now)
}

// stepQuestion asks by when one step is to be done.
func stepQuestion(s enterprise.PlanStep) *Question {
	return &Question{
		Key: s.Item, Spelled: true, Read: readDay,
		Ask: func(t *talk, _ *Draft) string {
			return t.word("plan.step.ask", messages.Args{"Advice": t.stepAdvice(s, t.business()), "Way": messages.HTML(t.stepWay(s.Way))})
		},
		Options: func(t *talk, _ *Draft) []Option {
			return append(t.dayOptions(), Option{Value: notYet, Label: t.label("plan.step.not"), Names: t.names("nav.no")})
		},
		Name: func(t *talk, _ *Draft, value string) string {
			if value == notYet {
				return t.label("plan.step.not")
			}
			return t.date(t.dayOf(value))
		},
	}
}

// dayOptions offer a day in two weeks, in a month and in three.
func (t *talk) dayOptions() []Option {
	var out []Option
	for _, typed := range []string{"2 minggu lagi", "1 bulan lagi", "3 bulan lagi"} {
		day := enterprise.ReadDay(typed, t.local(t.now)).At
		out = append(out, Option{Value: day.Format(time.DateOnly), Label: t.date(day)})
	}
	return out
}

// dayOf is the midnight with which a day that was answered begins.
func (t *talk) dayOf(value string) time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, value, t.book.program.City.Location)
	return day
}

// readDay reads a day to come, and echoes one that was not written out. What
// was accepted stays an answer although its day has passed meanwhile.
func readDay(t *talk, _ *Draft, typed string) Reading {
	if day := t.dayOf(typed); !day.IsZero() && (typed != t.in.Text || !day.Before(t.dayOf(t.day(t.now)))) {
		return Reading{Value: typed}
	}
	m := enterprise.ReadDay(typed, t.local(t.now))
	switch {
	case m.Fault != "":
		return Reading{Refuse: t.word(dayFaults[m.Fault], nil)}
	case m.At.IsZero():
		r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
		for _, day := range m.Candidates {
			r.Candidates = append(r.Candidates, Candidate{Label: t.weekday(day), Value: day.Format(time.DateOnly)})
		}
		return r
	}
	return Reading{Value: m.At.Format(time.DateOnly), Note: t.word("nav.noted", messages.Args{"Answer": t.weekday(m.At)})}
}

var dayFaults = map[enterprise.MomentFault]string{
	enterprise.NoMoment:     "plan.day.refuse",
	enterprise.NoSuchMoment: "announce.when.none",
	enterprise.MomentPast:   "plan.day.past",
	enterprise.MomentTooFar: "plan.day.far",
}

// weekday is "Selasa, 15 Desember 2026".
func (t *talk) weekday(day time.Time) string {
	return enterprise.FormatWeekday(t.local(day), t.lang) + ", " + t.date(day)
}

// savePlan makes the plan from the steps that were given a day.
func (t *talk) savePlan(d *Draft) {
	delete(t.Chat.Drafts, planKey)
	a := t.assessedFor(d)
	if a == nil {
		t.again(t.word("plan.nothing", nil))
		return
	}
	p := enterprise.Plan{Made: t.now, From: a.At}
	for _, s := range t.proposed(d) {
		if v := d.Answers[s.Item].Value; v != notYet && v != "" {
			s.By = t.dayOf(v)
			p.Steps = append(p.Steps, s)
		}
	}
	if len(p.Steps) == 0 {
		t.menu("plan.none_chosen")
		return
	}
	t.changePlans(func(all []enterprise.Plan) []enterprise.Plan {
		all = append(all, p)
		return all[max(0, len(all)-plansKept):]
	})
	t.note = t.word("plan.saved", nil)
	t.showPlan()
	t.again("")
}

// changePlans puts changed plans in place of the business's.
func (t *talk) changePlans(change func([]enterprise.Plan) []enterprise.Plan) {
	t.changeBusiness(t.business().ID, func(b *enterprise.Business) { b.Plans = change(slices.Clone(b.Plans)) })
}

// changeStep changes a step of the newest plan.
func (t *talk) changeStep(item string, change func(*enterprise.PlanStep)) {
	t.changePlans(func(all []enterprise.Plan) []enterprise.Plan {
		p := &all[len(all)-1]
		p.Steps = slices.Clone(p.Steps)
		for i := range p.Steps {
			if p.Steps[i].Item == item {
				change(&p.Steps[i])
			}
		}
		return all
	})
}

// step finds a step of the newest plan.
func (t *talk) step(item string) (enterprise.PlanStep, bool) {
	if p := t.business().Plan(); p != nil {
		for _, s := range p.Steps {
			if s.Item == item {
				return s, true
			}
		}
	}
	return enterprise.PlanStep{}, false
}

// planDay is another day for a step: its draft's subject is the item.
func planDay() *Flow {
	return &Flow{
		Key: planDayKey, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return planDayQuestions },
		Finish: func(t *talk, d *Draft) {
			if _, ok := t.step(d.Subject); !ok {
				t.comeBack(d, t.word("plan.gone", nil))
				return
			}
			day := t.dayOf(d.Answers["day"].Value)
			t.changeStep(d.Subject, func(s *enterprise.PlanStep) { s.By = day })
			t.comeBack(d, t.word("plan.moved", messages.Args{"Day": t.weekday(day)}))
		},
	}
}

var planDayQuestions = []*Question{{
	Key: "day", Spelled: true, Read: readDay,
	Options: func(t *talk, _ *Draft) []Option { return t.dayOptions() },
	Ask: func(t *talk, d *Draft) string {
		s, _ := t.step(d.Subject)
		return t.word("planday.day.ask", messages.Args{"Advice": t.stepAdvice(s, t.business())})
	},
}}

// exportPlans are the steps of all plans. The plans themselves stand with their
// business.
func (t *talk) exportPlans() []Section {
	s := Section{Sheet: "mydata.sheet.plan"}
	for _, b := range t.everyBusiness() {
		for _, p := range b.Plans {
			for _, step := range p.Steps {
				row := []string{b.Name, t.date(p.Made), t.stepAdvice(step, b), t.stepName(step), t.date(step.By), ""}
				if !step.Done.IsZero() {
					row[5] = t.date(step.Done)
				}
				s.Rows = append(s.Rows, row)
			}
		}
	}
	return []Section{s}
}
