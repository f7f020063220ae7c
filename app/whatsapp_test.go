package app

import (
	"context"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"naikkelas/simulator"
)

// whatsAppTown is a city whose only channel is WhatsApp, and its phones.
func whatsAppTown(t *testing.T) (town, *simulator.WhatsApp, string) {
	t.Helper()
	w := newTown(t)
	phones := simulator.NewWhatsApp(simulator.WhatsAppOptions{
		Token: "EAAG", AppSecret: "rahasia", VerifyToken: "cocok", Pair: true, PerSecond: 80, Retry: []time.Duration{20 * time.Millisecond},
	})
	api := httptest.NewServer(phones)
	t.Cleanup(func() {
		phones.Close()
		api.CloseClientConnections()
		api.Close()
	})
	w.settings.Token = ""
	w.settings.WhatsApp = WhatsAppSettings{Token: "EAAG", PhoneID: "106540352242922", Secret: "rahasia", VerifyToken: "cocok", API: api.URL}
	return w, phones, api.URL
}

// next is the next message of the bot on a phone.
func next(t *testing.T, phone *simulator.WhatsAppPhone) simulator.WhatsAppMessage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	m, err := phone.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A city on WhatsApp alone begins the same conversation; what was taken in is
// answered although the process that took it in is gone.
func TestACityOnWhatsAppAlone(t *testing.T) {
	t.Parallel()
	w, phones, api := whatsAppTown(t)
	first := w.start(t, w.settings)
	if err := phones.Subscribe(t.Context(), "http://"+w.settings.Listen+"/whatsapp", api); err != nil {
		t.Fatal(err)
	}
	siti := phones.Phone(simulator.WhatsAppUser{Phone: "6281200000007", Name: "Siti"})
	siti.Type("/start")
	m := next(t, siti)
	if !slices.Equal(m.Labels(), []string{"Indonesia", "English"}) || m.Kind != "button" {
		t.Fatalf("the language is asked as %+v", m)
	}
	if _, err := siti.Tap(m.ID, "Indonesia"); err != nil {
		t.Fatal(err)
	}
	m = next(t, siti)
	if len(m.Labels()) < 2 {
		t.Errorf("consent is asked as %+v", m)
	}
	first.stop()
	if err := <-first.ended; err != nil {
		t.Error(err)
	}
	siti.Type("Setuju") // nobody is there: WhatsApp comes again
	w.start(t, w.settings)
	if m := next(t, siti); m.Text == "" {
		t.Errorf("after a restart: %+v", m)
	}
}
