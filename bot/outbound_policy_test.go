package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/store"
)

// These tests run on a clock of their own (testing/synctest): hours pass in
// no time, and to the nanosecond.

// sentLine is one call to the channel.
type sentLine struct {
	text  string
	to    enterprise.Address
	at    time.Duration // since the start
	plain bool
}

// sender is an Outbound without a Redis, and what it said.
type sender struct {
	*Outbound
	ctx      context.Context
	began    time.Time
	registry *prometheus.Registry
	answer   func(l store.Line) error // what the channel makes of a line

	mu    sync.Mutex
	calls []sentLine
	acked []string
	ended chan struct{}
}

func newSender(t *testing.T, answer func(l store.Line) error) *sender {
	s := &sender{ctx: t.Context(), began: time.Now(), registry: prometheus.NewRegistry(), answer: answer, ended: make(chan struct{})}
	call := func(_ context.Context, o channel.Outgoing) ([]string, error) {
		s.mu.Lock()
		s.calls = append(s.calls, sentLine{o.Message.Text, o.To, time.Since(s.began), o.Plain})
		s.mu.Unlock()
		return nil, s.answer(store.Line{ID: o.Ref, To: o.To, Message: o.Message, Reply: o.Reply})
	}
	s.Outbound = &Outbound{Say: call, Now: time.Now, Log: quiet(), Metrics: NewMetrics(s.registry), Pacer: one(NewPacer(unaskedPace))}
	s.begin()
	go func() {
		defer close(s.ended)
		for id := range s.sent {
			s.acked = append(s.acked, id)
		}
	}()
	return s
}

// finish waits until all lanes are empty and gives the calls.
func (s *sender) finish() []sentLine {
	s.sending.Wait()
	close(s.sent)
	<-s.ended
	return s.calls
}

// reply and unasked are lines.
func reply(person int, text string) store.Line {
	return store.Line{ID: fmt.Sprintf("%d %s", person, text), To: postAddress(person), Reply: true, Message: messages.Message{Text: text}}
}

func unasked(person int, text string) store.Line {
	l := reply(person, text)
	l.Reply = false
	return l
}

// answers are a channel's answers to one text, in order; then it says yes.
func answers(text string, errs ...error) func(store.Line) error {
	var mu sync.Mutex
	return func(l store.Line) error {
		mu.Lock()
		defer mu.Unlock()
		if l.Message.Text != text || len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	}
}

func failing(kind channel.Failure, times int) []error {
	return slices.Repeat([]error{&channel.SendError{Kind: kind}}, times)
}

func flooding(after time.Duration, times int) []error {
	return slices.Repeat([]error{&channel.SendError{Kind: channel.Flood, RetryAfter: after}}, times)
}

// TestWhatFollowsAFailure: the table "What to do with each error". The next
// line of the same chat comes after it in any case, and somebody else's at once.
func TestWhatFollowsAFailure(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		errs  []error
		calls int           // tries of the line
		least time.Duration // that its last try comes after the first
		most  time.Duration
		plain bool // the last try is plain text
		count string
		n     int
	}{
		"it is sent":                              {nil, 1, 0, 0, false, "sent", 3},
		"it never left":                           {failing(channel.Unsent, 6), 7, 15 * time.Second, 30 * time.Second, false, "unsent", 6},
		"the channel is broken":                   {failing(channel.Broken, 6), 7, 30 * time.Second, 2 * time.Minute, false, "broken", 6},
		"an outage costs no line":                 {failing(channel.Broken, 60), 61, 25 * time.Minute, time.Hour, false, "sent", 3},
		"nobody knows whether it arrived":         {failing(channel.Unknown, 1), 2, 0, 0, false, "unknown", 1},
		"again nobody knows":                      {failing(channel.Unknown, 2), 3, time.Second / 2, time.Second, false, "unknown", 2},
		"another process polls":                   {failing(channel.Conflict, 2), 3, time.Second, 3 * time.Second, false, "conflict", 2},
		"too fast":                                {flooding(3*time.Second, 1), 2, 3 * time.Second, 3 * time.Second, false, "flood", 1},
		"too fast, with no time named":            {flooding(0, 2), 3, 2 * time.Second, 2 * aSecond, false, "flood", 2},
		"too fast ever again costs no try":        {flooding(2*time.Second, 30), 31, time.Minute, time.Minute, false, "sent", 3},
		"its markup is refused":                   {failing(channel.BadMarkup, 1), 2, 0, 0, true, "bad markup", 1},
		"its markup is refused as plain text too": {failing(channel.BadMarkup, 2), 2, 0, 0, true, "sent", 2},
		"plain text is lost on the way":           {append(failing(channel.BadMarkup, 1), failing(channel.Unsent, 1)...), 3, time.Second / 2, time.Second, true, "sent", 3},
		"an edit changes nothing":                 {failing(channel.Unchanged, 1), 1, 0, 0, false, "unchanged", 1},
		"a tap is too old":                        {failing(channel.Expired, 1), 1, 0, 0, false, "expired", 1},
		"what was to be edited is gone":           {failing(channel.Uneditable, 1), 1, 0, 0, false, "uneditable", 1},
		"it is refused":                           {failing(channel.Refused, 1), 1, 0, 0, false, "refused", 1},
		"an error of our own is a refusal":        {[]error{errors.New("no such picture")}, 1, 0, 0, false, "refused", 1},
		"the token is refused":                    {failing(channel.Unauthorized, 1), 2, refusedRest, refusedRest, false, "unauthorized", 1},
		"the token is refused for a while":        {failing(channel.Unauthorized, 4), 5, 4 * refusedRest, 4 * refusedRest, false, "sent", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, answers("a", row.errs...))
				s.deal(s.ctx, []store.Line{reply(1, "a"), reply(1, "b")})
				synctest.Wait()
				s.deal(s.ctx, []store.Line{reply(2, "c")})
				calls := s.finish()
				var tries []sentLine
				for _, c := range calls {
					if c.text == "a" {
						tries = append(tries, c)
					}
				}
				last := tries[len(tries)-1]
				if len(tries) != row.calls || last.at < row.least || last.at > row.most || last.plain != row.plain {
					t.Errorf("%d tries, the last after %s (plain: %t)", len(tries), last.at, last.plain)
				}
				if calls[len(calls)-1].text != "b" && calls[len(calls)-2].text != "b" {
					t.Errorf("the line behind did not come last: %v", calls)
				}
				if i := slices.IndexFunc(calls, func(c sentLine) bool { return c.text == "c" }); row.count != "unauthorized" && row.errs != nil && calls[i].at != 0 && last.at < refusedRest {
					t.Errorf("somebody else's line went after %s", calls[i].at)
				}
				slices.Sort(s.acked)
				if !slices.Equal(s.acked, []string{"1 a", "1 b", "2 c"}) {
					t.Errorf("done with: %q", s.acked)
				}
				if n := countedIn(t, s.registry, "lines_total", row.count); n != row.n {
					t.Errorf("%d counted as %s", n, row.count)
				}
			})
		})
	}
}

