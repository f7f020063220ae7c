package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/store/redistest"
)

func TestAnotherEditionLooksAtEverybodyAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		s := open(t, r, 0)
		holder := lease(t, s)
		if err := s.Import(t.Context(), make([]enterprise.Person, 1203)); err != nil {
			t.Fatal(err)
		}
		early, late := testTime.Add(-time.Hour), testTime.Add(240*time.Hour)
		r.Client.Del(t.Context(), s.keys.wakes(), s.keys.person(600)) // who has gone
		r.Client.ZAdd(t.Context(), s.keys.wakes(), redis.Z{Score: float64(early.UnixMilli()), Member: 700}, redis.Z{Score: float64(late.UnixMilli()), Member: 1})
		look := func(edition string, want int) {
			t.Helper()
			if n, err := s.ReevaluateAll(t.Context(), holder, testTime, edition); n != want || err != nil {
				t.Fatalf("%s: %d are looked at again, %v; want %d", edition, n, err, want)
			}
		}
		look("first", 0)
		look("first", 0)
		look("second", 1202)
		look("second", 0)
		moment := func(id string) time.Time {
			score, err := r.Client.ZScore(t.Context(), s.keys.wakes(), id).Result()
			if err != nil {
				t.Fatalf("%s is not woken: %v", id, err)
			}
			return time.UnixMilli(int64(score))
		}
		for id, want := range map[string]time.Time{"1": testTime, "501": testTime.Add(time.Second), "1203": testTime.Add(1202 * reevaluateEvery), "700": early} {
			if at := moment(id); !at.Equal(want) {
				t.Errorf("%s is woken at %s, want %s", id, at, want)
			}
		}
		if ids, _ := r.Client.ZRange(t.Context(), s.keys.wakes(), 0, -1).Result(); len(ids) != 1202 || slices.Contains(ids, "600") {
			t.Errorf("%d are woken, the one who has gone among them: %t", len(ids), slices.Contains(ids, "600"))
		}
		look("first", 1202) // back to the earlier one
		if _, err := s.ReevaluateAll(t.Context(), Lease{number: holder.number - 1}, testTime, "third"); !errors.Is(err, ErrFenced) {
			t.Errorf("with a lease that was lost: %v", err)
		}
		look("third", 1202)
	})
}
