package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"naikkelas/simulator"
)

// A test makes a WhatsApp, subscribes the bot's webhook, and plays the person.
func ExampleNewWhatsApp() {
	w := simulator.NewWhatsApp(simulator.WhatsAppOptions{Token: "EAAG", AppSecret: "rahasia", VerifyToken: "cocok"})
	defer w.Close()
	api := httptest.NewServer(w)
	defer api.Close()

	// The bot: it answers the challenge, and every message with two buttons.
	bot := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = fmt.Fprint(out, r.URL.Query().Get("hub.challenge"))
			return
		}
		message := `{"messaging_product":"whatsapp","to":"6281200000007","type":"interactive","interactive":{"type":"button","body":{"text":"Setuju?"},
			"action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Setuju"}},{"type":"reply","reply":{"id":"n","title":"Tidak"}}]}}}`
		req, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, api.URL+"/v25.0/106540352242922/messages", strings.NewReader(message))
		req.Header.Set("Authorization", "Bearer EAAG")
		req.Header.Set("Content-Type", "application/json")
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}))
	defer bot.Close()

	ctx := context.Background()
	if err := w.Subscribe(ctx, bot.URL, api.URL); err != nil {
		fmt.Println(err)
		return
	}
	siti := w.Phone(simulator.WhatsAppUser{Phone: "6281200000007", Name: "Siti"})
	siti.Type("halo")
	asked, _ := siti.Next(ctx)
	fmt.Println(asked.Text, asked.Labels())
	w.Hold(true) // the bot hears no more
	_, err := siti.Tap(asked.ID, "Setuju")
	fmt.Println(err)
	// Output:
	// Setuju? [Setuju Tidak]
	// <nil>
}
