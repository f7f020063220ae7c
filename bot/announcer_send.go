package bot

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
)

// handful is recipients of one announcement that were claimed together.
type handful struct {
	*announcing
	lease   store.Lease
	claimed []store.Claimed

	out    flows.Outgoing
	people []store.Glimpse                  // as claimed
	have   map[enterprise.PersonID][]string // the messages that are to be changed
}

// pass sends to a handful, one after another beside those being sent to. Whoever
// does not get their turn is handed back.
func (a *Announcer) pass(ctx context.Context, h *handful) {
	n, err := 0, a.lookUp(ctx, h)
	for err == nil && n < len(h.claimed) && a.next(ctx, h, n) {
		n++
	}
	if err != nil {
		select {
		case a.trouble <- err:
		default: // there is enough of it
		}
	}
	a.handBack(ctx, h, h.claimed[n:]...)
	a.passing.Add(-1)
	a.nudge()
}

// nudge tells the loop that it may go on.
func (a *Announcer) nudge() {
	select {
	case a.fewer <- struct{}{}:
	default: // it knows
	}
}

// lookUp finds what has to be known to send to a handful. The announcement is
// read after the claim: it is not changed while it is being sent.
func (a *Announcer) lookUp(ctx context.Context, h *handful) error {
	ids := make([]enterprise.PersonID, len(h.claimed))
	for i, c := range h.claimed {
		ids[i] = c.Person
	}
	var both errgroup.Group
	both.Go(func() (err error) {
		h.out, err = a.record(ctx, h.id)
		return err
	})
	without := h.impersonal.Load()
	both.Go(func() (err error) {
		h.people, err = a.Store.Glance(ctx, ids, !without)
		return err
	})
	err := both.Wait()
	h.impersonal.Store(!h.out.NamesBusiness)
	if err == nil && without && h.out.NamesBusiness { // it was corrected
		h.people, err = a.Store.Glance(ctx, ids, true)
	}
	if of := h.out.Amends; err == nil && of != "" {
		h.have, err = a.Store.MessagesOf(ctx, of, ids)
	}
	return err
}

// handBack gives recipients back who were certainly not sent to.
func (a *Announcer) handBack(ctx context.Context, h *handful, claimed ...store.Claimed) {
	if len(claimed) == 0 {
		return
	}
	ids := make([]enterprise.PersonID, len(claimed))
	for i, c := range claimed {
		ids[i] = c.Person
	}
	if err := a.Store.Unclaim(context.WithoutCancel(ctx), h.lease, a.Now(), h.id, ids); err != nil {
		a.Log.Error("recipients could not be handed back yet", "announcement", h.id, "recipients", len(ids), "error", err)
	}
	a.inHand.Add(-int64(len(claimed)))
	a.nudge()
}

// next sends to one recipient beside the others; false when the context ended
// or the gate was closed before it was their turn.
func (a *Announcer) next(ctx context.Context, h *handful, n int) bool {
	s := store.Settled{Announcement: h.id, Claimed: h.claimed[n]}
	if err := h.people[n].Err; err != nil {
		a.Log.Error("a recipient's record cannot be read", "person", s.Person, "error", err)
		a.settle(s, flows.LedgerFailed, "unreadable")
		return true
	}
	to, say, skipped := a.Book.Announce(h.people[n].State, h.out, a.Now())
	if h.out.Amends != "" {
		say = numbered(say, h.have[s.Person])
	}
	switch {
	case skipped != "":
		a.settle(s, flows.LedgerSkipped, skipped)
		return true
	case len(say) == 0:
		a.settle(s, flows.LedgerFailed, "too_old")
		return true
	}
	answered, ok := a.Pacer(to).Bulk(ctx, to.String())
	if !ok || !a.stillOpen(ctx, h) {
		answered()
		return false
	}
	a.sending.Add(1)
	select {
	case a.sends <- func() {
		defer a.sending.Done()
		a.deliver(ctx, h, s, to, h.people[n].State.Person.Language, say, answered)
	}:
		return true
	case <-ctx.Done():
		a.sending.Done()
		answered()
		return false
	}
}

// stillOpen tells whether an announcement is to go on: an officer may have
// paused or stopped it while a message waited for its turn, and the quiet hours
// may have begun.
func (a *Announcer) stillOpen(ctx context.Context, h *handful) bool {
	if a.rests(h.announcing) {
		return false
	}
	now := time.Now().UnixNano()
	if time.Duration(now-h.open.Load()) < gateFresh {
		return true
	}
	states, err := a.Store.GateStates(ctx, []string{h.id})
	if err != nil || states[0] != flows.GateSending {
		return false
	}
	h.open.Store(now)
	return true
}

// numbered puts the ids of the messages that a recipient has into those that
// change or delete them. A part that never arrived is left out.
func numbered(say []messages.Message, have []string) []messages.Message {
	var out []messages.Message
	for _, m := range say {
		n, err := strconv.Atoi(cmp.Or(m.Edit, m.Delete))
		if err != nil || n < 1 || n > len(have) {
			continue
		}
		id := have[n-1]
		if m.Edit != "" {
			m.Edit = id
		} else {
			m.Delete = id
		}
		out = append(out, m)
	}
	return out
}

