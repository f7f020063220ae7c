package bot

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/errgroup"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
)

const (
	linesMost = 512    // lines read at once
	linesHeld = 20_000 // lines in memory, after which no more are read
)

// Outbound sends lines: each address has its own lane, in order. Replies,
// prompts and reminders are sent at least once; a copy does no harm, because
// answers are kept by question.
//
// What was sent but not acknowledged is said twice after a crash. It is kept
// small: at most concurrencyMost + (ackers+1)*ackMost lines, even when Redis is away.
type Outbound struct {
	Store   *store.Store
	Say     func(ctx context.Context, o channel.Outgoing) ([]string, error)
	Pacer   func(to enterprise.Address) *Pacer // shared with announcements
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics

	block   time.Duration // how long to wait for lines; takeBlock when zero
	mu      sync.Mutex
	lanes   map[enterprise.Address]*outLane
	held    int
	limit   *concurrencyLimit
	easel   *easel
	sent    chan string
	sending sync.WaitGroup
	twice   *lru.Cache[enterprise.Address, time.Time] // who may have been asked the same twice, and when
}

const (
	twiceMost = 10_000 // addresses that are remembered
	twiceFor  = 3 * time.Minute
)

// Twice tells whether what an address was asked last may have come twice: it was
// found unsent after a start, or its sending got no answer.
func (o *Outbound) Twice(to enterprise.Address) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.twice == nil {
		return false
	}
	at, ok := o.twice.Get(to)
	return ok && time.Since(at) < twiceFor
}

// Oldest is how long the oldest line has waited that somebody waits for, and the
// oldest of all; 0: there is none.
func (o *Outbound) Oldest() (reply, line time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, l := range o.lanes {
		if l.shut { // it waits for people
			continue
		}
		for i, one := range l.lines {
			waited := time.Since(l.since[i])
			line = max(line, waited)
			if one.Reply {
				reply = max(reply, waited)
			}
		}
	}
	return reply, line
}

// mayCome notes that a question may come twice.
func (o *Outbound) mayCome(line store.Line) {
	if line.Message.Keyboard == nil {
		return
	}
	o.Metrics.twice.Inc()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.twice.Add(line.To, time.Now())
}

// outLane is the lines that wait for one address.
type outLane struct {
	lines   []store.Line
	since   []time.Time   // when each was read
	shut    bool          // the group takes nothing now
	replies int           // how many of them somebody is waiting for
	hurry   chan struct{} // told when a reply joins the lane
}

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
	o.begin()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var acknowledging errgroup.Group
	for range ackers {
		acknowledging.Go(func() error { return o.acknowledge(ctx, cancel, lease) })
	}
	o.read(ctx)
	o.sending.Wait()
	close(o.sent)
	return acknowledging.Wait()
}

// begin forgets what an earlier run held.
func (o *Outbound) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lanes, o.held = map[enterprise.Address]*outLane{}, 0
	o.limit, o.easel = newConcurrencyLimit(), newEasel()
	o.sent = make(chan string, ackMost)
	if o.twice == nil {
		o.twice, _ = lru.New[enterprise.Address, time.Time](twiceMost) // an error is of a size below one
	}
}

// read deals the outbox to the lanes, beginning with what an earlier process
// left unsent.
func (o *Outbound) read(ctx context.Context) {
	after := store.Start
	pause := channel.Backoff{First: 50 * time.Millisecond, Most: 2 * time.Second}
	start := true
	for ctx.Err() == nil {
		if o.holding() >= linesHeld {
			channel.Wait(ctx, 10*time.Millisecond)
			continue
		}
		block := cmp.Or(o.block, takeBlock)
		if start {
			block = 0
		}
		lines, err := o.Store.Lines(ctx, after, linesMost, block)
		if err != nil {
			if ctx.Err() == nil {
				o.Log.Error("outbox cannot be read", "error", err)
				pause.Sleep(ctx, 0)
			}
			continue
		}
		pause.Reset()
		if len(lines) == 0 {
			start = false
			after = o.overlooked(ctx, after)
			continue
		}
		if start {
			o.Metrics.recovered.Add(float64(len(lines)))
			for _, l := range lines {
				o.mayCome(l)
			}
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
			l = &outLane{hurry: make(chan struct{}, 1)}
			o.lanes[line.To] = l
			o.sending.Go(func() { o.drain(ctx, line.To, l) })
		}
		l.join(line)
	}
}

func (l *outLane) join(line store.Line) {
	l.lines, l.since = append(l.lines, line), append(l.since, time.Now())
	if !line.Reply {
		return
	}
	l.replies++
	select {
	case l.hurry <- struct{}{}:
	default: // it is hurried already
	}
}

// drain sends a lane's lines one after another until it is empty.
func (o *Outbound) drain(ctx context.Context, to enterprise.Address, l *outLane) {
	try := newAttempt(false)
	for ctx.Err() == nil {
		line, queued := o.head(to, l)
		if queued == 0 {
			return
		}
		picture, done, ok := o.easel.draw(ctx, line.Message)
		if !ok {
			return
		}
		answered, ok := o.enter(ctx, to, l)
		if !ok {
			done()
			return
		}
		began := time.Now()
		finished, pause := o.deliver(ctx, line, picture, queued, &try)
		answered()
		done()
		took := time.Since(began)
		o.drop(l, finished, try.shut)
		o.limit.leave(took) // only now: what cannot be acknowledged leaves no room for more
		if finished > 0 {
			try = newAttempt(false)
			continue
		}
		channel.Wait(ctx, pause)
	}
}

