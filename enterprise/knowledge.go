package enterprise

import (
	"fmt"
	"time"
)

// KnowledgeFile is the programme file of what owners ask.
const KnowledgeFile = "pengetahuan.yaml"

// Entry is a question that owners ask, and the city's answer to it.
type Entry struct {
	Code     string // stored where questions are counted, never renamed
	Topic    string // what it belongs to: "nib", "halal", "fraud"
	Document string // the kind of document it is about, from which cost and place come; empty: none
	Service  string // the kind of service that helps; empty: none
	Training string // the kind of training that helps; empty: none
	Cost     Phrase // what it costs, where no document says so; empty: nothing to say
	Links    []string
	Answer   Phrase // at most 500 characters
	Ask      Asked
	Source   string // law and article, or page
	Seen     string // "2026-11-30": when the source was looked at
	Review   string // after this day the source is to be looked at again
	Unsure   bool   // not verified: the answer is shown with the caveat
}

// Asked is how people put something: by language, "id" and "en", and "jv" for
// everyday East Javanese.
type Asked map[string][]string

// Intent is what a sentence may be besides a question: something to do or
// something to say.
type Intent struct {
	Code    string // stored, never renamed
	Do      string // the command, "/omzet"; empty: something to say
	Name    Phrase // of something to do: at most 20 characters, for a button
	Reply   Phrase // to something said
	Changes bool   // it may change something: it is offered and never done silently
	Person  bool   // a human being is to be offered
	Angry   bool   // the owner is
	Opener  bool   // it opens what is meant: a greeting, "saya mau tanya"
	Outside bool   // it has nothing to do with the city's programme
	Ask     Asked
}

// Words are how people write: what stands for which word, and what says
// nothing about what is meant.
type Words struct {
	Words  map[string][]string // by the word that stands for them
	Ignore [][]string
}

// Entry finds an entry; ok is false when there is none of that code.
func (p *Program) Entry(code string) (e Entry, ok bool) {
	for _, e := range p.Entries {
		if e.Code == code {
			return e, true
		}
	}
	return Entry{}, false
}

// Intent finds an intent; ok is false when there is none of that code.
func (p *Program) Intent(code string) (i Intent, ok bool) {
	for _, i := range p.Intents {
		if i.Code == code {
			return i, true
		}
	}
	return Intent{}, false
}

// SeenOn is the day on which the source was looked at.
func (e Entry) SeenOn() time.Time {
	day, _ := time.Parse(time.DateOnly, e.Seen) // checked when it was loaded
	return day
}

// Stale are the entries whose sources are to be looked at again, by what day
// it is in the city.
func (p *Program) Stale(now time.Time) Faults {
	var out Faults
	today := now.In(p.City.Location).Format(time.DateOnly)
	for _, e := range p.Entries {
		if e.Review < today {
			out = append(out, Fault{KnowledgeFile, p.EntryLines[e.Code],
				fmt.Sprintf("the answer %s was looked at on %s and asks for a new look since %s", e.Code, e.Seen, e.Review),
				"look at " + e.Source + ", correct the answer, then set seen and review"})
		}
	}
	return out
}

// HearVoices says that a service outside writes voice notes down. The consent text
// tells of it, so that it has a version of its own.
func (p *Program) HearVoices(version string) {
	if !p.City.VoicesHeard {
		p.City.VoicesHeard = true
		p.City.ConsentVersion += version
	}
}

// HelpAnswers says that a service outside chooses among the answers. The
// consent text tells of it, so that it has a version of its own.
func (p *Program) HelpAnswers(version string) {
	if !p.City.AnswersHelped {
		p.City.AnswersHelped = true
		p.City.ConsentVersion += version
	}
}
