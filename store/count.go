package store

import (
	"context"
	"fmt"

	"naikkelas/flows"
)

// findSizes counts segments, all of them in one round trip.
func (s *Store) findSizes(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Sizes = map[string]int64{}
	calls := make([]call, len(need.Sizes))
	for i, segment := range need.Sizes {
		keys, args := s.segmentCall(segment)
		calls[i] = call{countScript, append([]string{s.keys.scratch("1"), s.keys.scratch("2")}, keys...), args}
	}
	if len(calls) == 0 {
		return nil
	}
	for i, r := range s.runAll(ctx, calls) {
		n, err := r.Int64()
		if err != nil {
			return fmt.Errorf("store: count %d segments: %w", len(calls), err)
		}
		f.Sizes[need.Sizes[i].Key()] = n
	}
	return nil
}
