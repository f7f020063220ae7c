package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Traces calls found with each place of the city's data where one of the texts
// stands, whatever its case: in the name of a key, in a value, or under the
// seal. It reads everything there is, and is for proving an erasure.
func (s *Store) Traces(ctx context.Context, texts []string, found func(place string)) error {
	t := tracer{Store: s, found: found}
	for _, text := range texts {
		inJSON, _ := json.Marshal(text)
		t.texts = append(t.texts, bytes.ToLower([]byte(text)), bytes.ToLower(bytes.Trim(inJSON, `"`)))
	}
	keys := s.redis.Scan(ctx, 0, s.keys.prefix+"*", 1000).Iterator()
	for keys.Next(ctx) {
		if err := t.key(ctx, keys.Val()); err != nil {
			return fmt.Errorf("store: look for traces in %s: %w", keys.Val(), err)
		}
	}
	if err := keys.Err(); err != nil {
		return fmt.Errorf("store: look for traces: %w", err)
	}
	return nil
}

type tracer struct {
	*Store
	texts [][]byte
	found func(place string)
}

// key looks through one key, whatever it holds.
func (t *tracer) key(ctx context.Context, key string) error {
	name := strings.TrimPrefix(key, t.keys.prefix)
	t.look(name, []byte(name))
	kind, err := t.redis.Type(ctx, key).Result()
	if err != nil {
		return err
	}
	switch kind {
	case "string":
		text, err := t.redis.Get(ctx, key).Result()
		t.look(name, []byte(text))
		return ignoreGone(err)
	case "hash":
		fields, err := t.redis.HGetAll(ctx, key).Result()
		for field, value := range fields {
			t.value(name, "", field, value)
		}
		return err
	case "set":
		members, err := t.redis.SMembers(ctx, key).Result()
		t.look(name, []byte(strings.Join(members, "\n")))
		return err
	case "zset":
		members, err := t.redis.ZRange(ctx, key, 0, -1).Result()
		t.look(name, []byte(strings.Join(members, "\n")))
		return err
	case "list": // where somebody's data was shown
		entries, err := t.redis.LRange(ctx, key, 0, -1).Result()
		for _, entry := range entries {
			person, line, _ := strings.Cut(entry, " ")
			t.value(name, person, "l", line)
		}
		return err
	case "stream":
		return t.stream(ctx, key, name)
	}
	return fmt.Errorf("it is a %s", kind)
}

func (t *tracer) stream(ctx context.Context, key, name string) error {
	after := "-"
	for {
		page, err := t.redis.XRangeN(ctx, key, after, "+", 1000).Result()
		if err != nil {
			return err
		}
		for _, m := range page {
			person, _ := m.Values["p"].(string)
			for field, value := range m.Values {
				text, _ := value.(string)
				t.value(name+" "+m.ID, person, field, text)
			}
		}
		if len(page) < 1000 {
			return nil
		}
		after = "(" + page[len(page)-1].ID
	}
}

// value looks into a field, and under its seal if it has one.
func (t *tracer) value(name, person, field, value string) {
	place := name + " " + field
	t.look(place, []byte(field))
	for _, as := range t.sealedAs(name, person, field) {
		if plain, err := t.seal.open(as.scope, as.field, []byte(value)); err == nil {
			t.look(place, plain)
			return
		}
	}
	t.look(place, []byte(value))
}

type sealedAs struct{ scope, field string }

// sealedAs is what a field may be sealed as.
func (t *tracer) sealedAs(name, person, field string) []sealedAs {
	kind, id, _ := strings.Cut(name, ":")
	return []sealedAs{
		{"p" + id, field}, // of a person
		{recordScope, id}, // a record
		{"p" + person, field},
		{inboxScope, field},
		{auditScope, field},
		{kind, kind}, // the mark
	}
}

// look tells whether one of the texts stands in some data.
func (t *tracer) look(place string, data []byte) {
	data = bytes.ToLower(data)
	if slices.ContainsFunc(t.texts, func(text []byte) bool { return bytes.Contains(data, text) }) {
		t.found(place)
	}
}

func ignoreGone(err error) error {
	if err == redis.Nil {
		return nil
	}
	return err
}
