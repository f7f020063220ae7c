package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// whenNow is the answer "now"; any other is a time as RFC 3339.
const whenNow = "now"

// whenOptions offers to send at once, where that may be.
func whenOptions(t *talk, d *Draft) []Option {
	if t.quiet(d.Answers["category"].Value, t.now) {
		return nil
	}
	return []Option{{Value: whenNow, Label: t.label("announce.when.now")}}
}

// quiet tells whether an announcement of a category may not be sent at a time.
func (t *talk) quiet(category string, at time.Time) bool {
	return !t.urgent(category) && !t.book.program.City.Awake(at).Equal(at)
}

func (t *talk) askWhen(d *Draft) string {
	if t.quiet(d.Answers["category"].Value, t.now) {
		return t.word("announce.when.quiet_ask", t.quietHours())
	}
	return t.word("announce.when.ask", nil)
}

func (t *talk) quietHours() messages.Args {
	c := t.book.program.City
	clock := func(minutes int) string { return time.Time{}.Add(time.Duration(minutes) * time.Minute).Format("15.04") }
	return messages.Args{"From": clock(c.QuietFrom), "Until": clock(c.QuietUntil)}
}

// readWhen reads a time as people write it, and echoes it with its day. One
// that was accepted must still be to come.
func readWhen(t *talk, d *Draft, typed string) Reading {
	category := d.Answers["category"].Value
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		if at.After(t.now) && !t.quiet(category, at) {
			return Reading{Value: typed}
		}
		return Reading{Refuse: t.word("announce.when.past", nil)}
	}
	m := enterprise.ReadMoment(typed, t.now.In(t.book.program.City.Location))
	switch {
	case m.Fault != "":
		return Reading{Refuse: t.word(whenFaults[m.Fault], nil)}
	case m.Now && !t.quiet(category, t.now):
		return Reading{Value: whenNow}
	case m.At.IsZero():
		return t.whichMoment(category, m.Candidates)
	case t.quiet(category, m.At):
		awake := t.book.program.City.Awake(m.At)
		return Reading{Text: t.word("announce.when.quiet", t.quietHours()), Candidates: []Candidate{t.momentCandidate(awake)}}
	}
	r := t.echo(m.At.Format(time.RFC3339), t.word("announce.when.echo", messages.Args{"When": t.dayMoment(m.At)}), nil)
	return r
}

var whenFaults = map[enterprise.MomentFault]string{
	enterprise.NoMoment:     "announce.when.refuse",
	enterprise.NoHour:       "announce.when.hour",
	enterprise.NoSuchMoment: "announce.when.none",
	enterprise.MomentPast:   "announce.when.past",
	enterprise.MomentTooFar: "announce.when.far",
}

// whichMoment asks which of several moments is meant; those in quiet hours are
// none of them.
func (t *talk) whichMoment(category string, all []time.Time) Reading {
	r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
	for _, at := range all {
		if !t.quiet(category, at) {
			r.Candidates = append(r.Candidates, t.momentCandidate(at))
		}
	}
	if len(r.Candidates) == 1 {
		r.Text = t.word("announce.when.echo", messages.Args{"When": r.Candidates[0].Label})
	}
	if len(r.Candidates) == 0 {
		r.Text = t.word("announce.when.quiet", t.quietHours())
		r.Candidates = []Candidate{t.momentCandidate(t.book.program.City.Awake(all[0]))}
	}
	return r
}

func (t *talk) momentCandidate(at time.Time) Candidate {
	return Candidate{Label: t.dayMoment(at), Value: at.Format(time.RFC3339)}
}

// dayMoment is "Selasa, 24 November 2026, 09.00 WIB" in the city's time.
func (t *talk) dayMoment(at time.Time) string {
	local := at.In(t.book.program.City.Location)
	return enterprise.FormatWeekday(local, t.lang) + ", " + t.moment(at)
}

// whenOf is the moment that was answered; zero: now.
func whenOf(d *Draft) time.Time {
	at, err := time.Parse(time.RFC3339, d.Answers["when"].Value)
	if err != nil {
		return time.Time{}
	}
	return at
}
