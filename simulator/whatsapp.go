package simulator

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// WhatsAppOptions make a WhatsApp. Every limit is off unless it is given.
type WhatsAppOptions struct {
	Token       string           // access token of the one app; others get 190
	PhoneID     string           // id of the business's number; "106540352242922" if empty
	AccountID   string           // id of the WhatsApp Business Account; "102290129340398" if empty
	Number      string           // the business's number as it is shown: "62341350000"
	Name        string           // the business's name on the phones
	AppSecret   string           // signs webhooks
	VerifyToken string           // of the webhook's verification
	Now         func() time.Time // nil: time.Now
	Delay       time.Duration    // real time between an answer and its statuses, and between those; 0: at once
	Retry       []time.Duration  // real pauses before a failed webhook is sent again, the last one repeats; nil: 1 s to 10 min
	NoDirectURL bool             // media in webhooks have an id only
	WindowEarly bool             // a free message outside the window is refused at once, and not by a late status

	// Limits of the real one: 80, and true.
	PerSecond int  // messages a second of the number, both ways (130429)
	Pair      bool // one message in 6 s to one person, 45 borrowed at most (131056)
	Daily     int  // people reached outside the window in 24 h; Meta documents no code, here it is 131048
}

// WhatsApp is a local WhatsApp Cloud API (developers.facebook.com/docs/whatsapp)
// and the phones of people who write to one business. It is an http.Handler
// that takes the place of graph.facebook.com:
//
//	POST /vNN.N/<number>/messages          messages, read receipts, the typing indicator
//	POST /vNN.N/<number>/media             uploads
//	GET, DELETE /vNN.N/<media>             where a file is, for five minutes
//	GET, POST, DELETE /vNN.N/<account>/message_templates
//
// What people do goes to the webhook that Subscribe names, signed, and so do
// the statuses of what the bot sends. It is strict: what the real API refuses,
// it refuses with the same code, and keys it does not know are refused, too.
type WhatsApp struct {
	options WhatsAppOptions

	mu        sync.Mutex
	chats     []*waChat
	byPhone   map[string]*waChat
	byID      map[string]*waChat // BSUID
	messages  map[string]*waPlace
	media     map[string]*waMedia
	templates map[string]*WhatsAppTemplate // by name and language
	flows     map[string][]byte
	next      int // of all ids
	faults    []*WhatsAppFault
	down      bool
	second    window
	reached   map[*waChat]time.Time // outside the window
	service   map[string]int        // free-form messages delivered, by month
	stats     WhatsAppStats
	hook      waHook
	watch     func(key string) // the page's; called under the lock
}

// waPlace is where a message is.
type waPlace struct {
	chat    *waChat
	message *WhatsAppMessage
}

// WhatsAppStats counts what the bot did and what it was told.
type WhatsAppStats struct {
	Sent     int         // messages that were taken
	Refused  map[int]int // refused calls by Meta's code
	Failed   map[int]int // late failures by Meta's code
	Read     int         // read receipts of the bot
	Typing   int         // typing indicators
	Uploads  int
	Reached  int // people reached outside the window in the last 24 h
	Webhooks int // POSTs that were answered with success
	Retries  int // POSTs that were not
}

// NewWhatsApp makes a WhatsApp without people. Close ends its webhooks.
func NewWhatsApp(o WhatsAppOptions) *WhatsApp {
	setDefault(&o.PhoneID, "106540352242922")
	setDefault(&o.AccountID, "102290129340398")
	setDefault(&o.Number, "62341350000")
	setDefault(&o.Name, "naikkelas")
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Retry == nil {
		o.Retry = hookRetries
	}
	w := &WhatsApp{
		options: o, byPhone: map[string]*waChat{}, byID: map[string]*waChat{}, messages: map[string]*waPlace{}, media: map[string]*waMedia{},
		templates: map[string]*WhatsAppTemplate{}, flows: map[string][]byte{}, reached: map[*waChat]time.Time{}, service: map[string]int{},
		stats: WhatsAppStats{Refused: map[int]int{}, Failed: map[int]int{}},
	}
	w.hook = newHook()
	return w
}

func setDefault(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

// Stats gives the counts so far.
func (w *WhatsApp) Stats() WhatsAppStats {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.stats
	out.Refused, out.Failed = map[int]int{}, map[int]int{}
	for code, n := range w.stats.Refused {
		out.Refused[code] = n
	}
	for code, n := range w.stats.Failed {
		out.Failed[code] = n
	}
	w.forgetReached()
	out.Reached = len(w.reached)
	return out
}

// id makes a number of the length of Meta's. The caller holds the lock.
func (w *WhatsApp) id() string {
	w.next++
	return fmt.Sprintf("1%014d", w.next)
}

// wamid makes a message's id. Like the real ones it has characters that need
// care in an address. The caller holds the lock.
func (w *WhatsApp) wamid() string {
	w.next++
	return "wamid." + base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "\x1d\x18\xfb\xef\xbf%sFF%010d", w.options.Number, w.next))
}

