package read

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MomentFault is why a text is no moment to come.
type MomentFault string

// What can be wrong with a moment.
const (
	NoMoment     MomentFault = "no moment"
	NoHour       MomentFault = "no hour"        // "besok": at what time?
	NoSuchMoment MomentFault = "no such moment" // 31 February, 25.70, a Monday that is a Tuesday
	MomentPast   MomentFault = "past"
	MomentTooFar MomentFault = "too far" // more than a year ahead
)

// Instant is what was read: exactly one of At, Candidates and Fault is set.
type Instant struct {
	At         time.Time
	Now        bool        // "sekarang": At is now
	Candidates []time.Time // several meanings, the earliest first
	Fault      MomentFault
}

// momentAhead is how far ahead a moment may lie.
const momentAhead = 366 * 24 * time.Hour

// part is a part of the day, as far as it tells which hour is meant.
type part string

const (
	anyPart   part = ""
	morning   part = "morning"
	noon      part = "noon"
	afternoon part = "afternoon"
	night     part = "night"
	beforeM   part = "am"
	afterM    part = "pm"
)

var (
	nowWords = []string{"sekarang", "sekarang juga", "saat ini", "segera", "langsung", "now", "right now", "saiki"}
	fillers  = []string{"pada", "hari", "tanggal", "tgl", "at", "on", "the", "wib", "jam", "pukul", "pkl", "jm", "di", "o'clock", "oclock"}
	dayParts = map[string]part{
		"pagi": morning, "subuh": morning, "morning": morning, "esuk": morning, "isuk": morning,
		"siang": noon, "awan": noon, "noon": noon,
		"sore": afternoon, "petang": afternoon, "afternoon": afternoon, "evening": afternoon,
		"malam": night, "malem": night, "bengi": night, "night": night, "tonight": night, "midnight": night,
		"am": beforeM, "pm": afterM,
	}
	weekdays = map[string]time.Weekday{
		"senin": time.Monday, "senen": time.Monday, "monday": time.Monday, "mon": time.Monday,
		"selasa": time.Tuesday, "tuesday": time.Tuesday, "tue": time.Tuesday,
		"rabu": time.Wednesday, "rebo": time.Wednesday, "wednesday": time.Wednesday, "wed": time.Wednesday,
		"kamis": time.Thursday, "kemis": time.Thursday, "thursday": time.Thursday, "thu": time.Thursday,
		"jumat": time.Friday, "jum'at": time.Friday, "jemuah": time.Friday, "friday": time.Friday, "fri": time.Friday,
		"sabtu": time.Saturday, "setu": time.Saturday, "saturday": time.Saturday, "sat": time.Saturday,
		"minggu": time.Sunday, "ahad": time.Sunday, "sunday": time.Sunday, "sun": time.Sunday,
	}

	spanAhead = regexp.MustCompile(`^(dalam |in )?(\d{1,3}|se|setengah |half an |an |a )\s?(menit|jam|hari|minutes?|hours?|days?)( lagi| from now)?$`)
	clockTime = regexp.MustCompile(`^(\d{1,2})[.:](\d{2})(am|pm)?$`)
	bareHour  = regexp.MustCompile(`^(\d{1,2})(am|pm)?$`)
	shortDate = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?$`)
	dotDate   = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?$`)
	glued     = regexp.MustCompile(`\b(jam|pukul|pkl)\.?(\d)`)
)

// Moment reads a moment to come as people write it: "sekarang", "besok jam
// 9", "Senin 08.30", "lusa pagi jam 8", "24/11 09.00", "jam 2 siang", "2 jam
// lagi". The clock of now's location is meant. What can mean several moments
// gives all of them, none is guessed; "jam 2" is one.
func Moment(s string, now time.Time) Instant {
	if utf8.RuneCountInString(s) > mostRunes {
		return Instant{Fault: NoMoment}
	}
	text := momentText(s)
	if slices.Contains(nowWords, text) {
		return Instant{At: now, Now: true}
	}
	if at, ok := aheadBy(text, now); ok {
		return onlyFuture([]time.Time{at}, now)
	}
	r := momentReader{words: strings.Fields(text), now: now}
	for r.at < len(r.words) {
		if !r.word() {
			return Instant{Fault: NoMoment}
		}
	}
	return r.moment()
}

// momentText is a text with its words apart and in small letters.
func momentText(s string) string {
	text := strings.NewReplacer(",", " ", "’", "'", ";", " ", "(", " ", ")", " ").Replace(strings.ToLower(WesternDigits(s)))
	text = strings.Join(strings.Fields(glued.ReplaceAllString(text, "$1 $2")), " ")
	return strings.TrimRight(text, ".!?")
}

