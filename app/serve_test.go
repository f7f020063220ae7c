package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"naikkelas/simulator"
	"naikkelas/simulator/simtest"
	"naikkelas/store"
	"naikkelas/store/redistest"
)

// town is a city to serve: a Redis, a local Telegram and settings for them.
type town struct {
	redis    *redistest.Redis
	telegram *simulator.Server
	settings Settings
	log      io.Writer // where the log goes, too; nil: nowhere
}

func newTown(t *testing.T) town {
	t.Helper()
	return newTownAt(t, time.Now)
}

func newTownAt(t *testing.T, now func() time.Time) town {
	t.Helper()
	redis := redistest.Embedded(t)
	p, err := theProgram()
	if err != nil {
		t.Fatal(err)
	}
	w := town{redis: redis, settings: Settings{
		Files: t.TempDir(), Token: crashToken, Redis: redis.URL, City: "malang", Listen: freeAddress(t), Program: p,
		Keys: store.Keys{[]byte(strings.Repeat("k", 32))},
	}}
	w.serveWith(t, simulator.Options{Token: crashToken, Now: now})
	return w
}

// serveWith gives the town a local Telegram.
func (w *town) serveWith(t *testing.T, o simulator.Options) {
	t.Helper()
	w.telegram = simulator.New(o)
	w.settings.API = serveTelegram(t, w.telegram)
}

// serveTelegram gives a local Telegram an address.
func serveTelegram(t testing.TB, telegram *simulator.Server) string {
	t.Helper()
	server := httptest.NewServer(telegram)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return server.URL
}

// process is one "naikkelas serve" inside the test.
type process struct {
	*Process
	stop  context.CancelFunc
	ended chan error
}

func (w town) start(t *testing.T, s Settings) process {
	t.Helper()
	return w.startAt(t, s, time.Now)
}

func (w town) startAt(t *testing.T, s Settings, now func() time.Time) process {
	t.Helper()
	log := testLog(t)
	if w.log != nil {
		log = slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), w.log), nil))
	}
	p, err := Assemble(s, now, log)
	if err != nil {
		t.Fatal(err)
	}
	p.Tick = 50 * time.Millisecond
	server, err := p.listen(s)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended, gone := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(gone)
		ended <- p.Run(ctx)
		_ = server.Close()
		_ = p.Close()
	}()
	t.Cleanup(func() { stop(); <-gone }) // it must not log into a test that has ended
	return process{p, stop, ended}
}

