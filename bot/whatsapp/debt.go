package whatsapp

import (
	"sync"
	"time"
)

// PerSecond is how many messages a second a number may send unless the city says
// otherwise: 80, both ways counted, with a margin for what people write. Meta
// raises busy numbers to 1,000 (developers.facebook.com/docs/whatsapp/throughput).
const PerSecond = 60

// One person may be sent a message every six seconds; up to 45 at once are
// borrowed from the time to come (developers.facebook.com/docs/whatsapp/
// throughput, "pair rate limit").
const (
	pairEvery = 6 * time.Second
	pairBurst = 45
	// debtsKept bounds the people remembered; who owes nothing is forgotten.
	debtsKept = 10_000
	// refusedMost is after how many refusals the wait grows no more: an hour.
	refusedMost = 5
)

// debts are what is owed to people in silence.
type debts struct {
	mu   sync.Mutex
	free map[string]time.Time // when a person's debt is paid

	refused map[string]int // how often in a row WhatsApp said that it is too much
}

// borrow takes one message's time for a person, or says how long they have yet
// to be left alone.
func (d *debts) borrow(who string, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.free == nil {
		d.free = map[string]time.Time{}
	}
	paid := d.free[who]
	if paid.Before(now) {
		paid = now
	}
	if wait := paid.Sub(now) - (pairBurst-1)*pairEvery; wait > 0 {
		return wait
	}
	if len(d.free) >= debtsKept {
		for other, until := range d.free {
			if until.Before(now) {
				delete(d.free, other)
			}
		}
	}
	d.free[who] = paid.Add(pairEvery)
	return 0
}

// full notes that the channel itself counts more than we do, and says how long
// to leave the person alone: 4 seconds, then 4 times as long each time.
func (d *debts) full(who string, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refused == nil {
		d.refused = map[string]int{}
	}
	wait := 4 * time.Second << (2 * min(d.refused[who], refusedMost))
	d.refused[who]++
	if until := now.Add(wait + (pairBurst-1)*pairEvery); d.free != nil && d.free[who].Before(until) {
		d.free[who] = until
	}
	return wait
}

// through notes that a message was taken.
func (d *debts) through(who string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.refused, who)
}
