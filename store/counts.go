package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/flows"
)

// countsFor is how long numbers are kept after they last changed: a year, and
// a month to look back on it.
const countsFor = 400 * 24 * time.Hour

// findCounts reads numbers in one round trip; those that were never changed
// are absent.
func (s *Store) findCounts(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Counts = map[string]map[string]int64{}
	if len(need.Counts) == 0 {
		return nil
	}
	p := s.redis.Pipeline()
	found := make([]*redis.MapStringStringCmd, len(need.Counts))
	for i, name := range need.Counts {
		found[i] = p.HGetAll(ctx, s.keys.count(name))
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: read %d counts: %w", len(need.Counts), err)
	}
	for i, name := range need.Counts {
		f.Counts[name] = map[string]int64{}
		for field, text := range found[i].Val() {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return fmt.Errorf("store: count %s of %s: %w", field, name, err)
			}
			f.Counts[name][field] = n
		}
	}
	return nil
}
