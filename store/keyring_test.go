package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store/redistest"
)

func TestTheOrderOfKeysIsChecked(t *testing.T) {
	t.Parallel()
	known := keyring{Order: []string{"b", "a"}, Retired: []string{"z"}}
	for _, c := range []struct {
		what  string
		ring  keyring
		given string
		mark  string
		wrong string // what is said; empty: it is right
		right string // how it should be
	}{
		{"a city begins", keyring{}, "a", "", "", ""},
		{"a city of the release before", keyring{}, "a", "a", "", ""},
		{"one whose key was changed then", keyring{}, "b a", "a", "", ""},
		{"the same in the wrong order", keyring{}, "a b", "a", "began with", "b,a"},
		{"another city's key", keyring{}, "x", "a", "another DATA_KEY", ""},
		{"as it was", known, "b a", "a", "", ""},
		{"a new one first", known, "c b a", "a", "", ""},
		{"a retired one may stay", known, "b a z", "z", "", ""},
		{"the old one first", known, "a b", "a", "older than b", "b,a"},
		{"a retired one first", known, "z b a", "a", "older than b", "b,a"},
		{"a new one last", known, "b a c", "a", "new and does not stand first", "c,b,a"},
		{"the old one dropped too early", known, "b", "a", "key a is missing", "b,a"},
		{"the same with a new one", known, "c b", "a", "key a is missing", "c,b,a"},
		{"only another city's", known, "x", "a", "another DATA_KEY", ""},
		{"the old one dropped in time", keyring{Order: []string{"b"}, Retired: []string{"a"}}, "b", "b", "", ""},
	} {
		err := c.ring.check(strings.Fields(c.given), c.mark)
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", c.what, err)
		}
		var keys *KeysError
		if errors.As(err, &keys) && strings.Join(keys.Right, ",") != c.right {
			t.Errorf("%s: it says that right would be %v", c.what, keys.Right)
		}
	}
}

