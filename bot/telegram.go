package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// TelegramAPI is where Telegram itself answers.
const TelegramAPI = "https://api.telegram.org"

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

// Telegram is the Bot API, spoken through the library's MakeRequest and
// UploadFiles. Its pollers are not used: they confirm updates before they are
// handled.
type Telegram struct {
	api    tgbotapi.BotAPI
	client *http.Client
}

// NewTelegram prepares the API at a base address; it does not call it, so that
// a process can start while Telegram is down.
func NewTelegram(token, base string) *Telegram {
	_ = tgbotapi.SetLogger(silent{}) // the library logs addresses, and with them the token
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = idleConnections, idleConnections
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second}
	t := &Telegram{api: tgbotapi.BotAPI{Token: token}, client: &http.Client{Transport: transport}}
	t.api.SetAPIEndpoint(strings.TrimRight(base, "/") + "/bot%s/%s")
	return t
}

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

func (b bound) Do(r *http.Request) (*http.Response, error) {
	resp, err := b.client.Do(r.WithContext(b.ctx))
	if err != nil {
		return nil, transportError(err)
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		_ = resp.Body.Close()
		return nil, &SendError{Kind: Broken, Code: resp.StatusCode, Text: http.StatusText(resp.StatusCode)}
	}
	return resp, nil
}

// call makes one request and gives its result.
func (t *Telegram) call(ctx context.Context, timeout time.Duration, method string, params tgbotapi.Params) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	api := t.api
	api.Client = bound{ctx, t.client}
	resp, err := api.MakeRequest(method, params)
	return result(resp, err)
}

// upload makes one request with a file in it.
func (t *Telegram) upload(ctx context.Context, method string, params tgbotapi.Params, field, name string, data []byte) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTimeout)
	defer cancel()
	api := t.api
	api.Client = bound{ctx, t.client}
	resp, err := api.UploadFiles(method, params, []tgbotapi.RequestFile{{Name: field, Data: tgbotapi.FileBytes{Name: name, Bytes: data}}})
	return result(resp, err)
}

// result turns an answer of the library into ours. A failed upload's code is
// only in the response; a failed transport has no response at all.
func result(resp *tgbotapi.APIResponse, err error) (json.RawMessage, error) {
	var known *SendError
	var refused *tgbotapi.Error
	switch {
	case err == nil:
		return resp.Result, nil
	case errors.As(err, &known):
		return nil, known
	case errors.As(err, &refused) && resp != nil:
		return nil, refusal(resp)
	}
	return nil, &SendError{Kind: Broken, Text: "the answer is no JSON"}
}

// refusal sorts the API's own errors by what is to be done about them.
func refusal(resp *tgbotapi.APIResponse) *SendError {
	e := &SendError{Kind: Refused, Code: resp.ErrorCode, Text: resp.Description}
	text := strings.ToLower(resp.Description)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	switch {
	case resp.ErrorCode == http.StatusTooManyRequests:
		e.Kind, e.RetryAfter = Flood, time.Second
		if resp.Parameters != nil && resp.Parameters.RetryAfter > 1 {
			e.RetryAfter = time.Duration(resp.Parameters.RetryAfter) * time.Second
		}
	case resp.ErrorCode == http.StatusUnauthorized:
		e.Kind = Unauthorized
	case resp.ErrorCode == http.StatusConflict:
		e.Kind = Conflict
	case resp.ErrorCode >= http.StatusInternalServerError:
		e.Kind = Broken
	case has("blocked"):
		e.Kind, e.Text = Gone, "blocked"
	case has("deactivated"):
		e.Kind, e.Text = Gone, "deactivated"
	case has("chat not found", "initiate conversation", "user not found", "peer_id_invalid"):
		e.Kind, e.Text = Gone, "not found"
	case has("can't parse entities"):
		e.Kind = BadMarkup
	case has("message is not modified"):
		e.Kind = Unchanged
	case has("message to edit not found", "message can't be edited", "message_id_invalid"):
		e.Kind = Uneditable
	case has("query is too old", "query id is invalid"):
		e.Kind = Expired
	}
	return e
}

// SetCommands tells Telegram which commands to list, in one language or, with
// an empty one, for everybody else; chat narrows it to one chat.
func (t *Telegram) SetCommands(ctx context.Context, commands []Command, lang, chat string) error {
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
	return err
}

// Command is an entry of the list that the app shows.
type Command struct{ Name, Description string }

// Reach asks Telegram who we are: the token is right and the way is open.
func (t *Telegram) Reach(ctx context.Context) error {
	_, err := t.call(ctx, callTimeout, "getMe", nil)
	return err
}
