package telegram

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/flows"
	"naikkelas/messages"
	"naikkelas/simulator"
)

// simulated is a Telegram with phones, and our end of it.
func simulated(t *testing.T) (*simulator.Server, *API) {
	t.Helper()
	telegram := simulator.New(simulator.Options{Token: testToken})
	server := httptest.NewServer(telegram)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return telegram, NewAPI(testToken, server.URL)
}

var siti = simulator.User{ID: 42, FirstName: "Siti", Language: "id", Phone: "6281234567890"}

func TestNothingIsSkippedThoughMuchFails(t *testing.T) {
	t.Parallel()
	telegram, api := simulated(t)
	api.sleep = func(context.Context, time.Duration) {}
	phone := telegram.Phone(siti)
	const texts = 400
	want := map[string]bool{}
	for range texts {
		n := phone.Send("x")
		want[Address(42).ID+" "+jsonOf(n)] = true
	}
	for _, kind := range []string{simulator.BadGateway, simulator.LostAnswer, simulator.CutOff, simulator.Flooded} {
		telegram.Fail(simulator.Fault{Method: "getupdates", Kind: kind, Times: 3})
	}
	random := rand.New(rand.NewPCG(1, 2))
	done, ended := make(chan struct{}), make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	previous := 0
	go func() {
		defer close(ended)
		api.Receive(ctx, func(_ context.Context, d channel.Delivery) error {
			if random.IntN(3) == 0 {
				return context.DeadlineExceeded
			}
			for _, c := range d.Causes {
				var n int
				_ = json.Unmarshal([]byte(c.Input.Message), &n)
				if n <= previous {
					t.Errorf("%d came after %d", n, previous)
				}
				previous = n
				delete(want, c.Input.From.ID+" "+c.Input.Message)
			}
			if len(want) == 0 {
				close(done)
			}
			return nil
		}, func(error) {})
	}()
	waitFor(t, done, "all texts")
	stop()
	waitFor(t, ended, "the end of polling")
	if n := telegram.Stats().Confirmed; n != texts {
		t.Errorf("%d were confirmed", n)
	}
}

func jsonOf(v any) string {
	out, _ := json.Marshal(v)
	return string(out)
}

func TestAConversationWithTheSimulator(t *testing.T) {
	t.Parallel()
	telegram, api := simulated(t)
	phone := telegram.Phone(siti)
	came := make(chan flows.Input, 100)
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	go api.Receive(ctx, func(_ context.Context, d channel.Delivery) error {
		for _, c := range d.Causes {
			came <- c.Input
		}
		return nil
	}, func(err error) { t.Error(err) })
	hears := func(want flows.Input) {
		t.Helper()
		got := waitFor(t, came, string(want.Kind))
		got.At, got.Message = time.Time{}, ""
		if want.From, want.Language = Address(42), got.Language; got != want {
			t.Errorf("heard %+v, want %+v", got, want)
		}
	}
	speaker := NewChannel(api, func(string) []channel.Command { return []channel.Command{{Name: "hasil", Description: "Hasil"}} })
	say := func(m messages.Message) simulator.Message {
		t.Helper()
		if _, err := speaker.Send(t.Context(), lineOf(m)); err != nil {
			t.Fatal(err)
		}
		all := phone.Messages()
		return all[len(all)-1]
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	first := phone.Send("/start")
	hears(flows.Input{Kind: flows.Text, Text: "/start"})
	m := say(messages.Message{Text: "<b>Halo</b> &amp; selamat", Keyboard: &messages.Keyboard{Contact: "Kirim nomor"}})
	if m.Text != "Halo & selamat" || len(m.Entities) != 1 || m.Entities[0].Type != "bold" {
		t.Errorf("the phone shows %+v", m)
	}
	_, err := phone.Press("Kirim nomor")
	must(err)
	hears(flows.Input{Kind: flows.Contact, Phone: siti.Phone, Own: true})
	must(phone.Edit(first, "/daftar"))
	hears(flows.Input{Kind: flows.Edited, Text: "/daftar"})
	phone.SendMedia("video_note")
	hears(flows.Input{Kind: flows.Other, Media: "video_note"})
	phone.Forward("Tempe")
	hears(flows.Input{Kind: flows.Text, Text: "Tempe", Forwarded: true})
	if m := say(messages.Message{Text: strings.Repeat("k", 1500), Radar: pentagon}); len(m.Text) != 1500 {
		t.Errorf("the words of the picture are %q", m.Text)
	}
	m = say(messages.Message{Text: "Lanjut?", Buttons: [][]messages.Button{{{Label: "Ya", Data: "y"}}}})
	must(phone.Tap(m.ID, "Ya"))
	hears(flows.Input{Kind: flows.Tap, Data: "y"})
	for range 2 { // the second changes nothing
		if m := say(messages.Message{Text: "Sudah", Edit: jsonOf(m.ID)}); m.Text != "Sudah" || !m.Edited {
			t.Errorf("the phone shows %+v", m)
		}
	}
	if m := say(messages.Message{Text: "Baru", Edit: "99999"}); m.Text != "Baru" || m.Edited {
		t.Errorf("the phone shows %+v", m)
	}
	if m := say(messages.Message{Text: "Data", File: &messages.File{Name: "data.json", Data: []byte("{}")}}); m.Media != "document" || m.FileName != "data.json" {
		t.Errorf("the phone shows %+v", m)
	}
	say(messages.Message{Commands: "id"})
	if got := phone.Commands(); len(got) != 1 || got[0].Command != "hasil" {
		t.Errorf("commands %+v", got)
	}
	phone.Block()
	hears(flows.Input{Kind: flows.Blocked, Text: "blocked"})
	if _, err := speaker.Send(t.Context(), lineOf(messages.Message{Text: "x"})); !channel.Is(err, channel.Gone) {
		t.Errorf("to somebody who blocked us: %v", err)
	}
	phone.Unblock()
	hears(flows.Input{Kind: flows.Unblocked})
}
