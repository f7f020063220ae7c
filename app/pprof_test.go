package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
)

// TestProfilesAreServedLocallyAlone, and nowhere unless that is asked for.
func TestProfilesAreServedLocallyAlone(t *testing.T) {
	t.Parallel()
	for text, right := range map[string]bool{
		"unix:/run/p.sock": true, "127.0.0.1:6060": true, "[::1]:6060": true, "localhost:6060": true,
		"0.0.0.0:6060": false, ":6060": false, "10.0.0.1:6060": false, "unix:": false, "6060": false,
	} {
		if _, _, err := profileAt(text); (err == nil) != right {
			t.Errorf("%s: %v", text, err)
		}
	}
	w := newTown(t)
	p := w.start(t, w.settings)
	if code, _ := get(t, w.settings, "/debug/pprof/"); code != http.StatusNotFound {
		t.Errorf("the world gets profiles: %d", code)
	}
	s := w.settings
	s.Profiles = "unix:" + filepath.Join(t.TempDir(), "p")
	server, err := p.listenProfiles(s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", s.Profiles[len("unix:"):])
	}}}
	resp, err := client.Get("http://local/debug/pprof/goroutine?debug=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK || len(body) == 0 {
		t.Errorf("%d %v", resp.StatusCode, err)
	}
}
