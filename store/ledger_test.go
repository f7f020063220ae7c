package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// decide commits gates, as an officer's turn does.
func decide(t *testing.T, s *Store, l Lease, gates ...flows.Gate) {
	t.Helper()
	if _, err := s.Append(t.Context(), testTime, []Cause{{Delivery: "", Input: said("ya")}}); err != nil {
		t.Fatal(err)
	}
	e := take(t, s)[0]
	before := load(t, s, e)
	turn := registered(before)
	turn.State.Person.Roles, turn.Gates = before.State.Person.Roles, gates
	if err := commit(t, s, l, e, before, turn); err != nil {
		t.Fatal(err)
	}
}

// audience gives people, by their number, index terms.
func audience(t *testing.T, s *Store, people map[int64][]string) {
	t.Helper()
	for id, terms := range people {
		for _, term := range terms {
			if err := s.redis.SetBit(t.Context(), s.keys.in(term), id, 1).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var hears = []string{enterprise.TermAll, enterprise.TermBroadcast, enterprise.TermReachable, "owners"}

// hearers are people with numbers from 100 who would hear an announcement.
func hearers(t *testing.T, s *Store, n int) {
	t.Helper()
	people := map[int64][]string{}
	for i := range n {
		people[100+int64(i)] = hears
	}
	audience(t, s, people)
}

var owners = enterprise.Segment{Every: [][]string{{"owners"}}, Mute: "info"}

func scheduled(id string) flows.Gate {
	return flows.Gate{Announcement: id, Do: flows.GateSchedule, At: testTime, Segment: owners, By: 7}
}

func act(id string, do flows.GateAct) flows.Gate {
	return flows.Gate{Announcement: id, Do: do, At: testTime.Add(time.Minute)}
}

// opened schedules an announcement and opens its gate.
func opened(t *testing.T, s *Store, l Lease, g flows.Gate) {
	t.Helper()
	decide(t, s, l, g)
	if ids, err := s.OpenDue(t.Context(), l, testTime); err != nil || !slices.Contains(ids, g.Announcement) {
		t.Fatalf("opened are %v, %v", ids, err)
	}
}

func claim(t *testing.T, s *Store, l Lease, id string, most int) []Claimed {
	t.Helper()
	given, _, err := s.Claim(t.Context(), l, testTime, id, most)
	if err != nil {
		t.Fatal(err)
	}
	return given
}

// settle gives all of them one outcome.
func settle(t *testing.T, s *Store, l Lease, id string, given []Claimed, outcome flows.LedgerState, reason string) {
	t.Helper()
	var all []Settled
	for _, c := range given {
		r := Settled{Announcement: id, Claimed: c, Outcome: outcome, Reason: reason}
		if outcome == flows.LedgerSent {
			r.Messages = []string{fmt.Sprint(1000 + int64(c.Person))}
		}
		all = append(all, r)
	}
	if _, err := s.Settle(t.Context(), l, testTime.Add(time.Hour), all); err != nil {
		t.Fatal(err)
	}
}

// ledger is how an announcement fares; its counts must add up.
func ledger(t *testing.T, s *Store, id string) flows.Ledger {
	t.Helper()
	f, err := s.Find(t.Context(), testTime, flows.Lookup{Ledgers: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
	l := f.Ledgers[id]
	if sum := l.Todo + l.Sending + l.Sent + l.Blocked + l.Failed + l.Skipped + l.Unsure; sum != l.Total {
		t.Fatalf("the states add up to %d of %d: %+v", sum, l.Total, l)
	}
	return l
}

func TestAGateMovesOnlyWhereItFits(t *testing.T) {
	t.Parallel()
	reach := map[flows.GateState][]flows.GateAct{ // how a state is reached once the gate is open
		flows.GateSending: nil, flows.GatePaused: {flows.GatePause}, flows.GateStopped: {flows.GateStop},
	}
	table := []struct {
		name  string
		from  flows.GateState
		do    flows.GateAct
		wants flows.GateState
	}{
		{"one that was never scheduled cannot be paused", "", flows.GatePause, ""},
		{"one that was never scheduled cannot be resumed", "", flows.GateResume, ""},
		{"one that was never scheduled cannot be stopped", "", flows.GateStop, ""},
		{"scheduling makes a ledger", "", flows.GateSchedule, flows.GateScheduled},
		{"scheduled once is scheduled", flows.GateScheduled, flows.GateSchedule, flows.GateScheduled},
		{"before its hour there is nothing to pause", flows.GateScheduled, flows.GatePause, flows.GateScheduled},
		{"before its hour there is nothing to resume", flows.GateScheduled, flows.GateResume, flows.GateScheduled},
		{"it can be stopped before its hour", flows.GateScheduled, flows.GateStop, flows.GateStopped},
		{"sending is not scheduled again", flows.GateSending, flows.GateSchedule, flows.GateSending},
		{"sending can be paused", flows.GateSending, flows.GatePause, flows.GatePaused},
		{"sending goes on", flows.GateSending, flows.GateResume, flows.GateSending},
		{"sending can be stopped", flows.GateSending, flows.GateStop, flows.GateStopped},
		{"a pause lasts", flows.GatePaused, flows.GatePause, flows.GatePaused},
		{"a pause ends", flows.GatePaused, flows.GateResume, flows.GateSending},
		{"a paused one can be stopped", flows.GatePaused, flows.GateStop, flows.GateStopped},
		{"a paused one is not scheduled again", flows.GatePaused, flows.GateSchedule, flows.GatePaused},
		{"stopped is for good: no pause", flows.GateStopped, flows.GatePause, flows.GateStopped},
		{"stopped is for good: no resuming", flows.GateStopped, flows.GateResume, flows.GateStopped},
		{"stopped is for good: no scheduling", flows.GateStopped, flows.GateSchedule, flows.GateStopped},
		{"done is not paused", flows.GateDone, flows.GatePause, flows.GateDone},
		{"done is not resumed", flows.GateDone, flows.GateResume, flows.GateDone},
		{"done is not stopped", flows.GateDone, flows.GateStop, flows.GateDone},
		{"done is not scheduled again", flows.GateDone, flows.GateSchedule, flows.GateDone},
	}
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 2)
		for i, c := range table {
			id := fmt.Sprint("a", i)
			switch c.from {
			case "":
			case flows.GateScheduled:
				decide(t, s, holder, scheduled(id))
			default:
				opened(t, s, holder, scheduled(id))
				if c.from == flows.GateDone {
					settle(t, s, holder, id, claim(t, s, holder, id, 9), flows.LedgerSent, "")
				}
				for _, do := range reach[c.from] {
					decide(t, s, holder, act(id, do))
				}
			}
			before := ledger(t, s, id)
			if before.State != c.from {
				t.Fatalf("%s: it begins %q", c.name, before.State)
			}
			g := act(id, c.do)
			g.Segment = owners
			decide(t, s, holder, g)
			if got := ledger(t, s, id); got.State != c.wants || c.wants == c.from && fmt.Sprint(got) != fmt.Sprint(before) {
				t.Errorf("%s: it is %+v, was %+v", c.name, got, before)
			}
		}
	})
}

func TestAnAnnouncementFromScheduleToDone(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 6)
		audience(t, s, map[int64][]string{90: {enterprise.TermAll, "owners"}, 200: {enterprise.TermAll, "owners", enterprise.TermBroadcast},
			104: {enterprise.TermMuted("info")}, 300: {"owners"}})
		decide(t, s, holder, scheduled("a"))
		if ids, err := s.OpenDue(t.Context(), holder, testTime.Add(-time.Millisecond)); err != nil || len(ids) != 0 {
			t.Fatalf("before its hour: %v, %v", ids, err)
		}
		if l := ledger(t, s, "a"); l.Frozen || !l.Due.Equal(testTime) {
			t.Fatalf("scheduled: %+v", l)
		}
		if ids, err := s.OpenDue(t.Context(), holder, testTime); err != nil || !slices.Equal(ids, []string{"a"}) {
			t.Fatalf("at its hour: %v, %v", ids, err)
		}
		l := ledger(t, s, "a")
		if !l.Frozen || l.Total != 8 || l.Todo != 5 || l.Skipped != 3 || l.Why["skipped:no_consent"] != 1 || l.Why["skipped:unreachable"] != 1 || l.Why["skipped:muted"] != 1 || !l.Opened.Equal(testTime) {
			t.Fatalf("opened: %+v", l)
		}
		given := claim(t, s, holder, "a", 3)
		if fmt.Sprint(given) != "[{p100 1} {p101 2} {p102 3}]" {
			t.Fatalf("first come %v", given)
		}
		settle(t, s, holder, "a", given[:1], flows.LedgerSent, "")
		settle(t, s, holder, "a", given[:1], flows.LedgerFailed, "twice")
		settle(t, s, holder, "a", given[1:2], flows.LedgerBlocked, "deactivated")
		settle(t, s, holder, "a", given[2:], flows.LedgerFailed, "Bad Request: it's long")
		if l := ledger(t, s, "a"); l.Sent != 1 || l.Blocked != 1 || l.Failed != 1 || l.Why["failed:other"] != 1 || l.Why["blocked:deactivated"] != 1 || l.Over() {
			t.Fatalf("in the middle: %+v", l)
		}
		settle(t, s, holder, "a", claim(t, s, holder, "a", 9), flows.LedgerUnsure, "no_answer")
		if l = ledger(t, s, "a"); l.State != flows.GateDone || l.Unsure != 2 || !l.Over() {
			t.Fatalf("at the end: %+v", l)
		}
		if running, err := s.Running(t.Context()); err != nil || len(running) != 0 {
			t.Errorf("running is %v, %v", running, err)
		}
		got, err := s.Recipients(t.Context(), "a")
		want := "[{p90 skipped no_consent} {p100 sent } {p101 blocked deactivated} {p102 failed other} {p103 unsure no_answer} {p104 skipped muted} {p105 unsure no_answer} {p200 skipped unreachable}]"
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("recipients are\n%v, want\n%s, %v", got, want, err)
		}
		for _, gone := range []string{s.keys.ledgerKey("a", "todo"), s.keys.ledgerKey("a", "sending"), s.keys.due(), s.keys.running(), s.keys.scratch("1"), s.keys.scratch("2")} {
			if r.Client.Exists(t.Context(), gone).Val() != 0 {
				t.Errorf("%s is left behind", gone)
			}
		}
	})
}

func TestNobodyToTellIsDoneAtOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		opened(t, s, holder, scheduled("a"))
		if l := ledger(t, s, "a"); l.State != flows.GateDone || !l.Over() {
			t.Errorf("it is %+v", l)
		}
	})
}

func TestRecipientsAreFrozenWhenTheOfficerSays(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 3)
		now, later := scheduled("now"), scheduled("later")
		now.FreezeNow = true
		decide(t, s, holder, now, later)
		if ids, err := s.OpenDue(t.Context(), holder, testTime.Add(-time.Hour)); err != nil || len(ids) != 0 {
			t.Fatalf("an hour before: %v, %v", ids, err)
		}
		if next := r.Client.ZScore(t.Context(), s.keys.due(), "now").Val(); int64(next) != testTime.UnixMilli() {
			t.Errorf("it is looked at again at %.0f", next)
		}
		audience(t, s, map[int64][]string{110: hears})
		if n, l := ledger(t, s, "now"), ledger(t, s, "later"); n.Todo != 3 || n.State != flows.GateScheduled || l.Total != 0 {
			t.Fatalf("an hour before: %+v, %+v", n, l)
		}
		if given := claim(t, s, holder, "now", 9); len(given) != 0 {
			t.Fatalf("given out before its hour: %v", given)
		}
		if ids, err := s.OpenDue(t.Context(), holder, testTime); err != nil || len(ids) != 2 {
			t.Fatalf("at its hour: %v, %v", ids, err)
		}
		if n, l := ledger(t, s, "now"), ledger(t, s, "later"); n.Todo != 3 || l.Todo != 4 {
			t.Errorf("at its hour: %+v, %+v", n, l)
		}
	})
}

