// Package telegram is Telegram as a channel: the Bot API, and the traps of its
// library, which nobody else knows.
package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/bot/channel"
)

// Root is where Telegram itself answers.
const Root = "https://api.telegram.org"

// How long calls may take. Polling adds the time the server may hold it.
const (
	pollHold      = 50 * time.Second // the server's own limit
	pollTimeout   = pollHold + 15*time.Second
	callTimeout   = 30 * time.Second
	uploadTimeout = 4 * time.Minute
)

// idleConnections is how many connections are kept to one server; with the
// standard two, every burst of replies dials anew.
const idleConnections = 256

// maxAnswer is the longest answer read: a hundred updates of the longest text
// are far shorter.
const maxAnswer = 32 << 20

// API is the Bot API, spoken through the library's MakeRequest and
// UploadFiles. Its pollers are not used: they confirm updates before they are
// handled.
type API struct {
	api      tgbotapi.BotAPI
	base     string // of every address, without a slash at its end
	client   *http.Client
	sleep    func(context.Context, time.Duration) // between tries of a poll or a delivery
	username atomic.Pointer[string]
}

// NewAPI prepares the API at a base address; it does not call it, so that
// a process can start while Telegram is down.
func NewAPI(token, base string) *API {
	silence()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = idleConnections, idleConnections
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	client := &http.Client{
		Transport: transport,
		// Whoever is redirected says where it came from, and that holds the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t := &API{api: tgbotapi.BotAPI{Token: token}, base: strings.TrimRight(base, "/"), client: client, sleep: channel.Wait}
	t.api.SetAPIEndpoint(t.base + "/bot%s/%s")
	return t
}

// self is the bot's own user id, which its token begins with; 0: it does not.
func (t *API) self() int64 {
	id, _, _ := strings.Cut(t.api.Token, ":")
	n, _ := strconv.ParseInt(id, 10, 64)
	return n
}

// silence stops the library's own log: it holds addresses, and with them the
// token. The library keeps its logger in a global without a lock.
var silence = sync.OnceFunc(func() { _ = tgbotapi.SetLogger(silent{}) })

// silent is the library's logger: its words would hold the token.
type silent struct{}

func (silent) Println(...any)        {}
func (silent) Printf(string, ...any) {}

// bound is the library's HTTP client for one call: with a context, without the
// token in its errors, and with a server's failures told apart from answers.
type bound struct {
	ctx    context.Context
	client *http.Client
}

// Do reads the whole answer: one that breaks off is then told apart from one
// that makes no sense, and the connection can be used again.
func (b bound) Do(r *http.Request) (*http.Response, error) {
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	resp, err := b.client.Do(r.WithContext(httptrace.WithClientTrace(b.ctx, trace)))
	if err != nil {
		return nil, channel.TransportError(err, connected.Load())
	}
	var body bytes.Buffer
	body.Grow(int(min(max(0, resp.ContentLength), 64<<10)) + bytes.MinRead) // as the header says, within reason
	_, err = body.ReadFrom(io.LimitReader(resp.Body, maxAnswer))
	_ = resp.Body.Close() // nothing was written to it
	if err != nil {
		return nil, channel.TransportError(err, true)
	}
	if resp.StatusCode >= http.StatusInternalServerError || !bytes.HasPrefix(bytes.TrimSpace(body.Bytes()), []byte("{")) {
		return nil, noAnswer(resp)
	}
	resp.Body = io.NopCloser(&body)
	return resp, nil
}

// noAnswer is what a server in trouble, or a proxy before it, says instead of
// an answer: mostly a page of HTML.
func noAnswer(resp *http.Response) *channel.SendError {
	e := &channel.SendError{Kind: channel.Unclear(resp.StatusCode), Code: resp.StatusCode, Text: strings.TrimSpace("not the Bot API: " + http.StatusText(resp.StatusCode))}
	switch resp.StatusCode {
	case http.StatusRequestEntityTooLarge:
		e.Kind = channel.Refused
	case http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		e.Kind, e.RetryAfter = channel.Flood, max(time.Second, time.Duration(seconds)*time.Second)
	}
	return e
}

// call makes one request and gives its result.
func (t *API) call(ctx context.Context, timeout time.Duration, method string, params tgbotapi.Params) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	api := t.api
	api.Client = bound{ctx, t.client}
	resp, err := api.MakeRequest(method, params)
	return t.result(resp, err)
}

// upload makes one request with a file in it.
func (t *API) upload(ctx context.Context, method string, params tgbotapi.Params, field, name string, data []byte) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTimeout)
	defer cancel()
	api := t.api
	api.Client = bound{ctx, t.client}
	resp, err := api.UploadFiles(method, params, []tgbotapi.RequestFile{{Name: field, Data: tgbotapi.FileBytes{Name: name, Bytes: data}}})
	return t.result(resp, err)
}

// result turns an answer of the library into ours. A failed upload's code is
// only in the response; a failed transport has no response at all.
func (t *API) result(resp *tgbotapi.APIResponse, err error) (json.RawMessage, error) {
	var known *channel.SendError
	var refused *tgbotapi.Error
	switch {
	case err == nil:
		return resp.Result, nil
	case errors.As(err, &known):
		return nil, known
	case errors.As(err, &refused) && resp != nil && resp.ErrorCode != 0:
		e := refusal(resp)
		e.Text = t.redacted(e.Text)
		return nil, e
	}
	return nil, &channel.SendError{Kind: channel.Unknown, Text: "the answer is no answer of the Bot API"}
}

// redacted takes the token out of what a server said: a proxy may repeat the
// address it was asked for.
func (t *API) redacted(text string) string {
	if t.api.Token == "" {
		return text
	}
	text = strings.ReplaceAll(text, t.api.Token, "<token>")
	if _, secret, _ := strings.Cut(t.api.Token, ":"); len(secret) >= secretLeast { // the colon may come as %3A, once or twice over
		text = strings.ReplaceAll(text, secret, "<token>")
	}
	return text
}

