package main

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/simulator"
)

// officers gives a served town two administrators who are ready to work.
func (w *town) officers(t *testing.T) (author, second *simulator.Phone) {
	t.Helper()
	for _, id := range []int64{801, 802} {
		w.settings.admins = append(w.settings.admins, telegramAddress(id))
	}
	w.start(t, w.settings)
	author, second = w.telegram.Phone(simulator.User{ID: 801, FirstName: "Ratna"}), w.telegram.Phone(simulator.User{ID: 802, FirstName: "Bima"})
	for _, p := range []*simulator.Phone{author, second} {
		p.Send("/start")
		answer(t, p, "bahasa apa", "Indonesia")
		answer(t, p, "Siapa nama", "Ratna Dewi")
		hears(t, p, "Selamat bekerja")
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
	tapWhenThere(t, second, "Setujui")
}

// Every way in which Telegram fails leads to the state and the reason that an
// officer can act on, and the states add up.
func TestEveryFailureHasItsStateAndReason(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	got := listen(t, w.telegram, w.settings.keys, w.settings.redis)
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
	fail(5, once(simulator.BadGateway)) // tried again: it arrives
	fail(3, once(simulator.Flooded))    // waited for: it arrives
	announceUrgently(t, author, second)

	counts := finalCounts(t, author)
	unsent := blocked + deactivated + lost + cut + refused
	want := [6]int{0, sampleSize - unsent, blocked + deactivated, refused, 0, lost + cut}
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
		fmt.Sprintf("jaringan tidak menjawab %d", lost+cut), fmt.Sprintf("ditolak Telegram %d", refused),
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

// TestAnnouncementAtTelegramsPace is a measurement: go test -run TelegramsPace
// -paced 10000 -v -timeout 20m . While it sends, an owner chats.
func TestAnnouncementAtTelegramsPace(t *testing.T) {
	if *paced == 0 {
		t.Skip("a measurement in real time: -paced says of how many recipients")
	}
	const perSecond = 30
	w := newTown(t)
	w.serveWith(t, simulator.Options{Token: crashToken, PerSecond: perSecond, ChatPerSecond: 1})
	w.settings.rate = perSecond
	people := samplePeople(w.settings.program, time.Now())
	var many []enterprise.Person
	for i := range *paced {
		p := people[i%len(people)]
		p.Contacts = []enterprise.Contact{{Address: telegramAddress(int64(1_000_001 + i))}}
		p.Consents = append(slices.Clone(p.Consents), enterprise.Consent{Purpose: enterprise.BroadcastConsent, Given: true})
		many = append(many, p)
	}
	if err := importPeople(t, w.settings, many); err != nil {
		t.Fatal(err)
	}
	var arrived atomic.Int64
	var first, last atomic.Int64
	for i, p := range many {
		phone := w.telegram.Phone(simulator.User{ID: int64(1_000_001 + i), FirstName: p.Name})
		phone.Begin()
		phone.OnMessage(func(simulator.Message) {
			arrived.Add(1)
			first.CompareAndSwap(0, time.Now().UnixNano())
			last.Store(time.Now().UnixNano())
		})
	}
	author, second := w.officers(t)
	owner := w.telegram.Phone(newPhone)
	owner.Send("/start")
	hears(t, owner, "choose a language")
	announceUrgently(t, author, second)
	var waits []time.Duration
	for arrived.Load() < int64(*paced) {
		began := time.Now()
		owner.Send("halo")
		hears(t, owner, "choose a language")
		waits = append(waits, time.Since(began))
		time.Sleep(1100 * time.Millisecond) // one a second a chat
	}
	slices.Sort(waits)
	took := time.Duration(last.Load() - first.Load()).Seconds()
	rate := float64(*paced-1) / took
	t.Logf("%d recipients in %.1f s: %.2f a second, %.1f%% of %d with the %d replies in between; 429: %d; an owner waited %s at most, p99 %s, median %s", *paced, took, rate,
		100*(rate+float64(len(waits))/took)/perSecond, perSecond, len(waits), w.telegram.Stats().Flooded, waits[len(waits)-1], waits[len(waits)*99/100], waits[len(waits)/2])
	if w.telegram.Stats().Flooded > 0 {
		t.Error("Telegram refused")
	}
}
