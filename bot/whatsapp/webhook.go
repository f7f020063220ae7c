package whatsapp

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"naikkelas/bot/channel"
)

// maxWebhook is the largest body taken (developers.facebook.com: up to 3 MB).
const maxWebhook = 4 << 20

// Path is where WhatsApp pushes to.
const Path = "/whatsapp"

// Webhook takes in what WhatsApp pushes. GET answers the verification; a POST
// is answered with 200 only when all of it is durable, and with 503 when it
// could not be made so: WhatsApp comes again, for up to seven days.
func (c *Channel) Webhook(deliver channel.Deliver) (string, http.Handler) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path, c.verify)
	mux.HandleFunc("POST "+Path, func(w http.ResponseWriter, r *http.Request) { c.pushed(w, r, deliver) })
	return Path, mux
}

// verify proves that the address is ours.
func (c *Channel) verify(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	given := []byte(q.Get("hub.verify_token"))
	if c.VerifyToken == "" || q.Get("hub.mode") != "subscribe" || subtle.ConstantTimeCompare(given, []byte(c.VerifyToken)) != 1 {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, q.Get("hub.challenge"))
}

func (c *Channel) pushed(w http.ResponseWriter, r *http.Request, deliver channel.Deliver) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxWebhook))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if !c.signed(raw, r.Header.Get("X-Hub-Signature-256")) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	d, err := read(raw, c.phone, c.ByNumber)
	if err != nil {
		d.Bad = append(d.Bad, raw)
	}
	err = c.resolve(r.Context(), &d)
	if err == nil {
		err = deliver(r.Context(), d.Delivery)
	}
	if err != nil {
		w.Header().Set("Retry-After", "2")
		http.Error(w, "not stored", http.StatusServiceUnavailable)
		return
	}
	for _, id := range d.receipts {
		c.receipt(id)
	}
}

// resolve finds what was said in the messages that people answer.
func (c *Channel) resolve(ctx context.Context, d *received) error {
	for i, id := range d.answers {
		in := &d.Causes[i].Input
		words, err := c.Store.WhatWasSaid(ctx, in.From, nameless(id))
		if err != nil {
			return err
		}
		in.Reply = words
	}
	return nil
}

// signed reports whether a body is WhatsApp's: its HMAC with the app's secret,
// over the bytes as they came, which are escaped in more than one way.
func (c *Channel) signed(raw []byte, header string) bool {
	given, err := hex.DecodeString(strings.TrimPrefix(header, "sha256="))
	if err != nil || c.Secret == "" || !strings.HasPrefix(header, "sha256=") {
		return false
	}
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write(raw)
	return hmac.Equal(mac.Sum(nil), given)
}

// receipt shows somebody that their message was read and is being answered:
// two ticks in blue, and "typing" for 25 seconds or until the answer. It is a
// kindness: nobody waits for it, and when many are under way it is left out.
func (c *Channel) receipt(message string) {
	select {
	case c.receipts <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-c.receipts }()
		_, _ = c.post(context.Background(), object{
			"messaging_product": "whatsapp", "status": "read", "message_id": message, "typing_indicator": object{"type": "text"},
		})
	}()
}

// Receive waits: WhatsApp pushes.
func (c *Channel) Receive(ctx context.Context, _ channel.Deliver, _ func(error)) { <-ctx.Done() }

// Prepare has nothing to tell: WhatsApp lists no commands, and the webhook's
// address is set in Meta's console.
func (c *Channel) Prepare(context.Context, func(error)) {}

// Fetch reads a file that somebody sent.
func (c *Channel) Fetch(ctx context.Context, id string, take func(io.Reader) error) error {
	own, ok := channel.HeldBy(Name, id)
	if !ok {
		return &channel.SendError{Kind: channel.Refused, Text: "the file is on another channel"}
	}
	own, direct, _ := strings.Cut(own, " ")
	return c.fetch(ctx, direct, own, take)
}
