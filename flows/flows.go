// Package flows is how we ask. A form is a list of questions, and one rule
// drives all of them: ask the first question that applies and has no answer it
// would still accept. Going back, correcting, resuming after months and new
// versions of a form follow from the rule.
//
// Everything here is pure: Book.Step takes a state and one input and returns
// the next state and what to say. It reads no clock, keeps nothing and changes
// nothing it was given.
//
// This package is the engine and what several areas share. What is asked
// stands in the areas, one folder each; flows/contents lists them, and its
// testdata holds the conversations as people see them. An area says what it
// brings in an Area.
package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// Footer says which news this is and how to stop it.
func (b *Book) Footer(lang, category string) string {
	c, _ := b.Program.City.Announcements.Category(category)
	return b.Words.Say(lang, "announce.footer", messages.Args{"Category": c.Name.In(lang)})
}

// Outgoing reads an announcement's record. One that cannot be read goes to
// nobody.
func (b *Book) Outgoing(r Record) Outgoing {
	for _, a := range b.Areas {
		if a.Outgoing != nil {
			return a.Outgoing(r)
		}
	}
	return Outgoing{}
}

// Announce is an announcement as one recipient gets it, and where: in their
// language, with what is theirs in the place-holders, and then again the
// question that is open, so that a form is not lost sight of. Or it tells why
// they do not get it: what was true when the recipients were frozen is looked
// at again. Corrections go to whoever has the announcement.
//
// Of an announcement that corrects or withdraws an earlier one the messages
// carry in Edit or Delete the number of the part that is meant, counted from
// 1; the sender puts the message's id there (see Outgoing.Amends).
func (b *Book) Announce(s State, o Outgoing, now time.Time) (to enterprise.Address, say []messages.Message, skipped string) {
	if o.Author == 0 || s.New {
		return to, nil, SkippedErased
	}
	c := b.Conversation(s, Input{}, now)
	to, ok := c.Reach()
	switch {
	case !ok:
		return to, nil, SkippedUnreachable
	case o.Amends != "":
		return to, o.Messages(c), ""
	case !s.Person.Consented(enterprise.BroadcastConsent) || !s.Person.Consented(enterprise.DataConsent):
		return to, nil, SkippedNoConsent
	case !c.Urgent(o.Category) && s.Person.HasMuted(o.Category):
		return to, nil, SkippedMuted
	}
	return to, append(o.Messages(c), c.reminded()...), ""
}

// Book is all conversations of one city, ready for use by many goroutines.
type Book struct {
	Program      *enterprise.Program
	Words        *messages.Catalogue
	Areas        []Area
	from         map[string]string // the area that a form, command, button or notice is from
	Forms        []*Form
	buttons      map[string]Button
	Notices      map[string]func(*Conversation, json.RawMessage)
	Facets       map[string]func(*Conversation) []Option
	Things       map[string]func(*Conversation, string) string // Area.Things
	Owners       []*Form                                       // ownersForms
	Reminders    []*Reminder                                   // every kind, the most important first
	Audits       []string                                      // everything that is noted: what Audit.What can be
	Layout       Layout
	Langs        []string
	CommandNamed map[string]Command
	moves        map[string]string // catalogue key of a word that moves about, by the word in any language

	// Administrators are administrators from their first word on, for as long as
	// they stand here. It is set before the first Step and not changed afterwards.
	Administrators []enterprise.Address
	// Digest is a keyed hash, by which a number is found without being known.
	// It is set before the first Step and not changed afterwards.
	Digest func(text string) string
	// Console is how browsers reach the officers' console; empty: there is none.
	Console string
}

// NewBook makes one book of a programme, its words and the areas.
func NewBook(program *enterprise.Program, words *messages.Catalogue, areas []Area, layout Layout) *Book {
	b := &Book{Program: program, Words: words, Langs: words.Languages(), Layout: layout, moves: map[string]string{}, Digest: unkeyed}
	for _, key := range []string{"nav.back", "nav.cancel", "nav.menu", "nav.skip", "nav.why"} {
		for _, lang := range b.Langs {
			b.moves[read.Tidy(words.Label(lang, key, nil))] = key
		}
	}
	b.AddAreas(append([]Area{basics()}, areas...))
	b.Owners = ownersForms(b.Forms)
	return b
}

// unkeyed stands in where there is no key: in tests and tools.
func unkeyed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Form finds a form by its key; nil: there is none.
func (b *Book) Form(key string) *Form {
	i := slices.IndexFunc(b.Forms, func(f *Form) bool { return f.Key == key })
	if i < 0 {
		return nil
	}
	return b.Forms[i]
}

// Step is what one input leads to. It never fails: whatever comes in gets an
// answer or, when an answer would be noise, silence.
func (b *Book) Step(s State, in Input, now time.Time) Turn {
	c := b.Conversation(s, in, now)
	switch {
	case c.First(func(a Area) func(*Conversation) bool { return a.Intercept }):
	case c.in.Kind == Blocked:
		c.unreachable()
	case c.in.Kind == Unblocked:
		c.reachable()
	case c.in.Kind == Wake:
		c.wake()
	case c.in.Kind == Noticed:
		c.noticed()
	default:
		c.dispatch()
	}
	return c.Close()
}

// Hearing is a copy of the step in which something else came in. What it looks
// up and says is lost.
func (c *Conversation) Hearing(in Input) *Conversation {
	other := *c
	other.in = in
	return &other
}

// Replay lets something else have come in than what did.
func (c *Conversation) Replay(in Input) { c.in = in }

// InLang is a copy of the step in another language.
func (c *Conversation) InLang(lang string) *Conversation {
	other := *c
	other.lang = lang
	return &other
}

// AnswerAt makes what is said an answer in another chat of the person's, whose
// app is set to a language.
func (c *Conversation) AnswerAt(to enterprise.Address, language string) {
	c.in.Language, c.Turn.To, c.Turn.Prompt = language, to, true
}
