package telegram

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/messages"
)

// spoken makes a Speaker before a scripted API.
func spoken(t testing.TB, answer script) (*Channel, *scriptedAPI) {
	api := newScriptedAPI(t, answer)
	return NewChannel(api.API, func(lang string) []channel.Command { return []channel.Command{{Name: "hasil", Description: lang}} }), api
}

func answerSent(w http.ResponseWriter, _ *http.Request, _ int, _ apiCall) {
	answerOK(w, `{"message_id":7}`)
}

func lineOf(m messages.Message) channel.Outgoing {
	return channel.Outgoing{Ref: "1-0", To: enterprise.Address{Channel: Name, ID: "42"}, Message: m}
}

// written is what the server was asked, a line a call, without what is the
// same in all.
func (a *scriptedAPI) written() string {
	var out []string
	for _, c := range a.asked() {
		words := []string{c.method}
		for _, name := range []string{"chat_id", "message_id", "text", "caption", "reply_markup", "commands"} {
			if c.params.Has(name) {
				words = append(words, name+"="+c.params.Get(name))
			}
		}
		if c.file != "" {
			words = append(words, c.file)
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "\n")
}

var (
	pentagon = &messages.Radar{Title: "T", Axes: []string{"A", "B", "C"}, Now: []float64{1, 50, 100}, NowName: "kini"}
	pressed  = &messages.Keyboard{Rows: [][]string{{"Ya"}}}
	pressYa  = ` reply_markup={"keyboard":[[{"text":"Ya"}]],"resize_keyboard":true}`
	// long is a text of three parts for a message, and too long for a caption.
	last   = "<b>" + strings.Repeat("a", 1999) + "</b>&amp;"
	part   = last + "\n" + last
	long   = strings.Repeat(last+"\n", 5)
	middle = strings.Repeat("k", 700) // under a picture, and more than half of what fits there
)

func TestLinesBecomeCalls(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when string
		say  messages.Message
		want string
	}{
		{"a text", messages.Message{Text: "Halo <b>Siti &amp; Budi</b>"}, "sendMessage chat_id=42 text=Halo <b>Siti &amp; Budi</b>"},
		{"a text with a keyboard", messages.Message{Text: "Halo", Keyboard: pressed}, "sendMessage chat_id=42 text=Halo" + pressYa},
		{"a long text: the keyboard comes with the last part", messages.Message{Text: long, Keyboard: pressed},
			"sendMessage chat_id=42 text=" + part + "\nsendMessage chat_id=42 text=" + part + "\nsendMessage chat_id=42 text=" + last + pressYa},
		{"an edit", messages.Message{Text: "Halo", Edit: "9", Buttons: [][]messages.Button{{{Label: "x", Data: "y"}}}},
			`editMessageText chat_id=42 message_id=9 text=Halo reply_markup={"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}`},
		{"a long edit: the rest follows", messages.Message{Text: long, Edit: "9", Keyboard: pressed},
			"editMessageText chat_id=42 message_id=9 text=" + part + "\nsendMessage chat_id=42 text=" + part + "\nsendMessage chat_id=42 text=" + last + pressYa},
		{"a picture", messages.Message{Text: "Hasil", Radar: pentagon, Keyboard: pressed}, "sendPhoto chat_id=42 caption=Hasil" + pressYa + " photo radar.png"},
		{"a picture without words", messages.Message{Radar: pentagon, Keyboard: pressed}, "sendPhoto chat_id=42" + pressYa + " photo radar.png"},
		{"a picture with too many words: they follow", messages.Message{Text: last, Radar: pentagon, Keyboard: pressed},
			"sendPhoto chat_id=42 photo radar.png\nsendMessage chat_id=42 text=" + last + pressYa},
		{"a picture that cannot be drawn: the words come alone", messages.Message{Text: "Hasil", Radar: &messages.Radar{}, Keyboard: pressed},
			"sendMessage chat_id=42 text=Hasil" + pressYa},
		{"a file", messages.Message{Text: "Data", File: &messages.File{Name: "data.json", Data: []byte("{}")}}, "sendDocument chat_id=42 caption=Data document data.json"},
		{"a command list", messages.Message{Commands: "en"}, `setMyCommands commands=[{"command":"hasil","description":"en"}]`},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			s, api := spoken(t, answerSent)
			if _, err := s.Send(t.Context(), lineOf(c.say)); err != nil {
				t.Fatal(err)
			}
			if got := api.written(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for _, call := range api.asked() {
				preview := call.params.Get("link_preview_options")
				if call.method != "setMyCommands" && call.params.Get("parse_mode") != "HTML" || (preview == `{"is_disabled":true}`) != (call.method == "sendMessage") {
					t.Errorf("%s: %v", call.method, call.params)
				}
			}
		})
	}
}

func TestKeyboardsAsJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when string
		say  messages.Message
		want string
	}{
		{"none", messages.Message{}, ""},
		{"two rows of labels, as they are", messages.Message{Keyboard: &messages.Keyboard{Rows: [][]string{{"Ya", "Tidak"}, {`<b>&" ☕`}}}},
			`{"keyboard":[[{"text":"Ya"},{"text":"Tidak"}],[{"text":"\u003cb\u003e\u0026\" ☕"}]],"resize_keyboard":true}`},
		{"the person's own number, above the rows", messages.Message{Keyboard: &messages.Keyboard{Contact: "Kirim nomor", Rows: [][]string{{"Lewati"}}}},
			`{"keyboard":[[{"text":"Kirim nomor","request_contact":true}],[{"text":"Lewati"}]],"resize_keyboard":true}`},
		{"only the person's own number", messages.Message{Keyboard: &messages.Keyboard{Contact: "Kirim nomor"}},
			`{"keyboard":[[{"text":"Kirim nomor","request_contact":true}]],"resize_keyboard":true}`},
		{"the menu stays and hints", messages.Message{Keyboard: &messages.Keyboard{Menu: true, Hint: "Ketik di sini", Rows: [][]string{{"Hasil"}}}},
			`{"keyboard":[[{"text":"Hasil"}]],"resize_keyboard":true,"is_persistent":true,"input_field_placeholder":"Ketik di sini"}`},
		{"an empty one takes the keyboard away", messages.Message{Keyboard: &messages.Keyboard{}}, `{"remove_keyboard":true}`},
		{"an empty row is no null", messages.Message{Keyboard: &messages.Keyboard{Rows: [][]string{{}, {"Ya"}}}},
			`{"keyboard":[[],[{"text":"Ya"}]],"resize_keyboard":true}`},
		{"buttons under the message", messages.Message{Buttons: [][]messages.Button{{{Label: "Lanjut", Data: "p:2"}, {Label: "OSS", URL: "https://oss.go.id/?a=1&b=2"}}, {}}},
			`{"inline_keyboard":[[{"text":"Lanjut","callback_data":"p:2"},{"text":"OSS","url":"https://oss.go.id/?a=1\u0026b=2"}],[]]}`},
	} {
		got, err := keyboard(c.say)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", c.when, err, got, c.want)
		}
	}
}

// inTurn answers calls one after another, and then well.
func inTurn(answers ...script) script {
	return func(w http.ResponseWriter, r *http.Request, n int, c apiCall) {
		if n < len(answers) {
			answers[n](w, r, n, c)
			return
		}
		answerSent(w, r, n, c)
	}
}

func TestWhatSpeakingMakesOfRefusals(t *testing.T) {
	t.Parallel()
	notFound := always(400, "Bad Request: message to edit not found", "")
	for _, c := range []struct {
		when    string
		say     messages.Message
		answers []script
		want    channel.Failure // of Send
		calls   string
	}{
		{"an edit that changes nothing is done", messages.Message{Text: "x", Edit: "9"},
			[]script{always(400, "Bad Request: message is not modified", "")}, "", "editMessageText"},
		{"a tap nobody waits for is done", messages.Message{Text: "x"}, []script{always(400, "Bad Request: query is too old", "")}, "", "sendMessage"},
		{"a message that cannot be edited comes anew", messages.Message{Text: "x", Edit: "9"}, []script{notFound}, "", "editMessageText sendMessage"},
		{"and tells if that fails", messages.Message{Text: "x", Edit: "9"}, []script{notFound, proxyPage(502)}, channel.Unknown, "editMessageText sendMessage"},
		{"a refused picture costs no words", messages.Message{Text: "x", Radar: pentagon}, []script{always(400, "Bad Request: IMAGE_PROCESS_FAILED", "")}, channel.Refused, "sendPhoto sendMessage"},
		{"a file too big costs no words", messages.Message{Text: long, File: &messages.File{Name: "a", Data: []byte("a")}}, []script{proxyPage(413)}, channel.Refused, "sendDocument sendMessage sendMessage sendMessage"},
		{"a refused picture whose words fail is tried again", messages.Message{Text: "x", Radar: pentagon}, []script{always(400, "Bad Request: x", ""), proxyPage(502)}, channel.Unknown, "sendPhoto sendMessage"},
		{"a refused picture without words is given up", messages.Message{Radar: pentagon}, []script{always(400, "Bad Request: x", "")}, channel.Refused, "sendPhoto"},
		{"a picture that met a flood waits", messages.Message{Text: "x", Radar: pentagon}, []script{always(429, "Too Many Requests", "")}, channel.Flood, "sendPhoto"},
		{"a person who is gone gets no second part", messages.Message{Text: long}, []script{always(403, "Forbidden: bot was blocked by the user", "")}, channel.Gone, "sendMessage"},
		{"commands for a chat that is gone", messages.Message{Commands: "id"}, []script{always(400, "Bad Request: chat not found", "")}, channel.Gone, "setMyCommands"},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			s, api := spoken(t, inTurn(c.answers...))
			_, err := s.Send(t.Context(), lineOf(c.say))
			if c.want == "" && err != nil || c.want != "" && !channel.Is(err, c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			var calls []string
			for _, call := range api.asked() {
				calls = append(calls, call.method)
			}
			if got := strings.Join(calls, " "); got != c.calls {
				t.Errorf("called %s, want %s", got, c.calls)
			}
		})
	}
}

