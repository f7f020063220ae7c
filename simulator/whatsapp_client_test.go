package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// waClient is a bot: it knows of WhatsApp what the Cloud API shows, and keeps
// what its webhook hears.
type waClient struct {
	t     testing.TB
	w     *WhatsApp
	url   string
	hook  string
	clock *hands

	mu     sync.Mutex
	bodies [][]byte
	signs  []string
	answer func(n int) int // HTTP status of the nth webhook; nil: 200
}

const (
	waToken = "EAAG-test"
	waPhone = "106540352242922"
)

var tini = WhatsAppUser{Phone: "6281200000007", ID: "ID.777", Name: "Tini"}

// startWhatsApp makes a WhatsApp on loopback and a bot with a verified webhook.
func startWhatsApp(t testing.TB, change func(*WhatsAppOptions)) *waClient {
	t.Helper()
	clock := &hands{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	o := WhatsAppOptions{Token: waToken, AppSecret: "rahasia", VerifyToken: "cocok", Now: clock.Now, Retry: []time.Duration{0}}
	if change != nil {
		change(&o)
	}
	b := &waClient{t: t, w: NewWhatsApp(o), clock: clock}
	api, hook := httptest.NewServer(b.w), httptest.NewServer(http.HandlerFunc(b.serve))
	b.url, b.hook = api.URL, hook.URL+"/whatsapp"
	t.Cleanup(hook.Close)
	t.Cleanup(api.Close)
	t.Cleanup(b.w.Close)
	t.Cleanup(api.CloseClientConnections)
	if err := b.w.Subscribe(t.Context(), b.hook, api.URL); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *waClient) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		q := r.URL.Query()
		if q.Get("hub.mode") != "subscribe" || q.Get("hub.verify_token") != "cocok" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, q.Get("hub.challenge"))
		return
	}
	body, _ := io.ReadAll(r.Body)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bodies, b.signs = append(b.bodies, body), append(b.signs, r.Header.Get("X-Hub-Signature-256"))
	if b.answer != nil {
		w.WriteHeader(b.answer(len(b.bodies)))
	}
}

// metWhatsApp is a bot with a phone that has written to it.
func metWhatsApp(t testing.TB, change func(*WhatsAppOptions)) (*waClient, *WhatsAppPhone) {
	t.Helper()
	b := startWhatsApp(t, change)
	p := b.w.Phone(tini)
	p.Type("halo")
	b.heard()
	return b, p
}

// graph is an answer of the Cloud API.
type graph struct {
	status   int
	Messages []struct {
		ID     string
		Status string `json:"message_status"`
	}
	Contacts []struct {
		Input  string
		WaID   string `json:"wa_id"`
		UserID string `json:"user_id"`
	}
	ID      string
	URL     string
	Success bool
	Error   struct {
		Message, Type string
		Code          int
		Subcode       int `json:"error_subcode"`
		Trace         string
		Data          struct{ Details string } `json:"error_data"`
	}
}

func (b *waClient) do(verb, path, kind string, body io.Reader) (graph, error) {
	req, err := http.NewRequestWithContext(b.t.Context(), verb, b.url+path, body)
	if err != nil {
		return graph{}, err
	}
	req.Header.Set("Authorization", "Bearer "+waToken)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := ownClient.Do(req)
	if err != nil {
		return graph{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	g := graph{status: resp.StatusCode}
	return g, json.NewDecoder(resp.Body).Decode(&g)
}

// try posts a message; the parts that every message has are added.
func (b *waClient) try(message string) (graph, error) {
	whole := `{"messaging_product":"whatsapp",` + strings.TrimPrefix(message, "{")
	if !strings.Contains(message, `"to"`) && !strings.Contains(message, `"recipient"`) && !strings.Contains(message, `"status"`) {
		whole = `{"to":"` + tini.Phone + `",` + strings.TrimPrefix(whole, "{")
	}
	return b.do(http.MethodPost, "/v25.0/"+waPhone+"/messages", "application/json", strings.NewReader(whole))
}

// say sends a message that is taken, and gives its id.
func (b *waClient) say(message string) string {
	b.t.Helper()
	g, err := b.try(message)
	if err != nil || g.status != http.StatusOK || len(g.Messages) != 1 {
		b.t.Fatalf("%s: %v, %d %+v", message, err, g.status, g.Error)
	}
	return g.Messages[0].ID
}

// refuses is a call that fails with a code.
func (b *waClient) refuses(status, code int, message string) graph {
	b.t.Helper()
	g, err := b.try(message)
	if err != nil || g.status != status || g.Error.Code != code || g.Error.Type != "OAuthException" {
		b.t.Errorf("%s: %v, HTTP %d %+v; want %d with %d", message, err, g.status, g.Error, status, code)
	}
	return g
}

// upload uploads a file that is taken, and gives its id.
func (b *waClient) upload(name, mime string, data []byte) string {
	b.t.Helper()
	g := b.tryUpload(name, mime, data)
	if g.ID == "" {
		b.t.Fatalf("upload of %s: %d %+v", name, g.status, g.Error)
	}
	return g.ID
}

func (b *waClient) tryUpload(name, mime string, data []byte) graph {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("messaging_product", "whatsapp")
	_ = form.WriteField("type", mime)
	part, _ := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {mime}})
	_, _ = part.Write(data)
	_ = form.Close()
	g, err := b.do(http.MethodPost, "/v25.0/"+waPhone+"/media", form.FormDataContentType(), &body)
	if err != nil {
		b.t.Fatal(err)
	}
	return g
}

