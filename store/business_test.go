package store

import (
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/store/redistest"
)

// A closed business is kept whole, apart from the open ones, and an
// announcement names one that is open.
func TestAClosedBusinessIsKept(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		l := load(t, s, e)
		turn := registered(l)
		p := &turn.State.Person
		p.Businesses[0].Sales = []enterprise.Sales{{Month: "2026-10"}}
		second := enterprise.Business{ID: "2", Name: "Katering", Sector: "ready_food", District: "35.73.05", Village: "35.73.05.1003"}
		p.Businesses = append(p.Businesses, second)
		*p = p.CloseBusiness("1", time.Unix(5, 0))
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		got := load(t, s, e).State.Person
		if len(got.Businesses) != 1 || got.Businesses[0].Name != "Katering" || len(got.Closed) != 1 || len(got.Closed[0].Sales) != 1 || !got.Closed[0].Ended.Equal(time.Unix(5, 0)) {
			t.Errorf("read back: open %+v, closed %+v", got.Businesses, got.Closed)
		}
		seen, err := s.Glance(t.Context(), []enterprise.PersonID{got.ID}, true)
		if err != nil || seen[0].Err != nil || len(seen[0].State.Person.Businesses) != 1 || seen[0].State.Person.Businesses[0].Name != "Katering" {
			t.Errorf("seen: %+v, %v", seen, err)
		}
	})
}
