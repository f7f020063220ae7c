// Package flows is what we ask. A conversation is a list of questions, and one
// rule drives all of them: ask the first question that applies and has no
// answer it would still accept. Going back, correcting, resuming after months
// and new versions of a form follow from the rule.
//
// Everything here is pure: Step takes a state and one input and returns the
// next state and what to say. It reads no clock, keeps nothing and changes
// nothing it was given.
//
// all.go is the table of contents; testdata/*.txt are the conversations as
// people see them.
package flows

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Book is all conversations of one city, ready for use by many goroutines.
type Book struct {
	program   *enterprise.Program
	words     *messages.Catalogue
	areas     []Area
	from      map[string]string // the area that a form, command, button or notice is from
	flows     []*Flow
	buttons   map[string]button
	notices   map[string]func(*talk, json.RawMessage)
	facets    map[string]func(*talk) []Option
	things    map[string]func(*talk, string) string // Area.Things
	owners    []*Flow                               // ownersForms
	reminders []*reminder                           // every kind, the most important first
	audits    []string                              // everything that is noted: what Audit.What can be
	layout    Layout
	languages []string
	commands  map[string]deed
	moves     map[string]string // catalogue key of a word that moves about, by the word in any language

	// Administrators are administrators from their first word on. It is set
	// before the first Step and not changed afterwards.
	Administrators []enterprise.Address
	// Digest is a keyed hash, by which a number is found without being known.
	// It is set before the first Step and not changed afterwards.
	Digest func(text string) string
}

// NewBook makes the conversations of a city from its programme and words.
func NewBook(program *enterprise.Program, words *messages.Catalogue) *Book {
	return newBook(program, words, areas(program, words), layout())
}

func newBook(program *enterprise.Program, words *messages.Catalogue, areas []Area, layout Layout) *Book {
	b := &Book{program: program, words: words, languages: words.Languages(), layout: layout, moves: map[string]string{}, Digest: unkeyed}
	for _, key := range []string{"nav.back", "nav.cancel", "nav.menu", "nav.skip", "nav.why"} {
		for _, lang := range b.languages {
			b.moves[enterprise.Tidy(words.Label(lang, key, nil))] = key
		}
	}
	b.addAreas(append([]Area{basics()}, areas...))
	b.owners = ownersForms(b.flows)
	return b
}

// unkeyed stands in where there is no key: in tests and tools.
func unkeyed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

func (b *Book) flow(key string) *Flow {
	i := slices.IndexFunc(b.flows, func(f *Flow) bool { return f.Key == key })
	if i < 0 {
		return nil
	}
	return b.flows[i]
}

// Step is what one input leads to. It never fails: whatever comes in gets an
// answer or, when an answer would be noise, silence.
func (b *Book) Step(s State, in Input, now time.Time) Turn {
	t := b.talk(s, in, now)
	if t.first(func(a Area) func(*talk) bool { return a.Intercept }) {
		return t.close()
	}
	switch in.Kind {
	case Blocked:
		t.unreachable()
	case Unblocked:
		t.reachable()
	case Wake:
		t.wake()
	case Noticed:
		t.noticed()
	default:
		t.hear()
	}
	return t.close()
}

// talk is one step being worked out: a copy of the state that may be changed,
// and what has been said so far.
type talk struct {
	State
	book *Book
	in   Input
	now  time.Time
	lang string
	note string            // an echo to put before the next question
	once bool              // the question was shown before: its brief words will do
	own  []string          // keys of the drafts that are copies already
	was  enterprise.Coming // what was to come next
	turn Turn

	needs   map[any]bool        // the keys in turn.Need
	numbers []enterprise.Number // by which the person could be known before
}

func (b *Book) talk(s State, in Input, now time.Time) *talk {
	t := &talk{State: s, book: b, in: in, now: now, lang: s.Person.Language, was: s.Person.Reminders.Next}
	t.Chat.Drafts = maps.Clone(s.Chat.Drafts)
	if t.Chat.Drafts == nil {
		t.Chat.Drafts = map[string]*Draft{}
	}
	if t.lang == "" {
		t.lang = messages.Default
		if slices.Contains(b.languages, in.Language) {
			t.lang = in.Language
		}
	}
	if t.consented() {
		t.numbers = enterprise.Numbers(s.Person)
	}
	t.turn.To = in.From
	t.turn.Prompt = in.Kind != Wake && in.Kind != Noticed
	return t
}

// hearing is a copy of the step in which something else came in. What it looks
// up and says is lost.
func (t *talk) hearing(in Input) *talk {
	other := *t
	other.in = in
	return &other
}

// inLang is a copy of the step in another language.
func (t *talk) inLang(lang string) *talk {
	other := *t
	other.lang = lang
	return &other
}

// answerAt makes what is said an answer in another chat of the person's, whose
// app is set to a language.
func (t *talk) answerAt(to enterprise.Address, language string) {
	t.in.Language, t.turn.To, t.turn.Prompt = language, to, true
}

func (t *talk) close() Turn {
	if t.turn.Forget {
		t.State = State{Person: enterprise.Person{ID: t.Person.ID}, New: t.New}
	}
	t.each(func(a Area) func(*talk) { return a.After })
	t.turn.Wake = t.nextWake()
	slices.SortStableFunc(t.turn.Say, func(a, b messages.Message) int { // what the person waits for comes first
		return cmp.Compare(min(1, len(a.Commands)), min(1, len(b.Commands)))
	})
	t.turn.State = t.State
	return t.turn
}

// draft gives a draft that may be changed, in place of the stored one.
func (t *talk) draft(key string) *Draft {
	old := t.Chat.Drafts[key]
	if old != nil && slices.Contains(t.own, key) {
		return old
	}
	t.own = append(t.own, key)
	d := &Draft{Flow: key}
	if old != nil {
		*d = *old
	}
	d.Answers = maps.Clone(d.Answers)
	if d.Answers == nil {
		d.Answers = map[string]Answer{}
	}
	t.Chat.Drafts[key] = d
	return d
}

func (t *talk) say(m messages.Message) { t.turn.Say = append(t.turn.Say, m) }

// word is a text of the catalogue in the person's language.
func (t *talk) word(key string, args messages.Args) string {
	if args == nil {
		args = messages.Args{}
	}
	args["You"], args["Call"] = t.label("you."+string(t.Person.Honorific)), t.label("call."+string(t.Person.Honorific))
	return t.book.words.Say(t.lang, key, args)
}

// label is a word for a keyboard.
func (t *talk) label(key string) string { return t.book.words.Label(t.lang, key, nil) }

// labels is a word in every language, the person's own first: a button of an
// older keyboard stays right after the language was changed.
func (t *talk) labels(key string) []string {
	out := []string{t.label(key)}
	for _, lang := range t.book.languages {
		if lang != t.lang {
			out = append(out, t.book.words.Label(lang, key, nil))
		}
	}
	return out
}

// names is the other ways in which people type something, in every language.
func (t *talk) names(key string) []string {
	var out []string
	for _, label := range t.labels(key) {
		out = append(out, strings.Split(label, "|")...)
	}
	return out
}
