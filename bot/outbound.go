package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

const (
	linesMost   = 512    // lines read at once
	linesHeld   = 20_000 // lines in memory, after which no more are read
	inFlight    = 128    // calls to the channel at once
	ackMost     = 512    // lines acknowledged at once: a script's arguments are limited by Lua's stack
	triesMost   = 8      // tries of a line while other people's lines get through
	unaskedRate = 25     // lines a second said unasked: Telegram's 30 with a margin
	// longFlood is a wait after which everything said unasked waits too.
	longFlood = 10 * time.Second
)

// Outbound sends lines: each address has its own lane, in order. Replies,
// prompts and reminders are sent at least once; a copy does no harm, because
// answers are kept by question.
type Outbound struct {
	Store     *store.Store
	Send      func(ctx context.Context, l store.Line) error // the error is a *SendError
	SendPlain func(ctx context.Context, l store.Line) error // the same without markup
	Now       func() time.Time
	Log       *slog.Logger
	Metrics   *Metrics

	mu       sync.Mutex
	lanes    map[enterprise.Address]*outLane
	held     int
	healthy  time.Time // when a line last got through
	unasked  *rate.Limiter
	slots    chan struct{}
	sent     chan string
	sending  sync.WaitGroup
	hold     time.Time // nothing is sent before
	holdSlow time.Time // nothing unasked is sent before
}

// outLane is the lines that wait for one address.
type outLane struct{ lines []store.Line }

// Waiting is how many lines wait for an address.
func (o *Outbound) Waiting(to enterprise.Address) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l := o.lanes[to]; l != nil {
		return len(l.lines)
	}
	return 0
}

// Run sends lines until the context ends or the lease is lost. Calls under way
// then are finished, so that they need not be repeated.
func (o *Outbound) Run(ctx context.Context, lease store.Lease) error {
	o.mu.Lock()
	o.lanes, o.held = map[enterprise.Address]*outLane{}, 0
	o.mu.Unlock()
	o.unasked = rate.NewLimiter(unaskedRate, 1)
	o.slots = make(chan struct{}, inFlight)
	o.sent = make(chan string, ackMost)
	acknowledged := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		err := o.acknowledge(ctx, lease)
		cancel(err)
		acknowledged <- err
	}()
	o.read(ctx)
	o.sending.Wait()
	close(o.sent)
	return <-acknowledged
}

// read deals the outbox to the lanes, beginning with what an earlier process
// left unsent.
func (o *Outbound) read(ctx context.Context) {
	after := store.Start
	pause := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	start := true
	for ctx.Err() == nil {
		if o.holding() >= linesHeld {
			wait(ctx, 10*time.Millisecond)
			continue
		}
		block := takeBlock
		if start {
			block = 0
		}
		lines, err := o.Store.Lines(ctx, after, linesMost, block)
		if err != nil {
			if ctx.Err() == nil {
				o.Log.Error("outbox cannot be read", "error", err)
				pause.sleep(ctx, 0)
			}
			continue
		}
		pause.reset()
		if len(lines) == 0 {
			start = false
			after = o.overlooked(ctx, after)
			continue
		}
		if start {
			o.Metrics.recovered.Add(float64(len(lines)))
		}
		after = lines[len(lines)-1].ID
		o.deal(ctx, lines)
	}
}

// overlooked starts over when lines wait although none is in hand, as Inbound
// does.
func (o *Outbound) overlooked(ctx context.Context, after string) string {
	if o.holding() > 0 {
		return after
	}
	depths, err := o.Store.Depths(ctx)
	if err == nil && depths.Outbox > 0 && o.holding() == 0 {
		return store.Start
	}
	return after
}

func (o *Outbound) holding() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.held
}

// deal puts lines into their lanes; a lane that was empty starts to drain.
func (o *Outbound) deal(ctx context.Context, lines []store.Line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held += len(lines)
	for _, line := range lines {
		l := o.lanes[line.To]
		if l == nil {
			l = &outLane{}
			o.lanes[line.To] = l
			o.sending.Go(func() { o.drain(ctx, line.To, l) })
		}
		l.lines = append(l.lines, line)
	}
}

// drain sends a lane's lines one after another until it is empty.
func (o *Outbound) drain(ctx context.Context, to enterprise.Address, l *outLane) {
	try := attempt{pause: backoff{first: time.Second, most: time.Minute}}
	for ctx.Err() == nil {
		line, ok := o.head(to, l)
		if !ok {
			return
		}
		if !o.mayGo(ctx, line) {
			return
		}
		again := o.deliver(ctx, line, &try)
		if again < 0 {
			o.drop(l)
			try = attempt{pause: backoff{first: time.Second, most: time.Minute}}
			continue
		}
		wait(ctx, again)
	}
}

// head is a lane's first line; an empty lane is taken away.
func (o *Outbound) head(to enterprise.Address, l *outLane) (store.Line, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(l.lines) == 0 {
		delete(o.lanes, to)
		return store.Line{}, false
	}
	return l.lines[0], true
}

// drop takes a lane's first line off and out of the outbox.
func (o *Outbound) drop(l *outLane) {
	o.mu.Lock()
	id := l.lines[0].ID
	l.lines = l.lines[1:]
	o.mu.Unlock()
	o.sent <- id
}

