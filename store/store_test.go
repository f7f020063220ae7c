package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store/redistest"
)

var (
	testTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	siti     = enterprise.Address{Channel: "telegram", ID: "71717171"}
)

func testKeys(t testing.TB, seeds ...byte) Keys {
	t.Helper()
	var texts []string
	for _, seed := range seeds {
		texts = append(texts, base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string('a'+rune(seed)), 32))))
	}
	keys, err := ParseKeys(strings.Join(texts, ","))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func open(t testing.TB, r *redistest.Redis, seeds ...byte) *Store {
	t.Helper()
	s, err := Open(Options{URL: r.URL, City: "test", Keys: testKeys(t, seeds...)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func lease(t testing.TB, s *Store) Lease {
	t.Helper()
	l, ok, err := s.Acquire(t.Context(), time.Minute)
	if err != nil || !ok {
		t.Fatalf("no lease: %v", err)
	}
	return l
}

func said(text string) flows.Input {
	return flows.Input{Kind: flows.Text, From: siti, Text: text, Message: "1", At: testTime}
}

// put appends one text and takes it.
func put(t testing.TB, s *Store, delivery, text string) Entry {
	t.Helper()
	if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: delivery, Input: said(text)}}); err != nil {
		t.Fatal(err)
	}
	entries := take(t, s)
	return entries[len(entries)-1]
}

func take(t testing.TB, s *Store) []Entry {
	t.Helper()
	entries, err := s.Take(t.Context(), Start, 1000, 0)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func load(t testing.TB, s *Store, e Entry) Loaded {
	t.Helper()
	people, err := s.Load(t.Context(), testTime, []Entry{e})
	if err != nil {
		t.Fatal(err)
	}
	return people[0]
}

func change(t testing.TB, s *Store, e Entry, l Loaded, turn flows.Turn) Change {
	t.Helper()
	c, _, err := s.Change(testTime, e, l, turn)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// registered is a turn that makes a whole person, says two lines and wants to
// come back.
func registered(l Loaded) flows.Turn {
	s := l.State
	s.Person.Language, s.Person.Name, s.Person.Phone = "id", "Siti Aminah", "+6281234567890"
	s.Person.Contacts = []enterprise.Contact{{Address: siti}}
	s.Person.Consents = []enterprise.Consent{{Purpose: enterprise.DataConsent, Given: true, Version: "1", At: testTime}}
	s.Person.Businesses = []enterprise.Business{{ID: "1", Name: "Keripik Tempe", Sector: "packaged_food", District: "35.73.05", Village: "35.73.05.1003",
		Assessments: []enterprise.Assessment{{At: testTime, Answers: map[string]string{"L1": "e"}, Result: enterprise.Result{Level: "growing"}}}}}
	s.Chat = flows.Chat{Open: "assessment", Touched: testTime, Drafts: map[string]*flows.Draft{
		"assessment": {Form: "assessment", Answers: map[string]flows.Answer{"L1": {Value: "e", Message: "1"}}}}}
	return flows.Turn{State: s, To: siti, Prompt: true, Wake: testTime.Add(time.Hour),
		Say: []messages.Message{{Text: "Terima kasih, Siti Aminah"}, {Text: "Pertanyaan berikutnya"}}}
}

func TestATurnIsWrittenWholeAndReadBack(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		before := load(t, s, e)
		if !before.State.New || before.State.Person.ID == 0 {
			t.Fatalf("a stranger is %+v", before.State)
		}
		turn := registered(before)
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, before, turn)}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		if left := take(t, s); len(left) != 0 {
			t.Errorf("the cause is still in the inbox: %v", left)
		}
		got := load(t, s, e).State
		want := turn.State
		want.New = false
		if fmt.Sprintf("%+v", got.Person) != fmt.Sprintf("%+v", want.Person) || fmt.Sprintf("%+v", *got.Chat.Drafts["assessment"]) != fmt.Sprintf("%+v", *want.Chat.Drafts["assessment"]) || got.Chat.Open != "assessment" {
			t.Errorf("read back:\n%+v\nwant:\n%+v", got, want)
		}
		lines, err := s.Lines(t.Context(), Start, 10, 0)
		if err != nil || len(lines) != 2 || lines[0].Message.Text != "Terima kasih, Siti Aminah" || lines[1].To != siti || !lines[1].Reply {
			t.Errorf("lines %+v, %v", lines, err)
		}
		if err := s.Sent(t.Context(), holder, []string{lines[0].ID}); err != nil {
			t.Fatal(err)
		}
		if lines, _ = s.Lines(t.Context(), Start, 10, 0); len(lines) != 1 || lines[0].Message.Text != "Pertanyaan berikutnya" {
			t.Errorf("after one was sent: %+v", lines)
		}
		for _, term := range []string{"all", "sector:packaged_food", "level:growing"} {
			if who, err := s.Members(t.Context(), term); len(who) != 1 || err != nil {
				t.Errorf("%s holds %d people, %v", term, len(who), err)
			}
		}
	})
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Embedded(t), 0)
	holder := lease(t, s)
	e := put(t, s, "u1", "halo")
	l := load(t, s, e)
	c, after, err := s.Change(testTime, e, l, registered(l))
	if err != nil {
		t.Fatal(err)
	}
	if errs := s.Commit(t.Context(), holder, []Change{c}); errs[0] != nil {
		t.Fatal(errs[0])
	}
	turn := flows.Turn{State: after.State, To: siti}
	turn.State.Chat.Open = ""
	diff, err := after.compare(turn.State)
	if err != nil || len(diff.set) != 1 || diff.set[fieldChat] == nil || len(diff.del) != 0 {
		t.Errorf("a turn that closed a form writes %v and deletes %v, %v", diff.set, diff.del, err)
	}
	turn.State.Chat.Drafts = nil
	if diff, _ = after.compare(turn.State); !slices.Equal(diff.del, []string{"draft:assessment"}) {
		t.Errorf("a withdrawn draft deletes %v", diff.del)
	}
}

