package announcement

import (
	"time"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// whenNow is the answer "now"; any other is a time as RFC 3339.
const whenNow = "now"

// whenOptions offers to send at once, where that may be.
func whenOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	if quiet(c, d.Answers["category"].Value, c.Now()) {
		return nil
	}
	return []flows.Option{{Value: whenNow, Label: c.Label("announce.when.now")}}
}

// quiet tells whether an announcement of a category may not be sent at a time.
func quiet(c *flows.Conversation, category string, at time.Time) bool {
	return !c.Urgent(category) && !c.Program().City.Awake(at).Equal(at)
}

func askWhen(c *flows.Conversation, d *flows.Draft) string {
	if quiet(c, d.Answers["category"].Value, c.Now()) {
		return c.Text("announce.when.quiet_ask", quietHours(c))
	}
	return c.Text("announce.when.ask", nil)
}

func quietHours(c *flows.Conversation) messages.Args {
	city := c.Program().City
	clock := func(minutes int) string { return time.Time{}.Add(time.Duration(minutes) * time.Minute).Format("15.04") }
	return messages.Args{"From": clock(city.QuietFrom), "Until": clock(city.QuietUntil)}
}

// readWhen reads a time as people write it, and echoes it with its day. One
// that was accepted must still be to come.
func readWhen(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	category := d.Answers["category"].Value
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		if at.After(c.Now()) && !quiet(c, category, at) {
			return flows.Reading{Value: typed}
		}
		return flows.Reading{Refuse: c.Text("announce.when.past", nil)}
	}
	if r, ok := readSeries(c, category, typed); ok {
		return r
	}
	m := read.Moment(typed, c.Now().In(c.Program().City.Location))
	switch {
	case m.Fault != "":
		return flows.Reading{Refuse: c.Text(flows.WhenFaults[m.Fault], nil)}
	case m.Now && !quiet(c, category, c.Now()):
		return flows.Reading{Value: whenNow}
	case m.At.IsZero():
		return whichMoment(c, category, m.Candidates)
	case quiet(c, category, m.At):
		awake := c.Program().City.Awake(m.At)
		return flows.Reading{Text: c.Text("announce.when.quiet", quietHours(c)), Candidates: []flows.Candidate{c.MomentCandidate(awake)}}
	}
	r := c.Echo(m.At.Format(time.RFC3339), c.Text("announce.when.echo", messages.Args{"When": c.DayMoment(m.At)}), nil)
	return r
}

// whichMoment asks which of several moments is meant; those in quiet hours are
// none of them.
func whichMoment(c *flows.Conversation, category string, all []time.Time) flows.Reading {
	r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
	for _, at := range all {
		if !quiet(c, category, at) {
			r.Candidates = append(r.Candidates, c.MomentCandidate(at))
		}
	}
	if len(r.Candidates) == 1 {
		r.Text = c.Text("announce.when.echo", messages.Args{"When": r.Candidates[0].Label})
	}
	if len(r.Candidates) == 0 {
		r.Text = c.Text("announce.when.quiet", quietHours(c))
		r.Candidates = []flows.Candidate{c.MomentCandidate(c.Program().City.Awake(all[0]))}
	}
	return r
}
