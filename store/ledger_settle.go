package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// settleMost bounds the recipients of one script: it holds up everybody else
// for about a millisecond.
const settleMost = 500

// Settled is what became of a recipient that was claimed.
type Settled struct {
	Announcement string
	Claimed
	Outcome  flows.LedgerState // LedgerSent and what comes after
	Reason   string            // a word of few: lower case, digits, underscores
	Messages []string          // the channel's ids of what was sent, a part each
}

// Settle writes down what became of recipients and gives the state of each
// announcement, so that a sender learns at the next message that it is to
// pause. Whoever is not being sent to is passed over, so that it may be
// repeated after an error.
func (s *Store) Settle(ctx context.Context, lease Lease, now time.Time, settled []Settled) (map[string]flows.GateState, error) {
	calls, about, err := s.settleCalls(lease, now, settled)
	if err != nil {
		return nil, err
	}
	return settledStates(about, s.runAll(ctx, calls))
}

// settleCalls are what writes down what became of recipients, and which
// announcement each is about.
func (s *Store) settleCalls(lease Lease, now time.Time, settled []Settled) (calls []call, about []string, err error) {
	for len(settled) > 0 {
		id := settled[0].Announcement
		var batch, rest []Settled
		for _, r := range settled {
			if r.Announcement == id && len(batch) < settleMost {
				batch = append(batch, r)
			} else {
				rest = append(rest, r)
			}
		}
		c, err := s.settleCall(lease, now, id, batch)
		if err != nil {
			return nil, nil, err
		}
		calls, about, settled = append(calls, c), append(about, id), rest
	}
	return calls, about, nil
}

// settledStates are the states of announcements, by the first of the answers.
func settledStates(about []string, answers []*redis.Cmd) (map[string]flows.GateState, error) {
	states := map[string]flows.GateState{}
	for i, id := range about {
		state, err := answers[i].Text()
		switch {
		case err != nil:
			return states, fmt.Errorf("store: settle recipients of %s: %w", id, err)
		case state == "FENCED":
			return states, ErrFenced
		}
		states[id] = flows.GateState(state)
	}
	return states, nil
}

func (s *Store) settleCall(lease Lease, now time.Time, id string, batch []Settled) (call, error) {
	c := call{script: settleScript, keys: append(append([]string{s.keys.lease()}, s.keys.ledgerKeys(id)...), s.keys.ledgerKey(id, "said"), s.keys.ledgerKey(id, "early"))}
	var reasons, rows []any
	numbers := map[string]int{}
	for _, r := range batch {
		if !slices.Contains(ledgerStates[2:], r.Outcome) {
			return call{}, fmt.Errorf("store: %s cannot become of %s in announcement %s", r.Outcome, r.Person, id)
		}
		number := 0
		if r.Reason != "" {
			name := string(r.Outcome) + ":" + word(r.Reason)
			if numbers[name] == 0 {
				c.keys, reasons = append(c.keys, s.keys.ledgerKey(id, whyField+name)), append(reasons, name)
				numbers[name] = len(reasons)
			}
			number = numbers[name]
		}
		rows = append(rows, int64(r.Person), string(r.Outcome), number, strings.Join(r.Messages, " "))
	}
	c.args = append([]any{lease.fence(), id, now.UnixMilli(), len(reasons)}, reasons...)
	c.args = append(c.args, rows...)
	return c, nil
}

// unpacked are the ids of messages as they were kept when Telegram was the only
// channel: 4 bytes each.
func unpacked(data string) []string {
	var ids []string
	for i := 0; i+4 <= len(data); i += 4 {
		if id := binary.BigEndian.Uint32([]byte(data[i:])); id != 0 {
			ids = append(ids, strconv.FormatUint(uint64(id), 10))
		}
	}
	return ids
}

// MessagesOf finds the channel's ids of the messages that recipients of an
// announcement got, to correct or withdraw them. Who got none is missing.
func (s *Store) MessagesOf(ctx context.Context, id string, people []enterprise.PersonID) (map[enterprise.PersonID][]string, error) {
	found := map[enterprise.PersonID][]string{}
	if len(people) == 0 {
		return found, nil
	}
	people = slices.Sorted(slices.Values(people))
	args := make([]any, len(people))
	for i, person := range people {
		args[i] = int64(person)
	}
	keys := []string{s.keys.ledger(id), s.keys.ledgerKey(id, "total"), s.keys.ledgerKey(id, "messages"), s.keys.ledgerKey(id, "said")}
	rows, err := messagesScript.Run(ctx, s.redis, keys, args...).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("store: messages of announcement %s: %w", id, err)
	}
	for i, person := range people {
		ids := strings.Fields(rows[2*i])
		if len(ids) == 0 {
			ids = unpacked(rows[2*i+1])
		}
		if len(ids) > 0 {
			found[person] = ids
		}
	}
	return found, nil
}