func TestACommitRepeatedChangesNothing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		l := load(t, s, e)
		c := change(t, s, e, l, registered(l))
		for range 3 {
			if errs := s.Commit(t.Context(), holder, []Change{c}); errs[0] != nil {
				t.Fatal(errs[0])
			}
		}
		if d, err := s.Depths(t.Context()); d.Outbox != 2 || err != nil {
			t.Errorf("three tries of one commit left %d lines, %v", d.Outbox, err)
		}
	})
}

func TestSeveralTurnsOfOnePersonInOneTrip(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		var changes []Change
		var l Loaded
		for i := range 5 {
			e := put(t, s, fmt.Sprint("u", i), fmt.Sprint("pesan ", i))
			if i == 0 {
				l = load(t, s, e)
			}
			turn := registered(l)
			turn.State.Person.Name = fmt.Sprint("Nama ", i)
			c, after, err := s.Change(testTime, e, l, turn)
			if err != nil {
				t.Fatal(err)
			}
			changes, l = append(changes, c), after
		}
		for _, err := range s.Commit(t.Context(), holder, changes[:1]) { // teaches the script
			if err != nil {
				t.Fatal(err)
			}
		}
		trips := s.RoundTrips()
		for _, err := range s.Commit(t.Context(), holder, changes[1:]) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if n := s.RoundTrips() - trips; n != 1 {
			t.Errorf("four commits took %d round trips", n)
		}
		if got := load(t, s, Entry{Input: said("")}).State.Person.Name; got != "Nama 4" {
			t.Errorf("the last turn wins: %s", got)
		}
	})
}

