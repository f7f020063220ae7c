package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// trailed is a city with entries in its trail.
func trailed(t *testing.T, s *Store, n int) Lease {
	t.Helper()
	l := lease(t, s)
	for i := range n {
		e := put(t, s, fmt.Sprint(i), "x")
		p := load(t, s, e)
		turn := registered(p)
		turn.AuditLog = []flows.Audit{{At: testTime, Who: 7, Whom: p.State.Person.ID, What: "data.card", On: fmt.Sprint(2 * i)}, {At: testTime, Who: 7, What: "data.found", On: fmt.Sprint(2*i + 1)}}
		if err := commit(t, s, l, e, p, turn); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func faultsOf(t *testing.T, s *Store) (n int, faults []string) {
	t.Helper()
	err := s.EachTrail(t.Context(), func(e TrailEntry) error {
		n++
		if e.Fault != "" {
			faults = append(faults, e.On+": "+e.Fault)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, faults
}

func TestTheTrailIsAChain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		// One entry of the release before, which had no chain.
		old := s.seal.seal(auditScope, "e", []byte(`{"who":1,"what":"data.card"}`))
		r.Client.XAdd(t.Context(), &redis.XAddArgs{Stream: s.keys.audit(), Values: []any{"e", old}})
		l := trailed(t, s, 3)
		if n, faults := faultsOf(t, s); n != 7 || len(faults) > 0 {
			t.Fatalf("%d entries, %v", n, faults)
		}
		end, err := s.TrailEnd(t.Context())
		if err != nil || end.Chain == "" {
			t.Fatalf("%+v, %v", end, err)
		}
		// An erasure, and a change of the key, leave it whole.
		e := put(t, s, "erase", "/hapus")
		p := load(t, s, e)
		if err := commit(t, s, l, e, p, flows.Turn{State: flows.State{Person: p.State.Person}, Forget: true, To: siti}); err != nil {
			t.Fatal(err)
		}
		if err := s.Release(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		s = open(t, r, 1, 0)
		l = lease(t, s)
		if _, err := s.NoteKeys(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if err := s.Reseal(t.Context(), l, func(int) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if n, faults := faultsOf(t, s); n != 7 || len(faults) > 0 {
			t.Fatalf("after an erasure and with another key %d entries, %v", n, faults)
		}
		if holds, err := s.TrailHolds(t.Context(), end); !holds || err != nil {
			t.Errorf("the end is another: %v", err)
		}

		all := r.Client.XRange(t.Context(), s.keys.audit(), "-", "+").Val()
		rewrite := func(entries []redis.XMessage) {
			r.Client.Del(t.Context(), s.keys.audit())
			for _, m := range entries {
				r.Client.XAdd(t.Context(), &redis.XAddArgs{Stream: s.keys.audit(), ID: m.ID, Values: m.Values})
			}
		}
		expect := func(what, fault string) {
			t.Helper()
			if _, faults := faultsOf(t, s); len(faults) != 1 || !strings.Contains(faults[0], fault) {
				t.Errorf("%s: %v", what, faults)
			}
		}
		rewrite(append(append([]redis.XMessage{}, all[:3]...), all[4:]...))
		expect("an entry was taken out", "is missing")
		rewrite(all)
		r.Client.XAdd(t.Context(), &redis.XAddArgs{Stream: s.keys.audit(), Values: []any{"e", old}})
		expect("one without a chain was added", "not in the chain")
		other := s.seal.seal(auditScope, "e", []byte(`{"who":9,"what":"data.card","on":"2"}`))
		changed := append([]redis.XMessage{}, all...)
		changed[3] = redis.XMessage{ID: all[3].ID, Values: map[string]any{"e": string(other), "h": all[3].Values["h"], "c": all[3].Values["c"]}}
		rewrite(changed)
		expect("one says something else", "something else")
		// Whoever works the chain out anew ends with another one.
		forged, chain := []redis.XMessage{all[0]}, ""
		for _, m := range append(append([]redis.XMessage{}, all[1:3]...), all[4:]...) {
			chain = chained(chain, m.Values["h"].(string))
			forged = append(forged, redis.XMessage{ID: m.ID, Values: map[string]any{"e": m.Values["e"], "h": m.Values["h"], "c": chain}})
		}
		rewrite(forged)
		if _, faults := faultsOf(t, s); len(faults) != 0 {
			t.Errorf("%v", faults)
		}
		if holds, err := s.TrailHolds(t.Context(), end); holds || err != nil {
			t.Errorf("the forged chain ends like the true one: %v", err)
		}
	})
}
