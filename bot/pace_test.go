package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/store"
)

// unaskedPace is the rate of the tests' channel.
const unaskedPace = 25

// when is the time at which each text was first said with success, or tried.
func when(calls []sentLine) map[string]time.Duration {
	out := map[string]time.Duration{}
	for _, c := range calls {
		out[c.text] = c.at
	}
	return out
}

// crowd is one line each for so many people, named by their number.
func crowd(line func(int, string) store.Line, from, n int) []store.Line {
	var out []store.Line
	for i := range n {
		out = append(out, line(from+i, fmt.Sprint(from+i)))
	}
	return out
}

func TestRepliesGoBeforeWhatIsSaidUnasked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSender(t, answers(""))
		s.deal(s.ctx, crowd(unasked, 0, 500))
		s.deal(s.ctx, crowd(reply, 1000, 500))
		calls := s.finish()
		for text, at := range when(calls) {
			if len(text) == 4 && at != 0 {
				t.Errorf("reply %s waited %s", text, at)
			}
		}
		if last := calls[len(calls)-1].at; last < 19*time.Second || last > 21*time.Second { // the replies had their share of the first second
			t.Errorf("500 lines unasked took %s", last)
		}
	})
}

// TestAReplyBehindAnUnaskedLine does not wait for its pace; the order is kept.
func TestAReplyBehindAnUnaskedLine(t *testing.T) {
	t.Parallel()
	for name, pause := range map[string]time.Duration{"waiting for its pace": 0, "held for a long flood": time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, answers("flood", flooding(pause, 1)...))
				if pause > 0 {
					s.deal(s.ctx, []store.Line{reply(1, "flood")})
				}
				s.deal(s.ctx, crowd(unasked, 1000, 100))
				synctest.Wait()
				s.deal(s.ctx, []store.Line{unasked(2, "kabar"), unasked(2, "kabar lagi")})
				time.Sleep(time.Second / 2)
				s.deal(s.ctx, []store.Line{reply(2, "jawaban")})
				calls := s.finish()
				at := when(calls)
				for _, text := range []string{"kabar", "kabar lagi", "jawaban"} {
					if at[text] != time.Second/2 {
						t.Errorf("%s went after %s", text, at[text])
					}
				}
				order := ""
				for _, c := range calls {
					if c.to == postAddress(2) {
						order += c.text + ";"
					}
				}
				if order != "kabar;kabar lagi;jawaban;" {
					t.Error(order)
				}
			})
		})
	}
}

// TestFloods: who has to wait when Telegram says that we are too fast.
func TestFloods(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		floods  map[string]time.Duration // by text
		unasked time.Duration            // when the first other line unasked goes
	}{
		"one chat, shortly":        {map[string]time.Duration{"a": 5 * time.Second}, 0},
		"one chat, for long":       {map[string]time.Duration{"a": 40 * time.Second}, 40 * time.Second},
		"several chats, shortly":   {map[string]time.Duration{"a": 5 * time.Second, "b": 3 * time.Second}, 5 * time.Second},
		"long holds are not lost":  {map[string]time.Duration{"a": 40 * time.Second, "b": 12 * time.Second}, 40 * time.Second},
		"nobody, as it should be.": {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				said := map[string]bool{}
				s := newSender(t, func(l store.Line) error {
					mu.Lock()
					defer mu.Unlock()
					after, ok := row.floods[l.Message.Text]
					if again := said[l.Message.Text]; !ok || again {
						return nil
					}
					said[l.Message.Text] = true
					return &channel.SendError{Kind: channel.Flood, RetryAfter: after}
				})
				s.deal(s.ctx, []store.Line{reply(1, "a"), reply(1, "a2")})
				synctest.Wait()
				s.deal(s.ctx, []store.Line{reply(2, "b"), reply(2, "b2")})
				synctest.Wait()
				s.deal(s.ctx, crowd(unasked, 1000, 50))
				s.deal(s.ctx, []store.Line{reply(3, "c")})
				calls := s.finish()
				at := when(calls)
				// A channel that refused a short burst gets one a second from then on.
				if late(at["a2"], row.floods["a"]) || late(at["b2"], row.floods["b"]) || at["c"] != 0 {
					t.Errorf("replies went after %s, %s and %s", at["a2"], at["b2"], at["c"])
				}
				first, last := time.Hour, time.Duration(0)
				for i := range 50 {
					first, last = min(first, at[fmt.Sprint(1000+i)]), max(last, at[fmt.Sprint(1000+i)])
				}
				if first < row.unasked || late(first, row.unasked) || last-first < time.Second {
					t.Errorf("lines unasked went from %s to %s", first, last)
				}
			})
		})
	}
}

func TestWhenTheTokenIsRefusedNothingIsSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const bad = 10 * time.Minute
		began := time.Now()
		s := newSender(t, func(store.Line) error {
			if time.Since(began) < bad {
				return &channel.SendError{Kind: channel.Unauthorized}
			}
			return nil
		})
		s.deal(s.ctx, []store.Line{reply(0, "first")})
		synctest.Wait()
		s.deal(s.ctx, crowd(reply, 1, 300))
		s.deal(s.ctx, crowd(unasked, 1000, 10))
		calls := s.finish()
		refused := 0
		for _, c := range calls {
			if c.at < bad {
				refused++
			}
		}
		if rests := int(bad / refusedRest); refused > rests*concurrencyLeast {
			t.Errorf("%d calls in %d rests", refused, rests)
		}
		if len(s.acked) != 311 {
			t.Errorf("%d of 311 lines went", len(s.acked))
		}
	})
}

// TestRoom: as many calls at once as the channel's pace demands, and no more.
func TestRoom(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		call time.Duration
		room int           // the most calls at once
		took time.Duration // at most, for 3,000 lines
	}{
		"it answers quickly":      {2 * time.Millisecond, concurrencyLeast, time.Second},
		"it answers":              {60 * time.Millisecond, 60, 4 * time.Second},
		"it answers slowly":       {250 * time.Millisecond, concurrencyMost, 8 * time.Second},
		"it answers very slowly.": {2 * time.Second, concurrencyMost, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				under, most := 0, 0
				count := func(d int) {
					mu.Lock()
					defer mu.Unlock()
					under += d
					most = max(most, under)
				}
				s := newSender(t, func(store.Line) error {
					count(1)
					time.Sleep(row.call)
					count(-1)
					return nil
				})
				s.deal(s.ctx, crowd(reply, 0, 3000))
				s.finish()
				if took := time.Since(s.began); took > row.took {
					t.Errorf("it took %s", took)
				}
				if most > row.room || most < row.room*9/10 {
					t.Errorf("%d calls at once", most)
				}
			})
		})
	}
}

// TestRoomShrinks once the channel answers quickly again.
func TestRoomShrinks(t *testing.T) {
	t.Parallel()
	r := newConcurrencyLimit()
	for range 1000 {
		if !r.enter(t.Context()) {
			t.Fatal("no room")
		}
		r.leave(time.Second)
	}
	if r.places != concurrencyMost || len(r.free) != concurrencyMost {
		t.Errorf("%d places, %d of them free", r.places, len(r.free))
	}
	for range 1000 {
		r.enter(t.Context())
		r.leave(0)
	}
	if r.places != concurrencyLeast || len(r.free) != concurrencyLeast {
		t.Errorf("%d places, %d of them free", r.places, len(r.free))
	}
}

// TestALaneThatWaitsBlocksNoOther, and each lane keeps its order.
func TestALaneThatWaitsBlocksNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := newSender(t, func(l store.Line) error {
			if l.To.ID < postAddress(50).ID && time.Since(began) < time.Hour { // half of them
				return &channel.SendError{Kind: channel.Broken}
			}
			return nil
		})
		for n := range 10 {
			for person := range 100 {
				s.deal(s.ctx, []store.Line{reply(person, fmt.Sprint(person, ":", n))})
			}
		}
		synctest.Wait()
		if n, m := s.Waiting(postAddress(60)), s.Waiting(postAddress(10)); n != 0 || m != 10 {
			t.Errorf("%d and %d lines wait", n, m)
		}
		next := map[string]int{}
		for _, c := range s.finish() {
			var person, n int
			if _, err := fmt.Sscanf(c.text, "%d:%d", &person, &n); err != nil {
				t.Fatal(err)
			}
			if person >= 50 && c.at != 0 {
				t.Errorf("%s went after %s", c.text, c.at)
			}
			if n < next[c.to.ID] || n > next[c.to.ID]+1 {
				t.Errorf("%s came after %d", c.text, next[c.to.ID])
			}
			next[c.to.ID] = n
		}
	})
}

// TestAFloodAmongLinesUnasked: those whose turn comes while all of them are
// held do not go together afterwards.
func TestAFloodAmongLinesUnasked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSender(t, answers("flood", flooding(20*time.Second, 1)...))
		s.deal(s.ctx, crowd(unasked, 0, 300))
		time.Sleep(time.Second)
		s.deal(s.ctx, []store.Line{reply(1000, "flood")})
		calls := slices.DeleteFunc(s.finish(), func(c sentLine) bool { return c.text == "flood" })
		for i := unaskedPace; i < len(calls); i++ {
			if calls[i].at-calls[i-unaskedPace].at < time.Second {
				t.Fatalf("more than %d lines unasked went between %s and %s", unaskedPace, calls[i-unaskedPace].at, calls[i].at)
			}
		}
	})
}

func TestNobodyEntersOnceAllEnds(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	r := newConcurrencyLimit()
	for range 200 { // a free place and the end are chosen between at random
		if r.enter(ended) {
			t.Fatal("somebody entered")
		}
	}
	if len(r.free) != concurrencyLeast {
		t.Errorf("%d places are left", len(r.free))
	}
}

// late reports whether something came sooner than it should, or more than the
// second of its chat later.
func late(at, due time.Duration) bool { return at < due || at > due+aSecond }
