package bot

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

const (
	announceLook  = 500 * time.Millisecond // between looks for what is running and what ended
	announceCalls = 64                     // sends under way at once
	progressEvery = 3 * time.Second        // between two notices of one announcement's progress
	// handMost is how many recipients are in hand at once: claimed, and what
	// became of them not written down. So many are unsure, at most, should the
	// process be killed.
	handMost = 128
	// claimLeast and claimMost are how many are claimed at once when nothing
	// holds the pace down: each claim waits for the disk, as does writing down
	// what became of whom, so both are done for many, and together.
	claimLeast, claimMost = 32, 64
	// gathering is how long what became of somebody waits for others' to be
	// written down with it.
	gathering = 2 * time.Millisecond
	// gateFresh is for how long a gate that was seen open is taken to be.
	gateFresh = 10 * time.Millisecond
)

// Announcer sends announcements. A recipient is claimed in the ledger, sent
// to, and settled; whoever is claimed when the process dies is "unsure" and
// never silently sent to again.
type Announcer struct {
	Store   *store.Store
	Book    *flows.Book
	Say     func(ctx context.Context, o channel.Outgoing) ([]string, error)
	Pacer   func(to enterprise.Address) *Pacer
	Paced   bool // a channel has a pace to keep: recipients are claimed one at a time
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics

	sends   chan func()        // taken by announceCalls workers
	settled chan store.Settled // a place for everybody in hand
	sending sync.WaitGroup     // handfuls being passed on, and sends under way
	inHand  atomic.Int64
	passing atomic.Int64  // handfuls of whom not everybody is being sent to yet
	fewer   chan struct{} // told when one of these two became less
	trouble chan error    // why a handful was handed back

	// The rest is the loop's alone.
	running []*announcing // whose turn is next comes first
	became  []store.Settled
	looked  time.Time // for what is running
	owned   bool      // whoever an earlier process was sending to is unsure
	told    map[string]told
}

// announcing is an announcement that is running.
type announcing struct {
	id   string
	open atomic.Int64 // when its gate was last seen open, in Unix nanoseconds
	// impersonal: as it was read last it says nothing of a recipient's business
	impersonal atomic.Bool
	// hours: it waits while nothing may be said unasked
	hours atomic.Bool
}

// told is what the officer was last told of an announcement.
type told struct {
	at     time.Time
	ledger flows.Ledger
	rests  bool
}

// begin forgets what an earlier run held.
func (a *Announcer) begin() {
	a.sends, a.settled = make(chan func()), make(chan store.Settled, handMost)
	a.fewer, a.trouble = make(chan struct{}, 1), make(chan error, 1)
	a.inHand.Store(0)
	a.running, a.became, a.looked, a.owned, a.told = nil, nil, time.Time{}, false, map[string]told{}
}

// Run sends until the context ends or the lease is lost. Calls under way then
// are finished, and what became of them is written down.
func (a *Announcer) Run(ctx context.Context, lease store.Lease) error {
	a.begin()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range announceCalls {
		go work(a.sends)
	}
	err := a.loop(ctx, lease)
	cancel()
	go func() {
		a.sending.Wait()
		close(a.sends)
		close(a.settled)
	}()
	for more := true; more; {
		var s store.Settled
		if s, more = <-a.settled; more {
			a.became = append(a.became, s)
			a.gather()
		}
		if !errors.Is(err, store.ErrFenced) {
			err = a.write(ctx, lease)
		}
	}
	return err
}

// work does one thing after the other until there is nothing more.
func work(things <-chan func()) {
	for do := range things {
		do()
	}
}

// loop is one round after the other.
func (a *Announcer) loop(ctx context.Context, lease store.Lease) error {
	pause := channel.Backoff{First: 50 * time.Millisecond, Most: 2 * time.Second}
	for ctx.Err() == nil {
		err := a.round(ctx, lease)
		switch {
		case errors.Is(err, store.ErrFenced):
			return err
		case err != nil && ctx.Err() == nil:
			a.Log.Error("announcements wait", "error", err)
			pause.Sleep(ctx, 0)
		default:
			pause.Reset()
		}
	}
	return nil
}

