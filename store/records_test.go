package store

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

var ticket = flows.RecordName{Kind: "ticket", ID: "7"}

// commit writes one turn of the person that an entry is about.
func commit(t *testing.T, s *Store, l Lease, e Entry, before Loaded, turn flows.Turn) error {
	t.Helper()
	return s.Commit(t.Context(), l, []Change{change(t, s, e, before, turn)})[0]
}

// find is the one record, as it is stored.
func find(t *testing.T, s *Store, n flows.RecordName) flows.Record {
	t.Helper()
	f, err := s.Find(t.Context(), testTime, flows.Lookup{Records: []flows.RecordName{n}})
	if err != nil {
		t.Fatal(err)
	}
	return f.Records[n]
}

func TestRecordsAreWrittenWithTheirCause(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		write := func(delivery string, known flows.Found, records ...flows.Record) error {
			e := put(t, s, delivery, "halo")
			before := load(t, s, e)
			turn := registered(before)
			turn.State.Found, turn.Records = known, records
			return commit(t, s, holder, e, before, turn)
		}
		first := flows.Record{RecordName: ticket, Data: json.RawMessage(`{"q":"1"}`), Lists: map[string]int64{"open": 1, "all": 1}}
		if err := write("u1", flows.Found{}, first); err != nil {
			t.Fatal(err)
		}
		got := find(t, s, ticket)
		if string(got.Data) != `{"q":"1"}` || got.Version != 1 || len(got.Lists) != 2 {
			t.Errorf("stored is %+v", got)
		}
		if err := write("u2", flows.Found{}, first); !errors.Is(err, ErrStale) {
			t.Errorf("a second new one of the same name: %v", err)
		}
		list := flows.ListName{Name: "open", Most: 5}
		f, err := s.Find(t.Context(), testTime, flows.Lookup{Lists: []flows.ListName{list}})
		if err != nil || len(f.Lists[list]) != 1 || f.Records[ticket].Version != 1 {
			t.Errorf("the list holds %+v, %v", f.Lists[list], err)
		}
		closed := got
		closed.Data, closed.Lists = json.RawMessage(`{"q":"2"}`), map[string]int64{"all": 1}
		if err := write("u3", f, closed); err != nil {
			t.Fatal(err)
		}
		if f, _ = s.Find(t.Context(), testTime, flows.Lookup{Lists: []flows.ListName{list}}); len(f.Lists[list]) != 0 {
			t.Error("it stands in the list it left")
		}
		gone := find(t, s, ticket)
		known := flows.Found{Records: map[flows.RecordName]flows.Record{ticket: gone}}
		gone.Data = nil
		if err := write("u4", known, gone); err != nil {
			t.Fatal(err)
		}
		if left := find(t, s, ticket); left.Data != nil || left.Version != 0 {
			t.Errorf("left is %+v", left)
		}
		if n := r.Client.ZCard(t.Context(), s.keys.list("all")).Val(); n != 0 {
			t.Error("its name is left in a list")
		}
	})
}

func TestARecordVanishesByItself(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Server(t), 0)
	holder := lease(t, s)
	e := put(t, s, "u1", "halo")
	before := load(t, s, e)
	turn := registered(before)
	turn.Records = []flows.Record{{RecordName: ticket, Data: json.RawMessage(`1`), Lists: map[string]int64{"all": 1}, Until: testTime.Add(-time.Hour)}}
	if err := commit(t, s, holder, e, before, turn); err != nil {
		t.Fatal(err)
	}
	if got := find(t, s, ticket); got.Data != nil {
		t.Errorf("an hour after its end there is %+v", got)
	}
	list := flows.ListName{Name: "all", Most: 5}
	if f, err := s.Find(t.Context(), testTime, flows.Lookup{Lists: []flows.ListName{list}}); err != nil || len(f.Lists[list]) != 0 {
		t.Errorf("the list holds %+v, %v", f.Lists[list], err)
	}
}

func TestNoticesReachThePersonTheyAreFor(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		turn := registered(before)
		turn.Tell = []flows.Notice{{To: 42, What: "role", Data: json.RawMessage(`"officer"`)}}
		if err := commit(t, s, holder, e, before, turn); err != nil {
			t.Fatal(err)
		}
		entries, err := s.Take(t.Context(), Start, 10, 0)
		if err != nil || len(entries) != 1 {
			t.Fatalf("the inbox holds %+v, %v", entries, err)
		}
		got := entries[0]
		if got.Person != 42 || got.Input.Kind != flows.Noticed || got.Input.Data != "role" || got.Input.Text != `"officer"` {
			t.Errorf("the notice is %+v", got)
		}
		if len(got.Input.Token) != 32 || got.Input.ID != got.ID || got.Input.Token == s.seal.token("1-1") {
			t.Errorf("token %q, id %q", got.Input.Token, got.Input.ID)
		}
	})
}

