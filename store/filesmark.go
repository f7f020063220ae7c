package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// The files of a city lie outside of Redis, and only Redis knows whose they are.
// So that neither is ever used with another city's, or with one that was lost,
// both carry the same mark.

// unfinished is before a mark that Redis has and the files perhaps not yet.
const unfinished = "new:"

// FilesMark is the mark of the files that belong to this store; "" when there is
// none. It is not whole while the files may not carry it yet.
func (s *Store) FilesMark(ctx context.Context) (mark string, whole bool, err error) {
	mark, err = s.redis.Get(ctx, s.keys.files()).Result()
	if errors.Is(err, redis.Nil) {
		return "", true, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("store: read the mark of the files: %w", err)
	}
	mark, unwhole := strings.CutPrefix(mark, unfinished)
	return mark, !unwhole, nil
}

// BeginFilesMark notes a mark that the files are about to get, unless there is
// one, and gives the one that holds.
func (s *Store) BeginFilesMark(ctx context.Context, mark string) (string, error) {
	if err := s.redis.SetNX(ctx, s.keys.files(), unfinished+mark, 0).Err(); err != nil {
		return "", fmt.Errorf("store: mark new files: %w", err)
	}
	mark, _, err := s.FilesMark(ctx)
	return mark, err
}

// SetFilesMark notes that the files carry a mark.
func (s *Store) SetFilesMark(ctx context.Context, mark string) error {
	if err := s.redis.Set(ctx, s.keys.files(), mark, 0).Err(); err != nil {
		return fmt.Errorf("store: write the mark of the files: %w", err)
	}
	return nil
}

// Nobody reports whether this store never had a person.
func (s *Store) Nobody(ctx context.Context) (bool, error) {
	n, err := s.redis.Exists(ctx, s.keys.people()).Result()
	if err != nil {
		return false, fmt.Errorf("store: ask whether there are people: %w", err)
	}
	return n == 0, nil
}

// sweepWordFor is how long an administrator's word waits for a sweep.
const sweepWordFor = 24 * time.Hour

// AllowSweep is an administrator's word that all files without a record are
// meant to go, once.
func (s *Store) AllowSweep(ctx context.Context) error {
	if err := s.redis.Set(ctx, s.keys.sweep(), "all", sweepWordFor).Err(); err != nil {
		return fmt.Errorf("store: allow a sweep: %w", err)
	}
	return nil
}

// SweepAllowed reports whether there is such a word.
func (s *Store) SweepAllowed(ctx context.Context) (bool, error) {
	n, err := s.redis.Exists(ctx, s.keys.sweep()).Result()
	if err != nil {
		return false, fmt.Errorf("store: ask whether a sweep is allowed: %w", err)
	}
	return n > 0, nil
}

// SweepDone takes the word back.
func (s *Store) SweepDone(ctx context.Context) error {
	if err := s.redis.Del(ctx, s.keys.sweep()).Err(); err != nil {
		return fmt.Errorf("store: end an allowed sweep: %w", err)
	}
	return nil
}

// Masked is a Redis address without its password.
func Masked(url string) string { return masked(url) }
