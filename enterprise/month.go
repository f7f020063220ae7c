package enterprise

import (
	"strconv"
	"time"
)

// Month is a calendar month, "2026-10"; months compare as text.
type Month string

// MonthOf is the month of a moment, by the moment's own location.
func MonthOf(t time.Time) Month { return Month(t.Format("2006-01")) }

// First is the moment at which the month begins.
func (m Month) First(in *time.Location) time.Time {
	t, _ := time.ParseInLocation("2006-01", string(m), in)
	return t
}

// Add is the month n months later.
func (m Month) Add(n int) Month {
	t, _ := time.Parse("2006-01", string(m))
	return MonthOf(t.AddDate(0, n, 0))
}

// Name is "Oktober 2026" in a language.
func (m Month) Name(lang string) string {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return string(m)
	}
	return calendarWords(lang).MonthWide(t.Month()) + " " + strconv.Itoa(t.Year())
}

// Short is "Okt" in a language.
func (m Month) Short(lang string) string {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return string(m)
	}
	return calendarWords(lang).MonthAbbreviated(t.Month())
}
