package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// The verbs of the buttons under a reminder: "r:<kind>:<when>:<verb>", and the
// thing where one of several is meant.
const (
	verbDone  = "done"  // it is done: no more of this
	verbLater = "later" // in a week, and not before
	verbNever = "never" // no more of this
	verbOff   = "off"   // none of this kind

	verbUnneeded = "unneeded" // no more of this, because
	verbSame     = "same"     // it is still so: not again this year
	verbChanged  = "changed"  // it is not: no more of this, and what to do
)

// ofOne are the verbs that are about one of several things.
var ofOne = []string{verbDone, verbSame, verbChanged}

// laterDays is what "next week" means.
const laterDays = 7

// reminderButtons end or postpone what a reminder that counts as said then is about.
func (t *talk) reminderButtons(k *reminder, things []thing, said time.Time) [][]messages.Button {
	var out [][]messages.Button
	if k.rows != nil {
		out = k.rows(t, things)
	}
	for _, verb := range k.buttons {
		label, data := t.label("reminder.button."+verb), "r:"+k.key+":"+strconv.FormatInt(said.Unix(), 36)+":"+verb
		if !slices.Contains(ofOne, verb) || len(things) == 1 {
			out = append(out, []messages.Button{{Label: label, Data: data}})
			continue
		}
		for _, th := range things {
			out = append(out, []messages.Button{{Label: label + ": " + th.name, Data: data + ":" + th.id}})
		}
	}
	return out
}

func (t *talk) reminderKind(key string) *reminder {
	i := slices.IndexFunc(t.book.reminders, func(k *reminder) bool { return k.key == key })
	if i < 0 {
		return nil
	}
	return t.book.reminders[i]
}

// reminderButton is a tap under a reminder. It is about the things that the
// message spoke of; the newest tap counts, and a second of the same is silent.
func (t *talk) reminderButton(rest []string) bool {
	if len(rest) < 3 || len(rest) > 4 {
		return false
	}
	k := t.reminderKind(rest[0])
	said, err := strconv.ParseInt(rest[1], 36, 64)
	if k == nil || err != nil || !t.remindedOf(k) || !slices.Contains(k.buttons, rest[2]) {
		return false
	}
	marks := slices.DeleteFunc(t.saidAt(k.key, said), func(m enterprise.Mark) bool { return len(rest) == 4 && m.Thing != rest[3] })
	if len(marks) == 0 {
		return false
	}
	if rest[2] == verbUnneeded {
		if slices.ContainsFunc(marks, func(m enterprise.Mark) bool { return m.Ended.IsZero() }) {
			t.interject(unneededKey, rest[0]+":"+rest[1])
		}
		return true
	}
	changed := false
	for _, m := range marks {
		changed = t.tapReminder(k, m, rest[2]) || changed
	}
	if changed {
		t.again(t.word("reminder.did."+rest[2], messages.Args{
			"Kind": t.label("reminder.kind." + k.key), "Date": t.date(t.now.AddDate(0, 0, laterDays)), "Advice": t.advice(k, marks)}))
	}
	return true
}

// saidAt are the things of a kind that one message spoke of, at a moment in
// Unix seconds.
func (t *talk) saidAt(kind string, at int64) []enterprise.Mark {
	var marks []enterprise.Mark
	for _, m := range t.Person.Reminders.Marks {
		if m.Kind == kind && !m.Said.IsZero() && m.Said.Unix() == at {
			marks = append(marks, m)
		}
	}
	return marks
}

// advice is what to do about things that a tap was about.
func (t *talk) advice(k *reminder, marks []enterprise.Mark) string {
	if k.advice == nil {
		return ""
	}
	return k.advice(t, marks)
}

// tapReminder does to one thing what a button says; false when that was so.
func (t *talk) tapReminder(k *reminder, m enterprise.Mark, verb string) bool {
	switch verb {
	case verbOff:
		if slices.Contains(t.Person.Reminders.Off, k.key) {
			return false
		}
		t.muteReminder(k.key, true)
		return true
	case verbLater:
		again := t.now.AddDate(0, 0, laterDays)
		if m.Ended.IsZero() && !m.Again.IsZero() && again.Sub(m.Again) < doubleTap {
			return false
		}
		m.Ended, m.Again = time.Time{}, again
	default:
		if !m.Ended.IsZero() {
			return false
		}
		m.Ended, m.Again = t.now, time.Time{}
	}
	t.putMark(m)
	return true
}

