package bot

import (
	"context"
	"sync"
	"time"
)

const (
	concurrencyLeast = 16  // calls to the channel at once, when it answers quickly
	concurrencyMost  = 128 // and when it answers slowly
	// concurrencyRate is the lines a second that there is room for: more than
	// Telegram has ever been seen to take from one bot.
	concurrencyRate = 1000
	// concurrencyMemory is over how many calls their time is averaged.
	concurrencyMemory = 16
)

// concurrencyLimit bounds the calls under way to what is needed at the pace the channel
// answers now: those under way when the process dies are made again.
type concurrencyLimit struct {
	free chan struct{}

	mu     sync.Mutex
	places int           // free and taken
	mean   time.Duration // of a call, lately
}

func newConcurrencyLimit() *concurrencyLimit {
	r := &concurrencyLimit{free: make(chan struct{}, concurrencyMost), places: concurrencyLeast}
	for range concurrencyLeast {
		r.free <- struct{}{}
	}
	return r
}

// enter waits for a place; false when the context ended.
func (r *concurrencyLimit) enter(ctx context.Context) bool {
	select {
	case <-r.free:
	case <-ctx.Done():
		return false
	}
	if ctx.Err() != nil {
		r.free <- struct{}{}
		return false
	}
	return true
}

// leave gives the place back, or not, or another one with it, as the time that
// calls take demands.
func (r *concurrencyLimit) leave(took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mean += (took - r.mean) / concurrencyMemory
	wanted := min(max(int(r.mean*concurrencyRate/time.Second), concurrencyLeast), concurrencyMost)
	if r.places > wanted {
		r.places--
		return
	}
	r.free <- struct{}{}
	if r.places < wanted {
		r.places++
		r.free <- struct{}{}
	}
}
