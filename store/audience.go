package store

import (
	"context"
	"fmt"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// sampleMost is how many people of an audience are named as a sample.
const sampleMost = 5

// segmentCall is the part of a script's keys and arguments that says which
// people are meant, as segment.lua reads them.
func (s *Store) segmentCall(segment enterprise.Segment) (keys []string, args []any) {
	keys = append(keys, s.keys.in(enterprise.TermAll))
	for _, group := range segment.Every {
		for _, term := range group {
			keys = append(keys, s.keys.in(term))
		}
	}
	for _, term := range segment.Never {
		keys = append(keys, s.keys.in(term))
	}
	args = append(args, len(segment.Never))
	for _, group := range segment.Every {
		args = append(args, len(group))
	}
	return keys, args
}

func (s *Store) findAudiences(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Audiences = map[string]flows.Audience{}
	for _, segment := range need.Audiences {
		keys, args := s.segmentCall(segment)
		keys = append([]string{
			s.keys.scratch("1"), s.keys.scratch("2"), s.keys.scratch("3"),
			s.keys.in(enterprise.TermBroadcast), s.keys.in(enterprise.TermReachable), s.keys.in(enterprise.TermMuted(segment.Mute)),
		}, keys...)
		counts, err := audienceScript.Run(ctx, s.redis, keys, append([]any{sampleMost}, args...)...).Int64Slice()
		if err != nil {
			return fmt.Errorf("store: count a segment: %w", err)
		}
		a := flows.Audience{Total: counts[0], NoConsent: counts[1], Unreachable: counts[2], Muted: counts[3], Reached: counts[4]}
		for _, id := range counts[5:] {
			a.Sample = append(a.Sample, enterprise.PersonID(id))
		}
		f.Audiences[segment.Key()] = a
	}
	return nil
}
