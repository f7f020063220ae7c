package store

import (
	"context"
	"net"
	"sync/atomic"

	"github.com/redis/go-redis/v9"
)

// counter counts round trips, what the speed of everything here hangs on, and
// times those that wait for nobody.
type counter struct {
	n     *atomic.Uint64
	timed *atomic.Pointer[func() func()]
}

// Timed has a function called at the start of every round trip that does not wait
// for something to come, and what that returns at its end.
func (s *Store) Timed(begin func() (end func())) { s.timed.Store(&begin) }

func (c counter) begin(cmds ...redis.Cmder) (end func()) {
	begin := c.timed.Load()
	if begin == nil {
		return func() {}
	}
	for _, cmd := range cmds {
		if cmd.Name() == "xread" {
			return func() {} // it waits for entries
		}
	}
	return (*begin)()
}

func (c counter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		c.n.Add(1)
		defer c.begin(cmd)()
		return next(ctx, cmd)
	}
}

func (c counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		c.n.Add(1)
		defer c.begin(cmds...)()
		return next(ctx, cmds)
	}
}
