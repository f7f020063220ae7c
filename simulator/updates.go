package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
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

func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	var kinds []string
	if err := p.object("allowed_updates", &kinds); err != nil {
		return nil, err
	}
	limit := int(p.int("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	s.mu.Lock()
	if s.hook.url != "" {
		s.mu.Unlock()
		return nil, &apiError{code: http.StatusConflict, text: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	if kinds != nil {
		s.allowed = kinds
	}
	s.polling++
	me := s.polling
	s.startFrom(int(p.int("offset")))
	close(s.wake) // an earlier poll ends with a conflict
	s.wake = make(chan struct{})
	s.mu.Unlock()

	hold := min(time.Duration(max(0, p.int("timeout")))*time.Second, holdMost)
	timer := time.NewTimer(hold)
	defer timer.Stop()
	for {
		s.mu.Lock()
		if s.polling != me {
			s.mu.Unlock()
			return nil, &apiError{code: http.StatusConflict, text: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		}
		s.expire()
		found := s.waiting(limit)
		wake := s.wake
		s.mu.Unlock()
		if len(found) > 0 || hold == 0 {
			return found, nil
		}
		select {
		case <-wake:
		case <-timer.C:
			hold = 0
		case <-ctx.Done():
			return found, nil
		}
	}
}

// startFrom confirms what is below an offset; a negative one keeps only so
// many of the newest.
func (s *Server) startFrom(offset int) {
	switch {
	case offset > 0:
		s.confirm(offset)
	case offset < 0 && len(s.updates) > -offset:
		s.confirm(s.updates[len(s.updates)+offset].id)
	}
}

func (s *Server) waiting(limit int) []map[string]any {
	found := []map[string]any{}
	for _, u := range s.updates[:min(limit, len(s.updates))] {
		found = append(found, map[string]any{"update_id": u.id, u.kind: u.body})
	}
	return found
}

// webhook is where updates are pushed instead.
type webhook struct {
	url, secret string
	failing     string
	stop        context.CancelFunc
}

// webhookRetries are the pauses after a delivery that was not answered with
// 200; the last one repeats.
var webhookRetries = []time.Duration{0, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second, 2 * time.Minute}

func (s *Server) setWebhook(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook.stop != nil {
		s.hook.stop()
	}
	s.hook = webhook{url: p.text("url"), secret: p.text("secret_token")}
	if s.hook.url == "" {
		return true, nil
	}
	var kinds []string
	if err := p.object("allowed_updates", &kinds); err != nil {
		return nil, err
	}
	if kinds != nil {
		s.allowed = kinds
	}
	ctx, stop := context.WithCancel(context.Background())
	s.hook.stop = stop
	s.polling++
	close(s.wake)
	s.wake = make(chan struct{})
	go s.deliverHooks(ctx, s.hook.url, s.hook.secret)
	return true, nil
}

func (s *Server) webhookInfo() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]any{"url": s.hook.url, "pending_update_count": len(s.updates), "last_error_message": s.hook.failing}
}

// deliverHooks pushes updates one by one, in order, until each was taken.
func (s *Server) deliverHooks(ctx context.Context, url, secret string) {
	tries := 0
	for ctx.Err() == nil {
		s.mu.Lock()
		s.expire()
		wake := s.wake
		var next *update
		if len(s.updates) > 0 {
			next = s.updates[0]
		}
		s.mu.Unlock()
		if next == nil {
			select {
			case <-wake:
			case <-ctx.Done():
			}
			continue
		}
		failing, after := post(ctx, url, secret, map[string]any{"update_id": next.id, next.kind: next.body})
		s.mu.Lock()
		s.hook.failing = failing
		if failing == "" {
			s.confirm(next.id + 1)
		}
		s.mu.Unlock()
		if failing == "" {
			tries = 0
			continue
		}
		select {
		case <-time.After(max(after, webhookRetries[min(tries, len(webhookRetries)-1)])):
		case <-ctx.Done():
		}
		tries++
	}
}

// post delivers one update; failing is empty when it was taken.
func post(ctx context.Context, url, secret string, body any) (failing string, after time.Duration) {
	data, err := json.Marshal(body)
	if err != nil {
		return err.Error(), 0
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err.Error(), 0
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "Connection failed", 0
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode == http.StatusOK {
		return "", 0
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return "Wrong response from the webhook: " + resp.Status, time.Duration(seconds) * time.Second
}