// TestAPassGoesOverAnEarlierAnnouncement: correcting reaches all who have it,
// sending again only those who would still hear it.
func TestAPassGoesOverAnEarlierAnnouncement(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 4)
		opened(t, s, holder, scheduled("a"))
		given := claim(t, s, holder, "a", 4)
		settle(t, s, holder, "a", given[:2], flows.LedgerSent, "")
		settle(t, s, holder, "a", given[2:3], flows.LedgerFailed, "refused")
		settle(t, s, holder, "a", given[3:], flows.LedgerUnsure, "no_answer")
		for _, id := range []int64{100, 102} {
			r.Client.SetBit(t.Context(), s.keys.in(enterprise.TermBroadcast), id, 0)
		}
		amend := flows.Gate{Announcement: "ralat", Do: flows.GateSchedule, At: testTime, From: "a", FromStates: []flows.LedgerState{flows.LedgerSent}, Amend: true}
		again := flows.Gate{Announcement: "ulang", Do: flows.GateSchedule, At: testTime, From: "a", FromStates: []flows.LedgerState{flows.LedgerFailed, flows.LedgerUnsure}}
		none := flows.Gate{Announcement: "none", Do: flows.GateSchedule, At: testTime, From: "a"}
		decide(t, s, holder, amend, again, none)
		if ids, err := s.OpenDue(t.Context(), holder, testTime); err != nil || len(ids) != 3 {
			t.Fatalf("opened are %v, %v", ids, err)
		}
		if got := fmt.Sprint(claim(t, s, holder, "ralat", 9)); got != "[{p100 0} {p101 1}]" {
			t.Errorf("corrected are %s", got)
		}
		if got := fmt.Sprint(claim(t, s, holder, "ulang", 9)); got != "[{p103 1}]" || ledger(t, s, "ulang").Why["skipped:no_consent"] != 1 {
			t.Errorf("sent again are %s", got)
		}
		if l := ledger(t, s, "none"); l.Total != 0 || l.State != flows.GateDone {
			t.Errorf("of no state: %+v", l)
		}
		ids, err := s.MessagesOf(t.Context(), "a", []enterprise.PersonID{103, 100, 102, 101, 55, 4000})
		if err != nil || fmt.Sprint(ids) != "map[p100:[1100] p101:[1101]]" {
			t.Errorf("the messages are %v, %v", ids, err)
		}
	})
}

