package telegram

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"naikkelas/bot/channel"
)

const testSecret = "a5d1c2e3f4"

// push makes a request to a webhook as Telegram does.
func push(h http.Handler, method, secret, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/telegram/x", strings.NewReader(body))
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWebhookTakesWhatIsTelegramsAndSafe(t *testing.T) {
	t.Parallel()
	update := wroteText(7, "Siti")
	padded := func(size int) string { return update + strings.Repeat(" ", size-len(update)) }
	for _, c := range []struct {
		when, method, secret, body string
		failing                    error // of Deliver
		status                     int
		delivered                  string
	}{
		{"an update of Telegram's", "POST", testSecret, update, nil, 200, "Siti"},
		{"the secret is wrong", "POST", "a5d1c2e3f5", update, nil, 403, ""},
		{"the secret is only begun", "POST", "a5d1c2", update, nil, 403, ""},
		{"there is no secret", "POST", "", update, nil, 403, ""},
		{"it is only looked at", "GET", testSecret, "", nil, 405, ""},
		{"it cannot be stored", "POST", testSecret, update, errors.New("Redis is away"), 503, "Siti"},
		{"it is as large as may be", "POST", testSecret, padded(1 << 20), nil, 200, "Siti"},
		{"it is larger", "POST", testSecret, padded(1<<20 + 1), nil, 413, ""},
		{"it is no JSON: it is put aside", "POST", testSecret, "<html>", nil, 200, "!"},
		{"it is empty: it is put aside", "POST", testSecret, "", nil, 200, "!"},
		{"it has no id: it is put aside", "POST", testSecret, `{"message":{}}`, nil, 200, "!"},
		{"it cannot be put aside either", "POST", testSecret, "<html>", errors.New("Redis is away"), 503, "!"},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			p := &poller{}
			h := NewAPI(testToken, "http://127.0.0.1:1").Webhook(testSecret, func(_ context.Context, d channel.Delivery) error {
				p.got = append(p.got, d)
				return c.failing
			})
			w := push(h, c.method, c.secret, c.body)
			if w.Code != c.status || p.texts() != c.delivered {
				t.Errorf("status %d, delivered %q", w.Code, p.texts())
			}
			if again := w.Header().Get("Retry-After"); (again == "2") != (c.status == 503) {
				t.Errorf("Retry-After %q", again)
			}
		})
	}
}

func TestAWebhookWithoutASecretIsShut(t *testing.T) {
	t.Parallel()
	h := NewAPI(testToken, "http://127.0.0.1:1").Webhook("", func(context.Context, channel.Delivery) error {
		t.Error("delivered")
		return nil
	})
	if w := push(h, "POST", "", wroteText(7, "Siti")); w.Code != 403 {
		t.Errorf("status %d", w.Code)
	}
}

func TestWebhookAnswersTapsOnceTheyAreSafe(t *testing.T) {
	t.Parallel()
	tapped := make(chan string, 10)
	api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, c apiCall) {
		tapped <- c.method + " " + c.params.Get("callback_query_id")
		answerOK(w, "true")
	})
	var failing error
	h := api.Webhook(testSecret, func(context.Context, channel.Delivery) error { return failing })
	failing = errors.New("Redis is away")
	if w := push(h, "POST", testSecret, tappedOn(1, "lost")); w.Code != 503 {
		t.Fatalf("status %d", w.Code)
	}
	failing = nil
	if w := push(h, "POST", testSecret, tappedOn(1, "kept")); w.Code != 200 {
		t.Fatalf("status %d", w.Code)
	}
	if got := waitFor(t, tapped, "an answer"); got != "answerCallbackQuery kept" || len(tapped) != 0 {
		t.Errorf("answered %q", got)
	}
}

func TestWebhookIsSetAndTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when, address, method string
		want                  url.Values
	}{
		{"set: nothing that waits is dropped", "https://umkm.example/telegram/x", "setWebhook", url.Values{
			"url": {"https://umkm.example/telegram/x"}, "secret_token": {testSecret},
			"allowed_updates": {`["message","edited_message","callback_query","my_chat_member"]`}}},
		{"taken back: nothing that waits is dropped", "", "deleteWebhook", url.Values{}},
	} {
		api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { answerOK(w, "true") })
		if err := api.SetWebhook(t.Context(), c.address, testSecret); err != nil {
			t.Fatal(err)
		}
		got := api.asked()[0]
		if got.method != c.method || got.params.Encode() != c.want.Encode() {
			t.Errorf("%s: %s %v", c.when, got.method, got.params)
		}
	}
	api := newScriptedAPI(t, always(400, "Bad Request: bad webhook: HTTPS url must be provided", ""))
	err := api.SetWebhook(t.Context(), "http://x", testSecret)
	if !channel.IsRefused(err) || !strings.HasPrefix(err.Error(), "telegram: setWebhook: channel: refused (400)") {
		t.Errorf("got %v", err)
	}
}