// waHeard is what a webhook says.
type waHeard struct {
	Field    string
	Contacts []waWho
	Messages []waGot
	Statuses []waStatus
	Prefs    []struct {
		Category, Value string
		UserID          string `json:"user_id"`
		WaID            string `json:"wa_id"`
	} `json:"user_preferences"`
	Metadata struct {
		PhoneID string `json:"phone_number_id"`
	}
}

type waWho struct {
	WaID    string `json:"wa_id"`
	UserID  string `json:"user_id"`
	Profile struct{ Name, Username string }
}

type waGot struct {
	From, ID, Type, Timestamp string
	FromUser                  string `json:"from_user_id"`
	Origin                    string
	Text                      struct{ Body string }
	Image, Document, Audio    *waFileGot
	Location                  struct{ Latitude, Longitude float64 }
	Contacts                  []struct {
		Name   struct{ Formatted string }
		Phones []struct {
			Phone string
			WaID  string `json:"wa_id"`
		}
	}
	Reaction struct {
		MessageID string `json:"message_id"`
		Emoji     string
	}
	Interactive struct {
		Type   string
		Button struct{ ID, Title string }              `json:"button_reply"`
		List   struct{ ID, Title, Description string } `json:"list_reply"`
		Flow   struct {
			Response string `json:"response_json"`
		} `json:"nfm_reply"`
	}
	Button  struct{ Payload, Text string }
	Context struct {
		ID, From  string
		Forwarded bool
	}
	System struct {
		Type, Body string
		WaID       string `json:"wa_id"`
		UserID     string `json:"user_id"`
	}
	Unsupported struct{ Type string }
	Errors      []struct{ Code int }
}

type waFileGot struct {
	ID, URL, Caption, Filename, SHA256 string
	MimeType                           string `json:"mime_type"`
	Voice                              bool
}

type waStatus struct {
	ID, Status, Timestamp string
	Recipient             string `json:"recipient_id"`
	RecipientUser         string `json:"recipient_user_id"`
	Opaque                string `json:"biz_opaque_callback_data"`
	Pricing               struct{ Category, Type string }
	Errors                []struct {
		Code  int
		Title string
	}
}

// heard waits until the webhook knows everything, and gives what is new to it.
func (b *waClient) heard() []waHeard {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	if err := b.w.Idle(ctx); err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	bodies, signs := b.bodies, b.signs
	b.bodies, b.signs = nil, nil
	b.mu.Unlock()
	var out []waHeard
	for i, body := range bodies {
		if signs[i] != Signature("rahasia", body) {
			b.t.Errorf("webhook %d is signed %s", i, signs[i])
		}
		p := parsed[struct {
			Object string
			Entry  []struct {
				ID      string
				Changes []struct {
					Field string
					Value waHeard
				}
			}
		}](b.t, body)
		for _, e := range p.Entry {
			for _, c := range e.Changes {
				if p.Object != "whatsapp_business_account" || e.ID == "" || c.Value.Metadata.PhoneID != waPhone {
					b.t.Errorf("webhook %s", body)
				}
				c.Value.Field = c.Field
				out = append(out, c.Value)
			}
		}
	}
	return out
}

// statuses are the statuses among what was heard: "sent", "failed 131047".
func statuses(all []waHeard) (out []string) {
	for _, h := range all {
		for _, s := range h.Statuses {
			word := s.Status
			for _, e := range s.Errors {
				word += " " + itoa(e.Code)
			}
			out = append(out, word)
		}
	}
	return out
}

// message is the one message among what was heard.
func (b *waClient) message() waGot {
	b.t.Helper()
	var out []waGot
	for _, h := range b.heard() {
		out = append(out, h.Messages...)
	}
	if len(out) != 1 {
		b.t.Fatalf("heard %d messages: %+v", len(out), out)
	}
	return out[0]
}