// mayGo waits for a line's turn: what is said unasked keeps a pace, and
// everything waits while the channel wants rest.
func (o *Outbound) mayGo(ctx context.Context, line store.Line) bool {
	if !line.Reply && o.unasked.Wait(ctx) != nil {
		return false
	}
	for ctx.Err() == nil {
		o.mu.Lock()
		until := o.hold
		if !line.Reply && o.holdSlow.After(until) {
			until = o.holdSlow
		}
		o.mu.Unlock()
		if d := time.Until(until); d > 0 {
			wait(ctx, d)
			continue
		}
		return true
	}
	return false
}

// attempt is the history of one line.
type attempt struct {
	pause   backoff
	tries   int
	began   time.Time
	plain   bool
	unknown bool
}

// deliver tries a line once and says after what pause to try again; a negative
// one means that the line is done with.
func (o *Outbound) deliver(ctx context.Context, line store.Line, a *attempt) time.Duration {
	o.slots <- struct{}{}
	a.began = time.Now()
	send := o.Send
	if a.plain {
		send = o.SendPlain
	}
	err := send(context.WithoutCancel(ctx), line)
	<-o.slots
	if err == nil {
		o.throughNow()
		o.Metrics.sent("sent", a.began)
		return -1
	}
	var e *SendError
	if !errors.As(err, &e) {
		e = &SendError{Kind: Refused, Text: err.Error()}
	}
	return o.after(ctx, line, a, e)
}

// after decides what to do about a failed send.
func (o *Outbound) after(ctx context.Context, line store.Line, a *attempt, e *SendError) time.Duration {
	o.Metrics.sent(string(e.Kind), a.began)
	log := o.Log.With("person", line.Person, "line", line.ID, "error", e)
	switch e.Kind {
	case Flood:
		o.flooded(e.RetryAfter)
		return e.RetryAfter
	case Unsent, Broken, Unknown:
		return o.retry(log, a, e)
	case Unauthorized:
		log.Error("the token is refused: nothing is sent")
		o.holdAll(time.Now().Add(30 * time.Second))
		return time.Second
	case Gone:
		log.Info("a person cannot be reached")
		o.unreachable(ctx, line, e.Text)
		return -1
	case BadMarkup:
		if !a.plain {
			log.Error("the markup of a line is refused: it goes out as plain text")
			a.plain = true
			return 0
		}
	}
	log.Error("a line is refused and given up")
	return -1
}

// retry is the pause before a line that got no answer is tried again. Tries
// count only while other lines get through: an outage costs no line.
func (o *Outbound) retry(log *slog.Logger, a *attempt, e *SendError) time.Duration {
	if o.through().After(a.began) {
		a.tries++
	}
	if a.tries >= triesMost {
		log.Error("a line fails again and again and is given up")
		return -1
	}
	log.Warn("a line will be tried again")
	if e.Kind == Unknown && !a.unknown {
		a.unknown = true
		return 0 // a copy does no harm, a lost question does
	}
	if e.Kind == Unsent {
		return min(a.pause.pause(0), 5*time.Second)
	}
	return a.pause.pause(0)
}

// flooded keeps to what Telegram asks: this chat waits in any case; a long
// wait holds everything that is said unasked.
func (o *Outbound) flooded(retryAfter time.Duration) {
	if retryAfter < longFlood {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.holdSlow = time.Now().Add(retryAfter)
}

func (o *Outbound) holdAll(until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hold = until
}

func (o *Outbound) throughNow() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.healthy = time.Now()
}

func (o *Outbound) through() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.healthy
}

// unreachable lets the person's record know. The line itself is dropped; those
// behind it will find the same.
func (o *Outbound) unreachable(ctx context.Context, line store.Line, why string) {
	cause := store.Cause{
		Delivery: "gone" + line.ID, // a repeated try of the line says it once
		Input:    flows.Input{Kind: flows.Blocked, From: line.To, Text: why, At: o.Now()},
	}
	pause := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	for ctx.Err() == nil {
		if _, err := o.Store.Append(ctx, o.Now(), []store.Cause{cause}); err == nil {
			return
		}
		pause.sleep(ctx, 0)
	}
}

// acknowledge takes sent lines out of the outbox, as many at once as have
// gathered while the last ones were taken out.
func (o *Outbound) acknowledge(ctx context.Context, lease store.Lease) error {
	pause := backoff{first: 20 * time.Millisecond, most: 2 * time.Second}
	for {
		id, ok := <-o.sent
		if !ok {
			return nil
		}
		ids := []string{id}
		for more := true; more && len(ids) < ackMost; {
			select {
			case id, ok := <-o.sent:
				if more = ok; ok {
					ids = append(ids, id)
				}
			default:
				more = false
			}
		}
		err := o.acknowledged(ctx, lease, ids, &pause)
		o.mu.Lock()
		o.held -= len(ids)
		o.mu.Unlock()
		if err != nil {
			o.discard()
			return err
		}
	}
}

// acknowledged insists until Redis has it, or, when all is ending, tries for a
// last moment.
func (o *Outbound) acknowledged(ctx context.Context, lease store.Lease, ids []string, pause *backoff) error {
	for {
		tryFor, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		err := o.Store.Sent(tryFor, lease, ids)
		cancel()
		if err == nil || errors.Is(err, store.ErrFenced) || ctx.Err() != nil {
			pause.reset()
			return err
		}
		o.Log.Error("sent lines cannot be acknowledged", "lines", len(ids), "error", err)
		pause.sleep(ctx, 0)
	}
}

// discard keeps those who are still sending from waiting for ever.
func (o *Outbound) discard() {
	go func() {
		for range o.sent {
		}
	}()
}
