package bot

import (
	"context"
	"slices"
	"time"

	"naikkelas/store"
)

// A cause may kill the process: by the memory that it takes, by a fault that
// nothing recovers from. A try of one that an earlier process left is therefore
// counted before it is begun, and one that was so counted before is handled
// alone, so that what is innocent does not die with it again and again.

// suspect reports whether a process may have died of a cause.
func (w *worker) suspect(e store.Entry) bool { return w.left.Begun(e.ID) > 0 }

// together are the people of the next batch, from the front of the queue. Done
// must be called after it.
func (w *worker) together() (lanes []*lane, done func()) {
	lanes = w.queue[:min(len(w.queue), batchMost)]
	suspected := func(l *lane) bool { return w.suspect(l.entries[0]) }
	if suspected(lanes[0]) {
		w.alone.Lock()
		return lanes[:1], w.alone.Unlock
	}
	if i := slices.IndexFunc(lanes, suspected); i > 0 {
		lanes = lanes[:i]
	}
	w.alone.RLock()
	return lanes, w.alone.RUnlock
}

// next are the causes of a person that one batch handles.
func (w *worker) next(l *lane) []store.Entry {
	entries := l.entries[:min(len(l.entries), turnsMost)]
	if w.suspect(entries[0]) {
		return entries[:1]
	}
	if i := slices.IndexFunc(entries, w.suspect); i > 0 {
		return entries[:i]
	}
	return entries
}

// begin counts what a batch begins of what was left. A cause that was begun too
// often is put aside; it is the only one of its batch.
func (w *worker) begin(ctx context.Context, lanes []*lane) error {
	var ids []string
	for _, l := range lanes {
		for _, e := range w.next(l) {
			if w.left.Holds(e.ID) && !w.counted(l, e) {
				ids = append(ids, e.ID)
			}
		}
	}
	deadly, err := w.Store.Begin(ctx, w.lease, ids)
	if err != nil {
		return err
	}
	for _, l := range lanes {
		if entries := w.next(l); w.left.Holds(entries[0].ID) {
			l.begun = lastLeft(w.left, entries)
		}
		if slices.Contains(deadly, l.entries[0].ID) {
			return w.putAside(ctx, l)
		}
	}
	return nil
}

// counted reports whether this process counted a cause already: a lane's causes
// are begun in order.
func (w *worker) counted(l *lane, e store.Entry) bool {
	return l.begun != "" && store.Earlier(e.ID, l.begun)
}

// lastLeft is the id of the last entry that an earlier process left.
func lastLeft(left store.Leftover, entries []store.Entry) (id string) {
	for _, e := range entries {
		if left.Holds(e.ID) {
			id = e.ID
		}
	}
	return id
}

func (w *worker) putAside(ctx context.Context, l *lane) error {
	e := l.entries[0]
	if err := w.Store.PutAside(ctx, w.lease, e, "it was begun again and again, and never ended", w.apology(e)); err != nil {
		return err
	}
	w.Metrics.failures.WithLabelValues("deadly").Inc()
	w.Log.Error("a cause was put aside: process after process ended while it was handled", "entry", e.ID)
	w.finish(l, 1)
	return nil
}

// giveBack takes the counts back of what was begun and not done: this process
// was told to end.
func (w *worker) giveBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	var ids []string
	for _, l := range w.lanes {
		for _, e := range l.entries {
			if w.left.Holds(e.ID) && w.counted(l, e) {
				ids = append(ids, e.ID)
			}
		}
	}
	if err := w.Store.GiveBack(ctx, w.lease, ids); err != nil {
		w.Log.Warn("what was begun stays counted", "causes", len(ids), "error", err)
	}
}
