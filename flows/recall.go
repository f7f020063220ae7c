package flows

import (
	"slices"
	"strconv"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// nextWake is the first moment at which something is to be done unasked. It is
// derived at the end of every step, so that no path can forget it.
func (t *talk) nextWake() time.Time {
	rests := t.Person.Merged.Into != 0
	first := earlier(t.plan(), t.index())
	if rests {
		first = time.Time{}
	}
	for _, a := range t.book.areas {
		if a.Due != nil && (!rests || a.Intercept != nil) {
			first = earlier(first, a.Due(t))
		}
	}
	return first
}

// earlier is the first of two moments that are not zero.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// wake does what is due, and reminds of what is to be reminded of. Somebody
// who is forgotten then hears of nothing else.
func (t *talk) wake() {
	for _, a := range t.book.areas {
		if a.Wake != nil && !t.turn.Forget {
			a.Wake(t)
		}
	}
	if !t.turn.Forget {
		t.remind()
	}
}

// index works out the terms that change with time, and gives when they do.
func (t *talk) index() (until time.Time) {
	t.Person.Terms = nil
	if t.consented() {
		t.Person.Terms, until = t.book.program.TimedTerms(t.Person, t.Chat.Touched, t.now)
		stopped, next := t.stopped()
		t.Person.Terms = append(t.Person.Terms, stopped...)
		if until.IsZero() || !next.IsZero() && next.Before(until) {
			until = next
		}
	}
	return until
}

// silence is how long nobody answers before a form counts as left.
const silence = 24 * time.Hour

// ownersForms are the forms of owners of which it is counted where they stop.
func ownersForms(flows []*Flow) []*Flow {
	return slices.DeleteFunc(slices.Clone(flows), func(f *Flow) bool { return !f.Recalled || f.Unseen || len(f.For) > 0 })
}

// stopped are the index terms of the questions at which the person left forms,
// and when the next one will be: zero, if no form is half-way. Looking at what
// is registered already is not registering, and looking at a year's sales is not
// telling a month's.
func (t *talk) stopped() (terms []string, next time.Time) {
	for _, f := range t.book.owners {
		d := t.Chat.Drafts[f.Key]
		if d == nil || !d.Done.IsZero() || f.Key == registerKey && len(t.Person.Businesses) > 0 {
			continue
		}
		at := latest(d.Touched, d.Started).Add(silence)
		if t.now.Before(at) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		looked := *d // open forgets a wish to change a question that does not apply
		if q := f.open(t, &looked); q != nil && !(f.Key == salesKey && q.Key == "month") {
			terms = append(terms, enterprise.TermStopped(f.Key, ""), enterprise.TermStopped(f.Key, q.Key))
		}
	}
	return terms, next
}

// formReminder recalls an unfinished form: the programme's days after the
// owner's last sign of life, and not any more once the days are used up.
func formReminder() *reminder {
	return &reminder{
		key: "form", window: 3 * 24 * time.Hour,
		things: unfinishedForm,
		words: func(t *talk, _ []thing) string {
			f := t.unfinished()
			d := t.draft(f.Key)
			return t.word("nav.recall", messages.Args{"Done": t.settledCount(f, d), "All": len(f.applicable(t, d))})
		},
		opens: func(t *talk) {
			if f := t.unfinished(); t.Chat.Open != f.Key {
				t.leave()
				t.Chat.Open = f.Key
			}
		},
		settled: func(t *talk, _ thing, at time.Time) {
			for _, day := range t.nudgesLeft() {
				if !t.Chat.Touched.AddDate(0, 0, day).After(at) {
					t.Chat.Nudged++
				}
			}
		},
		buttons: []string{verbLater, verbNever},
	}
}

func unfinishedForm(t *talk) []thing {
	f := t.unfinished()
	if f == nil {
		return nil
	}
	d := t.Chat.Drafts[f.Key]
	return []thing{{
		id: f.Key + "-" + strconv.FormatInt(d.Started.Unix(), 36), name: t.label("reminder.form." + f.Key),
		from: t.Chat.Touched, offsets: days(t.nudgesLeft()...),
	}}
}

// nudgesLeft are the days after the last sign of life on which the open form
// is still to be recalled.
func (t *talk) nudgesLeft() []int {
	all := t.book.program.City.NudgeDays
	return all[min(len(all), t.Chat.Nudged):]
}

// reach is the address used last at which the person can be reached.
func (t *talk) reach() (enterprise.Address, bool) {
	for _, c := range t.Person.Contacts {
		if c.Unreachable == "" {
			return c.Address, true
		}
	}
	return enterprise.Address{}, false
}

func (t *talk) settledCount(f *Flow, d *Draft) int {
	n := 0
	for _, q := range f.applicable(t, d) {
		if q.settled(t, d) {
			n++
		}
	}
	return n
}
