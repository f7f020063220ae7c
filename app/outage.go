package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"naikkelas/store"
)

// outage is a time in which Redis does not answer. Everything that works on it
// notices, again and again; the log says it once, and once when it is over.
type outage struct {
	mu    sync.Mutex
	since time.Time // zero: there is none
	last  time.Time // when somebody noticed last
	kept  int       // lines that were not written
}

// notice reports whether this is the first to notice.
func (o *outage) notice(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = now
	if o.since.IsZero() {
		o.since, o.kept = now, 0
		return true
	}
	o.kept++
	return false
}

// answered is that Redis did; over is true once nobody noticed anything for a while.
func (o *outage) answered(now time.Time, quiet time.Duration) (over bool, lasted time.Duration, kept int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.since.IsZero() || now.Sub(o.last) < quiet {
		return false, 0, 0
	}
	lasted, kept = o.last.Sub(o.since), o.kept
	o.since = time.Time{}
	return true, lasted, kept
}

// calm is a log that says what Redis's absence causes once an outage.
type calm struct {
	slog.Handler
	outage *outage
}

func (c calm) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn && aboutRedis(r) && !c.outage.notice(r.Time) {
		return nil
	}
	return c.Handler.Handle(ctx, r)
}

// WithAttrs keeps the outage.
func (c calm) WithAttrs(attrs []slog.Attr) slog.Handler {
	return calm{c.Handler.WithAttrs(attrs), c.outage}
}

// WithGroup keeps the outage.
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name), c.outage} }

// aboutRedis tells whether a line is about an error that Redis's absence causes.
func aboutRedis(r slog.Record) bool {
	down := false
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		down = down || ok && store.Down(err)
		return !down
	})
	return down
}
