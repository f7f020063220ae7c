package enterprise

import (
	"slices"
	"time"
)

// CalendarFile is the programme file of the calendar.
const CalendarFile = "calendar.yaml"

// Calendar is when a city works and rests: its working days, holidays and the
// hours of Friday and Ramadan.
type Calendar struct {
	WorkingDays []time.Weekday
	Friday      Span     // of every Friday: nothing is said unasked
	Ramadan     []Season // months of fasting
	RamadanOpen []Span   // when routine messages may come in them
	RamadanWork Span     // when the office works in them
	RamadanLast Span     // and on their Fridays
	Holidays    []Holiday

	days map[int]Holiday // by dayNumber
}

// Span is a part of a day in minutes after midnight, [From, Until).
type Span struct{ From, Until int }

// Season is days of one kind, the last one included.
type Season struct {
	From, Until time.Time // midnights in the city
	Source      string
}

// Holiday is a day on which the office is closed.
type Holiday struct {
	Date       time.Time // midnight in the city
	Name       Phrase
	QuietUntil int    // minutes after midnight until which nothing routine is said; 0: the day is like any other
	Source     string // the decree, and its date
}

// WholeDay is the length of a day in minutes, and its end as minutes after
// midnight.
const WholeDay = 24 * 60

// dayNumber is a day as a number that is quick to look up: 20261225.
func dayNumber(local time.Time) int {
	return local.Year()*10000 + int(local.Month())*100 + local.Day()
}

// Prepare makes the holidays quick to look up by day, and gives the number of
// days they are.
func (c *Calendar) Prepare() int {
	c.days = make(map[int]Holiday, len(c.Holidays))
	for _, h := range c.Holidays {
		c.days[dayNumber(h.Date)] = h
	}
	return len(c.days)
}

// Holiday finds the holiday of a day, given in the city's time.
func (c Calendar) Holiday(local time.Time) (Holiday, bool) {
	h, ok := c.days[dayNumber(local)]
	return h, ok
}

// Fasting tells whether a day, given in the city's time, is one of Ramadan.
func (c Calendar) Fasting(local time.Time) bool {
	day := dayNumber(local)
	return slices.ContainsFunc(c.Ramadan, func(s Season) bool { return dayNumber(s.From) <= day && day <= dayNumber(s.Until) })
}

// Openings are the parts of a day in which something may be said unasked.
func (c City) Openings(local time.Time) []Span {
	open := []Span{{c.QuietUntil, c.QuietFrom}}
	if c.Calendar.Fasting(local) {
		open = c.Calendar.RamadanOpen
	}
	shut := []Span{}
	if local.Weekday() == time.Friday {
		shut = append(shut, c.Calendar.Friday)
	}
	if h, ok := c.Calendar.Holiday(local); ok {
		shut = append(shut, Span{0, h.QuietUntil})
	}
	for _, s := range shut {
		open = minus(open, s)
	}
	return open
}

// minus takes a span out of others.
func minus(open []Span, shut Span) []Span {
	var out []Span
	for _, o := range open {
		if before := (Span{o.From, min(o.Until, shut.From)}); before.From < before.Until {
			out = append(out, before)
		}
		if after := (Span{max(o.From, shut.Until), o.Until}); after.From < after.Until {
			out = append(out, after)
		}
	}
	return out
}

// ordinary tells whether nothing but the quiet hours shape a day.
func (c City) ordinary(local time.Time) bool {
	if local.Weekday() == time.Friday || c.Calendar.Fasting(local) {
		return false
	}
	_, feast := c.Calendar.Holiday(local)
	return !feast
}

// QuietDaysMost bounds how many days in a row may be quiet from morning to
// night: more is taken for a fault of the calendar.
const QuietDaysMost = 14

// Awake is the first moment from t on at which something may be said unasked:
// t itself, or the next opening after the quiet time that t falls into.
func (c City) Awake(t time.Time) time.Time {
	local := t.In(c.Location)
	minute := local.Hour()*60 + local.Minute()
	if minute >= c.QuietUntil && minute < c.QuietFrom && c.ordinary(local) {
		return t
	}
	for range QuietDaysMost + 2 {
		for _, s := range c.Openings(local) {
			switch {
			case minute < s.From:
				return time.Date(local.Year(), local.Month(), local.Day(), 0, s.From, 0, 0, c.Location)
			case minute < s.Until:
				return t
			}
		}
		local, minute = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, c.Location), 0
		t = local
	}
	return t // no calendar that was checked leads here
}

// Works tells whether the office is open on a day, given in the city's time.
func (c City) Works(local time.Time) bool {
	_, feast := c.Calendar.Holiday(local)
	return !feast && slices.Contains(c.Calendar.WorkingDays, local.Weekday())
}

// beforeWork is how long before the doors open an officer's day begins.
const beforeWork = 30

// AtWork is the first moment from t on that lies in an officer's working day:
// from half an hour before the office opens until it shuts.
func (c City) AtWork(t time.Time) time.Time {
	for local := t.In(c.Location); ; local = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, c.Location) {
		hours := c.officeHours(local)
		minute := local.Hour()*60 + local.Minute()
		switch {
		case !c.Works(local) || minute >= hours.Until:
		case minute < hours.From-beforeWork:
			return time.Date(local.Year(), local.Month(), local.Day(), 0, hours.From-beforeWork, 0, 0, c.Location)
		default:
			return local
		}
	}
}

// officeHours are when the office works on a day on which it does.
func (c City) officeHours(local time.Time) Span {
	switch {
	case !c.Calendar.Fasting(local):
		return Span{c.WorkFrom, c.WorkUntil}
	case local.Weekday() == time.Friday:
		return c.Calendar.RamadanLast
	}
	return c.Calendar.RamadanWork
}

// WorkingDayAfter is the moment at which a working day has passed since t:
// what comes in on Monday at ten is a working day old on Tuesday at ten, what
// comes in on Friday evening on Monday as the office closes. A day of Ramadan
// is shorter and yet a day.
func (c City) WorkingDayAfter(t time.Time) time.Time {
	left := 1.0
	at := t.In(c.Location)
	for {
		hours := c.officeHours(at)
		open := time.Date(at.Year(), at.Month(), at.Day(), 0, hours.From, 0, 0, c.Location)
		shut := time.Date(at.Year(), at.Month(), at.Day(), 0, hours.Until, 0, 0, c.Location)
		if at.Before(open) {
			at = open
		}
		if c.Works(at) && at.Before(shut) {
			whole := float64(shut.Sub(open))
			if need := time.Duration(left * whole).Round(time.Second); shut.Sub(at) >= need {
				return at.Add(need)
			}
			left -= float64(shut.Sub(at)) / whole
		}
		at = time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, c.Location)
	}
}
