package flows

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// reminder is one kind of thing that people are reminded of. The contract is
// the same for all: each moment of each thing is said once or skipped with a
// reason; what is done, muted or out of reach is seen at the moment of saying;
// nothing comes in quiet time or later than the window; and of the routine
// ones a person gets one message a day, the most important kind first and
// everything of that kind in it.
type reminder struct {
	key      string            // stored and counted; its words are "reminder.kind.<key>"
	For      []enterprise.Role // empty: owners who agreed to being registered
	news     bool              // only for those who agreed to news
	pressing bool              // none of it is routine: it comes besides the day's one message
	office   bool              // comes in an officer's working day rather than outside quiet time
	offsets  []offset          // when, from the thing's own moment; nil: each thing has its own
	window   time.Duration     // how late it may still come
	things   func(*talk) []thing
	wanted   func(*talk, []thing) []thing // looked at as it is being said, and may need facts; nil: all of them
	words    func(*talk, []thing) string
	opens    func(*talk)                              // what is to be on the screen afterwards; nil: what was
	settled  func(*talk, thing, time.Time)            // notes that a moment was said or skipped; nil: nothing more
	rows     func(*talk, []thing) [][]messages.Button // what else can be done about them, above buttons; nil: nothing
	advice   func(*talk, []enterprise.Mark) string    // what to do about them, said when one is postponed or ended; nil: nothing
	buttons  []string                                 // what ends or postpones it
}

// offset is a time from a thing's own moment; before it: negative.
type offset struct {
	days     int
	minutes  int
	pressing bool // not routine: may come besides the day's one message
}

func days(n ...int) []offset {
	out := make([]offset, len(n))
	for i, d := range n {
		out[i].days = d
	}
	return out
}

// thing is something to be reminded of.
type thing struct {
	id      string    // stays the same as long as it is the same thing; no colon
	name    string    // as the person reads it
	from    time.Time // its own moment
	since   time.Time // what falls due before is not said
	offsets []offset  // nil: the kind's
	about   any       // what the kind's words need
}

// moment is when a thing is to be spoken of.
type moment struct {
	at       time.Time
	pressing bool
}

// due is a thing whose moment has come.
type due struct {
	thing
	moment
}

// remindedOf tells whether a kind is for this person at all.
func (t *talk) remindedOf(k *reminder) bool {
	if len(k.For) > 0 {
		return t.may(k.For)
	}
	return t.consented()
}

// thingsOf are the things of a kind, those the person ended included.
func (t *talk) thingsOf(k *reminder) []thing {
	if !t.remindedOf(k) || k.news && !t.Person.Consented(enterprise.BroadcastConsent) {
		return nil
	}
	return k.things(t)
}

// ahead are the moments of a thing that are neither said nor skipped, in order.
func (t *talk) ahead(k *reminder, th thing) []moment {
	m := t.Person.Reminders.Mark(k.key, th.id)
	if !m.Ended.IsZero() {
		return nil
	}
	since := th.since
	if k.news { // what fell due while no news were wanted, asked for or not, is nobody's to say
		news, _ := t.Person.Decision(enterprise.BroadcastConsent)
		since = latest(since, news.At)
	}
	after := latest(m.Through, since, m.Again, t.now.Add(-enterprise.MarkKept))
	if k.settled == nil && !k.pressing { // a kind that notes for itself what was said goes on from there; news is never from before
		after = latest(after, t.planned())
	}
	var out []moment
	if m.Again.After(since) {
		out = append(out, moment{at: m.Again})
	}
	offsets := th.offsets
	if offsets == nil {
		offsets = k.offsets
	}
	for _, o := range offsets {
		at := th.from.In(t.book.program.City.Location).AddDate(0, 0, o.days).Add(time.Duration(o.minutes) * time.Minute)
		if at.After(after) {
			out = append(out, moment{at, o.pressing || k.pressing})
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return a.at.Compare(b.at) })
	return out
}