func TestTheTrailIsReadNewestFirst(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for i, what := range []string{"viewed", "role", "viewed"} {
			e := put(t, s, string(rune('a'+i)), "halo")
			before := load(t, s, e)
			turn := registered(before)
			turn.AuditLog = []flows.Audit{{At: testTime.Add(time.Duration(i) * time.Hour), Who: 1, Whom: enterprise.PersonID(i), What: what}}
			if err := commit(t, s, holder, e, before, turn); err != nil {
				t.Fatal(err)
			}
		}
		for name, c := range map[string]struct {
			query flows.AuditQuery
			want  []enterprise.PersonID
		}{
			"everything":       {flows.AuditQuery{Most: 9}, []enterprise.PersonID{2, 1, 0}},
			"the newest two":   {flows.AuditQuery{Most: 2}, []enterprise.PersonID{2, 1}},
			"what was done":    {flows.AuditQuery{Begins: "vie", Most: 9}, []enterprise.PersonID{2, 0}},
			"to whom":          {flows.AuditQuery{Whom: 1, Most: 9}, []enterprise.PersonID{1}},
			"by somebody else": {flows.AuditQuery{Who: 9, Most: 9}, nil},
			"since an hour":    {flows.AuditQuery{From: testTime.Add(time.Hour).UnixMilli(), Most: 9}, []enterprise.PersonID{2, 1}},
		} {
			f, err := s.Find(t.Context(), testTime, flows.Lookup{AuditLog: []flows.AuditQuery{c.query}})
			if err != nil {
				t.Fatal(err)
			}
			var got []enterprise.PersonID
			for _, a := range f.AuditLog[c.query] {
				got = append(got, a.Whom)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

// TestAudienceIsTheSetAlgebra compares the script with Segment.Holds, person by
// person.
func TestAudienceIsTheSetAlgebra(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		terms := []string{enterprise.TermAll, enterprise.TermBroadcast, enterprise.TermReachable, enterprise.TermMuted("info"), "a", "b", "c", "d"}
		rapid.Check(t, func(rt *rapid.T) {
			r.Client.FlushAll(t.Context())
			people := rapid.SliceOfN(rapid.SliceOfDistinct(rapid.SampledFrom(terms), rapid.ID[string]), 0, 40).Draw(rt, "people")
			group := rapid.SliceOfN(rapid.SampledFrom(terms[4:]), 1, 3)
			segment := enterprise.Segment{
				Every: rapid.SliceOfN(group, 0, 3).Draw(rt, "every"), Never: rapid.SliceOfN(rapid.SampledFrom(terms[4:]), 0, 2).Draw(rt, "never"), Mute: "info",
			}
			var want flows.Audience
			for i, has := range people {
				id := int64(i + 1)
				for _, term := range has {
					r.Client.SetBit(t.Context(), s.keys.in(term), id, 1)
				}
				if !segment.Holds(has) {
					continue
				}
				want.Total++
				switch {
				case !slices.Contains(has, enterprise.TermBroadcast):
					want.NoConsent++
				case !slices.Contains(has, enterprise.TermReachable):
					want.Unreachable++
				case slices.Contains(has, enterprise.TermMuted("info")):
					want.Muted++
				default:
					want.Reached++
				}
			}
			f, err := s.Find(t.Context(), testTime, flows.Lookup{Audiences: []enterprise.Segment{segment}})
			if err != nil {
				rt.Fatal(err)
			}
			got := f.Audiences[segment.Key()]
			if len(got.Sample) == 0 && want.Reached > 0 || int64(len(got.Sample)) > min(want.Reached, sampleMost) || !slices.IsSorted(got.Sample) {
				rt.Errorf("%d are reached, the sample is %v", want.Reached, got.Sample)
			}
			for _, id := range got.Sample {
				if has := people[id-1]; !segment.Holds(has) || !slices.Contains(has, enterprise.TermReachable) {
					rt.Errorf("the sample names %d, who is not reached", id)
				}
			}
			got.Sample = nil
			if got.Total != want.Total || got.Reached != want.Reached || got.NoConsent != want.NoConsent || got.Unreachable != want.Unreachable || got.Muted != want.Muted {
				rt.Errorf("got %+v, want %+v", got, want)
			}
		})
	})
}
