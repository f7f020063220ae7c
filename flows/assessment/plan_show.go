package assessment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

// stepAdvice is what a step is about, in the programme's words.
func stepAdvice(c *flows.Conversation, s enterprise.PlanStep, b enterprise.Business) string {
	item := c.Program().Instrument.Item(s.Item)
	if item == nil || item.Option(s.Option) == nil {
		return s.Item // the city's questions are other ones now
	}
	return item.OptionFor(b.Sector, s.Option).Advice.In(c.Lang())
}

// stepWay says who or what helps with a step.
func stepWay(c *flows.Conversation, w enterprise.Way) string {
	kind, _ := c.Program().Document(w.Document)
	switch {
	case w.Training != "":
		return c.Text("plan.way.training", messages.Args{"Name": c.TrainingKind(w.Training)})
	case w.Service != "":
		return c.Text("plan.way.service", messages.Args{"Name": c.ServiceName(w.Service)})
	case w.Document != "":
		return c.Text("plan.way.document", messages.Args{"Name": kind.Name.In(c.Lang())})
	}
	return c.Text("plan.way.own", nil)
}

// showPlan is the newest plan: its steps with their days, what was done, and
// what changed since the assessment that it rests on.
func showPlan(c *flows.Conversation) {
	b := c.Business()
	p := b.Plan()
	lines := []string{c.Text("plan.head", messages.Args{"Business": b.Name, "Date": c.Date(p.From), "Done": p.Finished(), "All": len(p.Steps)})}
	var row []messages.Button
	for i, s := range p.Steps {
		lines = append(lines, c.Text("plan.line", messages.Args{
			"N": i + 1, "Done": !s.Done.IsZero(), "Late": s.Done.IsZero() && c.Local(c.Now()).After(s.By.AddDate(0, 0, 1)), "Advice": inShort(stepAdvice(c, s, b)), "Day": c.Date(s.By),
		}))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "n:" + s.Item + ":open" + flows.Further(b.ID)})
	}
	text := flows.Join(c.Note, strings.Join(lines, "\n"))
	c.Note = ""
	rows := slices.Collect(slices.Chunk(row, 5))
	switch a := c.Newest(); {
	case a != nil && a.At.After(p.From):
		c.Say(messages.Message{Key: "plan.growth", Text: growth(c, *p)})
		rows = append(rows, []messages.Button{{Label: c.Label("plan.button.new"), Data: "n:new"}})
	case p.Finished() == len(p.Steps):
		text = flows.Join(text, c.Text("plan.finished", nil))
		rows = append(rows, []messages.Button{{Label: c.Label("plan.button.assess"), Data: "n:assess"}})
	}
	c.Say(messages.Message{Key: "plan.card", Text: text, Buttons: rows})
}

// adviceShown is how much of a step stands in a list; its own page has all.
const adviceShown = 60

// inShort is the first sentence of an advice.
func inShort(advice string) string {
	first, _, _ := strings.Cut(advice, ". ")
	return reading.Shortened(strings.TrimSuffix(first, "."), adviceShown)
}

// growth is the change of each indicator from the assessment that a plan rests
// on, T0, to the newest, T1, and of each step's own question.
func growth(c *flows.Conversation, p enterprise.Plan) string {
	from, to := c.Business().AssessedAt(p.From), c.Newest()
	if from == nil || to == nil || !to.At.After(from.At) {
		return ""
	}
	lines := []string{c.Text("plan.growth", messages.Args{"From": c.Date(from.At), "To": c.Date(to.At), "Total0": from.Result.Total, "Total1": to.Result.Total})}
	for _, g := range c.Program().Grown(from.Result, to.Result) {
		key := "plan.grown"
		if !g.Known {
			key = "plan.grown.unknown"
		}
		lines = append(lines, c.Text(key, messages.Args{"Indicator": shortName(c, g.Indicator), "From": g.From, "To": g.To, "Change": fmt.Sprintf("%+d", g.To-g.From)}))
	}
	better, known := 0, 0
	for _, s := range p.Steps {
		up, ok := c.Program().Better(s.Item, *from, *to)
		if ok {
			known++
		}
		if up {
			better++
		}
	}
	return strings.Join(append(lines, c.Text("plan.better", messages.Args{"Better": better, "Of": known})), "\n")
}

// sayGrowth shows what a new assessment says of the plan that rests on an
// earlier one.
func sayGrowth(c *flows.Conversation) {
	p := c.Business().Plan()
	if p == nil {
		return
	}
	if text := growth(c, *p); text != "" {
		c.Say(messages.Message{Key: "plan.growth", Text: text, Buttons: [][]messages.Button{{{Label: c.Label("plan.button.show"), Data: "n:show"}, {Label: c.Label("plan.button.new"), Data: "n:new"}}}})
	}
}

