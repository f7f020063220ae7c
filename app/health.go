package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// listen serves health, metrics and the webhook. Any replica may take updates
// in; only the active one handles them.
func (p *Process) listen(s Settings) (*http.Server, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", p.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{}))
	p.Webhooks(mux)
	server := newServer(s.Listen, mux)
	l, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, fmt.Errorf("LISTEN: %w; right would be a free address, such as 127.0.0.1:8080", err)
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("health and metrics are not served any more", "error", err)
		}
	}()
	return server, nil
}

// Webhooks adds what the channels push to.
func (p *Process) Webhooks(mux *http.ServeMux) {
	for _, c := range p.channels {
		if path, answers := c.Webhook(p.intake); path != "" {
			mux.Handle(path, answers)
		}
	}
}

// channelNames are the channels as people call them.
var channelNames = map[string]string{"telegram": "Telegram", "whatsapp": "WhatsApp"}

// newServer is a server that waits for nobody for ever: an update is at most 1 MB,
// and Telegram keeps a connection for the next one a minute or so.
func newServer(address string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr: address, Handler: handler, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 90 * time.Second,
	}
}

func (p *Process) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if err := p.store.Ready(ctx); err != nil {
		http.Error(w, "Redis: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	if err := p.writable(ctx); err != nil {
		http.Error(w, "Redis: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	for _, c := range p.channels {
		if err := c.Reach(ctx); err != nil {
			http.Error(w, channelNames[c.Name()]+": "+err.Error(), http.StatusServiceUnavailable)
			return
		}
	}
	fmt.Fprintln(w, "ok")
}
