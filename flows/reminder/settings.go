package reminder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// MuteAnswer and UnmuteAnswer begin the answers that switch a kind off or on.
const (
	MuteAnswer   = "mute:"
	UnmuteAnswer = "unmute:"
)

// ofOne are the verbs that are about one of several things.
var ofOne = []string{flows.VerbDone, flows.VerbSame, flows.VerbChanged}

// laterDays is what "next week" means.
const laterDays = 7

// reminderButtons end or postpone what a reminder that counts as said then is about.
func reminderButtons(c *flows.Conversation, k *flows.Reminder, things []flows.Item, said time.Time) [][]messages.Button {
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
			b, last := messages.Button{Label: label + ": " + th.Name, Data: data + ":" + th.ID}, len(out)-1
			if last >= 0 && len(out[last]) < 2 && short(b.Label) && short(out[last][0].Label) {
				out[last] = append(out[last], b)
				continue
			}
			out = append(out, []messages.Button{b})
		}
	}
	return out
}

// ReminderKind finds a kind by its key; nil: there is none.
func ReminderKind(c *flows.Conversation, key string) *flows.Reminder {
	i := slices.IndexFunc(c.Book.Reminders, func(k *flows.Reminder) bool { return k.Key == key })
	if i < 0 {
		return nil
	}
	return c.Book.Reminders[i]
}

// reminderButton is a tap under a reminder. It is about the things that the
// message spoke of; the newest tap counts, and a second of the same is silent.
func reminderButton(c *flows.Conversation, rest []string) bool {
	if len(rest) < 3 || len(rest) > 4 {
		return false
	}
	k := ReminderKind(c, rest[0])
	said, err := strconv.ParseInt(rest[1], 36, 64)
	if k == nil || err != nil || !remindedOf(c, k) || !slices.Contains(k.Buttons, rest[2]) {
		return false
	}
	marks := slices.DeleteFunc(SaidAt(c, k.Key, said), func(m enterprise.Mark) bool { return len(rest) == 4 && m.Thing != rest[3] })
	if len(marks) == 0 {
		return false
	}
	if rest[2] == flows.VerbUnneeded {
		if slices.ContainsFunc(marks, func(m enterprise.Mark) bool { return m.Ended.IsZero() }) {
			c.Detour(flows.UnneededKey, rest[0]+":"+rest[1])
		}
		return true
	}
	changed := false
	for _, m := range marks {
		changed = tapReminder(c, k, m, rest[2]) || changed
	}
	if changed {
		c.Repeat(c.Text("reminder.did."+rest[2], messages.Args{
			"Kind": c.Label("reminder.kind." + k.Key), "Date": c.Date(c.Now().AddDate(0, 0, laterDays)), "Advice": advice(c, k, marks)}))
	}
	return true
}

// SaidAt are the things of a kind that one message spoke of, at a moment in
// Unix seconds.
func SaidAt(c *flows.Conversation, kind string, at int64) []enterprise.Mark {
	var marks []enterprise.Mark
	for _, m := range c.Person.Reminders.Marks {
		if m.Kind == kind && !m.Said.IsZero() && m.Said.Unix() == at {
			marks = append(marks, m)
		}
	}
	return marks
}

// advice is what to do about things that a tap was about.
func advice(c *flows.Conversation, k *flows.Reminder, marks []enterprise.Mark) string {
	if k.Advice == nil {
		return ""
	}
	return k.Advice(c, marks)
}

// tapReminder does to one thing what a button says; false when that was so.
func tapReminder(c *flows.Conversation, k *flows.Reminder, m enterprise.Mark, verb string) bool {
	switch verb {
	case flows.VerbOff:
		if slices.Contains(c.Person.Reminders.Off, k.Key) {
			return false
		}
		muteReminder(c, k.Key, true)
		return true
	case flows.VerbLater:
		again := c.Now().AddDate(0, 0, laterDays)
		if m.Ended.IsZero() && !m.Again.IsZero() && again.Sub(m.Again) < flows.DoubleTap {
			return false
		}
		m.Ended, m.Again = time.Time{}, again
	default:
		if !m.Ended.IsZero() {
			return false
		}
		m.Ended, m.Again = c.Now(), time.Time{}
	}
	PutMark(c, m)
	return true
}

// muteReminder switches a kind off, or on again with all that was ended of it.
func muteReminder(c *flows.Conversation, key string, off bool) {
	r := &c.Person.Reminders
	r.Off = slices.DeleteFunc(slices.Clone(r.Off), func(k string) bool { return k == key })
	if off {
		r.Off = append(r.Off, key)
		return
	}
	r.Marks = slices.Clone(r.Marks)
	for i, m := range r.Marks {
		if m.Kind == key && !m.Ended.IsZero() {
			r.Marks[i].Ended, r.Marks[i].Through = time.Time{}, flows.Latest(m.Through, c.Now()) // what fell due meanwhile stays unsaid
		}
	}
}

