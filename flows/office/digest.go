package office

import (
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/messages"
)

// digestReminder is the morning of the officers and of their group: half an hour
// before the office opens, what waits for them. Without anything waiting nothing is said.
func digestReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "digest", For: flows.ForEverybody, Office: true, Window: 3 * time.Hour,
		Items: mornings,
		Wanted: func(c *flows.Conversation, things []flows.Item) []flows.Item {
			if len(c.Waiting()) == 0 {
				return nil
			}
			return things
		},
		Words: func(c *flows.Conversation, _ []flows.Item) string {
			return c.Text("reminder.digest", messages.Args{"Lines": messages.HTML(strings.Join(c.Waiting(), "\n"))})
		},
		Buttons: []string{flows.VerbOff},
	}
}

// The mornings that are looked at: those that an outage may have taken, and
// far enough ahead for the longest holidays.
const (
	morningsBack  = 7
	morningsAhead = 16
)

// mornings is one thing: the mornings of the working days around now.
func mornings(c *flows.Conversation) []flows.Item {
	city := c.Program().City
	today := c.Local(c.Now())
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, city.Location)
	th := flows.Item{ID: "digest", Name: c.Label("reminder.kind.digest"), From: midnight}
	for n := -morningsBack; n <= morningsAhead; n++ {
		day := midnight.AddDate(0, 0, n)
		if begins := city.AtWork(day); c.Day(begins) == c.Day(day) {
			th.Offsets = append(th.Offsets, flows.Offset{Days: n, Minutes: int(begins.Sub(day) / time.Minute), Pressing: true})
			if n > 0 {
				break
			}
		}
	}
	return []flows.Item{th}
}
