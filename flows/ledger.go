package flows

import (
	"time"

	"naikkelas/enterprise"
)

// GateAct is what happens to an announcement's gate.
type GateAct string

// The acts. One that does not fit the announcement's state does nothing:
// only an announcement without a ledger can be scheduled, only one that is
// sending paused, only a paused one resumed, and one that ended not stopped.
const (
	GateSchedule GateAct = "schedule"
	GatePause    GateAct = "pause"
	GateResume   GateAct = "resume"
	GateStop     GateAct = "stop" // for good: whoever still waits is skipped
	GateMove     GateAct = "move" // of a scheduled one: its hour is At; zero: it waits for a GateMove
)

// Gate lets an announcement out to its recipients, or holds it back.
type Gate struct {
	Announcement string
	Do           GateAct
	At           time.Time // schedule: when it opens; otherwise now

	// The rest is for GateSchedule.

	By        enterprise.PersonID  // the officer
	Parts     int                  // messages a recipient gets; 0: one
	Segment   enterprise.Segment   // to whom
	FreezeNow bool                 // the recipients are those of now, not those of the hour it opens
	Hours     enterprise.SendHours // what is looked at again as its hour comes

	From       string        // instead of a segment: an earlier announcement
	FromStates []LedgerState // and the states of its recipients that are meant
	Amend      bool          // changes what they have already: who would hear an announcement does not matter
}

// LedgerState is where one recipient of an announcement stands: in exactly one
// of these.
type LedgerState string

// The states; the last five are final.
const (
	LedgerTodo    LedgerState = "todo"
	LedgerSending LedgerState = "sending" // in some process's hands
	LedgerSent    LedgerState = "sent"
	LedgerBlocked LedgerState = "blocked" // the person cannot be reached any more
	LedgerFailed  LedgerState = "failed"
	LedgerSkipped LedgerState = "skipped" // never tried
	LedgerUnsure  LedgerState = "unsure"  // it may have arrived
)

// GateState is where an announcement stands as a whole; empty: it has no
// ledger.
type GateState string

// The states of an announcement.
const (
	GateScheduled GateState = "scheduled"
	GateSending   GateState = "sending"
	GatePaused    GateState = "paused"
	GateStopped   GateState = "stopped" // some may still be in the act of being sent, until it has Ended
	GateDone      GateState = "done"
)

// Ledger is how an announcement fares. Once the recipients are frozen the
// counts of the states add up to Total.
type Ledger struct {
	State  GateState
	Frozen bool
	Total  int64

	Todo, Sending, Sent, Blocked, Failed, Skipped, Unsure int64

	Delivered, Read int64 // of those sent, as far as a channel says so

	Why map[string]int64 // how many by "state:reason": "skipped:muted"

	Due           time.Time // when it opens, or should have
	Opened, Ended time.Time // zero: not yet
	Held          time.Time // the city was restored from a copy of then: who still waits may have been sent to since; zero: it was not
}

// Known tells whether there is a ledger at all.
func (l Ledger) Known() bool { return l.State != "" }

// Over tells that nothing of it will be sent any more.
func (l Ledger) Over() bool { return !l.Ended.IsZero() }

// Ledger is how an announcement fares, as far as it is known.
func (c *Conversation) Ledger(id string) Ledger {
	l, _ := lookup(c, c.Found.Ledgers, &c.Turn.Lookup.Ledgers, id)
	return l
}

// Gate opens, holds or shuts an announcement with this turn.
func (c *Conversation) Gate(g Gate) { c.Turn.Gates = append(c.Turn.Gates, g) }

// Overlap asks how many recipients of an announcement in a state an index term
// applies to; an empty state is every recipient.
type Overlap struct {
	Announcement string
	State        LedgerState
	Term         string
}

// Recipient is one person of an announcement.
type Recipient struct {
	Person enterprise.PersonID
	State  LedgerState
	Reason string // may be empty
}

// Overlap is how many recipients there are in a state to whom a term applies.
func (c *Conversation) Overlap(o Overlap) int64 {
	n, _ := lookup(c, c.Found.Overlaps, &c.Turn.Lookup.Overlaps, o)
	return n
}

// Recipients are the people of an announcement, one by one.
func (c *Conversation) Recipients(id string) []Recipient {
	all, _ := lookup(c, c.Found.Recipients, &c.Turn.Lookup.Recipients, id)
	return all
}