// peopled is a city with something in every place that holds what is sealed.
func peopled(t *testing.T, s *Store) Lease {
	t.Helper()
	l := lease(t, s)
	if _, err := s.NoteKeys(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	e := put(t, s, "1", "hello")
	p := load(t, s, e)
	id := p.State.Person.ID
	turn := registered(p)
	turn.Say = []messages.Message{{Text: "a line"}}
	turn.Tell = []flows.Notice{{To: id, What: "x", Data: []byte(`1`)}}
	turn.AuditLog = []flows.Audit{{Who: id, Whom: id, What: "person.seen", At: testTime}}
	turn.Records = []flows.Record{{RecordName: flows.RecordName{Kind: "ticket", ID: "1"}, Data: []byte(`{"words":"secret"}`), Lists: map[string]int64{"open": 1}}}
	if err := commit(t, s, l, e, p, turn); err != nil {
		t.Fatal(err)
	}
	line := Line{Person: id, To: siti, Message: messages.Message{Text: "later", About: []int64{int64(id)}}}
	for _, err := range []error{
		s.Park(t.Context(), "ref", line), s.Flying(t.Context(), "fly", line), s.Shown(t.Context(), line, []string{"5"}),
		s.DeadLetter(t.Context(), "update that cannot be read", []byte("raw")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// TestEverySealedValueIsKnown compares what is known of where sealed values stand
// with whatever begins like one.
func TestEverySealedValueIsKnown(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		peopled(t, s)
		n, err := s.Sealings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		header := string(append([]byte{sealVersion}, s.seal.ids[0]...))
		there := 0
		for _, value := range r.Everything() {
			there += strings.Count(value, header)
		}
		if got := n[s.seal.keys.IDs()[0]]; got != there || got < 13 {
			t.Errorf("%d values are known of %d: %v", got, there, n)
		}
	})
}

func TestAKeyIsChanged(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		l := peopled(t, s)
		before := r.Everything()
		if err := s.Release(t.Context(), l); err != nil {
			t.Fatal(err)
		}

		rotated := open(t, r, 1, 0)
		if err := rotated.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		if rotated.firstID() != s.seal.keys.IDs()[0] {
			t.Error("a key seals that the active process does not know")
		}
		l = lease(t, rotated)
		if anew, err := rotated.NoteKeys(t.Context(), l); err != nil || !anew {
			t.Fatalf("the new key is not noted: %v", err)
		}
		rests := 0
		if err := rotated.Reseal(t.Context(), l, func(int) error { rests++; return nil }); err != nil || rests == 0 {
			t.Fatalf("%d rests: %v", rests, err)
		}
		left, err := rotated.Retire(t.Context(), l, "test")
		if err != nil || left == 0 {
			t.Errorf("the old key was retired while causes wait under it: %d, %v", left, err)
		}
		// What waited is handled.
		for _, e := range take(t, rotated) {
			p := load(t, rotated, e)
			if err := commit(t, rotated, l, e, p, flows.Turn{State: p.State}); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := rotated.Lines(t.Context(), Start, 10, 0)
		if err != nil || len(lines) == 0 || lines[0].Message.Text != "a line" {
			t.Fatalf("%v, %v", lines, err)
		}
		for _, line := range lines {
			if err := rotated.Sent(t.Context(), l, []string{line.ID}); err != nil {
				t.Fatal(err)
			}
		}
		if left, err = rotated.Retire(t.Context(), l, "test"); err != nil || left != 0 {
			t.Fatalf("%d are left: %v", left, err)
		}

		// The old key alone opens nothing any more, in the wrong place it is refused, and it may go.
		var keys *KeysError
		if err := open(t, r, 0).Ready(t.Context()); !errors.Is(err, ErrWrongKey) {
			t.Errorf("the old key alone: %v", err)
		}
		if err := open(t, r, 0, 1).Ready(t.Context()); !errors.As(err, &keys) {
			t.Errorf("the old key first: %v", err)
		}
		alone := open(t, r, 1)
		if err := alone.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		e := put(t, alone, "2", "me again")
		if got := load(t, alone, e).State.Person; got.ID != 1 || !got.Held() {
			t.Errorf("who wrote before is a stranger: %+v", got)
		}
		found := find(t, alone, flows.RecordName{Kind: "ticket", ID: "1"})
		if string(found.Data) != `{"words":"secret"}` {
			t.Errorf("the record is %s", found.Data)
		}
		if parked, err := alone.Parked(t.Context(), siti); err != nil || len(parked) != 1 || parked[0].Message.Text != "later" {
			t.Errorf("parked: %v, %v", parked, err)
		}
		trail, err := alone.Find(t.Context(), testTime, flows.Lookup{AuditLog: []flows.AuditQuery{{Most: 10}, {Whom: 1, Most: 10}}})
		if err != nil || len(trail.AuditLog[flows.AuditQuery{Most: 10}]) != 1 || len(trail.AuditLog[flows.AuditQuery{Whom: 1, Most: 10}]) != 1 {
			t.Errorf("the trail: %v, %v", trail.AuditLog, err)
		}
		if v, err := alone.CheckVersion(t.Context()); err != nil || v != 2 {
			t.Errorf("version %d, %v: the release before would know nobody", v, err)
		}
		// Ids, orders and ends are what they were.
		after := r.Everything()
		for name := range before {
			kept := !strings.HasSuffix(name, "}:inbox") && !strings.HasSuffix(name, "}:outbox") && !strings.HasSuffix(name, "}:lease") && !strings.HasSuffix(name, "}:wakes")
			if _, there := after[name]; kept && !there {
				t.Errorf("%s is gone", name)
			}
		}
		for _, name := range []string{"parked:" + string(alone.seal.alias(siti)), "flight:fly", "shown:1"} {
			if ttl := r.Client.TTL(t.Context(), alone.keys.prefix+name).Val(); ttl <= 0 {
				t.Errorf("%s has no end any more", name)
			}
		}
	})
}

// TestWhoWritesWinsOverResealing: a value that changed since it was read is left
// alone, and so is a stream that grew or lost something.
func TestWhoWritesWinsOverResealing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		if err := s.Release(t.Context(), peopled(t, s)); err != nil {
			t.Fatal(err)
		}
		rotated := open(t, r, 1, 0)
		l := lease(t, rotated)
		if _, err := rotated.NoteKeys(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		values, err := rotated.sealedAt(t.Context(), "p:1")
		if err != nil || len(values) == 0 {
			t.Fatalf("%v, %v", values, err)
		}
		v := values[0]
		newer := string(rotated.seal.seal(v.scope, v.name, []byte(`{"newer":true}`)))
		if err := r.Client.HSet(t.Context(), rotated.keys.person(1), v.field, newer).Err(); err != nil {
			t.Fatal(err)
		}
		again, _ := rotated.reseal(v)
		n, err := resealScript.Run(t.Context(), rotated.redis, []string{rotated.keys.lease(), rotated.keys.person(1)}, l.fence(), "hash", v.field, v.value, again).Int()
		if err != nil || n != 0 || r.Client.HGet(t.Context(), rotated.keys.person(1), v.field).Val() != newer {
			t.Errorf("what was written meanwhile is lost: %d, %v", n, err)
		}
		// While a stream is copied it grows, once, and loses its first entry, once.
		for i := range 3 {
			if err := s.DeadLetter(t.Context(), "update that cannot be read", fmt.Append(nil, i)); err != nil {
				t.Fatal(err)
			}
		}
		first := r.Client.XRange(t.Context(), rotated.keys.dead(), "-", "+").Val()[0].ID
		times := 0
		_, err = rotated.resealStream(t.Context(), l, "dead", func(int) error {
			switch times++; times {
			case 1:
				return rotated.DeadLetter(t.Context(), "update that cannot be read", []byte("late"))
			case 2:
				_, err := rotated.DropDead(t.Context(), []string{first})
				return err
			}
			return nil
		})
		letters := r.Client.XRange(t.Context(), rotated.keys.dead(), "-", "+").Val()
		if err != nil || len(letters) != 4 || letters[0].ID == first {
			t.Errorf("%d letters are left: %v", len(letters), err)
		}
		for _, m := range letters {
			if v := sealedFields(m)["i"]; keyOf(v.value) != rotated.firstID() {
				t.Error("one is still under the old key")
			}
		}
		// Who has lost the lease seals nothing.
		if err := rotated.Release(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		lease(t, rotated)
		if err := rotated.Reseal(t.Context(), l, func(int) error { return nil }); !errors.Is(err, ErrFenced) {
			t.Errorf("without the lease: %v", err)
		}
	})
}

// TestACityOfBeforeIsOpened: one whose people are found by the oldest key, as the
// release before had it, with a key that was changed then.
func TestACityOfBeforeIsOpened(t *testing.T) {
	t.Parallel()
	r := redistest.Embedded(t)
	s := open(t, r, 0)
	if err := s.Import(t.Context(), []enterprise.Person{{Name: "Siti", Contacts: []enterprise.Contact{{Address: siti}}}}); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{s.keys.lookup(), s.keys.keyring()} {
		r.Client.Del(t.Context(), key)
	}
	later := open(t, r, 1, 0)
	if p := load(t, later, put(t, later, "1", "hello")); p.State.Person.Name != "Siti" {
		t.Error("who wrote before is a stranger")
	}
	var keys *KeysError
	if err := open(t, r, 0, 1).Ready(t.Context()); !errors.As(err, &keys) {
		t.Errorf("the wrong order: %v", err)
	}
}
