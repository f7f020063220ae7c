package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

const (
	// lateLeast is how long after its hour an announcement is late: its author is
	// asked whether it still makes sense.
	lateLeast = time.Hour
	// lateWait is how long the author's turn is waited for. It decides; should it
	// not come, the announcement is let out.
	lateWait = 2 * time.Minute
)

// PutOff looks at the announcements whose hour has come before any is let out.
// One that would be sent in quiet hours waits for them to end; one that is late
// waits for its author's turn. The notice is in the author's inbox before
// anything is put off, so that a crash between the two repeats it.
func (s *Store) PutOff(ctx context.Context, lease Lease, now time.Time, awake func(time.Time) time.Time) error {
	due, err := s.redis.ZRangeByScore(ctx, s.keys.due(), &redis.ZRangeBy{Min: "-inf", Max: fmt.Sprint(now.UnixMilli())}).Result()
	if err != nil {
		return fmt.Errorf("store: look for announcements that are due: %w", err)
	}
	var failed error
	for _, id := range due {
		err := s.putOff(ctx, lease, now, id, awake)
		if errors.Is(err, ErrFenced) {
			return err
		}
		failed = errors.Join(failed, err) // one that cannot be put off must not hold up the others
	}
	return failed
}

func (s *Store) putOff(ctx context.Context, lease Lease, now time.Time, id string, awake func(time.Time) time.Time) error {
	hash, err := s.redis.HGetAll(ctx, s.keys.ledger(id)).Result()
	if err != nil {
		return fmt.Errorf("store: read announcement %s: %w", id, err)
	}
	until := putOffUntil(hash, now, awake)
	if until.IsZero() {
		return nil
	}
	if by, err := strconv.ParseInt(hash["by"], 10, 64); err == nil && by > 0 {
		notice := flows.Progress(id)
		notice.To, notice.What = enterprise.PersonID(by), "late"
		if err := s.Notify(ctx, lease, notice); err != nil {
			return err
		}
	}
	keys := []string{s.keys.lease(), s.keys.ledger(id), s.keys.due()}
	result, err := putOffScript.Run(ctx, s.redis, keys, lease.fence(), id, hash["due"], until.UnixMilli()).Text()
	switch {
	case err != nil:
		return fmt.Errorf("store: put off announcement %s: %w", id, err)
	case result == "FENCED":
		return ErrFenced
	}
	return nil
}

// putOffUntil is until when an announcement waits; zero: it may be let out.
func putOffUntil(hash map[string]string, now time.Time, awake func(time.Time) time.Time) time.Time {
	due := instant(hash["due"])
	hours := enterprise.SendHours(hash["hours"])
	if hash["state"] != string(flows.GateScheduled) || hours == enterprise.AnyHour || due.After(now) {
		return time.Time{}
	}
	if open := awake(now); hours == enterprise.OpenHour && open.After(now) {
		return open
	}
	if hash["late"] == "" && now.Sub(due) >= lateLeast {
		return now.Add(lateWait)
	}
	return time.Time{}
}
