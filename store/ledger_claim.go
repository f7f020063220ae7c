package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Claimed is a recipient to be sent to now.
type Claimed struct {
	Person  enterprise.PersonID
	Ordinal int64 // rank among all recipients: where the ids of the messages are kept
}

// claims remember, for each announcement, what is not known to have arrived
// at Redis. It makes a claim whose answer was lost harmless: a claim cannot
// simply be repeated, as everything else here can.
type claims struct {
	mu sync.Mutex
	of map[string]*claimer
}

type claimer struct {
	mu      sync.Mutex // one call at a time
	lease   int64
	calls   int64                 // made so far
	changed int64                 // the last one known to have changed something
	back    []enterprise.PersonID // handed back, without an answer so far
}

func (c *claims) get(id string) *claimer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]*claimer{}
	}
	if c.of[id] == nil {
		c.of[id] = &claimer{}
	}
	return c.of[id]
}

// Claim gives out the next recipients of an announcement in ascending order,
// at most so many, and its state. Nobody is given out while that is not
// GateSending. Each has to be settled or unclaimed; whoever is not when the
// lease changes hands becomes unsure. After an error nobody was given out.
func (s *Store) Claim(ctx context.Context, lease Lease, now time.Time, id string, most int) ([]Claimed, flows.GateState, error) {
	return s.handOver(ctx, lease, now, id, most, nil)
}

// Unclaim gives recipients back that were certainly not sent to. They wait
// again, or are skipped when the announcement was stopped. Do not repeat it
// after an error: the next Claim or Unclaim of the announcement does.
func (s *Store) Unclaim(ctx context.Context, lease Lease, now time.Time, id string, people []enterprise.PersonID) error {
	_, _, err := s.handOver(ctx, lease, now, id, 0, people)
	return err
}

// Exchange writes down what became of recipients, as Settle does, and gives
// out the next of an announcement, as Claim does, in one round trip and with
// one wait for the disk. It gives the state of each announcement. After an
// error nobody was given out, and what became of whom is to be written again.
func (s *Store) Exchange(ctx context.Context, lease Lease, now time.Time, settled []Settled, id string, most int) ([]Claimed, map[string]flows.GateState, error) {
	calls, about, err := s.settleCalls(lease, now, settled)
	if err != nil {
		return nil, nil, err
	}
	c := s.claims.get(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.belongs(lease) {
		return nil, nil, ErrFenced
	}
	results := s.runAll(ctx, append(calls, s.claimCall(c, lease, now, id, most)))
	states, err := settledStates(about, results)
	if err != nil {
		return nil, nil, err // as if the answer to the claim were lost, too
	}
	given, state, err := c.heard(id, results[len(calls)])
	states[id] = state
	return given, states, err
}

func (s *Store) handOver(ctx context.Context, lease Lease, now time.Time, id string, most int, back []enterprise.PersonID) ([]Claimed, flows.GateState, error) {
	c := s.claims.get(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.belongs(lease) {
		return nil, "", ErrFenced
	}
	c.back = append(c.back, back...)
	return c.heard(id, s.runAll(ctx, []call{s.claimCall(c, lease, now, id, most)})[0])
}

// belongs forgets what was under an earlier lease; false: this is the earlier.
func (c *claimer) belongs(lease Lease) bool {
	if c.lease < lease.number {
		c.lease, c.changed, c.back = lease.number, 0, nil
	}
	return c.lease == lease.number
}

func (s *Store) claimCall(c *claimer, lease Lease, now time.Time, id string, most int) call {
	c.calls++
	args := []any{lease.fence(), id, now.UnixMilli(), c.calls, c.changed, most}
	for _, person := range c.back {
		args = append(args, int64(person))
	}
	return call{claimScript, append([]string{s.keys.lease()}, s.keys.ledgerKeys(id)...), args}
}

// heard is the answer to a claim.
func (c *claimer) heard(id string, answer *redis.Cmd) ([]Claimed, flows.GateState, error) {
	result, err := answer.Slice()
	if err != nil {
		return nil, "", fmt.Errorf("store: claim recipients of %s: %w", id, err)
	}
	state, _ := result[0].(string)
	switch state {
	case "FENCED":
		return nil, "", ErrFenced
	case "OVERTAKEN":
		return nil, "", fmt.Errorf("store: claim recipients of %s: call %d was overtaken", id, c.calls)
	}
	c.changed, _ = result[1].(int64)
	c.back = nil
	var given []Claimed
	for i := 2; i+1 < len(result); i += 2 {
		person, _ := result[i].(int64)
		ordinal, _ := result[i+1].(int64)
		given = append(given, Claimed{enterprise.PersonID(person), ordinal})
	}
	return given, flows.GateState(state), nil
}

// Interrupted makes this process the one that sends what is running: whoever
// an earlier one was sending to becomes unsure. It gives their number for each
// announcement that had any. It may be called at any time: what this process
// claimed itself stays.
func (s *Store) Interrupted(ctx context.Context, lease Lease, now time.Time) (map[string]int64, error) {
	running, err := s.Running(ctx)
	if err != nil || len(running) == 0 {
		return nil, err
	}
	calls := make([]call, len(running))
	for i, id := range running {
		calls[i] = call{interruptScript, append([]string{s.keys.lease()}, s.keys.ledgerKeys(id)...), []any{lease.fence(), id, now.UnixMilli()}}
	}
	unsure := map[string]int64{}
	for i, r := range s.runAll(ctx, calls) {
		n, err := r.Int64()
		switch {
		case err != nil:
			return unsure, fmt.Errorf("store: look who was being sent %s: %w", running[i], err)
		case n < 0:
			return unsure, ErrFenced
		case n > 0:
			unsure[running[i]] = n
		}
	}
	return unsure, nil
}

// word makes a reason fit for a key; there must be few of them.
func word(reason string) string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
	if len(reason) > 32 || strings.Trim(reason, letters) != "" {
		return reasonOther
	}
	return reason
}
