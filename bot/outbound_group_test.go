package bot

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// inbox is what stands in it.
func (p *mailroom) inbox() []store.Entry {
	p.t.Helper()
	entries, err := p.store.Take(p.t.Context(), store.Start, 100, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	return entries
}

// A group that became a supergroup gets every line where it is now, in order,
// and its record learns of it once. What was to be changed is said anew.
func TestLinesFollowAGroupThatMoved(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(1, 5)
		now := enterprise.Address{Channel: "telegram", ID: "-100200"}
		p.start(p.outbound(func(_ context.Context, l store.Line) error {
			if l.To != now {
				return &channel.SendError{Kind: channel.Moved, To: now.ID}
			}
			h.hear(l)
			return nil
		}).Run)
		p.delivered()
		if n := h.count(); n != 5 {
			t.Errorf("%d lines arrived", n)
		}
		if all := p.inbox(); len(all) != 1 || all[0].Input.Kind != flows.Moved || all[0].Input.Text != now.ID || all[0].Input.From != postAddress(0) {
			t.Errorf("the causes are %+v", all)
		}
	})
	o := &Outbound{Store: newMailroom(t, redistest.Embedded(t)).store, Now: time.Now, Log: quiet()}
	out := channel.Outgoing{To: postAddress(0), Message: messages.Message{Edit: "7", Text: "x"}}
	if !o.follow(t.Context(), &out, &channel.SendError{To: "-9"}) || out.Message.Edit != "" || out.To.ID != "-9" {
		t.Errorf("a change of a message that stayed behind becomes %+v", out)
	}
}

// What a group does not take waits for it and is not lost; its record learns
// why, and that it takes words again.
func TestLinesWaitForAGroupThatTakesNothing(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p, h := newMailroom(t, r), &heard{}
		p.fill(2, 3)
		var open atomic.Bool
		o := p.outbound(func(_ context.Context, l store.Line) error {
			if l.To == postAddress(0) && !open.Load() {
				return &channel.SendError{Kind: channel.Shut, Text: channel.ShutTopic}
			}
			h.hear(l)
			return nil
		})
		p.start(o.Run)
		p.until("the record learns of it", func() bool { return len(p.inbox()) == 1 })
		p.until("everybody else has theirs", func() bool { return h.count() == 3 })
		if in := p.inbox()[0].Input; in.Kind != flows.Blocked || in.Text != channel.ShutTopic || !in.Group {
			t.Errorf("the cause is %+v", in)
		}
		p.until("nobody is said to wait", func() bool { reply, line := o.Oldest(); return reply == 0 && line == 0 })
		open.Store(true)
		p.delivered()
		if got := h.by(0); len(got) != 3 {
			t.Errorf("the group heard %q", got)
		}
		if all := p.inbox(); len(all) != 2 || all[1].Input.Kind != flows.Unblocked {
			t.Errorf("the causes are %+v", all)
		}
	})
}

// A week is enough to wait for a group.
func TestLinesDoNotWaitForAGroupForEver(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.fill(1, 1)
	o := p.outbound(func(context.Context, store.Line) error {
		return &channel.SendError{Kind: channel.Shut, Text: channel.ShutRemoved}
	})
	o.Now = func() time.Time { return time.Now().Add(shutMost + time.Hour) }
	p.start(o.Run)
	p.delivered()
}
