package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// keyOf is the id of the key that a value is sealed under; empty: it is not
// sealed.
func keyOf(value string) string {
	if len(value) < sealHeader+nonceSize || value[0] != sealVersion {
		return ""
	}
	return hex.EncodeToString([]byte(value[1:sealHeader]))
}

// sealedValue is one sealed value and where it stands.
type sealedValue struct {
	field       string // of a hash
	before      string // what stands before it, unsealed
	value       string
	scope, name string // as it is sealed
}

// holds says how a kind of key holds what is sealed. A kind that is not here
// holds nothing sealed.
var holds = map[string]string{
	"mark": "string", "lookup": "string", "flight": "string",
	"p": "hash", "r": "hash", "parked": "hash",
	"shown": "list", "said": "list",
	"inbox": "stream", "outbox": "stream", "dead": "stream", "audit": "stream",
}

// aliasSize is the length of an alias, which stands before the line in flight:*.
const aliasSize = 16

// sealedAt is what is sealed in a hash, string or list.
func (s *Store) sealedAt(ctx context.Context, name string) ([]sealedValue, error) {
	kind, id, _ := strings.Cut(name, ":")
	key := s.keys.prefix + name
	var found []sealedValue
	add := func(field, stored string) {
		v := sealedValue{field: field, value: stored, scope: kind, name: kind}
		switch kind {
		case "p":
			v.scope, v.name = "p"+id, field
		case "r":
			v.scope, v.name = recordScope, id
		case "flight", "parked", "shown", "said":
			person, _, _ := strings.Cut(stored, " ")
			size := min(len(person)+1, len(stored))
			if kind == "flight" {
				size = min(size+aliasSize, len(stored))
			}
			v.before, v.value = stored[:size], stored[size:]
			person, _, _ = strings.Cut(person, "/") // how often a line was said stands behind
			v.scope, v.name = "p"+person, "l"
		}
		if keyOf(v.value) != "" {
			found = append(found, v)
		}
	}
	var err error
	switch holds[kind] {
	case "string":
		var text string
		if text, err = s.redis.Get(ctx, key).Result(); err == nil {
			add("", text)
		}
	case "hash":
		var fields map[string]string
		fields, err = s.redis.HGetAll(ctx, key).Result()
		for field, value := range fields {
			if field != fieldVersion && field != fieldUntil && field != fieldTerms && field != fieldWords {
				add(field, value)
			}
		}
	case "list":
		var entries []string
		entries, err = s.redis.LRange(ctx, key, 0, -1).Result()
		for _, e := range entries {
			add("", e)
		}
	}
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("store: read %s: %w", name, err)
	}
	return found, nil
}

// sealedFields are the fields of a stream's entry that are sealed, and as what.
func sealedFields(m redis.XMessage) map[string]sealedValue {
	found := map[string]sealedValue{}
	for field, scope := range map[string]string{"i": inboxScope, "e": auditScope, "l": ""} {
		value, _ := m.Values[field].(string)
		if keyOf(value) == "" {
			continue
		}
		if field == "l" {
			person, _ := m.Values["p"].(string)
			scope = "p" + person
		}
		found[field] = sealedValue{field: field, value: value, scope: scope, name: field}
	}
	return found
}

// streamPage is how many entries of a stream are read at once.
const streamPage = 500

// eachPage calls found with the entries of a stream after an id, a page at a
// time.
func (s *Store) eachPage(ctx context.Context, key, after string, found func([]redis.XMessage) error) error {
	for {
		from := "-"
		if after != "" {
			from = "(" + after
		}
		page, err := s.redis.XRangeN(ctx, key, from, "+", streamPage).Result()
		if err != nil {
			return fmt.Errorf("store: read a stream: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		if err := found(page); err != nil {
			return err
		}
		after = page[len(page)-1].ID
	}
}

// eachSealing names all keys that may hold something sealed, without the city.
func (s *Store) eachSealing(ctx context.Context, found func(name string) error) error {
	return s.eachKey(ctx, s.keys.prefix+"*", func(key string) error {
		name := strings.TrimPrefix(key, s.keys.prefix)
		kind, _, _ := strings.Cut(name, ":")
		if holds[kind] == "" {
			return nil
		}
		return found(name)
	})
}

// Sealings are how many values are sealed under which key, by its id.
type Sealings map[string]int

// Sealings counts every sealed value of the city.
func (s *Store) Sealings(ctx context.Context) (Sealings, error) {
	n := Sealings{}
	err := s.eachSealing(ctx, func(name string) error {
		kind, _, _ := strings.Cut(name, ":")
		if holds[kind] == "stream" {
			return s.eachPage(ctx, s.keys.prefix+name, "", func(page []redis.XMessage) error {
				for _, m := range page {
					for _, v := range sealedFields(m) {
						n[keyOf(v.value)]++
					}
				}
				return nil
			})
		}
		values, err := s.sealedAt(ctx, name)
		for _, v := range values {
			n[keyOf(v.value)]++
		}
		return err
	})
	return n, err
}

// reseal gives a value under the first key; false: it is there, or it does not
// open.
func (s *Store) reseal(v sealedValue) (string, bool) {
	if keyOf(v.value) == s.firstID() {
		return v.value, false
	}
	plain, err := s.seal.open(v.scope, v.name, []byte(v.value))
	if err != nil {
		return v.value, false
	}
	return v.before + string(s.seal.seal(v.scope, v.name, plain)), true
}

// firstID names the key that seals.
func (s *Store) firstID() string { return hex.EncodeToString(s.seal.ids[s.seal.first.Load()]) }
