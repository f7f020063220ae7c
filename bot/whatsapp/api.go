// Package whatsapp is the WhatsApp Cloud API as a channel
// (developers.facebook.com/docs/whatsapp/cloud-api): what people write comes
// by webhook, what we say goes out as messages, and outside the 24 hours after
// a person's last message as approved templates only.
package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"naikkelas/bot/channel"
)

// Root is where the API itself answers.
const Root = "https://graph.facebook.com"

// version is the one whose payloads we write.
const version = "v23.0"

const (
	callTimeout   = 30 * time.Second
	uploadTimeout = 4 * time.Minute
	maxAnswer     = 1 << 20
	// idleConnections is how many connections are kept to one server; with the
	// standard two, every burst of replies dials anew.
	idleConnections = 128
)

// API speaks to one business number.
type API struct {
	root, token, phone string
	client             *http.Client
}

// NewAPI prepares the API for a phone number's id at a root address; it does
// not call it.
func NewAPI(token, phone, root string) *API {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = idleConnections, idleConnections
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &API{root: strings.TrimRight(root, "/"), token: token, phone: phone, client: client}
}

func (a *API) address(parts ...string) string {
	return a.root + "/" + version + "/" + strings.Join(parts, "/")
}

// do makes a request and gives the whole answer; anything but success is a
// *SendError.
func (a *API) do(ctx context.Context, timeout time.Duration, verb, address, kind string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp, err := a.request(ctx, verb, address, kind, body)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written to it
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, channel.TransportError(err, true)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp.StatusCode, data)
	}
	return data, nil
}

func (a *API) request(ctx context.Context, verb, address, kind string, body []byte) (*http.Response, error) {
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), verb, address, bytes.NewReader(body))
	if err != nil {
		return nil, &channel.SendError{Kind: channel.Refused, Text: "no such address"}
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := a.client.Do(r)
	if err != nil {
		return nil, channel.TransportError(err, connected.Load())
	}
	return resp, nil
}

// post sends a message, a receipt or a typing indicator, and gives the
// message's id.
func (a *API) post(ctx context.Context, body any) (string, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return "", &channel.SendError{Kind: channel.Refused, Text: err.Error()}
	}
	answer, err := a.do(ctx, callTimeout, http.MethodPost, a.address(a.phone, "messages"), "application/json", data)
	if err != nil {
		return "", err
	}
	var sent struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if json.Unmarshal(answer, &sent) != nil || len(sent.Messages) == 0 {
		return "", nil
	}
	return sent.Messages[0].ID, nil
}

// upload brings a file to WhatsApp, where it lives for 30 days.
func (a *API) upload(ctx context.Context, name, kind string, data []byte) (string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("messaging_product", "whatsapp") // a buffer takes everything
	_ = form.WriteField("type", kind)
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", name)}, "Content-Type": {kind},
	})
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil {
		return "", &channel.SendError{Kind: channel.Refused, Text: err.Error()}
	}
	_ = form.Close()
	answer, err := a.do(ctx, uploadTimeout, http.MethodPost, a.address(a.phone, "media"), form.FormDataContentType(), body.Bytes())
	if err != nil {
		return "", err
	}
	var media struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(answer, &media) != nil || media.ID == "" {
		return "", &channel.SendError{Kind: channel.Broken, Text: "the upload has no id"}
	}
	return media.ID, nil
}

// Fetch reads a file that somebody sent: its address lives for five minutes
// and needs the token. A direct address is tried first, then the id.
func (a *API) fetch(ctx context.Context, direct, id string, take func(io.Reader) error) error {
	if direct != "" {
		err := a.download(ctx, direct, take)
		if err == nil || !channel.Is(err, channel.Refused, channel.Broken) {
			return err
		}
	}
	answer, err := a.do(ctx, callTimeout, http.MethodGet, a.address(url.PathEscape(id)), "", nil)
	if err != nil {
		return err
	}
	var media struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(answer, &media) != nil || media.URL == "" {
		return &channel.SendError{Kind: channel.Broken, Text: "the file has no address"}
	}
	return a.download(ctx, media.URL, take)
}

func (a *API) download(ctx context.Context, address string, take func(io.Reader) error) error {
	if !a.trusted(address) {
		return &channel.SendError{Kind: channel.Refused, Text: "the file is at an address that is not WhatsApp's"}
	}
	resp, err := a.request(ctx, http.MethodGet, address, "", nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // nothing was written to it
	if resp.StatusCode != http.StatusOK {
		data, _ := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
		return refusal(resp.StatusCode, data)
	}
	return take(breaking{resp.Body})
}

// trusted reports whether an address may be shown our token: one of Meta's own
// over https, or the root that was configured.
func (a *API) trusted(address string) bool {
	u, err := url.Parse(address)
	root, bad := url.Parse(a.root)
	if err != nil || bad != nil {
		return false
	}
	if u.Scheme == root.Scheme && u.Host == root.Host {
		return true
	}
	for _, host := range []string{"facebook.com", "fbsbx.com", "whatsapp.net", "whatsapp.com"} {
		if u.Scheme == "https" && (u.Hostname() == host || strings.HasSuffix(u.Hostname(), "."+host)) {
			return true
		}
	}
	return false
}

// breaking is a body whose errors are ours.
type breaking struct{ body io.Reader }

func (b breaking) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && err != io.EOF {
		err = channel.TransportError(err, true)
	}
	return n, err
}

// Reach asks for our own number: the token is right and the way is open.
func (a *API) Reach(ctx context.Context) error {
	_, err := a.number(ctx)
	return err
}

// number is our number as links take it: digits only.
func (a *API) number(ctx context.Context) (string, error) {
	answer, err := a.do(ctx, callTimeout, http.MethodGet, a.address(a.phone)+"?fields=display_phone_number", "", nil)
	if err != nil {
		return "", err
	}
	var own struct {
		Number string `json:"display_phone_number"`
	}
	if json.Unmarshal(answer, &own) != nil || own.Number == "" {
		return "", &channel.SendError{Kind: channel.Broken, Text: "the number is not shown"}
	}
	return digits(own.Number), nil
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
