package bot

import (
	"context"
	"errors"

	"naikkelas/flows"
	"naikkelas/store"
)

// A step that reads a table is much work: two thousand rows, each compared with
// everybody who is known. It is worked out beside the batches, so that nobody
// else waits for it. Its lane is put aside meanwhile, as for a file, and comes
// back with the turn; the commit refuses it should the person have changed.

// errHeavy is that a step wants to read a table.
var errHeavy = errors.New("bot: the step is to be worked out beside the batches")

// besideWeight is how many of the places for fetching a heavy turn takes: two
// are worked out at once, and no more tables are in memory.
const besideWeight = fetchesMost / 2

// worked is a turn that was worked out beside the batches.
type worked struct {
	entry  string
	change store.Change
	after  store.Loaded
	gone   []string
	err    error
}

// workBeside works out the turn of a lane's first cause.
func (w *worker) workBeside(ctx context.Context, l *lane, person store.Loaded) {
	e, files := l.entries[0], l.known()
	l.away = true
	w.fetching.Go(func() {
		b := brought{lane: l, done: w.heavy(ctx, e, person, files)}
		select {
		case w.back <- b:
		case <-ctx.Done():
		}
	})
}

func (w *worker) heavy(ctx context.Context, e store.Entry, person store.Loaded, files map[string]flows.StoredFile) *worked {
	d := &worked{entry: e.ID}
	if d.err = w.slots.Acquire(ctx, besideWeight); d.err != nil {
		return d // nobody will hear of it
	}
	defer w.slots.Release(besideWeight)
	if w.suspect(e) { // an earlier process may have died of this table
		w.alone.Lock()
		defer w.alone.Unlock()
	}
	d.change, d.after, d.gone, d.err = w.turn(ctx, e, person, files, true)
	return d
}

// workedOut is what a cause leads to: as it was worked out beside the batches, or
// worked out now.
func (w *worker) workedOut(ctx context.Context, l *lane, e store.Entry, person store.Loaded) (store.Change, store.Loaded, []string, error) {
	if d := l.done; d != nil {
		if l.done = nil; d.entry == e.ID {
			return d.change, d.after, d.gone, d.err
		}
	}
	return w.turn(ctx, e, person, l.known(), false)
}
