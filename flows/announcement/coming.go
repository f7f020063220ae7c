package announcement

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// scheduled are the announcements that wait for their hour.
func scheduled(c *flows.Conversation) []string {
	var lines []string
	for _, x := range coming(c) {
		lines = append(lines, c.Text("schedule.announcement", messages.Args{"When": c.DayMoment(x.due), "Title": announcementTitle(x.a), "N": x.a.Reached}))
	}
	return lines
}

// comes is an announcement that goes out at an hour that is set.
type comes struct {
	a   announcement
	due time.Time
}

func coming(c *flows.Conversation) []comes {
	var out []comes
	for _, r := range c.List(allAnnouncements, announcementsShown) {
		var a announcement
		if json.Unmarshal(r.Data, &a) != nil || a.State != announcementApproved || !a.At.After(c.Now()) {
			continue
		}
		if l := c.Ledger(r.ID); l.State == flows.GateScheduled {
			out = append(out, comes{a, l.Due})
		}
	}
	return out
}

// scheduledToday says in the morning what goes out before the next one.
func scheduledToday(c *flows.Conversation) string {
	var names []string
	for _, x := range coming(c) {
		if x.due.Sub(c.Now()) < 24*time.Hour {
			names = append(names, c.DayMoment(x.due)+" "+announcementTitle(x.a))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return c.Text("reminder.digest.scheduled", messages.Args{"N": len(names), "Names": reading.Shortened(strings.Join(names, ", "), 200)})
}
