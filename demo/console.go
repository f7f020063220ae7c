package demo

import (
	"fmt"
	"net"
	"net/http"
	"time"
)

// openConsole serves the officers' console at an address of its own, as a city
// does: /konsol on the phone of an officer, the mentor or the planner leads to it.
func (d *demo) openConsole() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("demo: serve the console: %w", err)
	}
	d.settings.Console = "http://" + listener.Addr().String()
	d.desk = &http.Server{Handler: http.HandlerFunc(d.serveConsole), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = d.desk.Serve(listener) }() // ends with close
	return nil
}

func (d *demo) serveConsole(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	console := d.console
	d.mu.Unlock()
	if console == nil {
		http.Error(w, "Bot mati / the bot is off", http.StatusServiceUnavailable)
		return
	}
	console.ServeHTTP(w, r)
}
