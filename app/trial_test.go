package app

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

var faultsForm = flag.String("faults", "", `the fault suite: "short" takes about a minute; "long" plays the slow faults, too, with more people. Without it a few are played`)

// trial is a fault that is played with the real binary, a real Redis and the local
// channels, while owners register and assess themselves. For each: every answer
// is stored as it was given, no question is skipped and nobody is stuck; whoever
// is to get an announcement gets it once, and its states add up; the process
// recovers without a hand, ends when it is asked to, and names no secret.
type trial struct {
	area, name, fault, holds string

	always   bool         // also without -faults
	long     bool         // it takes minutes
	whatsapp int          // every so manieth owner is there; 0: none
	crowd    bool         // an announcement to the sample city is under way
	webhook  bool         // Telegram pushes, and what it pushes comes twice and out of order
	owners   int          // another number of them
	cluster  bool         // Redis is a cluster of three masters
	told     string       // what an administrator reads in the chat
	over     string       // and when it is over
	logged   string       // what the log says, once
	prepare  func(*field) // before the process starts
	cgroup   int64        // bytes of memory that the process may have; 0: any number
	dead     int64        // causes that are put aside
	play     func(*field)
}

// field is where a trial is played.
type field struct {
	*trial
	t             *testing.T
	redis         *redistest.Redis   // nil: a cluster
	nodes         *redistest.Cluster // nil: one server
	url           string             // of Redis
	telegram      *simulator.Server
	phones        *simulator.WhatsApp
	wire          *wire
	victim        *victim
	owners        []*owner
	admin, second *simulator.Phone
	crowded       *crowd
	data          *store.Store
	random        *rand.Rand

	heard, finished atomic.Int64
	holding         sync.Mutex
	held            []func() // what owners say is kept back while it is not nil
}

// TestFaults plays them: go test ./app -run Faults -faults=long -timeout 30m -v.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	switch *faultsForm {
	case "", "short", "long":
	default:
		t.Fatalf("-faults=%s: right would be short or long", *faultsForm)
	}
	for _, one := range trials {
		t.Run(one.name, func(t *testing.T) {
			if one.long && *faultsForm != "long" || !one.always && *faultsForm == "" {
				t.Skip("played with -faults")
			}
			t.Parallel()
			one.run(t)
		})
	}
}

func (c trial) run(t *testing.T) {
	f := &field{trial: &c, t: t, random: rand.New(rand.NewPCG(8, 9))}
	if c.cluster {
		f.nodes = redistest.NewCluster(t, 3, true)
		f.url = f.nodes.URL
	} else {
		f.redis = redistest.Server(t)
		f.url = f.redis.URL
	}
	f.telegram = simulator.New(simulator.Options{Token: crashToken})
	var api string
	f.wire, api = newWire(t, f.telegram)
	f.victim = newVictim(t, api, f.url)
	f.victim.env = append(f.victim.env, fmt.Sprint("TELEGRAM_RATE=", announceRate), "ADMINS=801,802")
	f.victim.cgroup = memoryGroup(t, c.cgroup)
	if c.webhook {
		f.victim.env = append(f.victim.env, "TELEGRAM_WEBHOOK=https"+strings.TrimPrefix(newCrossroads(t, f.victim.listen), "http"))
	}
	f.meet()
	if c.prepare != nil {
		c.prepare(f)
	}
	f.victim.start()
	f.officers()
	if c.crowd { // it goes on beside the owners, who come first
		announceUrgently(t, f.admin, f.second)
	}
	for _, o := range f.owners {
		o.send("/start")
	}
	began := time.Now()
	c.play(f)
	f.judge()
	t.Logf("%s: %d owners, %.1f s, spoilt: %v", c.name, len(f.owners), time.Since(began).Seconds(), f.wire.counts())
}

// meet gives the owners their phones, and the sample city if there is to be an
// announcement.
func (f *field) meet() {
	p, err := theProgram()
	if err != nil {
		f.t.Fatal(err)
	}
	n := map[string]int{"": 3, "short": 8, "long": 30}[*faultsForm]
	if f.trial.owners > 0 {
		n = f.trial.owners
	}
	if f.whatsapp > 0 {
		f.phones = f.victim.addWhatsApp(80)
	}
	for i := range n {
		o := newOwner(p, i)
		if f.whatsapp > 0 && i%f.whatsapp == 0 {
			o.brief = true // more than 45 messages to one person take their time there
			o.onWhatsApp(f.phones)
		} else {
			o.onTelegram(f.telegram)
		}
		o.done = sync.OnceFunc(func() { f.finished.Add(1) })
		o.heard = func() { f.heard.Add(1) }
		say, share := o.send, o.share
		o.send = func(text string) { f.say(func() { say(text) }) }
		o.share = func(number string) { f.say(func() { share(number) }) }
		f.owners = append(f.owners, o)
	}
	if f.crowd {
		f.crowded = listen(f.t, f.telegram, f.victim.keys, f.url)
	}
	if f.data, err = store.Open(store.Options{URL: f.url, City: "malang", Keys: f.victim.keys}); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = f.data.Close() })
}