func TestWhatMustNotBeWritten(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		first := lease(t, s)
		e1, e2 := put(t, s, "u1", "halo"), put(t, s, "u2", "lagi")
		l := load(t, s, e1)
		c1, c2 := change(t, s, e1, l, registered(l)), change(t, s, e2, l, registered(l))
		errs := s.Commit(t.Context(), first, []Change{c1, c2})
		if errs[0] != nil || !errors.Is(errs[1], ErrStale) {
			t.Fatalf("two turns on one basis: %v", errs)
		}
		if err := s.Release(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		second := lease(t, s)
		l = load(t, s, e2)
		c2 = change(t, s, e2, l, registered(l))
		before := fmt.Sprint(r.Everything())
		if errs := s.Commit(t.Context(), first, []Change{c2}); !errors.Is(errs[0], ErrFenced) {
			t.Errorf("a lost lease commits: %v", errs)
		}
		if err := s.Sent(t.Context(), first, []string{"1-1"}); !errors.Is(err, ErrFenced) {
			t.Errorf("a lost lease acknowledges: %v", err)
		}
		if _, err := s.WakeDue(t.Context(), first, testTime.AddDate(1, 0, 0), 10); !errors.Is(err, ErrFenced) {
			t.Errorf("a lost lease wakes: %v", err)
		}
		if _, err := s.Fail(t.Context(), first, e2, "why", Line{}); !errors.Is(err, ErrFenced) {
			t.Errorf("a lost lease counts failures: %v", err)
		}
		if err := s.Renew(t.Context(), first, time.Minute); !errors.Is(err, ErrFenced) {
			t.Errorf("a lost lease is renewed: %v", err)
		}
		if after := fmt.Sprint(r.Everything()); after != before {
			t.Error("a process without the lease changed something")
		}
		if errs := s.Commit(t.Context(), second, []Change{c2}); errs[0] != nil {
			t.Errorf("the new lease: %v", errs[0])
		}
	})
}

func TestOnlyOneProcessIsActive(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		first := lease(t, s)
		if _, ok, err := s.Acquire(t.Context(), time.Minute); ok || err != nil {
			t.Errorf("a second lease while the first holds: %t, %v", ok, err)
		}
		me := holder()
		ghost := me[:strings.LastIndex(me, ":")] + ":4194304" // beyond the largest process number
		if err := r.Client.Set(t.Context(), "nk:{test}:lease", "1 "+ghost, time.Minute).Err(); err != nil {
			t.Fatal(err)
		}
		second := lease(t, s) // the holder is dead: no waiting
		if second.number <= first.number {
			t.Errorf("lease %s follows %s", second, first)
		}
		if err := r.Client.Set(t.Context(), "nk:{test}:lease", "9 elsewhere:pid:[1]:4194304", time.Minute).Err(); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := s.Acquire(t.Context(), time.Minute); ok {
			t.Error("a holder on another machine was taken for dead")
		}
	})
}

func TestDeliveriesAreStoredOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		add := func(at time.Time, ids ...string) int {
			t.Helper()
			var causes []Cause
			for _, id := range ids {
				causes = append(causes, Cause{Delivery: id, Input: said(id)})
			}
			n, err := s.Append(t.Context(), at, causes)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := add(testTime, "1", "2", "2", "3"); n != 3 {
			t.Errorf("three deliveries, one of them twice: %d stored", n)
		}
		if n := add(testTime.Add(24*time.Hour), "2", "4"); n != 1 {
			t.Errorf("a repetition after a day: %d stored", n)
		}
		if n := add(testTime.Add(8*24*time.Hour), "1"); n != 1 {
			t.Errorf("ids that began anew after a silent week: %d stored", n)
		}
		if n := len(take(t, s)); n != 5 {
			t.Errorf("%d causes in the inbox", n)
		}
	})
}

func TestACutLineLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		again := func(what func() error) {
			t.Helper()
			for i := 0; ; i++ {
				if i == 1 {
					r.Mend()
				}
				if err := what(); err == nil {
					return
				} else if i > 100 {
					t.Fatal(err)
				}
			}
		}
		for i := range 20 {
			r.Cut()
			again(func() error {
				_, err := s.Append(t.Context(), testTime, []Cause{{Delivery: fmt.Sprint("u", i), Input: said(fmt.Sprint(i))}})
				return err
			})
			e := take(t, s)[0]
			l := load(t, s, e)
			c := change(t, s, e, l, registered(l))
			r.Cut()
			again(func() error { return s.Commit(t.Context(), holder, []Change{c})[0] })
		}
		d, err := s.Depths(t.Context())
		if err != nil || d.Inbox != 0 || d.Outbox != 40 {
			t.Errorf("after 20 turns with the line cut twice in each: %+v, %v", d, err)
		}
	})
}

