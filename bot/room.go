package bot

import (
	"context"
	"sync"
	"time"
)

const (
	roomLeast = 16  // calls to the channel at once, when it answers quickly
	roomMost  = 128 // and when it answers slowly
	// roomRate is the lines a second that there is room for: more than
	// Telegram has ever been seen to take from one bot.
	roomRate = 1000
	// roomMemory is over how many calls their time is averaged.
	roomMemory = 16
)

// room bounds the calls under way to what is needed at the pace the channel
// answers now: those under way when the process dies are made again.
type room struct {
	free chan struct{}

	mu     sync.Mutex
	places int           // free and taken
	mean   time.Duration // of a call, lately
}

func newRoom() *room {
	r := &room{free: make(chan struct{}, roomMost), places: roomLeast}
	for range roomLeast {
		r.free <- struct{}{}
	}
	return r
}

// enter waits for a place; false when the context ended.
func (r *room) enter(ctx context.Context) bool {
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
func (r *room) leave(took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mean += (took - r.mean) / roomMemory
	wanted := min(max(int(r.mean*roomRate/time.Second), roomLeast), roomMost)
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
