package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/bot/channel"
)

// maxWebhook is the largest update taken: Telegram's are far smaller.
const maxWebhook = 1 << 20

// secretHeader is where Telegram says the secret of SetWebhook again.
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// Webhook takes updates that Telegram pushes. It answers 200 only when the
// update is durable, and 503 when it could not be made so: Telegram comes
// again.
func (t *API) Webhook(secret string, deliver channel.Deliver) http.Handler {
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
		d, _ := read([]json.RawMessage{raw}, t.self())
		if err := deliver(r.Context(), t.forUs(r.Context(), d.Delivery)); err != nil {
			w.Header().Set("Retry-After", "2")
			http.Error(w, "not stored", http.StatusServiceUnavailable)
			return
		}
		t.answerTaps(d.taps)
	})
}

// SetWebhook asks Telegram to push updates to an address; an empty one asks it
// to wait for polls again. Nothing that waits is dropped.
func (t *API) SetWebhook(ctx context.Context, address, secret string) error {
	method, params := "deleteWebhook", tgbotapi.Params{}
	if address != "" {
		method = "setWebhook"
		params = tgbotapi.Params{"url": address, "secret_token": secret, "allowed_updates": allowedUpdates}
	}
	if _, err := t.call(ctx, callTimeout, method, params); err != nil {
		return fmt.Errorf("telegram: %s: %w", method, err)
	}
	return nil
}

// Push is how Telegram is to push updates to us.
type Push struct {
	Address string // our public https address
	Secret  string // in the path and the header: known to our replicas only
}

// path is where updates come to on our own address.
func (p Push) path() string { return "/telegram/" + p.Secret }

// Webhook is where updates are pushed to, unless they are polled.
func (c *Channel) Webhook(deliver channel.Deliver) (string, http.Handler) {
	if c.Push.Address == "" {
		return "", nil
	}
	return "POST " + c.Push.path(), c.API.Webhook(c.Push.Secret, deliver)
}

// Receive polls, unless updates are pushed.
func (c *Channel) Receive(ctx context.Context, deliver channel.Deliver, trouble func(error)) {
	if c.Push.Address != "" {
		<-ctx.Done()
		return
	}
	c.API.Receive(ctx, deliver, trouble)
}

// Prepare tells Telegram how updates come and which commands there are, until
// it has understood. What Telegram refuses is not said again.
func (c *Channel) Prepare(ctx context.Context, trouble func(error)) {
	address := ""
	if c.Push.Address != "" {
		address = c.Push.Address + c.Push.path()
	}
	calls := []func() error{func() error { return c.SetWebhook(ctx, address, c.Push.Secret) }}
	for i, lang := range c.Languages {
		code := lang
		if i == 0 {
			code = "" // the default list
		}
		calls = append(calls, func() error { return c.SetCommands(ctx, c.commands(lang), code, "") })
	}
	for _, call := range calls {
		for ctx.Err() == nil {
			err := call()
			if err == nil || channel.IsRefused(err) {
				break
			}
			trouble(err)
			c.sleep(ctx, prepareAgain)
		}
	}
}

// prepareAgain is after what time Telegram is told once more what it did not take.
const prepareAgain = 10 * time.Second
