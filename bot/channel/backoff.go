package channel

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff grows the pause between tries, with jitter so that many that failed
// together do not come back together.
type Backoff struct {
	First, Most time.Duration
	next        time.Duration
}

// Reset begins with the shortest pause again.
func (b *Backoff) Reset() { b.next = 0 }

// Next is the next pause, at least so long.
func (b *Backoff) Next(least time.Duration) time.Duration {
	b.next = min(max(b.First, 2*b.next), b.Most)
	return max(least, b.next/2+rand.N(b.next/2+1))
}

// Sleep waits for the next pause or the end of the context.
func (b *Backoff) Sleep(ctx context.Context, least time.Duration) { Wait(ctx, b.Next(least)) }

// Wait waits so long, or until the context ends.
func Wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
