package app

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"strings"
)

// profileAt splits an address for profiles: a socket's path, or this machine's
// own. A profile shows what is in memory, and so goes nowhere else.
func profileAt(text string) (network, address string, err error) {
	if path, ok := strings.CutPrefix(text, "unix:"); ok && path != "" {
		return "unix", path, nil
	}
	host, _, err := net.SplitHostPort(text)
	if err != nil || !loopback(host) {
		return "", "", errors.New("neither unix: and a path nor an address of this machine")
	}
	return "tcp", text, nil
}

// listenProfiles serves profiles, if they have an address. Without one the server
// that it gives serves nothing.
func (p *Process) listenProfiles(s Settings) (*http.Server, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	server := newServer("", mux)
	if s.Profiles == "" {
		return server, nil
	}
	network, address, err := profileAt(s.Profiles)
	if err != nil {
		return nil, err
	}
	if network == "unix" { // one that a killed process left
		_ = os.Remove(address)
	}
	l, err := net.Listen(network, address)
	if err == nil && network == "unix" {
		err = os.Chmod(address, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("PPROF_LISTEN: %w; right would be unix:/run/naikkelas/pprof.sock", err)
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("profiles are not served any more", "error", err)
		}
	}()
	return server, nil
}
