package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// yearlyReminder asks of documents that do not end whether what they rest on
// is still so: each year on the day of the approval.
func yearlyReminder() *reminder {
	return &reminder{
		key: "yearly", window: 14 * 24 * time.Hour, offsets: days(0),
		things:  yearlyChecks,
		words:   yearlyWords,
		advice:  (*talk).yearlyAdvice,
		buttons: []string{verbSame, verbChanged, verbLater},
	}
}

// yearlyChecks are the check that fell due last, and the next one, of each
// document.
func yearlyChecks(t *talk) []thing {
	var out []thing
	for _, b := range t.Person.Businesses {
		for _, kind := range t.book.program.Documents {
			if kind.Yearly == nil {
				continue
			}
			standing, d := t.book.program.Stands(b, kind.Code, t.now)
			if standing != enterprise.StandsValid || d.Approved.IsZero() {
				continue
			}
			years := t.local(t.now).Year() - t.local(d.Approved).Year()
			for n := max(1, years-1); n <= years+1; n++ {
				at := t.at9(t.local(d.Approved).AddDate(n, 0, 0))
				out = append(out, thing{
					id: string(b.ID) + "-" + kind.Code + "-" + strconv.Itoa(at.Year()), name: t.ofBusiness(kind.Name.In(t.lang), b),
					from: at, since: d.Approved, about: kind,
				})
			}
		}
	}
	return out
}

func yearlyWords(t *talk, things []thing) string {
	var lines []string
	for _, th := range things {
		kind := th.about.(enterprise.DocumentKind)
		lines = append(lines, t.word("reminder.yearly.line", messages.Args{"Name": th.name, "Ask": kind.Yearly.Ask.In(t.lang)}))
	}
	return t.word("reminder.yearly", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
}

// yearlyAdvice is what to do about things that changed.
func (t *talk) yearlyAdvice(marks []enterprise.Mark) string {
	var out []string
	for _, m := range marks {
		parts := strings.Split(m.Thing, "-")
		if kind, ok := t.book.program.Document(parts[min(1, len(parts)-1)]); ok && kind.Yearly != nil {
			out = append(out, kind.Yearly.Changed.In(t.lang))
		}
	}
	return strings.Join(out, " ")
}

const unneededKey = "unneeded"

// unneeded asks why a document is not needed any more; it is then not spoken
// of again.
func unneeded() *Flow {
	return &Flow{
		Key: unneededKey, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return unneededQuestions },
		Finish: func(t *talk, d *Draft) {
			kind, said, _ := strings.Cut(d.Subject, ":")
			at, _ := strconv.ParseInt(said, 36, 64)
			for _, m := range t.saidAt(kind, at) {
				m.Ended, m.Again, m.Why = t.now, time.Time{}, d.Answers["why"].Value
				t.putMark(m)
			}
			t.comeBack(d, t.word("reminder.did.unneeded", nil))
		},
	}
}

// whyUnneeded are the usual reasons.
var whyUnneeded = []string{"closed", "unsold", "other_permit"}

var unneededQuestions = []*Question{{
	Key: "why",
	Options: func(t *talk, _ *Draft) []Option {
		var out []Option
		for _, code := range whyUnneeded {
			out = append(out, Option{Value: code, Label: t.label("unneeded.why." + code)})
		}
		return out
	},
	Read: func(t *talk, _ *Draft, typed string) Reading {
		why := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(why)); n < 3 || n > 200 {
			return Reading{Refuse: t.word("unneeded.why.refuse", nil)}
		}
		return Reading{Value: why}
	},
	Name: func(t *talk, _ *Draft, value string) string {
		if slices.Contains(whyUnneeded, value) {
			return t.label("unneeded.why." + value)
		}
		return value
	},
}}
