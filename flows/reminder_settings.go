package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	MuteAnswer   = "mute:"
	UnmuteAnswer = "unmute:"
)

// The verbs of the buttons under a reminder: "r:<kind>:<when>:<verb>", and the
// thing where one of several is meant.
const (
	VerbDone  = "done"  // it is done: no more of this
	VerbLater = "later" // in a week, and not before
	VerbNever = "never" // no more of this
	VerbOff   = "off"   // none of this kind

	VerbUnneeded = "unneeded" // no more of this, because
	VerbSame     = "same"     // it is still so: not again this year
	VerbChanged  = "changed"  // it is not: no more of this, and what to do
)

// ofOne are the verbs that are about one of several things.
var ofOne = []string{VerbDone, VerbSame, VerbChanged}

// laterDays is what "next week" means.
const laterDays = 7

// reminderButtons end or postpone what a reminder that counts as said then is about.
func (c *Conversation) reminderButtons(k *Reminder, things []Item, said time.Time) [][]messages.Button {
	var out [][]messages.Button
	if k.Rows != nil {
		out = k.Rows(c, things)
	}
	for _, verb := range k.Buttons {
		if c.IsGroup() { // nobody there ends what is for all
			break
		}
		label, data := c.Label("reminder.button."+verb), "r:"+k.Key+":"+strconv.FormatInt(said.Unix(), 36)+":"+verb
		if !slices.Contains(ofOne, verb) || len(things) == 1 {
			out = append(out, []messages.Button{{Label: label, Data: data}})
			continue
		}
		for _, th := range things {
			out = append(out, []messages.Button{{Label: label + ": " + th.Name, Data: data + ":" + th.ID}})
		}
	}
	return out
}

func (c *Conversation) ReminderKind(key string) *Reminder {
	i := slices.IndexFunc(c.Book.Reminders, func(k *Reminder) bool { return k.Key == key })
	if i < 0 {
		return nil
	}
	return c.Book.Reminders[i]
}

// reminderButton is a tap under a reminder. It is about the things that the
// message spoke of; the newest tap counts, and a second of the same is silent.
func (c *Conversation) reminderButton(rest []string) bool {
	if len(rest) < 3 || len(rest) > 4 {
		return false
	}
	k := c.ReminderKind(rest[0])
	said, err := strconv.ParseInt(rest[1], 36, 64)
	if k == nil || err != nil || !c.remindedOf(k) || !slices.Contains(k.Buttons, rest[2]) {
		return false
	}
	marks := slices.DeleteFunc(c.SaidAt(k.Key, said), func(m enterprise.Mark) bool { return len(rest) == 4 && m.Thing != rest[3] })
	if len(marks) == 0 {
		return false
	}
	if rest[2] == VerbUnneeded {
		if slices.ContainsFunc(marks, func(m enterprise.Mark) bool { return m.Ended.IsZero() }) {
			c.Detour(UnneededKey, rest[0]+":"+rest[1])
		}
		return true
	}
	changed := false
	for _, m := range marks {
		changed = c.tapReminder(k, m, rest[2]) || changed
	}
	if changed {
		c.Repeat(c.Text("reminder.did."+rest[2], messages.Args{
			"Kind": c.Label("reminder.kind." + k.Key), "Date": c.Date(c.now.AddDate(0, 0, laterDays)), "Advice": c.advice(k, marks)}))
	}
	return true
}

// SaidAt are the things of a kind that one message spoke of, at a moment in
// Unix seconds.
func (c *Conversation) SaidAt(kind string, at int64) []enterprise.Mark {
	var marks []enterprise.Mark
	for _, m := range c.Person.Reminders.Marks {
		if m.Kind == kind && !m.Said.IsZero() && m.Said.Unix() == at {
			marks = append(marks, m)
		}
	}
	return marks
}

// advice is what to do about things that a tap was about.
func (c *Conversation) advice(k *Reminder, marks []enterprise.Mark) string {
	if k.Advice == nil {
		return ""
	}
	return k.Advice(c, marks)
}

// tapReminder does to one thing what a button says; false when that was so.
func (c *Conversation) tapReminder(k *Reminder, m enterprise.Mark, verb string) bool {
	switch verb {
	case VerbOff:
		if slices.Contains(c.Person.Reminders.Off, k.Key) {
			return false
		}
		c.muteReminder(k.Key, true)
		return true
	case VerbLater:
		again := c.now.AddDate(0, 0, laterDays)
		if m.Ended.IsZero() && !m.Again.IsZero() && again.Sub(m.Again) < DoubleTap {
			return false
		}
		m.Ended, m.Again = time.Time{}, again
	default:
		if !m.Ended.IsZero() {
			return false
		}
		m.Ended, m.Again = c.now, time.Time{}
	}
	c.PutMark(m)
	return true
}

