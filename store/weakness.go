package store

import (
	"context"
	"fmt"
	"strings"
)

// UnreadableSettings is the weakness of a Redis that does not show its settings.
const UnreadableSettings = "its settings cannot be read; make sure of appendonly yes, appendfsync always, maxmemory-policy noeviction"

// Weaknesses are the settings of Redis with which an acknowledged answer could
// be lost, each with what to change.
func (s *Store) Weaknesses(ctx context.Context) ([]string, error) {
	if err := s.redis.Ping(ctx).Err(); err != nil {
		return nil, fmt.Errorf("store: ask Redis: %w", err)
	}
	wanted := []struct{ name, value, why string }{
		{"appendonly", "yes", "without it a restart loses what came since the last snapshot"},
		{"appendfsync", "always", "with everysec a power failure loses up to a second of answers"},
		{"maxmemory-policy", "noeviction", "any other policy throws people away when memory runs short"},
	}
	var weak []string
	for _, w := range wanted {
		got, err := s.redis.ConfigGet(ctx, w.name).Result()
		switch {
		case err != nil && strings.Contains(strings.ToLower(err.Error()), "unknown"),
			err != nil && strings.Contains(err.Error(), "NOPERM"):
			return append(weak, UnreadableSettings), nil
		case err != nil:
			return nil, fmt.Errorf("store: ask Redis for %s: %w", w.name, err)
		case got[w.name] != w.value:
			weak = append(weak, fmt.Sprintf("%s is %q, set it to %q (%s)", w.name, got[w.name], w.value, w.why))
		}
	}
	return weak, nil
}
