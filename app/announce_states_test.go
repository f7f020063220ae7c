package app

import (
	"flag"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"naikkelas/bot/telegram"
	"naikkelas/demo/sample"
	"naikkelas/enterprise"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store/redistest"
)

// officers gives a served town two administrators who are ready to work.
func (w *town) officers(t *testing.T) (author, second *simulator.Phone) {
	t.Helper()
	for _, id := range []int64{801, 802} {
		w.settings.Admins = append(w.settings.Admins, telegram.Address(id))
	}
	w.start(t, w.settings)
	author, second = w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), w.telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	for _, p := range []*simulator.Phone{author, second} {
		p.Send("/start")
		answer(t, p, "bahasa apa", "Indonesia")
		answer(t, p, "Siapa nama", "Ratna Dewi")
		simtest.Hears(t, p, "Selamat bekerja")
	}
	return author, second
}

// announceUrgently writes an announcement to everybody and has it approved.
func announceUrgently(t *testing.T, author, second *simulator.Phone) {
	t.Helper()
	author.Send("/siaran")
	for _, step := range [][2]string{
		{"Belum ada siaran", "Siaran baru"}, {"tentang apa", "Penting"}, {"Kirim isinya", "Besok ada bazar."}, {"Pesan ke-1", "Selesai"},
		{"Perlu tombol", "Tanpa tombol"}, {"Untuk siapa", "Lanjut"}, {"Kapan dikirim", "Sekarang"}, {"Sudah benar", "Minta persetujuan"},
	} {
		answer(t, author, step[0], step[1])
	}
	simtest.Tap(t, second, "Setujui")
}

// Every way in which Telegram fails leads to the state and the reason that an
// officer can act on, and the states add up.
func TestEveryFailureHasItsStateAndReason(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	got := listen(t, w.telegram, w.settings.Keys, w.settings.Redis)
	author, second := w.officers(t)
	next := int64(100001) // the sample's phones are numbered from here
	fail := func(n int, f simulator.Fault) int {
		for range n {
			f.Chat = next
			w.telegram.Fail(f)
			next++
		}
		return n
	}
	once := func(kind string) simulator.Fault { return simulator.Fault{Method: "sendmessage", Kind: kind, Times: 1} }
	always := func(text string) simulator.Fault {
		return simulator.Fault{Method: "sendmessage", Kind: simulator.Rejected, Text: text}
	}
	blocked := fail(11, always("Forbidden: bot was blocked by the user"))
	deactivated := fail(2, always("Forbidden: user is deactivated"))
	lost := fail(5, once(simulator.LostAnswer))
	cut := fail(5, once(simulator.CutOff))
	refused := fail(3, always("Bad Request: something new"))
	pages := fail(5, once(simulator.BadGateway)) // a page of a proxy does not say whether it did
	fail(3, once(simulator.Flooded))             // waited for: it arrives
	announceUrgently(t, author, second)

	counts := finalCounts(t, author)
	unsent := blocked + deactivated + lost + cut + pages + refused
	want := [6]int{0, sample.Size - unsent, blocked + deactivated, refused, 0, lost + cut + pages}
	if counts != want {
		t.Errorf("the states are %v, want %v", counts, want)
	}
	var report string
	for _, m := range author.Messages() {
		if strings.HasPrefix(m.Text, "Laporan S") {
			report = m.Text
		}
	}
	for _, reason := range []string{
		fmt.Sprintf("memblokir bot %d", blocked), fmt.Sprintf("akunnya sudah tidak aktif %d", deactivated),
		fmt.Sprintf("jaringan tidak menjawab %d", lost+cut+pages), fmt.Sprintf("ditolak aplikasi pesannya %d", refused),
	} {
		if !strings.Contains(report, reason) {
			t.Errorf("the report lacks %q:\n%s", reason, report)
		}
	}
	got.mu.Lock()
	defer got.mu.Unlock()
	if n := len(got.owner); n != counts[1]+lost { // what was lost on the way back had arrived
		t.Errorf("%d people got it, want %d", n, counts[1]+lost)
	}
	for id, n := range got.owner {
		if n > 1 {
			t.Errorf("%d got it %d times", id, n)
		}
	}
}

var paced = flag.Int("paced", 0, "so many recipients of an announcement at Telegram's limits, in real time")