func latest(all ...time.Time) (out time.Time) {
	for _, at := range all {
		if at.After(out) {
			out = at
		}
	}
	return out
}

// planned is when the person's reminders were first planned.
func (t *talk) planned() time.Time {
	if t.Person.Reminders.Since.IsZero() {
		return t.now
	}
	return t.Person.Reminders.Since
}

// opening is the first moment from at on at which a kind may speak.
func (t *talk) opening(k *reminder, at time.Time) time.Time {
	if k.office {
		return t.book.program.City.AtWork(at)
	}
	return t.book.program.City.Awake(at)
}

// local is a moment in the city's time.
func (t *talk) local(at time.Time) time.Time { return at.In(t.book.program.City.Location) }

// day names the city's day of a moment: "2026-11-24".
func (t *talk) day(at time.Time) string { return t.local(at).Format("2006-01-02") }

// Why a reminder that fell due is not said.
const (
	skippedLate      = "late"      // its window had passed
	skippedOvertaken = "overtaken" // a newer one of the same thing was due, too
	skippedGone      = "gone"      // there was nothing left to say
)

// remind answers a wake-up: whatever fell due is said now, waits for its hour,
// or is skipped with a reason.
func (t *talk) remind() {
	routine := t.Person.Reminders.Free(t.local(t.now)) && len(t.turn.Say) == 0
	spoken := false
	for _, k := range t.book.reminders {
		ready := t.ready(k)
		if !routine { // the others wait for a day of their own
			ready = slices.DeleteFunc(ready, func(d due) bool { return !d.pressing })
		}
		if len(ready) == 0 || !t.mention(k, ready) {
			continue
		}
		if k.opens != nil {
			k.opens(t)
		}
		if spoken = true; slices.ContainsFunc(ready, func(d due) bool { return !d.pressing }) {
			t.Person.Reminders = t.Person.Reminders.Spoke(t.local(t.now))
			routine = false
		}
	}
	if spoken && t.Chat.Open != "" {
		t.again("")
		t.turn.Say[len(t.turn.Say)-1].Repeat = false
	}
}

// ready are the things of a kind that may be spoken of now; those that never
// will be are skipped.
func (t *talk) ready(k *reminder) []due {
	if !t.opening(k, t.now).Equal(t.now) {
		return nil // it waits for its hour
	}
	var out []due
	for _, th := range t.thingsOf(k) {
		var passed []moment
		for _, m := range t.ahead(k, th) {
			if !m.at.After(t.now) {
				passed = append(passed, m)
			}
		}
		for i, m := range passed {
			why := skippedOvertaken
			if i == len(passed)-1 {
				why = t.unfit(k, m)
			}
			if why != "" {
				t.pass(k, due{th, m}, why)
			} else {
				out = append(out, due{th, m})
			}
		}
	}
	return out
}

// unfit is why a moment that has come is not for this person; empty: it is.
func (t *talk) unfit(k *reminder, m moment) string {
	_, reached := t.reach()
	switch {
	case t.now.Sub(m.at) > k.window:
		return skippedLate
	case slices.Contains(t.Person.Reminders.Off, k.key):
		return SkippedMuted
	case !reached:
		return SkippedUnreachable
	}
	return ""
}

// mention says one message about things of a kind; false: nothing is left to say.
func (t *talk) mention(k *reminder, ready []due) bool {
	things := make([]thing, len(ready))
	for i, d := range ready {
		things[i] = d.thing
	}
	if k.wanted != nil {
		things = k.wanted(t, things)
	}
	said := t.said(k)
	for _, d := range ready {
		if !slices.ContainsFunc(things, func(th thing) bool { return th.id == d.id }) {
			t.pass(k, d, skippedGone)
			continue
		}
		m := t.Person.Reminders.Mark(k.key, d.id)
		m.Said = said
		t.over(k, d, m)
	}
	if len(things) == 0 {
		return false
	}
	if to, ok := t.reach(); ok {
		t.turn.To = to
	}
	t.say(messages.Message{Key: "reminder.kind." + k.key, Text: k.words(t, things), Buttons: t.reminderButtons(k, things, said)})
	t.count(countSent+t.day(t.now), k.key, 1)
	return true
}

