package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Running are the announcements whose gate was opened and that have not ended,
// also those paused; the one opened first comes first.
func (s *Store) Running(ctx context.Context) ([]string, error) {
	ids, err := s.redis.ZRange(ctx, s.keys.running(), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("store: running announcements: %w", err)
	}
	return ids, nil
}

// Untold are the announcements that ended and of which the author has not been
// told, the one that ended first at the head.
func (s *Store) Untold(ctx context.Context) ([]string, error) {
	ids, err := s.redis.ZRange(ctx, s.keys.untold(), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("store: announcements that ended: %w", err)
	}
	return ids, nil
}

// Told notes that the author of an announcement knows of its end.
func (s *Store) Told(ctx context.Context, id string) error {
	if err := s.redis.ZRem(ctx, s.keys.untold(), id).Err(); err != nil {
		return fmt.Errorf("store: note that the end of %s was told: %w", id, err)
	}
	return nil
}

// GateStates are the states of announcements, in one round trip.
func (s *Store) GateStates(ctx context.Context, ids []string) ([]flows.GateState, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	p := s.redis.Pipeline()
	found := make([]*redis.StringCmd, len(ids))
	for i, id := range ids {
		found[i] = p.HGet(ctx, s.keys.ledger(id), "state")
	}
	if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, fmt.Errorf("store: states of %d announcements: %w", len(ids), err)
	}
	states := make([]flows.GateState, len(ids))
	for i, c := range found {
		states[i] = flows.GateState(c.Val())
	}
	return states, nil
}

// reasons are the names of a ledger's reasons, each as <state>:<reason>.
func (s *Store) reasons(hash map[string]string) []string {
	var names []string
	for field := range hash {
		if name, ok := strings.CutPrefix(field, whyField); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// snapshot reads a ledger at one instant: its hash, and what a command gives
// for each of its bitmaps. The reasons are known only from the hash, so it is
// read again when there is a new one meanwhile.
func snapshot[C redis.Cmder](ctx context.Context, s *Store, id string, of func(redis.Pipeliner, string) C) (map[string]string, map[string]C, error) {
	var reasons []string
	for {
		p := s.redis.TxPipeline()
		hash := p.HGetAll(ctx, s.keys.ledger(id))
		found := map[string]C{}
		for _, part := range []string{"total", string(Delivered), string(Read)} {
			found[part] = of(p, s.keys.ledgerKey(id, part))
		}
		for _, state := range ledgerStates {
			found[string(state)] = of(p, s.keys.ledgerKey(id, string(state)))
		}
		for _, name := range reasons {
			found[name] = of(p, s.keys.ledgerKey(id, whyField+name))
		}
		if _, err := p.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return nil, nil, fmt.Errorf("store: read ledger of %s: %w", id, err)
		}
		now := s.reasons(hash.Val())
		if slices.Equal(now, reasons) {
			return hash.Val(), found, nil
		}
		reasons = now
	}
}

func (s *Store) findLedgers(ctx context.Context, need flows.Lookup, f *flows.Found) error {
	f.Ledgers = map[string]flows.Ledger{}
	for _, id := range need.Ledgers {
		l, err := s.Ledger(ctx, id)
		if err != nil {
			return err
		}
		f.Ledgers[id] = l
	}
	return nil
}

// Ledger tells how an announcement fares: its counts, all of one instant.
func (s *Store) Ledger(ctx context.Context, id string) (flows.Ledger, error) {
	hash, counts, err := snapshot(ctx, s, id, func(p redis.Pipeliner, key string) *redis.IntCmd { return p.BitCount(ctx, key, nil) })
	if err != nil {
		return flows.Ledger{}, err
	}
	n := func(state flows.LedgerState) int64 { return counts[string(state)].Val() }
	l := flows.Ledger{
		State: flows.GateState(hash["state"]), Frozen: hash["frozen"] != "", Total: counts["total"].Val(),
		Todo: n(flows.LedgerTodo), Sending: n(flows.LedgerSending), Sent: n(flows.LedgerSent), Blocked: n(flows.LedgerBlocked),
		Failed: n(flows.LedgerFailed), Skipped: n(flows.LedgerSkipped), Unsure: n(flows.LedgerUnsure),
		Delivered: counts[string(Delivered)].Val(), Read: counts[string(Read)].Val(),
		Why: map[string]int64{}, Due: instant(hash["due"]), Opened: instant(hash["opened"]), Ended: instant(hash["ended"]), Held: instant(hash["held"]),
	}
	for _, name := range s.reasons(hash) {
		l.Why[name] = counts[name].Val()
	}
	return l, nil
}

// instant reads Unix milliseconds; nothing is the zero time.
func instant(text string) time.Time {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Recipient is one person of an announcement.
type Recipient struct {
	Person enterprise.PersonID
	State  flows.LedgerState
	Reason string // may be empty
}

// Recipients are all people of an announcement in ascending order, as they
// stood at one instant.
func (s *Store) Recipients(ctx context.Context, id string) ([]Recipient, error) {
	hash, bitmaps, err := snapshot(ctx, s, id, func(p redis.Pipeliner, key string) *redis.StringCmd { return p.Get(ctx, key) })
	if err != nil {
		return nil, err
	}
	reason := map[enterprise.PersonID]string{}
	for _, name := range s.reasons(hash) {
		_, word, _ := strings.Cut(name, ":")
		for _, person := range members([]byte(bitmaps[name].Val())) {
			reason[person] = word
		}
	}
	var all []Recipient
	for _, state := range ledgerStates {
		for _, person := range members([]byte(bitmaps[string(state)].Val())) {
			all = append(all, Recipient{person, state, reason[person]})
		}
	}
	slices.SortFunc(all, func(a, b Recipient) int { return cmp.Compare(a.Person, b.Person) })
	return all, nil
}
