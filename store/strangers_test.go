package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

func sayFrom(t *testing.T, s *Store, delivery, id string) Entry {
	t.Helper()
	in := said("halo")
	in.From = enterprise.Address{Channel: "telegram", ID: id}
	if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: delivery, Input: in}}); err != nil {
		t.Fatal(err)
	}
	entries := take(t, s)
	return entries[len(entries)-1]
}

// began is somebody who began and has not agreed.
func began(l Loaded, id string) flows.Turn {
	turn := registered(l)
	turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
	turn.State.Person.Contacts = []enterprise.Contact{{Address: enterprise.Address{Channel: "telegram", ID: id}}}
	return turn
}

// A thousand strangers who say a word cost no id; a thousand who begin cost none
// that lasts, and leave no name.
func TestStrangersCostNothingThatLasts(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		const many = 200
		greet := func(i int, start bool) {
			id := fmt.Sprint(1000 + i)
			e := sayFrom(t, s, "u"+id+fmt.Sprint(start), id)
			l := load(t, s, e)
			turn := flows.Turn{State: l.State, Forget: true}
			if start {
				turn = began(l, id)
			}
			if err := commit(t, s, holder, e, l, turn); err != nil {
				t.Fatal(err)
			}
		}
		for i := range many {
			greet(i, false)
		}
		if n, _ := r.Client.Get(t.Context(), s.keys.people()).Int(); n != 1 {
			t.Errorf("%d ids were given to strangers of whom nothing is stored", n)
		}
		for round := range 3 {
			now := testTime.Add(time.Duration(round) * 40 * 24 * time.Hour)
			for i := range many {
				greet(round*many+i, true)
			}
			for _, at := range []time.Duration{unconsentedFor + time.Hour, unconsentedFor + 3*time.Hour} {
				if _, err := s.ForgetStrangers(t.Context(), holder, now.Add(at)); err != nil {
					t.Fatal(err)
				}
			}
			if n := r.Client.HLen(t.Context(), s.keys.aliases()).Val(); n != 0 {
				t.Errorf("%d names are left", n)
			}
			if n, _ := r.Client.Get(t.Context(), s.keys.people()).Int(); n > many {
				t.Errorf("after round %d %d ids are given", round, n)
			}
		}
	})
}

// Whoever has an id again that was a stranger's has nothing of theirs, and whoever
// remembers the stranger writes nothing over them.
func TestAnIDThatIsGivenAgainIsSomebodyElse(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := sayFrom(t, s, "u1", "77")
		l := load(t, s, e)
		if err := commit(t, s, holder, e, l, began(l, "77")); err != nil {
			t.Fatal(err)
		}
		remembered := load(t, s, sayFrom(t, s, "u2", "77"))
		id := remembered.State.Person.ID
		r.Client.HSet(t.Context(), s.keys.aliases(), s.seal.alias(enterprise.Address{Channel: "telegram", ID: "78"}), int64(id)) // known by another name, too
		r.Client.HSet(t.Context(), s.keys.aliases(), "an old name of nobody", 4242)
		over := testTime.Add(unconsentedFor)
		for _, want := range []struct {
			at   time.Time
			gone int
		}{{over.Add(-1), 1}, {over, 2}, {over.Add(30 * time.Minute), 0}} {
			if n, err := s.ForgetStrangers(t.Context(), holder, want.at); n != want.gone || err != nil {
				t.Fatalf("%d went, %v; want %d", n, err, want.gone)
			}
		}
		if n := r.Client.SCard(t.Context(), s.keys.free()).Val(); n != 0 {
			t.Errorf("%d ids are given again at once", n)
		}
		if _, err := s.ForgetStrangers(t.Context(), holder, over.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		e = sayFrom(t, s, "u3", "99")
		other := load(t, s, e)
		if other.State.Person.ID != id || !other.State.New {
			t.Fatalf("the next stranger is %s (%t), not %s", other.State.Person.ID, other.State.New, id)
		}
		turn := registered(other)
		turn.State.Person.Contacts = []enterprise.Contact{{Address: enterprise.Address{Channel: "telegram", ID: "99"}}}
		if err := commit(t, s, holder, e, other, turn); err != nil {
			t.Fatal(err)
		}
		e = sayFrom(t, s, "u4", "77")
		if err := commit(t, s, holder, e, remembered, began(remembered, "77")); !errors.Is(err, ErrStale) {
			t.Errorf("the stranger of before writes over the next: %v", err)
		}
		for name, known := range map[string]bool{"77": false, "78": false, "99": true} {
			if got := load(t, s, sayFrom(t, s, "v"+name, name)); (got.State.Person.ID == id && !got.State.New) != known {
				t.Errorf("%s leads to %+v", name, got.State.Person)
			}
		}
		if _, err := s.ForgetStrangers(t.Context(), holder, over.AddDate(9, 0, 0)); err != nil {
			t.Fatal(err)
		}
		if got := load(t, s, sayFrom(t, s, "w", "99")); got.State.New {
			t.Error("somebody who agreed was forgotten")
		}
	})
}
