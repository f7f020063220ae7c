package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Start is the id before every entry and line.
const Start = "0-0"

const (
	// seenFor is how long a delivery is remembered. Telegram keeps an update
	// for 24 hours, and its ids begin anew after a silent week.
	seenFor = 48 * time.Hour
	// seenMost bounds the deliveries remembered: about 20 MB.
	seenMost = 200_000
	// triesAllowed is how often a cause may fail before it is put aside.
	triesAllowed = 5
	// deadMost bounds the dead letters kept.
	deadMost = 10_000
	// inboxScope seals the inbox. Random nonces allow 2^32 uses of one key:
	// a century at one message a second.
	inboxScope = "inbox"
)

// Cause is something that happened, as a channel delivered it.
type Cause struct {
	Delivery string // the channel's id of the delivery; equal ones are stored once; empty: never the same
	Input    flows.Input
	Also     enterprise.Address // another address of the same person: who was known by that is known by Input.From, too
	Heard    time.Time          // when the person wrote, on a channel that counts from there: what was parked goes out; zero: it does not count
}

// Entry is a cause in the inbox: one that has not been handled.
type Entry struct {
	ID     string
	Person enterprise.PersonID // whom it is for, when a step or a wake-up made it; 0: look Input.From up
	Input  flows.Input
}

// Append makes causes durable, each delivery once, and gives the number of new
// ones. When it returns an error, some may have been stored all the same:
// append them again, they are not doubled.
func (s *Store) Append(ctx context.Context, now time.Time, causes []Cause) (int, error) {
	if err := s.unlock(ctx); err != nil {
		return 0, err
	}
	args := []any{now.UnixMilli(), now.Add(-seenFor).UnixMilli(), seenMost}
	keys := []string{s.keys.inbox(), s.keys.seen(), s.keys.aliases(), s.keys.heard(), s.keys.outbox()}
	for _, c := range causes {
		data, err := json.Marshal(c.Input)
		if err != nil {
			return 0, fmt.Errorf("store: marshal input: %w", err)
		}
		if err := s.follow(ctx, c.Input); err != nil {
			return 0, err
		}
		also, heard := "", int64(0)
		if c.Also.ID != "" {
			also = s.seal.alias(c.Also)
		}
		who := s.seal.alias(c.Input.From)
		if !c.Heard.IsZero() {
			heard = c.Heard.UnixMilli()
			keys = append(keys, s.keys.parked(who), s.keys.parked(also))
		}
		args = append(args, c.Delivery, s.seal.seal(inboxScope, "i", data), who, also, heard)
	}
	n, err := appendScript.Run(ctx, s.redis, keys, args...).Int()
	if err != nil {
		return 0, fmt.Errorf("store: append %d causes: %w", len(causes), err)
	}
	return n, nil
}

// Take reads causes that come after an id, waiting up to block for one; none
// is no error. They stay in the inbox until their commit: from Start on, the
// inbox is everything that was not handled.
func (s *Store) Take(ctx context.Context, after string, most int, block time.Duration) ([]Entry, error) {
	if err := s.unlock(ctx); err != nil {
		return nil, err
	}
	messages, err := s.read(ctx, s.keys.inbox(), after, most, block)
	if err != nil {
		return nil, fmt.Errorf("store: take causes after %s: %w", after, err)
	}
	entries := make([]Entry, 0, len(messages))
	for _, m := range messages {
		e, err := s.entry(m)
		if err != nil {
			if err := s.bury(ctx, m, err); err != nil {
				return nil, err
			}
			continue
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// read is XREAD; block <= 0 does not wait. It returns as soon as ctx is done,
// although go-redis waits out the block: an entry that is read in vain stays in
// the stream.
func (s *Store) read(ctx context.Context, stream, after string, most int, block time.Duration) ([]redis.XMessage, error) {
	if block <= 0 {
		block = -1
	}
	came := make(chan *redis.XStreamSliceCmd, 1)
	go func() {
		came <- s.redis.XRead(ctx, &redis.XReadArgs{Streams: []string{stream, after}, Count: int64(most), Block: block})
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-came:
		streams, err := c.Result()
		if errors.Is(err, redis.Nil) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return streams[0].Messages, nil
	}
}

func (s *Store) entry(m redis.XMessage) (Entry, error) {
	e := Entry{ID: m.ID}
	if person, ok := m.Values["p"].(string); ok {
		id, err := strconv.ParseInt(person, 10, 64)
		if err != nil {
			return e, err
		}
		e.Person = enterprise.PersonID(id)
	}
	if person, ok := m.Values["w"].(string); ok {
		id, err := strconv.ParseInt(person, 10, 64)
		e.Person, e.Input.Kind = enterprise.PersonID(id), flows.Wake
		return e, err
	}
	sealed, _ := m.Values["i"].(string)
	data, err := s.seal.open(inboxScope, "i", []byte(sealed))
	if err != nil {
		return e, err
	}
	err = json.Unmarshal(data, &e.Input)
	e.Input.ID, e.Input.Token = m.ID, s.seal.token(m.ID)
	return e, err
}

// bury moves a cause that cannot even be read to the dead letters. The wish to
// lose nothing outweighs the order: it is copied first, then taken out.
func (s *Store) bury(ctx context.Context, m redis.XMessage, reason error) error {
	p := s.redis.TxPipeline()
	p.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.dead(), MaxLen: deadMost, Approx: true, Values: letter(m, reason)})
	p.XDel(ctx, s.keys.inbox(), m.ID)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: put cause %s aside: %w", m.ID, err)
	}
	return nil
}

// letter is an entry of a stream with the reason why it is dead.
func letter(m redis.XMessage, reason error) []any {
	values := []any{"r", reason.Error()}
	for _, field := range []string{"p", "w", "i", "l"} {
		if value, ok := m.Values[field]; ok {
			values = append(values, field, value)
		}
	}
	return values
}

// DeadLetter keeps a delivery that no input could be made of.
func (s *Store) DeadLetter(ctx context.Context, reason string, raw []byte) error {
	err := s.redis.XAdd(ctx, &redis.XAddArgs{
		Stream: s.keys.dead(), MaxLen: deadMost, Approx: true,
		Values: []any{"r", reason, "raw", 1, "i", s.seal.seal(inboxScope, "i", raw)},
	}).Err()
	if err != nil {
		return fmt.Errorf("store: keep dead letter: %w", err)
	}
	return nil
}

// Fail counts a failed try of a cause. After the fifth the cause moves to the
// dead letters, the apology goes out, and dead is true.
func (s *Store) Fail(ctx context.Context, lease Lease, e Entry, reason string, apology Line) (dead bool, err error) {
	return s.fail(ctx, lease, e, triesAllowed, reason, apology)
}

func (s *Store) fail(ctx context.Context, lease Lease, e Entry, allowed int, reason string, apology Line) (dead bool, err error) {
	sealed := ""
	if apology.Message.Text != "" {
		data, err := s.sealLine(apology)
		if err != nil {
			return false, err
		}
		sealed = string(data)
	}
	result, err := failScript.Run(ctx, s.redis,
		[]string{s.keys.lease(), s.keys.inbox(), s.keys.tries(), s.keys.dead(), s.keys.outbox()},
		lease.fence(), e.ID, allowed, reason, deadMost, int64(apology.Person), sealed).Text()
	switch {
	case err != nil:
		return false, fmt.Errorf("store: count failure of %s: %w", e.ID, err)
	case result == "FENCED":
		return false, ErrFenced
	}
	return result != "ALIVE", nil
}
