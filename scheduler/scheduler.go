// Package scheduler is what happens unasked. It is the only importer of
// robfig/cron, and it only starts things: what is due is in the store, and
// what to say is decided, when its time comes, by the flows.
//
// The jobs catch up by themselves after an outage, because each asks what is
// due by now rather than what fell due since it ran last. A job that cannot do
// so must keep when it last fired.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

// wakesMost is how many people are woken in one go; a tick goes on until
// nobody is due.
const wakesMost = 500

// Scheduler runs the jobs.
type Scheduler struct {
	Location *time.Location   // the city's, in which schedules are meant
	Now      func() time.Time // the clock that decides what is due
	Every    time.Duration    // how often to look for wake-ups: whole seconds
	Wake     func(ctx context.Context, now time.Time, most int) (int, error)
	Open     func(ctx context.Context, now time.Time) error // lets announcements out whose hour has come
	Stop     func(error) bool                               // tells an error after which there is no point in going on
	Log      *slog.Logger
}

// job is one thing to do by the clock.
type job struct {
	name     string
	schedule string // as cron reads it
	run      func(ctx context.Context) error
}

// jobs is the list of everything that happens by the clock.
func (s *Scheduler) jobs() []job {
	return []job{
		{"wakes", "@every " + s.Every.String(), s.wakes},
		{"announcements", "@every 1s", func(ctx context.Context) error { return s.Open(ctx, s.Now()) }},
	}
}

// Run works until the context ends, or until a job meets an error that Stop
// knows. A job that is still running is not started again; one that panics is
// logged and runs again at its next time.
func (s *Scheduler) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Recover is the inner one: a panic that passed SkipIfStillRunning would
	// leave it believing for ever that the job still runs.
	c := cron.New(cron.WithLocation(s.Location), cron.WithChain(
		cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(logger{s.Log})))
	for _, j := range s.jobs() {
		if _, err := c.AddFunc(j.schedule, func() { s.do(ctx, j, cancel) }); err != nil {
			return fmt.Errorf("scheduler: job %s: %w", j.name, err)
		}
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (s *Scheduler) do(ctx context.Context, j job, cancel context.CancelCauseFunc) {
	err := j.run(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
	case s.Stop != nil && s.Stop(err):
		cancel(err)
	default:
		s.Log.Error("a job failed and will be tried again", "job", j.name, "error", err)
	}
}

// wakes turns every wake-up that is due into a cause.
func (s *Scheduler) wakes(ctx context.Context) error {
	for {
		n, err := s.Wake(ctx, s.Now(), wakesMost)
		if err != nil || n < wakesMost {
			return err
		}
	}
}

// logger is cron's view of our log.
type logger struct{ log *slog.Logger }

func (l logger) Info(string, ...any) {}

func (l logger) Error(err error, msg string, args ...any) {
	l.log.Error("a job panicked", append([]any{"error", err, "what", msg}, args...)...)
}
