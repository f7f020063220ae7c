package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
)

// slotName is the field of a slot in a chat, as it was when all stood together.
func (s *Store) slotName(to enterprise.Address, slot string) string {
	return s.seal.alias(to) + ":" + slot
}

// Slot is the channel's id of the message that stands in a slot of a chat. It
// is an error when none does.
func (s *Store) Slot(ctx context.Context, to enterprise.Address, slot string) (string, error) {
	if err := s.unlock(ctx); err != nil {
		return "", err
	}
	id, err := s.redis.HGet(ctx, s.keys.slotsOf(s.seal.alias(to)), slot).Result()
	if errors.Is(err, redis.Nil) { // it was put before those of a chat were together
		id, err = s.redis.HGet(ctx, s.keys.slots(), s.slotName(to, slot)).Result()
	}
	if err != nil {
		return "", fmt.Errorf("store: what stands in %s: %w", slot, err)
	}
	return id, nil
}

// PutSlot notes which message stands in a slot.
func (s *Store) PutSlot(ctx context.Context, to enterprise.Address, slot, message string) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	p := s.redis.TxPipeline()
	p.HSet(ctx, s.keys.slotsOf(s.seal.alias(to)), slot, message)
	p.HDel(ctx, s.keys.slots(), s.slotName(to, slot))
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: note what stands in %s: %w", slot, err)
	}
	return nil
}
