package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/messages"
)

// How far /jadwal looks ahead and back, in days.
const (
	scheduleAhead = 7
	scheduleBack  = 3
)

// schedule is /jadwal: what will go out unasked in the next days to how many,
// and what was sent or skipped in the last ones, and why. Every number was
// counted in the commit of what it counts; a person is counted once, with what
// comes to them next.
func (t *talk) schedule() {
	today := t.local(t.now)
	ahead := t.upcoming()
	for n := range scheduleAhead {
		day := today.AddDate(0, 0, n)
		if line := t.dayCounts(countComing, day); line != "" {
			ahead = append(ahead, line)
		}
	}
	var sent, skipped []string
	for n := range scheduleBack {
		day := today.AddDate(0, 0, -n)
		if line := t.dayCounts(countSent, day); line != "" {
			sent = append(sent, line)
		}
		if line := t.dayCounts(countSkipped, day); line != "" {
			skipped = append(skipped, line)
		}
	}
	t.again(t.word("schedule.text", messages.Args{"Ahead": t.orNone(ahead), "Sent": t.orNone(sent), "Skipped": t.orNone(skipped)}))
}

func (t *talk) orNone(lines []string) messages.HTML {
	if len(lines) == 0 {
		return messages.HTML(t.word("schedule.none", nil))
	}
	return messages.HTML(strings.Join(lines, "\n"))
}

// dayCounts is a line about a day: what is counted of it, most first.
func (t *talk) dayCounts(of string, day time.Time) string {
	counts := t.counted(of + t.day(day))
	var fields []string
	for f, n := range counts {
		if n > 0 {
			fields = append(fields, f)
		}
	}
	slices.SortFunc(fields, func(a, b string) int {
		if d := counts[b] - counts[a]; d != 0 {
			return int(d)
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for _, f := range fields {
		key, why, skipped := strings.Cut(f, ":")
		part := strconv.FormatInt(counts[f], 10) + " " + strings.ToLower(t.label("reminder.kind."+key))
		if skipped {
			part += " (" + t.label("schedule.why."+why) + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return t.word("schedule.day", messages.Args{"Day": t.date(day), "Counts": strings.Join(parts, ", ")})
}
