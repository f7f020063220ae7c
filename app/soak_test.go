package app

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

var soak = flag.Int("soak", 0, "a soak of so many updates with faults at random")

// soakCrew is how many owners are busy at once.
const soakCrew = 60

// TestSoak lets one crew of owners after the other register and assess themselves
// while something fails at random, until there were so many updates:
//
//	go test ./app -run Soak -soak 1000000 -timeout 12h -v
//
// Each answer is compared with what is stored; nobody is stuck; an announcement
// reaches each once. In the second half the process is not killed any more: its
// memory and descriptors must not have grown at the end.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("a soak: -soak says of how many updates")
	}
	trial{name: "soak", crowd: true, owners: 1, play: func(f *field) { f.soak(*soak) }}.run(t)
}

// weather is what fails for a while.
type weather struct {
	name string
	play func(f *field)
}

func (f *field) weathers() []weather {
	wire := func(share float64, ways ...string) func(*field) {
		return func(f *field) { f.wire.spoil(share, share/10, ways...) }
	}
	return []weather{
		{"html", wire(0.1, asHTML, asHTMLAfter)},
		{"lost answers", wire(0.1, cutAfter, brokenAfter, halfAfter, emptyAfter)},
		{"lost calls", wire(0.1, cutBefore)},
		{"floods", wire(0.1, flooded)},
		{"repeated deliveries", wire(0.5, pollRepeated)},
		{"Redis killed", func(f *field) { f.redis.Kill(); f.redis.Restart() }},
		{"the line cut", func(f *field) { f.redis.Cut(); time.Sleep(100 * time.Millisecond); f.redis.Mend() }},
		{"Redis slow", func(f *field) {
			f.redis.Slow(50 * time.Millisecond)
			time.Sleep(time.Second)
			f.redis.Slow(0)
		}},
		{"Redis full", func(f *field) {
			f.redisDoes("CONFIG", "SET", "maxmemory", "1")
			time.Sleep(500 * time.Millisecond)
			f.redisDoes("CONFIG", "SET", "maxmemory", "0")
		}},
		{"fair", func(*field) {}},
		{"killed", func(f *field) { f.again() }}, // the last one: not in the second half
	}
}

// usage is what the process holds.
type usage struct{ rss, descriptors int }

func (f *field) usage() usage {
	pid := f.victim.process.Process.Pid
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		f.t.Skip("no /proc")
	}
	return usage{statusOf(f.t, pid, "VmRSS") >> 10, len(open)}
}

func (f *field) soak(updates int) {
	comesTrue(f.ended, f.progress) // the one owner that every trial has
	first, all := f.owners, f.weathers()
	began, played := time.Now(), map[string]int{}
	var half, last usage
	repeats, wave, said := 0, 0, 0
	for ; said < updates; wave++ {
		crew := make([]*owner, soakCrew)
		f.heard.Store(0)
		f.finished.Store(0)
		for i := range crew {
			crew[i] = f.crewOwner(1 + wave*soakCrew + i)
		}
		f.owners = crew
		for _, o := range crew {
			o.send("/start")
		}
		second := said >= updates/2
		for part := range 3 {
			f.reach(0.3 * float64(part+1))
			some := all
			if second {
				some = all[:len(all)-1]
			}
			one := some[f.random.IntN(len(some))]
			played[one.name]++
			one.play(f)
		}
		f.wire.heal()
		late := time.Now().Add(trialMost)
		comesTrue(func() bool { return f.ended() || time.Now().After(late) }, f.progress)
		for _, o := range crew {
			if !o.check(f.t, f.data) {
				f.t.Fatalf("an owner is stuck in wave %d\n%s", wave, f.tail())
			}
			said += o.spoke()
			repeats += o.repeated()
		}
		last = f.usage()
		if second && half == (usage{}) {
			half = last
		}
		if wave%20 == 0 {
			f.t.Logf("%d updates, %.0f a second, %d MB, %d descriptors", said, float64(said)/time.Since(began).Seconds(), last.rss, last.descriptors)
		}
	}
	f.owners = first
	f.heard.Store(0)
	f.finished.Store(1)
	f.t.Logf("%d updates of %d owners in %.0f s, faults %v: nobody stuck, nothing lost, %d questions asked twice; %d MB and %d descriptors in the middle, %d MB and %d at the end",
		said, wave*soakCrew, time.Since(began).Seconds(), played, repeats, half.rss, half.descriptors, last.rss, last.descriptors)
	if last.rss > half.rss*3/2+20 || last.descriptors > half.descriptors+50 {
		f.t.Errorf("it grew from %+v to %+v", half, last)
	}
}

// crewOwner is one more owner, on Telegram.
func (f *field) crewOwner(i int) *owner {
	o := newOwner(f.owners[0].program, i)
	o.onTelegram(f.telegram)
	o.done = sync.OnceFunc(func() { f.finished.Add(1) })
	o.heard = func() { f.heard.Add(1) }
	return o
}

// spoke is how often an owner said something, the first word included.
func (o *owner) spoke() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return 1 + len(o.asked)
}
