package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/bot/channel"
)

const testToken = "123456789:AAtelegram-test-token"

// apiCall is a call as the server saw it.
type apiCall struct {
	method string
	params url.Values
	file   string // what was uploaded
}

// scriptedAPI is a Bot API that answers as a test says and remembers what it
// was asked.
type scriptedAPI struct {
	*API
	base string

	mu    sync.Mutex
	calls []apiCall
}

// script answers a call; n counts them from 0.
type script func(w http.ResponseWriter, r *http.Request, n int, c apiCall)

func newScriptedAPI(t testing.TB, answer script) *scriptedAPI {
	t.Helper()
	a := &scriptedAPI{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := readCall(r)
		a.mu.Lock()
		n := len(a.calls)
		a.calls = append(a.calls, c)
		a.mu.Unlock()
		answer(w, r, n, c)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	a.base, a.API = server.URL, NewAPI(testToken, server.URL)
	return a
}

func readCall(r *http.Request) apiCall {
	_ = r.ParseMultipartForm(1 << 20)  // a form without files is read all the same
	_, _ = io.Copy(io.Discard, r.Body) // the server watches for the caller's end only after the last byte
	c := apiCall{method: strings.TrimPrefix(r.URL.Path, "/bot"+testToken+"/"), params: r.PostForm}
	if r.MultipartForm != nil {
		for field, files := range r.MultipartForm.File {
			c.file = field + " " + files[0].Filename
		}
	}
	return c
}

// asked is what the server was asked so far.
func (a *scriptedAPI) asked() []apiCall {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

func answerOK(w http.ResponseWriter, result string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`)
}

// answerError refuses as the Bot API does; more is added to the body.
func answerError(w http.ResponseWriter, code int, description, more string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	text, _ := json.Marshal(description)
	_, _ = fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":%s%s}`, code, text, more)
}

func always(code int, description, more string) script {
	return func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) {
		answerError(w, code, description, more)
	}
}

// proxyPage answers with a page of HTML.
func proxyPage(code int, header ...string) script {
	return func(w http.ResponseWriter, r *http.Request, _ int, _ apiCall) {
		w.Header().Set("Content-Type", "text/html")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "<html><h1>"+r.URL.Path+"</h1></html>")
	}
}

func rawAnswer(body string) script {
	return func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { _, _ = io.WriteString(w, body) }
}

// bothWays runs a request as a form and as an upload.
func bothWays(t *testing.T, f func(t *testing.T, send func(ctx context.Context, api *API) error)) {
	t.Run("call", func(t *testing.T) {
		f(t, func(ctx context.Context, api *API) error {
			_, err := api.call(ctx, callTimeout, "sendMessage", tgbotapi.Params{"chat_id": "1", "text": "x"})
			return err
		})
	})
	t.Run("upload", func(t *testing.T) {
		f(t, func(ctx context.Context, api *API) error {
			_, err := api.upload(ctx, "sendDocument", tgbotapi.Params{"chat_id": "1"}, "document", "a.txt", []byte("x"))
			return err
		})
	})
}

