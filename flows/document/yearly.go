package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reminder"
	"naikkelas/messages"
)

// yearlyReminder asks of documents that do not end whether what they rest on
// is still so: each year on the day of the approval.
func yearlyReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "yearly", Window: 14 * 24 * time.Hour, Offsets: flows.Days(0),
		Items:   yearlyChecks,
		Words:   yearlyWords,
		Advice:  yearlyAdvice,
		Buttons: []string{flows.VerbSame, flows.VerbChanged, flows.VerbLater},
	}
}

// yearlyChecks are the check that fell due last, and the next one, of each
// document.
func yearlyChecks(c *flows.Conversation) []flows.Item {
	var out []flows.Item
	for _, b := range c.Person.Businesses {
		for _, kind := range c.Program().Documents {
			if kind.Yearly == nil {
				continue
			}
			standing, d := c.Program().Stands(b, kind.Code, c.Now())
			if standing != enterprise.StandsValid || d.Approved.IsZero() {
				continue
			}
			years := c.Local(c.Now()).Year() - c.Local(d.Approved).Year()
			for n := max(1, years-1); n <= years+1; n++ {
				at := c.AtNine(c.Local(d.Approved).AddDate(n, 0, 0))
				out = append(out, flows.Item{
					ID: string(b.ID) + "-" + kind.Code + "-" + strconv.Itoa(at.Year()), Name: c.OfBusiness(kind.Name.In(c.Lang()), b),
					From: at, Since: d.Approved, About: kind,
				})
			}
		}
	}
	return out
}

func yearlyWords(c *flows.Conversation, things []flows.Item) string {
	var lines []string
	for _, th := range things {
		kind := th.About.(enterprise.DocumentKind)
		lines = append(lines, c.Text("reminder.yearly.line", messages.Args{"Name": th.Name, "Ask": kind.Yearly.Ask.In(c.Lang())}))
	}
	return c.Text("reminder.yearly", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
}

// yearlyAdvice is what to do about things that changed.
func yearlyAdvice(c *flows.Conversation, marks []enterprise.Mark) string {
	var out []string
	for _, m := range marks {
		parts := strings.Split(m.Thing, "-")
		if kind, ok := c.Program().Document(parts[min(1, len(parts)-1)]); ok && kind.Yearly != nil {
			out = append(out, kind.Yearly.Changed.In(c.Lang()))
		}
	}
	return strings.Join(out, " ")
}

// unneeded asks why a document is not needed any more; it is then not spoken
// of again.
func unneeded() *flows.Form {
	return &flows.Form{
		Key: flows.UnneededKey, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return unneededQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			kind, said, _ := strings.Cut(d.Subject, ":")
			at, _ := strconv.ParseInt(said, 36, 64)
			for _, m := range reminder.SaidAt(c, kind, at) {
				m.Ended, m.Again, m.Why = c.Now(), time.Time{}, d.Answers["why"].Value
				reminder.PutMark(c, m)
			}
			c.Return(d, c.Text("reminder.did.unneeded", nil))
		},
	}
}

// WhyUnneeded are the usual reasons.
var WhyUnneeded = []string{"closed", "unsold", "other_permit"}

var unneededQuestions = []*flows.Question{{
	Key: "why",
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var out []flows.Option
		for _, code := range WhyUnneeded {
			out = append(out, flows.Option{Value: code, Label: c.Label("unneeded.why." + code)})
		}
		return out
	},
	Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		why := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(why)); n < 3 || n > 200 {
			return flows.Reading{Refuse: c.Text("unneeded.why.refuse", nil)}
		}
		return flows.Reading{Value: why}
	},
	Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
		if slices.Contains(WhyUnneeded, value) {
			return c.Label("unneeded.why." + value)
		}
		return value
	},
}}
