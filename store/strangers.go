package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
)

// heardKept is how long it is kept when somebody last wrote on a channel that
// counts from there: a day is asked for.
const heardKept = 7 * 24 * time.Hour

// freshID reads what fresh.lua gives.
func freshID(c *redis.Cmd) (enterprise.PersonID, int64, error) {
	found, err := c.Int64Slice()
	if err != nil || len(found) != 2 {
		return 0, 0, fmt.Errorf("store: give an id: %w", err)
	}
	return enterprise.PersonID(found[0]), found[1], nil
}

// spentFor is how long an id is nobody's before it is given again: no name that
// was looked up before leads there any more.
const spentFor = time.Hour

// ForgetStrangers takes away what is left of people who began and did not agree
// in time, and the names of those of whom nothing is stored any more. It gives
// how many names went. The ids are given again, by a later call that finds that
// no name leads to them.
func (s *Store) ForgetStrangers(ctx context.Context, lease Lease, now time.Time) (gone int, err error) {
	named := map[string]bool{}
	for cursor := uint64(0); ; {
		var found []string
		if found, cursor, err = s.redis.HScan(ctx, s.keys.aliases(), cursor, "", tidyBatch).Result(); err != nil {
			return gone, fmt.Errorf("store: look for strangers: %w", err)
		}
		for i := 1; i < len(found); i += 2 {
			named[found[i]] = true
		}
		n, err := s.forget(ctx, lease, now, found)
		gone += n
		if err != nil {
			return gone, err
		}
		if cursor == 0 {
			break
		}
	}
	before := func(d time.Duration) string { return strconv.FormatInt(now.Add(-d).UnixMilli(), 10) }
	spent, err := s.redis.ZRangeByScore(ctx, s.keys.spent(), &redis.ZRangeBy{Min: "-inf", Max: before(spentFor)}).Result()
	if err != nil {
		return gone, fmt.Errorf("store: look for ids that are nobody's: %w", err)
	}
	p := s.redis.TxPipeline()
	p.ZRemRangeByScore(ctx, s.keys.heard(), "-inf", before(heardKept))
	for _, id := range spent {
		if !named[id] {
			p.ZRem(ctx, s.keys.spent(), id)
			p.SAdd(ctx, s.keys.free(), id)
		}
	}
	if _, err := p.Exec(ctx); err != nil {
		return gone, fmt.Errorf("store: give ids again: %w", err)
	}
	return gone, nil
}

// forget looks at some aliases with their people, and takes those away that are
// nobody's.
func (s *Store) forget(ctx context.Context, lease Lease, now time.Time, found []string) (int, error) {
	p := s.redis.Pipeline()
	ends, sizes := make([]*redis.SliceCmd, len(found)/2), make([]*redis.IntCmd, len(found)/2)
	for i := range ends {
		key := s.personKey(found[2*i+1])
		ends[i], sizes[i] = p.HMGet(ctx, key, fieldUntil), p.HLen(ctx, key)
	}
	if _, err := p.Exec(ctx); err != nil {
		return 0, fmt.Errorf("store: look at strangers: %w", err)
	}
	keys, args := []string{s.keys.lease(), s.keys.aliases(), s.keys.spent(), s.keys.wakes()}, []any{lease.fence(), now.UnixMilli()}
	for i := range ends {
		till, err := until(ends[i].Val()[0])
		if err != nil {
			return 0, err
		}
		if sizes[i].Val() <= 1 || ended(now, till) {
			keys, args = append(keys, s.personKey(found[2*i+1])), append(args, found[2*i], found[2*i+1])
		}
	}
	if len(args) == 2 {
		return 0, nil
	}
	n, err := forgottenScript.Run(ctx, s.redis, keys, args...).Int()
	switch {
	case err != nil:
		return 0, fmt.Errorf("store: forget strangers: %w", err)
	case n < 0:
		return 0, ErrFenced
	}
	return n, nil
}

func (s *Store) personKey(id string) string { return s.keys.prefix + "p:" + id }
