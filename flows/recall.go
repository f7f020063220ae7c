package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// nextWake is the first moment at which something is to be said unasked. It is
// derived at the end of every step, so that no path can forget it.
func (t *talk) nextWake() time.Time {
	recall, ticket := t.nextRecall(), t.ticketDue()
	if recall.IsZero() || !ticket.IsZero() && ticket.Before(recall) {
		return ticket
	}
	return recall
}

// nextRecall is when an unfinished form is to be recalled: the programme's
// days after the owner's last sign of life, never in quiet hours, and not any
// more once the days are used up.
func (t *talk) nextRecall() time.Time {
	due := t.recallDue()
	if due.IsZero() {
		return due
	}
	if due.Before(t.now) {
		due = t.now
	}
	return t.book.program.City.Awake(due)
}

// recallDue is when the open form is to be recalled, by day or night; zero
// when it is not.
func (t *talk) recallDue() time.Time {
	days := t.book.program.City.NudgeDays
	if t.unfinished() == nil || t.Chat.Nudged >= len(days) || !t.consented() {
		return time.Time{}
	}
	return t.Chat.Touched.AddDate(0, 0, days[t.Chat.Nudged])
}

// recall answers a wake-up: it looks again whether there is still something
// to recall and whether it is time, and then shows the open question.
func (t *talk) recall() {
	due := t.recallDue()
	if due.IsZero() || t.now.Before(due) || !t.book.program.City.Awake(t.now).Equal(t.now) {
		return
	}
	to, ok := t.reach()
	if !ok { // nowhere to say it: the next answer starts over
		t.Chat.Nudged = len(t.book.program.City.NudgeDays)
		return
	}
	t.turn.To = to
	t.Chat.Nudged++
	f := t.unfinished()
	if t.Chat.Open != f.Key {
		t.leave()
		t.Chat.Open = f.Key
	}
	d := t.draft(f.Key)
	t.again(t.word("nav.recall", messages.Args{"Done": t.settledCount(f, d), "All": len(f.applicable(t, d))}))
	t.turn.Say[len(t.turn.Say)-1].Repeat = false
}

// reach is the address used last at which the person can be reached.
func (t *talk) reach() (enterprise.Address, bool) {
	for _, c := range t.Person.Contacts {
		if c.Unreachable == "" {
			return c.Address, true
		}
	}
	return enterprise.Address{}, false
}

func (t *talk) settledCount(f *Flow, d *Draft) int {
	n := 0
	for _, q := range f.applicable(t, d) {
		if q.settled(t, d) {
			n++
		}
	}
	return n
}
