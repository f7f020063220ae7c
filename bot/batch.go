package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/semaphore"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
)

const (
	batchMost = 64 // people in one batch of a worker
	turnsMost = 8  // turns of one person in one batch, so that nobody holds the others up
	// backlogLimit is how many lines may wait for one person before what only
	// repeats is left out.
	backlogLimit = 20
	// recentMost is how many people a worker remembers: about 25 KB each.
	recentMost = 256
	// How many batches in a row a person's first cause may fail for a reason
	// outside its turn before each counts as a try: for one that Redis refuses,
	// and for one whose person keeps changing, which costs no pause.
	refusedMost = 3
	staleMost   = 50
)

// lane is one person's causes, in order.
type lane struct {
	name    string
	entries []store.Entry
	stuck   int // batches in a row that did nothing, through no fault of the turn's

	away    bool                        // its first entry is worked on beside the batches
	done    *worked                     // what became of it there
	files   map[string]flows.StoredFile // what became of them
	fetched time.Time
	begun   string // the id of the newest entry that was counted as begun
}

// worker handles the people dealt to it, batch by batch.
type worker struct {
	*Inbound
	lease store.Lease
	input chan []store.Entry
	held  *atomic.Int64

	lanes map[string]*lane
	queue []*lane // lanes with entries, the one that waited longest first
	pause channel.Backoff

	// recent are people as this worker wrote them last, by lane. A commit is
	// refused when the person is another by now, so that it need not be right.
	recent *lru.Cache[string, store.Loaded]

	back     chan brought        // lanes that were away
	slots    *semaphore.Weighted // of all workers
	fetching sync.WaitGroup
}

func newWorker(in *Inbound, lease store.Lease, input chan []store.Entry, held *atomic.Int64, slots *semaphore.Weighted) *worker {
	recent, err := lru.New[string, store.Loaded](recentMost)
	if err != nil {
		panic("bot: remember people: " + err.Error()) // only for a size below one
	}
	return &worker{Inbound: in, lease: lease, input: input, held: held, lanes: map[string]*lane{}, recent: recent, back: make(chan brought), slots: slots}
}

