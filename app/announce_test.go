package app

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

const (
	announceKills = 5
	announceRate  = 100 // messages a second: slow enough to be killed in the middle
)

// TestAnAnnouncementSurvivesKills sends to the sample city while the process
// is killed five times and Redis once: nobody gets it twice, and the states
// add up to everybody it was meant for.
func TestAnAnnouncementSurvivesKills(t *testing.T) {
	if testing.Short() {
		t.Skip("not with -short")
	}
	t.Parallel()
	redis := redistest.Server(t)
	telegram := simulator.New(simulator.Options{Token: crashToken})
	bot := newVictim(t, serveTelegram(t, telegram), redis.URL)
	author, second := telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	bot.env = append(bot.env, "ADMINS=801,802", "TELEGRAM_RATE="+strconv.Itoa(announceRate))
	got := listen(t, telegram, bot.keys, redis.URL)

	bot.start()
	for _, p := range []*simulator.Phone{author, second} {
		p.Send("/start")
		answer(t, p, "bahasa apa", "Indonesia")
		answer(t, p, "Siapa nama", "Ratna Dewi")
		simtest.Hears(t, p, "Selamat bekerja")
	}
	announceUrgently(t, author, second)
	for n := range announceKills {
		got.atLeast(t, 15*(n+1))
		bot.kill()
		if n == 2 {
			redis.Kill()
			redis.Restart()
		}
		bot.start()
	}
	counts := finalCounts(t, author)
	got.check(t, counts)
	bot.stop()
}

func answer(t *testing.T, p *simulator.Phone, asked, said string) {
	t.Helper()
	simtest.Hears(t, p, asked)
	p.Send(said)
}

// crowd counts what the sample owners' phones get.
type crowd struct {
	mu    sync.Mutex
	owner map[int64]int
	all   int
}

// listen gives the sample owners phones and stores them.
func listen(t *testing.T, telegram *simulator.Server, keys store.Keys, url string) *crowd {
	t.Helper()
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	people := sample.People(p, time.Now())
	for i := range people {
		people[i].Consents = append(people[i].Consents, enterprise.Consent{Purpose: enterprise.BroadcastConsent, Given: true, Version: p.City.ConsentVersion})
	}
	if err := importPeople(t, Settings{Redis: url, City: "malang", Keys: keys}, people); err != nil {
		t.Fatal(err)
	}
	c := &crowd{owner: map[int64]int{}}
	for _, person := range people {
		id, _ := strconv.ParseInt(person.Contacts[0].ID, 10, 64)
		phone := telegram.Phone(simulator.User{ID: id, FirstName: person.Name})
		phone.Begin()
		phone.OnMessage(func(simulator.Message) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.owner[id]++
			c.all++
		})
	}
	return c
}

// importPeople stores people as if they had registered.
func importPeople(t *testing.T, s Settings, people []enterprise.Person) error {
	t.Helper()
	data, err := store.Open(store.Options{URL: s.Redis, City: s.City, Keys: s.Keys})
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }()
	return data.Import(t.Context(), people)
}

func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

func (c *crowd) atLeast(t *testing.T, n int) {
	t.Helper()
	if !comesTrue(func() bool { return c.count() >= n }, c.count) {
		t.Fatalf("only %d of %d messages arrived", c.count(), n)
	}
}

var countsForm = regexp.MustCompile(`menunggu (\d+) · terkirim (\d+) · diblokir (\d+) · gagal (\d+) · dilewati (\d+) · tidak pasti (\d+)`)

// finalCounts waits for the report and reads the counts beside it.
func finalCounts(t *testing.T, author *simulator.Phone) (counts [6]int) {
	t.Helper()
	simtest.Hears(t, author, "Laporan S")
	for _, m := range author.Messages() {
		if found := countsForm.FindStringSubmatch(m.Text); found != nil {
			for i, text := range found[1:] {
				counts[i], _ = strconv.Atoi(text)
			}
		}
	}
	return counts
}

// check compares what the author reads with what the phones got.
func (c *crowd) check(t *testing.T, counts [6]int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := 0
	for _, n := range counts {
		sum += n
	}
	sent, unsure := counts[1], counts[5]
	t.Logf("%d sent, %d unsure, %d got it", sent, unsure, len(c.owner))
	if sum-counts[4] != sample.Size || counts[0] != 0 { // who owners are beside them wants no announcements
		t.Errorf("the states %v do not add up to %d", counts, sample.Size)
	}
	if len(c.owner) < sent || len(c.owner) > sent+unsure {
		t.Errorf("%d people got it; the author reads %d sent and %d unsure", len(c.owner), sent, unsure)
	}
	var twice []string
	for id, n := range c.owner {
		if n > 1 {
			twice = append(twice, fmt.Sprint(id))
		}
	}
	if len(twice) > 0 {
		t.Errorf("sent to twice: %s", strings.Join(twice, ", "))
	}
}
