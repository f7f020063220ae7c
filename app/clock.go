package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"naikkelas/scheduler"
	"naikkelas/store"
)

// scheduler does what the clock asks for while the lease is held.
func (p *Process) scheduler(lease store.Lease) *scheduler.Scheduler {
	return &scheduler.Scheduler{
		Location: p.settings.Program.City.Location, Now: p.now, Tick: p.Tick, Log: p.log,
		Stop: func(err error) bool { return errors.Is(err, store.ErrFenced) },
		Wake: func(ctx context.Context, now time.Time, most int) (int, error) {
			return p.store.WakeDue(ctx, lease, now, most)
		},
		Open: func(ctx context.Context, now time.Time) error {
			if err := p.store.PutOff(ctx, lease, now, p.settings.Program.City.Awake); err != nil {
				return err
			}
			_, err := p.store.OpenDue(ctx, lease, now)
			return err
		},
		Sweep:         p.sweep,
		Reevaluate:    func(ctx context.Context) error { return p.reevaluate(ctx, lease) },
		CheckSettings: p.checkSettings,
		Reseal:        func(ctx context.Context) error { return p.reseal(ctx, lease) },
		Retry: func(ctx context.Context) error {
			_, err := p.store.Retry(ctx, lease, p.now(), retriedAtOnce)
			return err
		},
		ForgetStrangers: func(ctx context.Context) error {
			_, err := p.store.ForgetStrangers(ctx, lease, p.now())
			return err
		},
	}
}

// retriedAtOnce is to how many people at once what was put off goes out.
const retriedAtOnce = 500

// checkSettings warns of settings of Redis that could lose an acknowledged
// answer, again only when they are others than before.
func (p *Process) checkSettings(ctx context.Context) error {
	weak, err := p.store.Weaknesses(ctx)
	p.noted.Lock()
	defer p.noted.Unlock()
	if err != nil || slices.Equal(weak, p.weak) {
		return err
	}
	for _, w := range weak {
		p.log.Warn("Redis may lose acknowledged answers: " + w)
	}
	p.weak = weak
	return nil
}
