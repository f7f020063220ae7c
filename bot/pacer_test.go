package bot

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// departure is a message that left: when, to whom, and how long it waited.
type departure struct {
	at     time.Time
	chat   string
	waited time.Duration
}

// line is a queue of messages for a timetable: it asks, waits as told and asks
// again, as Pacer does, without any time passing.
type line struct {
	ask   func(time.Time, string) time.Duration
	due   time.Time // when it asks next
	asked time.Time // when it first asked for the message at hand
	next  func() (chat string, after time.Duration)
	chat  string
	gone  []departure
}

func newLine(ask func(time.Time, string) time.Duration, start time.Time, next func() (string, time.Duration)) *line {
	l := &line{ask: ask, next: next}
	var after time.Duration
	l.chat, after = next()
	l.due = start.Add(after)
	l.asked = l.due
	return l
}

// run lets lines take their turns until the time is over.
func run(until time.Time, lines ...*line) {
	for {
		l := lines[0]
		for _, other := range lines[1:] {
			if other.due.Before(l.due) {
				l = other
			}
		}
		if !l.due.Before(until) {
			return
		}
		if d := l.ask(l.due, l.chat); d > 0 {
			l.due = l.due.Add(d)
			continue
		}
		l.gone = append(l.gone, departure{l.due, l.chat, l.due.Sub(l.asked)})
		now := l.due
		var after time.Duration
		l.chat, after = l.next()
		l.due = now.Add(after)
		l.asked = l.due
	}
}

// crowdOf is somebody new each time.
func crowdOf(after time.Duration) func() (string, time.Duration) {
	n := 0
	return func() (string, time.Duration) {
		n++
		return fmt.Sprint("owner ", n), after
	}
}

// mostWithin is the largest number of departures in any window, each arriving
// up to jitter later than it left.
func mostWithin(all []departure, window, jitter time.Duration) int {
	most := 0
	for i := range all {
		n := 0
		for j := i; j < len(all) && all[j].at.Sub(all[i].at) < window+jitter; j++ {
			n++
		}
		most = max(most, n)
	}
	return most
}

func TestAnAnnouncementUsesThePaceAndNoMore(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{1, 20, 30, 1000} {
		p := newTimetable(rate)
		bulk := newLine(p.bulk, postTime, crowdOf(0))
		run(postTime.Add(time.Minute), bulk)
		if got := float64(len(bulk.gone)) / 60; got < 0.97*float64(rate) {
			t.Errorf("at %d a second %.2f go out", rate, got)
		}
		if n := mostWithin(bulk.gone, time.Second, 15*time.Millisecond); n > rate {
			t.Errorf("at %d a second %d arrive within one", rate, n)
		}
	}
}

func TestAReplyWaitsForASlotAtMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := newTimetable(30)
		bulk := newLine(p.bulk, postTime, crowdOf(0))
		pause := rapid.IntRange(1040, 3000)
		reply := newLine(p.reply, postTime, func() (string, time.Duration) {
			return "somebody", time.Duration(pause.Draw(t, "pause")) * time.Millisecond
		})
		run(postTime.Add(time.Minute), bulk, reply)
		for _, d := range reply.gone {
			if d.waited > 40*time.Millisecond {
				t.Fatalf("a reply waited for %s", d.waited)
			}
		}
		both := merged(bulk.gone, reply.gone)
		if n := mostWithin(both, time.Second, 15*time.Millisecond); n > 30 {
			t.Fatalf("%d messages arrive within a second", n)
		}
		if got := float64(len(both)) / 60; got < 0.97*30 {
			t.Fatalf("%.2f a second go out", got)
		}
	})
}

func merged(a, b []departure) []departure {
	var out []departure
	for len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].at.Before(b[0].at) {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

func TestRepliesAloneAreNotHeldUp(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	for i := range 1000 {
		if d := p.reply(postTime, fmt.Sprint(i%10)); d != 0 {
			t.Fatalf("reply %d waits for %s", i, d)
		}
	}
}

func TestOneChatGetsOneASecondWhileAnAnnouncementRuns(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	bulk := newLine(p.bulk, postTime, crowdOf(0))
	reply := newLine(p.reply, postTime, func() (string, time.Duration) { return "somebody", 0 })
	run(postTime.Add(20*time.Second), bulk, reply)
	if n := mostWithin(reply.gone, time.Second, 15*time.Millisecond); n != 1 {
		t.Errorf("%d replies arrive in one chat within a second", n)
	}
	if d := p.bulk(postTime.Add(20*time.Second), reply.gone[len(reply.gone)-1].chat); d <= 0 {
		t.Error("an announcement follows a reply at once")
	}
}

func TestAfterARefusalOfABurst(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	p.reply(postTime, "a")
	p.reply(postTime, "a")
	p.flooded(postTime, "a", time.Second, false)
	if d := p.reply(postTime, "a"); d < time.Second {
		t.Errorf("the chat that was refused waits for %s", d)
	}
	p.reply(postTime, "b")
	if d := p.reply(postTime, "b"); d != aSecond {
		t.Errorf("another chat's second message waits for %s", d)
	}
	if d := p.bulk(postTime, "c"); d > 0 || p.slow != 1 {
		t.Errorf("announcements wait for %s and go %.0f times slower", d, p.slow)
	}
	later := postTime.Add(strictFor)
	p.last = time.Time{}
	p.reply(later, "b")
	if d := p.reply(later, "b"); d != 0 {
		t.Errorf("ten minutes later bursts wait for %s", d)
	}
}

func TestAfterARefusalOfAnAnnouncement(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	perSecond := func(from time.Time) int {
		bulk := newLine(p.bulk, from, crowdOf(0))
		run(from.Add(5*time.Second), bulk)
		return len(bulk.gone) / 5
	}
	p.flooded(postTime, "a", 2*time.Second, true)
	if d := p.bulk(postTime, "a"); d < 2*time.Second {
		t.Errorf("the chat waits for %s", d)
	}
	if n := perSecond(postTime.Add(time.Second)); n > 16 || n < 13 {
		t.Errorf("after a refusal %d go out a second", n)
	}
	if n := perSecond(postTime.Add(3 * time.Minute)); n < 29 {
		t.Errorf("three minutes later %d go out a second", n)
	}
	again := postTime.Add(4 * time.Minute)
	p.flooded(again, "a", 3*time.Second, true)
	p.flooded(again, "b", 4*time.Second, true)
	if d := p.bulk(again, "c"); d < 4*time.Second {
		t.Errorf("with two chats refused a third waits for %s", d)
	}
	long := postTime.Add(10 * time.Minute)
	p.flooded(long, "a", longFlood, false)
	if d := p.bulk(long, "c"); d < longFlood {
		t.Errorf("after a long refusal announcements wait for %s", d)
	}
}

func TestWithoutABoundNobodyWaits(t *testing.T) {
	t.Parallel()
	p := newTimetable(0)
	for range 1000 {
		if p.bulk(postTime, "a") != 0 || p.reply(postTime, "a") != 0 {
			t.Fatal("somebody waits")
		}
	}
	if len(p.sends)+len(p.chats) != 0 {
		t.Error("something is remembered")
	}
}

func BenchmarkPacer(b *testing.B) {
	p := newTimetable(30)
	now := postTime
	for i := 0; b.Loop(); i++ {
		now = now.Add(50 * time.Millisecond)
		p.bulk(now, fmt.Sprint(i%20_000))
	}
}
