package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
)

// TestDemoAnswersOnWhatsApp greets somebody new on WhatsApp, and somebody
// whose number the business does not see; what is written while the bot is
// off is answered once it is on.
func TestDemoAnswersOnWhatsApp(t *testing.T) {
	t.Parallel()
	d := beginCity(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	next := func(p *simulator.WhatsAppPhone, words string) simulator.WhatsAppMessage {
		t.Helper()
		for {
			m, err := p.Next(ctx)
			if err != nil {
				t.Fatalf("%s: %v, the phone shows %+v", words, err, p.Messages())
			}
			if strings.Contains(m.Text, words) {
				return m
			}
		}
	}
	for _, u := range []simulator.WhatsAppUser{whatsAppPhone, hiddenPhone} {
		p := d.whatsapp.Phone(u)
		p.Type("/start")
		language := next(p, "Pilih bahasa")
		if err := d.power(false); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Tap(language.ID, "Indonesia"); err != nil {
			t.Fatal(err)
		}
		if err := d.power(true); err != nil {
			t.Fatal(err)
		}
		next(p, "Setuju?")
	}
}
