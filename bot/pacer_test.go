package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// departure is a message that left: when, to whom, and how long it waited.
type departure struct {
	at      time.Time
	chat    string
	waited  time.Duration
	arrived time.Time
}

// line is a queue of messages for a timetable: it asks, waits as told and asks
// again, as Pacer does, without any time passing.
type line struct {
	table *timetable
	ask   func(time.Time, string) (time.Duration, int)
	took  func() (there, back time.Duration) // nil: a millisecond each
	due   time.Time                          // when it asks next
	asked time.Time                          // when it first asked for the message at hand
	next  func() (chat string, after time.Duration)
	chat  string
	gone  []departure
}

func newLine(p *timetable, ask func(time.Time, string) (time.Duration, int), start time.Time, next func() (string, time.Duration)) *line {
	l := &line{table: p, ask: ask, next: next, took: func() (time.Duration, time.Duration) { return time.Millisecond, time.Millisecond }}
	var after time.Duration
	l.chat, after = next()
	l.due = start.Add(after)
	l.asked = l.due
	return l
}

// answer is on its way.
type answer struct {
	table *timetable
	place int
	chat  string
	sent  time.Time
	at    time.Time
}

// come hands an answer over once its time has come.
func (a answer) come(now time.Time) bool {
	if a.at.After(now) {
		return false
	}
	a.table.answered(a.place, a.chat, a.sent, a.at)
	return true
}

// run lets lines take their turns until the time is over.
func run(until time.Time, lines ...*line) {
	var under []answer
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
		under = slices.DeleteFunc(under, func(a answer) bool { return a.come(l.due) })
		d, place := l.ask(l.due, l.chat)
		if d > 0 {
			l.due = l.due.Add(d)
			continue
		}
		there, back := l.took()
		l.gone = append(l.gone, departure{l.due, l.chat, l.due.Sub(l.asked), l.due.Add(there)})
		under = append(under, answer{l.table, place, l.chat, l.due, l.due.Add(there + back)})
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

// mostWithin is the largest number of arrivals in any window.
func mostWithin(all []departure, window time.Duration) int {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b departure) int { return a.arrived.Compare(b.arrived) })
	most, first := 0, 0
	for i, d := range all {
		for d.arrived.Sub(all[first].arrived) >= window {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

func TestAnAnnouncementUsesThePaceAndNoMore(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{1, 20, 30, 1000} {
		p := newTimetable(rate)
		bulk := newLine(&p, p.bulk, postTime, crowdOf(0))
		run(postTime.Add(time.Minute), bulk)
		if got := float64(len(bulk.gone)) / 60; got < 0.98*float64(rate) {
			t.Errorf("at %d a second %.2f go out", rate, got)
		}
		if n := mostWithin(bulk.gone, time.Second); n > rate {
			t.Errorf("at %d a second %d arrive within one", rate, n)
		}
	}
}

func TestAReplyWaitsForASlotAtMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := newTimetable(30)
		bulk := newLine(&p, p.bulk, postTime, crowdOf(0))
		pause := rapid.IntRange(1040, 3000)
		reply := newLine(&p, p.reply, postTime, func() (string, time.Duration) {
			return "somebody", time.Duration(pause.Draw(t, "pause")) * time.Millisecond
		})
		run(postTime.Add(time.Minute), bulk, reply)
		for _, d := range reply.gone {
			if d.waited > 40*time.Millisecond {
				t.Fatalf("a reply waited for %s", d.waited)
			}
		}
		both := merged(bulk.gone, reply.gone)
		if n := mostWithin(both, time.Second); n > 30 {
			t.Fatalf("%d messages arrive within a second", n)
		}
		if got := float64(len(both)) / 60; got < 0.97*30 {
			t.Fatalf("%.2f a second go out", got)
		}
	})
}