// secretLeast is shorter than any token's secret, and longer than a word that a
// server says by chance.
const secretLeast = 16

// refusal sorts the API's own errors by what is to be done about them.
func refusal(resp *tgbotapi.APIResponse) *channel.SendError {
	e := &channel.SendError{Kind: channel.Refused, Code: resp.ErrorCode, Text: resp.Description}
	switch {
	case resp.ErrorCode == http.StatusTooManyRequests:
		e.Kind, e.RetryAfter = channel.Flood, time.Second
		if resp.Parameters != nil && resp.Parameters.RetryAfter > 1 {
			e.RetryAfter = time.Duration(resp.Parameters.RetryAfter) * time.Second
		}
	case resp.ErrorCode == http.StatusUnauthorized, resp.ErrorCode == http.StatusNotFound && resp.Description == "Not Found":
		e.Kind = channel.Unauthorized // a token that does not even look like one is "Not Found"; a method, "Not Found: method not found"
	case resp.ErrorCode == http.StatusConflict:
		e.Kind = channel.Conflict
	case resp.ErrorCode >= http.StatusInternalServerError:
		e.Kind = channel.Unclear(resp.ErrorCode)
	case resp.Parameters != nil && resp.Parameters.MigrateToChatID != 0:
		e.Kind, e.To = channel.Moved, strconv.FormatInt(resp.Parameters.MigrateToChatID, 10)
	default:
		refine(e)
	}
	return e
}

// quoted is what a description repeats of what was sent.
var quoted = regexp.MustCompile(`"[^"]*"`)

// refine sorts 400 and 403 by their descriptions. Those about a text come
// first: they repeat pieces of it, which may hold any of the others' words.
func refine(e *channel.SendError) {
	text := strings.ToLower(e.Text)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("can't parse entities", "message is too long", "caption is too long", "message_too_long", "caption_too_long"):
		e.Kind, e.Text = channel.BadMarkup, quoted.ReplaceAllString(e.Text, `"..."`) // not into the log
	case has("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found", "topic was closed"):
		e.Kind, e.Text = channel.Shut, channel.ShutTopic
	case has("not enough rights to send text", "have no rights to send", "chat_write_forbidden", "chat_restricted", "chat_send_plain_forbidden", "need administrator rights",
		"chat_admin_required", "not enough rights to send messages"):
		e.Kind, e.Text = channel.Shut, channel.ShutRights
	case has("kicked", "not a member", "was deleted", "is deactivated", "upgraded to a supergroup", "channel_private") && has("group", "channel"):
		e.Kind, e.Text = channel.Shut, channel.ShutRemoved
	case has("blocked"):
		e.Kind, e.Text = channel.Gone, "blocked"
	case has("deactivated"):
		e.Kind, e.Text = channel.Gone, "deactivated"
	case has("chat not found", "initiate conversation", "user not found", "peer_id_invalid"):
		e.Kind, e.Text = channel.Gone, "not found"
	case e.Code == http.StatusForbidden:
		e.Kind, e.Text = channel.Gone, "forbidden"
	case has("message is not modified"):
		e.Kind = channel.Unchanged
	case has("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier", "no text in the message to edit", "no caption in the message to edit",
		"message to delete not found", "message can't be deleted"):
		e.Kind = channel.Uneditable
	case has("query is too old", "query id is invalid"):
		e.Kind = channel.Expired
	}
}

// SetCommands tells Telegram which commands to list, in one language or, with
// an empty one, for everybody else; chat narrows it to one chat.
func (t *API) SetCommands(ctx context.Context, commands []channel.Command, lang, chat string) error {
	list := make([]map[string]string, 0, len(commands))
	for _, c := range commands {
		list = append(list, map[string]string{"command": c.Name, "description": c.Description})
	}
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", lang)
	if chat != "" {
		if err := params.AddInterface("scope", map[string]string{"type": "chat", "chat_id": chat}); err != nil {
			return fmt.Errorf("telegram: scope of commands: %w", err)
		}
	}
	if err := params.AddInterface("commands", list); err != nil {
		return fmt.Errorf("telegram: list of commands: %w", err)
	}
	_, err := t.call(ctx, callTimeout, "setMyCommands", params)
	var e *channel.SendError
	if errors.As(err, &e) && (e.Code == http.StatusNotFound || chat != "" && channel.Is(e, channel.Broken, channel.Unknown) && e.Code != 0) {
		// A server that keeps no lists, such as a proxy, or not now: words matter
		// more than the list of one chat, which waits in the same lane.
		return &channel.SendError{Kind: channel.Refused, Code: e.Code, Text: e.Text}
	}
	return err
}

// Reach asks Telegram who we are: the token is right and the way is open.
func (t *API) Reach(ctx context.Context) error {
	_, err := t.whoAmI(ctx)
	return err
}

// Username is the bot's name in links. It is asked for once.
func (t *API) Username(ctx context.Context) (string, error) {
	if name := t.username.Load(); name != nil {
		return *name, nil
	}
	name, err := t.whoAmI(ctx)
	if err == nil && name == "" {
		err = &channel.SendError{Kind: channel.Broken, Text: "the bot has no name"}
	}
	return name, err
}

func (t *API) whoAmI(ctx context.Context) (string, error) {
	data, err := t.call(ctx, callTimeout, "getMe", nil)
	if err != nil {
		return "", err
	}
	var me struct {
		Username string `json:"username"`
	}
	if json.Unmarshal(data, &me) == nil && me.Username != "" {
		t.username.Store(&me.Username)
	}
	return me.Username, nil
}
