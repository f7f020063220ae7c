package document

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// missingReminder tells which documents the business lacks: weekly for a
// month, then monthly for a year after the assessment, what blocks most first.
func missingReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "missing", News: true, Window: 5 * 24 * time.Hour,
		Offsets: flows.Days(7, 14, 21, 28, 58, 88, 118, 148, 178, 208, 238, 268, 298, 328, 358),
		Items:   lackingDocuments,
		Words:   missingWords,
		Buttons: []string{flows.VerbDone, flows.VerbLater, flows.VerbNever},
	}
}

// lackingDocuments are what no officer approved and the owner does not claim
// to have, as far as the self-assessment tells.
func lackingDocuments(c *flows.Conversation) []flows.Item {
	var out []flows.Item
	for _, b := range c.Person.Businesses {
		n := len(b.Assessments)
		if n == 0 {
			continue
		}
		for _, group := range c.Program().Admin(b, c.Now()).Lacking {
			code := group[0]
			kind, ok := c.Program().Document(code)
			if !ok || code == "nib" && b.NIB != "" { // the number was given at registration
				continue
			}
			from := b.Assessments[n-1].At
			for _, d := range b.Documents {
				if slices.Contains(group, d.Kind) && !d.Approved.IsZero() && d.Expires.After(from) { // it held until then
					from = d.Expires
				}
			}
			out = append(out, flows.Item{ID: string(b.ID) + "-" + code, Name: c.OfBusiness(kind.Short.In(c.Lang()), b), From: c.AtNine(from), Since: flows.Latest(from, b.Assessments[n-1].Changed), About: kind})
		}
	}
	return out
}

func missingWords(c *flows.Conversation, things []flows.Item) string {
	first := things[0].About.(enterprise.DocumentKind)
	var names []string
	for _, th := range things {
		names = append(names, th.Name)
	}
	return c.Text("reminder.missing", messages.Args{
		"All": strings.Join(names, ", "), "First": things[0].Name, "Why": first.Why.In(c.Lang()), "Issuer": first.Issuer, "URL": first.URL,
	})
}

// expiringReminder tells of approved documents that will end, on the days of
// their kind, and of those that may still be renewed after their end.
func expiringReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "expiring", Window: 5 * 24 * time.Hour,
		Items:   endingDocuments,
		Words:   expiringWords,
		Buttons: []string{flows.VerbDone, flows.VerbLater, flows.VerbUnneeded},
	}
}

func endingDocuments(c *flows.Conversation) []flows.Item {
	var out []flows.Item
	for _, b := range c.Person.Businesses {
		for _, d := range b.Documents {
			kind, ok := c.Program().Document(d.Kind)
			if !ok || d.Approved.IsZero() || d.Expires.IsZero() || renewed(b, d) {
				continue
			}
			id := string(b.ID) + "-" + d.Kind + "-" + c.Day(d.Expires)
			if slices.ContainsFunc(out, func(th flows.Item) bool { return th.ID == id }) {
				continue // approved twice
			}
			offsets := make([]flows.Offset, len(kind.ReminderDays))
			for i, n := range kind.ReminderDays {
				offsets[i].Days = -n
			}
			out = append(out, flows.Item{
				ID: id, Name: c.OfBusiness(kind.Name.In(c.Lang()), b),
				From: c.AtNine(d.Expires), Since: d.Approved, Offsets: offsets, About: endingDocument{d, kind},
			})
		}
	}
	return out
}

// endingDocument is what the words about one need.
type endingDocument struct {
	document enterprise.Document
	kind     enterprise.DocumentKind
}

// renewed tells whether an approved document of the same kind ends later, or never.
func renewed(b enterprise.Business, old enterprise.Document) bool {
	for _, d := range b.Documents {
		if d.Kind == old.Kind && !d.Approved.IsZero() && (d.Expires.IsZero() || d.Expires.After(old.Expires)) {
			return true
		}
	}
	return false
}

func expiringWords(c *flows.Conversation, things []flows.Item) string {
	var lines []string
	for _, th := range things {
		e := th.About.(endingDocument)
		key := "reminder.expiring.line"
		left := int(c.AtNine(e.document.Expires).Sub(c.AtNine(c.Now())).Round(24*time.Hour) / (24 * time.Hour))
		if left <= 0 {
			key = "reminder.expiring.over"
		}
		lines = append(lines, c.Text(key, messages.Args{
			"Name": th.Name, "Date": c.Date(e.document.Expires.Add(-time.Second)), "Days": left,
			"Issuer": e.kind.Issuer, "URL": e.kind.URL,
		}))
	}
	return c.Text("reminder.expiring", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
}

// reassessReminder offers to fill the assessment in again after half a year.
func reassessReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "reassess", News: true, Window: 10 * 24 * time.Hour, Offsets: flows.Days(0, 30),
		Items: func(c *flows.Conversation) []flows.Item {
			var out []flows.Item
			for _, b := range c.Person.Businesses {
				if n := len(b.Assessments); n > 0 {
					a := b.Assessments[n-1]
					out = append(out, flows.Item{ID: string(b.ID) + "-" + c.Day(a.At), Name: b.Name, From: c.AtNine(c.Local(a.At).AddDate(0, 6, 0)), About: a})
				}
			}
			return out
		},
		Wanted: func(c *flows.Conversation, things []flows.Item) []flows.Item {
			if f := c.Unfinished(); f != nil && f.Key == flows.AssessmentKey {
				return nil // it is being filled in
			}
			return things
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			a := things[0].About.(enterprise.Assessment)
			return c.Text("reminder.reassess", messages.Args{"Business": things[0].Name, "Date": c.Date(a.At), "Total": a.Result.Total, "Several": len(c.Person.Businesses) > 1})
		},
		Buttons: []string{flows.VerbLater, flows.VerbNever},
	}
}
