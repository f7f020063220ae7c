package app

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"naikkelas/store"
	"naikkelas/store/redistest"
)

// TestARedisThatRefusesWritesIsNoticed: readiness says so, and the log says it
// once, and once when it is over.
func TestARedisThatRefusesWritesIsNoticed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refuse, mend []any
		says         string
	}{
		"out of memory": {[]any{"CONFIG", "SET", "maxmemory", "1"}, []any{"CONFIG", "SET", "maxmemory", "0"}, "OOM"},
		"a replica":     {[]any{"REPLICAOF", "127.0.0.1", "1"}, []any{"REPLICAOF", "NO", "ONE"}, "READONLY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redis := redistest.Server(t)
			w := newTown(t)
			w.settings.Redis = redis.URL
			var log bytes.Buffer
			p, err := Assemble(w.settings, time.Now, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = p.Close() }()
			ready := func() (int, string) {
				for range 3 { // only the first asks Redis
					r := httptest.NewRecorder()
					p.ready(r, httptest.NewRequest(http.MethodGet, "/readyz", nil))
					if r.Code != http.StatusOK {
						return r.Code, r.Body.String()
					}
				}
				return http.StatusOK, ""
			}
			do := func(command []any) {
				t.Helper()
				if err := redis.Client.Do(t.Context(), command...).Err(); err != nil {
					t.Fatal(err)
				}
				p.writes.probed, p.readiness.at = time.Time{}, time.Time{}
			}
			if code, body := ready(); code != http.StatusOK {
				t.Fatalf("before: %d %s", code, body)
			}
			do(c.refuse)
			if code, body := ready(); code != http.StatusServiceUnavailable || !strings.Contains(body, c.says) {
				t.Errorf("while it refuses: %d %s", code, body)
			}
			if err := p.writable(t.Context()); !errors.Is(err, store.ErrRefuses) {
				t.Error(err)
			}
			do(c.mend)
			if code, body := ready(); code != http.StatusOK {
				t.Errorf("after it: %d %s", code, body)
			}
			if text := log.String(); strings.Count(text, "refuses every write") != 1 || strings.Count(text, "takes writes again") != 1 {
				t.Errorf("the log: %s", text)
			}
		})
	}
}

// TestAProbeIsRemembered: however often readiness is asked for.
func TestAProbeIsRemembered(t *testing.T) {
	t.Parallel()
	p, _ := keeps(t, newTown(t), 0)
	if err := p.writable(t.Context()); err != nil {
		t.Fatal(err)
	}
	trips := p.store.RoundTrips()
	for range 100 {
		if err := p.writable(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.store.RoundTrips() - trips; n > 1 {
		t.Errorf("Redis was asked %d times", n)
	}
}

// TestAConnectionThatSaysNothingIsClosed within the server's limits.
func TestTheServersLimits(t *testing.T) {
	t.Parallel()
	s := newServer("127.0.0.1:0", http.NotFoundHandler())
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.IdleTimeout <= 0 || s.WriteTimeout <= s.ReadTimeout || s.MaxHeaderBytes <= 0 {
		t.Errorf("no limit: %+v", s)
	}
}
