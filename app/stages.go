package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

const stopBudget = 8 * time.Second // for each part

// stage is one part of the active process.
type stage struct {
	name string
	run  func(ctx context.Context) error
}

// runStages runs parts side by side until one ends or the context does, and
// then ends them, the last started first, each within its budget.
func runStages(ctx context.Context, log *slog.Logger, stages []stage) error {
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
	for i := len(stages) - 1; i >= 0; i-- {
		cancels[i]()
		select {
		case <-done[i]:
		case <-time.After(stopBudget):
			log.Warn("a part did not end in time", "part", stages[i].name)
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
