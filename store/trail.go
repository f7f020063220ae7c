package store

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"naikkelas/flows"
)

// The trail is a chain: an entry holds a digest (h) of what it says, which nobody
// makes without the look-up key, and a digest (c) of that and of the c before it.
// Neither depends on the seal, so that a change of DATA_KEY leaves the chain
// whole, nor on anything that an erasure takes away. Redis itself works c out, in
// the script that appends; SHA-1 is what it has, and is enough: what goes in is
// nobody's to choose. Whoever can write to Redis could take an entry out and
// work all c after it out anew; then the end of the chain is another than the
// one that was noted elsewhere (see TrailEnd).

// trailDigest is before what a digest of the trail is made of.
const trailDigest = "trail\x00"

// TrailEntry is an entry as it is checked and exported.
type TrailEntry struct {
	ID string `json:"id"`
	flows.Audit
	Digest string `json:"digest,omitempty"` // of what it says
	Chain  string `json:"chain,omitempty"`  // of the digest and the chain before
	Fault  string `json:"fault,omitempty"`  // what is wrong with it
}

// TrailEnd is how far a trail is: the last entry and its chain. Without an entry
// it is empty.
type TrailEnd struct {
	ID    string `json:"id"`
	Chain string `json:"chain"`
}

// EachTrail calls found with every entry of the trail, the oldest first, each
// checked against those before. Entries of before there was a chain have none,
// and no fault.
func (s *Store) EachTrail(ctx context.Context, found func(TrailEntry) error) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	chain, began := "", false
	return s.eachPage(ctx, s.keys.audit(), "", func(page []redis.XMessage) error {
		for _, m := range page {
			e := s.trailEntry(m)
			switch {
			case e.Fault != "":
			case e.Chain == "" && began:
				e.Fault = "it is not in the chain: a release before wrote it, or somebody else"
			case e.Chain != "" && e.Chain != chained(chain, e.Digest):
				e.Fault = "the entry before it is another one, or is missing"
			}
			if e.Chain != "" {
				chain, began = e.Chain, true
			}
			if err := found(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func chained(before, digest string) string {
	sum := sha1.Sum([]byte(before + digest))
	return hex.EncodeToString(sum[:])
}

func (s *Store) trailEntry(m redis.XMessage) TrailEntry {
	e := TrailEntry{ID: m.ID}
	e.Digest, _ = m.Values["h"].(string)
	e.Chain, _ = m.Values["c"].(string)
	sealed, _ := m.Values["e"].(string)
	data, err := s.seal.open(auditScope, "e", []byte(sealed))
	if err == nil {
		err = json.Unmarshal(data, &e.Audit)
	}
	switch {
	case err != nil:
		e.Fault = "it does not open"
	case e.Chain != "" && e.Digest != s.seal.digest(trailDigest+string(data)):
		e.Fault = "it says something else than when it was written"
	}
	return e
}

// TrailEnd is the end of the trail now.
func (s *Store) TrailEnd(ctx context.Context) (TrailEnd, error) {
	last, err := s.redis.XRevRangeN(ctx, s.keys.audit(), "+", "-", 1).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return TrailEnd{}, fmt.Errorf("store: look for the end of the trail: %w", err)
	}
	if len(last) == 0 {
		return TrailEnd{}, nil
	}
	chain, _ := last[0].Values["c"].(string)
	return TrailEnd{last[0].ID, chain}, nil
}

// TrailHolds reports whether the trail still has an end that it had.
func (s *Store) TrailHolds(ctx context.Context, end TrailEnd) (bool, error) {
	found, err := s.redis.XRange(ctx, s.keys.audit(), end.ID, end.ID).Result()
	if err != nil {
		return false, fmt.Errorf("store: look for an entry of the trail: %w", err)
	}
	if len(found) == 0 {
		return false, nil
	}
	chain, _ := found[0].Values["c"].(string)
	return chain == end.Chain, nil
}

// Vouch is a digest of an end that nobody makes without the look-up key.
func (s *Store) Vouch(end TrailEnd) string {
	return s.seal.digest("end\x00" + end.ID + "\x00" + end.Chain)
}
