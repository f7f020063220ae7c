package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// webhook is where updates are pushed instead. Unlike the real one it may be
// plain HTTP, and each update waits for the one before it.
type webhook struct {
	url, secret string
	failing     string
	stop        context.CancelFunc
}

// webhookRetries are the pauses after a delivery that was not answered with
// success; the last one repeats.
var webhookRetries = []time.Duration{0, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 64 * time.Second, 2 * time.Minute}

// retryMost is the longest Retry-After that is honoured.
const retryMost = time.Hour

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (s *Server) setWebhook(p params) (any, error) {
	address, secret := p.text("url"), p.text("secret_token")
	if address == "" {
		return s.deleteWebhook(p)
	}
	to, err := url.Parse(address)
	switch {
	case err != nil || to.Host == "" || to.Scheme != "http" && to.Scheme != "https":
		return nil, bad("invalid webhook URL specified")
	case len(secret) > 256:
		return nil, bad("secret token is too long")
	case !secretToken.MatchString(secret):
		return nil, bad("secret token contains unallowed characters")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unhook(p)
	s.allow(p)
	ctx, stop := context.WithCancel(context.Background())
	s.hook = webhook{url: address, secret: secret, stop: stop}
	s.wakeAll() // a poll ends with a conflict
	go s.deliverHooks(ctx, address, secret)
	return true, nil
}

func (s *Server) deleteWebhook(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unhook(p)
	return true, nil
}

// unhook ends deliveries. The caller holds the lock.
func (s *Server) unhook(p params) {
	if s.hook.stop != nil {
		s.hook.stop()
	}
	s.hook = webhook{}
	if p.text("drop_pending_updates") == "true" {
		s.updates = nil
	}
}

func (s *Server) webhookInfo() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	info := map[string]any{"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.updates)}
	if s.hook.failing != "" {
		info["last_error_message"] = s.hook.failing
	}
	return info
}

// deliverHooks pushes updates one by one, in order, until each was taken.
func (s *Server) deliverHooks(ctx context.Context, url, secret string) {
	tries := 0
	for ctx.Err() == nil {
		s.mu.Lock()
		next, wake := s.waiting(1), s.wake
		s.mu.Unlock()
		if len(next) == 0 {
			select {
			case <-wake:
			case <-ctx.Done():
			}
			continue
		}
		failing, after := post(ctx, url, secret, next[0])
		if !s.posted(ctx, next[0]["update_id"].(int), failing) {
			if after <= 0 {
				after = webhookRetries[min(tries, len(webhookRetries)-1)]
			}
			s.pause(ctx, min(after, retryMost))
			tries++
			continue
		}
		tries = 0
	}
}

// posted takes note of a delivery, and tells whether it was taken.
func (s *Server) posted(ctx context.Context, id int, failing string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() == nil {
		s.hook.failing = failing
	}
	if failing == "" {
		s.confirm(id + 1)
	}
	return failing == ""
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// hooks posts to webhooks; a redirection is no success. Its connections are its
// own: whoever closes those of http.DefaultTransport that are idle, as every
// httptest.Server that ends does, can hit one whose answer was just read.
var hooks = http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// post delivers one update; failing is empty when it was taken.
func post(ctx context.Context, url, secret string, body any) (failing string, after time.Duration) {
	data, err := json.Marshal(body)
	if err != nil {
		return err.Error(), 0
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err.Error(), 0
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := hooks.Do(req)
	if err != nil {
		return "Connection failed", 0
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return "", 0
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return "Wrong response from the webhook: " + resp.Status, time.Duration(seconds) * time.Second
}
