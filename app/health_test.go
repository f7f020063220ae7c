package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// However many ask whether the process is ready, Redis and the channels are asked
// once; a Redis that hangs holds nobody up who asks afterwards.
func TestReadinessIsAnsweredFromMemory(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	p := w.start(t, w.settings).Process
	ask := func() int {
		r := httptest.NewRecorder()
		p.ready(r, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return r.Code
	}
	if code := ask(); code != http.StatusOK {
		t.Fatalf("it is not ready: %d", code)
	}
	p.readiness.mu.Lock()
	p.readiness.at = time.Now().Add(-2 * lookEvery)
	p.readiness.looking = make(chan struct{}) // a look that never ends
	p.readiness.mu.Unlock()
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			if code := ask(); code != http.StatusOK {
				t.Errorf("%d while somebody looks", code)
			}
		})
	}
	all.Wait()
	p.readiness.mu.Lock()
	defer p.readiness.mu.Unlock()
	if p.readiness.looking == nil {
		t.Error("somebody else looked")
	}
}

// Where health and metrics have an address of their own, that of the webhooks
// shows neither.
func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settings.MetricsListen = freeAddress(t)
	p := w.start(t, w.settings).Process
	health, err := p.listenHealth(w.settings)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = health.Close() }()
	own := w.settings
	own.Listen = own.MetricsListen
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if code, _ := get(t, w.settings, path); code != http.StatusNotFound {
			t.Errorf("%s at LISTEN answers %d", path, code)
		}
		if code, _ := get(t, own, path); code != http.StatusOK {
			t.Errorf("%s at METRICS_LISTEN answers %d", path, code)
		}
	}
}

// A process serves before it has found Redis: whoever comes earlier is put off,
// and whoever comes as soon as Redis is there is served.
func TestARequestBeforeRedisIsPutOff(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.settings.Console = "http://" + w.settings.Listen
	p, err := Assemble(w.settings, time.Now, testLog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	pages, err := p.Console()
	if err != nil {
		t.Fatal(err)
	}
	ask := func() int {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(&http.Cookie{Name: "konsol", Value: "1-" + strings.Repeat("ab", 16)})
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, r)
		return answer.Code
	}
	w.redis.Cut()
	if code := ask(); code != http.StatusServiceUnavailable {
		t.Errorf("without Redis it answers %d", code)
	}
	w.redis.Mend()
	if code := ask(); code == http.StatusServiceUnavailable {
		t.Error("with Redis it still puts off")
	}
}