// officers begin where somebody has to be told, or to announce.
func (f *field) officers() {
	f.admin, f.second = f.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), f.telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	if f.told == "" && !f.crowd && f.whatsapp == 0 {
		return
	}
	for _, p := range []*simulator.Phone{f.admin, f.second} {
		p.Send("/start")
		answer(f.t, p, "bahasa apa", "Indonesia")
		answer(f.t, p, "Siapa nama", "Ratna Dewi")
		simtest.Hears(f.t, p, "Selamat bekerja")
	}
	if f.whatsapp > 0 && !comesTrue(f.victim.subscribe, func() int { return 0 }) {
		f.t.Fatalf("the webhook is not there\n%s", f.victim.log)
	}
}

// say says something, unless what owners say is kept back.
func (f *field) say(it func()) {
	f.holding.Lock()
	if f.held != nil {
		f.held = append(f.held, it)
		f.holding.Unlock()
		return
	}
	f.holding.Unlock()
	it()
}

// hush keeps back what owners say until it is called off.
func (f *field) hush() (off func()) {
	f.holding.Lock()
	defer f.holding.Unlock()
	f.held = []func(){}
	return func() {
		f.holding.Lock()
		held := f.held
		f.held = nil
		f.holding.Unlock()
		for _, it := range held {
			it()
		}
	}
}

func (f *field) ended() bool { return f.finished.Load() == int64(len(f.owners)) }

// progress is what people have heard.
func (f *field) progress() int {
	n := int(f.heard.Load())
	if f.crowded != nil {
		n += f.crowded.count()
	}
	return n
}

// reach waits until so much of the conversations is over.
func (f *field) reach(share float64) {
	f.t.Helper()
	each := messagesEach
	if f.whatsapp == 1 {
		each = messagesToRegister
	}
	until := int64(share * float64(len(f.owners)*each))
	if !comesTrue(func() bool { return f.heard.Load() >= until || f.ended() }, f.progress) {
		f.t.Fatalf("nothing is answered any more at %.0f%%\n%s", 100*share, f.tail())
	}
}

// messagesToRegister is about how many an owner hears until then.
const messagesToRegister = 18

// tail is the end of the log.
func (f *field) tail() string {
	text := f.victim.log.String()
	return text[max(0, len(text)-4000):]
}

// again ends the process as a power failure does, and starts it.
func (f *field) again() {
	f.victim.kill()
	f.victim.start()
}

// spoilUntil spoils calls until so much is over.
func (f *field) spoilUntil(share, calls, polls float64, ways ...string) {
	f.wire.spoil(calls, polls, ways...)
	f.reach(share)
	f.wire.heal()
	if len(f.wire.counts()) == 0 {
		f.t.Error("nothing was spoilt")
	}
}

func (f *field) judge() {
	f.t.Helper()
	late := time.Now().Add(trialMost)
	comesTrue(func() bool { return f.ended() || time.Now().After(late) }, f.progress) // who is stuck is found out below
	repeats, stuck := 0, 0
	for _, o := range f.owners {
		repeats += o.repeated()
		if !o.check(f.t, f.data) {
			stuck++
		}
	}
	if stuck > 0 {
		f.t.Errorf("%d of %d owners are stuck\n%s", stuck, len(f.owners), f.tail())
	}
	if f.crowd {
		f.crowded.check(f.t, finalCounts(f.t, f.admin))
	}
	for _, words := range []string{f.told, f.over} {
		if words != "" {
			f.reads(words)
		}
	}
	f.readsLog()
	if d, err := f.data.Depths(f.t.Context()); err != nil || d.Dead != f.dead {
		f.t.Errorf("%d were put aside, %v", d.Dead, err)
	}
	if *faultsForm == "long" || f.t.Failed() {
		f.t.Logf("%s", f.tail())
	}
	f.t.Logf("%d questions asked twice, %d lines in the log", repeats, strings.Count(f.victim.log.String(), "\n"))
	f.victim.stop()
}

// reads waits until an administrator reads something, which is told once.
func (f *field) reads(words string) {
	f.t.Helper()
	count := func() (n int) {
		for _, m := range f.admin.Messages() {
			if m.FromBot && strings.Contains(m.Text, words) {
				n++
			}
		}
		return n
	}
	if !comesTrue(func() bool { return count() > 0 }, func() int { return 0 }) {
		f.t.Errorf("the administrator does not read %q\n%s", words, f.tail())
	} else if n := count(); n > 1 {
		f.t.Errorf("the administrator reads %q %d times", words, n)
	}
}

func (f *field) readsLog() {
	f.t.Helper()
	log := f.victim.log.String()
	if f.logged != "" {
		comesTrue(func() bool { return strings.Contains(f.victim.log.String(), f.logged) }, func() int { return 0 })
		if n := strings.Count(f.victim.log.String(), f.logged); n != 1 {
			f.t.Errorf("the log says %q %d times\n%s", f.logged, n, f.tail())
		}
	}
	for _, never := range []string{strings.Split(crashToken, ":")[1], "panic:", "level=ERROR msg=\"panic"} {
		if strings.Contains(log, never) {
			f.t.Errorf("%q is in the log\n%s", never, f.tail())
		}
	}
	if n := strings.Count(log, "\n"); n > logMost && *soak == 0 {
		f.t.Errorf("the log has %d lines\n%s", n, f.tail())
	}
}

// trialMost is how long people may take once a fault is over, whatever they hear.
const trialMost = time.Minute

// logMost is how many lines a fault may give.
const logMost = 400
