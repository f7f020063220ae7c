package store

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/flows"
)

// storedName is how a record is named in Redis: the end of its key, and the
// member of lists. It is the record's own name unless that is a secret.
type storedName struct{ kind, id string }

// String is the name as lists hold it.
func (n storedName) String() string { return n.kind + ":" + n.id }

// hiddenPrefix begins the stored name of a record that is named after a
// secret; no token begins like this, so that one is not taken for the other.
const hiddenPrefix = "h"

// nameOf is how a record is named in Redis. Whoever may list the names there
// learns no token of a link, and none is accepted that was listed there.
func (s *Store) nameOf(n flows.RecordName) storedName {
	if !slices.Contains(flows.SecretRecords, n.Kind) {
		return storedName{n.Kind, n.ID}
	}
	return storedName{n.Kind, hiddenPrefix + s.seal.digest("record\x00"+n.Kind+"\x00"+n.ID)}
}

// storedNameIn is the name of a record as lists hold it.
func storedNameIn(member string) storedName {
	kind, id, _ := strings.Cut(member, ":")
	return storedName{kind, id}
}

func (s *Store) sealRecord(name storedName, r flows.Record) ([]byte, error) {
	stored := storedRecord{Data: r.Data, Lists: r.Lists}
	if strings.HasPrefix(name.id, hiddenPrefix) && slices.Contains(flows.SecretRecords, name.kind) {
		stored.ID = r.ID
	}
	data, err := json.Marshal(stored)
	if err != nil {
		return nil, fmt.Errorf("store: marshal record %s: %w", name, err)
	}
	return s.seal.seal(recordScope, name.String(), data), nil
}

func (s *Store) openRecord(n storedName, values []any) (flows.Record, error) {
	r := flows.Record{RecordName: flows.RecordName{Kind: n.kind, ID: n.id}}
	version, ok := values[0].(string)
	sealed, _ := values[1].(string)
	if !ok {
		return r, nil
	}
	var err error
	if r.Version, err = strconv.ParseInt(version, 10, 64); err != nil {
		return r, err
	}
	data, err := s.seal.open(recordScope, n.String(), []byte(sealed))
	if err != nil {
		return r, err
	}
	var stored storedRecord
	err = json.Unmarshal(data, &stored)
	r.Data, r.Lists = stored.Data, stored.Lists
	if stored.ID != "" {
		r.ID = stored.ID
	}
	if err == nil {
		r.Until, err = until(values[2])
	}
	return r, err
}

// tokenName is the name of a record as the releases before stored it, when it
// is named after a token.
var tokenName = regexp.MustCompile(`^[0-9a-f]{32}$`)

// HideSecrets gives records that an earlier release named after their token the
// name they have now, in their lists, too. It gives how many.
func (s *Store) HideSecrets(ctx context.Context, lease Lease, now time.Time) (moved int, err error) {
	if err := s.unlock(ctx); err != nil {
		return 0, err
	}
	for _, kind := range flows.SecretRecords {
		prefix := s.keys.record(storedName{kind: kind})
		err := s.eachKey(ctx, prefix+"*", func(key string) error {
			id := strings.TrimPrefix(key, prefix)
			if !tokenName.MatchString(id) {
				return nil
			}
			n, err := s.hide(ctx, lease, now, storedName{kind, id})
			moved += n
			return err
		})
		if err != nil {
			return moved, fmt.Errorf("store: hide names of %s: %w", kind, err)
		}
	}
	return moved, nil
}

func (s *Store) hide(ctx context.Context, lease Lease, now time.Time, old storedName) (int, error) {
	found, err := s.readRecords(ctx, now, []storedName{old})
	if err != nil {
		return 0, err
	}
	r := found[0]
	name := s.nameOf(flows.RecordName{Kind: old.kind, ID: old.id})
	keys, args := []string{s.keys.lease(), s.keys.record(old), s.keys.record(name)}, []any{lease.fence(), r.Version, old.String(), name.String(), []byte(nil)}
	if r.Data != nil { // it is not over
		if args[4], err = s.sealRecord(name, r); err != nil {
			return 0, err
		}
	}
	for _, list := range sortedKeys(r.Lists) {
		keys = append(keys, s.keys.list(list))
	}
	n, err := hideScript.Run(ctx, s.redis, keys, args...).Int()
	if err == nil && n < 0 {
		return 0, ErrFenced
	}
	return n, err
}
