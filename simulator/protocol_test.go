package simulator

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestWaysToCall(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	query := "?" + values("chat_id", "5", "text", "halo & 😀").Encode()
	multi := &strings.Builder{}
	writer := multipart.NewWriter(multi)
	_ = writer.WriteField("chat_id", "5") // a builder takes everything
	_ = writer.WriteField("text", "halo & 😀")
	_ = writer.Close()
	for _, row := range []struct{ name, verb, path, kind, body string }{
		{"GET with a query", "GET", "sendMessage" + query, "", ""},
		{"POST with a query", "POST", "sendMessage" + query, "", ""},
		{"POST with a form", "POST", "sendMessage", form, query[1:]},
		{"POST with a form of several parts", "POST", "sendMessage", writer.FormDataContentType(), multi.String()},
		{"POST with JSON", "POST", "sendMessage", "application/json", `{"chat_id":5,"text":"halo & 😀","reply_markup":null}`},
		{"POST with JSON, numbers as texts", "POST", "sendMessage", "application/json; charset=utf-8", `{"chat_id":"5","text":"halo & 😀"}`},
		{"JSON within JSON", "POST", "sendMessage", "application/json", `{"chat_id":5,"text":"halo & 😀","reply_markup":{"keyboard":[["Ya"]]}}`},
		{"a method in any letters", "POST", "SENDmessage", form, query[1:]},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			r, err := b.send(row.verb, "/bot"+token+"/"+row.path, row.kind, strings.NewReader(row.body))
			if err != nil || !r.OK || r.header.Get("Content-Type") != "application/json" {
				t.Fatalf("answered %+v %v", r, err)
			}
			if m := last(t, p); m.Text != "halo & 😀" {
				t.Errorf("the phone shows %+v", m)
			}
			if want := strings.Contains(row.body, "Ya"); (p.Keyboard() != nil) != want {
				t.Errorf("the keyboard is %+v", p.Keyboard())
			}
		})
	}
}

func TestCallsThatAreNone(t *testing.T) {
	t.Parallel()
	b, _ := met(t)
	for _, row := range []struct {
		name, path, kind, body string
		code                   int
		says                   string
	}{
		{"an unknown method", "/bot" + token + "/sendMoney", "", "", 404, "Not Found: method not found"},
		{"no method", "/bot" + token + "/", "", "", 404, "Not Found: method not found"},
		{"not even a stroke", "/bot" + token, "", "", 404, "Not Found"},
		{"another token", "/bot2:test/getMe", "", "", 401, "Unauthorized"},
		{"no token", "/bot/getMe", "", "", 401, "Unauthorized"},
		{"the beginning of the token", "/bot1:tes/getMe", "", "", 401, "Unauthorized"},
		{"JSON that ends early", "/bot" + token + "/sendMessage", "application/json", `{"chat_id":`, 400, "Bad Request: can't parse JSON object"},
		{"JSON that is a list", "/bot" + token + "/sendMessage", "application/json", `[]`, 400, "Bad Request: can't parse JSON object"},
		{"a form with a broken escape", "/bot" + token + "/sendMessage", "application/x-www-form-urlencoded", "a=%zz", 400, "Bad Request: failed to parse the form"},
		{"parts without an end", "/bot" + token + "/sendMessage", "multipart/form-data; boundary=x", "--x\r\nContent-Dis", 400, "Bad Request: failed to parse the form"},
		{"parts without a boundary", "/bot" + token + "/sendMessage", "multipart/form-data", "", 400, "Bad Request: failed to parse the form"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := b.in(t)
			r, err := b.send(http.MethodPost, row.path, row.kind, strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			b.is(r, row.code, row.says)
		})
	}
}

func TestWhoTheBotIs(t *testing.T) {
	t.Parallel()
	b := start(t, func(o *Options) { o.Name = "malang" })
	me := parsed[struct {
		ID       int64
		IsBot    bool   `json:"is_bot"`
		First    string `json:"first_name"`
		Username string
	}](t, b.ok("getMe").Result)
	if me.ID != botID || !me.IsBot || me.First != "malang" || me.Username != "malang_bot" {
		t.Errorf("I am %+v", me)
	}
	for _, method := range []string{"sendChatAction", "setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton", "logOut", "close"} {
		if r := b.ok(method); string(r.Result) != "true" {
			t.Errorf("%s gives %s", method, r.Result)
		}
	}
}

// FuzzParams never panics: any request gives parameters or a refusal.
func FuzzParams(f *testing.F) {
	for _, seed := range [][3]string{
		{"a=b", "", ""}, {"", "application/x-www-form-urlencoded", "chat_id=5&text=%20x"}, {"", "application/json", `{"chat_id":5,"reply_markup":{"keyboard":[["a"]]}}`},
		{"x=%", "application/json", `{"a":null}`}, {"", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n"},
	} {
		f.Add(seed[0], seed[1], []byte(seed[2]))
	}
	f.Fuzz(func(t *testing.T, query, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/bot1:test/sendMessage", bytes.NewReader(body))
		r.URL = &url.URL{Path: r.URL.Path, RawQuery: query}
		r.Header["Content-Type"] = []string{kind}
		p, err := readParams(httptest.NewRecorder(), r)
		if err != nil {
			if e, ok := err.(*apiError); !ok || e.code != http.StatusBadRequest {
				t.Errorf("refused with %v", err)
			}
			return
		}
		for name := range p.values {
			if name != strings.ToLower(name) {
				t.Errorf("%q keeps its letters", name)
			}
			_, _ = p.int(name), p.text(name)
		}
		_, _ = readMarkup(p)
		_, _, _ = content(p, "text", maxText, true)
		_, _ = scopeKey(p)
	})
}
