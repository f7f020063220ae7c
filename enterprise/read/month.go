package read

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// oldestMonth is how many months back a month is still meant: a typed "2009"
// is no month to tell sales of.
const oldestMonth = 36

// MonthFault is why a month is not taken.
type MonthFault string

// What can be wrong with a month.
const (
	NoMonth     MonthFault = "no month" // none was named
	FutureMonth MonthFault = "future"
	OldMonth    MonthFault = "too old" // more than three years ago
)

var (
	thatMonth   = regexp.MustCompile(`\b(bulan (yang |yg )?(lalu|kemarin|kemaren|wingi)|last month)\b`)
	thisMonth   = regexp.MustCompile(`\b(bulan (ini|iki)|this month)\b`)
	isoMonth    = regexp.MustCompile(`\b(20[0-9]{2})-([01]?[0-9])(?:$|[^0-9])`)
	slashMonth  = regexp.MustCompile(`\b([01]?[0-9])/(20[0-9]{2})\b`)
	numberMonth = regexp.MustCompile(`\b(?:bulan|bln) (?:ke ?)?([01]?[0-9])(?: (20[0-9]{2}))?(?: |$)`)
	notNumber   = regexp.MustCompile(`(?:\b(?:per|tiap|setiap|dalam|setengah|[0-9]+) (?:bulan|bln)\b|\b(?:bulan|bln) ?(?:ke ?)?[0-9]+ ?(?:` + scaleAlternatives + `)\b)`) // "per bulan 5 juta"
	namedMonth  = regexp.MustCompile(`(?:\b(?:tgl|tanggal) [0-9]{1,2} )?\b(` + strings.Join(slices.Concat(months[:]...), "|") + `)\b\.?(?: *'?(20[0-9]{2})\b)?`)
)

// Month finds the month that a text names, "oktober 7 juta", "bulan lalu",
// "2026-10", "bulan 10", and gives its first moment, in the location of today, and
// the rest of the text. Without a year it is
// the newest month of that name that is not in the future. Of two names none is
// taken.
func Month(s string, today time.Time) (first time.Time, rest string, fault MonthFault) {
	if utf8.RuneCountInString(s) > mostRunes {
		return time.Time{}, s, NoMonth
	}
	text := Plain(s)
	now := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location())
	cut := func(at []int, found time.Time) (time.Time, string, MonthFault) {
		rest := strings.TrimSpace(text[:at[0]] + " " + text[at[1]:])
		switch {
		case found.After(now):
			return time.Time{}, rest, FutureMonth
		case found.Before(now.AddDate(0, -oldestMonth, 0)):
			return time.Time{}, rest, OldMonth
		}
		return found, rest, ""
	}
	if at := thatMonth.FindStringIndex(text); at != nil {
		return cut(at, now.AddDate(0, -1, 0))
	}
	if at := thisMonth.FindStringIndex(text); at != nil {
		return cut(at, now)
	}
	if len(namedMonth.FindAllStringIndex(text, 2)) > 1 {
		return time.Time{}, text, NoMonth // of which of the two?
	}
	for _, f := range []struct {
		form        *regexp.Regexp
		month, year int // groups
	}{{isoMonth, 2, 1}, {slashMonth, 1, 2}, {numberMonth, 1, 2}, {namedMonth, 1, 2}} {
		at := f.form.FindStringSubmatchIndex(text)
		if at == nil || f.form == numberMonth && notNumber.MatchString(text) {
			continue
		}
		if found, ok := monthIn(group(text, at, f.month), group(text, at, f.year), now); ok {
			return cut(at[:2], found)
		}
	}
	return time.Time{}, text, NoMonth
}

func group(text string, at []int, n int) string {
	if at[2*n] < 0 {
		return ""
	}
	return text[at[2*n]:at[2*n+1]]
}

// monthIn is the month of a name or number; without a year the newest one up
// to now.
func monthIn(name, year string, now time.Time) (time.Time, bool) {
	number := atoi(name)
	if number == 0 {
		number = 1 + slices.IndexFunc(months[:], func(names []string) bool { return slices.Contains(names, name) })
	}
	if number < 1 || number > 12 {
		return time.Time{}, false
	}
	if year != "" {
		return time.Date(atoi(year), time.Month(number), 1, 0, 0, 0, 0, now.Location()), true
	}
	first := time.Date(now.Year(), time.Month(number), 1, 0, 0, 0, 0, now.Location())
	if first.After(now) {
		first = first.AddDate(-1, 0, 0)
	}
	return first, true
}
