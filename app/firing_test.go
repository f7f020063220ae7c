package app

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/simulator"
	"naikkelas/store/redistest"
)

// firingPeople are reminded at one moment.
const firingPeople = 200

// TestOneOfTwoProcessesFires runs two real processes on one Redis and kills
// the one that has begun to remind: everybody is reminded, and nobody hears
// twice but those whose message was under way.
func TestOneOfTwoProcessesFires(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	redis := redistest.Server(t)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	api := serveTelegram(t, telegram)
	first := newVictim(t, api, redis.URL)
	programDir := atTen(t)
	first.env = append(first.env, "PROGRAM_DIR="+programDir, "TELEGRAM_RATE=200")
	second := *first
	second.listen, second.log, second.process = freeAddress(t), &locked{}, nil
	second.env = append(slices.Clone(first.env), "LISTEN="+second.listen)
	t.Cleanup(second.kill)

	var mu sync.Mutex
	heard := map[int64]int{}
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(heard)
	}
	remindable(t, first, redis, programDir, func(id int64) {
		telegram.Unseen(simulator.User{ID: id, FirstName: "Warga"}).OnMessage(func(m simulator.Message) {
			mu.Lock()
			defer mu.Unlock()
			heard[id]++
		})
	})
	first.start()
	if !comesTrue(func() bool { return count() > 0 }, count) {
		t.Fatalf("nobody is reminded\n%s", first.log)
	}
	second.start()
	if !comesTrue(func() bool { return count() >= 20 }, count) {
		t.Fatalf("%d are reminded\n%s", count(), first.log)
	}
	underWay := first.killWatched(t, &second, redis)
	if !comesTrue(func() bool { return count() == firingPeople }, count) {
		t.Fatalf("%d of %d are reminded\n%s", count(), firingPeople, second.log)
	}
	second.stop()
	twice := int64(0)
	for id, n := range heard {
		if n > 2 {
			t.Errorf("%d heard it %d times", id, n)
		}
		if n == 2 {
			twice++
		}
	}
	if twice > underWay {
		t.Errorf("%d people were reminded twice; of %d it was not yet written down that they were", twice, underWay)
	}
	t.Logf("%d reminded, %d of them twice: their message was under way when the process was killed", len(heard), twice)
}

// killWatched kills the active process while the other stands still, and counts
// the lines of which Redis does not know yet whether they were sent: only they
// may be said again.
func (v *victim) killWatched(t *testing.T, other *victim, r *redistest.Redis) int64 {
	t.Helper()
	signal := func(s os.Signal) {
		if err := other.process.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	defer signal(syscall.SIGCONT)
	v.kill()
	left, err := r.Client.XLen(t.Context(), "nk:{malang}:outbox").Result()
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// atTen is a folder of programme files for a city in which it is about ten in
// the morning now, on a day without rest: reminders may be said.
func atTen(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	data, err := os.ReadFile("../enterprise/program/city.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ahead := (10 - time.Now().UTC().Hour() + 24) % 24
	zone := fmt.Sprintf("Etc/GMT-%d", ahead) // the sign is the other way round there
	if ahead > 14 {
		zone = fmt.Sprintf("Etc/GMT+%d", 24-ahead)
	}
	city := strings.Replace(string(data), "time_zone: Asia/Jakarta", "time_zone: "+zone, 1)
	calendar := `version: "test"
working_days: [monday, tuesday, wednesday, thursday, friday]
friday_prayer: {from: "04:00", until: "05:00"}
ramadan:
  open: [{from: "09:00", until: "11:00"}]
  working: {from: "08:00", until: "15:00"}
  working_friday: {from: "08:00", until: "15:30"}
  months: []
holidays: []
`
	for name, text := range map[string]string{"city.yaml": city, "calendar.yaml": calendar} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// remindable stores people who lack a document since a week ago, and are to be
// woken now.
func remindable(t *testing.T, v *victim, r *redistest.Redis, programDir string, meet func(id int64)) {
	t.Helper()
	p, err := cityProgram(programDir)
	if err != nil {
		t.Fatal(err)
	}
	week := time.Now().AddDate(0, 0, -7)
	agreed := func(purpose enterprise.Purpose) enterprise.Consent {
		return enterprise.Consent{Purpose: purpose, Given: true, Version: p.City.ConsentVersion, Lang: "id", At: week.AddDate(0, 0, -1)}
	}
	var people []enterprise.Person
	for i := range firingPeople {
		id := int64(2_000_001 + i)
		answers := sample.Answers(p, rand.New(rand.NewPCG(13, uint64(i))), "craft", 0)
		b := enterprise.Business{ID: "1", Name: "Gerabah", Sector: "craft", District: "35.73.02", Village: "35.73.02.1011", OmzetBand: p.OmzetBands[0].Code, Registered: week,
			Assessments: []enterprise.Assessment{{At: week, Version: p.Instrument.Version, Sector: "craft", Answers: answers}}}
		people = append(people, enterprise.Person{
			Language: "id", Honorific: enterprise.Ibu, Name: "Warga", Since: week, Contacts: []enterprise.Contact{{Address: telegram.Address(id)}},
			Consents: []enterprise.Consent{agreed(enterprise.DataConsent), agreed(enterprise.BroadcastConsent)}, Reminders: enterprise.Reminders{Since: week}, Businesses: []enterprise.Business{b},
		})
		meet(id)
	}
	if err := importPeople(t, Settings{Redis: r.URL, City: "malang", Keys: v.keys}, people); err != nil {
		t.Fatal(err)
	}
	for i := range firingPeople {
		r.Client.Do(t.Context(), "ZADD", "nk:{malang}:wakes", time.Now().UnixMilli(), i+1)
	}
}
