package app

import (
	"bytes"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// wire stands before a channel's server and spoils a share of what passes.
type wire struct {
	next http.Handler

	mu      sync.Mutex
	random  *rand.Rand
	ways    []string // see spoil
	share   float64  // of the calls
	polls   float64  // of getUpdates
	spoilt  map[string]int
	repeat  []byte                      // what the last poll brought that was not empty
	passing func(done bool) (lost bool) // before and after each call that is no poll; nil: nobody looks
	stalls  chan struct{}               // closed: whoever stalls goes on
}

// Ways to spoil a call. Those that end in -after let it have its effect first.
const (
	asHTML       = "html"
	asHTMLAfter  = "html-after"
	cutBefore    = "cut"
	cutAfter     = "cut-after"
	brokenAfter  = "broken-off-after" // half of the answer, and the line is cut
	halfAfter    = "half-json-after"  // half of the answer, as if it were whole
	emptyAfter   = "empty-after"
	stallBefore  = "stall"
	stallAfter   = "stall-after"
	flooded      = "429"
	conflicting  = "409"
	pollRepeated = "repeated" // what a poll brought comes again
)

func newWire(t testing.TB, next http.Handler) (w *wire, url string) {
	w = &wire{next: next, random: rand.New(rand.NewPCG(3, 4)), spoilt: map[string]int{}, stalls: make(chan struct{})}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(w.heal)
	return w, server.URL
}

// spoil begins to spoil a share of the calls, and of the polls.
func (w *wire) spoil(share, polls float64, ways ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.share, w.polls, w.ways = share, polls, ways
}

// heal ends that.
func (w *wire) heal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ways = nil
	close(w.stalls)
	w.stalls = make(chan struct{})
}

// watch has a function look at every call.
func (w *wire) watch(passing func(done bool) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passing = passing
}

// counts are how many calls were spoilt, by way.
func (w *wire) counts() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.spoilt)
}

// way is how a call is spoilt; empty: it is not.
func (w *wire) way(poll bool) (string, chan struct{}, func(bool) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	share := w.share
	if poll {
		share = w.polls
	}
	ways := slices.DeleteFunc(slices.Clone(w.ways), func(way string) bool { return !poll && (way == conflicting || way == pollRepeated) })
	if len(ways) == 0 || w.random.Float64() >= share {
		return "", w.stalls, w.passing
	}
	way := ways[w.random.IntN(len(ways))]
	w.spoilt[way]++
	return way, w.stalls, w.passing
}

func (w *wire) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	poll := strings.HasSuffix(r.URL.Path, "/getUpdates")
	if strings.HasSuffix(r.URL.Path, "/setWebhook") {
		withoutTLS(r)
	}
	way, stalls, passing := w.way(poll)
	if passing != nil && !poll && passing(false) {
		panic(http.ErrAbortHandler)
	}
	switch way {
	case asHTML:
		page(out)
		return
	case cutBefore:
		panic(http.ErrAbortHandler)
	case flooded:
		say(out, http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`)
		return
	case conflicting:
		say(out, http.StatusConflict, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`)
		return
	case stallBefore:
		select {
		case <-stalls:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	case "":
		if !poll && passing == nil {
			w.next.ServeHTTP(out, r)
			return
		}
	}
	answer := httptest.NewRecorder()
	w.next.ServeHTTP(answer, r)
	if poll {
		w.remember(way, answer)
	}
	if passing != nil && !poll && passing(true) {
		panic(http.ErrAbortHandler)
	}
	body := answer.Body.Bytes()
	switch way {
	case asHTMLAfter:
		page(out)
		return
	case cutAfter:
		panic(http.ErrAbortHandler)
	case stallAfter:
		select {
		case <-stalls:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	case brokenAfter:
		out.Header().Set("Content-Type", "application/json")
		out.WriteHeader(answer.Code)
		_, _ = out.Write(body[:len(body)/2])
		_ = http.NewResponseController(out).Flush()
		panic(http.ErrAbortHandler)
	case halfAfter:
		body = body[:len(body)/2]
	case emptyAfter:
		body = nil
	}
	maps.Copy(out.Header(), answer.Header())
	out.WriteHeader(answer.Code)
	_, _ = out.Write(body)
}

// remember keeps what a poll brought, or lets what one brought before take its
// place.
func (w *wire) remember(way string, answer *httptest.ResponseRecorder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body := answer.Body.Bytes()
	switch {
	case way == pollRepeated && w.repeat != nil:
		answer.Body = bytes.NewBuffer(w.repeat)
	case answer.Code == http.StatusOK && bytes.Contains(body, []byte("update_id")):
		w.repeat = bytes.Clone(body)
	}
}

func page(out http.ResponseWriter) {
	out.Header().Set("Content-Type", "text/html")
	out.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(out, "<html><body><h1>502 Bad Gateway</h1></body></html>")
}

func say(out http.ResponseWriter, code int, body string) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(code)
	_, _ = io.WriteString(out, body)
}

// withoutTLS lets the local Telegram push by plain HTTP, where crossroads listens.
func withoutTLS(r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what is cut off is refused by the local Telegram
	body = bytes.Replace(body, []byte("url=https%3A"), []byte("url=http%3A"), 1)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
}

// crossroads stands before the bot where a channel pushes: deliveries come twice,
// and overtake one another.
type crossroads struct {
	to     string // the bot
	client http.Client

	mu     sync.Mutex
	random *rand.Rand
}

func newCrossroads(t testing.TB, to string) string {
	c := &crossroads{to: to, random: rand.New(rand.NewPCG(5, 6))}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	return server.URL
}

func (c *crossroads) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	c.mu.Lock()
	fate := c.random.IntN(10)
	c.mu.Unlock()
	post := func() (int, []byte) {
		forward, err := http.NewRequest(http.MethodPost, "http://"+c.to+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			return http.StatusBadGateway, nil
		}
		forward.Header = r.Header.Clone()
		answer, err := c.client.Do(forward)
		if err != nil {
			return http.StatusBadGateway, nil
		}
		defer func() { _ = answer.Body.Close() }()
		said, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, said
	}
	if fate == 0 { // taken, and called failed: it comes again
		post()
		page(out)
		return
	}
	if fate == 1 { // late, once more, after others
		go func() {
			time.Sleep(50 * time.Millisecond)
			post()
		}()
	}
	code, said := post()
	out.WriteHeader(code)
	_, _ = out.Write(said)
}
