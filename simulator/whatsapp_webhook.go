package simulator

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
	"unicode/utf16"
)

// Delivery is how webhooks arrive. The zero value: one by one, in order, once.
type Delivery struct {
	Batch    int  // most events in one POST, spread over entries and changes; 0: one
	Copies   int  // how often each POST is made, all at the same time; 0: once
	Parallel int  // most POSTs under way; 0: one
	Reverse  bool // of what waits, the newest goes first: statuses come in the wrong order
	Early    bool // statuses leave before the answer to the call that caused them
}

// hookRetries are the real pauses before a failed webhook is sent again.
var hookRetries = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 15 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute}

// giveUp is how long Meta tries to deliver a webhook.
const giveUp = 7 * 24 * time.Hour

// hookPatience is how long an answer may take.
const hookPatience = 20 * time.Second

// waHook is where events go.
type waHook struct {
	mu       sync.Mutex
	ctx      context.Context
	stop     context.CancelFunc
	url      string
	self     string // the address of this API, for direct urls
	queue    []waEvent
	open     int // events queued, scheduled or under way
	delivery Delivery
	held     bool
	wake     chan struct{} // closed when something changed
	running  bool
}

// waEvent is one change for the webhook.
type waEvent struct {
	field string
	value map[string]any
	taken func() // when it was answered with success
	since time.Time
}

func newHook() waHook {
	ctx, stop := context.WithCancel(context.Background())
	return waHook{ctx: ctx, stop: stop, wake: make(chan struct{})}
}

// ring lets everybody who waits look again. The caller holds the lock.
func (h *waHook) ring() {
	close(h.wake)
	h.wake = make(chan struct{})
}

func (h *waHook) early() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.delivery.Early
}

func (h *waHook) hold(held bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held = held
	h.ring()
}

func (h *waHook) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stop()
	h.ring()
}

// count changes how many events are not answered yet.
func (h *waHook) count(by int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open += by
	h.ring()
}

func (h *waHook) idle(ctx context.Context) error {
	for {
		h.mu.Lock()
		open, wake := h.open, h.wake
		h.mu.Unlock()
		if open == 0 {
			return nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return fmt.Errorf("simulator: %d webhooks are not answered: %w", open, ctx.Err())
		}
	}
}

// Deliver sets how webhooks arrive from now on.
func (w *WhatsApp) Deliver(d Delivery) {
	w.hook.mu.Lock()
	defer w.hook.mu.Unlock()
	w.hook.delivery = d
}

// Hold keeps webhooks back until it is called with false.
func (w *WhatsApp) Hold(held bool) { w.hook.hold(held) }

// Waiting is how many events the bot has not confirmed yet.
func (w *WhatsApp) Waiting() int {
	w.hook.mu.Lock()
	defer w.hook.mu.Unlock()
	return w.hook.open
}

