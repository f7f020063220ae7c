package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
)

const (
	// reevaluateEvery is the time from one to the next who is looked at again: a
	// hundredth of what is handled meanwhile.
	reevaluateEvery = 2 * time.Millisecond
	reevaluateMost  = 500 // people of one script
)

// ReevaluateAll has everybody who is stored woken, if that was not done yet for
// this edition of the bot and its programme: in which segments they are and
// what they are reminded of may follow from other rules than before. They are
// woken one after another, so that nobody who writes has to wait. It gives
// their number. A city's first edition finds nobody who knew another.
func (s *Store) ReevaluateAll(ctx context.Context, lease Lease, now time.Time, edition string) (int, error) {
	before, err := s.redis.Get(ctx, s.keys.edition()).Result()
	switch {
	case err != nil && !errors.Is(err, redis.Nil):
		return 0, fmt.Errorf("store: read the edition: %w", err)
	case before == edition:
		return 0, nil
	}
	n := 0
	if before != "" {
		if n, err = s.wakeEverybody(ctx, lease, now); err != nil {
			return n, err
		}
	}
	if err := s.redis.Set(ctx, s.keys.edition(), edition, 0).Err(); err != nil {
		return n, fmt.Errorf("store: write the edition: %w", err)
	}
	return n, nil
}

func (s *Store) wakeEverybody(ctx context.Context, lease Lease, now time.Time) (woken int, err error) {
	last, err := s.redis.Get(ctx, s.keys.people()).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, fmt.Errorf("store: count people: %w", err)
	}
	for first := int64(1); first <= last; first += reevaluateMost {
		keys := []string{s.keys.lease(), s.keys.wakes()}
		for id := first; id < first+reevaluateMost && id <= last; id++ {
			keys = append(keys, s.keys.person(enterprise.PersonID(id)))
		}
		at := now.Add(time.Duration(first-1) * reevaluateEvery)
		n, err := reevaluateScript.Run(ctx, s.redis, keys, lease.fence(), first, at.UnixMilli(), reevaluateEvery.Milliseconds()).Int()
		switch {
		case err != nil:
			return woken, fmt.Errorf("store: have everybody looked at again: %w", err)
		case n < 0:
			return woken, ErrFenced
		}
		woken += n
	}
	return woken, nil
}
