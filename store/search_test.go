package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// people are imported owners with these names; their ids count from 1.
func people(t *testing.T, s *Store, names ...string) {
	t.Helper()
	var all []enterprise.Person
	for i, name := range names {
		all = append(all, enterprise.Person{
			Language: "id", Name: name, Phone: fmt.Sprintf("+62812345678%02d", i),
			Consents:   []enterprise.Consent{{Purpose: enterprise.DataConsent, Given: true}},
			Businesses: []enterprise.Business{{ID: "1", Name: "Warung " + name, Sector: "trade", District: "35.73.05", Village: []string{"a", "b"}[i%2], NIB: fmt.Sprintf("01012300999%02d", i)}},
		})
	}
	if err := s.Import(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

func search(t *testing.T, s *Store, words, place string) []enterprise.PersonID {
	t.Helper()
	q := flows.Search{Words: words, Place: place}
	f, err := s.Find(t.Context(), testTime, flows.Lookup{Searches: []flows.Search{q}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Searches[q]
}

func TestPeopleAreFoundByTheirWords(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		people(t, s, "Siti Aminah", "Siti Aminatun", "Budi Amin", "Sitinjak")
		for _, c := range []struct {
			words, place string
			want         string
		}{
			{"siti", "", "[p1 p2 p4]"},       // whole words first
			{"siti aminah", "", "[p1 p2]"},   // the second begins alike
			{"aminah", "", "[p1 p2 p3]"},     // all that begin like it
			{"budi warung", "", "[p3]"},      // a name and a business
			{"081234567802", "", "[p3]"},     // phone
			{"0101230099903", "", "[p4]"},    // NIB
			{"siti", "village:b", "[p2 p4]"}, // and a place
			{"", "village:a", "[p1 p3]"},     // a place alone
			{"warung", "district:x", "[]"},   // nobody lives there
			{"joko", "", "[]"},
		} {
			if got := fmt.Sprint(search(t, s, c.words, c.place)); got != c.want {
				t.Errorf("%q in %q: %s, want %s", c.words, c.place, got, c.want)
			}
		}
	})
}

// Whoever changes a name is found by the new one only, and whoever is erased
// leaves no word behind; no key holds a name in the clear.
func TestWordsFollowThePerson(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		turn := func(change func(*flows.Turn)) {
			e := put(t, s, fmt.Sprint(s.RoundTrips()), "halo")
			l := load(t, s, e)
			made := registered(l)
			change(&made)
			c, after, err := s.Change(testTime, e, l, made)
			if err != nil {
				t.Fatal(err)
			}
			if errs := s.Commit(t.Context(), holder, []Change{c}); errs[0] != nil {
				t.Fatal(errs[0])
			}
			if stored := load(t, s, e); !slices.Equal(stored.words, after.words) {
				t.Errorf("the words stored are %v, expected were %v", stored.words, after.words)
			}
		}
		turn(func(*flows.Turn) {})
		if got := search(t, s, "aminah keripik", ""); len(got) != 1 {
			t.Errorf("found are %v", got)
		}
		keys := r.Client.Keys(t.Context(), "*").Val()
		if n := len(slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !strings.Contains(k, ":find:") })); n < 6 {
			t.Errorf("there are %d words", n)
		}
		for _, k := range keys {
			if strings.Contains(strings.ToLower(k), "amin") || strings.Contains(k, "8123") {
				t.Errorf("a key says who it is about: %s", k)
			}
		}
		turn(func(made *flows.Turn) { made.State.Person.Name = "Dewi Lestari" })
		if old, now := search(t, s, "aminah", ""), search(t, s, "lestari", ""); len(old) != 0 || len(now) != 1 {
			t.Errorf("by the old name %v, by the new one %v", old, now)
		}
		turn(func(made *flows.Turn) { made.Forget = true })
		for _, k := range r.Client.Keys(t.Context(), "*").Val() {
			if strings.Contains(k, ":find:") {
				t.Errorf("a word is left behind: %s", k)
			}
		}
	})
}

// Somebody stored before there were search words is found from their next
// word on.
func TestWhoHadNoWordsGetsThem(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for i := range 2 {
			e := put(t, s, fmt.Sprint("u", i), "halo")
			l := load(t, s, e)
			if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, registered(l))}); errs[0] != nil {
				t.Fatal(errs[0])
			}
			if i == 0 {
				r.Client.HDel(t.Context(), s.keys.person(l.State.Person.ID), fieldWords)
				for _, k := range r.Client.Keys(t.Context(), "*:find:*").Val() {
					r.Client.Del(t.Context(), k)
				}
			}
		}
		if got := search(t, s, "siti", ""); len(got) != 1 {
			t.Errorf("found are %v", got)
		}
	})
}
