package store

import (
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// What is let out, what waits, and who is told, by when it was due and what hour
// it is: the quiet hours of this test end at the next full hour.
func TestPutOff(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 1)
		holder := lease(t, s)
		atOnce := func(now time.Time) time.Time { return now }
		shut := func(now time.Time) time.Time { return now.Truncate(time.Hour).Add(time.Hour) }
		for i, row := range []struct {
			name  string
			hours enterprise.SendHours
			late  time.Duration
			awake func(time.Time) time.Time
			wait  time.Duration // from now; 0: it is let out
		}{
			{"at its hour", enterprise.OpenHour, 0, atOnce, 0},
			{"in quiet hours", enterprise.OpenHour, 0, shut, shut(testTime).Sub(testTime)},
			{"late in quiet hours", enterprise.OpenHour, 14 * time.Hour, shut, shut(testTime).Sub(testTime)},
			{"some minutes late", enterprise.OpenHour, 20 * time.Minute, atOnce, 0},
			{"late", enterprise.OpenHour, 3 * time.Hour, atOnce, lateWait},
			{"urgent in quiet hours", enterprise.InTime, 0, shut, 0},
			{"urgent and late", enterprise.InTime, 3 * time.Hour, shut, lateWait},
			{"a correction at night", enterprise.AnyHour, 9 * time.Hour, shut, 0},
		} {
			id := string(rune('a' + i))
			g := scheduled(id)
			g.At, g.Hours = testTime.Add(-row.late), row.hours
			decide(t, s, holder, g)
			told := noticesIn(t, s)
			if err := s.PutOff(t.Context(), holder, testTime, row.awake); err != nil {
				t.Fatal(err)
			}
			l, err := s.Ledger(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			want, tells := g.At, 0
			if row.wait > 0 {
				want, tells = testTime.Add(row.wait), 1
			}
			if !l.Due.Equal(want) || noticesIn(t, s)-told != tells {
				t.Errorf("%s: due %s, want %s; %d notices", row.name, l.Due, want, noticesIn(t, s)-told)
			}
			if err := s.PutOff(t.Context(), holder, testTime.Add(lateWait), atOnce); err != nil { // the author's turn never came
				t.Fatal(err)
			}
			s.redis.Del(t.Context(), s.keys.inbox())
			if ids, err := s.OpenDue(t.Context(), holder, testTime.Add(lateWait)); err != nil || (len(ids) == 1) != (row.wait <= lateWait) {
				t.Errorf("%s: opened %v, %v", row.name, ids, err)
			}
			decide(t, s, holder, act(id, flows.GateStop))
		}
	})
}

// An hour is moved, or taken away until somebody decides.
func TestMovedAndHeld(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 1)
		holder := lease(t, s)
		decide(t, s, holder, scheduled("a"))
		move := func(at time.Time) flows.Gate { return flows.Gate{Announcement: "a", Do: flows.GateMove, At: at} }
		for _, row := range []struct {
			to   time.Time
			open int
		}{{time.Time{}, 0}, {testTime.Add(time.Hour), 0}, {testTime, 1}, {testTime.Add(time.Hour), 0}} {
			decide(t, s, holder, move(row.to))
			if ids, err := s.OpenDue(t.Context(), holder, testTime); err != nil || len(ids) != row.open {
				t.Errorf("moved to %s: opened %v, %v", row.to, ids, err)
			}
		}
	})
}

// noticesIn is how many causes wait in the inbox.
func noticesIn(t *testing.T, s *Store) int {
	t.Helper()
	n, err := s.redis.XLen(t.Context(), s.keys.inbox()).Result()
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}
