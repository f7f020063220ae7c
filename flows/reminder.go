package flows

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Reminder is one kind of thing that people are reminded of. The contract is
// the same for all: each moment of each thing is said once or skipped with a
// reason; what is done, muted or out of reach is seen at the moment of saying;
// nothing comes in quiet time or later than the window; and of the routine
// ones a person gets one message a day, the most important kind first and
// everything of that kind in it.
type Reminder struct {
	Key      string            // stored and counted; its words are "reminder.kind.<key>"
	For      []enterprise.Role // empty: owners who agreed to being registered
	News     bool              // only for those who agreed to news
	Pressing bool              // none of it is routine: it comes besides the day's one message
	Office   bool              // comes in an officer's working day rather than outside quiet time
	Offsets  []Offset          // when, from the thing's own moment; nil: each thing has its own
	Window   time.Duration     // how late it may still come
	Items    func(*Conversation) []Item
	Wanted   func(*Conversation, []Item) []Item // looked at as it is being said, and may need facts; nil: all of them
	Words    func(*Conversation, []Item) string
	opens    func(*Conversation)                             // what is to be on the screen afterwards; nil: what was
	settled  func(*Conversation, Item, time.Time)            // notes that a moment was said or skipped; nil: nothing more
	Rows     func(*Conversation, []Item) [][]messages.Button // what else can be done about them, above buttons; nil: nothing
	Advice   func(*Conversation, []enterprise.Mark) string   // what to do about them, said when one is postponed or ended; nil: nothing
	Buttons  []string                                        // what ends or postpones it
}

// Offset is a time from a thing's own moment; before it: negative.
type Offset struct {
	Days     int
	Minutes  int
	Pressing bool // not routine: may come besides the day's one message
}

func Days(n ...int) []Offset {
	out := make([]Offset, len(n))
	for i, d := range n {
		out[i].Days = d
	}
	return out
}

// Item is something to be reminded of.
type Item struct {
	ID      string    // stays the same as long as it is the same thing; no colon
	Name    string    // as the person reads it
	From    time.Time // its own moment
	Since   time.Time // what falls due before is not said
	Offsets []Offset  // nil: the kind's
	About   any       // what the kind's words need
}

// Moment is when a thing is to be spoken of.
type Moment struct {
	At       time.Time
	Pressing bool
}

// due is a thing whose moment has come.
type due struct {
	Item
	Moment
}

// remindedOf tells whether a kind is for this person at all.
func (c *Conversation) remindedOf(k *Reminder) bool {
	if len(k.For) > 0 {
		return c.Allowed(k.For)
	}
	return c.Consented()
}

// ItemsOf are the things of a kind, those the person ended included.
func (c *Conversation) ItemsOf(k *Reminder) []Item {
	if !c.remindedOf(k) || k.News && !c.Person.Consented(enterprise.BroadcastConsent) {
		return nil
	}
	return k.Items(c)
}

// Ahead are the moments of a thing that are neither said nor skipped, in order.
func (c *Conversation) Ahead(k *Reminder, th Item) []Moment {
	m := c.Person.Reminders.Mark(k.Key, th.ID)
	if !m.Ended.IsZero() {
		return nil
	}
	since := th.Since
	if k.News { // what fell due while no news were wanted, asked for or not, is nobody's to say
		news, _ := c.Person.Decision(enterprise.BroadcastConsent)
		since = Latest(since, news.At)
	}
	after := Latest(m.Through, since, m.Again, c.now.Add(-enterprise.MarkKept))
	if k.settled == nil && !k.Pressing { // a kind that notes for itself what was said goes on from there; news is never from before
		after = Latest(after, c.planned())
	}
	var out []Moment
	if m.Again.After(since) {
		out = append(out, Moment{At: m.Again})
	}
	offsets := th.Offsets
	if offsets == nil {
		offsets = k.Offsets
	}
	for _, o := range offsets {
		at := th.From.In(c.Book.Program.City.Location).AddDate(0, 0, o.Days).Add(time.Duration(o.Minutes) * time.Minute)
		if at.After(after) {
			out = append(out, Moment{at, o.Pressing || k.Pressing})
		}
	}
	slices.SortStableFunc(out, func(a, b Moment) int { return a.At.Compare(b.At) })
	return out
}

// planned is when the person's reminders were first planned.
func (c *Conversation) planned() time.Time {
	if c.Person.Reminders.Since.IsZero() {
		return c.now
	}
	return c.Person.Reminders.Since
}

