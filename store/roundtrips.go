package store

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// counter counts round trips, what the speed of everything here hangs on, and
// times those that wait for nobody.
type counter struct {
	n     *atomic.Uint64
	timed *atomic.Pointer[func(time.Duration)]
}

// Timed has every round trip that does not wait for something to come told to a
// function, with what it took.
func (s *Store) Timed(told func(time.Duration)) { s.timed.Store(&told) }

func (c counter) took(since time.Time, cmds ...redis.Cmder) {
	told := c.timed.Load()
	if told == nil {
		return
	}
	for _, cmd := range cmds {
		if cmd.Name() == "xread" {
			return // it waits for entries
		}
	}
	(*told)(time.Since(since))
}

func (c counter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.n.Add(1)
		defer c.took(time.Now(), cmd)
		return next(ctx, cmd)
	}
}

func (c counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.n.Add(1)
		defer c.took(time.Now(), cmds...)
		return next(ctx, cmds)
	}
}
