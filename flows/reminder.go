package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Reminder is one kind of thing that people are reminded of. The contract is
// the same for all: each moment of each thing is said once or skipped with a
// reason; what is done, muted or out of reach is seen at the moment of saying;
// nothing comes in quiet time or later than the window; and of the routine
// ones a person gets one message a day, the most important kind first and
// everything of that kind in it.
type Reminder struct {
	Key      string            // stored and counted; its words are "reminder.kind.<key>"
	For      []enterprise.Role // empty: owners who agreed to being registered
	News     bool              // only for those who agreed to news
	Pressing bool              // none of it is routine: it comes besides the day's one message
	Office   bool              // comes in an officer's working day rather than outside quiet time
	Offsets  []Offset          // when, from the thing's own moment; nil: each thing has its own
	Window   time.Duration     // how late it may still come
	Items    func(*Conversation) []Item
	Wanted   func(*Conversation, []Item) []Item // looked at as it is being said, and may need facts; nil: all of them
	Words    func(*Conversation, []Item) string
	Opens    func(*Conversation)                             // what is to be on the screen afterwards; nil: what was
	Settled  func(*Conversation, Item, time.Time)            // notes that a moment was said or skipped; nil: nothing more
	Rows     func(*Conversation, []Item) [][]messages.Button // what else can be done about them, above buttons; nil: nothing
	Advice   func(*Conversation, []enterprise.Mark) string   // what to do about them, said when one is postponed or ended; nil: nothing
	Buttons  []string                                        // what ends or postpones it
}

// Offset is a time from a thing's own moment; before it: negative.
type Offset struct {
	Days     int
	Minutes  int
	Pressing bool // not routine: may come besides the day's one message
}

// Days are offsets of whole days.
func Days(n ...int) []Offset {
	out := make([]Offset, len(n))
	for i, d := range n {
		out[i].Days = d
	}
	return out
}

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

// Item is something to be reminded of.
type Item struct {
	ID      string    // stays the same as long as it is the same thing; no colon
	Name    string    // as the person reads it
	From    time.Time // its own moment
	Since   time.Time // what falls due before is not said
	Offsets []Offset  // nil: the kind's
	About   any       // what the kind's words need
}

// Moment is when a thing is to be spoken of.
type Moment struct {
	At       time.Time
	Pressing bool
}
