package read

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// daysAhead is how far ahead a day may lie.
const daysAhead = 2 * 366

var (
	// weeks and months ahead, beside the words that moments know: "2 minggu lagi".
	longAhead = regexp.MustCompile(`^(?:dalam |in )?(\d{1,3}|se|satu|dua|tiga|empat|lima|enam|setengah|a|an|one|two|three|six) ?(hari|minggu|pekan|bulan|tahun|days?|weeks?|months?|years?)(?: lagi| ke depan| from now)?$`)
	monthEnd  = regexp.MustCompile(`^(?:akhir|end of|the end of) ([a-z]+)(?: (\d{4}))?$`)
	wordCount = map[string]int{"se": 1, "satu": 1, "a": 1, "an": 1, "one": 1, "dua": 2, "two": 2, "tiga": 3, "three": 3, "empat": 4, "lima": 5, "enam": 6, "six": 6}
)

// Day reads a day to come as people write it, today included: "15
// Desember", "besok", "Jumat", "2 minggu lagi", "sebulan lagi", "akhir bulan",
// "15/12". The result is midnight, with which the day begins, in now's
// location; a text with an hour is no day. What can mean several days gives all
// of them.
func Day(s string, now time.Time) Instant {
	if utf8.RuneCountInString(s) > mostRunes {
		return Instant{Fault: NoMoment}
	}
	text := momentText(s)
	r := momentReader{words: strings.Fields(text), now: now}
	if day, ok := dayAhead(text, r.today()); ok {
		return onlyDays([]time.Time{day}, r.today())
	}
	for r.at < len(r.words) {
		if !r.word() {
			return Instant{Fault: NoMoment}
		}
	}
	switch {
	case r.days == nil || r.clocked || r.part != anyPart:
		return Instant{Fault: NoMoment}
	case r.bad || r.weekday != nil && !slices.ContainsFunc(r.days, func(d time.Time) bool { return d.Weekday() == *r.weekday }):
		return Instant{Fault: NoSuchMoment}
	}
	return onlyDays(r.days, r.today())
}

// dayAhead reads "2 minggu lagi", "sebulan lagi" and "akhir bulan".
func dayAhead(text string, today time.Time) (time.Time, bool) {
	if m := monthEnd.FindStringSubmatch(text); m != nil {
		return lastDay(m[1], m[2], today)
	}
	m := longAhead.FindStringSubmatch(text)
	if m == nil || !strings.Contains(text, " ") && !strings.HasPrefix(text, "se") {
		return time.Time{}, false
	}
	n, worded := wordCount[m[1]]
	if !worded {
		n = atoi(m[1])
	}
	switch unit := m[2]; {
	case m[1] == "setengah" && unit == "bulan":
		return today.AddDate(0, 0, 15), true
	case m[1] == "setengah" && unit == "tahun":
		return today.AddDate(0, 6, 0), true
	case n == 0:
		return time.Time{}, false
	case unit == "hari" || unit[0] == 'd':
		return today.AddDate(0, 0, n), true
	case unit == "minggu" || unit == "pekan" || unit[0] == 'w':
		return today.AddDate(0, 0, 7*n), true
	case unit == "bulan" || unit[0] == 'm':
		return monthsOn(today, n), true
	}
	return monthsOn(today, 12*n), true
}

// monthsOn is the same day so many months on, or the last of that month.
func monthsOn(today time.Time, n int) time.Time {
	first := time.Date(today.Year(), today.Month()+time.Month(n), 1, 0, 0, 0, 0, today.Location())
	return first.AddDate(0, 0, min(today.Day(), first.AddDate(0, 1, -1).Day())-1)
}

// lastDay is the last day of this month, of the year, or of a month's next
// coming.
func lastDay(name, year string, today time.Time) (time.Time, bool) {
	month, y := int(today.Month()), today.Year()
	switch named := 1 + slices.IndexFunc(months[:], func(names []string) bool { return slices.Contains(names, name) }); {
	case name == "tahun" || name == "year":
		month = 12
	case named > 0:
		if month = named; named < int(today.Month()) {
			y++
		}
	case name != "bulan" && name != "month":
		return time.Time{}, false
	}
	if year != "" {
		y = atoi(year)
	}
	return time.Date(y, time.Month(month)+1, 0, 0, 0, 0, 0, today.Location()), true
}

// onlyDays keeps the days from today on.
func onlyDays(all []time.Time, today time.Time) Instant {
	all = slices.Clone(all)
	slices.SortFunc(all, time.Time.Compare)
	all = slices.DeleteFunc(slices.CompactFunc(all, time.Time.Equal), func(d time.Time) bool { return d.Before(today) })
	if len(all) == 0 {
		return Instant{Fault: MomentPast}
	}
	all = slices.DeleteFunc(all, func(d time.Time) bool { return d.After(today.AddDate(0, 0, daysAhead)) })
	switch len(all) {
	case 0:
		return Instant{Fault: MomentTooFar}
	case 1:
		return Instant{At: all[0]}
	}
	return Instant{Candidates: all}
}
