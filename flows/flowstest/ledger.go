package flowstest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/announcement"
	"naikkelas/messages"
)

// fakeLedger is an announcement's recipients without a store.
type fakeLedger struct {
	Gate          flows.Gate
	State         flows.GateState
	frozen, late  bool
	opened, ended time.Time
	Recipients    map[enterprise.PersonID]flows.Recipient
	got           map[enterprise.PersonID][]messages.Message
	outcome       func(enterprise.PersonID) (flows.LedgerState, string)
}

// gate does to a ledger what the store does.
func (w *World) gate(g flows.Gate) {
	l := w.Ledgers[g.Announcement]
	switch {
	case g.Do == flows.GateSchedule && l == nil:
		l = &fakeLedger{Gate: g, State: flows.GateScheduled, Recipients: map[enterprise.PersonID]flows.Recipient{}, got: map[enterprise.PersonID][]messages.Message{}}
		w.Ledgers[g.Announcement] = l
		if g.FreezeNow {
			w.freeze(l)
		}
	case l == nil:
	case g.Do == flows.GateMove && l.State == flows.GateScheduled:
		l.Gate.At, l.late = g.At, true
	case g.Do == flows.GatePause && l.State == flows.GateSending:
		l.State = flows.GatePaused
	case g.Do == flows.GateResume && l.State == flows.GatePaused:
		l.State = flows.GateSending
	case g.Do == flows.GateStop && l.ended.IsZero():
		l.State, l.ended = flows.GateStopped, w.Now
		for id, r := range l.Recipients {
			if r.State == flows.LedgerTodo {
				l.Recipients[id] = flows.Recipient{Person: id, State: flows.LedgerSkipped, Reason: "stopped"}
			}
		}
	}
}

func (w *World) freeze(l *fakeLedger) {
	l.frozen = true
	if l.Gate.From != "" {
		for id, r := range w.Ledgers[l.Gate.From].Recipients {
			if slices.Contains(l.Gate.FromStates, r.State) {
				l.Recipients[id] = flows.Recipient{Person: id, State: flows.LedgerTodo, Reason: ""}
			}
		}
		return
	}
	for _, id := range w.holding(l.Gate.Segment.Holds) {
		l.Recipients[id] = flows.Recipient{Person: id, State: flows.LedgerTodo, Reason: ""}
		if why := w.unheard(id, l.Gate.Segment); why != "" {
			l.Recipients[id] = flows.Recipient{Person: id, State: flows.LedgerSkipped, Reason: why}
		}
	}
}

func (l *fakeLedger) ledger() flows.Ledger {
	if l == nil {
		return flows.Ledger{}
	}
	out := flows.Ledger{State: l.State, Frozen: l.frozen, Total: int64(len(l.Recipients)), Why: map[string]int64{}, Due: l.Gate.At, Opened: l.opened, Ended: l.ended}
	for _, r := range l.Recipients {
		switch r.State {
		case flows.LedgerTodo:
			out.Todo++
		case flows.LedgerSent:
			out.Sent++
		case flows.LedgerBlocked:
			out.Blocked++
		case flows.LedgerFailed:
			out.Failed++
		case flows.LedgerSkipped:
			out.Skipped++
		case flows.LedgerUnsure:
			out.Unsure++
		}
		if r.Reason != "" {
			out.Why[string(r.State)+":"+r.Reason]++
		}
	}
	return out
}

// putOff does to an announcement that is due what the store does before it lets
// any out.
func (w *World) putOff(id string, l *fakeLedger) bool {
	if l.State != flows.GateScheduled || l.Gate.Hours == enterprise.AnyHour || l.Gate.At.IsZero() || l.Gate.At.After(w.Now) {
		return false
	}
	open := w.Book.Program.City.Awake(w.Now)
	quiet := l.Gate.Hours == enterprise.OpenHour && open.After(w.Now)
	if !quiet && (l.late || w.Now.Sub(l.Gate.At) < time.Hour) {
		return false
	}
	if !quiet {
		open = w.Now.Add(2 * time.Minute)
	}
	l.Gate.At, l.late = open, true
	data, _ := json.Marshal(flows.ProgressNotice{Announcement: id})
	w.Put(l.Gate.By, flows.Input{Kind: flows.Noticed, Data: "late", Text: string(data)})
	return !l.Gate.At.Equal(w.Now)
}

// Send does the sender's work for at most so many recipients of every
// announcement that is due, and tells the author.
func (w *World) Send(most int) {
	w.T.Helper()
	for _, id := range slices.Sorted(maps.Keys(w.Ledgers)) {
		l := w.Ledgers[id]
		if w.putOff(id, l) {
			continue
		}
		if l.State == flows.GateScheduled && !l.Gate.At.IsZero() && !l.Gate.At.After(w.Now) {
			if !l.frozen {
				w.freeze(l)
			}
			l.State, l.opened = flows.GateSending, w.Now
		}
		if l.State != flows.GateSending || l.Gate.Hours == enterprise.OpenHour && w.Book.Program.City.Awake(w.Now).After(w.Now) {
			continue
		}
		w.Now = w.Now.Add(4 * time.Second)
		sent := 0
		for _, person := range slices.Sorted(maps.Keys(l.Recipients)) {
			if l.Recipients[person].State != flows.LedgerTodo || sent == most {
				continue
			}
			sent++
			record := w.Records[flows.RecordName{Kind: "announcement", ID: id}]
			_, l.got[person], _ = w.Book.Announce(w.States[person], announcement.ReadOutgoing(record), w.Now)
			w.Said[person] = append(w.Said[person], l.got[person]...)
			state, reason := flows.LedgerSent, ""
			if l.outcome != nil {
				state, reason = l.outcome(person)
			}
			l.Recipients[person] = flows.Recipient{Person: person, State: state, Reason: reason}
		}
		if l.ledger().Todo == 0 {
			l.State, l.ended = flows.GateDone, w.Now
		}
		data, _ := json.Marshal(flows.ProgressNotice{Announcement: id})
		w.Put(l.Gate.By, flows.Input{Kind: flows.Noticed, Data: "progress", Text: string(data)})
	}
}
