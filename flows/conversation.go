package flows

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Repeat shows once more what is on the screen, after a line that says why.
func (c *Conversation) Repeat(line string) {
	if c.IsGroup() { // nothing is open there, and it has no menu
		c.Say(messages.Message{Text: line})
		return
	}
	f, d, q := c.Question()
	if p := c.Chat.Pending; p != nil {
		c.Say(messages.Message{Text: Join(line, p.Text), Keyboard: c.Candidates(p), Repeat: true})
		return
	}
	if q == nil {
		c.Say(messages.Message{Text: Join(line, c.Text("menu.text", nil)), Keyboard: c.MenuKeyboard(), Repeat: true})
		return
	}
	c.Note, c.once = Join(line, c.Note), c.in.Kind != Wake
	c.Ask(f, d, q)
	c.Turn.Say[len(c.Turn.Say)-1].Repeat = true
}

// Conversation is one step being worked out: a copy of the state that may be changed,
// and what has been said so far.
type Conversation struct {
	State
	Book *Book
	in   Input
	now  time.Time
	lang string
	Note string            // an echo to put before the next question
	once bool              // the question was shown before: its brief words will do
	own  []string          // keys of the drafts that are copies already
	was  enterprise.Coming // what was to come next
	Turn Turn

	needs   map[any]bool        // the keys in turn.Need
	Memo    map[any]any         // what an area worked out in this step, by a key of its own type
	Numbers []enterprise.Number // by which the person could be known before
}

// Conversation begins a step. It works on a copy of the drafts, so that a step
// can be thrown away.
func (b *Book) Conversation(s State, in Input, now time.Time) *Conversation {
	c := &Conversation{State: s, Book: b, in: in, now: now, lang: s.Person.Language, was: s.Person.Reminders.Next, Memo: map[any]any{}}
	c.Chat.Drafts = maps.Clone(s.Chat.Drafts)
	if c.Chat.Drafts == nil {
		c.Chat.Drafts = map[string]*Draft{}
	}
	if c.lang == "" {
		c.lang = messages.Default
		if slices.Contains(b.Langs, in.Language) {
			c.lang = in.Language
		}
	}
	if c.Consented() {
		c.Numbers = enterprise.Numbers(s.Person)
	}
	c.Turn.To = in.From
	c.Turn.Prompt = in.Kind != Wake && in.Kind != Noticed
	return c
}

// Close ends a step: the areas do what comes last, and the next wake-up is
// worked out.
func (c *Conversation) Close() Turn {
	if c.Turn.Forget {
		c.State = State{Person: enterprise.Person{ID: c.Person.ID}, New: c.New}
	}
	c.each(func(a Area) func(*Conversation) { return a.After })
	c.Turn.Wake = c.nextWake()
	c.protect()
	c.noteShown()
	slices.SortStableFunc(c.Turn.Say, func(a, b messages.Message) int { // what the person waits for comes first
		return cmp.Compare(min(1, len(a.Commands)), min(1, len(b.Commands)))
	})
	c.Turn.State = c.State
	return c.Turn
}

// Draft gives a draft that may be changed, in place of the stored one.
func (c *Conversation) Draft(key string) *Draft {
	old := c.Chat.Drafts[key]
	if old != nil && slices.Contains(c.own, key) {
		return old
	}
	c.own = append(c.own, key)
	d := &Draft{Form: key}
	if old != nil {
		*d = *old
	}
	d.Answers = maps.Clone(d.Answers)
	if d.Answers == nil {
		d.Answers = map[string]Answer{}
	}
	c.Chat.Drafts[key] = d
	return d
}

// Say adds a message to what is said.
func (c *Conversation) Say(m messages.Message) { c.Turn.Say = append(c.Turn.Say, m) }

// Text is a text of the catalogue in the person's language.
func (c *Conversation) Text(key string, args messages.Args) string {
	if args == nil {
		args = messages.Args{}
	}
	args["You"], args["Call"] = c.Label("you."+string(c.Person.Honorific)), c.Label("call."+string(c.Person.Honorific))
	return c.Book.Words.Say(c.lang, key, args)
}

// Label is a word for a keyboard.
func (c *Conversation) Label(key string) string { return c.Book.Words.Label(c.lang, key, nil) }

// Labels is a word in every language, the person's own first: a button of an
// older keyboard stays right after the language was changed.
func (c *Conversation) Labels(key string) []string {
	out := []string{c.Label(key)}
	for _, lang := range c.Book.Langs {
		if lang != c.lang {
			out = append(out, c.Book.Words.Label(lang, key, nil))
		}
	}
	return out
}

// Synonyms is the other ways in which people type something, in every language.
func (c *Conversation) Synonyms(key string) []string {
	var out []string
	for _, label := range c.Labels(key) {
		out = append(out, strings.Split(label, "|")...)
	}
	return out
}

// RepeatOpen shows again the question that is open, if one is, below what was said.
func (c *Conversation) RepeatOpen() {
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// WasComing is what was to come next for the person before this step.
func (c *Conversation) WasComing() enterprise.Coming { return c.was }

// Now is the moment of this step.
func (c *Conversation) Now() time.Time { return c.now }

// Input is what came in.
func (c *Conversation) Input() Input { return c.in }

// Lang is the language that the person is spoken to in.
func (c *Conversation) Lang() string { return c.lang }

// Program is the city's programme.
func (c *Conversation) Program() *enterprise.Program { return c.Book.Program }

// Words is the catalogue of all texts.
func (c *Conversation) Words() *messages.Catalogue { return c.Book.Words }

// Open opens the form of that key.
func (c *Conversation) Open(key string) { c.OpenForm(c.Book.Form(key)) }
