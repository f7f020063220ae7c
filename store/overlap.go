package store

import (
	"context"
	"fmt"

	"naikkelas/flows"
)

// findOverlaps counts recipients by index terms, all in one script.
func (s *Store) findOverlaps(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Overlaps = map[flows.Overlap]int64{}
	if len(need.Overlaps) == 0 {
		return nil
	}
	keys := []string{s.keys.scratch("1")}
	for _, o := range need.Overlaps {
		state := string(o.State)
		if state == "" {
			state = "total"
		}
		keys = append(keys, s.keys.ledgerKey(o.Announcement, state), s.keys.in(o.Term))
	}
	counts, err := overlapScript.Run(ctx, s.redis, keys).Int64Slice()
	if err != nil {
		return fmt.Errorf("store: count %d overlaps: %w", len(need.Overlaps), err)
	}
	for i, o := range need.Overlaps {
		f.Overlaps[o] = counts[i]
	}
	return nil
}

func (s *Store) findRecipients(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Recipients = map[string][]flows.Recipient{}
	for _, id := range need.Recipients {
		all, err := s.Recipients(ctx, id)
		if err != nil {
			return err
		}
		f.Recipients[id] = make([]flows.Recipient, len(all))
		for i, r := range all {
			f.Recipients[id][i] = flows.Recipient(r)
		}
	}
	return nil
}