func get(t *testing.T, s Settings, path string) (int, string) {
	t.Helper()
	resp, err := http.Get("http://" + s.Listen + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestHealthTellsProcessRedisAndTelegramApart(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.start(t, w.settings)
	began := time.Now()
	for _, c := range []struct {
		when  string
		do    func()
		ready int
		says  string
	}{
		{"all is well", func() {}, http.StatusOK, "ok"},
		{"Telegram is down", func() { w.telegram.Down(true) }, http.StatusServiceUnavailable, "Telegram: "},
		{"Telegram is back", func() { w.telegram.Down(false) }, http.StatusOK, "ok"},
		{"Redis is down", w.redis.Cut, http.StatusServiceUnavailable, "Redis: "},
		{"Redis is back", w.redis.Mend, http.StatusOK, "ok"},
	} {
		c.do()
		if code, _ := get(t, w.settings, "/healthz"); code != http.StatusOK {
			t.Errorf("%s: the process is called ill: %d", c.when, code)
		}
		code, body := get(t, w.settings, "/readyz")
		for t.Context().Err() == nil && (code != c.ready || !strings.Contains(body, c.says)) && time.Since(began) < time.Minute { // what is remembered is a second old at most
			code, body = get(t, w.settings, "/readyz")
		}
		if code != c.ready || !strings.Contains(body, c.says) {
			t.Errorf("%s: ready is %d %q", c.when, code, body)
		}
		if strings.Contains(body, "crash-test-token") {
			t.Errorf("%s: the token is in %q", c.when, body)
		}
	}
	if code, _ := get(t, w.settings, "/telegram/guessed"); code != http.StatusNotFound {
		t.Errorf("a webhook that was not asked for answers %d", code)
	}
}

func TestMetricsNameNobody(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.start(t, w.settings)
	phone := w.telegram.Phone(simulator.User{ID: 4711001, FirstName: "Rahasia", Language: "id"})
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	body := hasCounted(t, w.settings, 1)
	for t.Context().Err() == nil && !strings.Contains(body, `lines_total{result="sent"}`) { // its answer is counted after it is heard
		_, body = get(t, w.settings, "/metrics")
	}
	for _, want := range []string{"naikkelas_causes_total 1", `naikkelas_lines_total{result="sent"}`, "naikkelas_redis_round_trips_total", "process_cpu_seconds_total"} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	for _, secret := range []string{"4711001", "Rahasia", "crash-test-token"} {
		if strings.Contains(body, secret) {
			t.Errorf("%s is in the metrics", secret)
		}
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	first := w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	first.stop()
	if err := <-first.ended; err != nil {
		t.Fatal(err)
	}
	other := w.settings
	other.Keys, other.Listen = store.Keys{[]byte(strings.Repeat("x", 32))}, freeAddress(t)
	if err := <-w.start(t, other).ended; err == nil || !strings.Contains(err.Error(), "DATA_KEY: ") {
		t.Errorf("the process ended with %v", err)
	}
}

// Two processes share a Redis: one is active, the other takes over when it
// ends, and the owner notices nothing.
func TestStandbyTakesOver(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	second := w.settings
	second.Listen = freeAddress(t)
	first := w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	w.start(t, second)
	phone.Send("Indonesia")
	simtest.Hears(t, phone, "Setuju?")
	if _, body := get(t, second, "/metrics"); !strings.Contains(body, "naikkelas_turns_total 0") {
		t.Error("the standby handled something while the other was active")
	}
	first.stop()
	if err := <-first.ended; err != nil {
		t.Fatal(err)
	}
	phone.Send("Setuju")
	simtest.Hears(t, phone, "kabar pelatihan")
	hasCounted(t, second, 1) // the one message that came after
}

// hasCounted waits until a process has counted so many turns, each a moment
// after it was answered, and gives its metrics.
func hasCounted(t *testing.T, s Settings, turns int) string {
	t.Helper()
	for {
		_, body := get(t, s, "/metrics")
		if strings.Contains(body, fmt.Sprintf("naikkelas_turns_total %d\n", turns)) {
			return body
		}
		if t.Context().Err() != nil || strings.Contains(body, fmt.Sprintf("naikkelas_turns_total %d\n", turns+1)) {
			t.Fatalf("other than %d turns are counted:\n%s", turns, body)
		}
	}
}

// By webhook every replica takes updates in, and the active one answers.
func TestWebhookReachesTheActiveProcess(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settings.Webhook = "http://" + w.settings.Listen
	w.start(t, w.settings)
	phone := w.telegram.Phone(newcomer)
	phone.Send("/start")
	simtest.Hears(t, phone, "choose a language")
	resp, err := http.Get(w.settings.API + "/bot" + crashToken + "/getWebhookInfo")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var info struct {
		Result struct {
			URL string `json:"url"`
		} `json:"result"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&info); err != nil || info.Result.URL != w.settings.Webhook+"/telegram/"+w.settings.webhookSecret() {
		t.Errorf("Telegram pushes to %q, %v", info.Result.URL, err)
	}
	if code, _ := get(t, w.settings, "/telegram/"+w.settings.webhookSecret()); code != http.StatusMethodNotAllowed {
		t.Errorf("a GET of the webhook answers %d", code)
	}
	forged, err := http.Post(info.Result.URL, "application/json", strings.NewReader(`{"update_id":1}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = forged.Body.Close() }()
	if forged.StatusCode != http.StatusForbidden {
		t.Errorf("a push without the secret answers %d", forged.StatusCode)
	}
}
