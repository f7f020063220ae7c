package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// resealBatch is how many keys are looked at before the others have their turn.
	resealBatch = 50
	// copyKept is how long the copy of a stream stays that nobody went on with.
	copyKept = time.Hour
	// swapTries is how often a stream that changes all the time is tried.
	swapTries = 20
)

// Reseal seals everything under the newest key that is sealed under an older one:
// value by value, each only if it is still what was read, so that it loses to
// whoever writes. It may end anywhere and be called again; what is done is left
// alone. After some keys it rests, and says how many values it sealed since the
// rest before. What waits in inbox and outbox is left: it is gone once it is
// handled.
func (s *Store) Reseal(ctx context.Context, lease Lease, rest func(sealed int) error) error {
	seen, sealed := 0, 0
	took := func(n int, err error) error {
		sealed += n
		if err != nil {
			return err
		}
		if seen++; seen%resealBatch == 0 {
			n, sealed = sealed, 0
			return rest(n)
		}
		return nil
	}
	err := s.eachSealing(ctx, func(name string) error {
		switch kind, _, _ := strings.Cut(name, ":"); {
		case name == "inbox" || name == "outbox":
			return nil
		case holds[kind] == "stream":
			return took(s.resealStream(ctx, lease, name, rest))
		default:
			return took(s.resealKey(ctx, lease, name))
		}
	})
	if err == nil {
		err = rest(sealed)
	}
	return err
}

// resealKey seals what a hash, string or list holds.
func (s *Store) resealKey(ctx context.Context, lease Lease, name string) (int, error) {
	values, err := s.sealedAt(ctx, name)
	if err != nil {
		return 0, err
	}
	kind, _, _ := strings.Cut(name, ":")
	args := []any{lease.fence(), holds[kind]}
	for _, v := range values {
		if sealed, ok := s.reseal(v); ok {
			args = append(args, v.field, v.before+v.value, sealed)
		}
	}
	if len(args) == 2 {
		return 0, nil
	}
	n, err := resealScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.prefix + name}, args...).Int()
	if err != nil {
		return 0, fmt.Errorf("store: seal %s: %w", name, err)
	}
	if n < 0 {
		return 0, ErrFenced
	}
	return n, nil
}

// streamCopy is a stream as far as it was copied.
type streamCopy struct {
	first, last string
	n, sealed   int
}

// resealStream copies a stream with the ids it has, under the newest key, and
// lets the copy take its place once nothing was added since. Entries of a
// stream cannot be changed where they stand.
func (s *Store) resealStream(ctx context.Context, lease Lease, name string, rest func(int) error) (int, error) {
	key, copied := s.keys.prefix+name, s.keys.prefix+"copy:"+name
	if old, err := s.anyOlder(ctx, key); err != nil || !old {
		return 0, err
	}
	var c streamCopy
	for range swapTries {
		err := s.eachPage(ctx, key, c.last, func(page []redis.XMessage) error {
			if err := s.copyPage(ctx, lease, copied, &c, page); err != nil {
				return err
			}
			return rest(0)
		})
		if err != nil {
			return 0, err
		}
		result, err := swapStreamScript.Run(ctx, s.redis, []string{s.keys.lease(), key, copied}, lease.fence(), c.n, c.first, c.last).Int()
		if err != nil {
			return 0, fmt.Errorf("store: seal %s: %w", name, err)
		}
		switch result {
		case 1:
			return c.sealed, nil
		case -1:
			return 0, ErrFenced
		}
		if whole, err := s.holdsStill(ctx, key, c); err != nil {
			return 0, err
		} else if !whole {
			c = streamCopy{} // entries went: it begins anew
		}
	}
	return 0, nil // the next pass tries again
}

// anyOlder reports whether a stream has an entry under an older key.
func (s *Store) anyOlder(ctx context.Context, key string) (bool, error) {
	older := false
	err := s.eachPage(ctx, key, "", func(page []redis.XMessage) error {
		for _, m := range page {
			for _, v := range sealedFields(m) {
				_, ok := s.reseal(v)
				older = older || ok
			}
		}
		if older {
			return errFound
		}
		return nil
	})
	if older {
		err = nil
	}
	return older, err
}

// copyPage appends some entries to a copy.
func (s *Store) copyPage(ctx context.Context, lease Lease, copied string, c *streamCopy, page []redis.XMessage) error {
	begins := 0
	if c.n == 0 {
		begins, c.first = 1, page[0].ID
	}
	args := []any{lease.fence(), begins, copyKept.Milliseconds()}
	for _, m := range page {
		sealed := sealedFields(m)
		args = append(args, m.ID, len(m.Values))
		for field, value := range m.Values {
			if v, ok := sealed[field]; ok {
				anew, changed := s.reseal(v)
				if changed {
					c.sealed++
				}
				value = anew
			}
			args = append(args, field, value)
		}
	}
	n, err := copyStreamScript.Run(ctx, s.redis, []string{s.keys.lease(), copied}, args...).Int()
	if err != nil {
		return fmt.Errorf("store: copy a stream: %w", err)
	}
	if n < 0 {
		return ErrFenced
	}
	c.n, c.last = c.n+len(page), page[len(page)-1].ID
	return nil
}

// holdsStill reports whether a stream still begins with all that was copied.
func (s *Store) holdsStill(ctx context.Context, key string, c streamCopy) (bool, error) {
	n := 0
	err := s.eachPage(ctx, key, "", func(page []redis.XMessage) error {
		if n == 0 && page[0].ID != c.first {
			return errFound
		}
		i := slices.IndexFunc(page, func(m redis.XMessage) bool { return m.ID == c.last })
		if i < 0 {
			n += len(page)
			return nil
		}
		n += i + 1
		return errFound
	})
	if err == errFound {
		err = nil
	}
	return n == c.n, err
}

// errFound ends a walk.
var errFound = errors.New("found")

// Retire notes that nothing is sealed under older keys any more, so that they may
// be dropped, if that is so. It gives how much is left under older ones. From then on a
// release that finds people by the oldest key would know nobody: the version of
// the data says so.
func (s *Store) Retire(ctx context.Context, lease Lease, release string) (left int, err error) {
	n, err := s.Sealings(ctx)
	if err != nil {
		return 0, err
	}
	first := s.firstID()
	for id, values := range n {
		if id != first {
			left += values
		}
	}
	ring, err := s.keyring(ctx)
	if err != nil || left > 0 || len(ring.Order) < 2 || ring.Order[0] != first {
		return left, err
	}
	if err := s.setVersion(ctx, Version, release); err != nil {
		return 0, err
	}
	ring.Retired = append(slices.Clone(ring.Order[1:]), ring.Retired...)
	ring.Order = ring.Order[:1]
	return 0, s.setKeyring(ctx, lease, ring)
}

// Sealed is which keys are needed: the newest first, and those that may be
// dropped. Before the first start there are none.
func (s *Store) Sealed(ctx context.Context) (order, retired []string, err error) {
	ring, err := s.keyring(ctx)
	return ring.Order, ring.Retired, err
}
