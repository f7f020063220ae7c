package store

import (
	"context"
	"fmt"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// importBatch is how many people go into one round trip.
const importBatch = 100

// Import writes whole people who are not known yet, each with an id of its
// own: a sample city, or an existing list. It is not for a city that is being
// talked to.
func (s *Store) Import(ctx context.Context, people []enterprise.Person) error {
	if err := s.unlock(ctx); err != nil {
		return err
	}
	for len(people) > 0 {
		n := min(importBatch, len(people))
		if err := s.importSome(ctx, people[:n]); err != nil {
			return err
		}
		people = people[n:]
	}
	return nil
}

func (s *Store) importSome(ctx context.Context, people []enterprise.Person) error {
	last, err := s.redis.IncrBy(ctx, s.keys.people(), int64(len(people))).Result()
	if err != nil {
		return fmt.Errorf("store: number %d people: %w", len(people), err)
	}
	p := s.redis.TxPipeline()
	for i, person := range people {
		person.ID = enterprise.PersonID(last) - enterprise.PersonID(len(people)-1-i)
		unknown := Loaded{fields: map[string][]byte{}}
		diff, err := unknown.compare(flows.State{Person: person})
		if err != nil {
			return err
		}
		terms, words := enterprise.IndexTerms(person), s.searchWords(person)
		values := []any{fieldVersion, 1, fieldTerms, strings.Join(terms, " "), fieldWords, strings.Join(words, " ")}
		for field, data := range diff.set {
			values = append(values, field, s.seal.seal(person.ID.String(), field, data))
		}
		p.HSet(ctx, s.keys.person(person.ID), values...)
		for _, t := range terms {
			p.SetBit(ctx, s.keys.in(t), int64(person.ID), 1)
		}
		for _, w := range words {
			p.SAdd(ctx, s.keys.find(w), int64(person.ID))
		}
		for _, c := range person.Contacts {
			p.HSet(ctx, s.keys.aliases(), s.seal.alias(c.Address), int64(person.ID))
		}
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: import %d people: %w", len(people), err)
	}
	return nil
}