func TestARestartedRedisKnowsEverything(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	s := open(t, r, 0)
	holder := lease(t, s)
	e := put(t, s, "u1", "halo")
	l := load(t, s, e)
	r.Kill()
	r.Restart()
	if got := take(t, s); len(got) != 1 || got[0].Input.Text != "halo" {
		t.Fatalf("the inbox after a restart: %v", got)
	}
	// The script is forgotten, the lease is not.
	if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, registered(l))}); errs[0] != nil {
		t.Fatal(errs[0])
	}
	r.Kill()
	r.Restart()
	if name := load(t, s, e).State.Person.Name; name != "Siti Aminah" {
		t.Errorf("after the second restart the person is %q", name)
	}
}

func TestAFullRedisLosesNothing(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	s := open(t, r, 0)
	holder := lease(t, s)
	e := put(t, s, "u1", "halo")
	l := load(t, s, e)
	c := change(t, s, e, l, registered(l))
	full := func(limit string) {
		t.Helper()
		if err := r.Client.ConfigSet(t.Context(), "maxmemory", limit).Err(); err != nil {
			t.Fatal(err)
		}
	}
	before := fmt.Sprint(r.Everything())
	full("1")
	if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: "u2", Input: said("lagi")}}); err == nil {
		t.Error("a full Redis takes a cause")
	}
	if errs := s.Commit(t.Context(), holder, []Change{c}); errs[0] == nil {
		t.Error("a full Redis takes a commit")
	}
	if after := fmt.Sprint(r.Everything()); after != before {
		t.Errorf("a refused write left traces:\n%s\n%s", before, after)
	}
	full("0")
	if errs := s.Commit(t.Context(), holder, []Change{c}); errs[0] != nil {
		t.Errorf("with room again: %v", errs[0])
	}
}

func TestFailuresEndInTheDeadLetters(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		for try := 1; try <= triesAllowed; try++ {
			dead, err := s.Fail(t.Context(), holder, e, "a bug", Line{To: siti, Reply: true, Message: messages.Message{Text: "Maaf"}})
			if err != nil || dead != (try == triesAllowed) {
				t.Fatalf("try %d: dead %t, %v", try, dead, err)
			}
		}
		d, err := s.Depths(t.Context())
		if err != nil || d.Inbox != 0 || d.Dead != 1 || d.Outbox != 1 {
			t.Errorf("afterwards: %+v, %v", d, err)
		}
		if err := s.DeadLetter(t.Context(), "no JSON", []byte("{")); err != nil {
			t.Error(err)
		}
	})
}

func TestWakesComeOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		l := load(t, s, e)
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, registered(l))}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		wake := func(at time.Time) int {
			t.Helper()
			n, err := s.WakeDue(t.Context(), holder, at, 10)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := wake(testTime.Add(59 * time.Minute)); n != 0 {
			t.Errorf("%d woken too early", n)
		}
		if n := wake(testTime.AddDate(1, 0, 0)); n != 1 { // a clock that jumped a year
			t.Errorf("%d woken", n)
		}
		if n := wake(testTime.Add(61 * time.Minute)); n != 0 { // and back
			t.Errorf("%d woken twice", n)
		}
		entries := take(t, s)
		if len(entries) != 1 || entries[0].Person != l.State.Person.ID || entries[0].Input.Kind != flows.Wake {
			t.Errorf("the wake-up is %+v", entries)
		}
	})
}

