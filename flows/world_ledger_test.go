package flows

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// fakeLedger is an announcement's recipients without a store.
type fakeLedger struct {
	gate          Gate
	state         GateState
	frozen        bool
	opened, ended time.Time
	recipients    map[enterprise.PersonID]Recipient
	got           map[enterprise.PersonID][]messages.Message
	outcome       func(enterprise.PersonID) (LedgerState, string)
}

// gate does to a ledger what the store does.
func (w *world) gate(g Gate) {
	l := w.ledgers[g.Announcement]
	switch {
	case g.Do == GateSchedule && l == nil:
		l = &fakeLedger{gate: g, state: GateScheduled, recipients: map[enterprise.PersonID]Recipient{}, got: map[enterprise.PersonID][]messages.Message{}}
		w.ledgers[g.Announcement] = l
		if g.FreezeNow {
			w.freeze(l)
		}
	case l == nil:
	case g.Do == GatePause && l.state == GateSending:
		l.state = GatePaused
	case g.Do == GateResume && l.state == GatePaused:
		l.state = GateSending
	case g.Do == GateStop && l.ended.IsZero():
		l.state, l.ended = GateStopped, w.now
		for id, r := range l.recipients {
			if r.State == LedgerTodo {
				l.recipients[id] = Recipient{id, LedgerSkipped, "stopped"}
			}
		}
	}
}

func (w *world) freeze(l *fakeLedger) {
	l.frozen = true
	if l.gate.From != "" {
		for id, r := range w.ledgers[l.gate.From].recipients {
			if slices.Contains(l.gate.FromStates, r.State) {
				l.recipients[id] = Recipient{id, LedgerTodo, ""}
			}
		}
		return
	}
	for _, id := range w.holding(l.gate.Segment.Holds) {
		l.recipients[id] = Recipient{id, LedgerTodo, ""}
		if why := w.unheard(id, l.gate.Segment); why != "" {
			l.recipients[id] = Recipient{id, LedgerSkipped, why}
		}
	}
}

func (l *fakeLedger) ledger() Ledger {
	if l == nil {
		return Ledger{}
	}
	out := Ledger{State: l.state, Frozen: l.frozen, Total: int64(len(l.recipients)), Why: map[string]int64{}, Due: l.gate.At, Opened: l.opened, Ended: l.ended}
	for _, r := range l.recipients {
		switch r.State {
		case LedgerTodo:
			out.Todo++
		case LedgerSent:
			out.Sent++
		case LedgerBlocked:
			out.Blocked++
		case LedgerFailed:
			out.Failed++
		case LedgerSkipped:
			out.Skipped++
		case LedgerUnsure:
			out.Unsure++
		}
		if r.Reason != "" {
			out.Why[string(r.State)+":"+r.Reason]++
		}
	}
	return out
}

// send does the sender's work for at most so many recipients of every
// announcement that is due, and tells the author.
func (w *world) send(most int) {
	w.t.Helper()
	for _, id := range slices.Sorted(maps.Keys(w.ledgers)) {
		l := w.ledgers[id]
		if l.state == GateScheduled && !l.gate.At.After(w.now) {
			if !l.frozen {
				w.freeze(l)
			}
			l.state, l.opened = GateSending, w.now
		}
		if l.state != GateSending {
			continue
		}
		w.now = w.now.Add(4 * time.Second)
		sent := 0
		for _, person := range slices.Sorted(maps.Keys(l.recipients)) {
			if l.recipients[person].State != LedgerTodo || sent == most {
				continue
			}
			sent++
			record := w.records[RecordName{"announcement", id}]
			_, l.got[person], _ = w.book.Announce(w.states[person], readOutgoing(record), w.now)
			w.said[person] = append(w.said[person], l.got[person]...)
			state, reason := LedgerSent, ""
			if l.outcome != nil {
				state, reason = l.outcome(person)
			}
			l.recipients[person] = Recipient{person, state, reason}
		}
		if l.ledger().Todo == 0 {
			l.state, l.ended = GateDone, w.now
		}
		data, _ := json.Marshal(progressNotice{id})
		w.put(l.gate.By, Input{Kind: Noticed, Data: "progress", Text: string(data)})
	}
}
