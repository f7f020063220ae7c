package simulator

import (
	"net"
	"net/http"
	"strings"
)

// local tells whether a request was made on this machine, and not by a page
// from elsewhere in a visitor's browser: such a page can send requests to this
// machine, and can even give its own name this machine's address. Bots send
// neither Origin nor Sec-Fetch-Site.
func local(r *http.Request) bool {
	if !loopback(r.Host) || !loopback(r.RemoteAddr) {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin != "" && origin != "http://"+r.Host {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none" || visit(r)
}

// visit tells the opening of the page itself: any link may do that.
func visit(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// loopback tells whether an address, with or without a port, is this machine.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