func TestALineThatFailedInTheMiddleGoesOnThere(t *testing.T) {
	t.Parallel()
	flood := always(429, "Too Many Requests", "")
	s, api := spoken(t, inTurn(answerSent, flood, flood, answerSent, proxyPage(502)))
	l := lineOf(messages.Message{Text: long, Keyboard: pressed})
	for _, want := range []channel.Failure{channel.Flood, channel.Flood, channel.Unknown} {
		if _, err := s.Send(t.Context(), l); !channel.Is(err, want) {
			t.Fatalf("got %v, want %s", err, want)
		}
	}
	other := lineOf(messages.Message{Text: "lain"})
	other.Ref = "2-0"
	for _, l := range []channel.Outgoing{other, l} {
		if _, err := s.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	say := "sendMessage chat_id=42 text="
	want := []string{part, part, part, part, last + pressYa, "lain", last + pressYa}
	if got := api.written(); got != say+strings.Join(want, "\n"+say) {
		t.Errorf("got\n%s", got)
	}
	if s.progress.Kept() != 0 {
		t.Errorf("%d lines are remembered", s.progress.Kept())
	}
}

func TestALineGivenUpIsForgotten(t *testing.T) {
	t.Parallel()
	s, _ := spoken(t, inTurn(answerSent, proxyPage(502), always(400, "Bad Request: x", "")))
	l := lineOf(messages.Message{Text: long})
	for _, want := range []channel.Failure{channel.Unknown, channel.Refused} {
		if _, err := s.Send(t.Context(), l); !channel.Is(err, want) {
			t.Fatalf("got %v, want %s", err, want)
		}
	}
	if s.progress.Kept() != 0 {
		t.Errorf("%d lines are remembered", s.progress.Kept())
	}
}

func TestPlainIsWithoutMarkupAndShort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when string
		say  messages.Message
		want string
	}{
		{"tags go, what was escaped stays", messages.Message{Text: `<b>Siti &amp; <a href="https://x.y">a&lt;b&gt;</a></b>`, Keyboard: pressed},
			"sendMessage chat_id=42 text=Siti &amp; a&lt;b&gt;" + pressYa},
		{"a text that was refused for its length is halved", messages.Message{Text: strings.Repeat("k", 4096)},
			fmt.Sprintf("sendMessage chat_id=42 text=%[1]s\nsendMessage chat_id=42 text=%[1]s", strings.Repeat("k", 2048))},
		{"a caption that was refused for its length follows", messages.Message{Text: middle, Radar: pentagon},
			"sendPhoto chat_id=42 photo radar.png\nsendMessage chat_id=42 text=" + middle},
	} {
		s, api := spoken(t, answerSent)
		o := lineOf(c.say)
		o.Plain = true
		if _, err := s.Send(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if got := api.written(); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.when, got, c.want)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	s, _ := spoken(b, answerSent)
	l := lineOf(messages.Message{Text: "Halo <b>Siti</b>", Keyboard: pressed})
	for b.Loop() {
		if _, err := s.Send(context.Background(), l); err != nil {
			b.Fatal(err)
		}
	}
}
