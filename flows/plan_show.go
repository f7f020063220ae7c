package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// stepAdvice is what a step is about, in the programme's words.
func (t *talk) stepAdvice(s enterprise.PlanStep, b enterprise.Business) string {
	item := t.book.program.Instrument.Item(s.Item)
	if item == nil || item.Option(s.Option) == nil {
		return s.Item // the city's questions are other ones now
	}
	return item.Option(s.Option).AdviceFor(b.Sector).In(t.lang)
}

// stepWay says who or what helps with a step.
func (t *talk) stepWay(w enterprise.Way) string {
	kind, _ := t.book.program.Document(w.Document)
	switch {
	case w.Training != "":
		return t.word("plan.way.training", messages.Args{"Name": t.trainingKind(w.Training)})
	case w.Service != "":
		return t.word("plan.way.service", messages.Args{"Name": t.serviceName(w.Service)})
	case w.Document != "":
		return t.word("plan.way.document", messages.Args{"Name": kind.Name.In(t.lang)})
	}
	return t.word("plan.way.own", nil)
}

// showPlan is the newest plan: its steps with their days, what was done, and
// what changed since the assessment that it rests on.
func (t *talk) showPlan() {
	b := t.business()
	p := b.Plan()
	lines := []string{t.word("plan.head", messages.Args{"Business": b.Name, "Date": t.date(p.From), "Done": p.Finished(), "All": len(p.Steps)})}
	var row []messages.Button
	for i, s := range p.Steps {
		lines = append(lines, t.word("plan.line", messages.Args{
			"N": i + 1, "Done": !s.Done.IsZero(), "Late": s.Done.IsZero() && t.local(t.now).After(s.By.AddDate(0, 0, 1)), "Advice": t.stepAdvice(s, b), "Way": messages.HTML(t.stepWay(s.Way)), "Day": t.date(s.By),
		}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "n:" + s.Item + ":open" + further(b.ID)})
	}
	text := join(t.note, strings.Join(lines, "\n"))
	t.note = ""
	rows := slices.Collect(slices.Chunk(row, 5))
	switch a := t.newest(); {
	case a != nil && a.At.After(p.From):
		text = join(text, t.growth(*p))
		rows = append(rows, []messages.Button{{Label: t.label("plan.button.new"), Data: "n:new"}})
	case p.Finished() == len(p.Steps):
		text = join(text, t.word("plan.finished", nil))
		rows = append(rows, []messages.Button{{Label: t.label("plan.button.assess"), Data: "n:assess"}})
	}
	t.say(messages.Message{Key: "plan.card", Text: text, Buttons: rows})
}

// growth is the change of each indicator from the assessment that a plan rests
// on, T0, to the newest, T1, and of each step's own question.
func (t *talk) growth(p enterprise.Plan) string {
	from, to := t.business().AssessedAt(p.From), t.newest()
	if from == nil || to == nil || !to.At.After(from.At) {
		return ""
	}
	lines := []string{t.word("plan.growth", messages.Args{"From": t.date(from.At), "To": t.date(to.At), "Total0": from.Result.Total, "Total1": to.Result.Total})}
	for _, g := range t.book.program.Grown(from.Result, to.Result) {
		key := "plan.grown"
		if !g.Known {
			key = "plan.grown.unknown"
		}
		lines = append(lines, t.word(key, messages.Args{"Indicator": t.dimension(g.Indicator), "From": g.From, "To": g.To, "Change": fmt.Sprintf("%+d", g.To-g.From)}))
	}
	better, known := 0, 0
	for _, s := range p.Steps {
		up, ok := t.book.program.Better(s.Item, *from, *to)
		if ok {
			known++
		}
		if up {
			better++
		}
	}
	return strings.Join(append(lines, t.word("plan.better", messages.Args{"Better": better, "Of": known})), "\n")
}

// sayGrowth shows what a new assessment says of the plan that rests on an
// earlier one.
func (t *talk) sayGrowth() {
	p := t.business().Plan()
	if p == nil {
		return
	}
	if text := t.growth(*p); text != "" {
		t.say(messages.Message{Key: "plan.growth", Text: text, Buttons: [][]messages.Button{{{Label: t.label("plan.button.show"), Data: "n:show"}, {Label: t.label("plan.button.new"), Data: "n:new"}}}})
	}
}

