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

// await waits for Redis and then for the lease.
func (p *Process) await(ctx context.Context) (store.Lease, error) {
	said, paired := "", false
	for ctx.Err() == nil {
		err := p.store.Ready(ctx)
		if errors.Is(err, store.ErrWrongKey) {
			return store.Lease{}, err
		}
		if err == nil && !paired {
			err = p.pair(ctx)
			paired = err == nil
		}
		var mismatch *MismatchError
		if errors.As(err, &mismatch) {
			return store.Lease{}, err
		}
		var lease store.Lease
		ok := false
		if err == nil {
			lease, ok, err = p.store.Acquire(ctx, leaseTime)
		}
		if ok {
			return lease, nil
		}
		if state := waitingFor(err); state != said {
			said = state
			p.log.Info(state, "error", err)
		}
		pause(ctx, 300*time.Millisecond)
	}
	return store.Lease{}, ctx.Err()
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