// deliver sends the messages of one recipient, one after another, and says
// what became of them. The first has its turn already; who got it gets the
// rest, whatever is decided meanwhile.
func (a *Announcer) deliver(ctx context.Context, h *handful, s store.Settled, to enterprise.Address, lang string, say []messages.Message, answered func()) {
	if !a.stillOpen(ctx, h) { // it waited for a worker
		answered()
		a.handBack(ctx, h, s.Claimed)
		return
	}
	turn := func() (func(), bool) {
		answered, ok := a.Pacer(to).Bulk(ctx, to.String())
		if ok = ok && a.stillOpen(ctx, h); !ok {
			answered()
		}
		return answered, ok
	}
	for i, m := range say {
		if i > 0 {
			turn = func() (func(), bool) { return a.Pacer(to).Bulk(context.WithoutCancel(ctx), to.String()) }
			answered, _ = turn()
		}
		ids, failure := a.try(ctx, channel.Outgoing{Person: s.Person, To: to, Message: m, Ref: store.RecipientRef(h.id, s.Person, i), Follows: i > 0, Lang: lang}, answered, turn)
		switch {
		case failure == nil:
			if !m.Repeat {
				s.Messages = append(s.Messages, ids...)
			}
			continue
		case m.Repeat: // the announcement itself arrived
			continue
		case i == 0 && undone(failure):
			a.handBack(ctx, h, s.Claimed)
			return
		case failure.Kind == channel.Gone:
			a.gone(ctx, s, to, failure.Text)
		}
		state, reason := outcome(failure)
		a.settle(s, state, reason)
		return
	}
	a.settle(s, flows.LedgerSent, "")
}

// settle notes what became of a recipient, to be written down.
func (a *Announcer) settle(s store.Settled, outcome flows.LedgerState, reason string) {
	s.Outcome, s.Reason = outcome, reason
	a.Metrics.announced.WithLabelValues(string(outcome)).Inc()
	a.settled <- s
}

// undone tells a failure after which the recipient waits again: nothing was
// sent, and it is not their fault.
func undone(e *channel.SendError) bool {
	return e.Kind == channel.Unsent || e.Kind == channel.Unauthorized
}

// outcome is the state that a failure leads to, and the reason.
func outcome(e *channel.SendError) (flows.LedgerState, string) {
	switch e.Kind {
	case channel.Gone:
		return flows.LedgerBlocked, strings.ReplaceAll(e.Text, " ", "_")
	case channel.Unknown:
		return flows.LedgerUnsure, "timeout"
	case channel.Unsent:
		return flows.LedgerFailed, "timeout"
	case channel.Broken:
		return flows.LedgerFailed, "server_error"
	case channel.Uneditable:
		return flows.LedgerFailed, "too_old"
	case channel.Unchanged:
		return flows.LedgerSent, ""
	case channel.Parked, channel.Closed:
		return flows.LedgerSkipped, store.ReasonParked
	case channel.OptedOut, channel.NotNow:
		return flows.LedgerSkipped, strings.ReplaceAll(string(e.Kind), " ", "_")
	}
	return flows.LedgerFailed, "refused"
}

// try sends one message; turn waits for another turn, and is false when there
// is to be none. What certainly did not arrive is tried again, what may have
// arrived is not.
func (a *Announcer) try(ctx context.Context, o channel.Outgoing, answered func(), turn func() (func(), bool)) ([]string, *channel.SendError) {
	try := newAttempt(true)
	for {
		try.begin(time.Now())
		o.Plain = try.plain
		ids, err := a.Say(context.WithoutCancel(ctx), o)
		answered()
		if err == nil {
			a.Pacer(o.To).Through()
			return ids, nil
		}
		e := failure(err)
		if e.Kind == channel.Flood {
			a.Metrics.floods.Inc()
		}
		what, pause := try.after(e, o.To.String(), a.Pacer(o.To), a.Log)
		if what != again {
			return nil, e
		}
		if e.Kind != channel.Flood { // the pacer knows of that
			channel.Wait(ctx, pause)
		}
		var ok bool
		if answered, ok = turn(); !ok {
			return nil, &channel.SendError{Kind: channel.Unsent, Text: "stopped while waiting"}
		}
	}
}

// gone lets the person's record know that they cannot be reached.
func (a *Announcer) gone(ctx context.Context, s store.Settled, to enterprise.Address, why string) {
	cause := store.Cause{
		Delivery: "gone" + s.Announcement + s.Person.String(),
		Input:    flows.Input{Kind: flows.Blocked, From: to, Text: why, At: a.Now()},
	}
	if _, err := a.Store.Append(context.WithoutCancel(ctx), a.Now(), []store.Cause{cause}); err != nil {
		a.Log.Error("that a person cannot be reached could not be noted", "person", s.Person, "error", err)
	}
}