// planButton is a button about the plan of a business: "n:<item>:<verb>", and the
// business where it is not the first; "n:show", "n:new" and "n:assess" are about
// the one that is spoken of. A step of another one is spoken of from then on.
func (t *talk) planButton(rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	if !t.joins() {
		return true
	}
	if len(rest) == 1 {
		return t.planVerb(rest[0])
	}
	of := enterprise.BusinessID("1")
	if len(rest) == 3 {
		of = enterprise.BusinessID(rest[2])
	}
	if len(rest) > 3 || !t.holdsOpen(of) {
		return false
	}
	if t.business().ID != of {
		t.turnToBusiness(of)
	}
	s, ok := t.step(rest[0])
	if !ok {
		t.again(t.word("plan.gone", nil))
		return true
	}
	switch rest[1] {
	case "open":
		t.showStep(s)
	case "tick":
		t.tickStep(s, t.now)
	case "untick":
		t.tickStep(s, time.Time{})
	case "date":
		t.interject(planDayKey, s.Item)
	default:
		return false
	}
	return true
}

func (t *talk) planVerb(verb string) bool {
	switch verb {
	case "show":
		t.enter(t.book.flow(planKey))
	case "new":
		if p := t.business().Plan(); p == nil || t.newest() == nil || !t.newest().At.After(p.From) {
			t.enter(t.book.flow(planKey))
			return true
		}
		t.leave()
		t.Chat.Drafts[planKey] = &Draft{Flow: planKey, Subject: newPlan}
		t.enter(t.book.flow(planKey))
	case "assess":
		t.enter(t.book.flow(assessmentKey))
	default:
		return false
	}
	return true
}

// showStep is one step with what can be done about it.
func (t *talk) showStep(s enterprise.PlanStep) {
	b := t.business()
	tick := "tick"
	if !s.Done.IsZero() {
		tick = "untick"
	}
	rows := [][]messages.Button{{t.stepButton(s, b.ID, tick), t.stepButton(s, b.ID, "date")}}
	if way, ok := t.wayButton(s.Way); ok {
		rows = append(rows, []messages.Button{way})
	}
	rows = append(rows, []messages.Button{{Label: t.label("plan.button.show"), Data: "n:show"}})
	t.say(messages.Message{Key: "plan.step", Buttons: rows, Text: t.word("plan.step", messages.Args{
		"Advice": t.stepAdvice(s, b), "Way": messages.HTML(t.stepWay(s.Way)), "Day": t.weekday(s.By), "Done": !s.Done.IsZero(), "At": t.date(s.Done)})})
	t.showOpen()
}

func (t *talk) stepButton(s enterprise.PlanStep, of enterprise.BusinessID, verb string) messages.Button {
	return messages.Button{Label: t.label("plan.button." + verb), Data: "n:" + s.Item + ":" + verb + further(of)}
}

// wayButton leads to what helps: the next training of the kind that may be
// joined, or all; the service; the document.
func (t *talk) wayButton(w enterprise.Way) (messages.Button, bool) {
	switch {
	case w.Training != "":
		for _, c := range t.fitting() {
			if c.Kind == w.Training {
				return messages.Button{Label: t.label("plan.button.training"), Data: "l:" + c.id + ":open"}, true
			}
		}
		return messages.Button{Label: t.label("plan.button.trainings"), Data: "l:list"}, true
	case w.Service != "":
		return messages.Button{Label: t.label("plan.button.service"), Data: "s:k:" + w.Service}, true
	case w.Document != "":
		return messages.Button{Label: t.label("plan.button.document"), Data: "o:" + w.Document}, true
	}
	return messages.Button{}, false
}

// tickStep ticks a step off, or takes that back.
func (t *talk) tickStep(s enterprise.PlanStep, at time.Time) {
	if s.Done.IsZero() != at.IsZero() {
		t.changeStep(s.Item, func(s *enterprise.PlanStep) { s.Done = at })
	}
	if at.IsZero() {
		t.again(t.word("plan.unticked", nil))
		return
	}
	p := t.business().Plan()
	text := t.word("plan.ticked", messages.Args{"Done": p.Finished(), "All": len(p.Steps)})
	if p.Finished() < len(p.Steps) {
		t.again(text)
		return
	}
	t.say(messages.Message{Key: "plan.ticked", Text: join(text, t.word("plan.finished", nil)), Buttons: [][]messages.Button{{{Label: t.label("plan.button.assess"), Data: "n:assess"}}}})
	t.showOpen()
}