func TestSeveralPartsKeepTheirMessages(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 3)
		g := scheduled("a")
		g.Parts = 2
		opened(t, s, holder, g)
		given := claim(t, s, holder, "a", 3)
		all := []Settled{
			{Announcement: "a", Claimed: given[2], Outcome: flows.LedgerSent, Messages: []string{"wamid.A==", "wamid.B"}},
			{Announcement: "a", Claimed: given[0], Outcome: flows.LedgerSent, Messages: []string{"1099511627776"}},
			{Announcement: "a", Claimed: given[1], Outcome: flows.LedgerFailed, Messages: []string{"4294967295"}},
		}
		if states, err := s.Settle(t.Context(), holder, testTime, all); err != nil || states["a"] != flows.GateDone {
			t.Fatalf("%v, %v", states, err)
		}
		ids, err := s.MessagesOf(t.Context(), "a", []enterprise.PersonID{100, 101, 102})
		if err != nil || fmt.Sprint(ids) != "map[p100:[1099511627776] p101:[4294967295] p102:[wamid.A== wamid.B]]" {
			t.Errorf("the messages are %v, %v", ids, err)
		}
		// As a release wrote them that knew one channel only: 4 bytes each at the
		// recipient's rank, two of them to a recipient of two parts.
		r.Client.Del(t.Context(), s.keys.ledgerKey("a", "said"))
		r.Client.SetRange(t.Context(), s.keys.ledgerKey("a", "messages"), 8, "\x00\x00\x00\x07\xff\xff\xff\xff\x00\x00\x00\x09")
		ids, err = s.MessagesOf(t.Context(), "a", []enterprise.PersonID{100, 101, 102})
		if err != nil || fmt.Sprint(ids) != "map[p101:[7 4294967295] p102:[9]]" {
			t.Errorf("the messages of before are %v, %v", ids, err)
		}
	})
}

func TestAStopSkipsWhoWaitsAndWaitsForWhoIsBeingSentTo(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 5)
		opened(t, s, holder, scheduled("a"))
		given := claim(t, s, holder, "a", 2)
		decide(t, s, holder, act("a", flows.GateStop))
		if l := ledger(t, s, "a"); l.Why["skipped:stopped"] != 3 || l.Sending != 2 || l.Over() {
			t.Fatalf("stopped: %+v", l)
		}
		if states, err := s.Settle(t.Context(), holder, testTime, []Settled{{Announcement: "a", Claimed: given[0], Outcome: flows.LedgerSent}}); err != nil || states["a"] != flows.GateStopped {
			t.Fatalf("the sender hears %v, %v", states, err)
		}
		if err := s.Unclaim(t.Context(), holder, testTime, "a", []enterprise.PersonID{given[1].Person}); err != nil {
			t.Fatal(err)
		}
		if l := ledger(t, s, "a"); l.State != flows.GateStopped || !l.Over() || l.Sent != 1 || l.Why["skipped:stopped"] != 4 {
			t.Errorf("at the end: %+v", l)
		}
	})
}

