package bot

import (
	"context"
	"fmt"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/store"
)

// Intake makes deliveries durable: causes into the inbox, what could not be
// understood into the dead letters.
func Intake(s *store.Store, now func() time.Time, m *Metrics) channel.Deliver {
	return func(ctx context.Context, d channel.Delivery) error {
		if len(d.Causes) > 0 { // first: to take them in again does nothing
			added, err := s.Append(ctx, now(), d.Causes)
			if err != nil {
				return fmt.Errorf("bot: take updates in: %w", err)
			}
			m.appended.Add(float64(added))
			m.repeated.Add(float64(len(d.Causes) - added))
		}
		if len(d.Reports) > 0 {
			if err := s.Report(ctx, d.Reports); err != nil {
				return fmt.Errorf("bot: take reports in: %w", err)
			}
		}
		for _, raw := range d.Bad {
			if err := s.DeadLetter(ctx, "update that cannot be read", raw); err != nil {
				return fmt.Errorf("bot: keep bad update: %w", err)
			}
			m.bad.Inc()
		}
		return nil
	}
}