// round waits until there is something to do, writes down what became of
// recipients, and claims the next: of one announcement now, of another in the
// next round, so that none waits for another to end.
func (a *Announcer) round(ctx context.Context, lease store.Lease) error {
	if time.Since(a.looked) >= announceLook {
		if err := a.look(ctx, lease); err != nil {
			return err
		}
	}
	if err := a.await(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	if !a.due() {
		return a.write(ctx, lease)
	}
	next := a.running[0]
	if a.rests(next) { // until the next look
		a.running = a.running[1:]
		return nil
	}
	a.running = append(a.running[1:], next)
	claimed, err := a.exchange(ctx, lease, next.id, a.most())
	switch {
	case err != nil:
		return err
	case len(claimed) == 0: // until the next look
		a.running = a.running[:len(a.running)-1]
		return nil
	}
	a.inHand.Add(int64(len(claimed)))
	a.passing.Add(1)
	a.sending.Go(func() { a.pass(ctx, &handful{announcing: next, lease: lease, claimed: claimed}) })
	return nil
}

// due tells whether the next are to be claimed.
func (a *Announcer) due() bool { return a.most() > 0 && len(a.running) > 0 }

// most is how many may be claimed. With a pace to keep it is one at a time,
// once the one before is being sent to: who waits for their turn when the
// process dies would be unsure.
func (a *Announcer) most() int {
	room := handMost - int(a.inHand.Load()) + len(a.became)
	switch {
	case a.Paced && a.passing.Load() > 0:
		return 0
	case a.Paced:
		return min(room, 1)
	case room < claimLeast:
		return 0
	}
	return min(room, claimMost)
}

// await waits until the next are to be claimed, or enough is to be written
// down, or it is time for another look.
func (a *Announcer) await(ctx context.Context) error {
	a.gather()
	patience := announceLook - time.Since(a.looked)
	if len(a.became) > 0 {
		patience = gathering
	}
	until := time.NewTimer(patience)
	defer until.Stop()
	for !a.due() && len(a.became) < claimLeast {
		select {
		case s := <-a.settled:
			if a.became = append(a.became, s); len(a.became) == 1 {
				until.Reset(gathering)
			}
		case <-a.fewer:
		case err := <-a.trouble:
			return err
		case <-until.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// gather takes what became of recipients so far.
func (a *Announcer) gather() {
	for {
		select {
		case s, ok := <-a.settled:
			if !ok {
				return
			}
			a.became = append(a.became, s)
		default:
			return
		}
	}
}

// exchange writes down what became of recipients and claims the next. It is
// not broken off: of a claim whose answer is lost nobody would be sent to.
func (a *Announcer) exchange(ctx context.Context, lease store.Lease, id string, most int) ([]store.Claimed, error) {
	now := time.Now()
	try, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTry)
	defer cancel()
	claimed, states, err := a.Store.Exchange(try, lease, a.Now(), a.became, id, most)
	if err != nil {
		return nil, err
	}
	a.written(states, now)
	return claimed, nil
}

// write writes down what became of recipients.
func (a *Announcer) write(ctx context.Context, lease store.Lease) error {
	if len(a.became) == 0 {
		return nil
	}
	now := time.Now()
	try, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTry)
	defer cancel()
	states, err := a.Store.Settle(try, lease, a.Now(), a.became)
	if err != nil {
		return err
	}
	a.written(states, now)
	return nil
}

// written takes note of what is written down and of how the gates stand. What
// has come to its end is looked after at once.
func (a *Announcer) written(states map[string]flows.GateState, now time.Time) {
	for _, r := range a.running {
		if state, ok := states[r.id]; ok && state == flows.GateSending {
			r.open.Store(now.UnixNano())
		} else if ok {
			r.open.Store(0)
		}
	}
	for _, s := range a.became {
		if state := states[s.Announcement]; state == flows.GateDone || state == flows.GateStopped {
			a.looked = time.Time{}
		}
	}
	a.inHand.Add(-int64(len(a.became)))
	a.became = a.became[:0]
}

// look finds what is running and tells the authors how it fares, and of what
// has ended.
func (a *Announcer) look(ctx context.Context, lease store.Lease) error {
	if !a.owned {
		if _, err := a.Store.Interrupted(ctx, lease, a.Now()); err != nil {
			return err
		}
		a.owned = true
	}
	ids, err := a.Store.Running(ctx)
	if err != nil {
		return err
	}
	a.looked = time.Now()
	if err := a.keep(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.progress(ctx, lease, id); err != nil {
			return err
		}
	}
	return a.ended(ctx, lease)
}

// keep makes the announcements the running ones; those that were keep their
// places in the order of turns.
func (a *Announcer) keep(ctx context.Context, ids []string) error {
	a.running = slices.DeleteFunc(a.running, func(r *announcing) bool { return !slices.Contains(ids, r.id) })
	for _, id := range ids {
		if !slices.ContainsFunc(a.running, func(r *announcing) bool { return r.id == id }) {
			r := &announcing{id: id}
			if err := a.readHours(ctx, r); err != nil {
				return err
			}
			a.running = append(a.running, r)
		}
	}
	return nil
}

// progress tells the author now and then how an announcement fares, if it has
// gone on.
func (a *Announcer) progress(ctx context.Context, lease store.Lease, id string) error {
	last, seen := a.told[id]
	if time.Since(last.at) < progressEvery {
		return nil
	}
	l, err := a.Store.Ledger(ctx, id)
	if err != nil {
		return err
	}
	rests := a.resting(id)
	if !seen || rests != last.rests || !reflect.DeepEqual(last.ledger, l) {
		err = a.notify(ctx, lease, id)
	}
	if err == nil {
		a.told[id] = told{time.Now(), l, rests}
	}
	return err
}

// record reads an announcement.
func (a *Announcer) record(ctx context.Context, id string) (flows.Outgoing, error) {
	name := flows.RecordName{Kind: flows.AnnouncementKind, ID: id}
	facts, err := a.Store.Find(ctx, a.Now(), flows.Lookup{Records: []flows.RecordName{name}})
	return a.Book.Outgoing(facts.Records[name]), err
}

// notify gives the author of an announcement the notice that it went on.
func (a *Announcer) notify(ctx context.Context, lease store.Lease, id string) error {
	o, err := a.record(ctx, id)
	if err != nil {
		return err
	}
	notice := flows.Progress(id)
	if notice.To = o.Author; notice.To == 0 {
		return nil
	}
	return a.Store.Notify(ctx, lease, notice)
}

// ended tells the authors of announcements that came to their end. Until that
// is in their inbox it is tried again, whatever restarts.
func (a *Announcer) ended(ctx context.Context, lease store.Lease) error {
	untold, err := a.Store.Untold(ctx)
	if err != nil {
		return err
	}
	for _, id := range untold {
		if err := a.notify(ctx, lease, id); err != nil {
			return err
		}
		if err := a.Store.Told(ctx, id); err != nil {
			return err
		}
		delete(a.told, id)
	}
	return nil
}
