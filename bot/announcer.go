package bot

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
)

const (
	announceIdle  = 500 * time.Millisecond // between looks for something to send
	announceCalls = 64                     // sends under way at once
	claimMost     = 64                     // recipients claimed at once when nothing holds the pace down
	progressEvery = 3 * time.Second        // between two notices of one announcement's progress
	announceTries = 8                      // of a message that gets no answer
)

// Announcer sends announcements. A recipient is claimed in the ledger, sent
// to, and settled; whoever is claimed when the process dies is "unsure" and
// never silently sent to again.
type Announcer struct {
	Store   *store.Store
	Book    *flows.Book
	Say     func(ctx context.Context, to enterprise.Address, m messages.Message) ([]int64, error)
	Plain   func(ctx context.Context, to enterprise.Address, m messages.Message) ([]int64, error)
	Pacer   *Pacer
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics

	healthy atomic.Int64 // when a message last got through, in Unix nanoseconds
	calls   chan struct{}
	settled chan store.Settled
	sending sync.WaitGroup
	told    map[string]told
}

// told is what the officer was last told of an announcement.
type told struct {
	at     time.Time
	ledger flows.Ledger
}

// Run sends until the context ends or the lease is lost.
func (a *Announcer) Run(ctx context.Context, lease store.Lease) error {
	a.calls, a.settled, a.told = make(chan struct{}, announceCalls), make(chan store.Settled, announceCalls), map[string]told{}
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		err := a.settle(ctx, lease)
		cancel()
		done <- err
	}()
	err := a.loop(ctx, lease)
	a.sending.Wait()
	close(a.settled)
	if e := <-done; e != nil {
		return e
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// loop gives every running announcement its turn, so that none waits for
// another to end.
func (a *Announcer) loop(ctx context.Context, lease store.Lease) error {
	pause := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	interrupted := false
	for ctx.Err() == nil {
		var err error
		if !interrupted {
			_, err = a.Store.Interrupted(ctx, lease, a.Now())
			interrupted = err == nil
		}
		busy := false
		if err == nil {
			busy, err = a.turns(ctx, lease)
		}
		switch {
		case errors.Is(err, store.ErrFenced):
			return err
		case err != nil && ctx.Err() == nil:
			a.Log.Error("announcements wait", "error", err)
			pause.sleep(ctx, 0)
		case !busy:
			pause.reset()
			wait(ctx, announceIdle)
		default:
			pause.reset()
		}
	}
	return ctx.Err()
}

// turns sends the next of each running announcement; busy tells that there
// was anything to send.
func (a *Announcer) turns(ctx context.Context, lease store.Lease) (busy bool, err error) {
	running, err := a.Store.Running(ctx)
	if err != nil {
		return false, err
	}
	for _, id := range running {
		n, err := a.turn(ctx, lease, id)
		if err != nil {
			return busy, err
		}
		busy = busy || n > 0
		if err := a.progress(ctx, lease, id); err != nil {
			return busy, err
		}
	}
	return busy, a.ended(ctx, lease)
}

// turn claims the next recipients of one announcement and sends to them. With
// a pace to keep it is one at a time, so that a pause acts at the next message.
func (a *Announcer) turn(ctx context.Context, lease store.Lease, id string) (int, error) {
	most := claimMost
	if a.Pacer.Bounded() {
		most = 1
	}
	record, err := a.record(ctx, id)
	if err != nil {
		return 0, err
	}
	claimed, _, err := a.Store.Claim(ctx, lease, a.Now(), id, most)
	if err != nil || len(claimed) == 0 {
		return 0, err
	}
	ids := make([]enterprise.PersonID, len(claimed))
	for i, c := range claimed {
		ids[i] = c.Person
	}
	people, err := a.Store.Glance(ctx, ids)
	if err != nil {
		return 0, errors.Join(err, a.Store.Unclaim(context.WithoutCancel(ctx), lease, a.Now(), id, ids))
	}
	for i, c := range claimed {
		if !a.begin(ctx, lease, record, c, people[i]) {
			return i, a.Store.Unclaim(context.WithoutCancel(ctx), lease, a.Now(), id, ids[i:])
		}
	}
	return len(claimed), nil
}

func (a *Announcer) record(ctx context.Context, id string) (flows.Record, error) {
	name := flows.RecordName{Kind: flows.AnnouncementKind, ID: id}
	facts, err := a.Store.Find(ctx, flows.Need{Records: []flows.RecordName{name}})
	return facts.Records[name], err
}

// begin sends to one recipient beside the others; false when the context ended
// before it was their turn.
func (a *Announcer) begin(ctx context.Context, lease store.Lease, record flows.Record, c store.Claimed, person store.Loaded) bool {
	s := store.Settled{Announcement: record.ID, Claimed: c}
	to, skipped := a.Book.Hears(person.State, record)
	if skipped != "" {
		s.Outcome, s.Reason = flows.LedgerSkipped, skipped
		a.settled <- s
		return true
	}
	say, err := a.amended(ctx, record, c.Person, a.Book.Announce(person.State, record, a.Now()))
	if err != nil {
		a.Log.Error("what a recipient has could not be looked up", "person", c.Person, "error", err)
		return false
	}
	if len(say) == 0 {
		s.Outcome, s.Reason = flows.LedgerFailed, "too_old"
		a.settled <- s
		return true
	}
	answered, ok := a.Pacer.Bulk(ctx, to.String())
	if !ok {
		return false
	}
	select {
	case a.calls <- struct{}{}:
	case <-ctx.Done():
		answered()
		return false
	}
	a.sending.Go(func() {
		defer func() { <-a.calls }()
		a.deliver(ctx, lease, s, to, say, answered)
	})
	return true
}

// amended puts the ids of the messages that a recipient has into those that
// change or delete them. A part that never arrived is left out.
func (a *Announcer) amended(ctx context.Context, record flows.Record, person enterprise.PersonID, say []messages.Message) ([]messages.Message, error) {
	of := flows.Amends(record)
	if of == "" {
		return say, nil
	}
	found, err := a.Store.MessagesOf(ctx, of, []enterprise.PersonID{person})
	if err != nil {
		return nil, err
	}
	var out []messages.Message
	for _, m := range say {
		n, err := strconv.Atoi(cmp.Or(m.Edit, m.Delete))
		if err != nil || n < 1 || n > len(found[person]) {
			continue
		}
		id := strconv.FormatInt(found[person][n-1], 10)
		if m.Edit != "" {
			m.Edit = id
		} else {
			m.Delete = id
		}
		out = append(out, m)
	}
	return out, nil
}

// deliver sends the messages of one recipient, one after another, and says
// what became of them. The first has its turn already.
func (a *Announcer) deliver(ctx context.Context, lease store.Lease, s store.Settled, to enterprise.Address, say []messages.Message, answered func()) {
	s.Outcome = flows.LedgerSent
	for i, m := range say {
		if i > 0 {
			answered, _ = a.Pacer.Bulk(context.WithoutCancel(ctx), to.String())
		}
		ids, failure := a.try(ctx, to, m, answered)
		if failure == nil {
			if !m.Repeat {
				s.Messages = append(s.Messages, ids...)
			}
			continue
		}
		if m.Repeat {
			break // the announcement itself arrived
		}
		if a.undone(failure) && i == 0 {
			if err := a.Store.Unclaim(context.WithoutCancel(ctx), lease, a.Now(), s.Announcement, []enterprise.PersonID{s.Person}); err != nil {
				a.Log.Error("a recipient could not be handed back", "person", s.Person, "error", err)
			}
			return
		}
		s.Outcome, s.Reason = outcome(failure)
		if failure.Kind == Gone {
			a.gone(ctx, s, to, failure.Text)
		}
		break
	}
	a.Metrics.announced.WithLabelValues(string(s.Outcome)).Inc()
	a.settled <- s
}

// undone tells a failure after which the recipient waits again: nothing was
// sent, and it is not their fault.
func (a *Announcer) undone(e *SendError) bool { return e.Kind == Unsent || e.Kind == Unauthorized }

// outcome is the state that a failure leads to, and the reason.
func outcome(e *SendError) (flows.LedgerState, string) {
	switch e.Kind {
	case Gone:
		return flows.LedgerBlocked, strings.ReplaceAll(e.Text, " ", "_")
	case Unknown:
		return flows.LedgerUnsure, "timeout"
	case Broken:
		return flows.LedgerFailed, "server_error"
	case Uneditable:
		return flows.LedgerFailed, "too_old"
	case Unchanged:
		return flows.LedgerSent, ""
	}
	return flows.LedgerFailed, "refused"
}

// try sends one message. It obeys refusals for being too fast, which cost no
// try, and tries again what certainly did not arrive; what may have arrived is
// never sent again.
func (a *Announcer) try(ctx context.Context, to enterprise.Address, m messages.Message, answered func()) ([]int64, *SendError) {
	pause := backoff{first: time.Second, most: time.Minute}
	say := a.Say
	failed := time.Now().UnixNano()
	turn := func() (ok bool) {
		answered, ok = a.Pacer.Bulk(ctx, to.String())
		return ok
	}
	for tries := 1; ; {
		ids, err := say(context.WithoutCancel(ctx), to, m)
		answered()
		if err == nil {
			a.healthy.Store(time.Now().UnixNano())
			return ids, nil
		}
		var e *SendError
		if !errors.As(err, &e) {
			e = &SendError{Kind: Refused, Text: err.Error()}
		}
		switch {
		case e.Kind == Flood:
			a.Pacer.Flooded(to.String(), e.RetryAfter, true)
			if !turn() {
				return nil, &SendError{Kind: Unsent, Text: "stopped while waiting"}
			}
			continue
		case e.Kind == BadMarkup && a.Plain != nil:
			a.Log.Error("the markup of an announcement is refused: it goes out as plain text")
			if say = a.Plain; !turn() {
				return nil, e
			}
			continue
		case e.Kind != Broken && e.Kind != Unsent || tries >= announceTries:
			return nil, e
		}
		if a.healthy.Load() > failed { // an outage costs no try
			tries++
		}
		failed = time.Now().UnixNano()
		if wait(ctx, pause.pause(0)); !turn() {
			return nil, e
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

// settle writes down what became of recipients, as many at once as have
// gathered.
func (a *Announcer) settle(ctx context.Context, lease store.Lease) error {
	pause := backoff{first: 20 * time.Millisecond, most: 2 * time.Second}
	for s := range a.settled {
		batch := []store.Settled{s}
		for more := true; more && len(batch) < announceCalls; {
			select {
			case next, ok := <-a.settled:
				if more = ok; ok {
					batch = append(batch, next)
				}
			default:
				more = false
			}
		}
		for {
			try, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackTry)
			_, err := a.Store.Settle(try, lease, a.Now(), batch)
			cancel()
			if err == nil {
				pause.reset()
				break
			}
			if errors.Is(err, store.ErrFenced) || ctx.Err() != nil {
				go func() {
					for range a.settled { // nobody who is still sending waits for ever
					}
				}()
				return err
			}
			a.Log.Error("what became of recipients cannot be written down yet", "recipients", len(batch), "error", err)
			pause.sleep(ctx, 0)
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
	if !seen || !reflect.DeepEqual(last.ledger, l) {
		err = a.notify(ctx, lease, id)
	}
	if err == nil {
		a.told[id] = told{time.Now(), l}
	}
	return err
}

// notify gives the author of an announcement the notice that it went on.
func (a *Announcer) notify(ctx context.Context, lease store.Lease, id string) error {
	record, err := a.record(ctx, id)
	if err != nil {
		return err
	}
	notice := flows.Progress(id)
	if notice.To = flows.AnnouncementBy(record); notice.To == 0 {
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
