// Package reminder says what falls due to the people whom it is due to, once
// or with a reason why not, and lets them end, postpone and switch off what
// they are reminded of. The kinds of reminders are brought by the areas whose
// matter they are (flows.Reminder).
package reminder

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// New is the area of reminders. It comes last: whatever is due is done before
// anything is said of it.
func New() flows.Area {
	return flows.Area{
		Name:    "reminders",
		Forms:   []*flows.Form{reminderSettings()},
		Buttons: map[string]flows.Button{"r": {Do: reminderButton}}, // r:<kind>:<when>:<verb>, under a reminder
		Wake:    Remind,
		Due:     plan,
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Export": flows.ShownWithRecord,
			"Merge":  "reminders are worked out anew from what the merged record holds",
		},
	}
}

// due is a thing whose moment has come.
type due struct {
	flows.Item
	flows.Moment
}

// remindedOf tells whether a kind is for this person at all.
func remindedOf(c *flows.Conversation, k *flows.Reminder) bool {
	if len(k.For) > 0 {
		return c.Allowed(k.For)
	}
	return c.Consented()
}

// ItemsOf are the things of a kind, those the person ended included.
func ItemsOf(c *flows.Conversation, k *flows.Reminder) []flows.Item {
	if !remindedOf(c, k) || k.News && !c.Person.Consented(enterprise.BroadcastConsent) {
		return nil
	}
	return k.Items(c)
}

// Ahead are the moments of a thing that are neither said nor skipped, in order.
func Ahead(c *flows.Conversation, k *flows.Reminder, th flows.Item) []flows.Moment {
	m := c.Person.Reminders.Mark(k.Key, th.ID)
	if !m.Ended.IsZero() {
		return nil
	}
	since := th.Since
	if k.News { // what fell due while no news were wanted, asked for or not, is nobody's to say
		news, _ := c.Person.Decision(enterprise.BroadcastConsent)
		since = flows.Latest(since, news.At)
	}
	after := flows.Latest(m.Through, since, m.Again, c.Now().Add(-enterprise.MarkKept))
	if k.Settled == nil && !k.Pressing { // a kind that notes for itself what was said goes on from there; news is never from before
		after = flows.Latest(after, planned(c))
	}
	var out []flows.Moment
	if m.Again.After(since) {
		out = append(out, flows.Moment{At: m.Again})
	}
	offsets := th.Offsets
	if offsets == nil {
		offsets = k.Offsets
	}
	for _, o := range offsets {
		at := th.From.In(c.Book.Program.City.Location).AddDate(0, 0, o.Days).Add(time.Duration(o.Minutes) * time.Minute)
		if at.After(after) {
			out = append(out, flows.Moment{At: at, Pressing: o.Pressing || k.Pressing})
		}
	}
	slices.SortStableFunc(out, func(a, b flows.Moment) int { return a.At.Compare(b.At) })
	return out
}

// planned is when the person's reminders were first planned.
func planned(c *flows.Conversation) time.Time {
	if c.Person.Reminders.Since.IsZero() {
		return c.Now()
	}
	return c.Person.Reminders.Since
}

// Opening is the first moment from at on at which a kind may speak.
func Opening(c *flows.Conversation, k *flows.Reminder, at time.Time) time.Time {
	if k.Office {
		return c.Book.Program.City.AtWork(at)
	}
	return c.Book.Program.City.Awake(at)
}

// Why a reminder that fell due is not said.
const (
	skippedLate      = "late"      // its window had passed
	skippedOvertaken = "overtaken" // a newer one of the same thing was due, too
	skippedGone      = "gone"      // there was nothing left to say
)

// Remind answers a wake-up: whatever fell due is said now, waits for its hour,
// or is skipped with a reason.
func Remind(c *flows.Conversation) {
	routine := c.Person.Reminders.Free(c.Local(c.Now())) && len(c.Turn.Say) == 0
	spoken := false
	for _, k := range c.Book.Reminders {
		ready := ready(c, k)
		if !routine { // the others wait for a day of their own
			ready = slices.DeleteFunc(ready, func(d due) bool { return !d.Pressing })
		}
		if len(ready) == 0 || !mention(c, k, ready) {
			continue
		}
		if k.Opens != nil {
			k.Opens(c)
		}
		if spoken = true; slices.ContainsFunc(ready, func(d due) bool { return !d.Pressing }) {
			c.Person.Reminders = c.Person.Reminders.Spoke(c.Local(c.Now()))
			routine = false
		}
	}
	if spoken && c.Chat.Open != "" {
		c.Repeat("")
	}
}

// ready are the things of a kind that may be spoken of now; those that never
// will be are skipped.
func ready(c *flows.Conversation, k *flows.Reminder) []due {
	if !Opening(c, k, c.Now()).Equal(c.Now()) {
		return nil // it waits for its hour
	}
	var out []due
	for _, th := range ItemsOf(c, k) {
		var passed []flows.Moment
		for _, m := range Ahead(c, k, th) {
			if !m.At.After(c.Now()) {
				passed = append(passed, m)
			}
		}
		for i, m := range passed {
			why := skippedOvertaken
			if i == len(passed)-1 {
				why = unfit(c, k, m)
			}
			if why != "" {
				pass(c, k, due{th, m}, why)
			} else {
				out = append(out, due{th, m})
			}
		}
	}
	return out
}