// planButton is a button about the plan of a business: "n:<item>:<verb>", and the
// business where it is not the first; "n:show", "n:new" and "n:assess" are about
// the one that is spoken of. A step of another one is spoken of from then on.
func planButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	if !training.Joins(c) {
		return true
	}
	if rest[0] == "share" {
		return len(rest) < 3 && share(c, strings.Join(rest[1:], ""))
	}
	if len(rest) == 1 {
		return planVerb(c, rest[0])
	}
	of := enterprise.BusinessID("1")
	if len(rest) == 3 {
		of = enterprise.BusinessID(rest[2])
	}
	if len(rest) > 3 || !c.HoldsOpen(of) {
		return false
	}
	if c.Business().ID != of {
		c.TurnToBusiness(of)
	}
	s, ok := step(c, rest[0])
	if !ok {
		c.Repeat(c.Text("plan.gone", nil))
		return true
	}
	switch rest[1] {
	case "open":
		showStep(c, s)
	case "tick":
		tickStep(c, s, c.Now())
	case "untick":
		tickStep(c, s, time.Time{})
	case "date":
		c.Detour(planDayKey, s.Item)
	default:
		return false
	}
	return true
}

func planVerb(c *flows.Conversation, verb string) bool {
	switch verb {
	case "show":
		c.Open(flows.PlanKey)
	case "new":
		if p := c.Business().Plan(); p == nil || c.Newest() == nil || !c.Newest().At.After(p.From) {
			c.Open(flows.PlanKey)
			return true
		}
		c.Leave()
		c.Chat.Drafts[flows.PlanKey] = &flows.Draft{Form: flows.PlanKey, Subject: newPlan}
		c.Open(flows.PlanKey)
	case "assess":
		c.Open(flows.AssessmentKey)
	default:
		return resultVerb(c, verb)
	}
	return true
}

// showStep is one step with what can be done about it.
func showStep(c *flows.Conversation, s enterprise.PlanStep) {
	b := c.Business()
	tick := "tick"
	if !s.Done.IsZero() {
		tick = "untick"
	}
	rows := [][]messages.Button{{stepButton(c, s, b.ID, tick), stepButton(c, s, b.ID, "date")}}
	if way, ok := wayButton(c, s.Way); ok {
		rows = append(rows, []messages.Button{way})
	}
	rows = append(rows, []messages.Button{{Label: c.Label("plan.button.show"), Data: "n:show"}})
	c.Say(messages.Message{Key: "plan.step", Buttons: rows, Text: c.Text("plan.step", messages.Args{
		"Advice": stepAdvice(c, s, b), "Way": messages.HTML(stepWay(c, s.Way)), "Day": c.Weekday(s.By), "Done": !s.Done.IsZero(), "At": c.Date(s.Done)})})
	c.RepeatOpen()
}

func stepButton(c *flows.Conversation, s enterprise.PlanStep, of enterprise.BusinessID, verb string) messages.Button {
	return messages.Button{Label: c.Label("plan.button." + verb), Data: "n:" + s.Item + ":" + verb + flows.Further(of)}
}

// wayButton leads to what helps: the next training of the kind that may be
// joined, or all; the service; the document.
func wayButton(c *flows.Conversation, w enterprise.Way) (messages.Button, bool) {
	switch {
	case w.Training != "":
		for _, nt := range training.Fitting(c) {
			if nt.Kind == w.Training {
				return messages.Button{Label: c.Label("plan.button.training"), Data: "l:" + nt.ID + ":open"}, true
			}
		}
		return messages.Button{Label: c.Label("plan.button.trainings"), Data: "l:list"}, true
	case w.Service != "":
		return messages.Button{Label: c.Label("plan.button.service"), Data: "s:k:" + w.Service}, true
	case w.Document != "":
		return messages.Button{Label: c.Label("plan.button.document"), Data: "o:" + w.Document}, true
	}
	return messages.Button{}, false
}

// tickStep ticks a step off, or takes that back.
func tickStep(c *flows.Conversation, s enterprise.PlanStep, at time.Time) {
	if s.Done.IsZero() != at.IsZero() {
		changeStep(c, s.Item, func(s *enterprise.PlanStep) { s.Done = at })
	}
	if at.IsZero() {
		c.Repeat(c.Text("plan.unticked", nil))
		return
	}
	p := c.Business().Plan()
	text := c.Text("plan.ticked", messages.Args{"Done": p.Finished(), "All": len(p.Steps)})
	if p.Finished() < len(p.Steps) {
		c.Repeat(text)
		return
	}
	c.Say(messages.Message{Key: "plan.ticked", Text: flows.Join(text, c.Text("plan.finished", nil)), Buttons: [][]messages.Button{{{Label: c.Label("plan.button.assess"), Data: "n:assess"}}}})
	c.RepeatOpen()
}
