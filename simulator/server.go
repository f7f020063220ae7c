// Package simulator is a local Telegram (New) and a local WhatsApp
// (NewWhatsApp): servers that behave like the Bot API and the Cloud API where
// it matters to a bot, and phones to talk to it with, from Go (Server.Phone,
// WhatsApp.Phone) or from a web page. It is for trying the product, for tests
// and for benchmarks. Nothing is kept on disk.
package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options make a server.
type Options struct {
	Token    string                                      // of the one bot; others get 401
	Name     string                                      // what the bot is called on the phones
	Now      func() time.Time                            // nil: time.Now
	Switches []Switch                                    // shown on the page
	Advance  func(time.Duration)                         // moves the clock; nil: the page cannot
	Samples  []Sample                                    // the page sends them with one tap
	State    any                                         // told to the page with the state, as "more"
	More     map[string]func(*http.Request) (any, error) // further requests of the page, by their patterns
	WhatsApp *WhatsApp                                   // its phones are shown beside these, and its API answers at the same address; may be nil
	// Limits, 0: none. Telegram's own are about 30 and 1 (core.telegram.org/bots/faq).
	PerSecond     int // messages a second, all chats together
	ChatPerSecond int // messages a second in one chat
}

// Switch is something the page can turn on and off, such as the bot itself.
type Switch struct {
	Key   string
	Label string // how things are while it is off: "Bot nyala / Bot on"
	After string // how things are once it is on: "Bot mati / Bot off"; empty: Label
	On    func() bool
	Set   func(on bool) error
}

// label says how things are.
func (s Switch) label() string {
	if s.After != "" && s.On() {
		return s.After
	}
	return s.Label
}

// Sample is a file at hand for somebody who has none to send.
type Sample struct {
	Kind string // "photo", "document"
	Name string
	Data []byte
}

// Server is the Bot API and the phones.
type Server struct {
	options Options
	mux     *http.ServeMux

	mu       sync.Mutex
	chats    map[int64]*chat
	order    []int64 // chats as they came
	nextID   int     // of messages: one sequence for the bot's private chats
	updates  []*update
	nextUpd  int
	nextTap  int
	allowed  []string
	wake     chan struct{} // closed when an update came
	polling  int           // generation of the poll under way, to answer an earlier one with 409
	hook     webhook
	files    map[string]*file
	commands map[string][]Command // by scope and language
	taps     []tap
	faults   []*Fault
	down     bool
	window   window
	stats    Stats
	watchers map[chan string]bool // the page's event streams

	pause func(context.Context, time.Duration) // between deliveries to a webhook
}

// Stats counts what the bot did.
type Stats struct {
	Sent      int // messages that reached a chat
	Edited    int
	Refused   int // answers that were not ok, floods included
	Flooded   int // 429
	Confirmed int // updates the bot confirmed
}

// New makes a server. It is an http.Handler: mount it at the root.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Name == "" {
		o.Name = "naikkelas"
	}
	s := &Server{
		options: o, mux: http.NewServeMux(), chats: map[int64]*chat{}, nextID: 1, nextUpd: 880_000_001, nextTap: 1,
		wake: make(chan struct{}), pause: pause, files: map[string]*file{}, commands: map[string][]Command{}, watchers: map[chan string]bool{},
	}
	s.mux.HandleFunc("/file/", s.download)
	s.mux.Handle("/", page())
	s.routeAPI()
	if o.WhatsApp != nil {
		o.WhatsApp.watched(s.whatsAppChanged)
	}
	return s
}

