package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"naikkelas/store"
)

// probeEvery is how often Redis is asked to write something, at most: whoever
// asks in between is answered from memory.
const probeEvery = 3 * time.Second

// writes is what is known of whether Redis takes writes.
type writes struct {
	mu      sync.Mutex
	probed  time.Time
	refused error // nil: it takes them
	// from and to are the last time that it refused them and took them again.
	since, from, to time.Time
}

// last is from when to when Redis refused every write last; zero: it never did.
func (w *writes) last() (from, to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.from, w.to
}

// writable probes, unless it did a moment ago, and says once that Redis refuses,
// and once when that is over. A Redis that does not answer is not of its making.
func (p *Process) writable(ctx context.Context) error {
	w := &p.writes
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.probed) < probeEvery {
		return w.refused
	}
	began := time.Now()
	err := p.store.Writable(ctx)
	if err == nil {
		p.flush.Observe(time.Since(began).Seconds())
	}
	if err != nil && !errors.Is(err, store.ErrRefuses) {
		return w.refused
	}
	switch {
	case err != nil && w.refused == nil:
		p.log.Error("Redis refuses every write: nothing can be answered. Look at its memory (maxmemory), its disk, and whether it is the master", "why", err.Error())
		p.refuses.Set(1)
		w.since = p.now()
	case err == nil && w.refused != nil:
		p.log.Info("Redis takes writes again")
		p.refuses.Set(0)
		w.from, w.to = w.since, p.now()
	}
	w.probed, w.refused = time.Now(), err
	return err
}

// watchWrites probes until the context ends.
func (p *Process) watchWrites(ctx context.Context) {
	for ctx.Err() == nil {
		try, cancel := context.WithTimeout(ctx, probeEvery)
		if p.writable(try) == nil && try.Err() == nil && p.store.Ready(try) == nil {
			if over, lasted, kept := p.outage.answered(time.Now(), probeEvery); over {
				p.log.Info("Redis answers again", "after", lasted.Round(time.Millisecond), "lines_not_written", kept)
			}
		}
		cancel()
		pause(ctx, probeEvery)
	}
}
