package app

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"naikkelas/console"
)

// Console is the officers' pages; nil where the city has none. Any replica may
// serve them: what is done on them is handled by the active one.
func (p *Process) Console() (http.Handler, error) {
	if p.settings.Console == "" {
		return nil, nil
	}
	o := console.Options{Store: p.store, Book: p.book, Now: p.now, Log: p.log}
	if p.files != nil {
		o.Read = p.files.Read
	}
	c, err := console.New(o)
	if err != nil {
		return nil, err
	}
	return p.onceKnown(c), nil
}

// listenConsole serves the console, at an address of its own: it may be shown
// to browsers where health and metrics must not be. Without one the server it
// gives serves nothing.
func (p *Process) listenConsole(s Settings) (*http.Server, error) {
	handler, err := p.Console()
	server := newServer(s.ConsoleListen, handler)
	if err != nil || handler == nil {
		return server, err
	}
	l, err := net.Listen("tcp", s.ConsoleListen)
	if err != nil {
		return nil, fmt.Errorf("CONSOLE_LISTEN: %w; right would be a free address, such as 127.0.0.1:8081", err)
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("the console is not served any more", "error", err)
		}
	}()
	return server, nil
}
