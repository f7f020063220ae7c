package bot

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
)

// Step decides what a cause leads to: flows.Book's Step.
type Step func(flows.State, flows.Input, time.Time) flows.Turn

const (
	takeMost  = 512             // causes read at once
	takeBlock = 2 * time.Second // how long to wait for one; go-redis ignores a cancelled context meanwhile
	heldMost  = 50_000          // causes in memory, after which no more are read
	workers   = 4               // people are dealt to so many, by their address
	roundMost = 64              // people in one round of a worker
	turnsMost = 8               // turns of one person in one round, so that nobody holds the others up
	// crowded is how many lines may wait for one person before what only
	// repeats is left out.
	crowded = 20
)

// Inbound handles causes: one entry, one commit. One person's causes are
// handled in order, those of different people side by side.
type Inbound struct {
	Store   *store.Store
	Step    Step
	Sorry   func(lang string) string        // said when a cause had to be put aside
	Waiting func(to enterprise.Address) int // how many lines wait for an address
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics
}

// Run handles causes until the context ends or the lease is lost, which is
// store.ErrFenced.
func (in *Inbound) Run(ctx context.Context, lease store.Lease) error {
	group, ctx := errgroup.WithContext(ctx)
	var held atomic.Int64
	inputs := make([]chan []store.Entry, workers)
	for i := range inputs {
		inputs[i] = make(chan []store.Entry, takeMost)
		w := &worker{Inbound: in, lease: lease, input: inputs[i], held: &held, lanes: map[string]*lane{}}
		group.Go(func() error { return w.run(ctx) })
	}
	group.Go(func() error { return in.deal(ctx, inputs, &held) })
	return ended(ctx, group.Wait())
}

// ended tells the end of the context from a failure.
func ended(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil
	}
	return err
}

// deal reads the inbox from its start, where what an earlier process left
// undone waits, and gives each worker its people.
func (in *Inbound) deal(ctx context.Context, inputs []chan []store.Entry, held *atomic.Int64) error {
	seed := maphash.MakeSeed()
	after := store.Start
	pause := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	for ctx.Err() == nil {
		if held.Load() >= heldMost {
			wait(ctx, 10*time.Millisecond)
			continue
		}
		entries, err := in.Store.Take(ctx, after, takeMost, takeBlock)
		if err != nil {
			if ctx.Err() == nil {
				in.Log.Error("inbox cannot be read", "error", err)
				pause.sleep(ctx, 0)
			}
			continue
		}
		pause.reset()
		if len(entries) == 0 {
			after = in.overlooked(ctx, after, held)
			continue
		}
		after = entries[len(entries)-1].ID
		held.Add(int64(len(entries)))
		shares := make([][]store.Entry, len(inputs))
		for _, e := range entries {
			i := maphash.String(seed, laneOf(e)) % uint64(len(inputs))
			shares[i] = append(shares[i], e)
		}
		for i, share := range shares {
			if len(share) > 0 {
				select {
				case inputs[i] <- share:
				case <-ctx.Done():
				}
			}
		}
	}
	return ctx.Err()
}

// overlooked starts over when the inbox holds causes although none is in hand:
// a Redis that came back with a shorter memory may number them anew.
func (in *Inbound) overlooked(ctx context.Context, after string, held *atomic.Int64) string {
	if held.Load() > 0 {
		return after
	}
	depths, err := in.Store.Depths(ctx)
	if err == nil && depths.Inbox > 0 && held.Load() == 0 {
		return store.Start
	}
	return after
}

// laneOf names the queue an entry belongs to.
func laneOf(e store.Entry) string {
	if e.Person != 0 {
		return e.Person.String()
	}
	return e.Input.From.String()
}

// lane is one person's causes, in order.
type lane struct {
	name    string
	entries []store.Entry
}

// worker handles the people dealt to it, round by round.
type worker struct {
	*Inbound
	lease store.Lease
	input chan []store.Entry
	held  *atomic.Int64

	lanes map[string]*lane
	queue []*lane // lanes with entries, the one that waited longest first
	pause backoff
}

