package scheduler

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

// start runs a scheduler with a fake store until the test ends.
func start(t *testing.T, wake func(n int) (int, error)) (ended <-chan error) {
	t.Helper()
	var calls atomic.Int64
	s := &Scheduler{
		Location: time.UTC, Now: time.Now, Tick: 10 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
		Wake:  func(context.Context, time.Time, int) (int, error) { return wake(int(calls.Add(1))) },
		Open:  func(context.Context, time.Time) error { return nil },
		Stop:  func(err error) bool { return errors.Is(err, errFenced) },
		Sweep: idle, Reevaluate: idle, CheckSettings: idle, Reseal: idle, ForgetStrangers: idle, Retry: idle,
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(cancel)
	return done
}

func idle(context.Context) error { return nil }

var errFenced = errors.New("fenced")

func TestATickGoesOnUntilNobodyIsDue(t *testing.T) {
	t.Parallel()
	third := make(chan struct{})
	start(t, func(n int) (int, error) {
		if n == 3 {
			close(third)
			return 7, nil
		}
		return wakesMost, nil
	})
	await(t, third)
}

func TestAJobThatFailsOrPanicsRunsAgain(t *testing.T) {
	t.Parallel()
	third := make(chan struct{})
	start(t, func(n int) (int, error) {
		switch n {
		case 1:
			return 0, errors.New("redis is down")
		case 2:
			panic("a bug")
		case 3:
			close(third)
		}
		return 0, nil
	})
	await(t, third)
}

func TestALostLeaseEndsIt(t *testing.T) {
	t.Parallel()
	done := start(t, func(int) (int, error) { return 0, errFenced })
	select {
	case err := <-done:
		if !errors.Is(err, errFenced) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on without a lease")
	}
}

func await(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("it did not happen")
	}
}

func TestAnnouncementsAreLetOut(t *testing.T) {
	t.Parallel()
	hour := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	opened := make(chan time.Time, 10)
	s := &Scheduler{
		Location: time.UTC, Now: func() time.Time { return hour }, Tick: time.Second, Log: slog.New(slog.DiscardHandler),
		Wake:  func(context.Context, time.Time, int) (int, error) { return 0, nil },
		Open:  func(_ context.Context, now time.Time) error { opened <- now; return errFenced },
		Stop:  func(err error) bool { return errors.Is(err, errFenced) },
		Sweep: idle, Reevaluate: idle, CheckSettings: idle, Reseal: idle, ForgetStrangers: idle, Retry: idle,
	}
	if err := s.Run(t.Context()); !errors.Is(err, errFenced) {
		t.Errorf("a lost lease ends it with %v", err)
	}
	if now := <-opened; !now.Equal(hour) {
		t.Errorf("it is told that it is %s", now)
	}
}

// What need not wait for its hour runs at once, and again at its hour when it failed.
func TestSomeJobsRunAtStart(t *testing.T) {
	t.Parallel()
	s := &Scheduler{Location: time.UTC, Now: time.Now, Tick: 10 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}
	s.Wake = func(context.Context, time.Time, int) (int, error) { return 0, nil }
	s.Open = func(context.Context, time.Time) error { return nil }
	var running sync.WaitGroup
	running.Add(6)
	once := func(context.Context) error { running.Done(); return errors.New("redis is down") }
	s.Sweep, s.Reevaluate, s.CheckSettings, s.ForgetStrangers, s.Reseal, s.Retry = once, once, once, once, once, once
	ctx, cancel := context.WithCancel(t.Context())
	go func() { running.Wait(); cancel() }()
	if err := s.Run(ctx); err != nil {
		t.Error(err)
	}
}

// Whoever looks for a thing that happens by the clock finds it in one list.
func TestTheListIsWhole(t *testing.T) {
	t.Parallel()
	s := &Scheduler{Tick: 5 * time.Second, Sweep: idle, Reevaluate: idle, CheckSettings: idle, Reseal: idle, ForgetStrangers: idle, Retry: idle}
	seen := map[string]bool{}
	for _, j := range s.Jobs() {
		if _, err := cron.ParseStandard(j.Schedule); err != nil || j.Run == nil || j.Name == "" || seen[j.Name] {
			t.Errorf("%+v: %v", j, err)
		}
		seen[j.Name] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d jobs: ARCHITECTURE.md names eight", len(seen))
	}
}
