package app

import (
	"context"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/whatsapp"
	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
)

// whatsAppTown is a city whose only channel is WhatsApp, and its phones.
func whatsAppTown(t *testing.T) (town, *simulator.WhatsApp, string) {
	t.Helper()
	w := newTown(t)
	api, phones := w.addWhatsApp(t, nil)
	w.settings.Token = ""
	return w, phones, api
}

// addWhatsApp gives the city a number on a WhatsApp of our own.
func (w *town) addWhatsApp(t *testing.T, now func() time.Time) (string, *simulator.WhatsApp) {
	t.Helper()
	phones := simulator.NewWhatsApp(simulator.WhatsAppOptions{
		Token: "EAAG", AppSecret: "rahasia", VerifyToken: "cocok", Now: now, Pair: now == nil, PerSecond: 80, Retry: []time.Duration{20 * time.Millisecond},
	})
	api := httptest.NewServer(phones)
	t.Cleanup(func() {
		phones.Close()
		api.CloseClientConnections()
		api.Close()
	})
	w.settings.WhatsApp = WhatsAppSettings{Token: "EAAG", PhoneID: "106540352242922", Secret: "rahasia", VerifyToken: "cocok", API: api.URL, Rate: whatsapp.PerSecond}
	return api.URL, phones
}

// hears is the next message of the bot on a phone that holds some words.
func hears(t *testing.T, phone *simulator.WhatsAppPhone, words string) simulator.WhatsAppMessage {
	t.Helper()
	for {
		if m := next(t, phone); strings.Contains(m.Text, words) {
			return m
		}
	}
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

// Who begins on Telegram and links WhatsApp by a code goes on there, with the
// same answers; what was linked is said in both.
func TestOnePersonOnTelegramAndWhatsApp(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	api, phones := w.addWhatsApp(t, nil)
	w.start(t, w.settings)
	if err := phones.Subscribe(t.Context(), "http://"+w.settings.Listen+"/whatsapp", api); err != nil {
		t.Fatal(err)
	}
	telegram := w.telegram.Phone(simulator.User{ID: 71, FirstName: "Siti", Language: "id"})
	for _, step := range [][2]string{{"/start", "choose a language"}, {"Indonesia", "Setuju?"}, {"Setuju", "kabar pelatihan"}, {"Boleh, kabari saya", "disapa"}, {"Ibu", "Siapa nama"}, {"Siti Aminah", "nama usaha"}} {
		telegram.Send(step[0])
		simtest.Hears(t, telegram, step[1])
	}
	telegram.Send("/hubungkan")
	simtest.Hears(t, telegram, "sepuluh angka")
	telegram.Send("Buat kode")
	start := regexp.MustCompile(`/start hubung-[0-9]{10}`).FindString(simtest.Hears(t, telegram, "Kode Ibu").Text)

	phone := phones.Phone(simulator.WhatsAppUser{Phone: "6281200000007", Name: "Siti"})
	phone.Type(start)
	hears(t, phone, "Sudah terhubung")
	simtest.Hears(t, telegram, "Sudah terhubung")
	phone.Type("/lanjut")
	if m := hears(t, phone, "nama usaha"); m.Text == "" {
		t.Fatal("the registration does not go on")
	}
	phone.Type("Keripik Siti")
	hears(t, phone, "bidang")
	telegram.Send("/lanjut")
	simtest.Hears(t, telegram, "bidang")
}

// No message that is said unasked lacks a template in any language, as the
// programme files are.
func TestEveryUnaskedMessageHasATemplate(t *testing.T) {
	t.Parallel()
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	if lacking, err := lackTemplates(p); err != nil || len(lacking) > 0 {
		t.Errorf("%v lack one, %v", lacking, err)
	}
	prices := p.Templates.Prices
	at, err := time.Parse(time.DateOnly, prices.AsOf)
	if err != nil || oldPrices(prices, at.AddDate(0, 1, 0)) != "" || oldPrices(prices, at.AddDate(1, 0, 0)) == "" {
		t.Errorf("the prices of %s are old, or never are", prices.AsOf)
	}
	without := *p
	without.Templates.Templates = without.Templates.Templates[:1]
	if lacking, _ := lackTemplates(&without); !slices.Contains(lacking, "announcement (id)") || !slices.Contains(lacking, "reminder.kind.sales (en)") {
		t.Errorf("with one template %v lack one", lacking)
	}
}
