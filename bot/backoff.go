package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff grows the pause between tries, with jitter so that many that failed
// together do not come back together.
type backoff struct {
	first, most time.Duration
	next        time.Duration
}

func (b *backoff) reset() { b.next = 0 }

// pause is the next pause, at least so long.
func (b *backoff) pause(least time.Duration) time.Duration {
	b.next = min(max(b.first, 2*b.next), b.most)
	return max(least, b.next/2+rand.N(b.next/2+1))
}

// sleep waits for the next pause or the end of the context.
func (b *backoff) sleep(ctx context.Context, least time.Duration) { wait(ctx, b.pause(least)) }

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
