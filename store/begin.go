package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// A cause that kills the process cannot be counted after it failed. What a
// process finds in the inbox as it starts was perhaps begun by one that died of
// it: before such a cause is begun again, that is counted. What arrives later
// costs nothing.

// beganField is the field of tries that counts how often a cause was begun.
const beganField = "begun:"

// Leftover is what an earlier process left in the inbox.
type Leftover struct {
	last  string // the newest entry's id
	begun map[string]int
}

// Left finds out what is left of an earlier process.
func (s *Store) Left(ctx context.Context) (Leftover, error) {
	p := s.redis.Pipeline()
	newest, tries := p.XRevRangeN(ctx, s.keys.inbox(), "+", "-", 1), p.HGetAll(ctx, s.keys.tries())
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return Leftover{}, fmt.Errorf("store: find what is left: %w", err)
	}
	l := Leftover{begun: map[string]int{}}
	for _, m := range newest.Val() {
		l.last = m.ID
	}
	for field, n := range tries.Val() {
		if id, ok := strings.CutPrefix(field, beganField); ok {
			l.begun[id], _ = strconv.Atoi(n) // HINCRBY wrote it
		}
	}
	return l, nil
}

// number is an entry's id as it is compared.
func number(id string) [2]uint64 {
	ms, n, _ := strings.Cut(id, "-")
	a, _ := strconv.ParseUint(ms, 10, 64)
	b, _ := strconv.ParseUint(n, 10, 64)
	return [2]uint64{a, b}
}

// Earlier reports whether an entry is not newer than another.
func Earlier(id, other string) bool {
	a, b := number(id), number(other)
	return a[0] < b[0] || a[0] == b[0] && a[1] <= b[1]
}

// Holds reports whether an entry is one of those that were left.
func (l Leftover) Holds(id string) bool { return Earlier(id, l.last) }

// Begun is how often a cause was begun again after a process had left it.
func (l Leftover) Begun(id string) int { return l.begun[id] }

// Begin counts that causes which were left are begun again. It gives those that
// were begun so often that they are to be put aside instead.
func (s *Store) Begin(ctx context.Context, lease Lease, ids []string) (deadly []string, err error) {
	counts, err := s.begin(ctx, lease, 1, ids)
	for i, n := range counts {
		if n > triesAllowed {
			deadly = append(deadly, ids[i])
		}
	}
	return deadly, err
}

// GiveBack takes counts of Begin back: the process ends, but not of these.
func (s *Store) GiveBack(ctx context.Context, lease Lease, ids []string) error {
	_, err := s.begin(ctx, lease, -1, ids)
	return err
}

func (s *Store) begin(ctx context.Context, lease Lease, by int, ids []string) ([]int64, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{lease.fence(), by}
	for _, id := range ids {
		args = append(args, id)
	}
	counts, err := beginScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.inbox(), s.keys.tries()}, args...).Int64Slice()
	switch {
	case err != nil:
		return nil, fmt.Errorf("store: begin %d causes: %w", len(ids), err)
	case counts[0] < 0:
		return nil, ErrFenced
	}
	return counts, nil
}

// PutAside moves a cause to the dead letters at once; the apology goes out.
func (s *Store) PutAside(ctx context.Context, lease Lease, e Entry, reason string, apology Line) error {
	_, err := s.fail(ctx, lease, e, 0, reason, apology)
	return err
}
