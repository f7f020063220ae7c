package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
)

// DeadLetter is what could not be handled, without what stands in it.
type DeadLetter struct {
	ID     string
	At     time.Time
	Reason string
	Kind   string              // of the cause: "text", "tap", "wake"...; "line" of ours; "unreadable"
	Person enterprise.PersonID // whom it is for, where that is known
	Again  bool                // it can be put back
}

// deadPage is how many dead letters are read at once.
const deadPage = 500

// EachDead calls found with every dead letter, the oldest first.
func (s *Store) EachDead(ctx context.Context, found func(DeadLetter) error) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	after := "-"
	for {
		page, err := s.redis.XRangeN(ctx, s.keys.dead(), after, "+", deadPage).Result()
		if err != nil {
			return fmt.Errorf("store: read dead letters: %w", err)
		}
		for _, m := range page {
			if err := found(s.deadLetter(m)); err != nil {
				return err
			}
		}
		if len(page) < deadPage {
			return nil
		}
		after = "(" + page[len(page)-1].ID
	}
}

func (s *Store) deadLetter(m redis.XMessage) DeadLetter {
	d := DeadLetter{ID: m.ID, At: entryTime(m.ID), Kind: "unreadable"}
	d.Reason, _ = m.Values["r"].(string)
	person, _ := m.Values["p"].(string)
	if n, err := strconv.ParseInt(person, 10, 64); err == nil {
		d.Person = enterprise.PersonID(n)
	}
	_, raw := m.Values["raw"]
	_, line := m.Values["l"]
	switch {
	case line:
		d.Kind, d.Again = "line", d.Person != 0
	case raw || d.Reason == reasonUnreadable:
	default:
		if e, err := s.entry(m); err == nil {
			d.Kind, d.Person, d.Again = string(e.Input.Kind), max(d.Person, e.Person), true
		}
	}
	return d
}

// reasonUnreadable is the reason of updates that nothing could be made of, which
// were not marked by themselves before.
const reasonUnreadable = "update that cannot be read"

// Replay puts a dead letter back; false: nothing can be made of it, or it is gone.
func (s *Store) Replay(ctx context.Context, id string) (bool, error) {
	result, err := replayScript.Run(ctx, s.redis, []string{s.keys.dead(), s.keys.inbox(), s.keys.outbox()}, id).Text()
	if err != nil {
		return false, fmt.Errorf("store: put dead letter %s back: %w", id, err)
	}
	return result == "OK", nil
}

// DropDead removes dead letters for good, and gives how many there were.
func (s *Store) DropDead(ctx context.Context, ids []string) (int64, error) {
	n, err := s.redis.XDel(ctx, s.keys.dead(), ids...).Result()
	if err != nil {
		return 0, fmt.Errorf("store: remove dead letters: %w", err)
	}
	return n, nil
}