// aheadBy reads "2 jam lagi" and "in 30 minutes".
func aheadBy(text string, now time.Time) (time.Time, bool) {
	m := spanAhead.FindStringSubmatch(text)
	if m == nil || m[1] == "" && m[4] == "" {
		return time.Time{}, false
	}
	unit := time.Minute
	switch m[3][0] {
	case 'j', 'h':
		unit = time.Hour
	case 'd':
		unit = 24 * time.Hour
	}
	if m[3] == "hari" {
		unit = 24 * time.Hour
	}
	switch n := strings.TrimSpace(m[2]); n {
	case "setengah", "half an":
		return now.Add(unit / 2), true
	case "se", "a", "an":
		return now.Add(unit), true
	default:
		return now.Add(time.Duration(atoi(n)) * unit), true
	}
}

// momentReader goes through the words of a moment and notes what they say.
type momentReader struct {
	words []string
	at    int
	now   time.Time

	days    []time.Time // midnights that the day may be
	dated   bool        // a calendar date was given, the year with it or not
	weekday *time.Weekday
	soon    bool // "nanti", "ini": today
	bad     bool // what was given does not exist

	clocked bool
	hour    int
	minute  int
	exact   bool // written in the way of the 24-hour clock
	part    part
}

func (r *momentReader) next(n int) string {
	if r.at+n < len(r.words) {
		return r.words[r.at+n]
	}
	return ""
}

func (r *momentReader) today() time.Time {
	return time.Date(r.now.Year(), r.now.Month(), r.now.Day(), 0, 0, 0, 0, r.now.Location())
}

func (r *momentReader) in(days int) time.Time { return r.today().AddDate(0, 0, days) }

// setDay notes the day; a second one is a contradiction.
func (r *momentReader) setDay(took int, days ...time.Time) bool {
	r.bad = r.bad || r.days != nil
	r.days = days
	r.at += took
	return true
}

// word takes the next word or words; false when they mean nothing.
func (r *momentReader) word() bool {
	w, after := r.next(0), r.next(1)
	switch {
	case w == "hari" && after == "ini" || w == "besok" && after == "lusa":
		return r.setDay(2, r.in(map[bool]int{true: 0, false: 2}[w == "hari"]))
	case w == "dini" && after == "hari":
		r.part, r.at = morning, r.at+2
		return true
	case r.nextWeekThen():
		return true
	case w == "pekan" && after == "depan":
		return r.setDay(2, r.in(7))
	case (w == "minggu" && after == "depan") && r.days == nil:
		return r.setDay(2, r.nextWeekday(time.Sunday, true)[0], r.in(7)) // next Sunday, or in a week
	case w == "next" && after == "week":
		return r.setDay(2, r.in(7))
	case w == "nanti" || w == "ini" || w == "this" || w == "later":
		r.soon, r.at = true, r.at+1
		return true
	case w == "tonight":
		r.soon = true
	}
	if days, ok := relativeDays(w); ok {
		return r.setDay(1, r.in(days))
	}
	return r.weekdayWord(w, after) || r.partWord(w, after) || r.clockWord(w) || r.dateWord(w, after) || r.filler(w)
}

// nextWeekThen reads "minggu depan hari Rabu", the week before its day.
func (r *momentReader) nextWeekThen() bool {
	weeks, took := r.weekAt(0)
	if took == 0 || r.days != nil {
		return false
	}
	if r.next(took) == "hari" {
		took++
	}
	day, ok := weekdays[strings.Trim(r.next(took), ".")]
	if !ok {
		return false
	}
	r.weekday = &day
	return r.setDay(took+1, r.dayOfWeek(day, weeks))
}

// weekAt tells which week the words from the n-th on name, "minggu depan" or
// "pekan ini", in weeks from this one, and how many words those are.
func (r *momentReader) weekAt(n int) (weeks, took int) {
	switch a, b := r.next(n), r.next(n+1); {
	case (a == "minggu" || a == "pekan") && b == "depan", a == "next" && b == "week":
		return 1, 2
	case (a == "minggu" || a == "pekan") && b == "ini", a == "this" && b == "week":
		return 0, 2
	}
	return 0, 0
}

// dayOfWeek is a weekday so many weeks from this one; weeks begin on Monday.
func (r *momentReader) dayOfWeek(day time.Weekday, weeks int) time.Time {
	monday := -(int(r.now.Weekday()) + 6) % 7
	return r.in(monday + 7*weeks + (int(day)+6)%7)
}

func (r *momentReader) weekdayWord(w, after string) bool {
	next := w == "next"
	if next {
		w = after
	}
	day, ok := weekdays[strings.Trim(w, ".")]
	if !ok {
		return false
	}
	if weeks, took := r.weekAt(1); took > 0 && !next && !r.dated { // "Rabu minggu depan"
		r.weekday = &day
		return r.setDay(1+took, r.dayOfWeek(day, weeks))
	}
	took := 1
	if next || after == "depan" {
		next, took = true, 2
	}
	if r.dated { // "24 November, Selasa"
		r.weekday, r.at = &day, r.at+took
		return true
	}
	r.weekday = &day
	return r.setDay(took, r.nextWeekday(day, next)...)
}