func TestAFencedProcessChangesNoLedger(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		old := lease(t, s)
		hearers(t, s, 4)
		opened(t, s, old, scheduled("a"))
		given := claim(t, s, old, "a", 2)
		decide(t, s, old, scheduled("b"))
		if err := s.Release(t.Context(), old); err != nil {
			t.Fatal(err)
		}
		present := lease(t, s)
		before := ledger(t, s, "a")
		_, err1 := s.OpenDue(t.Context(), old, testTime)
		_, _, err2 := s.Claim(t.Context(), old, testTime, "a", 1)
		_, err3 := s.Settle(t.Context(), old, testTime, []Settled{{Announcement: "a", Claimed: given[0], Outcome: flows.LedgerSent}})
		_, err4 := s.Interrupted(t.Context(), old, testTime)
		err5 := s.Unclaim(t.Context(), old, testTime, "a", []enterprise.PersonID{given[0].Person})
		for i, err := range []error{err1, err2, err3, err4, err5} {
			if !errors.Is(err, ErrFenced) {
				t.Errorf("call %d: %v", i+1, err)
			}
		}
		if after := ledger(t, s, "a"); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("it was %+v and is %+v", before, after)
		}
		if n, err := s.Interrupted(t.Context(), present, testTime); err != nil || n["a"] != 2 {
			t.Errorf("unsure are %v, %v", n, err)
		}
		if l := ledger(t, s, "a"); l.Why["unsure:interrupted"] != 2 || l.Todo != 2 {
			t.Errorf("after the change of hands: %+v", l)
		}
	})
}

// TestFrozenIsTheSegment compares the script with Segment.Holds, person by
// person.
func TestFrozenIsTheSegment(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		terms := []string{enterprise.TermAll, enterprise.TermBroadcast, enterprise.TermReachable, enterprise.TermMuted("info"), "a", "b", "c"}
		rapid.Check(t, func(rt *rapid.T) {
			r.Client.FlushAll(t.Context())
			holder := lease(t, s)
			people := rapid.SliceOfN(rapid.SliceOfDistinct(rapid.SampledFrom(terms), rapid.ID[string]), 0, 30).Draw(rt, "people")
			group := rapid.SliceOfN(rapid.SampledFrom(terms[4:]), 1, 3)
			segment := enterprise.Segment{
				Every: rapid.SliceOfN(group, 0, 2).Draw(rt, "every"), Never: rapid.SliceOfN(rapid.SampledFrom(terms[4:]), 0, 2).Draw(rt, "never"), Mute: "info",
			}
			decide(t, s, holder, flows.Gate{Announcement: "x", Do: flows.GateSchedule, At: testTime, Segment: segment})
			r.Client.Del(t.Context(), s.keys.in(enterprise.TermAll), s.keys.in(enterprise.TermBroadcast), s.keys.in(enterprise.TermReachable)) // the officer
			var want []Recipient
			for i, has := range people {
				id := enterprise.PersonID(i + 1)
				audience(t, s, map[int64][]string{int64(id): has})
				switch {
				case !segment.Holds(has):
				case !slices.Contains(has, enterprise.TermBroadcast):
					want = append(want, Recipient{id, flows.LedgerSkipped, ReasonNoConsent})
				case !slices.Contains(has, enterprise.TermReachable):
					want = append(want, Recipient{id, flows.LedgerSkipped, ReasonUnreachable})
				case slices.Contains(has, enterprise.TermMuted("info")):
					want = append(want, Recipient{id, flows.LedgerSkipped, ReasonMuted})
				default:
					want = append(want, Recipient{id, flows.LedgerTodo, ""})
				}
			}
			if _, err := s.OpenDue(t.Context(), holder, testTime); err != nil {
				rt.Fatal(err)
			}
			got, err := s.Recipients(t.Context(), "x")
			ended := !slices.ContainsFunc(want, func(r Recipient) bool { return r.State == flows.LedgerTodo })
			if err != nil || !slices.Equal(got, want) || ended != ledger(t, s, "x").Over() {
				rt.Errorf("frozen are\n%v, want\n%v, %v", got, want, err)
			}
		})
	})
}

// TestTheEndIsToldOnce: an end that nobody was told of is not forgotten.
func TestTheEndIsToldOnce(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 1)
		untold := func() []string {
			ids, err := s.Untold(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		opened(t, s, holder, scheduled("a"))
		given := claim(t, s, holder, "a", 1)
		if len(untold()) != 0 {
			t.Error("it is told to have ended while it is sent")
		}
		done := []Settled{{Announcement: "a", Claimed: given[0], Outcome: flows.LedgerSent}}
		for range 2 {
			if _, err := s.Settle(t.Context(), holder, testTime, done); err != nil {
				t.Fatal(err)
			}
		}
		if got := untold(); !slices.Equal(got, []string{"a"}) {
			t.Errorf("to be told is the end of %v", got)
		}
		if err := s.Told(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Settle(t.Context(), holder, testTime, done); err != nil || len(untold()) != 0 {
			t.Errorf("it is to be told again: %v, %v", untold(), err)
		}
	})
}
