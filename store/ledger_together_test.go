package store

import (
	"slices"
	"sync"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// TestSendersAndReadersTogether: several senders never get the same person,
// and whoever looks meanwhile sees counts that add up.
func TestSendersAndReadersTogether(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 400)
		opened(t, s, holder, scheduled("a"))
		var mu sync.Mutex
		var all []enterprise.PersonID
		var senders sync.WaitGroup
		for range 4 {
			senders.Go(func() {
				for {
					given, _, err := s.Claim(t.Context(), holder, testTime, "a", 3)
					if err != nil || len(given) == 0 {
						return
					}
					var batch []Settled
					mu.Lock()
					for _, c := range given {
						all = append(all, c.Person)
						batch = append(batch, Settled{Announcement: "a", Claimed: c, Outcome: flows.LedgerSent})
					}
					mu.Unlock()
					if _, err := s.Settle(t.Context(), holder, testTime, batch); err != nil {
						return
					}
				}
			})
		}
		for l := ledger(t, s, "a"); !l.Over() && !t.Failed(); l = ledger(t, s, "a") {
			if got, err := s.Recipients(t.Context(), "a"); err != nil || len(got) != 400 {
				t.Errorf("%d recipients, %v", len(got), err)
			}
		}
		senders.Wait()
		slices.Sort(all)
		if len(all) != 400 || len(slices.Compact(all)) != 400 {
			t.Errorf("given out were %d", len(all))
		}
	})
}

// TestWhatIsHandedBackWhileRedisIsAwayWaitsAgain: the store keeps it and says
// so with the next call.
func TestWhatIsHandedBackWhileRedisIsAwayWaitsAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 4)
		opened(t, s, holder, scheduled("a"))
		given := claim(t, s, holder, "a", 2)
		r.Cut()
		if err := s.Unclaim(t.Context(), holder, testTime, "a", []enterprise.PersonID{given[0].Person}); err == nil {
			t.Fatal("there is no Redis, and no error")
		}
		if _, _, err := s.Claim(t.Context(), holder, testTime, "a", 2); err == nil {
			t.Fatal("there is no Redis, and no error")
		}
		r.Mend()
		if got := claim(t, s, holder, "a", 2); len(got) != 2 || got[0] != given[0] || got[1].Person != 102 {
			t.Errorf("the next are %v", got)
		}
	})
}

// TestAnnouncementsThatRunAreListedOldestFirst also shows what a sender asks
// between two messages.
func TestAnnouncementsThatRunAreListedOldestFirst(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		hearers(t, s, 2)
		late := scheduled("a")
		late.At = testTime.Add(time.Hour)
		opened(t, s, holder, scheduled("b"))
		decide(t, s, holder, late, act("b", flows.GatePause))
		if _, err := s.OpenDue(t.Context(), holder, testTime.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		running, err := s.Running(t.Context())
		if err != nil || !slices.Equal(running, []string{"b", "a"}) {
			t.Errorf("running are %v, %v", running, err)
		}
		states, err := s.GateStates(t.Context(), []string{"a", "none", "b"})
		if err != nil || !slices.Equal(states, []flows.GateState{flows.GateSending, "", flows.GatePaused}) {
			t.Errorf("their states are %v, %v", states, err)
		}
	})
}
