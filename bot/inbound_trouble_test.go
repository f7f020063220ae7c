package bot

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// poisoned is a diary that does something else with the text "1".
func poisoned(bad Step) Step {
	return func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		if in.Text == "1" {
			return bad(s, in, now)
		}
		return diary(s, in, now)
	}
}

func TestACauseThatCannotBeHandledIsPutAside(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]Step{
		"its turn panics": func(flows.State, flows.Input, time.Time) flows.Turn { panic("Siti Aminah") },
		"its turn cannot be written": func(s flows.State, in flows.Input, now time.Time) flows.Turn {
			s.Chat.Touched = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) // JSON has no such year
			return flows.Turn{State: s, To: in.From}
		},
		"Redis refuses its commit": func(s flows.State, in flows.Input, _ time.Time) flows.Turn {
			s.Chat.Drafts = map[string]*flows.Draft{} // more than a script's stack holds
			for n := range 4_100 {
				s.Chat.Drafts[strconv.Itoa(n)] = &flows.Draft{}
			}
			return flows.Turn{State: s, To: in.From}
		},
		"its person is always stale": func(s flows.State, in flows.Input, now time.Time) flows.Turn {
			s.Person.Contacts = append(s.Person.Contacts, enterprise.Contact{Address: postAddress(9)}) // another person's
			return flows.Turn{State: s, To: in.From}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
				p := newMailroom(t, r)
				p.queue(9, "kenal")
				p.append(wrote(0, 0), wrote(0, 1), wrote(0, 2), wrote(5, 0))
				run := p.start(p.inbound(poisoned(bad)).Run)
				p.handled()
				if err := run.stop(); err != nil {
					t.Error(err)
				}
				lines := p.outbox()
				if got := fmt.Sprint(lines[postAddress(0)]); got != "[0 maaf id 2]" {
					t.Errorf("said to the person: %s", got)
				}
				if got := fmt.Sprint(lines[postAddress(5)]); got != "[0]" {
					t.Errorf("said to somebody else: %s", got)
				}
				if d := p.depths(); d.Dead != 1 {
					t.Errorf("left behind: %+v", d)
				}
				if n := p.counted("turn_failures_total", "poison"); n != 5 {
					t.Errorf("%d tries", n)
				}
			})
		})
	}
}

func TestAWakeThatCannotBeHandledIsPutAsideInSilence(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.append(wrote(0, 0))
	run := p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
		if in.Kind == flows.Wake {
			panic("broken")
		}
		turn := diary(s, in, now)
		turn.Wake = postTime
		return turn
	}).Run)
	p.handled()
	if n, err := p.store.WakeDue(t.Context(), p.lease, postTime, 10); n != 1 || err != nil {
		t.Fatalf("%d wakes, %v", n, err)
	}
	p.handled()
	if err := run.stop(); err != nil {
		t.Error(err)
	}
	if d := p.depths(); d.Dead != 1 || d.Outbox != 1 {
		t.Errorf("left behind: %+v", d)
	}
}

// TestARecordThatDoesNotOpenStopsNobodyElse: its person's causes are put
// aside, everybody else's handled.
func TestARecordThatDoesNotOpenStopsNobodyElse(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		p.queue(99, "halo")
		broken, err := r.Client.Keys(t.Context(), "nk:{test}:p:*").Result()
		if err != nil || len(broken) != 1 {
			t.Fatal(broken, err)
		}
		r.Client.HSet(t.Context(), broken[0], "person", "garbage")
		p.append(wrote(99, 0))
		p.append(shuffled(30, 3)...)
		p.start(p.inbound(diary).Run)
		p.handled()
		p.checkDiaries(30, 3)
		if got := fmt.Sprint(p.outbox()[postAddress(99)]); got != "[halo maaf id]" {
			t.Errorf("said to the person whose record is broken: %s", got)
		}
	})
}

// insist appends until Redis takes it, as a channel does.
func (p *mailroom) insist(causes ...store.Cause) {
	p.until("causes taken in", func() bool {
		_, err := p.store.Append(context.Background(), postTime, causes)
		return err == nil
	})
}

// TestRedisGoesAwayAgainAndAgain: nothing is lost, nothing done twice and
// order is kept.
func TestRedisGoesAwayAgainAndAgain(t *testing.T) {
	t.Parallel()
	const people, each, times = 20, 30, 8
	away := map[string]func(*redistest.Redis){
		"its connections are cut": func(r *redistest.Redis) { r.Cut(); r.Mend() },
		"it is killed": func(r *redistest.Redis) {
			if r.Real {
				r.Kill()
				r.Restart()
			}
		},
	}
	for name, leave := range away {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
				p := newMailroom(t, r)
				var turns atomic.Int64
				run := p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
					turns.Add(1)
					return diary(s, in, now)
				}).Run)
				causes := shuffled(people, each)
				for n := range times {
					from, to := n*len(causes)/times, (n+1)*len(causes)/times
					p.insist(causes[from:to]...)
					before := turns.Load()
					p.until("turns", func() bool { return turns.Load() > before || p.depths().Inbox == 0 })
					leave(r)
				}
				p.handled()
				if err := run.stop(); err != nil {
					t.Error(err)
				}
				p.checkDiaries(people, each)
				if d := p.depths(); d.Dead != 0 {
					t.Errorf("%d causes were put aside", d.Dead)
				}
			})
		})
	}
}

// TestStoppedAndStartedAgainAndAgain: what was taken but not committed is
// handled by the next run, what was committed is not repeated.
func TestStoppedAndStartedAgainAndAgain(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		const people, each = 20, 30
		p := newMailroom(t, r)
		p.append(shuffled(people, each)...)
		for p.depths().Inbox > 0 {
			var turns atomic.Int64
			run := p.start(p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
				turns.Add(1)
				return diary(s, in, now)
			}).Run)
			p.until("some turns", func() bool { return turns.Load() > 60 || p.depths().Inbox == 0 })
			if err := run.stop(); err != nil {
				t.Fatal(err)
			}
			p.acquire()
		}
		p.checkDiaries(people, each)
	})
}

func TestRedisOutOfMemory(t *testing.T) {
	t.Parallel()
	r := redistest.Server(t)
	p := newMailroom(t, r)
	const people, each = 10, 3
	causes := shuffled(people, each)
	p.append(causes[:20]...)
	memory := func(bytes string) {
		if err := r.Client.ConfigSet(t.Context(), "maxmemory", bytes).Err(); err != nil {
			t.Fatal(err)
		}
	}
	memory("1")
	run := p.start(p.inbound(diary).Run)
	p.until("many turns refused", func() bool { return p.counted("turn_failures_total", "redis") > 3*workers })
	if n, err := p.store.Append(t.Context(), postTime, causes[20:]); err == nil {
		t.Errorf("a Redis without memory took %d causes", n)
	}
	if d := p.depths(); d.Inbox != 20 || d.Outbox != 0 || d.Dead != 0 || len(r.Client.Keys(t.Context(), "*:p:*").Val()) != 0 {
		t.Errorf("without memory: %+v", d)
	}
	memory("0")
	p.append(causes[20:]...)
	p.handled()
	if err := run.stop(); err != nil {
		t.Error(err)
	}
	p.checkDiaries(people, each)
	if n := p.counted("turns_total", ""); n != people*each {
		t.Errorf("%s turns", strconv.Itoa(n))
	}
}
