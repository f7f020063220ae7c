// Package scheduler is everything that the clock does: Jobs is the list. It is
// the only importer of robfig/cron, and it only starts things.
//
// Which kinds of reminders there are, and which comes before which, stands in
// flows/contents/layout.go: the job "wakes" only wakes those for whom something is
// due, and what to say is decided then, by the flows.
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
	"strings"
	"sync"
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
	Tick     time.Duration    // how often to look for what is due; announcements at least every second
	Stop     func(error) bool // reports whether there is no point in going on after an error
	Log      *slog.Logger

	// What the jobs do.
	Wake            func(ctx context.Context, now time.Time, most int) (int, error) // turns wake-ups that are due into causes
	Open            func(ctx context.Context, now time.Time) error                  // lets announcements out whose hour has come
	Sweep           func(ctx context.Context) error                                 // removes files that belong to nobody
	Reevaluate      func(ctx context.Context) error                                 // wakes everybody once after a new release or programme
	CheckSettings   func(ctx context.Context) error                                 // warns of settings of Redis that could lose answers
	Reseal          func(ctx context.Context) error                                 // seals anew under the newest key
	ForgetStrangers func(ctx context.Context) error                                 // takes away who began and did not agree in time
	Retry           func(ctx context.Context) error                                 // says again what a channel kept from people for a day
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
	var starting sync.WaitGroup
	for _, j := range s.Jobs() {
		when, err := schedule(j.Schedule)
		if err != nil {
			return fmt.Errorf("scheduler: job %s: %w", j.Name, err)
		}
		id := c.Schedule(when, cron.FuncJob(func() { s.do(ctx, j, cancel) }))
		if j.AtStart {
			starting.Go(c.Entry(id).WrappedJob.Run)
		}
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
	starting.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// schedule reads when a job runs. Cron knows nothing more frequent than once a
// second; where the clock is moved by hand nobody wants to wait that long.
func schedule(text string) (cron.Schedule, error) {
	if every, ok := strings.CutPrefix(text, "@every "); ok {
		if d, err := time.ParseDuration(every); err == nil && d > 0 && d < time.Second {
			return often(d), nil
		}
	}
	return cron.ParseStandard(text)
}

// often is a schedule of less than a second.
type often time.Duration

// Next is the next moment after one.
func (d often) Next(t time.Time) time.Time { return t.Add(time.Duration(d)) }

func (s *Scheduler) do(ctx context.Context, j Job, cancel context.CancelCauseFunc) {
	err := j.Run(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
	case s.Stop != nil && s.Stop(err):
		cancel(err)
	default:
		s.Log.Error("a job failed and will be tried again", "job", j.Name, "error", err)
	}
}

// logger is cron's view of our log.
type logger struct{ log *slog.Logger }

func (l logger) Info(string, ...any) {}

func (l logger) Error(err error, msg string, args ...any) {
	l.log.Error("a job panicked", append([]any{"error", err, "what", msg}, args...)...)
}
