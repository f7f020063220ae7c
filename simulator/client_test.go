package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const token = "1:test"

// ownClient shares no connection with others: a test server that ends closes
// the idle ones of http.DefaultTransport, and may hit one that is in use.
var ownClient = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}

// hands is a clock that only a test moves.
type hands struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) Advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// client is a bot: it knows of the server what the Bot API shows.
type client struct {
	t      testing.TB
	url    string
	server *Server
	clock  *hands
}

var siti = User{ID: 5, FirstName: "Siti", LastName: "Aminah", Username: "siti", Language: "id", Phone: "6281200000005"}

// start makes a server on loopback and its bot.
func start(t testing.TB, change func(*Options)) *client {
	t.Helper()
	clock := &hands{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	o := Options{Token: token, Now: clock.Now, Advance: clock.Advance}
	if change != nil {
		change(&o)
	}
	s := New(o)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	return &client{t, server.URL, s, clock}
}

// met is a bot with a phone that has written to it.
func met(t testing.TB) (*client, *Phone) {
	t.Helper()
	b := start(t, nil)
	p := b.server.Phone(siti)
	p.Send("/start")
	b.drain()
	return b, p
}

// in is the same bot in a test within the test.
func (b *client) in(t testing.TB) *client {
	within := *b
	within.t = t
	return &within
}

// reply is an answer of the Bot API.
type reply struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	}
	status int
	header http.Header
}

// values makes parameters of names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// try makes a call as a form.
func (b *client) try(method string, pairs ...string) (reply, error) {
	return b.send(http.MethodPost, "/bot"+token+"/"+method, "application/x-www-form-urlencoded", strings.NewReader(values(pairs...).Encode()))
}

func (b *client) send(verb, path, kind string, body io.Reader) (reply, error) {
	req, err := http.NewRequestWithContext(b.t.Context(), verb, b.url+path, body)
	if err != nil {
		return reply{}, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return do(req)
}

func do(req *http.Request) (reply, error) {
	resp, err := ownClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	r := reply{status: resp.StatusCode, header: resp.Header}
	return r, json.NewDecoder(resp.Body).Decode(&r)
}

// call makes a call that is answered.
func (b *client) call(method string, pairs ...string) reply {
	b.t.Helper()
	r, err := b.try(method, pairs...)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return r
}

// ok makes a call that succeeds.
func (b *client) ok(method string, pairs ...string) reply {
	b.t.Helper()
	r := b.call(method, pairs...)
	if !r.OK || r.status != http.StatusOK {
		b.t.Fatalf("%s: %d %s", method, r.status, r.Description)
	}
	return r
}

// refused makes a call that fails in these words.
func (b *client) refused(code int, description, method string, pairs ...string) {
	b.t.Helper()
	b.is(b.call(method, pairs...), code, description)
}

func (b *client) is(r reply, code int, description string) {
	b.t.Helper()
	if r.OK || r.status != code || r.Code != code || r.Description != description {
		b.t.Errorf("answered %t, HTTP %d, %d %q; want %d %q", r.OK, r.status, r.Code, r.Description, code, description)
	}
}

// got is what the tests look at of an update.
type got struct {
	ID       int `json:"update_id"`
	Message  *gotMessage
	Edited   *gotMessage `json:"edited_message"`
	Callback *struct {
		ID, Data string
		From     struct{ ID int64 }
		Message  *gotMessage
	} `json:"callback_query"`
	Member *struct {
		From    struct{ ID int64 }
		OldChat struct{ Status string } `json:"old_chat_member"`
		NewChat struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

// gotMessage is what the tests look at of a message.
type gotMessage struct {
	ID   int `json:"message_id"`
	Date int64
	Chat struct{ ID int64 }
	From struct {
		ID       int64
		IsBot    bool   `json:"is_bot"`
		First    string `json:"first_name"`
		Last     string `json:"last_name"`
		Username string
		Language string `json:"language_code"`
	}
	Text, Caption   string
	EditDate        int64    `json:"edit_date"`
	ForwardDate     int64    `json:"forward_date"`
	Entities        []Entity `json:"entities"`
	CaptionEntities []Entity `json:"caption_entities"`
	Contact         *struct {
		Phone  string `json:"phone_number"`
		UserID int64  `json:"user_id"`
	}
	Photo    []gotFile
	Document *gotFile
	Sticker  *gotFile
	Voice    *gotFile
	Location *struct{ Latitude, Longitude float64 }
	Markup   *struct {
		Inline [][]InlineButton `json:"inline_keyboard"`
	} `json:"reply_markup"`
}

type gotFile struct {
	ID   string `json:"file_id"`
	Size int    `json:"file_size"`
	Name string `json:"file_name"`
}

func parsed[T any](t testing.TB, data []byte) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return v
}

// updates asks for updates.
func (b *client) updates(pairs ...string) []got {
	b.t.Helper()
	return parsed[[]got](b.t, b.ok("getUpdates", pairs...).Result)
}

// drain takes all updates there are.
func (b *client) drain() {
	b.t.Helper()
	b.ok("getUpdates", "offset", "-1")
	for _, u := range b.updates() {
		b.ok("getUpdates", "offset", itoa(u.ID+1))
	}
}

// say sends a message to Siti that is taken, and gives it.
func (b *client) say(pairs ...string) gotMessage {
	b.t.Helper()
	return parsed[gotMessage](b.t, b.ok("sendMessage", append([]string{"chat_id", "5"}, pairs...)...).Result)
}

// last is the last message on a phone.
func last(t testing.TB, p *Phone) Message {
	t.Helper()
	all := p.Messages()
	if len(all) == 0 {
		t.Fatal("the chat is empty")
	}
	return all[len(all)-1]
}

func itoa(n int) string {
	data, _ := json.Marshal(n)
	return string(data)
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

func within[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("not reached")
	}
}
