package scheduler

import (
	"context"
	"time"
)

// Job is one thing that the clock does.
type Job struct {
	Name     string
	Schedule string // as cron reads it, in the city's time
	AtStart  bool   // it also runs at once, whatever its schedule
	Run      func(ctx context.Context) error
}

// Jobs is the list of everything that the clock does.
func (s *Scheduler) Jobs() []Job {
	return []Job{
		{Name: "wakes", Schedule: "@every " + s.Tick.String(), Run: s.wakes},
		{Name: "announcements", Schedule: "@every " + min(s.Tick, time.Second).String(), Run: func(ctx context.Context) error { return s.Open(ctx, s.Now()) }},
		{Name: "sweep of files", Schedule: "@every 15m", AtStart: true, Run: s.Sweep},
		{Name: "reevaluation after a new release", Schedule: "@every 1m", AtStart: true, Run: s.Reevaluate}, // once done it asks one question
		{Name: "strangers whose time is over", Schedule: "@every 1h", AtStart: true, Run: s.ForgetStrangers},
		{Name: "sealing under the newest key", Schedule: "@every 1h", AtStart: true, Run: s.Reseal}, // with one key it asks one question
		{Name: "what a channel put off", Schedule: "@every 5m", AtStart: true, Run: s.Retry},
		{Name: "check of Redis's settings", Schedule: "@every 10m", AtStart: true, Run: s.CheckSettings},
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
