package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestAProcessEndsWhateverItWaitsFor: a part that never ends holds nobody up, and
// all budgets together leave a second of the ten that a service manager gives.
func TestAProcessEndsWhateverItWaitsFor(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	began := make(chan struct{})
	ever := make(chan struct{})
	defer close(ever)
	log := &locked{}
	var order []string
	ended := make(chan error, 1)
	go func() {
		ended <- runWithin(ctx, slog.New(slog.NewTextHandler(log, nil)), time.Millisecond, []stage{
			{"frozen Redis", func(context.Context) error { <-ever; return nil }},
			{"slow Telegram", func(context.Context) error { close(began); <-ever; return nil }},
			{"receive", func(ctx context.Context) error { <-ctx.Done(); order = append(order, "receive"); return nil }},
		})
	}()
	<-began
	stop()
	if err := <-ended; err != nil || fmt.Sprint(order) != "[receive]" {
		t.Errorf("%v, %v", order, err)
	}
	if !strings.Contains(log.String(), "slow Telegram") {
		t.Error("nobody says what was left")
	}
	if whole := wholeBudget + leaseBudget + serverBudget; whole > 9*time.Second {
		t.Errorf("ending may take %s", whole)
	}
}

// TestAnOutageIsSaidOnce, and what has nothing to do with it is said as always.
func TestAnOutageIsSaidOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o := &outage{}
	log := slog.New(calm{slog.NewTextHandler(&out, nil), o}).With("channel", "telegram").WithGroup("g")
	down := fmt.Errorf("store: ask Redis: %w", context.DeadlineExceeded)
	for range 74 {
		log.Error("outbox cannot be read", "error", down)
		log.Warn("updates could not be taken in", "error", fmt.Errorf("store: append 1 causes: %w", errors.New("CLUSTERDOWN Hash slot not served")))
	}
	log.Error("a message is refused", "error", errors.New("channel: refused"))
	if n := strings.Count(out.String(), "\n"); n != 2 {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
	now := time.Now()
	if over, _, _ := o.answered(now, time.Hour); over {
		t.Error("it is over while somebody notices")
	}
	if over, _, kept := o.answered(now.Add(2*time.Hour), time.Hour); !over || kept != 147 {
		t.Errorf("over %v, %d lines were not written", over, kept)
	}
	if over, _, _ := o.answered(now.Add(3*time.Hour), time.Hour); over {
		t.Error("it is over twice")
	}
	log.Error("outbox cannot be read", "error", down)
	if n := strings.Count(out.String(), "\n"); n != 3 {
		t.Error("the next outage is not said")
	}
}