// said is when a message of a kind counts as said: now, or the next second at
// which none was. The buttons under a message know its things by that second,
// and a clock that was set back comes to the same one twice.
func (t *talk) said(k *reminder) time.Time {
	at := t.now
	for len(t.saidAt(k.key, at.Unix())) > 0 {
		at = at.Add(time.Second)
	}
	return at
}

// pass notes that a moment will not be said, and why.
func (t *talk) pass(k *reminder, d due, why string) {
	t.over(k, d, t.Person.Reminders.Mark(k.key, d.id))
	t.count(countSkipped+t.day(t.now), k.key+":"+why, 1)
}

// over notes that a moment is over.
func (t *talk) over(k *reminder, d due, m enterprise.Mark) {
	if d.at.After(m.Through) {
		m.Through = d.at
	}
	if !m.Again.After(d.at) {
		m.Again = time.Time{}
	}
	t.putMark(m)
	if k.settled != nil {
		k.settled(t, d.thing, d.at)
	}
}

func (t *talk) putMark(m enterprise.Mark) {
	t.Person.Reminders = t.Person.Reminders.Put(m, t.now, func(m enterprise.Mark) bool {
		return slices.ContainsFunc(t.book.reminders, func(k *reminder) bool {
			return k.key == m.Kind && slices.ContainsFunc(t.thingsOf(k), func(th thing) bool { return th.id == m.Thing })
		})
	})
}

// nextReminder is when to look again, and what is then likely to be said.
func (t *talk) nextReminder() (wake time.Time, next enterprise.Coming) {
	var first time.Time
	for _, k := range t.book.reminders {
		for _, th := range t.thingsOf(k) {
			all := t.ahead(k, th)
			if len(all) == 0 {
				continue
			}
			at := t.slot(k, all[0])
			if wake.IsZero() || at.Before(wake) {
				wake = at
			}
			if (first.IsZero() || at.Before(first)) && t.heard(k) {
				first, next = at, enterprise.Coming{Day: t.day(at), Kind: k.key}
			}
		}
	}
	return wake, next
}

// heard tells whether the person gets reminders of a kind, as things stand.
func (t *talk) heard(k *reminder) bool { return t.unfit(k, moment{at: t.now}) == "" }

// slot is when a moment can be said: not in quiet time, and a routine one not
// on a day that had its message.
func (t *talk) slot(k *reminder, m moment) time.Time {
	at := m.at
	if at.Before(t.now) {
		at = t.now
	}
	at = t.opening(k, at)
	for !m.pressing && !t.Person.Reminders.Free(t.local(at)) {
		local := t.local(at)
		at = t.opening(k, time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, local.Location()))
	}
	return at
}

// The names that counts of reminders are kept under, before the day.
const (
	countComing  = "coming:"
	countSent    = "sent:"
	countSkipped = "skipped:"
)

// plan works out what comes next, and keeps the city's count of it.
func (t *talk) plan() (wake time.Time) {
	r := &t.Person.Reminders
	r.Next = enterprise.Coming{}
	if t.consented() || t.staff() {
		if r.Since.IsZero() {
			r.Since = t.now
		}
		wake, r.Next = t.nextReminder()
	}
	t.moved(t.was, r.Next)
	return wake
}

// moved keeps the count of what comes next for how many.
func (t *talk) moved(from, to enterprise.Coming) {
	if from == to {
		return
	}
	if from.Day != "" {
		t.count(countComing+from.Day, from.Kind, -1)
	}
	if to.Day != "" {
		t.count(countComing+to.Day, to.Kind, 1)
	}
}
