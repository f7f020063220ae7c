package simulator

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// hooked is what a webhook's receiver was given.
type hooked struct {
	secret, kind string
	update       got
}

// receiver takes webhook calls, answers as told, then 200.
func receiver(t *testing.T, answers ...func(http.ResponseWriter)) (string, <-chan hooked) {
	t.Helper()
	came := make(chan hooked, 100)
	next := make(chan func(http.ResponseWriter), len(answers))
	for _, a := range answers {
		next <- a
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		came <- hooked{r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), r.Header.Get("Content-Type"), parsed[got](t, data)}
		select {
		case a := <-next:
			a(w)
		default:
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return server.URL, came
}

// pauses lets deliveries go on at once, and notes how long they would wait.
func (b *client) pauses() <-chan time.Duration {
	waited := make(chan time.Duration, 100)
	b.server.pause = func(_ context.Context, d time.Duration) { waited <- d }
	return waited
}

func answers(code int, retryAfter string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Retry-After", retryAfter)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(code)
	}
}

func TestAWebhookGetsTheUpdatesInOrder(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	url, came := receiver(t)
	p.Send("satu") // before it is set
	b.ok("setWebhook", "url", url, "secret_token", "rahasia_-1")
	t.Cleanup(func() { _, _ = b.server.deleteWebhook(params{}) })
	p.Send("dua")
	p.TapData(1, "tiga")
	before := 0
	for i, want := range []string{"satu", "dua", "tiga"} {
		h := within(t, came, want)
		said := ""
		if h.update.Message != nil {
			said = h.update.Message.Text
		} else if h.update.Callback != nil {
			said = h.update.Callback.Data
		}
		if said != want || h.secret != "rahasia_-1" || h.kind != "application/json" || i > 0 && h.update.ID != before+1 {
			t.Errorf("delivered %+v, want %s", h, want)
		}
		before = h.update.ID
	}
	b.until("nothing is pending", func() bool { return b.info() == hookInfo{URL: url} })
	if slices.ContainsFunc(p.Messages(), func(m Message) bool { return !m.Fetched }) {
		t.Errorf("without the second tick: %+v", p.Messages())
	}
}

type hookInfo struct {
	URL     string
	Pending int    `json:"pending_update_count"`
	Failing string `json:"last_error_message"`
}

func (b *client) info() hookInfo {
	b.t.Helper()
	return parsed[hookInfo](b.t, b.ok("getWebhookInfo").Result)
}

func TestAWebhookIsTriedAgainUntilItTakesTheUpdate(t *testing.T) {
	t.Parallel()
	const s = time.Second
	hang := func(http.ResponseWriter) { panic(http.ErrAbortHandler) }
	for _, row := range []struct {
		name    string
		answers []func(http.ResponseWriter)
		pauses  []time.Duration
	}{
		{"200 at once", nil, nil},
		{"any success will do", []func(http.ResponseWriter){answers(204, "")}, nil},
		{"after each failure it waits longer", slices.Repeat([]func(http.ResponseWriter){answers(500, "")}, 10), []time.Duration{0, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 120 * s, 120 * s, 120 * s}},
		{"a redirection is no success", []func(http.ResponseWriter){answers(302, "")}, []time.Duration{0}},
		{"a broken connection is none either", []func(http.ResponseWriter){hang}, []time.Duration{0}},
		{"it waits as long as it is told", []func(http.ResponseWriter){answers(503, "7"), answers(429, "1")}, []time.Duration{7 * s, 1 * s}},
		{"but no longer than an hour", []func(http.ResponseWriter){answers(503, "86400")}, []time.Duration{time.Hour}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			url, came := receiver(t, row.answers...)
			waited := b.pauses()
			b.ok("setWebhook", "url", url)
			t.Cleanup(func() { _, _ = b.server.deleteWebhook(params{}) })
			p.Send("satu")
			p.Send("dua")
			for i, pause := range row.pauses {
				if h := within(t, came, "a try"); h.update.Message.Text != "satu" {
					t.Errorf("try %d brought %q", i, h.update.Message.Text)
				}
				if got := within(t, waited, "a pause"); got != pause {
					t.Errorf("after try %d it waits %s, want %s", i, got, pause)
				}
			}
			for _, want := range []string{"satu", "dua"} {
				if h := within(t, came, want); h.update.Message.Text != want {
					t.Errorf("then came %q, want %q", h.update.Message.Text, want)
				}
			}
		})
	}
}

func TestWhatAWebhookDidWrongIsTold(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	url, came := receiver(t, answers(500, ""))
	held := make(chan struct{})
	b.server.pause = func(ctx context.Context, _ time.Duration) {
		close(held)
		<-ctx.Done()
	}
	b.ok("setWebhook", "url", url)
	p.Send("satu")
	within(t, came, "the first try")
	within(t, held, "its end")
	if info := b.info(); info.Failing != "Wrong response from the webhook: 500 Internal Server Error" || info.Pending != 1 {
		t.Errorf("info %+v", info)
	}
	b.ok("deleteWebhook")
	if info := b.info(); info.Failing != "" || info.URL != "" {
		t.Errorf("afterwards %+v", info)
	}
	if got := texts(b.updates()); !slices.Equal(got, []string{"satu"}) {
		t.Errorf("left for polling are %q", got)
	}
}

func TestAnotherWebhookTakesThePlaceOfTheFirst(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	old, cameOld := receiver(t, answers(500, ""))
	url, came := receiver(t)
	ended := make(chan struct{}, 9)
	b.server.pause = func(ctx context.Context, _ time.Duration) {
		<-ctx.Done()
		ended <- struct{}{}
	}
	b.ok("setWebhook", "url", old)
	p.Send("satu")
	within(t, cameOld, "the message at the first")
	b.ok("setWebhook", "url", url, "allowed_updates", `["message"]`)
	within(t, ended, "the end of the first")
	p.TapData(1, "x")
	p.Send("dua")
	for _, want := range []string{"satu", "dua"} {
		if h := within(t, came, want); h.update.Message == nil || h.update.Message.Text != want {
			t.Errorf("delivered %+v, want %s", h, want)
		}
	}
	b.ok("setWebhook", "url", "") // takes it away
	p.Send("tiga")
	if got := b.updates(); got[len(got)-1].Message.Text != "tiga" || len(came) > 0 {
		t.Errorf("left for polling are %q", texts(got))
	}
}

func TestPendingUpdatesCanBeDropped(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	p.Send("satu")
	b.ok("deleteWebhook", "drop_pending_updates", "false")
	if n := len(b.updates()); n != 1 {
		t.Errorf("%d are left though none was to go", n)
	}
	b.ok("deleteWebhook", "drop_pending_updates", "true")
	if n := len(b.updates()); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	for _, row := range []struct{ name, url, secret, says string }{
		{"no address", "kantor", "", "Bad Request: invalid webhook URL specified"},
		{"another protocol", "ftp://127.0.0.1/", "", "Bad Request: invalid webhook URL specified"},
		{"broken", "http://127.0.0.1:x/", "", "Bad Request: invalid webhook URL specified"},
		{"a secret of 257 letters", "http://127.0.0.1:1/", strings.Repeat("a", 257), "Bad Request: secret token is too long"},
		{"a secret with a blank", "http://127.0.0.1:1/", "a b", "Bad Request: secret token contains unallowed characters"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := b.in(t)
			b.refused(http.StatusBadRequest, row.says, "setWebhook", "url", row.url, "secret_token", row.secret)
		})
	}
	p.Send("satu")
	if n := len(b.updates()); n != 1 { // polling goes on
		t.Errorf("%d updates", n)
	}
}