// aChannelsWorth is everything that a channel keeps for a person.
func aChannelsWorth(t *testing.T, s *Store, id enterprise.PersonID) {
	t.Helper()
	line := Line{Person: id, To: siti, Message: messages.Message{Text: "Siti, izinnya habis"}}
	_, reached := s.Reached(t.Context(), siti, testTime, 0)
	for what, err := range map[string]error{
		"park": s.Park(t.Context(), "1700000000001-0", line), "put off": s.Later(t.Context(), siti, testTime), "reached": reached,
		"fly": s.Flying(t.Context(), "1700000000002-0", line), "fly again": s.Flying(t.Context(), RecipientRef("a", id, 0), line),
		"say": s.Said(t.Context(), siti, id, []string{"m"}, "Siti, izinnya habis"), "slot": s.PutSlot(t.Context(), siti, "progress", "7"),
		"stop": s.Report(t.Context(), []Report{{To: siti, State: Stopped}}),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
}

func TestErasureLeavesNoTrace(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "halo")
		l := load(t, s, e)
		id := l.State.Person.ID
		seen := registered(l)
		seen.AuditLog = []flows.Audit{{At: testTime, Who: 9, Whom: id, What: "data.card"}}
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, seen)}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		e = put(t, s, "u2", "/hapus")
		l = load(t, s, e)
		aChannelsWorth(t, s, id)
		turn := flows.Turn{State: flows.State{Person: enterprise.Person{ID: id}}, To: siti, Forget: true}
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		lines, _ := s.Lines(t.Context(), Start, 10, 0)
		for _, line := range lines {
			if err := s.Sent(t.Context(), holder, []string{line.ID}); err != nil {
				t.Fatal(err)
			}
		}
		for key, value := range r.Everything() {
			switch key {
			case "nk:{test}:mark", "nk:{test}:lookup", "nk:{test}:lease", "nk:{test}:fence", "nk:{test}:people", "nk:{test}:seen":
			case "nk:{test}:audit": // knows the person's number only
			case "nk:{test}:inbox", "nk:{test}:outbox":
				if value != "[]" {
					t.Errorf("%s still holds %s", key, value)
				}
			default:
				if strings.Trim(value, "\x00") != "" || !strings.HasPrefix(key, "nk:{test}:in:") { // an empty set may stay
					t.Errorf("%s is left: %s", key, value)
				}
			}
		}
		if !load(t, s, e).State.New {
			t.Error("the person is known still")
		}
	})
}

func TestAStrangerLeavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Embedded(t), 0)
	holder := lease(t, s)
	e := put(t, s, "u1", "halo")
	l := load(t, s, e)
	turn := flows.Turn{State: l.State, To: siti, Forget: true, Prompt: true, Say: []messages.Message{{Text: "Ketik /start"}}}
	if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)}); errs[0] != nil {
		t.Fatal(errs[0])
	}
	if !load(t, s, e).State.New {
		t.Error("something is stored about a stranger")
	}
}

func TestWithoutConsentNobodyIsKeptForLong(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		e := put(t, s, "u1", "/start")
		l := load(t, s, e)
		turn := registered(l)
		turn.State.Person.Consents, turn.State.Person.Businesses = nil, nil
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		key := s.keys.person(l.State.Person.ID)
		if ttl := r.Client.TTL(t.Context(), key).Val(); ttl <= unconsentedFor || ttl > unconsentedFor+clearedAfter {
			t.Errorf("without consent kept for %s", ttl)
		}
		if at := testTime.Add(unconsentedFor); load(t, s, e).Over(at.Add(-1)) || !load(t, s, e).Over(at) {
			t.Errorf("without consent known for other than %s", unconsentedFor)
		}
		if who, _ := s.Members(t.Context(), "all"); len(who) != 0 {
			t.Error("somebody without consent is counted")
		}
		e = put(t, s, "u2", "Setuju")
		l = load(t, s, e)
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, registered(l))}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		if ttl := r.Client.TTL(t.Context(), key).Val(); ttl != -1 {
			t.Errorf("with consent kept for %s", ttl)
		}
	})
}

