package enterprise

import (
	"fmt"
	"strings"
	"time"
)

const (
	// nextYearFrom is the month from which the year to come is asked about: the
	// joint decree on its holidays comes out in September or October.
	nextYearFrom = time.July
	// estimated stands in the source of a day that no decree has fixed yet.
	estimated = "perkiraan"
)

// CalendarWarnings are what the calendar leaves open as of a moment: a year
// without holidays, long before it begins, and days to come that are estimates.
func (p *Program) CalendarWarnings(now time.Time) Faults {
	local := now.In(p.City.Location)
	last := local.Year()
	if local.Month() >= nextYearFrom {
		last++
	}
	var out Faults
	for year := local.Year(); year <= last; year++ {
		if !p.City.Calendar.knows(year) {
			out = append(out, Fault{File: CalendarFile,
				What:  fmt.Sprintf("no holidays of %d: reminders and digests would come on them as on any day, and working hours be counted", year),
				Right: "the days of the joint decree (SKB 3 Menteri) of that year, under holidays"})
		}
	}
	if n, first := p.City.Calendar.estimates(local); n > 0 {
		out = append(out, Fault{File: CalendarFile,
			What:  fmt.Sprintf("%d days to come are estimates, the first of them %s", n, first.Format(time.DateOnly)),
			Right: "the days of the joint decree (SKB 3 Menteri), with it as their source"})
	}
	return out
}

// knows tells whether there are holidays of a year.
func (c Calendar) knows(year int) bool {
	for _, h := range c.Holidays {
		if h.Date.Year() == year {
			return true
		}
	}
	return false
}

// estimates counts the holidays from a day on, and months of fasting, that are
// not fixed yet.
func (c Calendar) estimates(local time.Time) (n int, first time.Time) {
	count := func(at time.Time, source string) {
		if !strings.HasPrefix(source, estimated) || dayNumber(at) < dayNumber(local) {
			return
		}
		if n++; first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, h := range c.Holidays {
		count(h.Date, h.Source)
	}
	for _, s := range c.Ramadan {
		count(s.From, s.Source)
	}
	return n, first
}
