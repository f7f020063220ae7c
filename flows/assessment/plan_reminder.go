package assessment

import (
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// planReminder tells of a step whose date is near: so many days before as the
// city's file says.
func planReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "plan", Window: 5 * 24 * time.Hour,
		Items: datedSteps,
		Words: func(c *flows.Conversation, things []flows.Item) string {
			lines := []string{c.Text("plan.remind", nil)}
			for i, th := range things {
				n := i + 1
				if len(things) == 1 {
					n = 0 // nothing to tell apart
				}
				x := th.About.(datedStep)
				lines = append(lines, c.Text("plan.remind.line", messages.Args{"N": n, "Advice": stepAdvice(c, x.PlanStep, x.of), "Way": messages.HTML(stepWay(c, x.Way)), "Day": c.OfBusiness(c.Weekday(x.By), x.of)}))
			}
			return strings.Join(lines, "\n")
		},
		Rows: func(c *flows.Conversation, things []flows.Item) (rows [][]messages.Button) {
			for i, th := range things {
				x := th.About.(datedStep)
				row := []messages.Button{stepButton(c, x.PlanStep, x.of.ID, "tick"), stepButton(c, x.PlanStep, x.of.ID, "date")}
				if len(things) > 1 {
					for j := range row {
						row[j].Label = strconv.Itoa(i+1) + ". " + row[j].Label
					}
				}
				rows = append(rows, row)
			}
			return rows
		},
		Buttons: []string{flows.VerbLater, flows.VerbNever},
	}
}

// datedStep is a step of a business's plan.
type datedStep struct {
	enterprise.PlanStep
	of enterprise.Business
}

// datedSteps are the steps of the newest plans that are not ticked off. Another
// date is another thing: it is reminded of anew.
func datedSteps(c *flows.Conversation) []flows.Item {
	var offsets []flows.Offset
	for _, n := range c.Program().City.Plan.RemindDays {
		offsets = append(offsets, flows.Days(-n)...)
	}
	var out []flows.Item
	for _, b := range c.Person.Businesses {
		p := b.Plan()
		if p == nil {
			continue
		}
		for _, s := range p.Steps {
			if s.Done.IsZero() {
				out = append(out, flows.Item{ID: string(b.ID) + "-" + s.Item + "-" + s.By.Format("20060102"), Name: c.OfBusiness(stepName(c, s), b), From: c.AtNine(s.By), Since: p.Made, Offsets: offsets, About: datedStep{s, b}})
			}
		}
	}
	return out
}

// stepName is a step in a few words: what helps with it, or its indicator.
func stepName(c *flows.Conversation, s enterprise.PlanStep) string {
	kind, _ := c.Program().Document(s.Way.Document)
	switch {
	case s.Way.Training != "":
		return c.TrainingKind(s.Way.Training)
	case s.Way.Service != "":
		return c.ServiceName(s.Way.Service)
	case s.Way.Document != "":
		return kind.Short.In(c.Lang())
	}
	return s.Item
}