func (w *worker) run(ctx context.Context) error {
	w.pause = channel.Backoff{First: 20 * time.Millisecond, Most: 2 * time.Second}
	ctx, cancel := context.WithCancel(ctx)
	defer w.giveBack(ctx)
	defer w.fetching.Wait()
	defer cancel()
	for {
		if len(w.queue) == 0 {
			select {
			case entries := <-w.input:
				w.accept(entries)
			case b := <-w.back:
				w.welcome(b)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		for more := true; more; {
			select {
			case entries := <-w.input:
				w.accept(entries)
			case b := <-w.back:
				w.welcome(b)
			default:
				more = false
			}
		}
		if err := w.batch(ctx); err != nil {
			return err
		}
	}
}

func (w *worker) accept(entries []store.Entry) {
	for _, e := range entries {
		name := laneOf(e)
		l := w.lanes[name]
		if l == nil {
			l = &lane{name: name}
			w.lanes[name] = l
			w.queue = append(w.queue, l)
		}
		l.entries = append(l.entries, e)
	}
}

// task is what one person gets done in a batch.
type task struct {
	lane    *lane
	changes []store.Change
	after   store.Loaded // the person, once the changes are written
	failed  error        // why the entry after the changes could not be stepped
	unread  error        // why the person could not be loaded
	wants   []flows.File // what the entry after the changes needs to be fetched
	gone    [][]string   // files whose records go, by change
	beside  bool         // the entry after the changes is to be worked out beside the batches
}

// batch handles the first people of the queue: load, step, commit. What
// could not be committed stays first in its lane.
func (w *worker) batch(ctx context.Context) error {
	if len(w.queue) == 0 {
		return nil
	}
	lanes, done := w.together()
	defer done()
	if err := w.begin(ctx, lanes); err != nil || len(lanes[0].entries) == 0 {
		return w.ended(ctx, lanes, err)
	}
	began := time.Now()
	tasks, err := w.step(ctx, lanes)
	if err == nil {
		err = w.commit(ctx, tasks)
	}
	if err == nil {
		w.pause.Reset()
		w.Metrics.turn.Observe(time.Since(began).Seconds())
	}
	if ctx.Err() == nil {
		for _, s := range tasks {
			switch {
			case len(s.wants) > 0:
				w.send(ctx, s.lane, s.wants)
			case s.beside:
				w.workBeside(ctx, s.lane, s.after)
			}
		}
	}
	return w.ended(ctx, lanes, err)
}

// ended is what comes after a batch. Trouble with Redis is waited for; what is
// returned ends the worker.
func (w *worker) ended(ctx context.Context, lanes []*lane, err error) error {
	if errors.Is(err, store.ErrFenced) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		w.Log.Error("turns will be repeated", "error", err)
		w.Metrics.failures.WithLabelValues("redis").Inc()
		w.pause.Sleep(ctx, 0)
	}
	w.turnQueue(len(lanes))
	return nil
}

// turnQueue puts the lanes of this batch, if they have more to do, behind the
// others.
func (w *worker) turnQueue(n int) {
	done := w.queue[:n]
	w.queue = append([]*lane(nil), w.queue[n:]...)
	for _, l := range done {
		if l.away {
			continue
		}
		if len(l.entries) == 0 {
			delete(w.lanes, l.name)
			continue
		}
		w.queue = append(w.queue, l)
	}
}

// step works out the turns of a batch. It writes nothing.
func (w *worker) step(ctx context.Context, lanes []*lane) ([]task, error) {
	people, unread, err := w.load(ctx, lanes)
	if err != nil {
		return nil, err
	}
	tasks := make([]task, len(lanes))
	for i, l := range lanes {
		tasks[i].lane, tasks[i].unread = l, unread[i]
		if unread[i] != nil {
			continue
		}
		person := people[i]
		for _, e := range w.next(l) {
			change, after, gone, err := w.workedOut(ctx, l, e, person)
			if tasks[i].wants = wanted(err); tasks[i].wants != nil {
				break
			}
			if tasks[i].beside = errors.Is(err, errHeavy); tasks[i].beside {
				break
			}
			if tasks[i].unread = trouble(err); tasks[i].unread != nil {
				break
			}
			if tasks[i].failed = err; err != nil {
				break
			}
			person = after
			tasks[i].changes, tasks[i].gone = append(tasks[i].changes, change), append(tasks[i].gone, gone)
		}
		tasks[i].after = person
	}
	return tasks, nil
}

// load finds the people of a batch: those of the last batches are still known,
// the others are read.
func (w *worker) load(ctx context.Context, lanes []*lane) (people []store.Loaded, unread []error, err error) {
	now := w.Now()
	people, unread = make([]store.Loaded, len(lanes)), make([]error, len(lanes))
	var first []store.Entry
	var places []int
	for i, l := range lanes {
		known := false
		if people[i], known = w.recent.Get(l.name); !known || people[i].Over(now) {
			first, places = append(first, l.entries[0]), append(places, i)
		}
	}
	read, troubles, err := w.read(ctx, now, first)
	if err != nil {
		return nil, nil, err
	}
	for n, i := range places {
		people[i], unread[i] = read[n], troubles[n]
	}
	return people, unread, nil
}

// read reads people. When that fails although Redis answers, they are read one
// by one, so that one record that does not open stands in nobody else's way.
func (w *worker) read(ctx context.Context, now time.Time, first []store.Entry) (people []store.Loaded, unread []error, err error) {
	unread = make([]error, len(first))
	if len(first) == 0 {
		return nil, nil, nil
	}
	if people, err = w.Store.Load(ctx, now, first); err == nil {
		return people, unread, nil
	}
	if _, down := w.Store.Depths(ctx); down != nil {
		return nil, nil, err
	}
	people = make([]store.Loaded, len(first))
	for i := range first {
		one, err := w.Store.Load(ctx, now, first[i:i+1])
		if unread[i] = err; err == nil {
			people[i] = one[0]
		}
	}
	return people, unread, nil
}

// turn is one cause's consequences. A panic is an error like any other: it
// concerns this cause only.
func (w *worker) turn(ctx context.Context, e store.Entry, person store.Loaded, files map[string]flows.StoredFile, beside bool) (c store.Change, after store.Loaded, gone []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			w.Log.Error("a turn panicked", "entry", e.ID, "person", person.State.Person.ID, "stack", string(debug.Stack()))
			err = fmt.Errorf("bot: turn of %s panicked", e.ID)
		}
	}()
	person.State.Found.Files = files
	now := w.Now()
	turn, err := w.informed(ctx, now, e, person.State, beside)
	if err != nil {
		return c, after, nil, err
	}
	if w.Waiting != nil && turn.To.ID != "" && w.Waiting(turn.To) >= backlogLimit {
		turn.Say = withoutRepeats(turn.Say)
	}
	if turn.To.ID == "" {
		turn.Say = nil
	}
	if w.Log.Enabled(ctx, slog.LevelDebug) {
		w.Log.Debug("turn", "person", person.State.Person.ID, "cause", e.ID, "kind", e.Input.Kind, "open", turn.State.Chat.Open, "said", len(turn.Say), "records", len(turn.Records), "told", len(turn.Tell), "noted", len(turn.AuditLog))
	}
	c, after, err = w.Store.Change(now, e, person, turn)
	return c, after, goneFiles(turn), err
}