// TestALineThatFailsWhileOthersGetThrough is given up after eight tries.
func TestALineThatFailsWhileOthersGetThrough(t *testing.T) {
	t.Parallel()
	for _, kind := range []channel.Failure{channel.Unsent, channel.Broken, channel.Unknown} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, answers("a", failing(kind, 100)...))
				s.deal(s.ctx, []store.Line{reply(1, "a"), reply(1, "b")})
				for n := range 1000 { // somebody else writes now and then, never just while "a" is tried
					time.Sleep(700 * time.Millisecond)
					s.deal(s.ctx, []store.Line{reply(2, fmt.Sprint("c", n))})
				}
				calls := s.finish()
				tries := 0
				for _, c := range calls {
					if c.text == "a" {
						tries++
					}
				}
				// The first few, before anything had got through, do not count.
				if tries < triesMost || tries > triesMost+3 || countedIn(t, s.registry, "lines_total", "given up") != 1 {
					t.Errorf("%d tries, given up %d", tries, countedIn(t, s.registry, "lines_total", "given up"))
				}
				if !slices.Contains(s.acked, "1 b") || len(s.acked) != 1002 {
					t.Errorf("%d lines done with", len(s.acked))
				}
			})
		})
	}
}

// TestTelegramIsDownForLong: lines wait in order and all go when it is back.
func TestTelegramIsDownForLong(t *testing.T) {
	t.Parallel()
	for _, kind := range []channel.Failure{channel.Unsent, channel.Broken, channel.Unknown} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const down = 20 * time.Minute
				began := time.Now()
				s := newSender(t, func(l store.Line) error {
					if time.Since(began) < down {
						return &channel.SendError{Kind: kind}
					}
					return nil
				})
				for n := range 5 {
					for person := range 40 {
						s.deal(s.ctx, []store.Line{reply(person, fmt.Sprint(n))})
					}
				}
				calls := s.finish()
				next := map[enterprise.Address]int{}
				for _, c := range calls {
					if c.at >= down {
						if c.text != fmt.Sprint(next[c.to]) {
							t.Fatalf("%s got %q, not line %d", c.to, c.text, next[c.to])
						}
						next[c.to]++
					}
				}
				if len(s.acked) != 200 {
					t.Errorf("%d of 200 lines went", len(s.acked))
				}
				if last := calls[len(calls)-1].at; last > down+2*time.Minute {
					t.Errorf("the last went %s after it was back", last-down)
				}
			})
		})
	}
}

// TestWhoWaitsWhenAllEndsSendsNothing: lines that wait, for whatever, stay in
// the outbox; calls under way are finished.
func TestWhoWaitsWhenAllEndsSendsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := newSender(t, func(store.Line) error {
			time.Sleep(time.Second)
			return nil
		})
		var lines []store.Line
		for person := range 500 {
			lines = append(lines, reply(person, "a"), unasked(1000+person, "b"))
		}
		s.deal(ctx, lines)
		time.Sleep(time.Millisecond)
		cancel()
		if calls := s.finish(); len(calls) != concurrencyLeast || len(s.acked) != concurrencyLeast {
			t.Errorf("%d calls, %d done with; %d were under way", len(calls), len(s.acked), concurrencyLeast)
		}
	})
}

// TestTheRateIsWhatWasAsked: what is said unasked goes as fast as the channel
// is said to take it.
func TestTheRateIsWhatWasAsked(t *testing.T) {
	t.Parallel()
	for rate, most := range map[int]time.Duration{0: 0, 25: 3 * aSecond, 30: 2 * aSecond, 1000: 0} {
		synctest.Test(t, func(t *testing.T) {
			s := newSender(t, answers(""))
			s.Pacer = one(NewPacer(rate))
			s.deal(s.ctx, crowd(unasked, 0, 51))
			calls := s.finish()
			if last := calls[len(calls)-1].at; last > most || last < most-aSecond {
				t.Errorf("at %d a second 51 lines took %s", rate, last)
			}
		})
	}
}
