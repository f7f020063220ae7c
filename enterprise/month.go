package enterprise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/id"
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
	return monthWords(lang).MonthWide(t.Month()) + " " + strconv.Itoa(t.Year())
}

// Short is "Okt" in a language.
func (m Month) Short(lang string) string {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return string(m)
	}
	return monthWords(lang).MonthAbbreviated(t.Month())
}

func monthWords(lang string) locales.Translator {
	if lang == "en" {
		return en.New()
	}
	return id.New()
}

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

// ReadMonth finds the month that a text names, "oktober 7 juta", "bulan lalu",
// "2026-10", "bulan 10", and gives the rest of the text. Without a year it is
// the newest month of that name that is not in the future. Of two names none is
// taken.
func ReadMonth(s string, today time.Time) (m Month, rest string, fault MonthFault) {
	if utf8.RuneCountInString(s) > maxRupiahRunes {
		return "", s, NoMonth
	}
	text := plain(s)
	now := MonthOf(today)
	cut := func(at []int, found Month) (Month, string, MonthFault) {
		rest := strings.TrimSpace(text[:at[0]] + " " + text[at[1]:])
		switch {
		case found > now:
			return "", rest, FutureMonth
		case found < now.Add(-oldestMonth):
			return "", rest, OldMonth
		}
		return found, rest, ""
	}
	if at := thatMonth.FindStringIndex(text); at != nil {
		return cut(at, now.Add(-1))
	}
	if at := thisMonth.FindStringIndex(text); at != nil {
		return cut(at, now)
	}
	if len(namedMonth.FindAllStringIndex(text, 2)) > 1 {
		return "", text, NoMonth // of which of the two?
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
	return "", text, NoMonth
}

func group(text string, at []int, n int) string {
	if at[2*n] < 0 {
		return ""
	}
	return text[at[2*n]:at[2*n+1]]
}

// monthIn is the month of a name or number; without a year the newest one up
// to now.
func monthIn(name, year string, now Month) (Month, bool) {
	number := atoi(name)
	if number == 0 {
		number = 1 + slices.IndexFunc(months[:], func(names []string) bool { return slices.Contains(names, name) })
	}
	if number < 1 || number > 12 {
		return "", false
	}
	if year != "" {
		return Month(fmt.Sprintf("%s-%02d", year, number)), true
	}
	m := Month(fmt.Sprintf("%s-%02d", now[:4], number))
	if m > now {
		m = m.Add(-12)
	}
	return m, true
}
