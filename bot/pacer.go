package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// aSecond is what counts as a second of the channel's: a little more than
	// one, for clocks that are not read at the very moment.
	aSecond = 1005 * time.Millisecond
	// quickFor is for how long the shortest time of an answer is kept, and once
	// more as long.
	quickFor = time.Minute
	// unaskedMost is how many reminders are under way at once: those are said
	// twice should the process be killed.
	unaskedMost = 4
	// unanswered is when to look again whether a message under way was answered.
	unanswered = 10 * time.Millisecond
	// bulkLasts is how long after its last message an announcement counts as
	// running.
	bulkLasts = 2 * time.Second
	// strictFor is how long a channel that refused a short burst to one chat is
	// taken to be one that allows none.
	strictFor = 10 * time.Minute
	// longFlood is a wait after which everything said unasked waits too.
	longFlood = 10 * time.Second
	// chatsKept bounds the chats remembered: those of the last seconds.
	chatsKept = 10_000

	slowest      = 16.0             // times slower than the rate, at most
	recoverAfter = 10 * time.Second // without a refusal, until the pace grows again
	recoverBy    = 0.5              // of how much slower it is
)

// Pacer spreads messages so that the channel need not refuse any: however
// unevenly they arrive, no more than the rate arrive within any second. For
// that a message keeps its place in the second until a second after it was
// answered, less the shortest time an answer takes: it cannot have arrived later,
// and the next to take the place cannot arrive sooner. Replies go
// first: they wait only where announcements have used the second up, or where
// their own chat has had a message within the second and the channel is strict
// about that. Announcements take what replies leave, and are spread evenly so
// that a reply finds room at any moment.
type Pacer struct {
	through atomic.Int64 // when a message last got through, in Unix nanoseconds

	mu      sync.Mutex
	pace    timetable
	unclear time.Time     // when a message of an announcement last may have arrived
	rest    time.Duration // after it
}

// NewPacer keeps to so many messages a second; 0 is no bound.
func NewPacer(perSecond int) *Pacer { return &Pacer{pace: newTimetable(perSecond)} }

// Bounded tells whether there is a pace to keep.
func (p *Pacer) Bounded() bool { return p.pace.most > 0 }

// Line lets a message of a conversation go: a reply at once, anything said
// unasked, such as a reminder, within the rate. Whether somebody waits for it
// is asked again when something comes from hurry, for a reply may queue behind
// a reminder. It is false when the context ended before its turn. Answered is
// to be called once the message has an answer, or will not go after all.
func (p *Pacer) Line(ctx context.Context, chat string, hurry <-chan struct{}, awaited func() bool) (answered func(), ok bool) {
	return p.leave(ctx, chat, hurry, func(t *timetable, now time.Time, chat string) (time.Duration, int) {
		if awaited() {
			return t.reply(now, chat)
		}
		return t.reminder(now, chat)
	})
}

// Bulk lets one message of an announcement go when its turn has come, as Line
// does.
func (p *Pacer) Bulk(ctx context.Context, chat string) (answered func(), ok bool) {
	return p.leave(ctx, chat, nil, (*timetable).bulk)
}

func (p *Pacer) leave(ctx context.Context, chat string, hurry <-chan struct{}, ask func(*timetable, time.Time, string) (time.Duration, int)) (answered func(), ok bool) {
	for ctx.Err() == nil {
		p.mu.Lock()
		now := time.Now()
		d, place := ask(&p.pace, now, chat)
		p.mu.Unlock()
		if d <= 0 {
			return sync.OnceFunc(func() {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.pace.answered(place, chat, now, time.Now())
			}), true
		}
		turn := time.NewTimer(d)
		select {
		case <-turn.C:
		case <-hurry:
		case <-ctx.Done():
		}
		turn.Stop()
	}
	return func() {}, false
}

// Flooded keeps to a refusal of a reply, or of a message of an announcement.
func (p *Pacer) Flooded(chat string, retryAfter time.Duration, bulk bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pace.flooded(time.Now(), chat, retryAfter, bulk)
}

// How long announcements rest when one message after the other may or may not
// have arrived: each is a recipient who cannot be sent to again.
const (
	restFirst = time.Second
	restMost  = time.Minute
)

// Unclear notes that a message of an announcement may have arrived. When none got
// through since the last such one, the channel is in trouble: nothing unasked
// goes for a while, which grows until one gets through.
func (p *Pacer) Unclear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	switch {
	case p.unclear.IsZero() || p.ThroughSince(p.unclear):
		p.rest = 0
	case p.pace.hold.After(now): // this one was under way already
	default:
		p.rest = min(max(restFirst, 2*p.rest), restMost)
		p.pace.hold = now.Add(p.rest)
	}
	p.unclear = now
}

// Halt lets nothing go for a time; it reports whether anything could.
func (p *Pacer) Halt(d time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	going := !p.pace.halt.After(now)
	p.pace.halt = later(p.pace.halt, now.Add(d))
	return going
}

// Halted reports whether nothing may go now.
func (p *Pacer) Halted() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pace.halt.After(time.Now())
}

// Through notes that a message got through.
func (p *Pacer) Through() { p.through.Store(time.Now().UnixNano()) }

// ThroughSince reports whether a message has got through since.
func (p *Pacer) ThroughSince(since time.Time) bool { return p.through.Load() > since.UnixNano() }

