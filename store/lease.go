package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Lease is the right to be the one active process of a city. Its number grows
// with each holder and every script compares it, so that a process that was
// slow to notice its end can do no harm.
type Lease struct {
	number int64
	holder string
}

func (l Lease) fence() string { return strconv.FormatInt(l.number, 10) }

// String names the lease in logs.
func (l Lease) String() string { return l.fence() }

// Acquire tries to become the active process for a time; ok is false while
// another one is. A holder that died on this machine is replaced at once.
func (s *Store) Acquire(ctx context.Context, ttl time.Duration) (lease Lease, ok bool, err error) {
	me := holder()
	lease, seen, err := s.acquire(ctx, me, ttl, "")
	if err != nil || lease.number > 0 {
		return lease, err == nil, err
	}
	_, who, _ := strings.Cut(seen, " ")
	if !dead(who) {
		return Lease{}, false, nil
	}
	lease, _, err = s.acquire(ctx, me, ttl, seen)
	return lease, err == nil && lease.number > 0, err
}

func (s *Store) acquire(ctx context.Context, me string, ttl time.Duration, instead string) (Lease, string, error) {
	got, err := acquireScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.fence()}, me, ttl.Milliseconds(), instead).Slice()
	if err != nil {
		return Lease{}, "", fmt.Errorf("store: acquire lease: %w", err)
	}
	number, _ := got[0].(int64)
	seen, _ := got[1].(string)
	return Lease{number: number, holder: me}, seen, nil
}

// Renew keeps the lease for another while; ErrFenced when it is lost.
func (s *Store) Renew(ctx context.Context, l Lease, ttl time.Duration) error {
	return s.renew(ctx, l, ttl.Milliseconds())
}

// Release gives the lease up, so that a standby need not wait for its end.
func (s *Store) Release(ctx context.Context, l Lease) error { return s.renew(ctx, l, 0) }

func (s *Store) renew(ctx context.Context, l Lease, ms int64) error {
	result, err := renewScript.Run(ctx, s.redis, []string{s.keys.lease()}, l.fence(), ms).Text()
	switch {
	case err != nil:
		return fmt.Errorf("store: renew lease %s: %w", l, err)
	case result == "FENCED":
		return ErrFenced
	}
	return nil
}

// Active reports whether a process holds the lease.
func (s *Store) Active(ctx context.Context) (bool, error) {
	n, err := s.redis.Exists(ctx, s.keys.lease()).Result()
	if err != nil {
		return false, fmt.Errorf("store: look for an active process: %w", err)
	}
	return n > 0, nil
}
