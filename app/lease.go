package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"naikkelas/store"
)

const (
	leaseTime  = 6 * time.Second
	leaseRenew = leaseTime / 3
)

// await waits for Redis and then for the lease. An error that is no end of the
// context is a reason not to serve this city at all.
func (p *Process) await(ctx context.Context) (store.Lease, error) {
	said := ""
	for ctx.Err() == nil {
		lease, ok, err := p.tryActive(ctx)
		if ok {
			return lease, nil
		}
		if refuses(err) {
			return store.Lease{}, err
		}
		if state := waitingFor(err); state != said {
			said = state
			p.log.Info(state, "error", err)
		}
		pause(ctx, 300*time.Millisecond)
	}
	return store.Lease{}, ctx.Err()
}

// tryActive takes the lease if there is nothing against that: neither before
// nor once nobody else can change anything any more.
func (p *Process) tryActive(ctx context.Context) (lease store.Lease, ok bool, err error) {
	if err = p.store.Ready(ctx); err == nil {
		err = p.belongs(ctx)
	}
	if err != nil {
		return lease, false, err
	}
	if lease, ok, err = p.store.Acquire(ctx, leaseTime); err != nil || !ok {
		return lease, false, err
	}
	if err = p.belongs(ctx); err == nil {
		err = p.prepare(ctx, lease)
	}
	if err == nil {
		return lease, true, nil
	}
	p.giveUp(ctx, lease)
	return lease, false, err
}

// belongs tells whether files, Redis and this release belong together.
func (p *Process) belongs(ctx context.Context) error {
	if _, err := p.store.CheckVersion(ctx); err != nil {
		return err
	}
	return p.pair(ctx)
}

// prepare brings the data to this release's version, and notices that it was
// set back.
func (p *Process) prepare(ctx context.Context, lease store.Lease) error {
	from, to, err := p.store.Migrate(ctx, lease, p.now(), Release())
	if err != nil {
		return err
	}
	if from != to {
		p.log.Info("the data has another version now", "from", from, "to", to)
	}
	if err := p.noteKeys(ctx, lease); err != nil {
		return err
	}
	return p.noticeRollback(ctx, lease)
}

// refuses tells whether an error is a reason not to start.
func refuses(err error) bool {
	var mismatch *MismatchError
	var version *store.VersionError
	var keys *store.KeysError
	return errors.Is(err, store.ErrWrongKey) || errors.As(err, &keys) || errors.As(err, &mismatch) || errors.As(err, &version)
}

// giveUp gives the lease up, so that another process need not wait for its end.
func (p *Process) giveUp(ctx context.Context, lease store.Lease) {
	try, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseBudget)
	defer cancel()
	if err := p.store.Release(try, lease); err != nil && !errors.Is(err, store.ErrFenced) {
		p.log.Warn("the lease could not be given up and will run out", "error", err)
	}
}

func waitingFor(err error) string {
	if err != nil {
		return "waiting for Redis"
	}
	return "standing by: another process is active"
}

// keepLease renews the lease. When Redis does not answer for as long as the
// lease lasts, another process may be active: everything stops.
func (p *Process) keepLease(ctx context.Context, lease store.Lease) error {
	renewed := time.Now()
	for {
		pause(ctx, leaseRenew)
		if ctx.Err() != nil {
			return nil
		}
		try, cancel := context.WithTimeout(ctx, leaseRenew)
		err := p.store.Renew(try, lease, leaseTime)
		cancel()
		switch {
		case err == nil:
			renewed = time.Now()
		case errors.Is(err, store.ErrFenced):
			return err
		case time.Since(renewed) > leaseTime:
			return fmt.Errorf("the lease could not be renewed: %w", err)
		}
	}
}
