package flows

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// doubleTap is how long a label that has just been accepted is taken for a
// second tap when it answers nothing on the screen. Telegram keeps an
// undelivered message for 24 hours, but a second tap follows within moments.
const doubleTap = 10 * time.Minute

// hear is what happens to anything a person does.
func (t *talk) hear() {
	if t.New && !t.started() {
		t.stranger()
		return
	}
	t.reachable()
	t.Chat.Touched = t.now
	switch {
	case t.in.Kind == Edited:
		t.correct()
	case t.in.Kind == Tap && t.button():
	case t.in.Kind == Text && !t.in.Forwarded && t.command():
	case t.in.Reply != "" && t.replied():
	case t.Chat.Ticket != "" && t.Chat.Open == "" && t.addToTicket():
	case t.in.Kind == Text && t.tappedTwice():
	case t.Chat.Open == "" && t.unsettled():
		t.start("")
	case t.Chat.Open == "":
		t.browse()
	default:
		t.answer()
	}
}

// button does what a button under a message says; false when it means nothing.
func (t *talk) button() bool {
	parts := strings.Split(t.in.Data, ":")
	b, ok := buttons()[parts[0]]
	switch {
	case !ok:
		return false
	case !t.may(b.For):
		t.refuseDeed()
		return true
	}
	return b.do(t, parts[1:])
}

// started tells whether the input is /start, the only way in for a stranger.
func (t *talk) started() bool {
	name, _ := t.asCommand()
	return t.in.Kind == Text && name == "/start"
}

// stranger answers somebody of whom nothing is stored, and stores nothing.
func (t *talk) stranger() {
	t.turn.Forget = true
	if t.in.Kind == Edited || t.in.Kind == Tap {
		return
	}
	t.say(messages.Message{
		Key:      "start.stranger",
		Text:     t.word("start.stranger", nil),
		Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}},
		Repeat:   true,
	})
}

// asCommand splits "/daftar@bot payload" into its lower-case name and the rest.
func (t *talk) asCommand() (name, rest string) {
	text := strings.TrimSpace(t.in.Text)
	if !strings.HasPrefix(text, "/") {
		return "", ""
	}
	name, rest, _ = strings.Cut(text, " ")
	name, _, _ = strings.Cut(name, "@")
	return strings.ToLower(name), strings.TrimSpace(rest)
}

// command does what a command says; an unknown one is not a command.
func (t *talk) command() bool {
	name, rest := t.asCommand()
	switch {
	case name == "":
		return false
	case name == "/start":
		t.start(rest)
	case t.book.commands[name].do == nil:
		return false
	case !t.may(t.book.commands[name].For):
		t.refuseDeed()
	default:
		t.book.commands[name].do(t)
	}
	return true
}

// tappedTwice is the second tap of a button whose first tap was accepted: it
// answers nothing that is on the screen and is met with silence.
func (t *talk) tappedTwice() bool {
	if t.in.Text == "" || t.in.Text != t.Chat.Last.Label || t.now.Sub(t.Chat.Last.At) > doubleTap {
		return false
	}
	_, d, q := t.question()
	if q == nil {
		return !slices.Contains(t.menuLabels(), t.in.Text)
	}
	return !slices.ContainsFunc(q.options(t, d), func(o Option) bool { return o.Label == t.in.Text })
}

// question is what is on the screen: the open flow, its draft and question.
func (t *talk) question() (*Flow, *Draft, *Question) {
	f := t.book.flow(t.Chat.Open)
	if f == nil {
		return nil, nil, nil
	}
	if !t.may(f.For) { // the role was taken away meanwhile
		t.leave()
		return nil, nil, nil
	}
	d := t.draft(f.Key)
	return f, d, f.open(t, d)
}

// reachable notes that the person can be reached where this came from.
func (t *talk) reachable() {
	if slices.Contains(t.book.Administrators, t.in.From) && !slices.Contains(t.Person.Roles, enterprise.Administrator) {
		t.setRole(enterprise.Administrator, true)
	}
	contacts := t.Person.Contacts
	if len(contacts) > 0 && contacts[0].Address == t.in.From && contacts[0].Unreachable == "" {
		return
	}
	if t.New && t.in.Kind == Unblocked {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(contacts), func(c enterprise.Contact) bool { return c.Address == t.in.From })
	t.Person.Contacts = append([]enterprise.Contact{{Address: t.in.From}}, rest...)
}

// unreachable notes that messages no longer arrive there, and why.
func (t *talk) unreachable() {
	t.Person.Contacts = slices.Clone(t.Person.Contacts)
	for i, c := range t.Person.Contacts {
		if c.Address == t.in.From && c.Unreachable == "" {
			t.Person.Contacts[i].Unreachable, t.Person.Contacts[i].Since = t.in.Text, t.now
		}
	}
}
