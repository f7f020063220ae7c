package bot

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"naikkelas/flows"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

const (
	deadlyRedis = "NAIKKELAS_TEST_DEADLY_REDIS" // where a process of this test finds its Redis
	deadlyWhere = "NAIKKELAS_TEST_DEADLY_WHERE" // what kills it
	deadlyExit  = 42
)

// TestACauseThatKillsTheProcessIsPutAside starts process after process on one
// inbox, in which a cause kills each: the sixth goes on with the rest.
func TestACauseThatKillsTheProcessIsPutAside(t *testing.T) {
	if at := os.Getenv(deadlyRedis); at != "" {
		beKilled(t, at)
		return
	}
	t.Parallel()
	for _, where := range []string{"as it steps", "as it fetches a file"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			p := newMailroom(t, redistest.Embedded(t))
			if err := p.store.Release(t.Context(), p.lease); err != nil {
				t.Fatal(err)
			}
			causes := []store.Cause{wrote(0, 0), wrote(0, 1), wrote(0, 2), wrote(7, 0)}
			if where == "as it fetches a file" {
				causes[1] = sent(0, 1, "deadly")
			}
			p.append(causes...)
			deaths := 0
			for ; runMortal(t, p.redis.URL, where) == deadlyExit; deaths++ {
				if deaths > 8 {
					t.Fatal("it dies again and again")
				}
			}
			if deaths != 5 {
				t.Errorf("%d processes died", deaths)
			}
			lines := p.outbox()
			if got := fmt.Sprint(lines[postAddress(0)]); got != "[0 maaf id 2]" {
				t.Errorf("said to the person: %s", got)
			}
			if got := fmt.Sprint(lines[postAddress(7)]); got != "[0]" {
				t.Errorf("said to somebody else: %s", got)
			}
			if d := p.depths(); d.Dead != 1 || d.Inbox != 0 {
				t.Errorf("left behind: %+v", d)
			}
			if n := p.redis.Client.Exists(t.Context(), "nk:{test}:tries").Val(); n != 0 {
				t.Error("counts of what is done are left")
			}
		})
	}
}

// runMortal runs this test as a process of its own and gives how it ended.
func runMortal(t *testing.T, redis, where string) int {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestACauseThatKillsTheProcessIsPutAside$")
	c.Env = append(os.Environ(), deadlyRedis+"="+redis, deadlyWhere+"="+where)
	out, err := c.CombinedOutput()
	if code := c.ProcessState.ExitCode(); code != deadlyExit && err != nil {
		t.Fatalf("a process ended with %d\n%s", code, out)
	}
	return c.ProcessState.ExitCode()
}

// beKilled handles the inbox until it is empty, or until it dies.
func beKilled(t *testing.T, redis string) {
	p := newMailroom(t, &redistest.Redis{URL: redis})
	step := poisoned(func(flows.State, flows.Input, time.Time) flows.Turn { os.Exit(deadlyExit); return flows.Turn{} })
	if strings.Contains(os.Getenv(deadlyWhere), "file") {
		step = keeper
	}
	in := p.inbound(step)
	in.Fetch = func(context.Context, flows.File) flows.StoredFile { os.Exit(deadlyExit); return flows.StoredFile{} }
	run := p.start(in.Run)
	p.handled()
	if err := run.stop(); err != nil {
		t.Error(err)
	}
}

// TestWhatIsInnocentDoesNotDieWithAnother: causes that were in hand whenever a
// process died are handled alone, and counted only then.
func TestWhatIsInnocentDoesNotDieWithAnother(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, r *redistest.Redis) {
		p := newMailroom(t, r)
		p.append(wrote(0, 0), wrote(1, 0), wrote(2, 0))
		entries, err := p.store.Take(t.Context(), store.Start, 10, 0)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 { // processes that died with all three in hand
			if deadly, err := p.store.Begin(t.Context(), p.lease, []string{entries[0].ID, entries[1].ID, entries[2].ID}); err != nil || deadly != nil {
				t.Fatal(deadly, err)
			}
		}
		if err := p.store.GiveBack(t.Context(), p.lease, []string{entries[1].ID, entries[2].ID}); err != nil {
			t.Fatal(err)
		}
		busy, most := make(chan struct{}, 1), 0
		in := p.inbound(func(s flows.State, in flows.Input, now time.Time) flows.Turn {
			busy <- struct{}{} // nobody else is in here
			most = max(most, len(busy))
			<-busy
			return diary(s, in, now)
		})
		run := p.start(in.Run)
		p.handled()
		if err := run.stop(); err != nil {
			t.Error(err)
		}
		if got := fmt.Sprint(p.outbox()[postAddress(0)], p.outbox()[postAddress(1)], p.outbox()[postAddress(2)]); got != "[maaf id] [0] [0]" {
			t.Errorf("said: %s", got)
		}
		if most != 1 {
			t.Errorf("%d at once", most)
		}
	})
}

// TestAProcessThatIsToldToEndCountsNothing: a fetch that was given up at the end
// is no try.
func TestAProcessThatIsToldToEndCountsNothing(t *testing.T) {
	t.Parallel()
	p := newMailroom(t, redistest.Embedded(t))
	p.append(sent(0, 0, "F"))
	for range 8 {
		in, began := p.inbound(keeper), make(chan struct{})
		in.Fetch = func(ctx context.Context, _ flows.File) flows.StoredFile {
			close(began)
			<-ctx.Done()
			return flows.StoredFile{Fault: "unreachable"}
		}
		run := p.start(in.Run)
		<-began
		if err := run.stop(); err != nil {
			t.Fatal(err)
		}
	}
	if d := p.depths(); d.Inbox != 1 || d.Dead != 0 {
		t.Errorf("left behind: %+v", d)
	}
}
