package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Line is one message on its way to one person: in the outbox until it is
// sent, or known never to be.
type Line struct {
	ID      string              `json:"-"`
	Person  enterprise.PersonID `json:"-"`
	To      enterprise.Address  `json:"to"`
	Reply   bool                `json:"reply,omitempty"` // said to somebody who is waiting; otherwise it was said unasked
	Lang    string              `json:"lang,omitempty"`  // what the person speaks
	Tries   int                 `json:"tries,omitempty"` // how often it was said before, in vain
	First   string              `json:"first,omitempty"` // its ref then; empty: this is the first time
	Message messages.Message    `json:"m"`
}

func (s *Store) sealLine(l Line) ([]byte, error) {
	data, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("store: marshal line for %s: %w", l.Person, err)
	}
	return s.seal.seal(l.Person.String(), "l", data), nil
}

// Lines reads lines that come after an id, waiting up to block for one; none
// is no error. They stay in the outbox until Sent. A line that does not open is
// moved to the dead letters.
func (s *Store) Lines(ctx context.Context, after string, most int, block time.Duration) ([]Line, error) {
	found, err := s.read(ctx, s.keys.outbox(), after, most, block)
	if err != nil {
		return nil, fmt.Errorf("store: read lines after %s: %w", after, err)
	}
	lines := make([]Line, 0, len(found))
	for _, m := range found {
		l, err := s.line(m)
		if err != nil {
			if err := s.buryLine(ctx, m, err); err != nil {
				return nil, err
			}
			continue
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (s *Store) line(m redis.XMessage) (Line, error) {
	l := Line{}
	person, _ := m.Values["p"].(string)
	id, err := strconv.ParseInt(person, 10, 64)
	if err != nil {
		return l, err
	}
	sealed, _ := m.Values["l"].(string)
	data, err := s.seal.open(enterprise.PersonID(id).String(), "l", []byte(sealed))
	if err != nil {
		return l, err
	}
	err = json.Unmarshal(data, &l)
	l.ID, l.Person = m.ID, enterprise.PersonID(id)
	return l, err
}

func (s *Store) buryLine(ctx context.Context, m redis.XMessage, reason error) error {
	p := s.redis.TxPipeline()
	p.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.dead(), MaxLen: deadMost, Approx: true, Values: letter(m, reason)})
	p.XDel(ctx, s.keys.outbox(), m.ID)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: put line %s aside: %w", m.ID, err)
	}
	return nil
}

// Sent takes lines out of the outbox: they were sent, or never will be.
func (s *Store) Sent(ctx context.Context, lease Lease, ids []string) error {
	args := make([]any, 0, len(ids)+1)
	args = append(args, lease.fence())
	for _, id := range ids {
		args = append(args, id)
	}
	result, err := sentScript.Run(ctx, s.redis, []string{s.keys.lease(), s.keys.outbox()}, args...).Text()
	switch {
	case err != nil:
		return fmt.Errorf("store: take %d lines out: %w", len(ids), err)
	case result == "FENCED":
		return ErrFenced
	}
	return nil
}
