package bot

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/store"
)

// Step decides what a cause leads to: flows.Book's Step.
type Step func(flows.State, flows.Input, time.Time) flows.Turn

const (
	takeMost  = 512             // causes read at once
	takeBlock = 2 * time.Second // how long to wait for one
	heldMost  = 50_000          // causes in memory, after which no more are read
	workers   = 4               // people are dealt to so many, by their address
)

// Inbound handles causes: one entry, one commit. One person's causes are
// handled in order, those of different people side by side.
type Inbound struct {
	Store   *store.Store
	Step    Step
	Sorry   func(lang string) string        // said when a cause had to be put aside
	Waiting func(to enterprise.Address) int // how many lines wait for an address
	// Fetch brings a file that a step asks for from the channel into safety;
	// nil: files are not kept.
	Fetch func(ctx context.Context, f flows.File) flows.StoredFile
	// Table reads a file that was fetched; nil: none can be read.
	Table func(f flows.TableFile) read.Table
	// Discard takes away the bytes of a file whose record went; nil: they wait
	// for the sweep.
	Discard func(hash string)
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics

	block time.Duration // how long to wait for causes; takeBlock when zero
	alone sync.RWMutex  // held whole while a cause is handled that a process may have died of
	left  store.Leftover
}

// Run handles causes until the context ends or the lease is lost, which is
// store.ErrFenced.
func (in *Inbound) Run(ctx context.Context, lease store.Lease) error {
	if err := in.lookBack(ctx); err != nil {
		return nil // told to end before Redis answered
	}
	group, inner := errgroup.WithContext(ctx)
	var held atomic.Int64
	slots := semaphore.NewWeighted(fetchesMost)
	inputs := make([]chan []store.Entry, workers)
	for i := range inputs {
		inputs[i] = make(chan []store.Entry, takeMost)
		w := newWorker(in, lease, inputs[i], &held, slots)
		group.Go(func() error { return w.run(inner) })
	}
	group.Go(func() error { return in.deal(inner, inputs, &held) })
	err := group.Wait()
	if ctx.Err() != nil && !errors.Is(err, store.ErrFenced) {
		return nil // it was told to end: whatever broke off is done again
	}
	return err
}

// lookBack finds out what an earlier process left, however long Redis takes.
func (in *Inbound) lookBack(ctx context.Context) (err error) {
	pause := channel.Backoff{First: 50 * time.Millisecond, Most: 2 * time.Second}
	for ctx.Err() == nil {
		if in.left, err = in.Store.Left(ctx); err == nil {
			return nil
		}
		in.Log.Error("the inbox cannot be looked at", "error", err)
		pause.Sleep(ctx, 0)
	}
	return ctx.Err()
}

// deal reads the inbox from its start, where what an earlier process left
// undone waits, and gives each worker its people.
func (in *Inbound) deal(ctx context.Context, inputs []chan []store.Entry, held *atomic.Int64) error {
	seed := maphash.MakeSeed()
	after := store.Start
	pause := channel.Backoff{First: 50 * time.Millisecond, Most: 2 * time.Second}
	for ctx.Err() == nil {
		if held.Load() >= heldMost {
			channel.Wait(ctx, 10*time.Millisecond)
			continue
		}
		entries, err := in.Store.Take(ctx, after, takeMost, cmp.Or(in.block, takeBlock))
		if err != nil {
			if ctx.Err() == nil {
				in.Log.Error("inbox cannot be read", "error", err)
				pause.Sleep(ctx, 0)
			}
			continue
		}
		pause.Reset()
		if len(entries) == 0 {
			after = in.overlooked(ctx, after, held)
			continue
		}
		after = entries[len(entries)-1].ID
		held.Add(int64(len(entries)))
		dealt := make([][]store.Entry, len(inputs))
		for _, e := range entries {
			if e.Input.From.ID != "" {
				in.Metrics.waits(e.Input.From.String())
			}
			i := maphash.String(seed, laneOf(e)) % uint64(len(inputs))
			dealt[i] = append(dealt[i], e)
		}
		for i, part := range dealt {
			if len(part) > 0 {
				select {
				case inputs[i] <- part:
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