func (w *worker) run(ctx context.Context) error {
	w.pause = backoff{first: 20 * time.Millisecond, most: 2 * time.Second}
	for {
		if len(w.queue) == 0 {
			select {
			case entries := <-w.input:
				w.accept(entries)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for more := true; more; {
			select {
			case entries := <-w.input:
				w.accept(entries)
			default:
				more = false
			}
		}
		if err := w.round(ctx); err != nil {
			return err
		}
	}
}

func (w *worker) accept(entries []store.Entry) {
	for _, e := range entries {
		name := laneOf(e)
		l := w.lanes[name]
		if l == nil {
			l = &lane{name: name}
			w.lanes[name] = l
			w.queue = append(w.queue, l)
		}
		l.entries = append(l.entries, e)
	}
}

// share is what one person gets done in a round.
type share struct {
	lane    *lane
	changes []store.Change
	failed  error // why the entry after the changes could not be stepped
}

// round handles the first people of the queue: load, step, commit. What
// could not be committed stays first in its lane.
func (w *worker) round(ctx context.Context) error {
	began := time.Now()
	lanes := w.queue[:min(len(w.queue), roundMost)]
	shares, err := w.step(ctx, lanes)
	if err == nil {
		err = w.commit(ctx, shares)
	}
	if errors.Is(err, store.ErrFenced) || ctx.Err() != nil {
		return err
	}
	if err != nil {
		w.Log.Error("turns will be repeated", "error", err)
		w.Metrics.failures.WithLabelValues("redis").Inc()
		w.pause.sleep(ctx, 0)
	} else {
		w.pause.reset()
		w.Metrics.turn.Observe(time.Since(began).Seconds())
	}
	w.turnQueue(len(lanes))
	return ctx.Err()
}

// turnQueue puts the lanes of this round, if they have more to do, behind the
// others.
func (w *worker) turnQueue(n int) {
	done := w.queue[:n]
	w.queue = append([]*lane(nil), w.queue[n:]...)
	for _, l := range done {
		if len(l.entries) == 0 {
			delete(w.lanes, l.name)
			continue
		}
		w.queue = append(w.queue, l)
	}
}

// step works out the turns of a round. It writes nothing.
func (w *worker) step(ctx context.Context, lanes []*lane) ([]share, error) {
	first := make([]store.Entry, len(lanes))
	for i, l := range lanes {
		first[i] = l.entries[0]
	}
	people, err := w.Store.Load(ctx, first)
	if err != nil {
		return nil, err
	}
	shares := make([]share, len(lanes))
	for i, l := range lanes {
		shares[i].lane = l
		person := people[i]
		for _, e := range l.entries[:min(len(l.entries), turnsMost)] {
			var change store.Change
			change, person, shares[i].failed = w.turn(e, person)
			if shares[i].failed != nil {
				break
			}
			shares[i].changes = append(shares[i].changes, change)
		}
	}
	return shares, nil
}

// turn is one cause's consequences. A panic is an error like any other: it
// concerns this cause only.
func (w *worker) turn(e store.Entry, person store.Loaded) (c store.Change, after store.Loaded, err error) {
	defer func() {
		if r := recover(); r != nil {
			w.Log.Error("a turn panicked", "entry", e.ID, "person", person.State.Person.ID, "stack", string(debug.Stack()))
			err = fmt.Errorf("bot: turn of %s panicked", e.ID)
		}
	}()
	turn := w.Step(person.State, e.Input, w.Now())
	if w.Waiting != nil && turn.To.ID != "" && w.Waiting(turn.To) >= crowded {
		turn.Say = withoutRepeats(turn.Say)
	}
	if turn.To.ID == "" {
		turn.Say = nil
	}
	return w.Store.Change(e, person, turn)
}

// withoutRepeats leaves out what is on the person's screen already.
func withoutRepeats(say []messages.Message) []messages.Message {
	var out []messages.Message
	for _, m := range say {
		if !m.Repeat {
			out = append(out, m)
		}
	}
	return out
}

// commit writes a round's changes in one go and takes what was written off
// the lanes.
func (w *worker) commit(ctx context.Context, shares []share) error {
	var changes []store.Change
	for _, s := range shares {
		changes = append(changes, s.changes...)
	}
	errs := w.Store.Commit(ctx, w.lease, changes)
	var trouble error
	for _, s := range shares {
		mine := errs[:len(s.changes)]
		errs = errs[len(s.changes):]
		done, err := committed(mine)
		w.finish(s.lane, done)
		switch {
		case errors.Is(err, store.ErrFenced):
			return err
		case errors.Is(err, store.ErrStale): // the next round loads anew
			w.Metrics.failures.WithLabelValues("stale").Inc()
		case err != nil:
			trouble = err
		case s.failed != nil:
			if err := w.fail(ctx, s); err != nil {
				trouble = err
			}
		}
	}
	return trouble
}

// committed counts the changes written before the first that was not.
func committed(errs []error) (int, error) {
	for i, err := range errs {
		if err != nil {
			return i, err
		}
	}
	return len(errs), nil
}

func (w *worker) finish(l *lane, n int) {
	l.entries = l.entries[n:]
	w.held.Add(-int64(n))
	w.Metrics.turns.Add(float64(n))
}

// fail counts a try of the first entry of a lane; after the last one the entry
// is put aside and the person told.
func (w *worker) fail(ctx context.Context, s share) error {
	e := s.lane.entries[0]
	apology := store.Line{Person: e.Person, To: e.Input.From, Reply: true}
	if e.Input.From.ID != "" {
		apology.Message = messages.Message{Key: "sorry", Text: w.Sorry(e.Input.Language)}
	}
	dead, err := w.Store.Fail(ctx, w.lease, e, s.failed.Error(), apology)
	if err != nil {
		return err
	}
	w.Metrics.failures.WithLabelValues("poison").Inc()
	if dead {
		w.Log.Error("a cause was put aside", "entry", e.ID)
		w.finish(s.lane, 1)
	}
	return nil
}