// TestAnnouncementAtTelegramsPace is a measurement: go test -run TelegramsPace ./app
// -paced 10000 -v -timeout 20m. While it sends, an owner chats.
func TestAnnouncementAtTelegramsPace(t *testing.T) {
	if *paced == 0 {
		t.Skip("a measurement in real time: -paced says of how many recipients")
	}
	const perSecond = 30
	w := newTown(t)
	w.serveWith(t, simulator.Options{Token: crashToken, PerSecond: perSecond, ChatPerSecond: 1})
	w.settings.Rate = perSecond
	var arrived, first, last atomic.Int64
	w.multitude(t, *paced, func(simulator.Message) {
		arrived.Add(1)
		first.CompareAndSwap(0, time.Now().UnixNano())
		last.Store(time.Now().UnixNano())
	})
	author, second := w.officers(t)
	owner := w.telegram.Phone(newcomer)
	owner.Send("/start")
	simtest.Hears(t, owner, "choose a language")
	announceUrgently(t, author, second)
	before := w.telegram.Stats().Flooded // people who type faster than one a second are refused once, then waited for
	var waits []time.Duration
	for arrived.Load() < int64(*paced) {
		began := time.Now()
		owner.Send("halo")
		simtest.Hears(t, owner, "choose a language")
		waits = append(waits, time.Since(began))
		time.Sleep(1100 * time.Millisecond) // one a second a chat
	}
	slices.Sort(waits)
	took := time.Duration(last.Load() - first.Load()).Seconds()
	rate := float64(*paced-1) / took
	t.Logf("%d recipients in %.1f s: %.2f a second, %.1f%% of %d with the %d replies in between; 429: %d; an owner waited %s at most, p99 %s, median %s", *paced, took, rate,
		100*(rate+float64(len(waits))/took)/perSecond, perSecond, len(waits), w.telegram.Stats().Flooded-before, waits[len(waits)-1], waits[len(waits)*99/100], waits[len(waits)/2])
	if w.telegram.Stats().Flooded > before {
		t.Error("Telegram refused")
	}
}

// multitude stores so many owners with a phone each; heard is called for every
// message that reaches one.
func (w *town) multitude(t *testing.T, n int, heard func(simulator.Message)) {
	t.Helper()
	people := sample.People(w.settings.Program, time.Now())
	many := make([]enterprise.Person, n)
	for i := range many {
		p := people[i%len(people)]
		p.Contacts = []enterprise.Contact{{Address: telegram.Address(int64(1_000_001 + i))}}
		p.Consents = append(slices.Clone(p.Consents), enterprise.Consent{Purpose: enterprise.BroadcastConsent, Given: true})
		many[i] = p
		w.telegram.Unseen(simulator.User{ID: int64(1_000_001 + i), FirstName: p.Name}).OnMessage(heard)
	}
	for part := range slices.Chunk(many, 5000) {
		if err := importPeople(t, w.settings, part); err != nil {
			t.Fatal(err)
		}
	}
}

var unlimited = flag.Int("unlimited", 0, "so many recipients of an announcement without limits, against a bare loop")

// TestAnnouncementAgainstABareLoop is a measurement: go test -run BareLoop ./app
// -unlimited 100000 -v -timeout 20m. The loop sends the same words to the
// same phones with the same library and 64 workers, and promises nothing.
func TestAnnouncementAgainstABareLoop(t *testing.T) {
	if *unlimited == 0 {
		t.Skip("a measurement: -unlimited says of how many recipients")
	}
	w := newTown(t)
	w.redis = redistest.Server(t)
	w.settings.Redis = w.redis.Direct
	var arrived, first atomic.Int64
	var words atomic.Pointer[string]
	w.multitude(t, *unlimited, func(m simulator.Message) {
		if arrived.Add(1) == 1 {
			first.Store(time.Now().UnixNano())
			words.Store(&m.Text)
		}
	})
	timed := func(send func()) (rate, cpu float64) {
		arrived.Store(0)
		busy := busySeconds(t)
		send()
		for arrived.Load() < int64(*unlimited) {
			time.Sleep(time.Millisecond)
		}
		return float64(*unlimited) / time.Since(time.Unix(0, first.Load())).Seconds(), (busySeconds(t) - busy) / float64(*unlimited) * 1e6
	}
	author, second := w.officers(t)
	ours, oursCPU := timed(func() { announceUrgently(t, author, second) })
	bare, bareCPU := timed(func() { w.bareLoop(t, *unlimited, *words.Load()) })
	t.Logf("%d recipients: %.0f a second and %.0f µs of CPU each, the local Telegram included; a bare loop %.0f and %.0f: %.0f%% of its rate", *unlimited, ours, oursCPU, bare, bareCPU, 100*ours/bare)
}

// bareLoop sends a text to so many of the multitude, as the documentation of
// the library has it.
func (w *town) bareLoop(t *testing.T, n int, text string) {
	t.Helper()
	api, err := tgbotapi.NewBotAPIWithClient(crashToken, w.settings.API+"/bot%s/%s", &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}})
	if err != nil {
		t.Fatal(err)
	}
	var workers errgroup.Group
	workers.SetLimit(64)
	for i := range n {
		workers.Go(func() error {
			m := tgbotapi.NewMessage(int64(1_000_001+i), html.EscapeString(text))
			m.ParseMode, m.DisableWebPagePreview = tgbotapi.ModeHTML, true
			_, err := api.Send(m)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		t.Error(err)
	}
}

// busySeconds is the CPU time of this process.
func busySeconds(t *testing.T) float64 {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
