package channel

import (
	"context"
	"testing"
	"time"
)

func TestPausesGrowToTheMostAndBeginAnew(t *testing.T) {
	t.Parallel()
	b := Backoff{First: time.Second, Most: 5 * time.Second}
	for round := range 2 {
		for i, top := range []time.Duration{1, 2, 4, 5, 5} {
			top *= time.Second
			if p := b.Next(0); p < top/2 || p > top {
				t.Errorf("round %d, pause %d is %v, not %v to %v", round, i, p, top/2, top)
			}
		}
		b.Reset()
	}
}

func TestPausesDifferSoThatThoseWhoFailedTogetherComeBackApart(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 50 {
		b := Backoff{First: time.Second, Most: time.Minute}
		seen[b.Next(0)] = true
	}
	if len(seen) < 2 {
		t.Error("fifty pauses are the same")
	}
}

func TestPauseIsNotShorterThanAskedFor(t *testing.T) {
	t.Parallel()
	b := Backoff{First: time.Second, Most: 5 * time.Second}
	if p := b.Next(time.Hour); p != time.Hour {
		t.Errorf("asked for an hour, got %v", p)
	}
}

func TestWaitEndsWithTheContextOrTheTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := Backoff{First: time.Hour, Most: time.Hour}
	b.Sleep(ctx, 0) // hangs the test if it does not end
	Wait(t.Context(), 0)
}
