package bot

import (
	"context"
	"time"

	"golang.org/x/time/rate"

	"naikkelas/enterprise"
)

const (
	unaskedRate = 25               // lines a second said unasked: Telegram's 30 with a margin
	refusedRest = 30 * time.Second // nothing is sent for so long after our token was refused
	// longFlood is a wait after which everything said unasked waits too.
	longFlood = 10 * time.Second
)

// pace is how fast the channel wants us to go.
type pace struct {
	unasked  *rate.Limiter
	hold     time.Time // nothing is sent before
	holdSlow time.Time // nothing unasked is sent before

	flooded enterprise.Address // the chat that has to wait longest
	flood   time.Time          // and until when
}

func newPace() pace { return pace{unasked: rate.NewLimiter(unaskedRate, 1)} }

// mayGo waits until a lane's first line may be sent: everything waits while
// the channel wants rest, and what is said unasked keeps a pace. It keeps none
// once somebody waits for a reply behind it: order is kept, and nobody who
// asked is made to wait for what nobody asked for.
func (o *Outbound) mayGo(ctx context.Context, l *outLane) bool {
	paced := false
	for ctx.Err() == nil {
		asked, rest := o.rest(l)
		switch {
		case rest > 0:
			l.wait(ctx, rest)
			paced = false // those who waited together must not go together
		case asked || paced || o.Pacer != nil && !o.Pacer.Bounded(): // the last: the channel takes whatever comes
			return true
		default:
			turn := o.pace.unasked.Reserve()
			if paced = l.wait(ctx, turn.Delay()); !paced {
				turn.Cancel()
			}
		}
	}
	return false
}

// rest is how long a lane has to wait, and whether somebody waits for its
// lines.
func (o *Outbound) rest(l *outLane) (asked bool, rest time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	asked = l.replies > 0
	until := o.pace.hold
	if !asked && o.pace.holdSlow.After(until) {
		until = o.pace.holdSlow
	}
	return asked, time.Until(until)
}

// wait tells whether the time passed: it ends early when a reply joins the
// lane.
func (l *outLane) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.hurry:
	case <-ctx.Done():
	}
	return false
}

// flooded keeps to what Telegram asks, and gives the time this chat waits in
// any case. A long wait, or a second chat that has to wait, holds everything
// that is said unasked.
func (o *Outbound) flooded(to enterprise.Address, retryAfter time.Duration) time.Duration {
	retryAfter = max(retryAfter, time.Second)
	o.mu.Lock()
	defer o.mu.Unlock()
	p := &o.pace
	now := time.Now()
	several := p.flooded != to && p.flood.After(now)
	if until := now.Add(retryAfter); until.After(p.flood) {
		p.flooded, p.flood = to, until
	}
	if (several || retryAfter >= longFlood) && p.flood.After(p.holdSlow) {
		p.holdSlow = p.flood
	}
	return retryAfter
}

// holdAll stops everything for a time; it tells whether anything was going.
func (o *Outbound) holdAll(d time.Duration) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	going := !o.pace.hold.After(time.Now())
	o.pace.hold = time.Now().Add(d)
	return going
}
