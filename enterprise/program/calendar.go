package program

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

// calendarFile is the calendar as it is written.
type calendarFile struct {
	Version     string
	WorkingDays []string  `yaml:"working_days"`
	Friday      clockSpan `yaml:"friday_prayer"`
	Ramadan     struct {
		Open    []clockSpan
		Working clockSpan
		Friday  clockSpan `yaml:"working_friday"`
		Months  []struct{ From, Until, Source string }
	}
	Holidays []struct {
		Date       string
		Name       enterprise.Phrase
		QuietUntil string `yaml:"quiet_until"`
		Source     string
	}
}

type clockSpan struct{ From, Until string }

// calendar checks and turns the calendar's file into its days.
func (l *loader) calendar(f calendarFile, city enterprise.City) enterprise.Calendar {
	c := enterprise.Calendar{Friday: l.span(f.Friday, "friday_prayer")}
	for i, name := range f.WorkingDays {
		c.WorkingDays = append(c.WorkingDays, l.weekday(name, "working_days", i))
	}
	if len(c.WorkingDays) == 0 {
		l.calendarFault("the office never works", "[monday, tuesday, wednesday, thursday, friday]", "working_days")
	}
	for i, s := range f.Ramadan.Open {
		c.RamadanOpen = append(c.RamadanOpen, l.span(s, "ramadan", "open", i))
	}
	c.RamadanWork, c.RamadanLast = l.span(f.Ramadan.Working, "ramadan", "working"), l.span(f.Ramadan.Friday, "ramadan", "working_friday")
	for i, m := range f.Ramadan.Months {
		s := enterprise.Season{From: l.date(m.From, city, "ramadan", "months", i, "from"), Until: l.date(m.Until, city, "ramadan", "months", i, "until"), Source: m.Source}
		if s.Until.Before(s.From) || s.Until.Sub(s.From) > 31*24*time.Hour {
			l.calendarFault("the month ends before it begins, or is longer than a month", "{from: 2027-02-08, until: 2027-03-09}", "ramadan", "months", i)
		}
		c.Ramadan = append(c.Ramadan, s)
	}
	for i, h := range f.Holidays {
		c.Holidays = append(c.Holidays, l.holiday(h.Date, h.QuietUntil, h.Source, h.Name, city, i))
	}
	if c.Prepare() < len(c.Holidays) {
		l.calendarFault("a day stands there twice", "each day once", "holidays")
	}
	return c
}

func (l *loader) holiday(date, quiet, source string, name enterprise.Phrase, city enterprise.City, i int) enterprise.Holiday {
	h := enterprise.Holiday{Date: l.date(date, city, "holidays", i, "date"), Name: name, Source: source}
	l.phrase(name, 40, enterprise.CalendarFile, "holidays", i, "name")
	if source == "" {
		l.calendarFault("the day has no source", `source: "SKB 3 Menteri 19-09-2025"`, "holidays", i)
	}
	switch quiet {
	case "":
	case "24:00":
		h.QuietUntil = enterprise.WholeDay
	default:
		h.QuietUntil = l.clockIn(enterprise.CalendarFile, quiet, "holidays", i, "quiet_until")
	}
	return h
}

// checkCalendar wants an opening in every week of every season, so that what
// waits is said one day.
func (l *loader) checkCalendar(c enterprise.City) {
	if c.Location == nil || c.QuietUntil >= c.QuietFrom { // said already
		return
	}
	for i, s := range c.Calendar.RamadanOpen {
		if s.From < c.QuietUntil || s.Until > c.QuietFrom || i > 0 && s.From < c.Calendar.RamadanOpen[i-1].Until {
			l.calendarFault("the hours are not in order, or lie in the quiet hours of city.yaml", `[{from: "09:00", until: "11:00"}, {from: "15:00", until: "16:30"}]`, "ramadan", "open", i)
		}
	}
	if len(c.Calendar.Ramadan) > 0 && len(c.Calendar.RamadanOpen) == 0 {
		l.calendarFault("nothing may be said in Ramadan", `open: [{from: "09:00", until: "11:00"}]`, "ramadan")
	}
	for i, h := range c.Calendar.Holidays {
		quiet := 0
		for day := h.Date; quiet <= enterprise.QuietDaysMost && len(c.Openings(day)) == 0; day = day.AddDate(0, 0, 1) {
			quiet++
		}
		if quiet > enterprise.QuietDaysMost {
			l.calendarFault(fmt.Sprintf("more than %d days in a row are quiet", enterprise.QuietDaysMost), "a day among them without quiet_until", "holidays", i)
			return
		}
	}
}

func (l *loader) calendarFault(what, right string, path ...any) {
	l.wrong(enterprise.CalendarFile, l.line(enterprise.CalendarFile, path...), what, right)
}

func (l *loader) date(s string, city enterprise.City, path ...any) time.Time {
	at, err := time.ParseInLocation("2006-01-02", s, city.Location)
	if err != nil {
		l.calendarFault(strconv.Quote(s)+" is no date", "2026-12-25", path...)
	}
	return at
}

func (l *loader) span(s clockSpan, path ...any) enterprise.Span {
	out := enterprise.Span{From: l.clockIn(enterprise.CalendarFile, s.From, append(slices.Clone(path), "from")...), Until: l.clockIn(enterprise.CalendarFile, s.Until, append(slices.Clone(path), "until")...)}
	if out.From >= out.Until {
		l.calendarFault("it ends before it begins", `{from: "11:00", until: "13:00"}`, path...)
	}
	return out
}

func (l *loader) weekday(name string, path ...any) time.Weekday {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if read.Tidy(d.String()) == name {
			return d
		}
	}
	l.calendarFault(strconv.Quote(name)+" is no day of the week", "monday", path...)
	return time.Monday
}
