package flows

import (
	"strings"
	"time"

	"naikkelas/messages"
)

// digestReminder is the officers' morning: half an hour before the office
// opens, what waits for them. Without anything waiting nothing is said.
func digestReminder() *reminder {
	return &reminder{
		key: "digest", For: forOfficers, office: true, window: 3 * time.Hour,
		things: mornings,
		wanted: func(t *talk, things []thing) []thing {
			if len(t.waiting()) == 0 {
				return nil
			}
			return things
		},
		words: func(t *talk, _ []thing) string {
			return t.word("reminder.digest", messages.Args{"Lines": messages.HTML(strings.Join(t.waiting(), "\n"))})
		},
		buttons: []string{verbOff},
	}
}

// The mornings that are looked at: those that an outage may have taken, and
// far enough ahead for the longest holidays.
const (
	morningsBack  = 7
	morningsAhead = 16
)

// mornings is one thing: the mornings of the working days around now.
func mornings(t *talk) []thing {
	city := t.book.program.City
	today := t.local(t.now)
	midnight := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, city.Location)
	th := thing{id: "digest", name: t.label("reminder.kind.digest"), from: midnight}
	for n := -morningsBack; n <= morningsAhead; n++ {
		day := midnight.AddDate(0, 0, n)
		if begins := city.AtWork(day); t.day(begins) == t.day(day) {
			th.offsets = append(th.offsets, offset{days: n, minutes: int(begins.Sub(day) / time.Minute), pressing: true})
			if n > 0 {
				break
			}
		}
	}
	return []thing{th}
}