// needsMost is how often a step may find that it needs to know more. A click on
// the console plays up to forty answers, each of which may.
const needsMost = 80

// unfound is that something a step needs could not be looked up, through no
// fault of the step's.
type unfound struct{ error }

// trouble is the error behind an unfound, nil for any other.
func trouble(err error) error {
	var u unfound
	if errors.As(err, &u) {
		return u.error
	}
	return nil
}

// informed steps, and steps again with what the step found it needs to know, as
// of the same moment.
func (w *worker) informed(ctx context.Context, now time.Time, e store.Entry, s flows.State, beside bool) (flows.Turn, error) {
	for range needsMost {
		turn := w.Step(s, e.Input, now)
		if len(turn.Lookup.Files) > 0 {
			return turn, wanting{turn.Lookup.Files}
		}
		if turn.Lookup.Empty() {
			return turn, nil
		}
		if len(turn.Lookup.Tables) > 0 && !beside {
			return turn, errHeavy
		}
		facts, err := w.Store.Find(ctx, now, turn.Lookup)
		if err != nil {
			return turn, unfound{err}
		}
		facts.Tables = w.tables(turn.Lookup.Tables)
		s.Found = s.Found.Join(facts)
	}
	return flows.Turn{}, fmt.Errorf("bot: the step of %s needs more and more", e.ID)
}

// withoutRepeats leaves out what is on the person's screen already.
func withoutRepeats(say []messages.Message) []messages.Message {
	var out []messages.Message
	for _, m := range say {
		if !m.Repeat {
			out = append(out, m)
		}
	}
	return out
}

// commit writes a batch's changes in one go and takes what was written off
// the lanes. The error is trouble after which a pause is due.
func (w *worker) commit(ctx context.Context, tasks []task) error {
	var changes []store.Change
	for _, s := range tasks {
		changes = append(changes, s.changes...)
	}
	errs := w.Store.Commit(ctx, w.lease, changes)
	var trouble error
	for _, s := range tasks {
		mine := errs[:len(s.changes)]
		errs = errs[len(s.changes):]
		done, err := committed(mine)
		w.finish(s.lane, done)
		w.discard(s.gone[:done])
		w.remember(s, err)
		if s.unread != nil {
			err = s.unread
		}
		if err = w.settle(ctx, s, done, err); errors.Is(err, store.ErrFenced) {
			return err
		}
		trouble = cmp.Or(trouble, err)
	}
	return trouble
}

// remember keeps a person whose turns were all written, and forgets any other.
func (w *worker) remember(s task, err error) {
	if err != nil || s.unread != nil || s.after.State.New {
		w.recent.Remove(s.lane.name)
		return
	}
	w.recent.Add(s.lane.name, s.after)
}

// settle deals with what kept a task from being done whole: err, or a turn
// that failed. A stale person is loaded anew in the next batch.
func (w *worker) settle(ctx context.Context, s task, done int, err error) error {
	l := s.lane
	switch {
	case errors.Is(err, store.ErrFenced):
		return err
	case err == nil && s.failed != nil:
		l.stuck = 0
		return w.fail(ctx, l, s.failed)
	case err == nil || done > 0:
		l.stuck = 0
	default:
		l.stuck++
	}
	patience, trouble := refusedMost, err
	if errors.Is(err, store.ErrStale) {
		w.Metrics.failures.WithLabelValues("stale").Inc()
		patience, trouble = staleMost, nil
	}
	if l.stuck <= patience {
		return trouble
	}
	return w.fail(ctx, l, err) // a Redis in trouble does not take this either
}

// committed counts the changes written before the first that was not.
func committed(errs []error) (int, error) {
	for i, err := range errs {
		if err != nil {
			return i, err
		}
	}
	return len(errs), nil
}

func (w *worker) finish(l *lane, n int) {
	l.entries = l.entries[n:]
	w.held.Add(-int64(n))
	w.Metrics.turns.Add(float64(n))
}

// fail counts a try of the first entry of a lane; after the last one the entry
// is put aside and the person told.
func (w *worker) fail(ctx context.Context, l *lane, why error) error {
	e := l.entries[0]
	dead, err := w.Store.Fail(ctx, w.lease, e, why.Error(), w.apology(e))
	if err != nil {
		return err
	}
	w.Metrics.failures.WithLabelValues("poison").Inc()
	if dead {
		w.Log.Error("a cause was put aside", "entry", e.ID)
		l.stuck = 0
		w.finish(l, 1)
	}
	return nil
}

// apology is what somebody hears whose cause is put aside.
func (w *worker) apology(e store.Entry) store.Line {
	l := store.Line{Person: e.Person, To: e.Input.From, Reply: true}
	if e.Input.From.ID != "" {
		l.Message = messages.Message{Key: "sorry", Text: w.Sorry(e.Input.Language)}
	}
	return l
}
