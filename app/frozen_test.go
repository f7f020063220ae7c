package app

import (
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store/redistest"
)

// TestAFrozenProcessCanDoNoHarm: two processes; the active one is frozen in the
// middle of an announcement (SIGSTOP), the other takes over and goes on; the first
// is continued and is fenced: nobody gets the announcement twice, and the states
// add up. Then the second is killed, and the first takes over again.
func TestAFrozenProcessCanDoNoHarm(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	redis := redistest.Server(t)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	first := newVictim(t, serveTelegram(t, telegram), redis.URL)
	first.env = append(first.env, "ADMINS=801,802", "TELEGRAM_RATE="+strconv.Itoa(announceRate))
	second := &victim{t: t, binary: first.binary, listen: freeAddress(t), keys: first.keys, log: &locked{}}
	second.env = append(slices.Clone(first.env), "LISTEN="+second.listen)
	t.Cleanup(second.kill)
	got := listen(t, telegram, first.keys, redis.URL)

	first.start()
	author, other := telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	for _, p := range []*simulator.Phone{author, other} {
		p.Send("/start")
		answer(t, p, "bahasa apa", "Indonesia")
		answer(t, p, "Siapa nama", "Ratna Dewi")
		simtest.Hears(t, p, "Selamat bekerja")
	}
	second.start()
	standing := func() bool { return strings.Contains(second.log.String(), "standing by") }
	if !comesTrue(standing, func() int { return len(second.log.String()) }) {
		t.Fatalf("the second does not stand by:\n%s", second.log)
	}
	announceUrgently(t, author, other)
	got.atLeast(t, 15)
	if err := first.process.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	active := func() bool { return strings.Contains(second.log.String(), "msg=active") }
	if !comesTrue(active, func() int { return len(second.log.String()) }) {
		t.Fatalf("the second does not take over:\n%s", second.log)
	}
	if err := first.process.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	fenced := func() bool { return strings.Contains(first.log.String(), "not active any more") }
	if !comesTrue(fenced, func() int { return len(first.log.String()) }) {
		t.Errorf("the first does not notice that it was replaced:\n%s", first.log)
	}
	got.check(t, finalCounts(t, author))

	second.kill()
	author.Send("/bahasa")
	simtest.Hears(t, author, "bahasa apa")
	if n := strings.Count(first.log.String(), "msg=active"); n != 2 {
		t.Errorf("the first was active %d times", n)
	}
	first.stop()
}
