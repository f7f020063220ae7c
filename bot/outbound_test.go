package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// heard is what reached people, in order.
type heard struct {
	mu    sync.Mutex
	lines map[enterprise.Address][]string
	total int
}

func (h *heard) hear(l store.Line) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lines == nil {
		h.lines = map[enterprise.Address][]string{}
	}
	h.lines[l.To] = append(h.lines[l.To], l.Message.Text)
	h.total++
}

func (h *heard) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.total
}

func (h *heard) by(person int) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.lines[postAddress(person)])
}

// fill puts lines "0", "1"... for each person into the outbox.
func (p *mailroom) fill(people, each int) {
	p.t.Helper()
	var texts []string
	for n := range each {
		texts = append(texts, fmt.Sprint(n))
	}
	for i := range people {
		p.queue(i, texts...)
	}
}

func (p *mailroom) delivered() {
	p.t.Helper()
	p.until("an empty outbox", func() bool { return p.depths().Outbox == 0 })
}

func (p *mailroom) checkHeard(h *heard, people, each int) {
	p.t.Helper()
	for i := range people {
		got := h.by(i)
		for n := range max(each, len(got)) {
			if n >= len(got) || got[n] != fmt.Sprint(n) {
				p.t.Errorf("person %d heard %q", i, got)
				break
			}
		}
	}
}

func TestEveryLineIsSentOnceAndInOrder(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(30, 10)
		run := p.start(p.outbound(func(_ context.Context, l store.Line) error { h.hear(l); return nil }).Run)
		p.delivered()
		p.queue(3, "10")
		p.delivered()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if got := h.by(3); len(got) != 11 || got[10] != "10" {
			t.Errorf("person 3 heard %q", got)
		}
		h.lines[postAddress(3)] = h.lines[postAddress(3)][:10]
		p.checkHeard(h, 30, 10)
		if n, sent := p.counted("lines_recovered_total", ""), p.counted("lines_total", "sent"); n != 300 || sent != 301 {
			t.Errorf("%d found at start, %d sent", n, sent)
		}
	})
}

// TestTheOutboxHoldsWhatWasNotSent after a clean end, exactly.
func TestTheOutboxHoldsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(30, 10)
		enough := make(chan struct{})
		var calls atomic.Int32
		run := p.start(p.outbound(func(_ context.Context, l store.Line) error {
			if calls.Add(1) == 100 {
				close(enough)
			}
			h.hear(l)
			return nil
		}).Run)
		<-enough
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		left := p.outbox()
		for i := range 30 {
			if got := append(h.by(i), left[postAddress(i)]...); fmt.Sprint(got) != "[0 1 2 3 4 5 6 7 8 9]" {
				t.Errorf("person %d heard %q, left are %q", i, h.by(i), left[postAddress(i)])
			}
		}
		p.start(p.outbound(func(_ context.Context, l store.Line) error { h.hear(l); return nil }).Run)
		p.delivered()
		p.checkHeard(h, 30, 10)
	})
}

// TestACrashBetweenSendingAndAcknowledging repeats only what was under way,
// and counts it. A process that lost the lease is as good as dead: it can
// acknowledge nothing.
func TestACrashBetweenSendingAndAcknowledging(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(100, 5)
		lost := make(chan struct{})
		var calls atomic.Int32
		first := p.start(p.outbound(func(_ context.Context, l store.Line) error {
			h.hear(l)
			if calls.Add(1) > 100 {
				<-lost
			}
			return nil
		}).Run)
		p.until("some lines acknowledged", func() bool { return p.depths().Outbox <= 400 })
		p.acquire()
		close(lost)
		if err := first.ended(); !errors.Is(err, store.ErrFenced) {
			t.Errorf("it ended with %v", err)
		}
		left := int(p.depths().Outbox)
		before := h.count()
		recovered := p.counted("lines_recovered_total", "")
		p.start(p.outbound(func(_ context.Context, l store.Line) error { h.hear(l); return nil }).Run)
		p.delivered()
		if n := h.count() - before; n != left {
			t.Errorf("%d lines were left, %d sent", left, n)
		}
		if n := p.counted("lines_recovered_total", "") - recovered; n != left {
			t.Errorf("%d lines were left, %d counted as recovered", left, n)
		}
		if repeated := before + left - 500; repeated < 1 || repeated > mostRepeated {
			t.Errorf("%d lines were said twice", repeated)
		}
		for i := range 100 {
			if got := slices.Compact(slices.Sorted(slices.Values(h.by(i)))); len(got) != 5 {
				t.Errorf("person %d heard %q", i, got)
			}
		}
	})
}

// mostRepeated is what the comment of Outbound promises.
const mostRepeated = concurrencyMost + (ackers+1)*ackMost

