package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// Queue is how many wait in a list, and since when the first does; the zero time:
// nobody does.
type Queue struct {
	N     int64
	Since time.Time
}

// Queue reads the ends of a list whose order is moments: the oldest first, or
// last and negative.
func (s *Store) Queue(ctx context.Context, list string) (Queue, error) {
	p := s.redis.Pipeline()
	n, first, last := p.ZCard(ctx, s.keys.list(list)), p.ZRangeWithScores(ctx, s.keys.list(list), 0, 0), p.ZRangeWithScores(ctx, s.keys.list(list), -1, -1)
	if _, err := p.Exec(ctx); err != nil {
		return Queue{}, fmt.Errorf("store: read the queue %s: %w", list, err)
	}
	q := Queue{N: n.Val()}
	for _, end := range slices.Concat(first.Val(), last.Val()) {
		if at := time.UnixMilli(int64(math.Abs(end.Score))); q.Since.IsZero() || at.Before(q.Since) {
			q.Since = at
		}
	}
	return q, nil
}
