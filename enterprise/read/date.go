package read

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// DateFault is why a text is no date.
type DateFault string

// What can be wrong with a date or year.
const (
	NoDate      DateFault = "no date"
	NoSuchDay   DateFault = "no such day" // 31 February
	YearTooFar  DateFault = "too far"     // before 1900 or beyond what is possible
	YearMissing DateFault = "no year"     // "12 Agustus": ask which
)

// firstYear is the earliest year a business or document can date from here.
const firstYear = 1900

var months = [...][]string{
	{"januari", "january", "jan"}, {"februari", "february", "pebruari", "feb", "peb"}, {"maret", "march", "mar"}, {"april", "apr"},
	{"mei", "may"}, {"juni", "june", "jun"}, {"juli", "july", "jul"}, {"agustus", "august", "agus", "agu", "ags", "agt", "aug"},
	{"september", "sept", "sep"}, {"oktober", "october", "okt", "oct"}, {"november", "nopember", "nov", "nop"}, {"desember", "december", "des", "dec"},
}

var (
	isoDate     = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$`)
	numericDate = regexp.MustCompile(`^([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2}) ?[-/. ] ?([0-9]{4}|[0-9]{2})$`)
	wordDate    = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of )?([a-z]+)[-/., ]*([0-9]{4}|[0-9]{2})?$`)
	monthFirst  = regexp.MustCompile(`^([a-z]+)[. ]+([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})$`)
	romanDate   = regexp.MustCompile(`^([0-9]{1,2})[-/. ]+(i|ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii)[-/. ]+([0-9]{4})$`)
	beforeDate  = regexp.MustCompile(`^(?:[a-z. ]+(?:,|:) ?|(?:hari|tgl|tanggal|pada|on|senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu)\.? )+`)
	afterDate   = regexp.MustCompile(`(?: (?:m|masehi|wib)| ?\(.*\))?[.,;! ]*$`)
	thisYear    = regexp.MustCompile(`^((sejak|mulai|dari|baru|since) )*(tahun ini|this year)$`) // not "sudah 10 tahun ini"
	lastYear    = regexp.MustCompile(`^((sejak|mulai|dari|baru|since) )*(tahun (yang |yg )?lalu|tahun kemarin|last year)$`)
	anyYear     = regexp.MustCompile(`\b[0-9]{4}\b`)
	lately      = regexp.MustCompile(`^(?:(?:sejak|mulai|dari|baru|since) )*(?:(bulan|minggu) (?:ini|lalu|kemarin|wingi|yang lalu|kepungkur)|(?:last|this) (month|week)|kemarin|wingi)$`)
	yearsAgo    = regexp.MustCompile(`^(.+?) (tahun|thn|th|years?) (yang |yg )?(lalu|ago|kepungkur)$`)
)

// Date reads a calendar date as people write it, day first: "22/11/2026",
// "22 Nop 2026", "12 agustus 2028", "2026-11-22", "besok". Two digits of a year
// are of this century. today is what "besok" counts from; the result is
// midnight in today's location.
func Date(s string, today time.Time) (time.Time, DateFault) {
	if utf8.RuneCountInString(s) > mostRunes {
		return time.Time{}, NoDate
	}
	text := Plain(s)
	if days, ok := relativeDays(text); ok {
		y, m, d := today.AddDate(0, 0, days).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, today.Location()), ""
	}
	text = printedDate(text)
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return calendar(m[3], atoi(m[2]), m[1], today)
	}
	if m := numericDate.FindStringSubmatch(text); m != nil {
		return calendar(m[1], atoi(m[2]), m[3], today)
	}
	if m := wordDate.FindStringSubmatch(text); m != nil {
		month := 1 + slices.IndexFunc(months[:], func(names []string) bool { return slices.Contains(names, m[2]) })
		if month > 0 && m[3] == "" {
			return time.Time{}, YearMissing
		}
		if month > 0 {
			return calendar(m[1], month, m[3], today)
		}
	}
	return time.Time{}, NoDate
}

var romanMonths = []string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"}

// printedDate is a date without what letters and certificates print around it:
// the place and weekday before it, the full stop and "M" (masehi) behind it.
func printedDate(text string) string {
	text = afterDate.ReplaceAllString(beforeDate.ReplaceAllString(text, ""), "")
	text = strings.Replace(text, " tahun ", " ", 1)
	if m := romanDate.FindStringSubmatch(text); m != nil {
		return m[1] + "/" + strconv.Itoa(1+slices.Index(romanMonths, m[2])) + "/" + m[3]
	}
	if m := monthFirst.FindStringSubmatch(text); m != nil {
		return m[2] + " " + m[1] + " " + m[3]
	}
	return text
}

func relativeDays(text string) (int, bool) {
	switch text {
	case "hari ini", "today", "saiki":
		return 0, true
	case "besok", "tomorrow", "sesuk":
		return 1, true
	case "lusa":
		return 2, true
	case "kemarin", "yesterday":
		return -1, true
	}
	return 0, false
}

func calendar(day string, month int, year string, today time.Time) (time.Time, DateFault) {
	y := atoi(year)
	if len(year) == 2 {
		y += 2000
	}
	if y < firstYear || y > today.Year()+100 {
		return time.Time{}, YearTooFar
	}
	t := time.Date(y, time.Month(month), atoi(day), 0, 0, 0, 0, today.Location())
	if t.Day() != atoi(day) || int(t.Month()) != month {
		return time.Time{}, NoSuchDay
	}
	return t, ""
}

// Year reads the year in which something began: "2015", "sejak 2015",
// "5 tahun lalu", "tahun ini". It is between 1900 and today's year.
func Year(s string, today time.Time) (int, DateFault) {
	if utf8.RuneCountInString(s) > mostRunes {
		return 0, NoDate
	}
	text := Plain(s)
	year := 0
	switch found := anyYear.FindAllString(text, -1); {
	case len(found) == 1 && len(Digits(text)) <= 8:
		year = atoi(found[0])
	case thisYear.MatchString(text):
		year = today.Year()
	case lastYear.MatchString(text):
		year = today.Year() - 1
	case lately.MatchString(text):
		year = today.AddDate(0, -1, 0).Year()
		if strings.Contains(text, "ini") || strings.Contains(text, "this") {
			year = today.Year()
		}
	case eventOf(text) > 0:
		year = eventOf(text)
	default:
		m := yearsAgo.FindStringSubmatch(text)
		if m == nil {
			return 0, NoDate
		}
		n, fault := Count(m[1], 1, today.Year()-firstYear)
		if fault != "" {
			return 0, NoDate
		}
		year = today.Year() - n
	}
	if year < firstYear || year > today.Year() {
		return 0, YearTooFar
	}
	return year, ""
}

// events are what people date by, with the year that it began.
var events = map[string]int{"covid": 2020, "corona": 2020, "korona": 2020, "pandemi": 2020, "pandemic": 2020, "krismon": 1998, "reformasi": 1998}

// eventOf is the year of the event that a text names; 0: it names none, or several.
func eventOf(text string) (year int) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' }) {
		switch at := events[word]; {
		case word == "sebelum" || word == "setelah" || word == "sesudah" || word == "before" || word == "after" || at > 0 && year > 0 && at != year:
			return 0
		case at > 0:
			year = at
		}
	}
	return year
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