// Subscribe verifies a webhook as Meta does, with a challenge, and sends
// everything there from now on, also what has waited. Self is the address at
// which the bot reaches this API: it stands in the urls of files.
func (w *WhatsApp) Subscribe(ctx context.Context, webhook, self string) error {
	challenge := "1158201444"
	q := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {w.options.VerifyToken}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, webhook+"?"+q.Encode(), nil)
	if err != nil {
		return fmt.Errorf("simulator: verify the webhook: %w", err)
	}
	resp, err := hooks.Do(req)
	if err != nil {
		return fmt.Errorf("simulator: verify the webhook: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // only read from
	body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil || resp.StatusCode != http.StatusOK || string(body) != challenge {
		return fmt.Errorf("simulator: the webhook answers the challenge with %s %q", resp.Status, body)
	}
	w.send(webhook, self)
	return nil
}

// send makes a webhook the one that events go to, unverified.
func (w *WhatsApp) send(webhook, self string) {
	h := &w.hook
	h.mu.Lock()
	defer h.mu.Unlock()
	h.url, h.self = webhook, self
	if !h.running {
		h.running = true
		go w.dispatch()
	}
	h.ring()
}

// push queues an event. The caller holds the WhatsApp's lock.
func (w *WhatsApp) push(field string, value map[string]any, taken func()) {
	value["messaging_product"] = "whatsapp"
	value["metadata"] = map[string]any{"display_phone_number": w.options.Number, "phone_number_id": w.options.PhoneID}
	h := &w.hook
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = append(h.queue, waEvent{field, value, taken, w.options.Now()})
	h.open++
	h.ring()
}

// later does something after a real pause, and counts as not idle until then.
func (w *WhatsApp) later(d time.Duration, f func()) {
	w.hook.count(1)
	do := func() {
		f()
		w.hook.count(-1)
	}
	if d == 0 {
		do()
		return
	}
	time.AfterFunc(d, do)
}

// next waits for what is to be posted.
func (h *waHook) next(under chan struct{}) ([]waEvent, Delivery, bool) {
	for {
		h.mu.Lock()
		d, wake := h.delivery, h.wake
		if len(h.queue) > 0 && !h.held && h.url != "" && len(under) < max(1, d.Parallel) {
			n := min(max(1, d.Batch), len(h.queue))
			batch := slices.Clone(h.queue[:n])
			h.queue = h.queue[n:]
			if d.Reverse {
				all := append(batch, h.queue...)
				slices.Reverse(all)
				batch, h.queue = slices.Clone(all[:n]), all[n:]
				slices.Reverse(h.queue)
			}
			h.mu.Unlock()
			return batch, d, true
		}
		h.mu.Unlock()
		select {
		case <-wake:
		case <-h.ctx.Done():
			return nil, d, false
		}
	}
}

// dispatch posts what is queued until the end.
func (w *WhatsApp) dispatch() {
	under := make(chan struct{}, 1024)
	for {
		batch, d, ok := w.hook.next(under)
		if !ok {
			return
		}
		body := metaJSON(w.payload(batch))
		under <- struct{}{}
		done := func() {
			<-under
			w.hook.count(0)
		}
		if d.Parallel > 1 {
			go func() { defer done(); w.try(batch, body, d) }()
			continue
		}
		w.try(batch, body, d)
		done()
	}
}

// try posts a body, in so many copies; a failure is tried again apart from
// what follows.
func (w *WhatsApp) try(batch []waEvent, body []byte, d Delivery) {
	taken := make(chan bool, max(1, d.Copies))
	for range max(1, d.Copies) {
		go func() { taken <- w.post(body) }()
	}
	ok := false
	for range max(1, d.Copies) {
		ok = <-taken || ok
	}
	if ok {
		w.settle(batch)
		return
	}
	go w.retry(batch, body)
}

func (w *WhatsApp) settle(batch []waEvent) {
	for _, e := range batch {
		if e.taken != nil {
			e.taken()
		}
	}
	w.hook.count(-len(batch))
}

// retry posts again and again, for seven days.
func (w *WhatsApp) retry(batch []waEvent, body []byte) {
	pauses := w.options.Retry
	for n := 0; w.hook.ctx.Err() == nil; n++ {
		pause(w.hook.ctx, pauses[min(n, len(pauses)-1)])
		if w.options.Now().Sub(batch[0].since) > giveUp {
			w.hook.count(-len(batch))
			return
		}
		if w.post(body) {
			w.settle(batch)
			return
		}
	}
}

var errNotTaken = errors.New("not answered with 200")

// post makes one POST, and reports whether it was answered with success.
func (w *WhatsApp) post(body []byte) bool {
	err := w.postOnce(body)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.stats.Retries++
		return false
	}
	w.stats.Webhooks++
	return true
}

func (w *WhatsApp) postOnce(body []byte) error {
	w.hook.mu.Lock()
	address := w.hook.url
	w.hook.mu.Unlock()
	ctx, cancel := context.WithTimeout(w.hook.ctx, hookPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	req.Header.Set("X-Hub-Signature-256", Signature(w.options.AppSecret, body))
	resp, err := hooks.Do(req)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errNotTaken
	}
	return nil
}

// Signature is the X-Hub-Signature-256 of a body, for tests that post one of
// their own.
func Signature(secret string, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write(body)
	return "sha256=" + hex.EncodeToString(sum.Sum(nil))
}

// payload puts events into entries of up to two changes; two neighbours of
// the same kind share a change, as they do in the real ones.
func (w *WhatsApp) payload(batch []waEvent) map[string]any {
	var changes []any
	for i := 0; i < len(batch); i++ {
		value := batch[i].value
		if i+1 < len(batch) && batch[i].field == "messages" && batch[i+1].field == "messages" {
			value = merge(value, batch[i+1].value)
			i++
		}
		changes = append(changes, map[string]any{"field": batch[i].field, "value": value})
	}
	var entries []any
	for two := range slices.Chunk(changes, 2) {
		entries = append(entries, map[string]any{"id": w.options.AccountID, "changes": two})
	}
	return map[string]any{"object": "whatsapp_business_account", "entry": entries}
}

// merge makes one value of two.
func merge(a, b map[string]any) map[string]any {
	out := map[string]any{}
	for _, v := range []map[string]any{a, b} {
		for key, value := range v {
			if list, ok := value.([]any); ok {
				before, _ := out[key].([]any)
				out[key] = append(slices.Clone(before), list...)
				continue
			}
			out[key] = value
		}
	}
	return out
}

// metaJSON writes JSON as Meta's webhooks do: only ASCII, and \/ for a slash.
// Who checks the signature of anything but the raw bytes finds it wrong.
func metaJSON(v any) []byte {
	plain, err := json.Marshal(v)
	if err != nil {
		panic("simulator: " + err.Error()) // only maps, lists and texts of our own
	}
	var out bytes.Buffer
	for _, r := range string(plain) {
		switch {
		case r == '/':
			out.WriteString(`\/`)
		case r < 0x80:
			out.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		}
	}
	return out.Bytes()
}
