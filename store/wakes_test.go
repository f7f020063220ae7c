package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/store/redistest"
)

// A tick costs what is due, not what exists.
func TestNothingDueIsOneRoundTrip(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		for id := range 100 {
			r.Client.ZAdd(t.Context(), s.keys.wakes(), redis.Z{Score: float64(testTime.Add(time.Hour).UnixMilli()), Member: id + 1})
		}
		if n, err := s.WakeDue(t.Context(), holder, testTime, 500); n != 0 || err != nil { // teaches the script
			t.Fatal(n, err)
		}
		trips := s.RoundTrips()
		if n, err := s.WakeDue(t.Context(), holder, testTime, 500); n != 0 || err != nil {
			t.Fatal(n, err)
		}
		if n := s.RoundTrips() - trips; n != 1 {
			t.Errorf("nothing due took %d round trips", n)
		}
		if n, err := s.WakeDue(t.Context(), holder, testTime.Add(time.Hour), 500); n != 100 || err != nil {
			t.Errorf("an hour later %d are due, %v", n, err)
		}
		if n, err := s.WakeDue(t.Context(), holder, testTime.Add(time.Hour), 500); n != 0 || err != nil {
			t.Errorf("at once again %d are due, %v", n, err)
		}
	})
}

// BenchmarkWakes is a tick with so many people waiting, of whom so many are due.
func BenchmarkWakes(b *testing.B) {
	const waiting = 1_000_000
	r := redistest.Server(b)
	s := open(b, r, 0)
	holder := lease(b, s)
	for from := 0; from < waiting; from += 10_000 {
		some := make([]redis.Z, 10_000)
		for i := range some {
			some[i] = redis.Z{Score: float64(testTime.Add(time.Duration(1+from+i) * time.Minute).UnixMilli()), Member: from + i + 1}
		}
		r.Client.ZAdd(b.Context(), s.keys.wakes(), some...)
	}
	for _, due := range []int{0, 500} {
		b.Run(fmt.Sprint(due, " due"), func(b *testing.B) {
			now := testTime
			for b.Loop() {
				now = now.Add(time.Duration(due) * time.Minute)
				n, err := s.WakeDue(b.Context(), holder, now, 500)
				if err != nil {
					b.Fatal(err)
				}
				if n < due {
					b.Skip("all have been woken")
				}
			}
		})
	}
}