// reminderSettings is /pengingat: every kind, on or off, and what comes next.
func reminderSettings() *flows.Form {
	return &flows.Form{
		Key: "reminders", Command: "/pengingat", Also: []string{"/reminders"}, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return reminderQuestions },
		Finish:    func(c *flows.Conversation, _ *flows.Draft) { c.Reopen("reminders.kept") },
	}
}

var reminderQuestions = []*flows.Question{{
	Key: "which", Spelled: true,
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		return c.Text("reminders.which.ask", messages.Args{"Kinds": messages.HTML(strings.Join(reminderLines(c), "\n"))})
	},
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		out := []flows.Option{{Value: "yes", Label: c.Label("broadcast.wanted.done"), Names: slices.Concat(c.Synonyms("nav.yes"), c.Synonyms("announce.part.done.names"))}}
		for _, k := range ownReminders(c) {
			value, key := MuteAnswer, "reminders.mute"
			if slices.Contains(c.Person.Reminders.Off, k.Key) || ended(c, k) {
				value, key = UnmuteAnswer, "reminders.unmute"
			}
			out = append(out, flows.Option{Value: value + k.Key, Label: c.Book.Words.Label(c.Lang(), key, messages.Args{"Kind": c.Label("reminder.kind." + k.Key)})})
		}
		return out
	},
	Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
		if key, ok := strings.CutPrefix(value, MuteAnswer); ok {
			muteReminder(c, key, true)
			delete(d.Answers, "which")
		}
		if key, ok := strings.CutPrefix(value, UnmuteAnswer); ok {
			muteReminder(c, key, false)
			delete(d.Answers, "which")
		}
	},
}}

// RemindersOn names the kinds for this person that are on and need no consent
// to news.
func RemindersOn(c *flows.Conversation) (names []string) {
	for _, k := range ownReminders(c) {
		if !k.News && !slices.Contains(c.Person.Reminders.Off, k.Key) {
			names = append(names, c.Label("reminder.kind."+k.Key))
		}
	}
	return names
}

// MuteReminders switches every kind for this person off.
func MuteReminders(c *flows.Conversation) {
	for _, k := range ownReminders(c) {
		muteReminder(c, k.Key, true)
	}
}

// ownReminders are the kinds that are for this person.
func ownReminders(c *flows.Conversation) []*flows.Reminder {
	return slices.DeleteFunc(slices.Clone(c.Book.Reminders), func(k *flows.Reminder) bool { return !remindedOf(c, k) })
}

// ended tells whether there are things of a kind and the person ended them all.
func ended(c *flows.Conversation, k *flows.Reminder) bool {
	things := ItemsOf(c, k)
	return len(things) > 0 && !slices.ContainsFunc(things, func(th flows.Item) bool {
		return c.Person.Reminders.Mark(k.Key, th.ID).Ended.IsZero()
	})
}

// reminderLines say which kinds come next and when, and which are on or off.
func reminderLines(c *flows.Conversation) (lines []string) {
	kinds := map[string][]string{}
	for _, k := range ownReminders(c) {
		key, name := "reminders.none", c.Label("reminder.kind."+k.Key)
		at, names := comingOf(c, k)
		switch {
		case slices.Contains(c.Person.Reminders.Off, k.Key) || ended(c, k):
			key = "reminders.off"
		case k.News && !c.Person.Consented(enterprise.BroadcastConsent):
			key = "reminders.no_news"
		case !at.IsZero() && len(lines) < nextMost:
			lines = append(lines, c.Text("reminders.next", messages.Args{"Kind": name, "Date": c.Date(at), "Things": reading.Shortened(strings.Join(names, ", "), thingsMost)}))
			continue
		}
		kinds[key] = append(kinds[key], name)
	}
	for _, key := range []string{"reminders.none", "reminders.no_news", "reminders.off"} {
		if len(kinds[key]) > 0 {
			lines = append(lines, c.Text(key, messages.Args{"Kinds": strings.Join(kinds[key], ", ")}))
		}
	}
	return lines
}

const nextMost, thingsMost = 3, 30 // kinds told, and letters of what each is about

// comingOf is when a kind comes next, and what it will speak of on that day.
func comingOf(c *flows.Conversation, k *flows.Reminder) (first time.Time, names []string) {
	for _, th := range ItemsOf(c, k) {
		all := Ahead(c, k, th)
		if len(all) == 0 {
			continue
		}
		at := slot(c, k, all[0])
		if first.IsZero() || at.Before(first) && c.Day(at) != c.Day(first) {
			first, names = at, nil
		}
		if c.Day(at) == c.Day(first) {
			names = append(names, th.Name)
		}
	}
	return first, names
}

// short labels fit two in a row on a phone 360 points wide.
func short(label string) bool { return len([]rune(label)) <= 20 }
