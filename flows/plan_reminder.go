package flows

import (
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// planReminder tells of a step whose date is near: so many days before as the
// city's file says.
func planReminder() *reminder {
	return &reminder{
		key: "plan", window: 5 * 24 * time.Hour,
		things: datedSteps,
		words: func(t *talk, things []thing) string {
			lines := []string{t.word("plan.remind", nil)}
			for i, th := range things {
				n := i + 1
				if len(things) == 1 {
					n = 0 // nothing to tell apart
				}
				x := th.about.(datedStep)
				lines = append(lines, t.word("plan.remind.line", messages.Args{"N": n, "Advice": t.stepAdvice(x.PlanStep, x.of), "Way": messages.HTML(t.stepWay(x.Way)), "Day": t.ofBusiness(t.weekday(x.By), x.of)}))
			}
			return strings.Join(lines, "\n")
		},
		rows: func(t *talk, things []thing) (rows [][]messages.Button) {
			for i, th := range things {
				x := th.about.(datedStep)
				row := []messages.Button{t.stepButton(x.PlanStep, x.of.ID, "tick"), t.stepButton(x.PlanStep, x.of.ID, "date")}
				if len(things) > 1 {
					for j := range row {
						row[j].Label = strconv.Itoa(i+1) + ". " + row[j].Label
					}
				}
				rows = append(rows, row)
			}
			return rows
		},
		buttons: []string{verbLater, verbNever},
	}
}

// datedStep is a step of a business's plan.
type datedStep struct {
	enterprise.PlanStep
	of enterprise.Business
}

// datedSteps are the steps of the newest plans that are not ticked off. Another
// date is another thing: it is reminded of anew.
func datedSteps(t *talk) []thing {
	var offsets []offset
	for _, n := range t.book.program.City.Plan.RemindDays {
		offsets = append(offsets, days(-n)...)
	}
	var out []thing
	for _, b := range t.Person.Businesses {
		p := b.Plan()
		if p == nil {
			continue
		}
		for _, s := range p.Steps {
			if s.Done.IsZero() {
				out = append(out, thing{id: string(b.ID) + "-" + s.Item + "-" + s.By.Format("20060102"), name: t.ofBusiness(t.stepName(s), b), from: t.at9(s.By), since: p.Made, offsets: offsets, about: datedStep{s, b}})
			}
		}
	}
	return out
}

// stepName is a step in a few words: what helps with it, or its indicator.
func (t *talk) stepName(s enterprise.PlanStep) string {
	kind, _ := t.book.program.Document(s.Way.Document)
	switch {
	case s.Way.Training != "":
		return t.trainingKind(s.Way.Training)
	case s.Way.Service != "":
		return t.serviceName(s.Way.Service)
	case s.Way.Document != "":
		return kind.Short.In(t.lang)
	}
	return s.Item
}
