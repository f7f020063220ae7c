package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/flows"
)

// OccupiedError is that a city has data where a copy was to be put back.
type OccupiedError struct{ People int64 }

func (e *OccupiedError) Error() string {
	return fmt.Sprintf("store: the city has data of %d people", e.People)
}

// apart are keys of a copy that are not put back as they are.
var apart = map[string]bool{
	"version":  true, // written last: then the data is whole
	"files":    true, // the mark of the files that are there
	"rollback": true, // what was lost before the copy was made was said
}

// BeginRestore empties the city and marks it as not whole. Data that is there
// goes only when it is to be replaced, or is what an interrupted restore left.
func (s *Store) BeginRestore(ctx context.Context, made time.Time, replace bool) error {
	state, err := s.redis.Get(ctx, s.keys.version()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("store: read the version of the data: %w", err)
	}
	if !strings.HasPrefix(state, restoring) && !replace {
		people, err := s.People(ctx)
		if err != nil {
			return err
		}
		waiting, err := s.Depths(ctx)
		if err != nil {
			return err
		}
		if people > 0 || waiting.Inbox+waiting.Outbox > 0 {
			return &OccupiedError{people}
		}
	}
	if err := s.redis.Set(ctx, s.keys.version(), restoring+made.UTC().Format(time.RFC3339), 0).Err(); err != nil {
		return fmt.Errorf("store: begin a restore: %w", err)
	}
	s.seal.found.Store(nil) // the copy has its own
	return s.empty(ctx)
}

// empty removes everything of the city but who is active and that it is being
// restored.
func (s *Store) empty(ctx context.Context) error {
	var batch []string
	drop := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := s.redis.Unlink(ctx, batch...).Err()
		batch = batch[:0]
		return err
	}
	err := s.eachKey(ctx, s.keys.prefix+"*", func(key string) error {
		if key == s.keys.lease() || key == s.keys.fence() || key == s.keys.version() {
			return nil
		}
		if batch = append(batch, key); len(batch) < 500 {
			return nil
		}
		return drop()
	})
	if err == nil {
		err = drop()
	}
	if err != nil {
		return fmt.Errorf("store: empty the city: %w", err)
	}
	return nil
}

// RestoreKeys puts keys of a copy back.
func (s *Store) RestoreKeys(ctx context.Context, kept []Kept) error {
	p := s.redis.Pipeline()
	for _, k := range kept {
		if apart[k.Key] {
			continue
		}
		args := []any{"RESTORE", s.keys.prefix + k.Key, k.Expires, k.Payload, "REPLACE"}
		if k.Expires > 0 {
			args = append(args, "ABSTTL")
		}
		p.Do(ctx, args...)
	}
	if p.Len() == 0 {
		return nil
	}
	if _, err := p.Exec(ctx); err != nil {
		if strings.Contains(err.Error(), "Bad data format") || strings.Contains(err.Error(), "DUMP payload version") {
			return fmt.Errorf("store: this Redis is older than the one the copy was made of, and does not take its data: %w", err)
		}
		return fmt.Errorf("store: put keys back: %w", err)
	}
	return nil
}

// Restored says of what a city was restored.
type Restored struct {
	City      string    // the name it had
	Made      time.Time // when the copy was made
	Rehearsal bool      // nobody is to be told anything unasked
	Version   int       // of the data
	Release   string    // that restores
	Tide      int64     // of the files; see Tide
}

// Held is what was held back of a restored city.
type Held struct {
	People        int64
	Announcements int
}

// jump is how far the numbers of leases move on after a restore, so that no
// process of before can have the number of one after.
const jump = 1000

// EndRestore makes what was put back a city that can be served. What was on its
// way to many waits for an officer, because since the copy was made it may have
// arrived.
func (s *Store) EndRestore(ctx context.Context, lease Lease, now time.Time, r Restored) (Held, error) {
	var held Held
	if err := s.rename(ctx, keysOf(r.City)); err != nil {
		return held, err
	}
	n, err := s.hold(ctx, now, r)
	if err != nil {
		return held, err
	}
	held.Announcements = n
	tide, err := s.Tide(ctx)
	if err != nil {
		return held, err
	}
	p := s.redis.TxPipeline()
	p.IncrBy(ctx, s.keys.fence(), jump+lease.number)
	p.HSet(ctx, s.keys.tide(), "n", max(tide.N, r.Tide), "at", now.UnixMilli())
	if r.Rehearsal {
		p.Unlink(ctx, s.keys.inbox(), s.keys.outbox(), s.keys.wakes())
	} else {
		data, err := json.Marshal(Rollback{From: r.Made, To: now, Restored: true})
		if err != nil {
			return held, fmt.Errorf("store: marshal what was lost: %w", err)
		}
		p.Set(ctx, s.keys.rollback(), data, 0)
	}
	if _, err := p.Exec(ctx); err != nil {
		return held, fmt.Errorf("store: end a restore: %w", err)
	}
	if held.People, err = s.People(ctx); err != nil {
		return held, err
	}
	return held, s.setVersion(ctx, r.Version, r.Release)
}

// rename changes the names of lists that records hold, where they are another
// city's.
func (s *Store) rename(ctx context.Context, was keys) error {
	if was.prefix == s.keys.prefix {
		return nil
	}
	err := s.eachKey(ctx, s.keys.record(storedName{"*", "*"}), func(key string) error {
		lists, err := s.redis.HGet(ctx, key, "l").Result()
		if errors.Is(err, redis.Nil) || err == nil && lists == "" {
			return nil
		}
		if err != nil {
			return err
		}
		return s.redis.HSet(ctx, key, "l", strings.ReplaceAll(lists, was.prefix, s.keys.prefix)).Err()
	})
	if err != nil {
		return fmt.Errorf("store: rename lists: %w", err)
	}
	return nil
}

// hold pauses the announcements that were running, and notes with those whose
// hour has come since that they are to wait once they open.
func (s *Store) hold(ctx context.Context, now time.Time, r Restored) (int, error) {
	running, err := s.Running(ctx)
	if err != nil {
		return 0, err
	}
	due, err := s.redis.ZRange(ctx, s.keys.due(), 0, -1).Result()
	if err != nil {
		return 0, fmt.Errorf("store: look for announcements that are due: %w", err)
	}
	n := 0
	for _, id := range running {
		fields := []any{"held", r.Made.UnixMilli()}
		state, err := s.redis.HGet(ctx, s.keys.ledger(id), "state").Result()
		if err == nil && flows.GateState(state) == flows.GateSending {
			fields = append(fields, "state", string(flows.GatePaused))
		}
		if err == nil {
			err = s.redis.HSet(ctx, s.keys.ledger(id), fields...).Err()
		}
		if err != nil {
			return n, fmt.Errorf("store: hold announcement %s: %w", id, err)
		}
		n++
	}
	for _, id := range due {
		at, err := s.redis.HGet(ctx, s.keys.ledger(id), "due").Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return n, fmt.Errorf("store: hold announcement %s: %w", id, err)
		}
		hour, _ := strconv.ParseInt(at, 10, 64)
		if !r.Rehearsal && hour > now.UnixMilli() {
			continue
		}
		if err := s.redis.HSet(ctx, s.keys.ledger(id), "held", r.Made.UnixMilli()).Err(); err != nil {
			return n, fmt.Errorf("store: hold announcement %s: %w", id, err)
		}
		n++
	}
	return n, nil
}

// People is how many person ids were given.
func (s *Store) People(ctx context.Context) (int64, error) {
	n, err := s.redis.Get(ctx, s.keys.people()).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, fmt.Errorf("store: count people: %w", err)
	}
	return n, nil
}
