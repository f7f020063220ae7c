package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// TestListsHoldExactlyWhatStandsInThem writes, moves and erases records, by
// steps that know them and by steps that threw away what they knew, as an
// erasure does.
func TestListsHoldExactlyWhatStandsInThem(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		turn := 0
		rapid.Check(t, func(random *rapid.T) {
			r.Client.FlushDB(t.Context())
			holder = lease(t, s)
			stand := map[string]map[string]bool{"open": {}, "mine": {}, "all": {}}
			for range rapid.IntRange(1, 12).Draw(random, "turns") {
				turn++
				n := flows.RecordName{Kind: "ticket", ID: fmt.Sprint(rapid.IntRange(1, 4).Draw(random, "record"))}
				record := find(t, s, n)
				e := put(t, s, fmt.Sprint("d", turn), "halo")
				before := load(t, s, e)
				change := registered(before)
				if rapid.Bool().Draw(random, "known") {
					change.State.Found.Records = map[flows.RecordName]flows.Record{n: record}
				}
				record.Data, record.Lists = nil, map[string]int64{}
				if !rapid.Bool().Draw(random, "erased") {
					record.Data = json.RawMessage(`{}`)
				}
				for list, members := range stand {
					delete(members, n.Kind+":"+n.ID)
					if record.Data != nil && rapid.Bool().Draw(random, list) {
						record.Lists[list], members[n.Kind+":"+n.ID] = int64(turn), true
					}
				}
				change.Records = []flows.Record{record}
				if err := commit(t, s, holder, e, before, change); err != nil {
					t.Fatal(err)
				}
			}
			for list, want := range stand {
				got := r.Client.ZRange(t.Context(), s.keys.list(list), 0, -1).Val()
				if len(got) != len(want) || slices.ContainsFunc(got, func(m string) bool { return !want[m] }) {
					t.Fatalf("%s holds %v, of %v", list, got, want)
				}
			}
		})
	})
}

// TestDeadNamesHideNothing of what is open, and go at the next start.
func TestDeadNamesHideNothing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for i := range 3 {
			e := put(t, s, fmt.Sprint("u", i), "halo")
			before := load(t, s, e)
			turn := registered(before)
			turn.Records = []flows.Record{{RecordName: flows.RecordName{Kind: "ticket", ID: fmt.Sprint(i)}, Data: json.RawMessage(`{}`), Lists: map[string]int64{"open": int64(i)}}}
			if err := commit(t, s, holder, e, before, turn); err != nil {
				t.Fatal(err)
			}
		}
		key := s.keys.list("open")
		r.Client.HDel(t.Context(), s.keys.record(storedName{"ticket", "0"}), "l") // of the release before
		for i := range 700 {
			r.Client.ZAdd(t.Context(), key, redis.Z{Score: float64(100 + i), Member: fmt.Sprint("ticket:dead", i)})
		}
		list := flows.ListName{Name: "open", Most: 15}
		seen := func() int {
			f, err := s.Find(t.Context(), testTime, flows.Lookup{Lists: []flows.ListName{list}})
			if err != nil {
				t.Fatal(err)
			}
			return len(f.Lists[list])
		}
		if n := seen(); n != 3 {
			t.Errorf("%d of 3 are seen behind dead names", n)
		}
		if n, err := s.TidyLists(t.Context(), holder, testTime); n != 700 || err != nil {
			t.Errorf("%d names went, %v", n, err)
		}
		if n := r.Client.ZCard(t.Context(), key).Val(); n != 3 || seen() != 3 {
			t.Errorf("%d are left", n)
		}
		gone := find(t, s, flows.RecordName{Kind: "ticket", ID: "0"})
		gone.Data = nil
		e := put(t, s, "u9", "halo")
		before := load(t, s, e)
		turn := registered(before)
		turn.Records = []flows.Record{gone} // by a step that knows nothing of it
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		if n := r.Client.ZCard(t.Context(), key).Val(); n != 2 {
			t.Errorf("%d are left after one went", n)
		}
	})
}
