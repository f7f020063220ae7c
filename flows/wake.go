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
func (c *Conversation) nextWake() time.Time {
	rests := c.Person.Merged.Into != 0
	first := c.index()
	if rests {
		first = time.Time{}
	}
	for _, a := range c.Book.Areas {
		if a.Due == nil {
			continue
		}
		if at := a.Due(c); !rests || a.Intercept != nil {
			first = earlier(first, at)
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

// wake does what is due. Somebody who is forgotten then hears of nothing else.
func (c *Conversation) wake() {
	for _, a := range c.Book.Areas {
		if a.Wake != nil && !c.Turn.Forget {
			a.Wake(c)
		}
	}
}

// index works out the terms that change with time, and gives when they do.
func (c *Conversation) index() (until time.Time) {
	c.Person.Terms = nil
	if c.Consented() {
		c.Person.Terms, until = c.Book.Program.TimedTerms(c.Person, c.Chat.Touched, c.now)
		stopped, next := c.stopped()
		c.Person.Terms = append(c.Person.Terms, stopped...)
		if until.IsZero() || !next.IsZero() && next.Before(until) {
			until = next
		}
	}
	return until
}

// silence is how long nobody answers before a form counts as left.
const silence = 24 * time.Hour

// ownersForms are the forms of owners of which it is counted where they stop.
func ownersForms(flows []*Form) []*Form {
	return slices.DeleteFunc(slices.Clone(flows), func(f *Form) bool { return !f.Recalled || f.Unseen || len(f.For) > 0 })
}

// stopped are the index terms of the questions at which the person left forms,
// and when the next one will be: zero, if no form is half-way. Looking at what
// is registered already is not registering, and looking at a year's sales is not
// telling a month's.
func (c *Conversation) stopped() (terms []string, next time.Time) {
	for _, f := range c.Book.Owners {
		d := c.Chat.Drafts[f.Key]
		if d == nil || !d.Done.IsZero() || f.Key == RegisterKey && len(c.Person.Businesses) > 0 {
			continue
		}
		at := Latest(d.Touched, d.Started).Add(silence)
		if c.now.Before(at) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		looked := *d // open forgets a wish to change a question that does not apply
		if q := f.open(c, &looked); q != nil && !(f.Key == SalesKey && q.Key == "month") {
			terms = append(terms, enterprise.TermStopped(f.Key, ""), enterprise.TermStopped(f.Key, q.Key))
		}
	}
	return terms, next
}

// formReminder recalls an unfinished form: the programme's days after the
// owner's last sign of life, and not any more once the days are used up.
func formReminder() *Reminder {
	return &Reminder{
		Key: "form", Window: 3 * 24 * time.Hour,
		Items: unfinishedForm,
		Words: func(c *Conversation, _ []Item) string {
			f := c.waiting(recalled)
			d := c.Draft(f.Key)
			return c.Text("nav.recall", messages.Args{"Done": c.settledCount(f, d), "All": len(f.Applicable(c, d))})
		},
		Opens: func(c *Conversation) {
			if f := c.waiting(recalled); c.Chat.Open != f.Key {
				c.Leave()
				c.Chat.Open = f.Key
			}
		},
		Settled: func(c *Conversation, _ Item, at time.Time) {
			for _, day := range c.nudgesLeft() {
				if !c.Chat.Touched.AddDate(0, 0, day).After(at) {
					c.Chat.Nudged++
				}
			}
		},
		Buttons: []string{VerbLater, VerbNever},
	}
}

// recalled tells whether owners are reminded of a form.
func recalled(f *Form, _ *Draft) bool { return f.Recalled }

func unfinishedForm(c *Conversation) []Item {
	f := c.waiting(recalled)
	if f == nil {
		return nil
	}
	d := c.Chat.Drafts[f.Key]
	return []Item{{
		ID: f.Key + "-" + strconv.FormatInt(d.Started.Unix(), 36), Name: c.Label("reminder.form." + f.Key),
		From: c.Chat.Touched, Offsets: Days(c.nudgesLeft()...),
	}}
}

// nudgesLeft are the days after the last sign of life on which the open form
// is still to be recalled.
func (c *Conversation) nudgesLeft() []int {
	all := c.Book.Program.City.NudgeDays
	return all[min(len(all), c.Chat.Nudged):]
}

// Reach is the address used last at which the person can be reached.
func (c *Conversation) Reach() (enterprise.Address, bool) {
	for _, contact := range c.Person.Contacts {
		if contact.Unreachable == "" {
			return contact.Address, true
		}
	}
	return enterprise.Address{}, false
}

func (c *Conversation) settledCount(f *Form, d *Draft) int {
	n := 0
	for _, q := range f.Applicable(c, d) {
		if q.settled(c, d) && !d.Answers[q.Key].Skipped {
			n++
		}
	}
	return n
}
