package bot

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// maxWebhook is the largest update taken: Telegram's are far smaller.
const maxWebhook = 1 << 20

// secretHeader is where Telegram says the secret of SetWebhook again.
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Webhook takes updates that Telegram pushes. It answers 200 only when the
// update is durable, and 503 when it could not be made so: Telegram comes
// again.
func (t *Telegram) Webhook(secret string, deliver Deliver) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if secret == "" || subtle.ConstantTimeCompare([]byte(r.Header.Get(secretHeader)), []byte(secret)) != 1 {
			http.Error(w, "forbidden", http.StatusForbidden)
			return
		}
		if r.Method != http.MethodPost {
			http.Error(w, "only POST", http.StatusMethodNotAllowed)
			return
		}
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhook))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		d, _ := read([]json.RawMessage{raw})
		if err := deliver(r.Context(), d); err != nil {
			w.Header().Set("Retry-After", "2")
			http.Error(w, "not stored", http.StatusServiceUnavailable)
			return
		}
		t.answerTaps(d.taps)
	})
}

// SetWebhook asks Telegram to push updates to an address; an empty one asks it
// to wait for polls again. Nothing that waits is dropped.
func (t *Telegram) SetWebhook(ctx context.Context, address, secret string) error {
	method, params := "deleteWebhook", tgbotapi.Params{}
	if address != "" {
		method = "setWebhook"
		params = tgbotapi.Params{"url": address, "secret_token": secret, "allowed_updates": allowedUpdates}
	}
	if _, err := t.call(ctx, callTimeout, method, params); err != nil {
		return fmt.Errorf("bot: %s: %w", method, err)
	}
	return nil
}