// Opening is the first moment from at on at which a kind may speak.
func (c *Conversation) Opening(k *Reminder, at time.Time) time.Time {
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
func (c *Conversation) Remind() {
	routine := c.Person.Reminders.Free(c.Local(c.now)) && len(c.Turn.Say) == 0
	spoken := false
	for _, k := range c.Book.Reminders {
		ready := c.ready(k)
		if !routine { // the others wait for a day of their own
			ready = slices.DeleteFunc(ready, func(d due) bool { return !d.Pressing })
		}
		if len(ready) == 0 || !c.mention(k, ready) {
			continue
		}
		if k.opens != nil {
			k.opens(c)
		}
		if spoken = true; slices.ContainsFunc(ready, func(d due) bool { return !d.Pressing }) {
			c.Person.Reminders = c.Person.Reminders.Spoke(c.Local(c.now))
			routine = false
		}
	}
	if spoken && c.Chat.Open != "" {
		c.Repeat("")
	}
}

// ready are the things of a kind that may be spoken of now; those that never
// will be are skipped.
func (c *Conversation) ready(k *Reminder) []due {
	if !c.Opening(k, c.now).Equal(c.now) {
		return nil // it waits for its hour
	}
	var out []due
	for _, th := range c.ItemsOf(k) {
		var passed []Moment
		for _, m := range c.Ahead(k, th) {
			if !m.At.After(c.now) {
				passed = append(passed, m)
			}
		}
		for i, m := range passed {
			why := skippedOvertaken
			if i == len(passed)-1 {
				why = c.unfit(k, m)
			}
			if why != "" {
				c.pass(k, due{th, m}, why)
			} else {
				out = append(out, due{th, m})
			}
		}
	}
	return out
}

// unfit is why a moment that has come is not for this person; empty: it is.
func (c *Conversation) unfit(k *Reminder, m Moment) string {
	_, reached := c.Reach()
	switch {
	case c.now.Sub(m.At) > k.Window:
		return skippedLate
	case slices.Contains(c.Person.Reminders.Off, k.Key):
		return SkippedMuted
	case !reached:
		return SkippedUnreachable
	}
	return ""
}

// mention says one message about things of a kind; false: nothing is left to say.
func (c *Conversation) mention(k *Reminder, ready []due) bool {
	things := make([]Item, len(ready))
	for i, d := range ready {
		things[i] = d.Item
	}
	if k.Wanted != nil {
		things = k.Wanted(c, things)
	}
	said := c.said(k)
	for _, d := range ready {
		if !slices.ContainsFunc(things, func(th Item) bool { return th.ID == d.ID }) {
			c.pass(k, d, skippedGone)
			continue
		}
		m := c.Person.Reminders.Mark(k.Key, d.ID)
		m.Said = said
		c.over(k, d, m)
	}
	if len(things) == 0 {
		return false
	}
	if to, ok := c.Reach(); ok {
		c.Turn.To = to
	}
	c.Say(messages.Message{Key: "reminder.kind." + k.Key, Text: k.Words(c, things), Buttons: c.reminderButtons(k, things, said)})
	c.AddCount(CountSent+c.Day(c.now), k.Key, 1)
	return true
}

// said is when a message of a kind counts as said: now, or the next second at
// which none was. The buttons under a message know its things by that second,
// and a clock that was set back comes to the same one twice.
func (c *Conversation) said(k *Reminder) time.Time {
	at := c.now
	for len(c.SaidAt(k.Key, at.Unix())) > 0 {
		at = at.Add(time.Second)
	}
	return at
}

// pass notes that a moment will not be said, and why.
func (c *Conversation) pass(k *Reminder, d due, why string) {
	c.over(k, d, c.Person.Reminders.Mark(k.Key, d.ID))
	c.AddCount(CountSkipped+c.Day(c.now), k.Key+":"+why, 1)
}

// over notes that a moment is over.
func (c *Conversation) over(k *Reminder, d due, m enterprise.Mark) {
	if d.At.After(m.Through) {
		m.Through = d.At
	}
	if !m.Again.After(d.At) {
		m.Again = time.Time{}
	}
	c.PutMark(m)
	if k.settled != nil {
		k.settled(c, d.Item, d.At)
	}
}

func (c *Conversation) PutMark(m enterprise.Mark) {
	c.Person.Reminders = c.Person.Reminders.Put(m, c.now, func(m enterprise.Mark) bool {
		return slices.ContainsFunc(c.Book.Reminders, func(k *Reminder) bool {
			return k.Key == m.Kind && slices.ContainsFunc(c.ItemsOf(k), func(th Item) bool { return th.ID == m.Thing })
		})
	})
}

// nextReminder is when to look again, and what is then likely to be said.
func (c *Conversation) nextReminder() (wake time.Time, next enterprise.Coming) {
	var first time.Time
	for _, k := range c.Book.Reminders {
		for _, th := range c.ItemsOf(k) {
			all := c.Ahead(k, th)
			if len(all) == 0 {
				continue
			}
			at := c.slot(k, all[0])
			if wake.IsZero() || at.Before(wake) {
				wake = at
			}
			if (first.IsZero() || at.Before(first)) && c.heard(k) {
				first, next = at, enterprise.Coming{Day: c.Day(at), Kind: k.Key}
			}
		}
	}
	return wake, next
}

// heard tells whether the person gets reminders of a kind, as things stand.
func (c *Conversation) heard(k *Reminder) bool { return c.unfit(k, Moment{At: c.now}) == "" }

// slot is when a moment can be said: not in quiet time, and a routine one not
// on a day that had its message.
func (c *Conversation) slot(k *Reminder, m Moment) time.Time {
	at := m.At
	if at.Before(c.now) {
		at = c.now
	}
	at = c.Opening(k, at)
	for !m.Pressing && !c.Person.Reminders.Free(c.Local(at)) {
		local := c.Local(at)
		at = c.Opening(k, time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, local.Location()))
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
func (c *Conversation) plan() (wake time.Time) {
	r := &c.Person.Reminders
	r.Next = enterprise.Coming{}
	if c.Consented() || c.staff() || c.IsGroup() {
		if r.Since.IsZero() {
			r.Since = c.now
		}
		wake, r.Next = c.nextReminder()
	}
	c.moved(c.was, r.Next)
	return wake
}

// moved keeps the count of what comes next for how many.
func (c *Conversation) moved(from, to enterprise.Coming) {
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
