package store

import (
	"context"
	"fmt"
	"time"
)

// WakeDue turns wake-ups that are due into causes, at most so many, and gives
// their number. A wake-up leaves its set as it enters the inbox, so that no
// clock that jumps and no second process can fire it twice.
func (s *Store) WakeDue(ctx context.Context, lease Lease, now time.Time, most int) (int, error) {
	n, err := wakeScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.wakes(), s.keys.inbox()},
		lease.fence(), now.UnixMilli(), most).Int()
	switch {
	case err != nil:
		return 0, fmt.Errorf("store: wake who is due: %w", err)
	case n < 0:
		return 0, ErrFenced
	}
	return n, nil
}