func TestAKnownPersonTakesAChatOverFromAStranger(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		commit := func(e Entry, edit func(*flows.State)) error {
			l := load(t, s, e)
			turn := registered(l)
			edit(&turn.State)
			return s.Commit(t.Context(), holder, []Change{change(t, s, e, l, turn)})[0]
		}
		other := enterprise.Address{Channel: "telegram", ID: "77"}
		stranger := func(state *flows.State) {
			state.Person.Consents, state.Person.Businesses = nil, nil
			state.Person.Contacts = []enterprise.Contact{{Address: other}}
		}
		known := func(state *flows.State) {
			state.Person.Contacts = []enterprise.Contact{{Address: siti}, {Address: other}}
		}
		from := func(delivery string, a enterprise.Address) Entry {
			in := said("halo")
			in.From = a
			if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: delivery, Input: in}}); err != nil {
				t.Fatal(err)
			}
			entries := take(t, s)
			return entries[len(entries)-1]
		}
		for _, err := range []error{commit(from("u1", other), stranger), commit(from("u2", siti), func(*flows.State) {})} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := commit(from("u3", siti), known); err != nil {
			t.Fatal(err)
		}
		if who := load(t, s, from("u4", other)).State.Person; len(who.Businesses) == 0 {
			t.Errorf("the chat leads to %+v", who)
		}
		third := func(state *flows.State) { state.Person.Contacts = []enterprise.Contact{{Address: other}} }
		if err := commit(from("u5", enterprise.Address{Channel: "telegram", ID: "78"}), third); !errors.Is(err, ErrStale) {
			t.Errorf("a chat of somebody known is taken over: %v", err)
		}
	})
}

