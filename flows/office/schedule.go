package office

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/reminder"
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
func schedule(c *flows.Conversation) {
	today := c.Local(c.Now())
	ahead := c.Upcoming()
	for n := range scheduleAhead {
		day := today.AddDate(0, 0, n)
		if line := dayCounts(c, reminder.CountComing, day); line != "" {
			ahead = append(ahead, line)
		}
	}
	var sent, skipped []string
	for n := range scheduleBack {
		day := today.AddDate(0, 0, -n)
		if line := dayCounts(c, reminder.CountSent, day); line != "" {
			sent = append(sent, line)
		}
		if line := dayCounts(c, reminder.CountSkipped, day); line != "" {
			skipped = append(skipped, line)
		}
	}
	c.Repeat(c.Text("schedule.text", messages.Args{"Ahead": orNone(c, ahead), "Sent": orNone(c, sent), "Skipped": orNone(c, skipped)}))
}

func orNone(c *flows.Conversation, lines []string) messages.HTML {
	if len(lines) == 0 {
		return messages.HTML(c.Text("schedule.none", nil))
	}
	return messages.HTML(strings.Join(lines, "\n"))
}

// dayCounts is a line about a day: what is counted of it, most first.
func dayCounts(c *flows.Conversation, of string, day time.Time) string {
	counts := c.Count(of + c.Day(day))
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
		part := strconv.FormatInt(counts[f], 10) + " " + strings.ToLower(c.Label("reminder.kind."+key))
		if skipped {
			part += " (" + c.Label("schedule.why."+why) + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return c.Text("schedule.day", messages.Args{"Day": c.Date(day), "Counts": strings.Join(parts, ", ")})
}
