package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// tidyBatch is how many names of a list are looked at in one go.
const tidyBatch = 500

// TidyLists takes out of every list the names of records that are gone or do not
// stand in it, and notes with the others where they stand, which the release
// before did not. It gives how many went. What is written meanwhile is left alone.
func (s *Store) TidyLists(ctx context.Context, lease Lease, now time.Time) (removed int, err error) {
	err = s.eachKey(ctx, s.keys.list("*"), func(key string) error {
		names, err := s.redis.ZRange(ctx, key, 0, -1).Result()
		for len(names) > 0 && err == nil {
			n, batch := 0, names[:min(len(names), tidyBatch)]
			n, err = s.tidy(ctx, lease, now, key, batch)
			removed, names = removed+n, names[len(batch):]
		}
		return err
	})
	if err != nil {
		return removed, fmt.Errorf("store: tidy lists: %w", err)
	}
	return removed, nil
}

func (s *Store) tidy(ctx context.Context, lease Lease, now time.Time, key string, members []string) (int, error) {
	names := make([]storedName, len(members))
	for i, m := range members {
		names[i] = storedNameIn(m)
	}
	found, err := s.readRecords(ctx, now, names)
	if err != nil {
		return 0, err
	}
	list := strings.TrimPrefix(key, s.keys.list(""))
	keys, args := []string{s.keys.lease(), key}, []any{lease.fence()}
	for i, n := range names {
		_, stands := found[i].Lists[list]
		keys = append(keys, s.keys.record(n))
		args = append(args, members[i], found[i].Version, stands && found[i].Data != nil)
	}
	n, err := tidyScript.Run(ctx, s.redis, keys, args...).Int()
	if err == nil && n < 0 {
		return 0, ErrFenced
	}
	return n, err
}

// eachKey finds keys by a pattern; on a cluster, on every node.
func (s *Store) eachKey(ctx context.Context, pattern string, do func(key string) error) error {
	scan := func(ctx context.Context, c redis.Cmdable) error {
		keys := c.Scan(ctx, 0, pattern, 1000).Iterator()
		for keys.Next(ctx) {
			if err := do(keys.Val()); err != nil {
				return err
			}
		}
		return keys.Err()
	}
	cluster, ok := s.redis.(*redis.ClusterClient)
	if !ok {
		return scan(ctx, s.redis)
	}
	var nodes []*redis.Client
	one := make(chan struct{}, 1) // ForEachMaster asks the nodes side by side
	err := cluster.ForEachMaster(ctx, func(_ context.Context, c *redis.Client) error {
		one <- struct{}{}
		nodes = append(nodes, c)
		<-one
		return nil
	})
	for _, c := range nodes {
		if err == nil {
			err = scan(ctx, c)
		}
	}
	return err
}
