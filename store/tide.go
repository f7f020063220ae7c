package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// The tide is a number that only rises while a city is served. It is written
// here first and then outside of Redis: when it is found lower here than there,
// Redis was set back, whoever did that.

// Tide is how far it has risen, and when.
type Tide struct {
	N  int64
	At time.Time
}

// Tide reads it.
func (s *Store) Tide(ctx context.Context) (Tide, error) {
	fields, err := s.redis.HGetAll(ctx, s.keys.tide()).Result()
	if err != nil {
		return Tide{}, fmt.Errorf("store: read the tide: %w", err)
	}
	n, _ := strconv.ParseInt(fields["n"], 10, 64)
	return Tide{n, instant(fields["at"])}, nil
}

// Rise makes it one higher.
func (s *Store) Rise(ctx context.Context, lease Lease, now time.Time) (Tide, error) {
	n, err := riseScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.tide()}, lease.fence(), now.UnixMilli()).Int64()
	switch {
	case err != nil:
		return Tide{}, fmt.Errorf("store: raise the tide: %w", err)
	case n < 0:
		return Tide{}, ErrFenced
	}
	return Tide{n, now}, nil
}

// Rollback is that the data was set back: what happened in between is lost.
type Rollback struct {
	From     time.Time `json:"from"` // the last moment of which everything is there
	To       time.Time `json:"to"`   // from then on everything is there again
	Restored bool      `json:"restored,omitempty"`
}

// RolledBack notes that the data was set back, and lifts the tide above what it
// was.
func (s *Store) RolledBack(ctx context.Context, lease Lease, r Rollback, above int64) error {
	data, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store: marshal a rollback: %w", err)
	}
	p := s.redis.TxPipeline()
	p.Set(ctx, s.keys.rollback(), data, 0)
	p.HSet(ctx, s.keys.tide(), "n", above+1, "at", r.To.UnixMilli())
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: note a rollback: %w", err)
	}
	return nil
}

// LastRollback is the newest one; nil: there was none.
func (s *Store) LastRollback(ctx context.Context) (*Rollback, error) {
	data, err := s.redis.Get(ctx, s.keys.rollback()).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: read the last rollback: %w", err)
	}
	var r Rollback
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("store: read the last rollback: %w", err)
	}
	return &r, nil
}

// Backup is what is known of the last backup.
type Backup struct {
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// BackedUp notes that a backup was made.
func (s *Store) BackedUp(ctx context.Context, b Backup) error {
	data, err := json.Marshal(b)
	if err == nil {
		err = s.redis.Set(ctx, s.keys.backup(), data, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("store: note a backup: %w", err)
	}
	return nil
}

// LastBackup is the last one that was noted; zero: none was.
func (s *Store) LastBackup(ctx context.Context) (Backup, error) {
	var b Backup
	data, err := s.redis.Get(ctx, s.keys.backup()).Bytes()
	if errors.Is(err, redis.Nil) {
		return b, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &b)
	}
	if err != nil {
		return b, fmt.Errorf("store: read the note of the last backup: %w", err)
	}
	return b, nil
}