// enter waits until a lane's first line may go: one that somebody waits for
// before what is said unasked, and that before announcements. What was said
// unasked waits no longer once a reply queues behind it: the order is kept, and
// nobody who asked is made to wait for what nobody asked for.
func (o *Outbound) enter(ctx context.Context, to enterprise.Address, l *outLane) (answered func(), ok bool) {
	pacer := o.Pacer(to)
	for {
		answered, ok = pacer.Line(ctx, to.String(), l.hurry, func() bool {
			o.mu.Lock()
			defer o.mu.Unlock()
			return l.replies > 0
		})
		if !ok || !o.limit.enter(ctx) {
			answered()
			return answered, false
		}
		if !pacer.Halted() { // while it waited for room
			return answered, true
		}
		answered()
		o.limit.leave(0)
	}
}

// head is a lane's first line and how many there are; an empty lane is taken
// away.
func (o *Outbound) head(to enterprise.Address, l *outLane) (store.Line, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(l.lines) == 0 {
		delete(o.lanes, to)
		return store.Line{}, 0
	}
	return l.lines[0], len(l.lines)
}

// drop takes a lane's first lines off and out of the outbox.
func (o *Outbound) drop(l *outLane, n int, shut bool) {
	o.mu.Lock()
	l.shut = shut && n == 0
	done := l.lines[:n]
	l.lines, l.since = l.lines[n:], l.since[n:]
	for _, line := range done {
		if line.Reply {
			l.replies--
		}
	}
	o.mu.Unlock()
	for _, line := range done {
		o.sent <- line.ID
	}
}

// deliver tries a line once. It says how many of the lane's lines are done
// with, and when none is, after what pause to try again.
func (o *Outbound) deliver(ctx context.Context, line store.Line, picture *channel.Attachment, queued int, a *attempt) (finished int, pause time.Duration) {
	began := time.Now()
	a.begin(began)
	pacer := o.Pacer(line.To)
	a.aside = line.Message.Commands != ""
	out := channel.Outgoing{Person: line.Person, To: line.To, Message: line.Message, Ref: line.ID, Plain: a.plain, Reply: line.Reply, Drawn: picture, Lang: line.Lang, Tries: line.Tries, First: line.First}
	ids, err := o.Say(context.WithoutCancel(ctx), out)
	if channel.Is(err, channel.Moved) && o.follow(ctx, &out, failure(err)) {
		line.To = out.To
		ids, err = o.Say(context.WithoutCancel(ctx), out)
	}
	if err == nil {
		pacer.Through()
		o.Metrics.sent("sent", began)
		if line.Reply {
			o.Metrics.replied(line.To.String())
		}
		o.shown(ctx, line, ids)
		o.opened(ctx, line, a)
		return 1, 0
	}
	e := failure(err)
	o.Metrics.sent(string(e.Kind), began)
	log := o.Log.With("person", line.Person, "line", line.ID)
	what, pause := a.after(e, line.To.String(), pacer, log)
	switch what {
	case again, halted:
		if e.Kind == channel.Unknown {
			o.mayCome(line)
		}
		return 0, pause
	case elsewhere: // where to could not be written down yet
		return 0, a.pause.Next(0)
	case shut:
		return o.waits(ctx, log, line, a, e, pause)
	case unreachable:
		return o.gone(ctx, log, line, queued, a, e)
	case abandoned:
		if a.tries >= triesMost && !a.aside {
			o.Metrics.lines.WithLabelValues("given up").Inc()
		}
	}
	return 1, 0
}

// shown notes which messages show people's data to somebody else. Without it
// they stay where they are when somebody erases theirs; the line is not held up.
func (o *Outbound) shown(ctx context.Context, line store.Line, ids []string) {
	if len(line.Message.About) == 0 || len(ids) == 0 {
		return
	}
	if err := o.Store.Shown(context.WithoutCancel(ctx), line, ids); err != nil {
		o.Log.Warn("what shows somebody's data could not be noted", "line", line.ID, "error", err)
	}
}

// gone lets the record of a person who cannot be reached know, and gives up
// what was queued for them. What joined the lane during the call may be the
// answer to somebody who has just come back: it is tried.
func (o *Outbound) gone(ctx context.Context, log *slog.Logger, line store.Line, queued int, a *attempt, e *channel.SendError) (finished int, pause time.Duration) {
	cause := store.Cause{
		Delivery: "gone" + line.ID, // a repeated try of the line says it once
		Input:    flows.Input{Kind: flows.Blocked, From: line.To, Text: e.Text, At: o.Now()},
	}
	if _, err := o.Store.Append(ctx, o.Now(), []store.Cause{cause}); err != nil {
		log.Error("a person cannot be reached, which could not be written down yet", "trouble", err)
		return 0, a.pause.Next(0)
	}
	log.Info("a person cannot be reached", "error", e, "dropped", queued)
	o.Metrics.lines.WithLabelValues(string(channel.Gone)).Add(float64(queued - 1))
	return queued, 0
}