func TestPersonalDataIsSealed(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		e := put(t, s, "u1", "nama saya Siti Aminah")
		l := load(t, s, e)
		if errs := s.Commit(t.Context(), holder, []Change{change(t, s, e, l, registered(l))}); errs[0] != nil {
			t.Fatal(errs[0])
		}
		put(t, s, "u2", "HP 081234567890")
		if err := s.DeadLetter(t.Context(), "why", []byte("Siti Aminah")); err != nil {
			t.Fatal(err)
		}
		for key, value := range r.Everything() {
			for _, secret := range []string{"Siti", "Aminah", "Keripik", "81234567890", siti.ID} {
				if strings.Contains(key+value, secret) {
					t.Errorf("%s shows %q", key, secret)
				}
			}
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	r := redistest.Embedded(t)
	if err := open(t, r, 0).Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := open(t, r, 1).Ready(t.Context()); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another key: %v", err)
	}
	if err := open(t, r, 1, 0).Ready(t.Context()); err != nil {
		t.Errorf("a new key before the old one: %v", err)
	}
	old, both := open(t, r, 0), open(t, r, 1, 0)
	for _, s := range []*Store{old, both} {
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if old.seal.alias(siti) != both.seal.alias(siti) {
		t.Error("a new key finds other aliases")
	}
	sealed := old.seal.seal("p1", "person", []byte("x"))
	if _, err := both.seal.open("p1", "person", sealed); err != nil {
		t.Errorf("the old key's data: %v", err)
	}
	for _, c := range [][2]string{{"p2", "person"}, {"p1", "chat"}} {
		if _, err := old.seal.open(c[0], c[1], sealed); err == nil {
			t.Errorf("a value moved to %v opens", c)
		}
	}
	for _, text := range []string{"", "short", base64.StdEncoding.EncodeToString(make([]byte, 31))} {
		if _, err := ParseKeys(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for url, addrs := range map[string]string{
		"redis://127.0.0.1:6379/2":                  "[127.0.0.1:6379]",
		"rediss://user:pw@redis.example:6380":       "[redis.example:6380]",
		"unix:///run/redis.sock":                    "[/run/redis.sock]",
		"redis://:pw@a:1,b:2,c:3":                   "[a:1 b:2 c:3]",
		"redis+sentinel://a:26379,b:26379/mymaster": "[a:26379 b:26379]",
	} {
		o, err := parse(url)
		if err != nil || fmt.Sprint(o.Addrs) != addrs {
			t.Errorf("%s: %+v, %v", url, o, err)
		}
	}
	for _, url := range []string{"", "127.0.0.1:6379", "http://x", "redis+sentinel://a"} {
		if _, err := parse(url); err == nil || !strings.Contains(err.Error(), "redis://127.0.0.1:6379/0") {
			t.Errorf("%q: %v", url, err)
		}
	}
	if _, err := parse("bad://:secret@h"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the password is told: %v", err)
	}
}

func TestImportedPeopleAreFound(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		var people []enterprise.Person
		for i := range 250 {
			p := registered(Loaded{}).State.Person
			p.Name = fmt.Sprint("Nama ", i)
			p.Contacts = []enterprise.Contact{{Address: enterprise.Address{Channel: "telegram", ID: fmt.Sprint(i)}}}
			people = append(people, p)
		}
		if err := s.Import(t.Context(), people); err != nil {
			t.Fatal(err)
		}
		in := flows.Input{From: enterprise.Address{Channel: "telegram", ID: "249"}}
		if l := load(t, s, Entry{Input: in}); l.State.New || l.State.Person.Name != "Nama 249" || len(l.State.Person.Businesses[0].Assessments) != 1 {
			t.Errorf("found %+v", l.State)
		}
		if ids, err := s.Members(t.Context(), "all"); len(ids) != 250 || err != nil {
			t.Errorf("%d members, %v", len(ids), err)
		}
	})
}

func TestWeakSettingsAreNamed(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	s := open(t, r, 0)
	if weak, err := s.Weaknesses(t.Context()); err != nil || len(weak) != 0 {
		t.Errorf("a careful Redis: %q, %v", weak, err)
	}
	if err := r.Client.ConfigSet(t.Context(), "appendfsync", "everysec").Err(); err != nil {
		t.Fatal(err)
	}
	if weak, err := s.Weaknesses(t.Context()); err != nil || len(weak) != 1 || !strings.Contains(weak[0], `set it to "always"`) {
		t.Errorf("with everysec: %q, %v", weak, err)
	}
}

// BenchmarkTurn is one cause from Append to Commit, in batches as the bot
// makes them.
func BenchmarkTurn(b *testing.B) {
	const size = 50
	r := redistest.Server(b)
	s := open(b, r, 0)
	holder := lease(b, s)
	n := 0
	for b.Loop() {
		var causes []Cause
		for i := range size {
			n++
			in := said("halo")
			in.From.ID = fmt.Sprint(i)
			causes = append(causes, Cause{Delivery: fmt.Sprint(n), Input: in})
		}
		if _, err := s.Append(context.Background(), testTime, causes); err != nil {
			b.Fatal(err)
		}
		entries := take(b, s)
		people, err := s.Load(context.Background(), testTime, entries)
		if err != nil {
			b.Fatal(err)
		}
		changes := make([]Change, len(entries))
		for i, e := range entries {
			turn := registered(people[i])
			turn.State.Person.Contacts = []enterprise.Contact{{Address: e.Input.From}}
			turn.State.Chat.Touched = testTime.Add(time.Duration(n) * time.Second)
			changes[i] = change(b, s, e, people[i], turn)
		}
		for _, err := range s.Commit(context.Background(), holder, changes) {
			if err != nil {
				b.Fatal(err)
			}
		}
		lines, err := s.Lines(context.Background(), Start, 1000, 0)
		if err != nil {
			b.Fatal(err)
		}
		ids := make([]string, len(lines))
		for i, l := range lines {
			ids[i] = l.ID
		}
		if err := s.Sent(context.Background(), holder, ids); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/turn")
}

// TestAReaderThatWaitsEndsAtOnce cancels reads that are under way: they would
// wait an hour.
func TestAReaderThatWaitsEndsAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, redistest.Embedded(t), 0)
	sent := make(asked, 1)
	s.redis.AddHook(sent)
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			_, err := s.Take(ctx, Start, 1, time.Hour)
			ended <- err
		}()
		<-sent
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatalf("Take ends with %v", err)
		}
	}
}

// asked hears of commands that leave for Redis.
type asked chan string

func (a asked) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a asked) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (a asked) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, c redis.Cmder) error {
		if c.Name() == "xread" {
			select {
			case a <- c.Name():
			default:
			}
		}
		return next(ctx, c)
	}
}
