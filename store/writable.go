package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrRefuses: Redis answers, and refuses to write: it is out of memory, a
// replica, or its disk is full.
var ErrRefuses = errors.New("store: Redis refuses to write")

// probeFor is how long a probe lasts.
const probeFor = time.Minute

// Writable tries a small write. ErrRefuses when Redis answers that it does not
// write; another error when it does not answer.
func (s *Store) Writable(ctx context.Context) error {
	err := s.redis.Set(ctx, s.keys.probe(), "1", probeFor).Err()
	var refused redis.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return fmt.Errorf("%w: %w", ErrRefuses, err)
	}
	return fmt.Errorf("store: try to write: %w", err)
}
