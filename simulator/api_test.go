package simulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOnlyThisMachineIsAnswered(t *testing.T) {
	t.Parallel()
	type header map[string]string
	s := New(Options{Token: token})
	s.Phone(siti).SendFile("document", "a.html", []byte("<html><script>1</script>"))
	for _, row := range []struct {
		name, host, remote string
		header             header
		want               bool
	}{
		{"the page itself", "127.0.0.1:8080", "127.0.0.1:5000", header{"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}, true},
		{"by the name localhost", "localhost:8080", "[::1]:5000", header{"Origin": "http://localhost:8080"}, true},
		{"on IPv6", "[::1]:8080", "[::1]:5000", nil, true},
		{"on the default port", "[::1]", "127.0.0.1:5000", nil, true},
		{"a bot, or a typed address", "127.0.0.1:8080", "127.0.0.1:5000", header{"Sec-Fetch-Site": "none"}, true},
		{"a page elsewhere that posts", "127.0.0.1:8080", "127.0.0.1:5000", header{"Origin": "https://jahat.example"}, false},
		{"a page in a sandbox", "127.0.0.1:8080", "127.0.0.1:5000", header{"Origin": "null"}, false},
		{"a page of another program here", "127.0.0.1:8080", "127.0.0.1:5000", header{"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"}, false},
		{"a picture or a link in a page elsewhere", "127.0.0.1:8080", "127.0.0.1:5000", header{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, false},
		{"a page whose name was given this address", "jahat.example:8080", "127.0.0.1:5000", header{"Origin": "http://jahat.example:8080", "Sec-Fetch-Site": "same-origin"}, false},
		{"such a page that asks without an origin", "jahat.example:8080", "127.0.0.1:5000", nil, false},
		{"a name that begins like this machine", "127.0.0.1.jahat.example", "127.0.0.1:5000", nil, false},
		{"another machine", "127.0.0.1:8080", "192.168.1.7:5000", nil, false},
		{"another machine's name for this one", "192.168.1.5:8080", "192.168.1.7:5000", nil, false},
	} {
		for _, call := range []string{
			"GET /", "GET /page.js", "GET /sim/state", "GET /sim/phones/5", "GET /sim/files/F1-document", "POST /sim/phones/5/send",
			"POST /bot" + token + "/getMe", "GET /file/bot" + token + "/documents/F1-document",
		} {
			t.Run(row.name+": "+call, func(t *testing.T) {
				verb, path, _ := strings.Cut(call, " ")
				r := httptest.NewRequestWithContext(t.Context(), verb, path, strings.NewReader(`{"text":"x"}`))
				r.Host, r.RemoteAddr = row.host, row.remote
				for name, value := range row.header {
					r.Header.Set(name, value)
				}
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if got := w.Code != http.StatusForbidden; got != row.want {
					t.Errorf("answered %d %s", w.Code, w.Body)
				}
				if row.want && w.Code != http.StatusOK {
					t.Errorf("answered %d %s", w.Code, w.Body)
				}
			})
		}
	}
}

func TestALinkElsewhereMayOpenThePageOnly(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: token})
	for path, want := range map[string]int{"/": 200, "/sim/state": 403, "/bot" + token + "/getMe": 403} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:5000"
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

func TestAFileIsNoPage(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	p.SendFile("document", "a.html", []byte("<html><script>alert(1)</script>"))
	resp, err := ownClient.Get(b.url + "/sim/files/" + last(t, p).File)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if h := resp.Header; !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", h)
	}
}

// sim asks as the page does.
func (b *client) sim(verb, path, body string) (int, map[string]any) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), verb, b.url+"/sim/"+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Origin", b.url)
	resp, err := ownClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || resp.Header.Get("Content-Type") != "application/json" {
		b.t.Errorf("%s %s: %v of %s", verb, path, err, resp.Header.Get("Content-Type"))
	}
	return resp.StatusCode, out
}

func TestWhatThePageDoesOnAPhone(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what, body string
		want       func(got) bool // nil: refused
	}{
		{"send", `{"text":"halo"}`, func(u got) bool { return u.Message.Text == "halo" }},
		{"press", `{"label":"Ya"}`, func(u got) bool { return u.Message.Text == "Ya" }},
		{"press", `{"label":"Tidak"}`, nil},
		{"tap", `{"message":3,"label":"Buka"}`, func(u got) bool { return u.Callback.Data == "b" }},
		{"tap", `{"message":3,"label":"x"}`, nil},
		{"edit", `{"message":1,"text":"/daftar"}`, func(u got) bool { return u.Edited.Text == "/daftar" }},
		{"edit", `{"message":2,"text":"/daftar"}`, nil},
		{"contact", `{"own":true}`, func(u got) bool { return u.Message.Contact.UserID == 5 && u.Message.Contact.Phone == siti.Phone }},
		{"contact", `{"own":false,"phone":"62811"}`, func(u got) bool { return u.Message.Contact.UserID == 0 && u.Message.Contact.Phone == "62811" }},
		{"forward", `{"text":"x"}`, func(u got) bool { return u.Message.ForwardDate > 0 }},
		{"media", `{"kind":"sticker"}`, func(u got) bool { return u.Message.Sticker != nil }},
		{"media", `{"kind":"from"}`, nil},
		{"file", `{"kind":"document","name":"a","data":"YWJj"}`, func(u got) bool { return u.Message.Document.Size == 3 }},
		{"file", `{"kind":"chat","name":"a","data":"YWJj"}`, nil},
		{"file", `{"kind":"document","name":"a","data":"?"}`, nil},
		{"block", `{}`, func(u got) bool { return u.Member.NewChat.Status == "kicked" }},
		{"fly", `{}`, nil},
		{"send", `x`, nil},
	} {
		t.Run(row.what+" "+row.body, func(t *testing.T) {
			t.Parallel()
			b, _ := met(t)
			b.say("text", "?", "reply_markup", keys)
			b.say("text", "?", "reply_markup", `{"inline_keyboard":[[{"text":"Buka","callback_data":"b"}]]}`)
			code, out := b.sim("POST", "phones/5/"+row.what, row.body)
			updates := b.updates()
			if row.want == nil {
				if code != http.StatusBadRequest || out["error"] == "" || len(updates) != 0 {
					t.Errorf("answered %d %v, the bot hears %+v", code, out, updates)
				}
				return
			}
			if code != http.StatusOK || out["ok"] != true || len(updates) != 1 || !row.want(updates[0]) {
				t.Errorf("answered %d %v, the bot hears %+v", code, out, updates)
			}
		})
	}
	b, _ := met(t)
	b.sim("POST", "phones/5/block", `{}`)
	if code, _ := b.sim("POST", "phones/5/unblock", `{}`); code != http.StatusOK || len(b.updates()) != 2 {
		t.Errorf("unblocking: %d", code)
	}
}

