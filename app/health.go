package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// listen serves the webhooks and, where they have no address of their own, health
// and metrics. Any replica may take updates in; only the active one handles them.
func (p *Process) listen(s Settings) (*http.Server, error) {
	mux := http.NewServeMux()
	if s.MetricsListen == "" {
		p.health(mux)
	}
	p.Webhooks(mux)
	return p.serveAt("LISTEN", s.Listen, mux)
}

// listenHealth serves health and metrics at an address of their own, if they have
// one: what the world reaches for the webhooks does not show them.
func (p *Process) listenHealth(s Settings) (*http.Server, error) {
	mux := http.NewServeMux()
	p.health(mux)
	if s.MetricsListen == "" {
		return newServer("", mux), nil // it serves nobody
	}
	return p.serveAt("METRICS_LISTEN", s.MetricsListen, mux)
}

func (p *Process) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", p.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{}))
}

func (p *Process) serveAt(name, address string, mux *http.ServeMux) (*http.Server, error) {
	server := newServer(address, mux)
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; right would be a free address, such as 127.0.0.1:8080", name, err)
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("nothing is served any more", "at", name, "error", err)
		}
	}()
	return server, nil
}

// Webhooks adds what the channels push to.
func (p *Process) Webhooks(mux *http.ServeMux) {
	for _, c := range p.channels {
		if path, answers := c.Webhook(p.intake); path != "" {
			mux.Handle(path, p.onceKnown(answers))
		}
	}
}

// onceKnown answers 503 until people can be looked up in Redis: whoever pushed an
// update comes again. A process serves before it has reached Redis.
func (p *Process) onceKnown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p.store.Known(r.Context()); err != nil {
			p.log.Warn("a request is put off", "error", err)
			w.Header().Set("Retry-After", "1")
			http.Error(w, "not ready yet", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
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

// How readiness is known: it is looked at when somebody asks, at most this often
// and by one at a time; who asks is answered from memory, which lasts so long.
const (
	lookEvery = time.Second
	lookKept  = 30 * time.Second
	lookMost  = 5 * time.Second
)

// readiness is what was last found of whether the process can do its work.
type readiness struct {
	mu      sync.Mutex
	at      time.Time
	fault   error         // nil: it can
	looking chan struct{} // closed when the look that is under way ends; nil: none is
}

// ready answers /readyz. However many ask, Redis and the channels are asked once
// a second at most, and a Redis that hangs holds up only the first answer.
func (p *Process) ready(w http.ResponseWriter, r *http.Request) {
	known := &p.readiness
	known.mu.Lock()
	if known.looking == nil && time.Since(known.at) >= lookEvery {
		known.looking = make(chan struct{})
		go p.look(context.WithoutCancel(r.Context()), known.looking)
	}
	under := known.looking
	if time.Since(known.at) < lookKept {
		under = nil
	}
	known.mu.Unlock()
	if under != nil {
		select {
		case <-under:
		case <-r.Context().Done():
		}
	}
	known.mu.Lock()
	fault := known.fault
	if time.Since(known.at) >= lookKept {
		fault = errors.New("nobody has looked yet")
	}
	known.mu.Unlock()
	if fault != nil {
		http.Error(w, fault.Error(), http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// look finds out whether the process can do its work.
func (p *Process) look(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, lookMost)
	defer cancel()
	fault := p.fault(ctx)
	known := &p.readiness
	known.mu.Lock()
	defer known.mu.Unlock()
	known.at, known.fault, known.looking = time.Now(), fault, nil
	close(done)
}

// fault is why the process cannot do its work; nil: it can.
func (p *Process) fault(ctx context.Context) error {
	if err := p.store.Ready(ctx); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	if err := p.writable(ctx); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	for _, c := range p.channels {
		if err := c.Reach(ctx); err != nil {
			return fmt.Errorf("%s: %w", channelNames[c.Name()], err)
		}
	}
	return nil
}