// nextWeekday is the day that a weekday's name means: today's own name may be
// today or in a week.
func (r *momentReader) nextWeekday(day time.Weekday, next bool) []time.Time {
	ahead := (int(day-r.now.Weekday()) + 7) % 7
	switch {
	case ahead == 0 && next:
		return []time.Time{r.in(7)}
	case ahead == 0:
		return []time.Time{r.in(0), r.in(7)}
	}
	return []time.Time{r.in(ahead)}
}

func (r *momentReader) partWord(w, after string) bool {
	p, ok := dayParts[w]
	if !ok {
		return false
	}
	r.bad = r.bad || r.part != anyPart && r.part != p
	r.part, r.at = p, r.at+1
	if (w == "noon" || w == "midnight") && !r.clocked {
		r.clocked, r.hour = true, 12
	}
	if day, ok := weekdays[after]; ok && p == night && w == "malam" && r.days == nil { // "malam minggu" is Saturday's
		before := (day + 6) % 7
		return r.setDay(1, r.nextWeekday(before, false)...)
	}
	return true
}

// clockWord reads "9", "09.00", "3pm", "setengah 9", "lewat 15" and "kurang 10".
func (r *momentReader) clockWord(w string) bool {
	if m := clockTime.FindStringSubmatch(w); m != nil && !r.clocked && !r.dottedDate(w) {
		r.setClock(m[1], atoi(m[2]), m[3])
		r.exact = len(m[1]) == 2
		r.at++
		return true
	}
	if w == "setengah" && bareHour.MatchString(r.next(1)) && !r.clocked {
		h := atoi(r.next(1))
		r.setClock(r.next(1), 30, "")
		if r.hour = h - 1; h == 1 {
			r.hour = 12
		}
		r.at += 2
		return true
	}
	if (w == "lewat" || w == "kurang") && r.clocked && bareHour.MatchString(r.next(1)) {
		minutes := atoi(r.next(1))
		if w == "kurang" {
			minutes = -minutes
		}
		total := r.hour*60 + r.minute + minutes
		r.bad = r.bad || minutes > 59 || minutes < -59 || total < 0
		r.hour, r.minute, r.at = total/60, (total%60+60)%60, r.at+2
		return true
	}
	m := bareHour.FindStringSubmatch(w)
	if m == nil || r.clocked || r.monthAt(1) > 0 || r.isDay() {
		return false
	}
	r.setClock(m[1], 0, m[2])
	r.at++
	return true
}

// dottedDate tells whether "24.11" is a day: it is no hour, or an hour follows.
func (r *momentReader) dottedDate(w string) bool {
	if !dotDate.MatchString(w) || r.days != nil || r.at > 0 && isHourWord(r.words[r.at-1]) {
		return false
	}
	m := clockTime.FindStringSubmatch(w)
	if m == nil || atoi(m[1]) > 23 || atoi(m[2]) > 59 {
		return true
	}
	return slices.ContainsFunc(r.words[r.at+1:], func(later string) bool { return clockTime.MatchString(later) || isHourWord(later) })
}

func isHourWord(w string) bool {
	return slices.Contains([]string{"jam", "pukul", "pkl", "jm", "at"}, w)
}

// isDay tells whether a bare number is a day of the month: "tanggal 24".
func (r *momentReader) isDay() bool {
	return r.at > 0 && (r.words[r.at-1] == "tanggal" || r.words[r.at-1] == "tgl")
}

func (r *momentReader) setClock(hour string, minute int, half string) {
	r.clocked, r.hour, r.minute = true, atoi(hour), minute
	r.exact = len(hour) == 2 && hour[0] == '0'
	if half != "" {
		r.part = part(half)
	}
}

// monthAt is the month that the n-th word from here names; 0 for none.
func (r *momentReader) monthAt(n int) int {
	name := strings.Trim(r.next(n), ".")
	return 1 + slices.IndexFunc(months[:], func(names []string) bool { return slices.Contains(names, name) })
}

func (r *momentReader) dateWord(w, after string) bool {
	if m := isoDate.FindStringSubmatch(w); m != nil {
		return r.setDate(1, m[3], atoi(m[2]), m[1])
	}
	if m := shortDate.FindStringSubmatch(w); m != nil {
		return r.setDate(1, m[1], atoi(m[2]), m[3])
	}
	if m := dotDate.FindStringSubmatch(w); m != nil && r.days == nil {
		return r.setDate(1, m[1], atoi(m[2]), m[3])
	}
	switch month := r.monthAt(1); {
	case bareHour.MatchString(w) && month > 0:
		year, took := r.yearAt(2)
		return r.setDate(2+took, w, month, year)
	case r.monthAt(0) > 0 && bareHour.MatchString(after): // "November 24"
		year, took := r.yearAt(2)
		return r.setDate(2+took, after, r.monthAt(0), year)
	case bareHour.MatchString(w) && r.isDay():
		return r.setDayOfMonth(atoi(w))
	}
	return false
}