// unfit is why a moment that has come is not for this person; empty: it is.
func unfit(c *flows.Conversation, k *flows.Reminder, m flows.Moment) string {
	_, reached := c.Reach()
	switch {
	case c.Now().Sub(m.At) > k.Window:
		return skippedLate
	case slices.Contains(c.Person.Reminders.Off, k.Key):
		return flows.SkippedMuted
	case !reached:
		return flows.SkippedUnreachable
	}
	return ""
}

// mention says one message about things of a kind; false: nothing is left to say.
func mention(c *flows.Conversation, k *flows.Reminder, ready []due) bool {
	things := make([]flows.Item, len(ready))
	for i, d := range ready {
		things[i] = d.Item
	}
	if k.Wanted != nil {
		things = k.Wanted(c, things)
	}
	said := said(c, k)
	for _, d := range ready {
		if !slices.ContainsFunc(things, func(th flows.Item) bool { return th.ID == d.ID }) {
			pass(c, k, d, skippedGone)
			continue
		}
		m := c.Person.Reminders.Mark(k.Key, d.ID)
		m.Said = said
		over(c, k, d, m)
	}
	if len(things) == 0 {
		return false
	}
	if to, ok := c.Reach(); ok {
		c.Turn.To = to
	}
	c.Say(messages.Message{Key: "reminder.kind." + k.Key, Text: k.Words(c, things), Buttons: reminderButtons(c, k, things, said)})
	c.AddCount(CountSent+c.Day(c.Now()), k.Key, 1)
	return true
}

// said is when a message of a kind counts as said: now, or the next second at
// which none was. The buttons under a message know its things by that second,
// and a clock that was set back comes to the same one twice.
func said(c *flows.Conversation, k *flows.Reminder) time.Time {
	at := c.Now()
	for len(SaidAt(c, k.Key, at.Unix())) > 0 {
		at = at.Add(time.Second)
	}
	return at
}

// pass notes that a moment will not be said, and why.
func pass(c *flows.Conversation, k *flows.Reminder, d due, why string) {
	over(c, k, d, c.Person.Reminders.Mark(k.Key, d.ID))
	c.AddCount(CountSkipped+c.Day(c.Now()), k.Key+":"+why, 1)
}

// over notes that a moment is over.
func over(c *flows.Conversation, k *flows.Reminder, d due, m enterprise.Mark) {
	if d.At.After(m.Through) {
		m.Through = d.At
	}
	if !m.Again.After(d.At) {
		m.Again = time.Time{}
	}
	PutMark(c, m)
	if k.Settled != nil {
		k.Settled(c, d.Item, d.At)
	}
}

// PutMark notes what became of a thing, and drops the notes of things that are
// no more.
func PutMark(c *flows.Conversation, m enterprise.Mark) {
	c.Person.Reminders = c.Person.Reminders.Put(m, c.Now(), func(m enterprise.Mark) bool {
		return slices.ContainsFunc(c.Book.Reminders, func(k *flows.Reminder) bool {
			return k.Key == m.Kind && slices.ContainsFunc(ItemsOf(c, k), func(th flows.Item) bool { return th.ID == m.Thing })
		})
	})
}

// nextReminder is when to look again, and what is then likely to be said.
func nextReminder(c *flows.Conversation) (wake time.Time, next enterprise.Coming) {
	var first time.Time
	for _, k := range c.Book.Reminders {
		for _, th := range ItemsOf(c, k) {
			all := Ahead(c, k, th)
			if len(all) == 0 {
				continue
			}
			at := slot(c, k, all[0])
			if wake.IsZero() || at.Before(wake) {
				wake = at
			}
			if (first.IsZero() || at.Before(first)) && heard(c, k) {
				first, next = at, enterprise.Coming{Day: c.Day(at), Kind: k.Key}
			}
		}
	}
	return wake, next
}

// heard tells whether the person gets reminders of a kind, as things stand.
func heard(c *flows.Conversation, k *flows.Reminder) bool {
	return unfit(c, k, flows.Moment{At: c.Now()}) == ""
}

// slot is when a moment can be said: not in quiet time, and a routine one not
// on a day that had its message.
func slot(c *flows.Conversation, k *flows.Reminder, m flows.Moment) time.Time {
	at := m.At
	if at.Before(c.Now()) {
		at = c.Now()
	}
	at = Opening(c, k, at)
	for !m.Pressing && !c.Person.Reminders.Free(c.Local(at)) {
		local := c.Local(at)
		at = Opening(c, k, time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, local.Location()))
	}
	return at
}

// The names that counts of reminders are kept under, before the day.
const (
	CountComing  = "coming:"
	CountSent    = "sent:"
	CountSkipped = "skipped:"
)

// plan works out what comes next, and keeps the city's count of it.
func plan(c *flows.Conversation) (wake time.Time) {
	r := &c.Person.Reminders
	r.Next = enterprise.Coming{}
	if c.Consented() || c.Staff() || c.IsGroup() {
		if r.Since.IsZero() {
			r.Since = c.Now()
		}
		wake, r.Next = nextReminder(c)
	}
	moved(c, c.WasComing(), r.Next)
	return wake
}

// moved keeps the count of what comes next for how many.
func moved(c *flows.Conversation, from, to enterprise.Coming) {
	if from == to {
		return
	}
	if from.Day != "" {
		c.AddCount(CountComing+from.Day, from.Kind, -1)
	}
	if to.Day != "" {
		c.AddCount(CountComing+to.Day, to.Kind, 1)
	}
}
