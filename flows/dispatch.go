package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// DoubleTap is how long the same button under a message, tapped again, is the
// same wish.
const DoubleTap = 10 * time.Minute

// SecondTap is how soon a second tap of a button comes. The same word later
// was typed, and is answered.
const SecondTap = 15 * time.Second

// doubleNumber is the same for a label that is a mere number: typed again
// later, it names a place in the next question's list.
const doubleNumber = 3 * time.Second

// dispatch is what happens to anything a person does.
func (c *Conversation) dispatch() {
	if c.New && !c.started() {
		c.stranger()
		return
	}
	c.reachable()
	if !c.Allowed(ForStaff) && !c.Within("messages") || c.in.File != nil && !c.Within("files") { // a queue is worked off by a thousand taps
		return
	}
	c.Chat.Touched = c.now
	switch {
	case c.in.Kind == Edited:
		c.correct()
	case c.in.Kind == Tap && c.Button():
	case c.in.Kind == Text && !c.in.Forwarded && c.command():
	case c.in.Kind == Text && !c.in.Forwarded && c.typesButton():
	case c.First(func(a Area) func(*Conversation) bool { return a.Hear }):
	case c.in.Kind == Text && c.TappedTwice():
	case c.Chat.Open == "" && c.Unsettled():
		c.Start("")
	case c.Chat.Open == "":
		c.browse()
	default:
		c.answer()
	}
}

// Button does what a button under a message says; false when it means nothing.
func (c *Conversation) Button() bool {
	parts := strings.Split(c.in.Data, ":")
	b, ok := c.Book.buttons[parts[0]]
	switch {
	case !ok || c.IsGroup() && !slices.Contains(b.For, enterprise.Group): // there only what is meant for it
		return false
	case !c.Allowed(b.For):
		c.RefuseCommand()
		return true
	}
	return b.Do(c, parts[1:])
}

// started tells whether the input is /start, the only way in for a stranger.
func (c *Conversation) started() bool {
	name, _ := c.AsCommand()
	return c.in.Kind == Text && !c.in.Forwarded && name == "/start"
}

// stranger answers somebody of whom nothing is stored, and stores nothing.
func (c *Conversation) stranger() {
	c.Turn.Forget = true
	if c.in.Kind == Edited || c.in.Kind == Tap {
		return
	}
	c.Say(messages.Message{
		Key:      "start.stranger",
		Text:     c.Text("start.stranger", nil),
		Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}},
		Repeat:   true,
	})
}

// FirstWord splits a text behind its first word, at a space or a new line.
func FirstWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}

// AsCommand splits "/daftar@bot payload" into its lower-case name and the rest.
func (c *Conversation) AsCommand() (name, rest string) {
	text := strings.TrimSpace(c.in.Text)
	if !strings.HasPrefix(text, "/") {
		return "", ""
	}
	name, rest = FirstWord(text)
	name, _, _ = strings.Cut(name, "@")
	return strings.ToLower(name), rest
}

// command does what a command says. An unknown one is nobody's answer.
func (c *Conversation) command() bool {
	name, rest := c.AsCommand()
	switch {
	case name == "":
		return false
	case name == "/start":
		c.Start(rest)
	case c.Book.CommandNamed[name].Do != nil && !c.Allowed(c.Book.CommandNamed[name].For):
		c.RefuseCommand()
	case c.Book.CommandNamed[name].Do != nil:
		c.Book.CommandNamed[name].Do(c)
	case c.Chat.Open == "" && c.Unsettled():
		return false
	default:
		c.Refuse(c.Text("nav.command.unknown", nil))
	}
	return true
}

// TappedTwice is the second tap of a button whose first tap was accepted: it
// answers nothing that is on the screen and is met with silence.
func (c *Conversation) TappedTwice() bool {
	window := SecondTap
	if _, err := strconv.Atoi(c.in.Text); err == nil {
		window = doubleNumber
	}
	if c.in.Text == "" || c.in.Text != c.Chat.Last.Label || c.sentAt().Sub(c.Chat.Last.At) > window {
		return false
	}
	return !slices.Contains(c.OnScreen(), c.in.Text)
}

// sentAt is when the person did it: several taps may be handled at once.
func (c *Conversation) sentAt() time.Time {
	if c.in.At.IsZero() {
		return c.now
	}
	return c.in.At
}

// OnScreen is every label that may be on the phone's keyboard now.
func (c *Conversation) OnScreen() []string {
	f, d, q := c.Question()
	switch {
	case q == nil:
		return c.MenuLabels()
	case c.Chat.Pending != nil:
		return slices.Concat(c.Candidates(c.Chat.Pending).Rows...)
	}
	options := q.OptionsFor(c, d)
	return slices.Concat(c.keyboard(f, d, q, options, c.Usual(d, q, options)).Rows...)
}

// Question is what is on the screen: the open flow, its draft and question.
func (c *Conversation) Question() (*Form, *Draft, *Question) {
	f := c.Book.Form(c.Chat.Open)
	if f == nil {
		return nil, nil, nil
	}
	if !c.Allowed(f.For) { // the role was taken away meanwhile
		c.Leave()
		return nil, nil, nil
	}
	d := c.Draft(f.Key)
	q := f.onScreen(c, d)
	if q == nil {
		q = f.open(c, d)
	}
	if p := c.Chat.Pending; p != nil && (q == nil || p.Question != q.Key) {
		c.Chat.Pending = nil // a newer version of the form asks something else first
	}
	return f, d, q
}

// reachable notes that the person can be reached where this came from.
func (c *Conversation) reachable() {
	c.each(func(a Area) func(*Conversation) { return a.Reached })
	contacts := c.Person.Contacts
	here := len(contacts) > 0 && contacts[0].Address == c.in.From && contacts[0].Unreachable == ""
	if here && c.in.Was.ID == "" || c.New && c.in.Kind == Unblocked {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(contacts), func(contact enterprise.Contact) bool {
		return contact.Address == c.in.From || contact.Address == c.in.Was
	})
	c.Person.Contacts = append([]enterprise.Contact{{Address: c.in.From}}, rest...)
}

// unreachable notes that messages no longer arrive there, and why.
func (c *Conversation) unreachable() {
	c.Person.Contacts = slices.Clone(c.Person.Contacts)
	for i, contact := range c.Person.Contacts {
		if contact.Address == c.in.From && contact.Unreachable == "" {
			c.Person.Contacts[i].Unreachable, c.Person.Contacts[i].Since = c.in.Text, c.now
		}
	}
}

// Start is what /start does: the way in, or a greeting. The payload of a deep
// link names the form to open.
func (c *Conversation) Start(payload string) {
	for _, a := range c.Book.Areas {
		if a.Link != nil && a.Link(c, payload) {
			return
		}
	}
	if f := c.Book.CommandNamed["/"+strings.ToLower(payload)].form; f != nil {
		c.Chat.Next = f.Key
	}
	if c.StaffOnly() {
		c.startStaff()
		return
	}
	if c.Settling() {
		c.Leave()
		c.Chat.Open = StartKey
		c.Proceed()
		return
	}
	if f := c.Book.Form(c.Chat.Next); f != nil {
		c.Chat.Next = ""
		c.OpenForm(f)
		return
	}
	c.Repeat(c.Text("start.again", messages.Args{"Name": c.Person.Name}))
}