// graphPath is a call: the version, an object and what of it.
var graphPath = regexp.MustCompile(`^/(v[0-9]{1,2}\.[0-9])/([^/]+)(?:/([^/]+))?$`)

// mine reports whether a path is one of this API and not of the page.
func (w *WhatsApp) mine(path string) bool {
	return graphPath.MatchString(path) || strings.HasPrefix(path, mediaPath)
}

// ServeHTTP answers the bot, if it is on this machine.
func (w *WhatsApp) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	if !local(r) {
		http.Error(out, "only from this machine", http.StatusForbidden)
		return
	}
	if strings.HasPrefix(r.URL.Path, mediaPath) {
		w.download(out, r)
		return
	}
	parts := graphPath.FindStringSubmatch(r.URL.Path)
	if parts == nil {
		w.answer(out, nil, &graphError{status: http.StatusBadRequest, code: 2500, kind: "OAuthException", text: "Unknown path components: " + r.URL.Path})
		return
	}
	if !w.authorized(r) {
		w.answer(out, nil, errToken)
		return
	}
	w.call(out, r, parts[2], parts[3])
}

func (w *WhatsApp) authorized(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && subtle.ConstantTimeCompare([]byte(token), []byte(w.options.Token)) == 1
}

// call carries out a call, with the fault that is its turn.
func (w *WhatsApp) call(out http.ResponseWriter, r *http.Request, object, edge string) {
	var after []func()
	c := &waCall{w: w, r: r, after: func(f func()) {
		w.hook.count(1) // what will follow is awaited from now on
		after = append(after, func() {
			f()
			w.hook.count(-1)
		})
	}}
	name, f := w.route(r.Method, object, edge)
	if f == nil {
		w.answer(out, nil, noSuchObject(r.Method, object))
		return
	}
	body, err := readBody(out, r, name)
	if err != nil {
		w.answer(out, nil, err)
		return
	}
	c.body = body
	hit := w.turn(name, body)
	if hit != nil && w.faultBefore(out, r, hit) {
		return
	}
	result, err := f(c)
	early := w.hook.early()
	if early {
		runAll(after)
	}
	w.faultAfter(r, hit, func() { // what is lost has happened
		if !early {
			runAll(after)
		}
	})
	w.answer(out, result, err)
	if !early {
		_ = http.NewResponseController(out).Flush() // the answer goes before its statuses; an error means that the caller has gone
		runAll(after)
	}
}

func runAll(all []func()) {
	for _, f := range all {
		f()
	}
}

// waCall is one call on its way.
type waCall struct {
	w     *WhatsApp
	r     *http.Request
	body  []byte
	after func(func()) // to be done when the answer is out
}

type waMethod func(*waCall) (any, error)

// route finds what a call does; nil: nothing.
func (w *WhatsApp) route(verb, object, edge string) (string, waMethod) {
	switch {
	case object == w.options.PhoneID && edge == "messages" && verb == http.MethodPost:
		return "messages", w.postMessage
	case object == w.options.PhoneID && edge == "media" && verb == http.MethodPost:
		return "media", w.upload
	case object == w.options.PhoneID && edge == "" && verb == http.MethodGet:
		return "number", w.showNumber
	case object == w.options.AccountID && edge == "message_templates":
		switch verb {
		case http.MethodGet:
			return "templates", w.listTemplates
		case http.MethodPost:
			return "templates", w.createTemplate
		case http.MethodDelete:
			return "templates", w.deleteTemplate
		}
	case edge == "" && (verb == http.MethodGet || verb == http.MethodDelete):
		w.mu.Lock()
		known := w.media[object] != nil
		w.mu.Unlock()
		if known {
			return "file", func(c *waCall) (any, error) { return w.showMedia(c, object) }
		}
	}
	return "", nil
}

func (w *WhatsApp) showNumber(*waCall) (any, error) {
	return map[string]any{
		"id": w.options.PhoneID, "display_phone_number": w.options.Number, "verified_name": w.options.Name,
		"quality_rating": "GREEN", "platform_type": "CLOUD_API", "throughput": map[string]string{"level": "STANDARD"},
	}, nil
}

// Down makes the line refuse every call and holds webhooks back.
func (w *WhatsApp) Down(down bool) {
	w.mu.Lock()
	w.down = down
	w.mu.Unlock()
	w.hook.hold(down)
}

// Close ends the webhooks.
func (w *WhatsApp) Close() { w.hook.close() }

// changed tells the page, if it shows the chat. The caller holds the lock.
func (w *WhatsApp) changed(c *waChat) {
	if w.watch != nil && !c.unseen {
		w.watch(c.key)
	}
}

// Idle waits until every webhook that is due was answered with success.
func (w *WhatsApp) Idle(ctx context.Context) error { return w.hook.idle(ctx) }