// TestRedisGoesAwayWhileSending: nothing is sent twice while the process
// lives, and no more is sent than could be repeated if it died.
func TestRedisGoesAwayWhileSending(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		const people, each = 700, 2
		p.fill(people, each)
		var calls atomic.Int32
		o := p.outbound(func(ctx context.Context, l store.Line) error {
			h.hear(l)
			if calls.Add(1) == 100 {
				r.Cut()
			}
			left := r.Client.XLen(ctx, "nk:{test}:outbox").Val()
			if ahead := h.count() - (people*each - int(left)); ahead > mostRepeated {
				t.Errorf("%d lines are sent and not acknowledged", ahead)
			}
			return nil
		})
		run := p.start(o.Run)
		p.until("all that may be sent without Redis", func() bool {
			o.mu.Lock()
			defer o.mu.Unlock()
			return o.sent != nil && len(o.sent) == cap(o.sent)
		})
		for range 5 {
			r.Mend()
			before := h.count()
			p.until("more lines", func() bool { return h.count() > before || h.count() == people*each })
			r.Cut()
		}
		if r.Real {
			r.Kill()
			r.Restart()
		}
		r.Mend()
		p.delivered()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		p.checkHeard(h, people, each)
	})
}

// TestSomebodyWhoIsGone becomes unreachable, and what was queued is dropped.
func TestSomebodyWhoIsGone(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(2, 5)
		calls := 0
		run := p.start(p.outbound(func(_ context.Context, l store.Line) error {
			if l.To == postAddress(1) {
				h.hear(l)
				return nil
			}
			if calls++; calls == 1 {
				r.Cut() // the first time it cannot be written down
			} else {
				r.Mend()
			}
			return &channel.SendError{Kind: channel.Gone, Text: "blocked"}
		}).Run)
		p.until("a second try", func() bool { return p.counted("lines_total", "gone") >= 2 })
		r.Mend()
		p.delivered()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		entries, err := p.store.Take(t.Context(), store.Start, 10, 0)
		if err != nil || len(entries) != 1 {
			t.Fatalf("causes: %+v, %v", entries, err)
		}
		if in := entries[0].Input; in.Kind != flows.Blocked || in.From != postAddress(0) || in.Text != "blocked" || !in.At.Equal(postTime) {
			t.Errorf("the cause is %+v", in)
		}
		p.checkHeard(h, 2, 0)
		if got := h.by(1); len(got) != 5 {
			t.Errorf("somebody else heard %q", got)
		}
		if n := p.counted("lines_total", "gone"); n < 6 {
			t.Errorf("%d lines counted as gone", n)
		}
	})
}

// TestTheAnswerToSomebodyWhoComesBack is not dropped with what was queued for
// them before.
func TestTheAnswerToSomebodyWhoComesBack(t *testing.T) {
	t.Parallel()
	p, h := newMailroom(t, redistest.Embedded(t)), &heard{}
	p.queue(0, "a", "b")
	var o *Outbound
	o = p.outbound(func(_ context.Context, l store.Line) error {
		if l.Message.Text == "a" {
			p.queue(0, "c")
			p.until("the answer in the lane", func() bool { return o.Waiting(l.To) == 3 })
			return &channel.SendError{Kind: channel.Gone}
		}
		h.hear(l)
		return nil
	})
	p.start(o.Run)
	p.delivered()
	if got := fmt.Sprint(h.by(0)); got != "[c]" {
		t.Errorf("heard %s", got)
	}
}

func TestWhoLosesTheLeaseSendsNoMore(t *testing.T) {
	t.Parallel()
	p, h := newMailroom(t, redistest.Embedded(t)), &heard{}
	p.fill(10, 100)
	lost := p.lease
	p.acquire()
	err := p.outbound(func(_ context.Context, l store.Line) error { h.hear(l); return nil }).Run(t.Context(), lost)
	if !errors.Is(err, store.ErrFenced) {
		t.Errorf("it ended with %v", err)
	}
	if n := h.count(); n > mostRepeated {
		t.Errorf("it sent %d lines", n)
	}
	if n := p.depths().Outbox; n != 1000 {
		t.Errorf("%d lines are left", n)
	}
}

// TestLinesNumberedAnewAreFound, as causes are.
func TestLinesNumberedAnewAreFound(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.queue(0, "0")
		renumber(t, r, "nk:{test}:outbox")
		p.start(p.outbound(func(_ context.Context, l store.Line) error { h.hear(l); return nil }).Run)
		p.delivered()
		r.Client.Del(t.Context(), "nk:{test}:outbox")
		p.queue(0, "1")
		p.delivered()
		p.checkHeard(h, 1, 2)
	})
}

// Whoever acknowledges never waits for another line with one in hand, however
// many of them take from the same place.
func TestNoSentLineIsKeptBack(t *testing.T) {
	t.Parallel()
	o := &Outbound{sent: make(chan string, ackMost)}
	got := make(chan int, ackMost)
	var all sync.WaitGroup
	for range ackers {
		all.Go(func() {
			for ids := o.gathered(); len(ids) > 0; ids = o.gathered() {
				got <- len(ids)
			}
		})
	}
	for round := range 10_000 {
		for i := range ackMost {
			o.sent <- strconv.Itoa(i)
		}
		for left := ackMost; left > 0; {
			select {
			case n := <-got:
				left -= n
			case <-time.After(time.Minute):
				t.Fatalf("round %d: %d lines are kept back", round, left)
			}
		}
	}
	close(o.sent)
	all.Wait()
}