// However long messages take to arrive and answers to come back, no second
// gets more than the rate, and only what is longer than the shortest way costs
// any pace.
func TestHoweverUnevenlyMessagesArriveNoSecondGetsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const rate = 30
		p := newTimetable(rate)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		least := time.Duration(rapid.IntRange(0, 200).Draw(t, "least ms")) * time.Millisecond
		uneven := rapid.IntRange(1, 400).Draw(t, "uneven ms")
		way := func() (there, back time.Duration) {
			there, back = least/2, least/2
			if random.IntN(10) == 0 {
				there += time.Duration(random.IntN(uneven)) * time.Millisecond
				back += time.Duration(random.IntN(uneven)) * time.Millisecond
			}
			return there, back
		}
		p.answered(noPlace, "", postTime, postTime.Add(least)) // the shortest way is known
		bulk, reply := newLine(&p, p.bulk, postTime, crowdOf(0)), newLine(&p, p.reply, postTime, crowdOf(200*time.Millisecond))
		bulk.took, reply.took = way, way
		run(postTime.Add(time.Minute), bulk, reply)
		both := merged(bulk.gone, reply.gone)
		if n := mostWithin(both, time.Second); n > rate {
			t.Fatalf("%d arrive within a second", n)
		}
		if got, want := float64(len(both))/60, 0.97*rate/(1+0.1*float64(uneven)/1000); got < want {
			t.Fatalf("%.2f a second go out, want %.2f", got, want)
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

// Reminders keep to the rate from the first one on; replies do not wait for them.
func TestRemindersKeepToTheRate(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	reminders, bulk := newLine(&p, p.reminder, postTime, crowdOf(0)), newLine(&p, p.bulk, postTime, crowdOf(0))
	run(postTime.Add(time.Minute), reminders, bulk)
	if got := float64(len(reminders.gone)) / 60; got < 0.97*30 || len(bulk.gone) > 60 {
		t.Errorf("%.2f reminders a second go out, and %d of an announcement", got, len(bulk.gone))
	}
	if n := mostWithin(merged(reminders.gone, bulk.gone), time.Second); n > 30 {
		t.Errorf("%d messages arrive within a second", n)
	}
	p = newTimetable(30)
	for i := range 100 {
		if d, _ := p.reminder(postTime, fmt.Sprint(i)); (d > 0) != (i >= unaskedMost) {
			t.Fatalf("reminder %d waits for %s", i, d)
		}
	}
	if d, _ := p.reply(postTime, "owner"); d != 0 {
		t.Errorf("a reply waits for %s", d)
	}
}

func TestRepliesAloneAreNotHeldUp(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	for i := range 1000 {
		if d, _ := p.reply(postTime, fmt.Sprint(i%10)); d != 0 {
			t.Fatalf("reply %d waits for %s", i, d)
		}
	}
}

func TestOneChatGetsOneASecondWhileAnAnnouncementRuns(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	bulk := newLine(&p, p.bulk, postTime, crowdOf(0))
	reply := newLine(&p, p.reply, postTime, func() (string, time.Duration) { return "somebody", 0 })
	run(postTime.Add(20*time.Second), bulk, reply)
	if n := mostWithin(reply.gone, time.Second); n != 1 {
		t.Errorf("%d replies arrive in one chat within a second", n)
	}
	if d, _ := p.bulk(postTime.Add(20*time.Second), reply.gone[len(reply.gone)-1].chat); d <= 0 {
		t.Error("an announcement follows a reply at once")
	}
}

func TestAfterARefusalOfABurst(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	p.reply(postTime, "a")
	p.reply(postTime, "a")
	p.flooded(postTime, "a", time.Second, false)
	if d, _ := p.reply(postTime, "a"); d < time.Second {
		t.Errorf("the chat that was refused waits for %s", d)
	}
	p.reply(postTime, "b")
	if d, _ := p.reply(postTime, "b"); d != aSecond {
		t.Errorf("another chat's second message waits for %s", d)
	}
	if d, _ := p.bulk(postTime, "c"); d > 0 || p.slow != 1 {
		t.Errorf("announcements wait for %s and go %.0f times slower", d, p.slow)
	}
	later := postTime.Add(strictFor)
	p.ran = time.Time{}
	p.reply(later, "b")
	if d, _ := p.reply(later, "b"); d != 0 {
		t.Errorf("ten minutes later bursts wait for %s", d)
	}
}

func TestAfterARefusalOfAnAnnouncement(t *testing.T) {
	t.Parallel()
	p := newTimetable(30)
	perSecond := func(from time.Time) int {
		bulk := newLine(&p, p.bulk, from, crowdOf(0))
		run(from.Add(5*time.Second), bulk)
		return len(bulk.gone) / 5
	}
	p.flooded(postTime, "a", 2*time.Second, true)
	if d, _ := p.bulk(postTime, "a"); d < 2*time.Second {
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
	if d, _ := p.bulk(again, "c"); d < 4*time.Second {
		t.Errorf("with two chats refused a third waits for %s", d)
	}
	long := postTime.Add(10 * time.Minute)
	p.flooded(long, "a", longFlood, false)
	if d, _ := p.bulk(long, "c"); d < longFlood {
		t.Errorf("after a long refusal announcements wait for %s", d)
	}
}

func TestWithoutABoundNobodyWaits(t *testing.T) {
	t.Parallel()
	p := newTimetable(0)
	for range 1000 {
		bulk, _ := p.bulk(postTime, "a")
		reply, _ := p.reply(postTime, "a")
		if bulk != 0 || reply != 0 {
			t.Fatal("somebody waits")
		}
	}
	if len(p.chats) != 0 {
		t.Error("something is remembered")
	}
}

func BenchmarkPacer(b *testing.B) {
	p := newTimetable(30)
	now := postTime
	for i := 0; b.Loop(); i++ {
		now = now.Add(50 * time.Millisecond)
		if _, place := p.bulk(now, fmt.Sprint(i%20_000)); place != noPlace {
			p.answered(place, "somebody", now, now.Add(time.Millisecond))
		}
	}
}

// TestAnnouncementsRestWhileNothingIsClear: a channel in trouble costs an
// announcement a handful of recipients, not one at each turn.
func TestAnnouncementsRestWhileNothingIsClear(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, tried := NewPacer(30), 0
		for began := time.Now(); time.Since(began) < 5*time.Minute; tried++ {
			answered, _ := p.Bulk(t.Context(), fmt.Sprint(tried))
			answered()
			p.Unclear()
		}
		if tried < 5 || tried > 15 {
			t.Errorf("in five minutes %d were tried", tried)
		}
		p.Through()
		began := time.Now()
		for i := range 30 { // one that is unclear in between holds up nobody
			answered, _ := p.Bulk(t.Context(), fmt.Sprint("then", i))
			answered()
			p.Through()
			if i == 15 {
				p.Unclear()
			}
		}
		if took := time.Since(began); took > restMost+3*time.Second {
			t.Errorf("then thirty took %s", took)
		}
	})
}
