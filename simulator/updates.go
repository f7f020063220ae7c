package simulator

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// How long Telegram keeps what a bot does not fetch: a message a day, a tap on
// a button under a message 150 seconds.
const (
	keepMessages = 24 * time.Hour
	keepTaps     = 150 * time.Second
	holdMost     = 50 * time.Second // of a long poll
)

// update waits for the bot.
type update struct {
	id      int
	kind    string // "message", "edited_message", "callback_query", "my_chat_member"
	body    any
	expires time.Time
	message *Message // whose second tick it is
	chat    *chat
}

// defaultKinds are delivered unless the bot asked for others.
var defaultKinds = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// push queues an update. The caller holds the lock.
func (s *Server) push(c *chat, kind string, body any, m *Message) {
	if !slices.Contains(s.kinds(), kind) {
		return
	}
	keep := keepMessages
	if kind == "callback_query" {
		keep = keepTaps
	}
	s.updates = append(s.updates, &update{s.nextUpd, kind, body, s.options.Now().Add(keep), m, c})
	s.nextUpd++
	s.wakeAll()
}

// wakeAll lets everybody who waits look again. The caller holds the lock.
func (s *Server) wakeAll() {
	close(s.wake)
	s.wake = make(chan struct{})
}

func (s *Server) kinds() []string {
	if len(s.allowed) == 0 {
		return defaultKinds
	}
	return s.allowed
}

// expire drops updates that were kept long enough.
func (s *Server) expire() {
	now := s.options.Now()
	s.updates = slices.DeleteFunc(s.updates, func(u *update) bool { return !u.expires.After(now) })
}

// confirm forgets updates below an id: the bot has them.
func (s *Server) confirm(below int) {
	s.updates = slices.DeleteFunc(s.updates, func(u *update) bool {
		if u.id >= below {
			return false
		}
		s.taken(u)
		return true
	})
}

func (s *Server) taken(u *update) {
	s.stats.Confirmed++
	if u.message != nil && !u.message.Fetched {
		u.message.Fetched = true
		s.changed(u.chat)
	}
}

// allow takes note of the kinds a bot asks for; what cannot be read, and a
// call that does not say, change nothing.
func (s *Server) allow(p params) {
	var kinds []string
	if err := p.object("allowed_updates", &kinds); err == nil && kinds != nil {
		s.allowed = kinds
	}
}

// limitOf is how many updates are asked for at once.
func limitOf(p params) int {
	if p.text("limit") == "" {
		return 100
	}
	return int(min(max(1, p.int("limit")), 100))
}

func conflict(text string) error {
	return &apiError{code: http.StatusConflict, text: "Conflict: " + text}
}

func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	limit := limitOf(p)
	hold := min(time.Duration(max(0, p.int("timeout")))*time.Second, holdMost)
	s.mu.Lock()
	if s.hook.url != "" {
		s.mu.Unlock()
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.allow(p)
	s.startFrom(int(p.int("offset")))
	found := s.waiting(limit)
	if len(found) > 0 || hold == 0 {
		s.mu.Unlock()
		return found, nil
	}
	s.polling++
	me := s.polling
	s.wakeAll() // an earlier poll ends with a conflict
	s.mu.Unlock()

	timer := time.NewTimer(hold)
	defer timer.Stop()
	for late := false; ; {
		s.mu.Lock()
		found, err := s.waiting(limit), s.cut(me)
		wake := s.wake
		s.mu.Unlock()
		if len(found) > 0 || late || err != nil {
			return found, err
		}
		select {
		case <-wake:
		case <-timer.C:
			late = true
		case <-ctx.Done():
			return found, nil
		}
	}
}

// cut is why a poll cannot go on. The caller holds the lock.
func (s *Server) cut(poll int) error {
	switch {
	case s.down:
		return errLineDown
	case s.hook.url != "":
		return conflict("terminated by setWebhook request")
	case s.polling != poll:
		return conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
	}
	return nil
}

// startFrom confirms what is below an offset; a negative one keeps only so
// many of the newest. One far beyond the newest is from another time, and the
// real server pays no heed to it either.
func (s *Server) startFrom(offset int) {
	switch {
	case offset > s.nextUpd+10:
	case offset > 0:
		s.confirm(offset)
	case offset < 0 && len(s.updates) > -offset:
		s.confirm(s.updates[len(s.updates)+offset].id)
	}
}

// Renumber lets the ids of updates begin anew, as they do after a silent week;
// those that wait get new ones.
func (s *Server) Renumber(first int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, u := range s.updates {
		u.id = first + i
	}
	s.nextUpd = first + len(s.updates)
}

// waiting are the updates the bot has not confirmed, the oldest first.
func (s *Server) waiting(limit int) []map[string]any {
	s.expire()
	found := []map[string]any{}
	for _, u := range s.updates[:min(limit, len(s.updates))] {
		found = append(found, map[string]any{"update_id": u.id, u.kind: u.body})
	}
	return found
}
