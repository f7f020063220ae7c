package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// How long ending may take. Told to end, a process is gone within ten seconds,
// whatever it waits for: what is in hand then is done again by the next. One that
// lost its lease has no such hurry.
const (
	stopBudget   = 8 * time.Second // for each part
	wholeBudget  = 7 * time.Second // for all of them, when the process is to end
	leaseBudget  = time.Second     // for giving the lease up
	serverBudget = time.Second     // for requests under way
)

// stage is one part of the active process.
type stage struct {
	name string
	run  func(ctx context.Context) error
}

// runStages runs parts side by side until one ends or the context does, and
// then ends them, the last started first, each within its budget.
func runStages(ctx context.Context, log *slog.Logger, stages []stage) error {
	return runWithin(ctx, log, wholeBudget, stages)
}

func runWithin(ctx context.Context, log *slog.Logger, whole time.Duration, stages []stage) error {
	type ending struct {
		stage int
		err   error
	}
	ended := make(chan ending, len(stages))
	done := make([]chan struct{}, len(stages))
	cancels := make([]context.CancelFunc, len(stages))
	for i, s := range stages {
		var own context.Context
		own, cancels[i] = context.WithCancel(context.WithoutCancel(ctx))
		done[i] = make(chan struct{})
		go func() {
			err := s.run(own)
			close(done[i])
			ended <- ending{i, err}
		}()
	}
	var first error
	select {
	case e := <-ended:
		if first = e.err; first == nil {
			first = fmt.Errorf("%s ended by itself", stages[e.stage].name)
		}
	case <-ctx.Done():
	}
	var late <-chan time.Time // nil: there is no hurry
	if ctx.Err() != nil {
		late = time.After(whole)
	}
	for i := len(stages) - 1; i >= 0; i-- {
		cancels[i]()
		select {
		case <-done[i]:
		case <-time.After(stopBudget):
			log.Warn("a part did not end in time", "part", stages[i].name)
		case <-late:
			log.Warn("what is under way is left to the next process: it did not end in time", "part", stages[i].name)
			for _, cancel := range cancels {
				cancel()
			}
			return first
		}
	}
	return first
}

// pause waits, or less when the context ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