// muteReminder switches a kind off, or on again with all that was ended of it.
func (t *talk) muteReminder(key string, off bool) {
	r := &t.Person.Reminders
	r.Off = slices.DeleteFunc(slices.Clone(r.Off), func(k string) bool { return k == key })
	if off {
		r.Off = append(r.Off, key)
		return
	}
	r.Marks = slices.Clone(r.Marks)
	for i, m := range r.Marks {
		if m.Kind == key && !m.Ended.IsZero() {
			r.Marks[i].Ended, r.Marks[i].Through = time.Time{}, latest(m.Through, t.now) // what fell due meanwhile stays unsaid
		}
	}
}

// reminderSettings is /pengingat: every kind, on or off, and what comes next.
func reminderSettings() *Flow {
	return &Flow{
		Key: "reminders", Command: "/pengingat", Also: []string{"/reminders"}, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return reminderQuestions },
		Finish:    func(t *talk, _ *Draft) { t.reopen("reminders.kept") },
	}
}

var reminderQuestions = []*Question{{
	Key: "which", Spelled: true,
	Ask: func(t *talk, _ *Draft) string {
		return t.word("reminders.which.ask", messages.Args{"Kinds": messages.HTML(strings.Join(t.reminderLines(), "\n"))})
	},
	Options: func(t *talk, _ *Draft) []Option {
		out := []Option{{Value: "yes", Label: t.label("broadcast.wanted.done"), Names: slices.Concat(t.names("nav.yes"), t.names("announce.part.done.names"))}}
		for _, k := range t.ownReminders() {
			value, key := muteAnswer, "reminders.mute"
			if slices.Contains(t.Person.Reminders.Off, k.key) || t.ended(k) {
				value, key = unmuteAnswer, "reminders.unmute"
			}
			out = append(out, Option{Value: value + k.key, Label: t.book.words.Label(t.lang, key, messages.Args{"Kind": t.label("reminder.kind." + k.key)})})
		}
		return out
	},
	Accept: func(t *talk, d *Draft, value string) {
		if key, ok := strings.CutPrefix(value, muteAnswer); ok {
			t.muteReminder(key, true)
			delete(d.Answers, "which")
		}
		if key, ok := strings.CutPrefix(value, unmuteAnswer); ok {
			t.muteReminder(key, false)
			delete(d.Answers, "which")
		}
	},
}}

// ownReminders are the kinds that are for this person.
func (t *talk) ownReminders() []*reminder {
	return slices.DeleteFunc(slices.Clone(t.book.reminders), func(k *reminder) bool { return !t.remindedOf(k) })
}

// ended tells whether there are things of a kind and the person ended them all.
func (t *talk) ended(k *reminder) bool {
	things := t.thingsOf(k)
	return len(things) > 0 && !slices.ContainsFunc(things, func(th thing) bool {
		return t.Person.Reminders.Mark(k.key, th.id).Ended.IsZero()
	})
}

// reminderLines say of each kind whether it is on and when it comes next.
func (t *talk) reminderLines() []string {
	var lines []string
	for _, k := range t.ownReminders() {
		key, args := "reminders.none", messages.Args{"Kind": t.label("reminder.kind." + k.key)}
		at, names := t.comingOf(k)
		switch {
		case slices.Contains(t.Person.Reminders.Off, k.key) || t.ended(k):
			key = "reminders.off"
		case k.news && !t.Person.Consented(enterprise.BroadcastConsent):
			key = "reminders.no_news"
		case !at.IsZero():
			key, args["Date"], args["Things"] = "reminders.next", t.date(at), strings.Join(names, ", ")
		}
		lines = append(lines, t.word(key, args))
	}
	return lines
}

// comingOf is when a kind comes next, and what it will speak of on that day.
func (t *talk) comingOf(k *reminder) (first time.Time, names []string) {
	for _, th := range t.thingsOf(k) {
		all := t.ahead(k, th)
		if len(all) == 0 {
			continue
		}
		at := t.slot(k, all[0])
		if first.IsZero() || at.Before(first) && t.day(at) != t.day(first) {
			first, names = at, nil
		}
		if t.day(at) == t.day(first) {
			names = append(names, th.name)
		}
	}
	return first, names
}
