package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// keyring is what Redis knows of the keys: their ids, never the keys.
type keyring struct {
	Order   []string `json:"order"`             // that values may be sealed under, the newest first
	Retired []string `json:"retired,omitempty"` // under which nothing is sealed any more
}

// KeysError is that DATA_KEY does not go with what Redis knows of its keys.
type KeysError struct {
	What  string   // is wrong
	Right []string // ids of the keys as they should stand
	Given []string // as they stand
}

func (e *KeysError) Error() string {
	return fmt.Sprintf("DATA_KEY: %s. It names the keys %s; right would be %s, in this order, with commas between them (naikkelas keys --ids says which is which)",
		e.What, strings.Join(e.Given, ","), strings.Join(e.Right, ","))
}

// check compares the keys that are configured with those that are known. mark
// is the id of the key that the city began with; empty: it begins now.
func (r keyring) check(given []string, mark string) error {
	wrong := func(what string, right ...string) error { return &KeysError{What: what, Right: right, Given: given} }
	without := func(ids []string, id string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other == id })
	}
	if len(r.Order) == 0 {
		switch {
		case mark == "":
			return nil
		case !slices.Contains(given, mark):
			return ErrWrongKey
		case given[len(given)-1] != mark: // until now people were found by the last
			return wrong(fmt.Sprintf("key %s is the one that the city began with, and stands before a newer one", mark), append(without(given, mark), mark)...)
		}
		return nil
	}
	missing := slices.DeleteFunc(slices.Clone(r.Order), func(id string) bool { return slices.Contains(given, id) })
	if len(missing) == len(r.Order) {
		return ErrWrongKey
	}
	first := given[0]
	switch {
	case len(missing) > 0 && slices.Contains(r.Order, first):
		return wrong(fmt.Sprintf("key %s is missing, and data is sealed under it", strings.Join(missing, ",")), r.Order...)
	case len(missing) > 0:
		return wrong(fmt.Sprintf("key %s is missing, and data is sealed under it", strings.Join(missing, ",")), append([]string{first}, without(r.Order, first)...)...)
	case first != r.Order[0] && (slices.Contains(r.Order, first) || slices.Contains(r.Retired, first)):
		return wrong(fmt.Sprintf("key %s stands first and is older than %s", first, r.Order[0]), r.Order...)
	}
	for _, id := range given[1:] {
		if !slices.Contains(r.Order, id) && !slices.Contains(r.Retired, id) {
			return wrong(fmt.Sprintf("key %s is new and does not stand first", id), append([]string{id}, r.Order...)...)
		}
	}
	return nil
}

// Ready tells whether Redis answers and holds data that our keys open, and reads
// the key that people are found by. It marks a new city.
func (s *Store) Ready(ctx context.Context) error {
	marked, err := s.examine(ctx)
	if err != nil || marked && s.seal.found.Load() != nil {
		return err
	}
	// In a city without one, people are found as they were before it was kept.
	lookup := derive(s.seal.keys[len(s.seal.keys)-1], "lookup")
	p := s.redis.TxPipeline()
	p.SetNX(ctx, s.keys.lookup(), s.seal.seal("lookup", "lookup", lookup), 0)
	p.SetNX(ctx, s.keys.mark(), s.seal.seal("mark", "mark", []byte("naikkelas")), 0)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: mark a city: %w", err)
	}
	_, err = s.examine(ctx)
	return err
}

// Known reads the key that people are found by, unless that was done: before
// it, nobody can be looked up.
func (s *Store) Known(ctx context.Context) error {
	if s.seal.found.Load() != nil {
		return nil
	}
	return s.Ready(ctx)
}

// Opens tells whether our keys open the data, if there is any. It marks nothing.
func (s *Store) Opens(ctx context.Context) error {
	_, err := s.examine(ctx)
	return err
}

// examine looks at mark, keyring and look-up key; marked is false where a city
// begins.
func (s *Store) examine(ctx context.Context) (marked bool, err error) {
	values, err := s.redis.MGet(ctx, s.keys.mark(), s.keys.keyring(), s.keys.lookup()).Result()
	if err != nil {
		return false, fmt.Errorf("store: ask Redis: %w", err)
	}
	mark, marked := values[0].(string)
	ring, err := readKeyring(values[1])
	if err != nil {
		return marked, err
	}
	if err := ring.check(s.seal.keys.IDs(), keyOf(mark)); err != nil {
		return marked, err
	}
	if marked {
		if _, err := s.seal.open("mark", "mark", []byte(mark)); err != nil {
			return marked, ErrWrongKey
		}
	}
	s.sealWith(ring)
	lookup, ok := values[2].(string)
	if !ok {
		return marked, nil
	}
	key, err := s.seal.open("lookup", "lookup", []byte(lookup))
	if err != nil {
		return marked, ErrWrongKey
	}
	s.seal.found.Store(&key)
	return marked, nil
}

// sealWith takes the newest key to seal with that every process of the city is
// known to have: one that is new here seals once it is noted.
func (s *Store) sealWith(ring keyring) {
	if len(ring.Order) == 0 {
		return
	}
	s.seal.first.Store(int32(max(0, slices.Index(s.seal.keys.IDs(), ring.Order[0]))))
}

// unlock reads the look-up key, if that was not done.
func (s *Store) unlock(ctx context.Context) error {
	if s.seal.found.Load() != nil {
		return nil
	}
	return s.Ready(ctx)
}

func readKeyring(value any) (keyring, error) {
	var ring keyring
	text, ok := value.(string)
	if !ok {
		return ring, nil
	}
	if err := json.Unmarshal([]byte(text), &ring); err != nil {
		return ring, fmt.Errorf("store: read what is known of the keys: %w", err)
	}
	return ring, nil
}

func (s *Store) keyring(ctx context.Context) (keyring, error) {
	text, err := s.redis.Get(ctx, s.keys.keyring()).Result()
	if errors.Is(err, redis.Nil) {
		return keyring{}, nil
	}
	if err != nil {
		return keyring{}, fmt.Errorf("store: read what is known of the keys: %w", err)
	}
	return readKeyring(text)
}

// NoteKeys writes down in which order the active process has its keys, and lets
// the first seal. Whoever has them otherwise does not start any more. It reports
// whether there is a new one.
func (s *Store) NoteKeys(ctx context.Context, lease Lease) (rotated bool, err error) {
	ring, err := s.keyring(ctx)
	if err != nil {
		return false, err
	}
	given := s.seal.keys.IDs()
	switch {
	case len(ring.Order) == 0:
		ring.Order = given
	case ring.Order[0] == given[0]:
		return false, nil
	default:
		rotated = true
		ring.Order = append([]string{given[0]}, ring.Order...)
	}
	return rotated, s.setKeyring(ctx, lease, ring)
}

func (s *Store) setKeyring(ctx context.Context, lease Lease, ring keyring) error {
	data, err := json.Marshal(ring)
	if err != nil {
		return fmt.Errorf("store: marshal what is known of the keys: %w", err)
	}
	n, err := keyringScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.keyring()}, lease.fence(), data).Int()
	if err != nil {
		return fmt.Errorf("store: note the keys: %w", err)
	}
	if n < 0 {
		return ErrFenced
	}
	s.sealWith(ring)
	return nil
}
