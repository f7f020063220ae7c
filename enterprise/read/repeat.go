package read

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Repeats is what comes again and again: on days of the week, on the office's
// working days, or on a day of the month.
type Repeats struct {
	Weekdays []time.Weekday `json:"w,omitempty"` // in order from Monday
	Working  bool           `json:"k,omitempty"` // on every working day
	Day      int            `json:"d,omitempty"` // of the month; in a month without it, its last
	Hour     int            `json:"h"`
	Minute   int            `json:"m,omitempty"`
	Until    string         `json:"u,omitempty"` // the last day, as 2006-01-02; empty: until somebody ends it
}

// RepeatFault is why a repetition cannot be read.
type RepeatFault string

// The faults of a repetition.
const (
	NoRepeatDay  RepeatFault = "day"  // on which day it comes
	NoRepeatHour RepeatFault = "hour" // at what time
	RepeatOver   RepeatFault = "over" // its last day cannot be read, or is past
)

var (
	everyWord   = regexp.MustCompile(`^(?:setiap|tiap|saban|every|each)\s+(.+)$`)
	untilWord   = regexp.MustCompile(`^(.*?)\s+(?:sampai dengan|sampai|hingga|until|till)\s+(.+)$`)
	clockWords  = regexp.MustCompile(`^(.*?)\s*\b((?:jam|pukul|pkl|at)\s.*|[0-9]{1,2}[.:][0-9]{2}\b.*)$`)
	monthWords  = regexp.MustCompile(`\b(?:bulan|month|tanggal|tgl)\b`)
	dayOfMonth  = regexp.MustCompile(`\b([0-9]{1,2})(?:st|nd|rd|th)?\b`)
	endOfMonth  = regexp.MustCompile(`\b(?:akhir|terakhir|end|last)\b`)
	workingDays = regexp.MustCompile(`^(?:hari kerja|working days?|work ?days?|weekdays?|business days?)$`)
)

// repeatDays are the days of the week by their names; "minggu" means the week
// where another day follows.
var repeatDays = map[string]time.Weekday{
	"senin": time.Monday, "selasa": time.Tuesday, "rabu": time.Wednesday, "kamis": time.Thursday, "jumat": time.Friday, "jum'at": time.Friday, "sabtu": time.Saturday,
	"minggu": time.Sunday, "ahad": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

// Repeat reads "setiap Senin jam 9", "setiap hari kerja 08.30", "setiap bulan
// tanggal 5 jam 10 sampai 31 Desember". ok is false for a text that speaks of
// no repetition.
func Repeat(s string, now time.Time) (r Repeats, fault RepeatFault, ok bool) {
	m := everyWord.FindStringSubmatch(momentText(s))
	if m == nil || len(s) > 200 {
		return r, "", false
	}
	text := m[1]
	if m := untilWord.FindStringSubmatch(text); m != nil {
		day, fault := Date(m[2], now)
		if noon := Moment(m[2]+" jam 12 siang", now); fault != "" && noon.Fault == "" && !noon.At.IsZero() { // without its year
			day, fault = noon.At, ""
		}
		if fault != "" || day.Format(time.DateOnly) < now.Format(time.DateOnly) {
			return r, RepeatOver, true
		}
		text, r.Until = m[1], day.Format(time.DateOnly)
	}
	clock := ""
	if m := clockWords.FindStringSubmatch(text); m != nil {
		text, clock = strings.TrimSpace(m[1]), m[2]
	}
	if !r.readDays(text) {
		return r, NoRepeatDay, true
	}
	at := Moment("besok "+clock, now)
	if clock == "" || at.Fault != "" || at.At.IsZero() {
		return r, NoRepeatHour, true
	}
	r.Hour, r.Minute = at.At.Hour(), at.At.Minute()
	return r, "", true
}

// readDays reads on which days something comes.
func (r *Repeats) readDays(text string) bool {
	switch {
	case workingDays.MatchString(text):
		r.Working = true
		return true
	case text == "hari" || text == "day":
		r.Weekdays = weekFromMonday(func(time.Weekday) bool { return true })
		return true
	case monthWords.MatchString(text):
		return r.readMonth(text)
	}
	named := map[time.Weekday]bool{}
	words := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' || c == '&' })
	for i, w := range words {
		day, isDay := repeatDays[w]
		if !isDay {
			day, isDay = repeatDays[strings.TrimSuffix(w, "s")]
		}
		switch {
		case isDay && day == time.Sunday && w == "minggu" && i+1 < len(words) && words[i+1] == "hari": // the week, on the day that follows
		case isDay:
			named[day] = true
		case !slices.Contains([]string{"hari", "dan", "and", "on", "week", "pada"}, w):
			return false
		}
	}
	r.Weekdays = weekFromMonday(func(d time.Weekday) bool { return named[d] })
	return len(named) > 0 && text != "minggu" // every week, or every Sunday?
}

func (r *Repeats) readMonth(text string) bool {
	if m := dayOfMonth.FindStringSubmatch(text); m != nil {
		r.Day = atoi(m[1])
	} else if endOfMonth.MatchString(text) {
		r.Day = 31
	}
	return r.Day >= 1 && r.Day <= 31
}

// weekFromMonday are the days of a week that fit.
func weekFromMonday(fits func(time.Weekday) bool) (days []time.Weekday) {
	for n := range 7 {
		if d := time.Weekday((n + 1) % 7); fits(d) {
			days = append(days, d)
		}
	}
	return days
}

// Next is the first time after a moment, by the clock of its location; works
// tells whether the office works on a day. Zero: there is none any more.
func (r Repeats) Next(after time.Time, works func(time.Time) bool) time.Time {
	for n := range 400 {
		at := time.Date(after.Year(), after.Month(), after.Day()+n, r.Hour, r.Minute, 0, 0, after.Location())
		if r.Until != "" && at.Format(time.DateOnly) > r.Until {
			return time.Time{}
		}
		if at.After(after) && r.on(at, works) {
			return at
		}
	}
	return time.Time{}
}

func (r Repeats) on(day time.Time, works func(time.Time) bool) bool {
	switch {
	case r.Working:
		return works(day)
	case r.Day > 0:
		last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, day.Location()).Day()
		return day.Day() == min(r.Day, last)
	}
	return slices.Contains(r.Weekdays, day.Weekday())
}
