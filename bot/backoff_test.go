package bot

import (
	"context"
	"testing"
	"time"
)

func TestPausesGrowToTheMostAndBeginAnew(t *testing.T) {
	t.Parallel()
	b := backoff{first: time.Second, most: 5 * time.Second}
	for round := range 2 {
		for i, top := range []time.Duration{1, 2, 4, 5, 5} {
			top *= time.Second
			if p := b.pause(0); p < top/2 || p > top {
				t.Errorf("round %d, pause %d is %v, not %v to %v", round, i, p, top/2, top)
			}
		}
		b.reset()
	}
}

func TestPausesDifferSoThatThoseWhoFailedTogetherComeBackApart(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 50 {
		b := backoff{first: time.Second, most: time.Minute}
		seen[b.pause(0)] = true
	}
	if len(seen) < 2 {
		t.Error("fifty pauses are the same")
	}
}

func TestPauseIsNotShorterThanAskedFor(t *testing.T) {
	t.Parallel()
	b := backoff{first: time.Second, most: 5 * time.Second}
	if p := b.pause(time.Hour); p != time.Hour {
		t.Errorf("asked for an hour, got %v", p)
	}
}

func TestWaitEndsWithTheContextOrTheTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := backoff{first: time.Hour, most: time.Hour}
	b.sleep(ctx, 0) // hangs the test if it does not end
	wait(t.Context(), 0)
}
