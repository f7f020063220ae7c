package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	shownFor  = 48 * time.Hour // a channel takes messages back for no longer (core.telegram.org/bots/api#deletemessage)
	shownMost = 500            // messages about one person
)

// Shown notes that messages show a person's data to somebody else: when the
// person erases them, the lines that take the messages back go out in the same
// commit.
func (s *Store) Shown(ctx context.Context, l Line, ids []string) error {
	p := s.redis.Pipeline()
	for _, about := range l.Message.About {
		key := s.keys.shown(enterprise.PersonID(about))
		for _, id := range ids {
			back, err := s.sealLine(Line{Person: l.Person, To: l.To, Message: messages.Message{Delete: id}})
			if err != nil {
				return err
			}
			p.RPush(ctx, key, strconv.FormatInt(int64(l.Person), 10)+" "+string(back))
		}
		p.LTrim(ctx, key, -shownMost, -1)
		p.Expire(ctx, key, shownFor)
	}
	if _, err := p.Exec(ctx); err != nil {
		return fmt.Errorf("store: note where data was shown: %w", err)
	}
	return nil
}