// timetable is the pacer's memory and rules, without a clock.
type timetable struct {
	most    int                  // messages in a second; 0: no bound
	places  []time.Time          // when each place in the second is free; zero: it was never taken
	under   []bool               // the message in a place is not answered yet
	unasked map[int]bool         // the places of reminders that are not answered yet
	quick   [2]time.Duration     // the shortest time an answer took, in the last and in this quickFor; 0: none came
	turned  time.Time            // when this one began
	ran     time.Time            // when an announcement's last message went
	last    time.Time            // when it should have
	slow    float64              // how many times slower than the rate announcements go
	since   time.Time            // when that last changed
	hold    time.Time            // nothing unasked before
	halt    time.Time            // nothing at all before
	strict  time.Time            // until when chats get no bursts
	chats   map[string]time.Time // when a chat may get the next
	floods  map[string]time.Time // chats that were refused, and until when
}

func newTimetable(perSecond int) timetable {
	return timetable{most: perSecond, places: make([]time.Time, perSecond), under: make([]bool, perSecond), unasked: map[int]bool{}, slow: 1, chats: map[string]time.Time{}, floods: map[string]time.Time{}}
}

// noPlace is that of a message beyond the bound, or without one.
const noPlace = -1

// reply is how long a reply has yet to wait; 0: it goes, and has a place.
func (p *timetable) reply(now time.Time, chat string) (time.Duration, int) {
	halt := max(0, p.halt.Sub(now))
	if p.most == 0 {
		return halt, noPlace
	}
	d := halt
	running := now.Sub(p.ran) < bulkLasts
	if running {
		room, _ := p.room(now)
		d = max(d, room)
	}
	if running || now.Before(p.strict) {
		d = max(d, p.chats[chat].Sub(now))
	}
	return p.taken(d, now, chat)
}

// reminder is the same for what is said unasked: it keeps to the rate, before
// announcements do, and few are under way at once.
func (p *timetable) reminder(now time.Time, chat string) (time.Duration, int) {
	rest := max(0, p.hold.Sub(now), p.halt.Sub(now))
	if p.most == 0 {
		return rest, noPlace
	}
	room, _ := p.room(now)
	d := max(rest, room)
	if len(p.unasked) >= unaskedMost {
		d = max(d, unanswered)
	}
	d, place := p.taken(max(d, p.chats[chat].Sub(now), p.floods[chat].Sub(now)), now, chat)
	if place != noPlace {
		p.unasked[place] = true
	}
	return d, place
}

// bulk is the same for a message of an announcement.
func (p *timetable) bulk(now time.Time, chat string) (time.Duration, int) {
	rest := max(0, p.hold.Sub(now), p.halt.Sub(now))
	if p.most == 0 {
		return rest, noPlace
	}
	room, _ := p.room(now)
	d := max(rest, room, p.turn(now), p.chats[chat].Sub(now))
	if d <= 0 { // who is a little late catches up
		p.ran = now
		p.last = later(p.last.Add(p.interval()), now.Add(-2*p.interval()))
	}
	return p.taken(d, now, chat)
}

// room is how long until the second has room for one more, and where.
func (p *timetable) room(now time.Time) (time.Duration, int) {
	first := noPlace
	for i, free := range p.places {
		if !p.under[i] && (first == noPlace || free.Before(p.places[first])) {
			first = i
		}
	}
	if first == noPlace {
		return unanswered, noPlace
	}
	return p.places[first].Sub(now), first
}

// answered frees the place of a message once the second is over in which it
// may have arrived.
func (p *timetable) answered(place int, chat string, sent, now time.Time) {
	if p.most == 0 {
		return
	}
	took := now.Sub(sent)
	if now.Sub(p.turned) > quickFor { // a channel may become slower for good
		p.quick, p.turned = [2]time.Duration{p.quick[1], took}, now
	}
	p.quick[1] = min(p.quick[1], took)
	least := p.quick[1]
	if p.quick[0] > 0 {
		least = min(least, p.quick[0])
	}
	free := now.Add(aSecond - least)
	if place != noPlace {
		p.places[place], p.under[place] = free, false
		delete(p.unasked, place)
	}
	p.chats[chat] = later(p.chats[chat], free)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// interval is the time between two messages of announcements.
func (p *timetable) interval() time.Duration {
	return time.Duration(float64(time.Second) / float64(p.most) * p.slow)
}

// turn is how long until the next announcement's turn.
func (p *timetable) turn(now time.Time) time.Duration {
	for p.slow > 1 && now.Sub(p.since) > recoverAfter {
		p.since = p.since.Add(recoverAfter)
		if p.slow = 1 + (p.slow-1)*recoverBy; p.slow < 1.1 {
			p.slow = 1
		}
	}
	return p.last.Add(p.interval()).Sub(now)
}

// taken gives a message that goes now its place, and its waiting time back. A
// reply goes without one when nothing holds it up and all are taken.
func (p *timetable) taken(d time.Duration, now time.Time, chat string) (time.Duration, int) {
	if d > 0 {
		return d, noPlace
	}
	_, place := p.room(now)
	if place != noPlace {
		p.places[place], p.under[place] = now.Add(aSecond), true
	}
	if len(p.chats) >= chatsKept {
		for c, free := range p.chats {
			if free.Before(now) {
				delete(p.chats, c)
			}
		}
	}
	p.chats[chat] = now.Add(aSecond)
	return 0, place
}

// flooded keeps to a refusal. The chat waits; when it was an announcement's
// message the pace is halved; when several chats were refused, or the wait is
// long, nothing unasked goes out until all of it is over.
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
	p.floods[chat] = later(p.floods[chat], until)
	if len(p.floods) == 1 && retryAfter < longFlood {
		return
	}
	for _, end := range p.floods {
		p.hold = later(p.hold, end)
	}
}
