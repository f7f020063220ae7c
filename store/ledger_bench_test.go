package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store/redistest"
)

// everybody makes people 1 to n hear announcements, and opens one to them.
func everybody(b testing.TB, r *redistest.Redis, s *Store, n int) Lease {
	b.Helper()
	bits := make([]byte, n/8+1)
	for i := range bits {
		bits[i] = 0xff
	}
	for _, term := range hears {
		r.Client.Set(b.Context(), s.keys.in(term), bits, 0)
	}
	holder := lease(b, s)
	fields, err := ledgerFields(scheduled("a"))
	if err != nil {
		b.Fatal(err)
	}
	r.Client.HSet(b.Context(), s.keys.ledger("a"), append(fields, "state", "scheduled", "due", 0)...)
	r.Client.ZAdd(b.Context(), s.keys.due(), redis.Z{Member: "a"})
	if ids, err := s.OpenDue(b.Context(), holder, testTime); err != nil || len(ids) != 1 {
		b.Fatal(ids, err)
	}
	return holder
}

// runThrough claims and settles everybody in batches; one in twenty is blocked.
func runThrough(b testing.TB, s *Store, holder Lease, batch int) (n int) {
	b.Helper()
	for {
		given, state, err := s.Claim(b.Context(), holder, testTime, "a", batch)
		if err != nil {
			b.Fatal(err)
		}
		if state != flows.GateSending || len(given) == 0 {
			return n
		}
		settled := make([]Settled, len(given))
		for i, c := range given {
			settled[i] = Settled{Announcement: "a", Claimed: c, Outcome: flows.LedgerSent, Messages: []string{fmt.Sprint(int64(c.Person) + 1_000_000)}}
			if c.Person%20 == 0 {
				settled[i].Outcome, settled[i].Reason, settled[i].Messages = flows.LedgerBlocked, "blocked", nil
			}
		}
		if _, err := s.Settle(b.Context(), holder, testTime, settled); err != nil {
			b.Fatal(err)
		}
		n += len(given)
	}
}

// taken is the memory of all keys of the announcement.
func taken(b testing.TB, r *redistest.Redis, s *Store) (bytes int64) {
	b.Helper()
	names, err := r.Client.Keys(b.Context(), s.keys.ledger("a")+"*").Result()
	if err != nil {
		b.Fatal(err)
	}
	for _, key := range names {
		bytes += r.Client.MemoryUsage(b.Context(), key).Val()
	}
	return bytes
}

// TestALedgerTakesLittleMemory: the bound is the issue's; halfway there are
// the most bitmaps.
func TestALedgerTakesLittleMemory(t *testing.T) {
	t.Parallel()
	const people = 100_000
	r := redistest.Server(t, "--appendfsync", "no")
	s := open(t, r, 0)
	holder := everybody(t, r, s, people)
	n := 0
	for n < people/2 {
		given := claim(t, s, holder, "a", 5000)
		settle(t, s, holder, "a", given, flows.LedgerSent, "")
		n += len(given)
	}
	half := taken(t, r, s)
	n += runThrough(t, s, holder, 5000)
	if n < people {
		t.Fatalf("only %d", n)
	}
	whole := taken(t, r, s)
	t.Logf("%.1f bytes a recipient halfway, %.1f when done", float64(half)/people, float64(whole)/people)
	if max(half, whole) > 64*people {
		t.Errorf("%d and %d bytes for %d people", half, whole, people)
	}
	ids, err := s.MessagesOf(t.Context(), "a", []enterprise.PersonID{99_999})
	if err != nil || len(ids[99_999]) != 1 || ids[99_999][0] != "1099999" {
		t.Errorf("the last message is %v, %v", ids, err)
	}
}

// BenchmarkLedger is the cost of one recipient, claimed and settled in batches.
func BenchmarkLedger(b *testing.B) {
	for _, c := range []struct {
		name  string
		batch int
	}{{"64 at once", 64}, {"500 at once", 500}} {
		for _, sync := range []string{"no", "always"} {
			b.Run(c.name+", fsync "+sync, func(b *testing.B) {
				const people = 100_000
				r := redistest.Server(b, "--appendfsync", sync)
				s, err := Open(Options{URL: r.Direct, City: "test", Keys: testKeys(b, 0)})
				if err != nil {
					b.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				for b.Loop() {
					r.Client.FlushAll(b.Context())
					s.claims = claims{}
					holder := everybody(b, r, s, people)
					began := time.Now()
					n := runThrough(b, s, holder, c.batch)
					b.ReportMetric(float64(time.Since(began).Nanoseconds())/float64(n), "ns/recipient")
					b.ReportMetric(float64(taken(b, r, s))/float64(n), "B/recipient")
				}
			})
		}
	}
}