// muteReminder switches a kind off, or on again with all that was ended of it.
func (c *Conversation) muteReminder(key string, off bool) {
	r := &c.Person.Reminders
	r.Off = slices.DeleteFunc(slices.Clone(r.Off), func(k string) bool { return k == key })
	if off {
		r.Off = append(r.Off, key)
		return
	}
	r.Marks = slices.Clone(r.Marks)
	for i, m := range r.Marks {
		if m.Kind == key && !m.Ended.IsZero() {
			r.Marks[i].Ended, r.Marks[i].Through = time.Time{}, Latest(m.Through, c.now) // what fell due meanwhile stays unsaid
		}
	}
}

// reminderSettings is /pengingat: every kind, on or off, and what comes next.
func reminderSettings() *Form {
	return &Form{
		Key: "reminders", Command: "/pengingat", Also: []string{"/reminders"}, OnTheFly: true,
		Questions: func(*Conversation, *Draft) []*Question { return reminderQuestions },
		Finish:    func(c *Conversation, _ *Draft) { c.Reopen("reminders.kept") },
	}
}

var reminderQuestions = []*Question{{
	Key: "which", Spelled: true,
	Ask: func(c *Conversation, _ *Draft) string {
		return c.Text("reminders.which.ask", messages.Args{"Kinds": messages.HTML(strings.Join(c.reminderLines(), "\n"))})
	},
	Options: func(c *Conversation, _ *Draft) []Option {
		out := []Option{{Value: "yes", Label: c.Label("broadcast.wanted.done"), Names: slices.Concat(c.Synonyms("nav.yes"), c.Synonyms("announce.part.done.names"))}}
		for _, k := range c.ownReminders() {
			value, key := MuteAnswer, "reminders.mute"
			if slices.Contains(c.Person.Reminders.Off, k.Key) || c.ended(k) {
				value, key = UnmuteAnswer, "reminders.unmute"
			}
			out = append(out, Option{Value: value + k.Key, Label: c.Book.Words.Label(c.lang, key, messages.Args{"Kind": c.Label("reminder.kind." + k.Key)})})
		}
		return out
	},
	Accept: func(c *Conversation, d *Draft, value string) {
		if key, ok := strings.CutPrefix(value, MuteAnswer); ok {
			c.muteReminder(key, true)
			delete(d.Answers, "which")
		}
		if key, ok := strings.CutPrefix(value, UnmuteAnswer); ok {
			c.muteReminder(key, false)
			delete(d.Answers, "which")
		}
	},
}}

// RemindersOn names the kinds for this person that are on and need no consent
// to news.
func (c *Conversation) RemindersOn() (names []string) {
	for _, k := range c.ownReminders() {
		if !k.News && !slices.Contains(c.Person.Reminders.Off, k.Key) {
			names = append(names, c.Label("reminder.kind."+k.Key))
		}
	}
	return names
}

// MuteReminders switches every kind for this person off.
func (c *Conversation) MuteReminders() {
	for _, k := range c.ownReminders() {
		c.muteReminder(k.Key, true)
	}
}

// ownReminders are the kinds that are for this person.
func (c *Conversation) ownReminders() []*Reminder {
	return slices.DeleteFunc(slices.Clone(c.Book.Reminders), func(k *Reminder) bool { return !c.remindedOf(k) })
}

// ended tells whether there are things of a kind and the person ended them all.
func (c *Conversation) ended(k *Reminder) bool {
	things := c.ItemsOf(k)
	return len(things) > 0 && !slices.ContainsFunc(things, func(th Item) bool {
		return c.Person.Reminders.Mark(k.Key, th.ID).Ended.IsZero()
	})
}

// reminderLines say of each kind whether it is on and when it comes next.
func (c *Conversation) reminderLines() []string {
	var lines []string
	for _, k := range c.ownReminders() {
		key, args := "reminders.none", messages.Args{"Kind": c.Label("reminder.kind." + k.Key)}
		at, names := c.comingOf(k)
		switch {
		case slices.Contains(c.Person.Reminders.Off, k.Key) || c.ended(k):
			key = "reminders.off"
		case k.News && !c.Person.Consented(enterprise.BroadcastConsent):
			key = "reminders.no_news"
		case !at.IsZero():
			key, args["Date"], args["Things"] = "reminders.next", c.Date(at), strings.Join(names, ", ")
		}
		lines = append(lines, c.Text(key, args))
	}
	return lines
}

// comingOf is when a kind comes next, and what it will speak of on that day.
func (c *Conversation) comingOf(k *Reminder) (first time.Time, names []string) {
	for _, th := range c.ItemsOf(k) {
		all := c.Ahead(k, th)
		if len(all) == 0 {
			continue
		}
		at := c.slot(k, all[0])
		if first.IsZero() || at.Before(first) && c.Day(at) != c.Day(first) {
			first, names = at, nil
		}
		if c.Day(at) == c.Day(first) {
			names = append(names, th.Name)
		}
	}
	return first, names
}
