package store

import (
	"slices"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/store/redistest"
)

// What was sold in a month stands in a field of its own: a correction writes
// that field and no other month, and somebody stored before there were any
// loads without.
func TestSalesAreAFieldOfTheirOwn(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, before, registered(before))}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		for i, m := range []enterprise.Month{"2026-10", "2026-09", "2026-10"} {
			e := put(t, s, string(m)+string(rune('a'+i)), "omzet")
			l := load(t, s, e)
			if got := len(l.State.Person.Businesses[0].Sales); got != min(i, 2) {
				t.Errorf("before figure %d there are %d months", i+1, got)
			}
			turn := registered(l)
			turn.State.Person.Businesses[0] = l.State.Person.Businesses[0].GiveSales(m, enterprise.SalesGiven{At: testTime, Figure: enterprise.Figure{Low: int64(i), High: int64(i)}})
			diff, err := l.compare(turn.State)
			if err != nil {
				t.Fatal(err)
			}
			var written []string
			for field := range diff.set {
				written = append(written, field)
			}
			if want := []string{"omzet:1:" + string(m)}; !slices.Equal(written, want) || len(diff.del) != 0 {
				t.Errorf("written are %v, gone %v, want %v", written, diff.del, want)
			}
			if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)}); errs[0] != nil {
				t.Fatal(errs[0])
			}
		}
		sales := load(t, s, e).State.Person.Businesses[0].Sales
		if len(sales) != 2 || sales[0].Month != "2026-09" || len(sales[1].Given) != 2 || sales[1].Now().Low != 2 {
			t.Errorf("read back: %+v", sales)
		}
		if who, err := s.Members(t.Context(), enterprise.TermSold("2026-10")); err != nil || len(who) != 1 {
			t.Errorf("%d people sold in October, %v", len(who), err)
		}
	})
}
