package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// shuffled is everybody's messages, each person's in order, mixed at random.
func shuffled(people, each int) []store.Cause {
	random := rand.New(rand.NewPCG(1, uint64(people)))
	next := make([]int, people)
	var out []store.Cause
	for len(out) < people*each {
		if i := random.IntN(people); next[i] < each {
			out = append(out, wrote(i, next[i]))
			next[i]++
		}
	}
	return out
}

func TestEverybodysCausesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		causes := shuffled(20, 20)
		p.append(causes[:200]...)
		run := p.start(p.inbound(diary).Run)
		for at := 200; at < len(causes); at += 7 {
			p.append(causes[at:min(at+7, len(causes))]...)
		}
		p.handled()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		p.checkDiaries(20, 20)
		if n := p.counted("turns_total", ""); n != 400 {
			t.Errorf("%d turns were counted", n)
		}
	})
}

func TestDifferentPeopleAreHandledSideBySide(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	both := make(chan struct{})
	var under atomic.Int32
	step := func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		if under.Add(1) == 2 {
			close(both)
		}
		select {
		case <-both:
		case <-time.After(20 * time.Second):
			t.Error("one turn waits for another")
		}
		return diary(s, in, now)
	}
	p.append(shuffled(40, 1)...)
	p.start(p.inbound(step).Run)
	p.handled()
}

// TestAFloodHoldsNobodyUp: of ten thousand messages of one person, most are
// still to be handled when somebody's who came in the middle has been.
func TestAFloodHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	const flood = 10_000
	p := newMailroom(t, redistest.Server(t))
	for n := range flood / 100 {
		var causes []store.Cause
		for i := range 100 {
			causes = append(causes, wrote(0, n*100+i))
		}
		if n == flood/200 {
			causes = append(causes, wrote(1, 0))
		}
		p.append(causes...)
	}
	var turns, before atomic.Int64
	step := func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		if in.From == postAddress(1) {
			before.Store(turns.Load())
		}
		turns.Add(1)
		turn := diary(s, in, now)
		turn.Say = nil
		return turn
	}
	run := p.start(p.inbound(step).Run)
	p.handled()
	if err := run.stop(); err != nil {
		t.Error(err)
	}
	if n := before.Load(); n > flood/4 {
		t.Errorf("the other person waited for %d of %d messages", n, flood)
	}
	if got := p.person(0); got.Name != strconv.Itoa(flood) || got.Phone != "" {
		t.Errorf("the flood came to %q, %s", got.Name, got.Phone)
	}
}

func TestRepeatsAreLeftOutForACrowdedAddress(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ waiting, lines int }{
		"as many lines wait as make a crowd": {backlogLimit, 1},
		"one line fewer waits":               {backlogLimit - 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newMailroom(t, redistest.Embedded(t))
			in := p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
				turn := diary(s, in, now)
				turn.Say = append(turn.Say, messages.Message{Text: "lagi", Repeat: true})
				return turn
			})
			in.Waiting = func(to enterprise.Address) int {
				if to != postAddress(0) {
					t.Errorf("asked how many wait for %s", to)
				}
				return row.waiting
			}
			p.append(wrote(0, 0))
			p.start(in.Run)
			p.handled()
			if got := p.outbox()[postAddress(0)]; len(got) != row.lines || got[0] != "0" {
				t.Errorf("said %q", got)
			}
		})
	}
}

func TestWhatIsSaidToNobodyIsNotKept(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.append(wrote(0, 0))
	p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		turn := diary(s, in, now)
		turn.To = enterprise.Address{}
		return turn
	}).Run)
	p.handled()
	if n := p.depths().Outbox; n != 0 {
		t.Errorf("%d lines to nobody", n)
	}
}

func TestAStalePersonIsSteppedAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		stepped, changed := make(chan struct{}), make(chan struct{})
		var once sync.Once
		var saw atomic.Value
		run := p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
			once.Do(func() {
				close(stepped)
				<-changed
			})
			if in.Text == "1" {
				saw.Store(s.Person.Name)
			}
			return diary(s, in, now)
		}).Run)
		p.append(wrote(0, 1))
		<-stepped
		p.append(wrote(0, 0)) // another process handles it meanwhile
		entries, err := p.store.Take(t.Context(), store.Start, 10, 0)
		if err != nil {
			t.Fatal(err)
		}
		p.commit(entries[1], diary)
		close(changed)
		p.handled()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		p.checkDiaries(1, 2)
		if saw.Load() != "1" || p.counted("turn_failures_total", "stale") == 0 {
			t.Errorf("the last step saw %q; counted as stale: %d", saw.Load(), p.counted("turn_failures_total", "stale"))
		}
	})
}

// commit handles one entry past any Inbound.
func (p *mailroom) commit(e store.Entry, step Step) {
	p.t.Helper()
	people, err := p.store.Load(p.t.Context(), postTime, []store.Entry{e})
	if err != nil {
		p.t.Fatal(err)
	}
	change, _, err := p.store.Change(postTime, e, people[0], step(people[0].State, e.Input, postTime))
	if err != nil {
		p.t.Fatal(err)
	}
	if errs := p.store.Commit(p.t.Context(), p.lease, []store.Change{change}); errs[0] != nil {
		p.t.Fatal(errs[0])
	}
}

func TestWhoLosesTheLeaseWritesNothing(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]Step{
		"a turn":            diary,
		"a turn that fails": func(flows.State, flows.Input, time.Time) flows.Turn { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
				p := newMailroom(t, r)
				old := p.start(p.inbound(step).Run)
				p.acquire()
				p.append(shuffled(10, 3)...)
				if err := old.ended(); !errors.Is(err, store.ErrFenced) {
					t.Fatalf("it ended with %v", err)
				}
				if d := p.depths(); d.Inbox != 30 || d.Outbox != 0 || d.Dead != 0 {
					t.Errorf("it left %+v", d)
				}
				if all := r.Everything(); all["nk:{test}:tries"] != "" {
					t.Error("it counted tries")
				}
				p.start(p.inbound(diary).Run)
				p.handled()
				p.checkDiaries(10, 3)
			})
		})
	}
}

// TestCausesNumberedAnewAreFound: a Redis that came back with a shorter memory
// may give a new cause an id below those already handled.
func TestCausesNumberedAnewAreFound(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		p.append(wrote(0, 0))
		renumber(t, r, "nk:{test}:inbox")
		p.start(p.inbound(diary).Run)
		p.handled()
		r.Client.Del(t.Context(), "nk:{test}:inbox")
		p.append(wrote(0, 1))
		p.handled()
		p.checkDiaries(1, 2)
	})
}

// renumber gives a stream's only entry the highest id there can be soon.
func renumber(t *testing.T, r *redistest.Redis, stream string) {
	t.Helper()
	all, err := r.Client.XRange(t.Context(), stream, "-", "+").Result()
	if err != nil || len(all) != 1 {
		t.Fatalf("the stream holds %v, %v", all, err)
	}
	r.Client.Del(t.Context(), stream)
	if err := r.Client.XAdd(context.Background(), &redis.XAddArgs{Stream: stream, ID: "9999999999999-0", Values: all[0].Values}).Err(); err != nil {
		t.Fatal(err)
	}
}
