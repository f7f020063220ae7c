package bot

import (
	"context"
	"sync"
	"time"
)

const (
	// bulkRate is the messages a second said unasked, those said to people who
	// wait included: Telegram's "about 30" (core.telegram.org/bots/faq).
	bulkRate = 30
	// bulkSecond is what counts as a second: a little more than one, because
	// messages do not arrive as evenly as they leave.
	bulkSecond = 1025 * time.Millisecond
	// chatSecond is between two messages to one chat that nobody waits for.
	chatSecond = 1025 * time.Millisecond
	// chatsKept bounds the chats remembered: those of the last seconds.
	chatsKept = 10_000

	slowest      = 16.0             // times slower than the rate, at most
	recoverAfter = 10 * time.Second // without a refusal, until the pace grows again
	recoverBy    = 0.75
)

// Pacer spreads messages so that the channel need not refuse any. Replies go
// first: they wait only where announcements have used the second up, and
// announcements take what replies leave.
type Pacer struct {
	mu     sync.Mutex
	most   int                  // in a second; 0: no bound
	sends  []time.Time          // the last of them, a second's worth, the oldest first
	bulk   time.Time            // the last announcement
	slow   float64              // how many times slower than the rate
	since  time.Time            // when the pace last changed
	hold   time.Time            // no announcement before
	chats  map[string]time.Time // when a chat last got something
	floods map[string]time.Time // chats that were refused lately, and until when
}

// NewPacer keeps to so many messages a second; 0 is no bound.
func NewPacer(perSecond int) *Pacer {
	return &Pacer{most: perSecond, slow: 1, chats: map[string]time.Time{}, floods: map[string]time.Time{}}
}

// Reply counts a message that somebody waits for, and lets it go: at once, or
// as soon as the announcements of the last second leave room.
func (p *Pacer) Reply(ctx context.Context, chat string) bool {
	for {
		p.mu.Lock()
		now := time.Now()
		d := time.Duration(0)
		if now.Sub(p.bulk) < bulkSecond {
			d = p.room(now)
		}
		if d <= 0 {
			p.count(now, chat)
			p.mu.Unlock()
			return true
		}
		p.mu.Unlock()
		if !waited(ctx, d) {
			return false
		}
	}
}

// Bulk lets one message of an announcement go when its turn has come; false
// when the context ended before.
func (p *Pacer) Bulk(ctx context.Context, chat string) bool {
	for {
		p.mu.Lock()
		now := time.Now()
		d := max(p.room(now), p.turn(now), p.chats[chat].Add(chatSecond).Sub(now), p.hold.Sub(now))
		if p.most == 0 {
			d = p.hold.Sub(now)
		}
		if d <= 0 {
			p.bulk = now
			p.count(now, chat)
			p.mu.Unlock()
			return true
		}
		p.mu.Unlock()
		if !waited(ctx, d) {
			return false
		}
	}
}

// room is how long until the second has room for one more.
func (p *Pacer) room(now time.Time) time.Duration {
	if p.most == 0 || len(p.sends) < p.most {
		return 0
	}
	return p.sends[0].Add(bulkSecond).Sub(now)
}

// turn is how long until the next announcement's turn: they are spread evenly,
// so that a reply finds room at any moment.
func (p *Pacer) turn(now time.Time) time.Duration {
	if p.slow > 1 && now.Sub(p.since) > recoverAfter {
		p.slow, p.since = max(1, p.slow*recoverBy), now
	}
	return p.bulk.Add(time.Duration(float64(bulkSecond) / float64(max(1, p.most)) * p.slow)).Sub(now)
}

func (p *Pacer) count(now time.Time, chat string) {
	if p.most == 0 {
		return
	}
	if p.sends = append(p.sends, now); len(p.sends) > p.most {
		p.sends = p.sends[1:]
	}
	if len(p.chats) >= chatsKept {
		for c, at := range p.chats {
			if now.Sub(at) > chatSecond {
				delete(p.chats, c)
			}
		}
	}
	p.chats[chat] = now
}

// Flooded keeps to a refusal: the pace is halved, and when several chats were
// refused or the wait is long no announcement goes out until it is over.
func (p *Pacer) Flooded(chat string, retryAfter time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.slow, p.since = min(slowest, p.slow*2), now
	for c, until := range p.floods {
		if until.Before(now) {
			delete(p.floods, c)
		}
	}
	until := now.Add(retryAfter)
	p.floods[chat] = until
	if (len(p.floods) > 1 || retryAfter >= longFlood) && until.After(p.hold) {
		p.hold = until
	}
	if at := until.Add(-chatSecond); at.After(p.chats[chat]) {
		p.chats[chat] = at
	}
}

// waited tells whether the time passed before the context ended.
func waited(ctx context.Context, d time.Duration) bool {
	wait(ctx, d)
	return ctx.Err() == nil
}
