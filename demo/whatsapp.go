package demo

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"naikkelas/app"
	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/simulator"
)

// The phones on WhatsApp: somebody new, and somebody whose number the business
// does not see.
var (
	whatsAppPhone = simulator.WhatsAppUser{Phone: "6281300000001", Name: "Tini (baru)"}
	hiddenPhone   = simulator.WhatsAppUser{Phone: "6281300000002", Name: "Rini (tanpa nomor)", Username: "rini.kripik", Hidden: true}
)

// demoPhoneID is the id of the business's number.
const demoPhoneID = "106540352242922"

// demoSecret signs the local WhatsApp's webhooks and verifies them.
const demoSecret = "demo-secret-of-the-local-whatsapp"

// openWhatsApp makes the local WhatsApp, with the city's templates approved.
func (d *demo) openWhatsApp(program *enterprise.Program) error {
	d.whatsapp = simulator.NewWhatsApp(simulator.WhatsAppOptions{
		Token: demoToken, PhoneID: demoPhoneID, Name: "naikkelas", AppSecret: demoSecret, VerifyToken: demoSecret, Now: d.clock.Now,
		Delay: 300 * time.Millisecond, Retry: []time.Duration{time.Second}, PerSecond: 80, Pair: true,
	})
	for _, u := range []simulator.WhatsAppUser{whatsAppPhone, hiddenPhone} {
		d.whatsapp.Phone(u)
	}
	for _, t := range program.Templates.Templates {
		form, err := json.Marshal(whatsapp.Registration(t))
		if err != nil {
			return err
		}
		if err := d.whatsapp.RegisterTemplate(form); err != nil {
			return err
		}
	}
	if id := program.Templates.Form; id != "" {
		form, err := json.Marshal(whatsapp.PageFlow())
		if err != nil {
			return err
		}
		d.whatsapp.AddFlow(id, form)
	}
	d.settings.WhatsApp = app.WhatsAppSettings{Token: demoToken, PhoneID: demoPhoneID, Secret: demoSecret, VerifyToken: demoSecret, API: d.address, Rate: whatsapp.PerSecond}
	return nil
}

// subscribe tells the local WhatsApp where the bot is. While the bot is off
// what people write waits there.
func (d *demo) subscribe(ctx context.Context) error {
	return d.whatsapp.Subscribe(ctx, d.address+whatsapp.Path, d.address)
}

// ServeHTTP is the page and the two local services; what WhatsApp pushes goes
// to the bot.
func (d *demo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != whatsapp.Path {
		d.telegram.ServeHTTP(w, r)
		return
	}
	d.mu.Lock()
	pushed := d.pushed
	d.mu.Unlock()
	if pushed == nil {
		http.Error(w, "the bot is off", http.StatusServiceUnavailable)
		return
	}
	pushed.ServeHTTP(w, r)
}