func TestWhatThePageShows(t *testing.T) {
	t.Parallel()
	on := true
	b := start(t, func(o *Options) {
		o.Switches = []Switch{{Key: "bot", Label: "Bot", On: func() bool { return on }, Set: func(to bool) error {
			if on = to; !to {
				return nil
			}
			return errors.New("it will not start")
		}}}
	})
	b.server.Phone(siti).Send("/start")
	b.say("text", "halo", "reply_markup", keys)
	b.ok("setMyCommands", "commands", `[{"command":"a","description":"x"}]`)

	_, phone := b.sim("GET", "phones/5", "")
	if n := len(phone["messages"].([]any)); n != 2 || phone["keyboard"] == nil || len(phone["commands"].([]any)) != 1 || phone["blocked"] != false {
		t.Errorf("the phone is %v", phone)
	}
	if code, out := b.sim("GET", "phones/6", ""); code != 400 || out["error"] != "there is no such phone" {
		t.Errorf("an unknown phone: %d %v", code, out)
	}
	if code, _ := b.sim("POST", "phones/siti/send", "{}"); code != 400 {
		t.Errorf("a phone without a number: %d", code)
	}

	_, added := b.sim("POST", "phones", `{"first_name":"Budi","language_code":"en","id":5}`)
	if added["id"] != 900001.0 {
		t.Errorf("added %v", added)
	}
	if code, _ := b.sim("POST", "phones", `{}`); code != 400 {
		t.Errorf("a phone of nobody: %d", code)
	}
	_, state := b.sim("GET", "state", "")
	if n := len(state["phones"].([]any)); n != 2 || state["bot"] != "naikkelas" || state["advance"] != true {
		t.Errorf("the state is %v", state)
	}

	before := b.clock.Now()
	if code, _ := b.sim("POST", "clock", `{"advance":"24h"}`); code != 200 || b.clock.Now().Sub(before) != 24*time.Hour {
		t.Errorf("the clock moved %s", b.clock.Now().Sub(before))
	}
	for _, body := range []string{`{"advance":"soon"}`, `x`} {
		if code, _ := b.sim("POST", "clock", body); code != 400 {
			t.Errorf("the clock moved by %s", body)
		}
	}
	if code, _ := b.sim("POST", "switches", `{"key":"bot","on":false}`); code != 200 || on {
		t.Errorf("switched: %d %t", code, on)
	}
	for _, body := range []string{`{"key":"bot","on":true}`, `{"key":"moon","on":true}`, `x`} {
		if code, out := b.sim("POST", "switches", body); code != 400 || out["error"] == "" {
			t.Errorf("%s: %d %v", body, code, out)
		}
	}
	still := start(t, func(o *Options) { o.Advance = nil })
	if code, _ := still.sim("POST", "clock", `{"advance":"24h"}`); code != 400 {
		t.Errorf("a clock that cannot be moved: %d", code)
	}
}

// events gives what the page's stream brings, once it is open.
func (b *client) events() <-chan string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+"/sim/events", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := ownClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	came := make(chan string, 100)
	go func() {
		defer close(came)
		defer func() { _ = resp.Body.Close() }()
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				came <- data
			}
		}
	}()
	return came
}

func TestEveryPageHearsWhatChanged(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	one, two := b.events(), b.events()
	p.Send("x")
	b.say("text", "y")
	b.server.Phone(User{ID: 6, FirstName: "Budi"})
	b.server.Unseen(User{ID: 7, FirstName: "Warga"}).Send("/start") // the page does not show it
	p.Deactivate()
	for i, page := range []<-chan string{one, two} {
		var heard []string
		for range 4 {
			heard = append(heard, within(t, page, "an event"))
		}
		if want := []string{"5", "5", "0", "5"}; !slices.Equal(heard, want) {
			t.Errorf("page %d hears %q, want %q", i, heard, want)
		}
	}
}

func TestASlowPageIsLetGo(t *testing.T) {
	t.Parallel()
	s := New(Options{Token: token})
	slow := make(chan string, 1)
	s.watchers[slow] = true
	p := s.Phone(siti)
	p.Send("x")
	if len(s.watchers) != 0 {
		t.Error("it still holds the server up")
	}
	if _, open := <-slow; !open {
		t.Error("what it had not read yet is lost")
	}
	if _, open := <-slow; open {
		t.Error("its stream does not end")
	}
}
