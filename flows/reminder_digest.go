package flows

import (
	"encoding/json"
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
			if len(t.digestLines()) == 0 {
				return nil
			}
			return things
		},
		words: func(t *talk, _ []thing) string {
			return t.word("reminder.digest", messages.Args{"Lines": messages.HTML(strings.Join(t.digestLines(), "\n"))})
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

// digestLines say what waits, a line each.
func (t *talk) digestLines() []string {
	var lines []string
	tickets, unanswered := t.list(openTickets, ticketsShown), 0
	for _, r := range tickets {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil && k.First.IsZero() {
			unanswered++
		}
	}
	if n := len(tickets); n > 0 {
		lines = append(lines, t.word("reminder.digest.tickets", messages.Args{"N": n, "Unanswered": unanswered}))
	}
	if n := len(t.list(waitingAnnouncements, announcementsShown)); n > 0 {
		lines = append(lines, t.word("reminder.digest.waiting", messages.Args{"N": n}))
	}
	if n := t.requestsWaiting(); n > 0 {
		lines = append(lines, t.word("reminder.digest.services", messages.Args{"N": n}))
	}
	if n := len(t.twinsIn(twinsList)); n > 0 {
		lines = append(lines, t.word("reminder.digest.twins", messages.Args{"N": n}))
	}
	if today := t.trainingsToday(); len(today) > 0 {
		lines = append(lines, t.word("reminder.digest.trainings", messages.Args{"N": len(today), "Names": strings.Join(today, "; ")}))
	}
	if n := t.undelivered(); n > 0 {
		lines = append(lines, t.word("reminder.digest.undelivered", messages.Args{"N": n}))
	}
	return lines
}

// trainingsToday are the sessions of this day, with their hours.
func (t *talk) trainingsToday() []string {
	var out []string
	for _, c := range t.trainings(false) {
		for _, s := range c.Sessions {
			if c.Cancelled.IsZero() && t.day(s.From) == t.day(t.now) {
				out = append(out, t.local(s.From).Format("15.04")+" "+c.Title)
			}
		}
	}
	return out
}

// undelivered is how many messages of the announcements made in the last three
// days did not arrive.
func (t *talk) undelivered() (n int64) {
	for _, r := range t.list(allAnnouncements, announcementsShown) {
		var a announcement
		if json.Unmarshal(r.Data, &a) == nil && a.State == announcementApproved && t.now.Sub(a.Made) < 3*24*time.Hour {
			l := t.ledger(r.ID)
			n += l.Failed + l.Unsure
		}
	}
	return n
}
