package flows

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// morning is the hour at which what falls due on a day is spoken of.
const morning = 9

// at9 is that hour of a moment's day in the city.
func (t *talk) at9(at time.Time) time.Time {
	l := t.local(at)
	return time.Date(l.Year(), l.Month(), l.Day(), morning, 0, 0, 0, l.Location())
}

// missingReminder tells which documents the business lacks: weekly for a
// month, then monthly for a year after the assessment, what blocks most first.
func missingReminder() *reminder {
	return &reminder{
		key: "missing", news: true, window: 5 * 24 * time.Hour,
		offsets: days(7, 14, 21, 28, 58, 88, 118, 148, 178, 208, 238, 268, 298, 328, 358),
		things:  lackingDocuments,
		words:   missingWords,
		buttons: []string{verbDone, verbLater, verbNever},
	}
}

// lackingDocuments are what no officer approved and the owner does not claim
// to have, as far as the self-assessment tells.
func lackingDocuments(t *talk) []thing {
	var out []thing
	for _, b := range t.Person.Businesses {
		n := len(b.Assessments)
		if n == 0 {
			continue
		}
		for _, group := range t.book.program.Admin(b, t.now).Lacking {
			code := group[0]
			kind, ok := t.book.program.Document(code)
			if !ok || code == "nib" && b.NIB != "" { // the number was given at registration
				continue
			}
			from := b.Assessments[n-1].At
			for _, d := range b.Documents {
				if slices.Contains(group, d.Kind) && !d.Approved.IsZero() && d.Expires.After(from) { // it held until then
					from = d.Expires
				}
			}
			out = append(out, thing{id: string(b.ID) + "-" + code, name: t.ofBusiness(kind.Name.In(t.lang), b), from: t.at9(from), since: latest(from, b.Assessments[n-1].Changed), about: kind})
		}
	}
	return out
}

func missingWords(t *talk, things []thing) string {
	first := things[0].about.(enterprise.DocumentKind)
	var more []string
	for _, th := range things[1:] {
		more = append(more, th.name)
	}
	return t.word("reminder.missing", messages.Args{
		"First": things[0].name, "About": first.About.In(t.lang), "More": strings.Join(more, ", "),
		"Issuer": first.Issuer, "URL": first.URL,
	})
}

// expiringReminder tells of approved documents that will end, on the days of
// their kind, and of those that may still be renewed after their end.
func expiringReminder() *reminder {
	return &reminder{
		key: "expiring", window: 5 * 24 * time.Hour,
		things:  endingDocuments,
		words:   expiringWords,
		buttons: []string{verbDone, verbLater, verbUnneeded},
	}
}

func endingDocuments(t *talk) []thing {
	var out []thing
	for _, b := range t.Person.Businesses {
		for _, d := range b.Documents {
			kind, ok := t.book.program.Document(d.Kind)
			if !ok || d.Approved.IsZero() || d.Expires.IsZero() || renewed(b, d) {
				continue
			}
			id := string(b.ID) + "-" + d.Kind + "-" + t.day(d.Expires)
			if slices.ContainsFunc(out, func(th thing) bool { return th.id == id }) {
				continue // approved twice
			}
			offsets := make([]offset, len(kind.ReminderDays))
			for i, n := range kind.ReminderDays {
				offsets[i].days = -n
			}
			out = append(out, thing{
				id: id, name: t.ofBusiness(kind.Name.In(t.lang), b),
				from: t.at9(d.Expires), since: d.Approved, offsets: offsets, about: endingDocument{d, kind},
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

func expiringWords(t *talk, things []thing) string {
	var lines []string
	for _, th := range things {
		e := th.about.(endingDocument)
		key := "reminder.expiring.line"
		left := int(t.at9(e.document.Expires).Sub(t.at9(t.now)).Round(24*time.Hour) / (24 * time.Hour))
		if left <= 0 {
			key = "reminder.expiring.over"
		}
		lines = append(lines, t.word(key, messages.Args{
			"Name": th.name, "Date": t.date(e.document.Expires.Add(-time.Second)), "Days": left,
			"Issuer": e.kind.Issuer, "URL": e.kind.URL,
		}))
	}
	return t.word("reminder.expiring", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
}

// reassessReminder offers to fill the assessment in again after half a year.
func reassessReminder() *reminder {
	return &reminder{
		key: "reassess", news: true, window: 10 * 24 * time.Hour, offsets: days(0, 30),
		things: func(t *talk) []thing {
			var out []thing
			for _, b := range t.Person.Businesses {
				if n := len(b.Assessments); n > 0 {
					a := b.Assessments[n-1]
					out = append(out, thing{id: string(b.ID) + "-" + t.day(a.At), name: b.Name, from: t.at9(t.local(a.At).AddDate(0, 6, 0)), about: a})
				}
			}
			return out
		},
		wanted: func(t *talk, things []thing) []thing {
			if f := t.unfinished(); f != nil && f.Key == assessmentKey {
				return nil // it is being filled in
			}
			return things
		},
		words: func(t *talk, things []thing) string {
			a := things[0].about.(enterprise.Assessment)
			return t.word("reminder.reassess", messages.Args{"Business": things[0].name, "Date": t.date(a.At), "Total": a.Result.Total, "Several": len(t.Person.Businesses) > 1})
		},
		buttons: []string{verbLater, verbNever},
	}
}