// refusals are what the Bot API, or a proxy before it, answers, and what is to
// be done about it (reference: "What to do with each error").
var refusals = []struct {
	when   string
	answer script
	want   channel.SendError
}{
	{"a flood says how long to wait", always(429, "Too Many Requests: retry after 17", `,"parameters":{"retry_after":17}`),
		failed(channel.Flood, 429, 17*time.Second, "Too Many Requests: retry after 17")},
	{"a flood without parameters waits a second", always(429, "Too Many Requests", ""), failed(channel.Flood, 429, time.Second, "Too Many Requests")},
	{"a flood of no seconds waits a second", always(429, "Too Many Requests", `,"parameters":{"retry_after":0}`), failed(channel.Flood, 429, time.Second, "Too Many Requests")},
	{"a proxy's flood says how long to wait", proxyPage(429, "Retry-After", "9"), failed(channel.Flood, 429, 9*time.Second, "not the Bot API: Too Many Requests")},
	{"a proxy's flood that says nothing waits a second", proxyPage(429), failed(channel.Flood, 429, time.Second, "not the Bot API: Too Many Requests")},
	{"500 is unclear", always(500, "Internal Server Error", ""), failed(channel.Unknown, 500, 0, "not the Bot API: Internal Server Error")},
	{"501 is unclear", always(501, "Not Implemented", ""), failed(channel.Unknown, 501, 0, "not the Bot API: Not Implemented")},
	{"a page of 502 is unclear", proxyPage(502), failed(channel.Unknown, 502, 0, "not the Bot API: Bad Gateway")},
	{"a page of 503 is broken", proxyPage(503), failed(channel.Broken, 503, 0, "not the Bot API: Service Unavailable")},
	{"a page of 504 is unclear", proxyPage(504), failed(channel.Unknown, 504, 0, "not the Bot API: Gateway Timeout")},
	{"a status nobody knows is unclear", proxyPage(599), failed(channel.Unknown, 599, 0, "not the Bot API:")},
	{"500 inside an answer is unclear", rawAnswer(`{"ok":false,"error_code":500,"description":"restart"}`), failed(channel.Unknown, 500, 0, "restart")},
	{"a portal's page is unclear", proxyPage(200), failed(channel.Unknown, 200, 0, "not the Bot API: OK")},
	{"a proxy's 403 says nothing about the person", proxyPage(403), failed(channel.Broken, 403, 0, "not the Bot API: Forbidden")},
	{"a proxy's 413 is refused", proxyPage(413), failed(channel.Refused, 413, 0, "not the Bot API: Request Entity Too Large")},
	{"an empty answer is unclear", rawAnswer(""), failed(channel.Unknown, 200, 0, "not the Bot API: OK")},
	{"an answer of another type is unclear", rawAnswer(`[]`), failed(channel.Unknown, 200, 0, "not the Bot API: OK")},
	{"an answer that is no answer is unclear", rawAnswer(`{"hello":1}`), failed(channel.Unknown, 0, 0, "the answer is no answer of the Bot API")},
	{"half an answer is unclear", rawAnswer(`{"ok":true,"resu`), failed(channel.Unknown, 0, 0, "the answer is no answer of the Bot API")},
	{"tags that cannot be read", always(400, `Bad Request: can't parse entities: Unsupported start tag "siti blocked" at byte offset 3`, ""),
		failed(channel.BadMarkup, 400, 0, `Bad Request: can't parse entities: Unsupported start tag "..." at byte offset 3`)},
	{"a text too long", always(400, "Bad Request: message is too long", ""), failed(channel.BadMarkup, 400, 0, "Bad Request: message is too long")},
	{"a text too long, in the server's words", always(400, "Bad Request: MESSAGE_TOO_LONG", ""), failed(channel.BadMarkup, 400, 0, "Bad Request: MESSAGE_TOO_LONG")},
	{"a caption too long", always(400, "Bad Request: message caption is too long", ""), failed(channel.BadMarkup, 400, 0, "Bad Request: message caption is too long")},
	{"a caption too long, in the server's words", always(400, "Bad Request: MEDIA_CAPTION_TOO_LONG", ""), failed(channel.BadMarkup, 400, 0, "Bad Request: MEDIA_CAPTION_TOO_LONG")},
	{"a chat that is not there", always(400, "Bad Request: chat not found", ""), failed(channel.Gone, 400, 0, "not found")},
	{"a peer that is not there", always(400, "Bad Request: PEER_ID_INVALID", ""), failed(channel.Gone, 400, 0, "not found")},
	{"a person who blocked the bot", always(403, "Forbidden: bot was blocked by the user", ""), failed(channel.Gone, 403, 0, "blocked")},
	{"an account that was deleted", always(403, "Forbidden: user is deactivated", ""), failed(channel.Gone, 403, 0, "deactivated")},
	{"a person who never wrote", always(403, "Forbidden: bot can't initiate conversation with a user", ""), failed(channel.Gone, 403, 0, "not found")},
	{"another bot", always(403, "Forbidden: bots can't send messages to bots", ""), failed(channel.Gone, 403, 0, "forbidden")},
	{"an edit that changes nothing", always(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same", ""),
		failed(channel.Unchanged, 400, 0, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")},
	{"a message to edit that is gone", always(400, "Bad Request: message to edit not found", ""), failed(channel.Uneditable, 400, 0, "Bad Request: message to edit not found")},
	{"a message too old to edit", always(400, "Bad Request: message can't be edited", ""), failed(channel.Uneditable, 400, 0, "Bad Request: message can't be edited")},
	{"an edit of something without text", always(400, "Bad Request: there is no text in the message to edit", ""), failed(channel.Uneditable, 400, 0, "Bad Request: there is no text in the message to edit")},
	{"an edit of an id that is none", always(400, "Bad Request: message identifier is not specified", ""), failed(channel.Uneditable, 400, 0, "Bad Request: message identifier is not specified")},
	{"a tap that is too old", always(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", ""),
		failed(channel.Expired, 400, 0, "Bad Request: query is too old and response timeout expired or query ID is invalid")},
	// Nothing is sent as a reply, by file_id or to a group today: these would be mistakes of ours.
	{"a reply's target that is gone", always(400, "Bad Request: message to be replied not found", ""), failed(channel.Refused, 400, 0, "Bad Request: message to be replied not found")},
	{"a file id that is wrong", always(400, "Bad Request: wrong file identifier/HTTP URL specified", ""), failed(channel.Refused, 400, 0, "Bad Request: wrong file identifier/HTTP URL specified")},
	{"a group that moved", always(400, "Bad Request: group chat was upgraded to a supergroup chat", `,"parameters":{"migrate_to_chat_id":-1001}`),
		channel.SendError{Kind: channel.Moved, Code: 400, Text: "Bad Request: group chat was upgraded to a supergroup chat", To: "-1001"}},
	{"a group that moved, nobody knows where to", always(403, "Forbidden: the group chat was upgraded to a supergroup chat", ""), failed(channel.Shut, 403, 0, channel.ShutRemoved)},
	{"a topic that is closed", always(400, "Bad Request: TOPIC_CLOSED", ""), failed(channel.Shut, 400, 0, channel.ShutTopic)},
	{"a topic that was deleted", always(400, "Bad Request: message thread not found", ""), failed(channel.Shut, 400, 0, channel.ShutTopic)},
	{"a group in which the bot may not write", always(400, "Bad Request: not enough rights to send text messages to the chat", ""), failed(channel.Shut, 400, 0, channel.ShutRights)},
	{"the same of old", always(400, "Bad Request: have no rights to send a message", ""), failed(channel.Shut, 400, 0, channel.ShutRights)},
	{"the same in the server's words", always(400, "Bad Request: CHAT_WRITE_FORBIDDEN", ""), failed(channel.Shut, 400, 0, channel.ShutRights)},
	{"a channel in which the bot is no administrator", always(400, "Bad Request: need administrator rights in the channel chat", ""), failed(channel.Shut, 400, 0, channel.ShutRights)},
	{"a group that threw the bot out", always(403, "Forbidden: bot was kicked from the supergroup chat", ""), failed(channel.Shut, 403, 0, channel.ShutRemoved)},
	{"a channel that the bot is not in", always(403, "Forbidden: bot is not a member of the channel chat", ""), failed(channel.Shut, 403, 0, channel.ShutRemoved)},
	{"a group that is gone", always(403, "Forbidden: the group chat was deleted", ""), failed(channel.Shut, 403, 0, channel.ShutRemoved)},
	{"a picture where only words are allowed", always(400, "Bad Request: not enough rights to send photos to the chat", ""), failed(channel.Refused, 400, 0, "Bad Request: not enough rights to send photos to the chat")},
	{"any other 400", always(400, "Bad Request: BUTTON_DATA_INVALID", ""), failed(channel.Refused, 400, 0, "Bad Request: BUTTON_DATA_INVALID")},
	{"a method that is not there", always(404, "Not Found: method not found", ""), failed(channel.Refused, 404, 0, "Not Found: method not found")},
	{"a file too big", always(413, "Request Entity Too Large", ""), failed(channel.Refused, 413, 0, "Request Entity Too Large")},
	{"a token that is wrong", always(401, "Unauthorized", ""), failed(channel.Unauthorized, 401, 0, "Unauthorized")},
	{"a token that does not look like one", always(404, "Not Found", ""), failed(channel.Unauthorized, 404, 0, "Not Found")},
	{"a second poller", always(409, "Conflict: terminated by other getUpdates request", ""), failed(channel.Conflict, 409, 0, "Conflict: terminated by other getUpdates request")},
	{"a description that repeats the address", always(400, "Bad Request: no route for /bot"+testToken+"/sendMessage", ""),
		failed(channel.Refused, 400, 0, "Bad Request: no route for /bot<token>/sendMessage")},
	{"a description that repeats it escaped", always(400, "Bad Request: no route for /bot"+strings.ReplaceAll(testToken, ":", "%3A")+"/sendMessage", ""),
		failed(channel.Refused, 400, 0, "Bad Request: no route for /bot123456789%3A<token>/sendMessage")},
	{"a description that repeats it escaped twice", always(400, "/bot"+strings.ReplaceAll(testToken, ":", "%253a"), ""),
		failed(channel.Refused, 400, 0, "/bot123456789%253a<token>")},
}

func TestRefusalsAreSortedByWhatIsToBeDone(t *testing.T) {
	t.Parallel()
	for _, c := range refusals {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			api := newScriptedAPI(t, c.answer)
			bothWays(t, func(t *testing.T, send func(context.Context, *API) error) {
				e, ok := send(t.Context(), api.API).(*channel.SendError)
				if !ok || *e != c.want {
					t.Errorf("got  %+v\nwant %+v", e, &c.want)
				}
			})
		})
	}
}

func TestOneConnectionServesAnswersOfEveryKind(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Trailer", "X") // chunked: the end comes apart from the last byte
		switch r.URL.Path[len("/bot"+testToken+"/"):] {
		case "bad":
			w.WriteHeader(http.StatusBadGateway)
		case "good":
			answerOK(w, `"`+strings.Repeat("x", 100_000)+`"`)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	api := NewAPI(testToken, server.URL+"/")
	for range 5 {
		for _, method := range []string{"good", "bad"} {
			_, err := api.call(t.Context(), callTimeout, method, nil)
			if (err == nil) != (method == "good") {
				t.Fatalf("%s: %v", method, err)
			}
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("ten calls took %d connections", n)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("a stranger was asked, coming from %q", r.Header.Get("Referer"))
	}))
	t.Cleanup(other.Close)
	api := newScriptedAPI(t, proxyPage(http.StatusFound, "Location", other.URL))
	if err := api.Reach(t.Context()); !channel.Is(err, channel.Broken) {
		t.Errorf("got %v", err)
	}
}

func TestCommandsAreSetForAllOrForOneChat(t *testing.T) {
	t.Parallel()
	api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { answerOK(w, "true") })
	list := []channel.Command{{Name: "hasil", Description: "Lihat <hasil>"}, {Name: "profil", Description: "Data & profil"}}
	for _, c := range []struct {
		when       string
		commands   []channel.Command
		lang, chat string
		want       url.Values
	}{
		{"for everybody", list, "", "", url.Values{"commands": {`[{"command":"hasil","description":"Lihat \u003chasil\u003e"},{"command":"profil","description":"Data \u0026 profil"}]`}}},
		{"in a language", list[:1], "en", "", url.Values{"commands": {`[{"command":"hasil","description":"Lihat \u003chasil\u003e"}]`}, "language_code": {"en"}}},
		{"in one chat, none", nil, "", "42", url.Values{"commands": {`[]`}, "scope": {`{"chat_id":"42","type":"chat"}`}}},
	} {
		if err := api.SetCommands(t.Context(), c.commands, c.lang, c.chat); err != nil {
			t.Fatal(err)
		}
		calls := api.asked()
		got := calls[len(calls)-1]
		if got.method != "setMyCommands" || got.params.Encode() != c.want.Encode() {
			t.Errorf("%s: %s %v", c.when, got.method, got.params)
		}
	}
}

// A list of commands that a server does not know must not look like a wrong
// token, after which nothing is sent at all.
func TestAServerWithoutCommandListsIsServed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Not Found", "Not Found: method not found"} {
		api := newScriptedAPI(t, always(404, text, ""))
		if err := api.SetCommands(t.Context(), nil, "id", "42"); !channel.Is(err, channel.Refused) || !channel.IsRefused(err) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

// The list of one chat goes the way of its words: a server that fails at it
// must not keep them back. The lists for everybody are told again later.
func TestAFailingListOfOneChatIsGivenUp(t *testing.T) {
	t.Parallel()
	api := newScriptedAPI(t, always(500, "Internal Server Error", ""))
	if err := api.SetCommands(t.Context(), nil, "id", "42"); !channel.Is(err, channel.Refused) {
		t.Errorf("of one chat: got %v", err)
	}
	if err := api.SetCommands(t.Context(), nil, "id", ""); !channel.Is(err, channel.Unknown) {
		t.Errorf("for everybody: got %v", err)
	}
}

func TestReachAsksWhoWeAre(t *testing.T) {
	t.Parallel()
	api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { answerOK(w, `{"id":1}`) })
	if err := api.Reach(t.Context()); err != nil || api.asked()[0].method != "getMe" {
		t.Errorf("%v, asked %v", err, api.asked())
	}
}

// TestLibraryKeepsQuiet looks at the library's log, which goes to the standard
// error of the process: so it takes a process of its own.
func TestLibraryKeepsQuiet(t *testing.T) {
	t.Parallel()
	if os.Getenv("TELEGRAM_LIBRARY_TALKS") == "1" {
		api := newScriptedAPI(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { answerOK(w, `"`+testToken+`"`) })
		api.api.Debug = true
		if err := api.Reach(t.Context()); err != nil {
			t.Fatal(err)
		}
		return
	}
	child := exec.Command(os.Args[0], "-test.run", "^TestLibraryKeepsQuiet$")
	child.Env = append(os.Environ(), "TELEGRAM_LIBRARY_TALKS=1")
	out, err := child.CombinedOutput()
	if err != nil || strings.Contains(string(out), testToken) || strings.Contains(string(out), "Endpoint") {
		t.Errorf("%v: %s", err, out)
	}
}

func BenchmarkCall(b *testing.B) {
	api := newScriptedAPI(b, func(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) { answerOK(w, `{"message_id":1}`) })
	for b.Loop() {
		if err := api.Reach(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
