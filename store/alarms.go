package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Alarms are what administrators were told of and is not over, each with when
// that was; "first" is when it was looked for alarms first.
func (s *Store) Alarms(ctx context.Context, now time.Time) (map[string]time.Time, error) {
	p := s.redis.TxPipeline()
	p.HSetNX(ctx, s.keys.alarms(), "first", now.UnixMilli())
	found := p.HGetAll(ctx, s.keys.alarms())
	if _, err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: read the alarms: %w", err)
	}
	all := map[string]time.Time{}
	for what, at := range found.Val() {
		all[what] = instant(at)
	}
	return all, nil
}

// Alarmed notes that administrators were told of something.
func (s *Store) Alarmed(ctx context.Context, what string, now time.Time) error {
	if err := s.redis.HSet(ctx, s.keys.alarms(), what, now.UnixMilli()).Err(); err != nil {
		return fmt.Errorf("store: note an alarm: %w", err)
	}
	return nil
}

// AlarmOver notes that it is over.
func (s *Store) AlarmOver(ctx context.Context, what string) error {
	if err := s.redis.HDel(ctx, s.keys.alarms(), what).Err(); err != nil {
		return fmt.Errorf("store: end an alarm: %w", err)
	}
	return nil
}

// Health is how the city does, as Redis sees it: ages are told by Redis's clock
// alone, so no other clock can make them wrong.
type Health struct {
	Depths
	Cause, Line time.Duration // how long the oldest cause and line have been waiting; 0: none is
}

// Health asks.
func (s *Store) Health(ctx context.Context) (Health, error) {
	p := s.redis.Pipeline()
	in, out, dead, wakes := p.XLen(ctx, s.keys.inbox()), p.XLen(ctx, s.keys.outbox()), p.XLen(ctx, s.keys.dead()), p.ZCard(ctx, s.keys.wakes())
	cause, line := p.XRangeN(ctx, s.keys.inbox(), "-", "+", 1), p.XRangeN(ctx, s.keys.outbox(), "-", "+", 1)
	if _, err := p.Exec(ctx); err != nil {
		return Health{}, fmt.Errorf("store: ask how the city does: %w", err)
	}
	server, err := s.server(ctx)
	if err != nil {
		return Health{}, err
	}
	now, err := server.Time(ctx).Result()
	if err != nil {
		return Health{}, fmt.Errorf("store: ask for Redis's time: %w", err)
	}
	h := Health{Depths: Depths{in.Val(), out.Val(), dead.Val(), wakes.Val()}}
	for _, first := range cause.Val() {
		h.Cause = max(0, now.Sub(entryTime(first.ID)))
	}
	for _, first := range line.Val() {
		h.Line = max(0, now.Sub(entryTime(first.ID)))
	}
	return h, nil
}

// entryTime is when an entry came into its stream, by Redis's clock.
func entryTime(id string) time.Time {
	ms, _, _ := strings.Cut(id, "-")
	return instant(ms)
}
