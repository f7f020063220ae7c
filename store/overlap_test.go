package store

import (
	"testing"

	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// Recipients are counted by where they stand and by index term; a term or a
// state that nobody has counts nobody.
func TestOverlapsCountRecipientsByTerm(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 1)
		l := lease(t, s)
		hearers(t, s, 6)
		audience(t, s, map[int64][]string{100: {"district:a"}, 101: {"district:a"}, 105: {"district:b"}, 300: {"district:a"}})
		opened(t, s, l, scheduled("17"))
		settle(t, s, l, "17", claim(t, s, l, "17", 2), flows.LedgerFailed, "timeout")
		want := map[flows.Overlap]int64{
			{Announcement: "17", Term: "district:a"}:                            2, // 300 is no recipient
			{Announcement: "17", Term: "district:b"}:                            1,
			{Announcement: "17", State: flows.LedgerFailed, Term: "district:a"}: 2,
			{Announcement: "17", State: flows.LedgerFailed, Term: "district:b"}: 0,
			{Announcement: "17", State: flows.LedgerTodo, Term: "district:b"}:   1,
			{Announcement: "17", Term: "district:nowhere"}:                      0,
			{Announcement: "18", Term: "district:a"}:                            0,
		}
		var need flows.Lookup
		for o := range want {
			need.Overlaps = append(need.Overlaps, o)
		}
		need.Recipients = []string{"17", "18"}
		f, err := s.Find(t.Context(), testTime, need)
		if err != nil {
			t.Fatal(err)
		}
		for o, n := range want {
			if f.Overlaps[o] != n {
				t.Errorf("%+v: %d, want %d", o, f.Overlaps[o], n)
			}
		}
		if all := f.Recipients["17"]; len(all) != 6 || all[0] != (flows.Recipient{Person: 100, State: flows.LedgerFailed, Reason: "timeout"}) {
			t.Errorf("the recipients are %v", all)
		}
		if all, known := f.Recipients["18"]; len(all) != 0 || !known {
			t.Errorf("an announcement without a ledger has the recipients %v, known %t", all, known)
		}
	})
}
