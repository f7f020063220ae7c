package assessment

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

const (
	planDayKey = "planday"
	// plansKept is how many plans of a business are kept, the newest.
	plansKept = 8
	// notYet is the answer that leaves a step out of the plan.
	notYet = "not"
)

// makePlan is /rencana: a date for each step that the newest self-assessment
// suggests. Where there is a plan it is shown instead.
func makePlan() *flows.Form {
	return &flows.Form{
		Key: flows.PlanKey, Command: "/rencana", Also: []string{"/plan"}, Numbered: true, Business: true,
		Begin: beginPlan,
		Questions: func(c *flows.Conversation, d *flows.Draft) []*flows.Question {
			var out []*flows.Question
			for _, s := range proposed(c, d) {
				out = append(out, stepQuestion(s))
			}
			return out
		},
		Idle:   func(d *flows.Draft) bool { return len(d.Answers) == 0 },
		Finish: savePlan,
	}
}

// beginPlan leads to what comes first: registration, the self-assessment, the
// plan there is.
func beginPlan(c *flows.Conversation, d *flows.Draft) {
	first := func(key, note string) {
		delete(c.Chat.Drafts, flows.PlanKey)
		c.Note = flows.Join(c.Note, c.Text(note, nil))
		c.Open(key)
	}
	switch a := c.Newest(); {
	case len(c.Person.Businesses) == 0:
		c.Chat.Next = flows.PlanKey
		first(flows.RegisterKey, "plan.register_first")
	case a == nil:
		first(flows.AssessmentKey, "plan.assess_first")
	case c.Business().Plan() != nil && d.Subject != newPlan && len(d.Answers) == 0:
		c.Leave()
		showPlan(c)
	default:
		d.Subject = a.At.Format(time.RFC3339Nano)
		if len(proposed(c, d)) == 0 {
			c.Leave()
			c.Repeat(c.Text("plan.nothing", nil))
		}
	}
}

// newPlan is the subject of a draft that is to become another plan.
const newPlan = "new"

// assessedFor is the assessment that a draft's plan rests on.
func assessedFor(c *flows.Conversation, d *flows.Draft) *enterprise.Assessment {
	at, err := time.Parse(time.RFC3339Nano, d.Subject)
	if a := c.Business().AssessedAt(at); err == nil && a != nil {
		return a
	}
	return c.Newest()
}

// proposed are the steps that a draft asks a date for.
func proposed(c *flows.Conversation, d *flows.Draft) []enterprise.PlanStep {
	a := assessedFor(c, d)
	if a == nil {
		return nil
	}
	return c.Program().ProposeSteps(c.Business(), *a, c.Now())
}

// stepQuestion asks by when one step is to be done.
func stepQuestion(s enterprise.PlanStep) *flows.Question {
	return &flows.Question{
		Key: s.Item, Spelled: true, Read: flows.ReadDay,
		Ask: func(c *flows.Conversation, _ *flows.Draft) string {
			return c.Text("plan.step.ask", messages.Args{"Advice": stepAdvice(c, s, c.Business()), "Way": messages.HTML(stepWay(c, s.Way))})
		},
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return append(dayOptions(c), flows.Option{Value: notYet, Label: c.Label("plan.step.not"), Names: c.Synonyms("nav.no")})
		},
		Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
			if value == notYet {
				return c.Label("plan.step.not")
			}
			return c.Date(c.DayOf(value))
		},
	}
}

// dayOptions offer a day in two weeks, in a month and in three.
func dayOptions(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	for _, typed := range []string{"2 minggu lagi", "1 bulan lagi", "3 bulan lagi"} {
		day := read.Day(typed, c.Local(c.Now())).At
		out = append(out, flows.Option{Value: day.Format(time.DateOnly), Label: c.Date(day)})
	}
	return out
}

// savePlan makes the plan from the steps that were given a day.
func savePlan(c *flows.Conversation, d *flows.Draft) {
	delete(c.Chat.Drafts, flows.PlanKey)
	a := assessedFor(c, d)
	if a == nil {
		c.Repeat(c.Text("plan.nothing", nil))
		return
	}
	p := enterprise.Plan{Made: c.Now(), From: a.At}
	for _, s := range proposed(c, d) {
		if v := d.Answers[s.Item].Value; v != notYet && v != "" {
			s.By = c.DayOf(v)
			p.Steps = append(p.Steps, s)
		}
	}
	if len(p.Steps) == 0 {
		c.Menu("plan.none_chosen")
		return
	}
	changePlans(c, func(all []enterprise.Plan) []enterprise.Plan {
		all = append(all, p)
		return all[max(0, len(all)-plansKept):]
	})
	c.Note = c.Text("plan.saved", nil)
	showPlan(c)
	c.Repeat("")
}

// changePlans puts changed plans in place of the business's.
func changePlans(c *flows.Conversation, change func([]enterprise.Plan) []enterprise.Plan) {
	c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) { b.Plans = change(slices.Clone(b.Plans)) })
}

// changeStep changes a step of the newest plan.
func changeStep(c *flows.Conversation, item string, change func(*enterprise.PlanStep)) {
	changePlans(c, func(all []enterprise.Plan) []enterprise.Plan {
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
func step(c *flows.Conversation, item string) (enterprise.PlanStep, bool) {
	if p := c.Business().Plan(); p != nil {
		for _, s := range p.Steps {
			if s.Item == item {
				return s, true
			}
		}
	}
	return enterprise.PlanStep{}, false
}

// planDay is another day for a step: its draft's subject is the item.
func planDay() *flows.Form {
	return &flows.Form{
		Key: planDayKey, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return planDayQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if _, ok := step(c, d.Subject); !ok {
				c.Return(d, c.Text("plan.gone", nil))
				return
			}
			day := c.DayOf(d.Answers["day"].Value)
			changeStep(c, d.Subject, func(s *enterprise.PlanStep) { s.By = day })
			c.Return(d, c.Text("plan.moved", messages.Args{"Day": c.Weekday(day)}))
		},
	}
}

var planDayQuestions = []*flows.Question{{
	Key: "day", Spelled: true, Read: flows.ReadDay,
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option { return dayOptions(c) },
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		s, _ := step(c, d.Subject)
		return c.Text("planday.day.ask", messages.Args{"Advice": stepAdvice(c, s, c.Business())})
	},
}}

// exportPlans are the steps of all plans. The plans themselves stand with their
// business.
func exportPlans(c *flows.Conversation) []flows.Section {
	s := flows.Section{Sheet: "mydata.sheet.plan"}
	for _, b := range c.EveryBusiness() {
		for _, p := range b.Plans {
			for _, step := range p.Steps {
				row := []string{b.Name, c.Date(p.Made), stepAdvice(c, step, b), stepName(c, step), c.Date(step.By), ""}
				if !step.Done.IsZero() {
					row[5] = c.Date(step.Done)
				}
				s.Rows = append(s.Rows, row)
			}
		}
	}
	return []flows.Section{s}
}