func (r *momentReader) yearAt(n int) (string, int) {
	if w := r.next(n); len(w) == 4 && Digits(w) == w {
		return w, 1
	}
	return "", 0
}

// setDate notes a date. One without a year is the next of its kind, unless it
// has just passed: that is a slip.
func (r *momentReader) setDate(took int, day string, month int, year string) bool {
	r.bad = r.bad || r.days != nil && r.weekday == nil
	r.dated = true
	typed := year
	if typed == "" {
		typed = r.now.Format("2006")
	}
	t, fault := calendar(day, month, typed, r.now)
	if fault != "" {
		r.bad, t = true, r.today()
	}
	if year == "" && t.Before(r.today()) && r.today().Sub(t) > momentAhead/2 {
		t, fault = calendar(day, month, r.now.AddDate(1, 0, 0).Format("2006"), r.now)
		r.bad = r.bad || fault != ""
	}
	r.days = []time.Time{t}
	r.at += took
	return true
}

func (r *momentReader) setDayOfMonth(day int) bool {
	r.dated = true
	first := time.Date(r.now.Year(), r.now.Month(), 1, 0, 0, 0, 0, r.now.Location())
	if day < r.now.Day() {
		first = first.AddDate(0, 1, 0)
	}
	t := first.AddDate(0, 0, day-1)
	r.bad = r.bad || day < 1 || t.Month() != first.Month()
	return r.setDay(1, t)
}

func (r *momentReader) filler(w string) bool {
	r.at++
	return slices.Contains(fillers, w)
}

// moment puts together what the words said.
func (r *momentReader) moment() Instant {
	switch {
	case r.bad || r.clocked && (r.hour > 24 || r.minute > 59 || r.hour == 24 && r.minute > 0):
		return Instant{Fault: NoSuchMoment}
	case !r.clocked && (r.days != nil || r.part != anyPart || r.soon):
		return Instant{Fault: NoHour}
	case !r.clocked:
		return Instant{Fault: NoMoment}
	}
	hours := r.hours()
	if len(hours) == 0 {
		return Instant{Fault: NoSuchMoment}
	}
	days := r.days
	if days == nil {
		days = []time.Time{r.today()}
	}
	var all []time.Time
	for _, d := range days {
		if r.weekday != nil && d.Weekday() != *r.weekday {
			return Instant{Fault: NoSuchMoment}
		}
		for _, h := range hours {
			at := time.Date(d.Year(), d.Month(), d.Day(), h, r.minute, 0, 0, d.Location())
			if r.days == nil && !r.soon && !at.After(r.now) { // "jam 8" at nine: tomorrow's
				at = at.AddDate(0, 0, 1)
			}
			all = append(all, at)
		}
	}
	return onlyFuture(all, r.now)
}

// hours are the hours of the 24-hour clock that may be meant; from 24 on they
// are of the next day.
func (r *momentReader) hours() []int {
	h := r.hour
	switch r.part {
	case morning, beforeM:
		return within(h%12, 0, 11, h <= 12)
	case afterM:
		return within(h%12+12, 12, 23, h <= 12)
	case noon:
		return within(later(h, 10), 10, 15, true)
	case afternoon:
		return within(later(h, 12), 12, 22, true)
	case night:
		if h%12 < 5 && (h <= 12 || h == 24) { // which night?
			return []int{h % 12, h%12 + 24}
		}
		return within(later(h, 12), 18, 23, true)
	}
	if r.exact || h == 0 || h > 7 {
		return []int{h}
	}
	return []int{h, h + 12}
}

// later is an hour of the 12-hour clock as one of the second half of the day
// when it is before from.
func later(h, from int) int {
	if h < from {
		return h + 12
	}
	return h
}

func within(h, from, to int, ok bool) []int {
	if !ok || h < from || h > to {
		return nil
	}
	return []int{h}
}

// onlyFuture keeps the moments that are still to come.
func onlyFuture(all []time.Time, now time.Time) Instant {
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	to := slices.DeleteFunc(all, func(at time.Time) bool { return !at.After(now) })
	if len(to) == 0 {
		return Instant{Fault: MomentPast}
	}
	to = slices.DeleteFunc(to, func(at time.Time) bool { return at.Sub(now) > momentAhead })
	switch len(to) {
	case 0:
		return Instant{Fault: MomentTooFar}
	case 1:
		return Instant{At: to[0]}
	}
	return Instant{Candidates: to}
}
