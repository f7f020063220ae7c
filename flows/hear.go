package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// doubleTap is how long a label that has just been accepted is taken for a
// second tap when it answers nothing on the screen. Telegram keeps an
// undelivered message for 24 hours, but a second tap follows within moments.
const doubleTap = 10 * time.Minute

// doubleNumber is the same for a label that is a mere number: typed again
// later, it names a place in the next question's list.
const doubleNumber = 3 * time.Second

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
	case t.first(func(a Area) func(*talk) bool { return a.Hear }):
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
	b, ok := t.book.buttons[parts[0]]
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
	return t.in.Kind == Text && !t.in.Forwarded && name == "/start"
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

// command does what a command says. An unknown one is nobody's answer.
func (t *talk) command() bool {
	name, rest := t.asCommand()
	switch {
	case name == "":
		return false
	case name == "/start":
		t.start(rest)
	case t.book.commands[name].do != nil && !t.may(t.book.commands[name].For):
		t.refuseDeed()
	case t.book.commands[name].do != nil:
		t.book.commands[name].do(t)
	case t.Chat.Open == "" && t.unsettled():
		return false
	default:
		t.refuse(t.word("nav.command.unknown", nil))
	}
	return true
}

// tappedTwice is the second tap of a button whose first tap was accepted: it
// answers nothing that is on the screen and is met with silence.
func (t *talk) tappedTwice() bool {
	window := doubleTap
	if _, err := strconv.Atoi(t.in.Text); err == nil {
		window = doubleNumber
	}
	if t.in.Text == "" || t.in.Text != t.Chat.Last.Label || t.sentAt().Sub(t.Chat.Last.At) > window {
		return false
	}
	return !slices.Contains(t.onScreen(), t.in.Text)
}

// sentAt is when the person did it: several taps may be handled at once.
func (t *talk) sentAt() time.Time {
	if t.in.At.IsZero() {
		return t.now
	}
	return t.in.At
}

// onScreen is every label that may be on the phone's keyboard now.
func (t *talk) onScreen() []string {
	f, d, q := t.question()
	switch {
	case q == nil:
		return t.menuLabels()
	case t.Chat.Pending != nil:
		return slices.Concat(t.candidates(t.Chat.Pending).Rows...)
	}
	options := q.options(t, d)
	return slices.Concat(t.keyboard(f, d, q, options, t.usual(d, q, options)).Rows...)
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
	q := f.onScreen(t, d)
	if q == nil {
		q = f.open(t, d)
	}
	if p := t.Chat.Pending; p != nil && (q == nil || p.Question != q.Key) {
		t.Chat.Pending = nil // a newer version of the form asks something else first
	}
	return f, d, q
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
