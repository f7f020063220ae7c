package bot

import (
	"context"
	"errors"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/store"
)

const (
	ackers  = 4               // acknowledgements under way at once: each waits for Redis's disk
	ackMost = 64              // lines in one of them, and as many may wait
	ackTry  = 5 * time.Second // one try; and how long we insist when all is ending
)

// acknowledge takes sent lines out of the outbox, as many at once as have
// gathered, until there will be no more. When it fails everything is to stop.
func (o *Outbound) acknowledge(ctx context.Context, stop func(), lease store.Lease) error {
	for {
		ids := o.gathered()
		if len(ids) == 0 {
			return nil
		}
		if err := o.acknowledged(ctx, lease, ids); err != nil {
			stop()
			o.discard()
			return err
		}
		o.mu.Lock()
		o.held -= len(ids)
		o.mu.Unlock()
	}
}

// gathered waits for a sent line and takes those that wait behind it; none
// when there will be no more. It never waits with one in hand: another of us
// may have taken the rest, and a process that dies says what it holds again.
func (o *Outbound) gathered() []string {
	first, more := <-o.sent
	if !more {
		return nil
	}
	ids := []string{first}
	for len(ids) < ackMost {
		select {
		case id, more := <-o.sent:
			if !more {
				return ids
			}
			ids = append(ids, id)
		default:
			return ids
		}
	}
	return ids
}

// acknowledged insists until Redis has it, or, when all is ending, for a last
// moment.
func (o *Outbound) acknowledged(ctx context.Context, lease store.Lease, ids []string) error {
	pause := channel.Backoff{First: 20 * time.Millisecond, Most: 2 * time.Second}
	unending := context.WithoutCancel(ctx)
	var ending time.Time
	for {
		try, cancel := context.WithTimeout(unending, ackTry)
		err := o.Store.Sent(try, lease, ids)
		cancel()
		if err == nil || errors.Is(err, store.ErrFenced) {
			return err
		}
		if ending.IsZero() && ctx.Err() != nil {
			ending = time.Now()
		}
		if !ending.IsZero() && time.Since(ending) > ackTry {
			return err
		}
		o.Log.Error("sent lines cannot be acknowledged", "lines", len(ids), "error", err)
		pause.Sleep(unending, 0)
	}
}

// discard keeps those who are still sending from waiting for ever.
func (o *Outbound) discard() {
	for range o.sent { // they stay in the outbox, and the next holder says them again
	}
}
