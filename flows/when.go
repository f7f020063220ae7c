package flows

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// WhenFaults are the keys of what is said to a moment that cannot be meant.
var WhenFaults = map[read.MomentFault]string{
	read.NoMoment:     "announce.when.refuse",
	read.NoHour:       "announce.when.hour",
	read.NoSuchMoment: "announce.when.none",
	read.MomentPast:   "announce.when.past",
	read.MomentTooFar: "announce.when.far",
}

// MomentCandidate is a moment as something that may have been meant.
func (c *Conversation) MomentCandidate(at time.Time) Candidate {
	return Candidate{Label: c.DayMoment(at), Value: at.Format(time.RFC3339)}
}

// DayMoment is "Selasa, 24 November 2026, 09.00 WIB" in the city's time.
func (c *Conversation) DayMoment(at time.Time) string {
	local := at.In(c.Book.Program.City.Location)
	return enterprise.FormatWeekday(local, c.lang) + ", " + c.Moment(at)
}

// WhenOf is the moment that was answered; zero: now.
func WhenOf(d *Draft) time.Time {
	at, err := time.Parse(time.RFC3339, d.Answers["when"].Value)
	if err != nil {
		return time.Time{}
	}
	return at
}

// DayOrNone is a date, or nothing for none.
func (c *Conversation) DayOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return c.Date(at)
}

// CohortDay is the midnight with which a day that was answered begins.
func (c *Conversation) CohortDay(value string) time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, value, c.Book.Program.City.Location)
	return day
}

// Median of some spans of time, of which there is at least one.
func Median(spans []time.Duration) time.Duration {
	slices.Sort(spans)
	return spans[len(spans)/2]
}

// DayForm is how a last day is kept.
const DayForm = "2006-01-02"

// Moment is "22 November 2026, 09.30 WIB" in the city's time.
func (c *Conversation) Moment(at time.Time) string {
	local := at.In(c.Book.Program.City.Location)
	zone, _ := local.Zone()
	return c.Date(at) + ", " + local.Format("15.04") + " " + zone
}

// DayOf is the midnight with which a day that was answered begins.
func (c *Conversation) DayOf(value string) time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, value, c.Book.Program.City.Location)
	return day
}

// ReadDay reads a day to come, and echoes one that was not written out. What
// was accepted stays an answer although its day has passed meanwhile.
func ReadDay(c *Conversation, _ *Draft, typed string) Reading {
	if day := c.DayOf(typed); !day.IsZero() && (typed != c.in.Text || !day.Before(c.DayOf(c.Day(c.now)))) {
		return Reading{Value: typed}
	}
	m := read.Day(typed, c.Local(c.now))
	switch {
	case m.Fault != "":
		return Reading{Refuse: c.Text(dayFaults[m.Fault], nil)}
	case m.At.IsZero():
		r := Reading{Text: c.Text("nav.which", messages.Args{"Typed": Clip(c.in.Text)})}
		for _, day := range m.Candidates {
			r.Candidates = append(r.Candidates, Candidate{Label: c.Weekday(day), Value: day.Format(time.DateOnly)})
		}
		return r
	}
	return Reading{Value: m.At.Format(time.DateOnly), Note: c.Text("nav.noted", messages.Args{"Answer": c.Weekday(m.At)})}
}

var dayFaults = map[read.MomentFault]string{
	read.NoMoment:     "plan.day.refuse",
	read.NoSuchMoment: "announce.when.none",
	read.MomentPast:   "plan.day.past",
	read.MomentTooFar: "plan.day.far",
}

// Weekday is "Selasa, 15 Desember 2026".
func (c *Conversation) Weekday(day time.Time) string {
	return enterprise.FormatWeekday(c.Local(day), c.lang) + ", " + c.Date(day)
}

// morning is the hour at which what falls due on a day is spoken of.
const morning = 9

// AtNine is that hour of a moment's day in the city.
func (c *Conversation) AtNine(at time.Time) time.Time {
	l := c.Local(at)
	return time.Date(l.Year(), l.Month(), l.Day(), morning, 0, 0, 0, l.Location())
}

// Latest is the last of some moments; zero when there is none.
func Latest(all ...time.Time) (out time.Time) {
	for _, at := range all {
		if at.After(out) {
			out = at
		}
	}
	return out
}

// Local is a moment in the city's time.
func (c *Conversation) Local(at time.Time) time.Time { return at.In(c.Book.Program.City.Location) }

// Day names the city's day of a moment: "2026-11-24".
func (c *Conversation) Day(at time.Time) string { return c.Local(at).Format("2006-01-02") }

// Date is "22 November 2026" in the city's time.
func (c *Conversation) Date(at time.Time) string {
	return enterprise.FormatDate(at.In(c.Book.Program.City.Location), c.lang)
}

// Month is the one that is running in the city.
func (c *Conversation) Month() enterprise.Month {
	return enterprise.MonthOf(c.now.In(c.Book.Program.City.Location))
}

// YearMonths is how many months the chart has: those that the law's yearly
// sales are counted over.
const YearMonths = 12

// Hours are the office's, as texts say them.
func (c *Conversation) Hours() messages.Args {
	city := c.Book.Program.City
	clock := func(minutes int) string {
		return time.Date(0, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15.04")
	}
	return messages.Args{"From": clock(city.WorkFrom), "Until": clock(city.WorkUntil)}
}

// Span is a length of time in the largest fitting unit.
func (c *Conversation) Span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return c.wordLabel("span.days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return c.wordLabel("span.hours", int(d/time.Hour))
	}
	return c.wordLabel("span.minutes", int(d/time.Minute))
}

func (c *Conversation) wordLabel(key string, n int) string {
	return c.Book.Words.Label(c.lang, key, messages.Args{"N": n})
}
