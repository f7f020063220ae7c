package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"naikkelas/enterprise"
)

// saidMost bounds the messages whose beginnings are kept for an address.
const saidMost = 50

// saidMessage is a message of ours that may be answered.
type saidMessage struct {
	ID    string `json:"id"` // what stands for the channel's
	Words string `json:"w"`
}

// Said keeps the beginning of what was said to a person, so that an answer to
// that message can be understood.
func (s *Store) Said(ctx context.Context, to enterprise.Address, person enterprise.PersonID, ids []string, words string) error {
	if len(ids) == 0 || words == "" {
		return nil
	}
	if err := s.unlock(ctx); err != nil {
		return err
	}
	key := s.keys.said(s.seal.alias(to))
	p := s.redis.Pipeline()
	for _, id := range ids {
		data, err := json.Marshal(saidMessage{id, words})
		if err != nil {
			return fmt.Errorf("store: marshal what was said: %w", err)
		}
		p.LPush(ctx, key, fmt.Sprintf("%d %s", int64(person), s.seal.seal(person.String(), "l", data)))
	}
	p.LTrim(ctx, key, 0, saidMost-1)
	p.Expire(ctx, key, parkedFor)
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: keep what was said: %w", err)
	}
	return nil
}

// WhatWasSaid is the beginning of a message that was said to a person lately;
// empty: it is not known.
func (s *Store) WhatWasSaid(ctx context.Context, to enterprise.Address, id string) (string, error) {
	if err := s.unlock(ctx); err != nil {
		return "", err
	}
	all, err := s.redis.LRange(ctx, s.keys.said(s.seal.alias(to)), 0, -1).Result()
	if err != nil {
		return "", fmt.Errorf("store: what was said: %w", err)
	}
	for _, one := range all {
		person, sealed, _ := strings.Cut(one, " ")
		var m saidMessage
		data, err := s.seal.open("p"+person, "l", []byte(sealed))
		if err == nil {
			err = json.Unmarshal(data, &m)
		}
		if err != nil {
			return "", fmt.Errorf("store: open what was said: %w", err)
		}
		if m.ID == id {
			return m.Words, nil
		}
	}
	return "", nil
}
