package bot

import (
	"context"
	"sync"
	"time"
)

const (
	// aSecond is what counts as a second of the channel's: a little more than
	// one, because messages do not arrive as evenly as they leave. At 30 a
	// second it costs 2.4% of the pace and forgives 25 ms.
	aSecond = 1025 * time.Millisecond
	// bulkLasts is how long after its last message an announcement counts as
	// running.
	bulkLasts = 2 * time.Second
	// strictFor is how long a channel that refused a short burst to one chat is
	// taken to be one that allows none.
	strictFor = 10 * time.Minute
	// chatsKept bounds the chats remembered: those of the last seconds.
	chatsKept = 10_000

	slowest      = 16.0             // times slower than the rate, at most
	recoverAfter = 10 * time.Second // without a refusal, until the pace grows again
	recoverBy    = 0.5              // of how much slower it is
)

// Pacer spreads messages so that the channel need not refuse any. Replies go
// first: they wait only where announcements have used the second up, or where
// their own chat has had a message within the second and the channel is strict
// about that. Announcements take what replies leave, and are spread evenly so
// that a reply finds room at any moment.
type Pacer struct {
	mu   sync.Mutex
	pace timetable
}

// NewPacer keeps to so many messages a second; 0 is no bound.
func NewPacer(perSecond int) *Pacer { return &Pacer{pace: newTimetable(perSecond)} }

// Bounded tells whether there is a pace to keep.
func (p *Pacer) Bounded() bool { return p.pace.most > 0 }

// Reply lets a message go that somebody waits for; false when the context
// ended before its turn.
func (p *Pacer) Reply(ctx context.Context, chat string) bool {
	return p.leave(ctx, chat, (*timetable).reply)
}

// Bulk lets one message of an announcement go when its turn has come; false
// when the context ended before.
func (p *Pacer) Bulk(ctx context.Context, chat string) bool {
	return p.leave(ctx, chat, (*timetable).bulk)
}

func (p *Pacer) leave(ctx context.Context, chat string, ask func(*timetable, time.Time, string) time.Duration) bool {
	for {
		p.mu.Lock()
		d := ask(&p.pace, time.Now(), chat)
		p.mu.Unlock()
		if d <= 0 {
			return ctx.Err() == nil
		}
		if wait(ctx, d); ctx.Err() != nil {
			return false
		}
	}
}

// Flooded keeps to a refusal of a reply, or of a message of an announcement.
func (p *Pacer) Flooded(chat string, retryAfter time.Duration, bulk bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pace.flooded(time.Now(), chat, retryAfter, bulk)
}

// timetable is the pacer's memory and rules, without a clock.
type timetable struct {
	most   int                  // messages in a second; 0: no bound
	sends  []time.Time          // the last of them, a second's worth, the oldest first
	last   time.Time            // of announcements
	slow   float64              // how many times slower than the rate announcements go
	since  time.Time            // when that last changed
	hold   time.Time            // no announcement before
	strict time.Time            // until when chats get no bursts
	chats  map[string]time.Time // when a chat may get the next
	floods map[string]time.Time // chats that were refused, and until when
}

func newTimetable(perSecond int) timetable {
	return timetable{most: perSecond, slow: 1, chats: map[string]time.Time{}, floods: map[string]time.Time{}}
}

// reply is how long a reply has yet to wait; 0: it goes, and is counted.
func (p *timetable) reply(now time.Time, chat string) time.Duration {
	if p.most == 0 {
		return 0
	}
	d := time.Duration(0)
	running := now.Sub(p.last) < bulkLasts
	if running {
		d = p.room(now)
	}
	if running || now.Before(p.strict) {
		d = max(d, p.chats[chat].Sub(now))
	}
	return p.counted(d, now, chat)
}

// bulk is the same for a message of an announcement.
func (p *timetable) bulk(now time.Time, chat string) time.Duration {
	if p.most == 0 {
		return max(0, p.hold.Sub(now))
	}
	d := max(p.room(now), p.turn(now), p.chats[chat].Sub(now), p.hold.Sub(now))
	if d <= 0 {
		p.last = now
	}
	return p.counted(d, now, chat)
}

// room is how long until the second has room for one more.
func (p *timetable) room(now time.Time) time.Duration {
	if len(p.sends) < p.most {
		return 0
	}
	return p.sends[0].Add(aSecond).Sub(now)
}

// turn is how long until the next announcement's turn.
func (p *timetable) turn(now time.Time) time.Duration {
	for p.slow > 1 && now.Sub(p.since) > recoverAfter {
		p.since = p.since.Add(recoverAfter)
		if p.slow = 1 + (p.slow-1)*recoverBy; p.slow < 1.1 {
			p.slow = 1
		}
	}
	return p.last.Add(time.Duration(float64(aSecond) / float64(p.most) * p.slow)).Sub(now)
}

// counted notes a message that goes now, and gives its waiting time back.
func (p *timetable) counted(d time.Duration, now time.Time, chat string) time.Duration {
	if d > 0 {
		return d
	}
	if p.sends = append(p.sends, now); len(p.sends) > p.most {
		p.sends = p.sends[1:]
	}
	if len(p.chats) >= chatsKept {
		for c, free := range p.chats {
			if free.Before(now) {
				delete(p.chats, c)
			}
		}
	}
	p.chats[chat] = now.Add(aSecond)
	return 0
}

// flooded keeps to a refusal. The chat waits; when it was an announcement's
// message the pace is halved; when several chats were refused, or the wait is
// long, no announcement goes out until it is over.
func (p *timetable) flooded(now time.Time, chat string, retryAfter time.Duration, bulk bool) {
	if bulk {
		p.slow, p.since = min(slowest, p.slow*2), now
	} else if retryAfter < longFlood {
		p.strict = now.Add(strictFor)
	}
	until := now.Add(retryAfter)
	if until.After(p.chats[chat]) {
		p.chats[chat] = until
	}
	for c, end := range p.floods {
		if !end.After(now) {
			delete(p.floods, c)
		}
	}
	p.floods[chat] = until
	if (len(p.floods) > 1 || retryAfter >= longFlood) && until.After(p.hold) {
		p.hold = until
	}
}