// ServeHTTP answers the bot and the page, if they are on this machine.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !local(r) {
		http.Error(w, "only from this machine", http.StatusForbidden)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/bot"); ok {
		s.method(w, r, rest)
		return
	}
	if s.options.WhatsApp != nil && s.options.WhatsApp.mine(r.URL.Path) {
		s.options.WhatsApp.ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// Stats gives the counts so far.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// apiError is a refusal in Telegram's words.
type apiError struct {
	code       int
	text       string
	retryAfter int
	movedTo    int64
}

func (e *apiError) Error() string { return e.text }

// errLineDown ends a call without an answer.
var errLineDown = errors.New("the line is down")

func flood(seconds int) error {
	return &apiError{code: http.StatusTooManyRequests, text: fmt.Sprint("Too Many Requests: retry after ", seconds), retryAfter: seconds}
}

func bad(format string, args ...any) error {
	return &apiError{code: http.StatusBadRequest, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(text string) error {
	return &apiError{code: http.StatusForbidden, text: "Forbidden: " + text}
}

// method is one call of the Bot API: "<token>/<method>".
func (s *Server) method(w http.ResponseWriter, r *http.Request, rest string) {
	token, name, ok := strings.Cut(rest, "/")
	if !ok {
		answer(w, nil, &apiError{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	if token != s.options.Token {
		answer(w, nil, &apiError{code: http.StatusUnauthorized, text: "Unauthorized"})
		return
	}
	name = strings.ToLower(name)
	p, err := readParams(w, r)
	if err != nil {
		answer(w, nil, err)
		return
	}
	lost, stop := s.fault(w, name, p.int("chat_id"))
	if stop {
		return
	}
	result, err := s.call(r, name, p)
	if err == errLineDown {
		hangUp(w)
	}
	if err != nil {
		s.refused(err)
	}
	if lost {
		hangUp(w)
		return
	}
	answer(w, result, err)
}

func (s *Server) refused(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Refused++
	if e, ok := err.(*apiError); ok && e.code == http.StatusTooManyRequests {
		s.stats.Flooded++
	}
}

// call carries a method out.
func (s *Server) call(r *http.Request, name string, p params) (any, error) {
	switch name {
	case "getupdates":
		return s.getUpdates(r.Context(), p)
	case "setwebhook":
		return s.setWebhook(p)
	case "deletewebhook":
		return s.deleteWebhook(p)
	case "getwebhookinfo":
		return s.webhookInfo(), nil
	case "getme":
		return s.me(), nil
	case "sendmessage":
		return s.sendMessage(p)
	case "sendphoto":
		return s.sendFile(p, "photo")
	case "senddocument":
		return s.sendFile(p, "document")
	case "editmessagetext":
		return s.editMessage(p)
	case "deletemessage":
		return s.deleteMessage(p)
	case "answercallbackquery":
		return s.answerCallback(p)
	case "sendchataction", "setmydescription", "setmyshortdescription", "setmyname", "setchatmenubutton", "logout", "close":
		return true, nil
	case "setmycommands":
		return s.setCommands(p)
	case "deletemycommands":
		return s.keepCommands(p, nil)
	case "getmycommands":
		return s.getCommands(p)
	case "getchat":
		return s.getChat(p)
	case "getfile":
		return s.getFile(p)
	}
	return nil, &apiError{code: http.StatusNotFound, text: "Not Found: method not found"}
}

func (s *Server) me() map[string]any {
	return map[string]any{"id": botID, "is_bot": true, "first_name": s.options.Name, "username": s.options.Name + "_bot"}
}

// botID is the bot's own user id.
const botID = 770_000_001

// answer writes a result or an error as the Bot API does.
func answer(w http.ResponseWriter, result any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err == nil {
		writeJSON(w, map[string]any{"ok": true, "result": result})
		return
	}
	e, ok := err.(*apiError)
	if !ok {
		e = &apiError{code: http.StatusInternalServerError, text: "Internal Server Error: " + err.Error()}
	}
	body := map[string]any{"ok": false, "error_code": e.code, "description": e.text}
	if e.retryAfter > 0 {
		body["parameters"] = map[string]any{"retry_after": e.retryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
	}
	if e.movedTo != 0 {
		body["parameters"] = map[string]any{"migrate_to_chat_id": e.movedTo}
	}
	w.WriteHeader(e.code)
	writeJSON(w, body)
}

func writeJSON(w http.ResponseWriter, v any) {
	// An error here means that the caller has gone.
	_ = json.NewEncoder(w).Encode(v)
}
