package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// searchMost bounds the people that one search names.
const searchMost = 60

// searchRead bounds how many people one word is looked through for.
const searchRead = 20_000

// word is the name under which the people of a search word are kept: nobody
// can read a name in a key, nor try names without ours.
func (s *sealer) word(w string) string {
	mac := hmac.New(sha256.New, s.lookup())
	mac.Write([]byte("word\x00" + w))
	return hex.EncodeToString(mac.Sum(nil)[:10])
}

// searchWords are the names of a person's search words, in order.
func (s *Store) searchWords(p enterprise.Person) []string {
	var out []string
	for _, w := range enterprise.SearchWords(p) {
		out = append(out, s.seal.word(w))
	}
	slices.Sort(out)
	return out
}

// findSearches finds people by words, those of whom every word is a whole one
// first. Nothing is scanned: each word is a set.
func (s *Store) findSearches(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Searches = map[flows.Search][]enterprise.PersonID{}
	for _, q := range need.Searches {
		place, err := s.placeOf(ctx, q.Place)
		if err != nil {
			return err
		}
		words := strings.Fields(q.Words)
		if len(words) == 0 {
			f.Searches[q] = slices.Clip(place[:min(len(place), searchMost)])
			continue
		}
		whole, similar, err := s.sharing(ctx, words)
		if err != nil {
			return err
		}
		found := []enterprise.PersonID{}
		for _, id := range slices.Concat(whole, similar) {
			_, there := slices.BinarySearch(place, id)
			if len(found) < searchMost && (q.Place == "" || there) && !slices.Contains(found, id) {
				found = append(found, id)
			}
		}
		f.Searches[q] = found
	}
	return nil
}

func (s *Store) placeOf(ctx context.Context, term string) ([]enterprise.PersonID, error) {
	if term == "" {
		return nil, nil
	}
	return s.Members(ctx, term)
}

// sharing are the people who have all the words whole, and those who have
// words that begin alike.
func (s *Store) sharing(ctx context.Context, words []string) (whole, similar []enterprise.PersonID, err error) {
	p := s.redis.Pipeline()
	var exact []string
	alike := make([]*redis.StringSliceCmd, len(words))
	for i, w := range words {
		keys := []string{s.keys.find(s.seal.word(w))}
		exact = append(exact, keys[0])
		if b, ok := enterprise.BeginningOf(w); ok {
			keys = append(keys, s.keys.find(s.seal.word(b)))
		}
		alike[i] = p.SUnion(ctx, keys...)
	}
	together := p.SInter(ctx, exact...)
	if _, err := p.Exec(ctx); err != nil {
		return nil, nil, fmt.Errorf("store: search %d words: %w", len(words), err)
	}
	whole = personIDs(together.Val())
	for i, found := range alike {
		ids := personIDs(found.Val())
		if i == 0 {
			similar = ids
			continue
		}
		similar = slices.DeleteFunc(similar, func(id enterprise.PersonID) bool {
			_, there := slices.BinarySearch(ids, id)
			return !there
		})
	}
	return whole, similar, nil
}

// personIDs are the members of a set of people, in order.
func personIDs(members []string) []enterprise.PersonID {
	ids := make([]enterprise.PersonID, 0, len(members))
	for _, m := range members[:min(len(members), searchRead)] {
		if id, err := strconv.ParseInt(m, 10, 64); err == nil {
			ids = append(ids, enterprise.PersonID(id))
		}
	}
	slices.Sort(ids)
	return ids
}
