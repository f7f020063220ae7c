package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestRefusalsOfMessagesAreInTelegramsWords(t *testing.T) {
	t.Parallel()
	text := []string{"chat_id", "5", "text"}
	with := func(value string, more ...string) []string { return append(append(slices.Clone(text), value), more...) }
	html := func(value string) []string { return with(value, "parse_mode", "HTML") }
	buttons := func(markup string) []string { return with("x", "reply_markup", markup) }
	const parse = "Bad Request: can't parse entities: "
	const button = "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
	for _, row := range []struct {
		name string
		do   func(*Phone)
		call []string
		code int
		says string
	}{
		{"to nobody", nil, []string{"text", "x"}, 400, "Bad Request: chat_id is empty"},
		{"to somebody unheard of", nil, []string{"chat_id", "77", "text", "x"}, 400, "Bad Request: chat not found"},
		{"to a chat that is no number", nil, []string{"chat_id", "siti", "text", "x"}, 400, "Bad Request: chat not found"},
		{"to somebody who never wrote", nil, []string{"chat_id", "6", "text", "x"}, 400, "Bad Request: chat not found"},
		{"to somebody who blocked the bot", (*Phone).Block, with("x"), 403, "Forbidden: bot was blocked by the user"},
		{"to a deleted account", (*Phone).Deactivate, with("x"), 403, "Forbidden: user is deactivated"},
		{"to one both deleted and blocking", func(p *Phone) { p.Block(); p.Deactivate() }, with("x"), 403, "Forbidden: user is deactivated"},
		{"without a text", nil, []string{"chat_id", "5"}, 400, "Bad Request: message text is empty"},
		{"of blanks", nil, with(" \n "), 400, "Bad Request: text must be non-empty"},
		{"of tags around nothing", nil, html("<b></b>"), 400, "Bad Request: text must be non-empty"},
		{"of 4097 letters", nil, with(strings.Repeat("a", 4097)), 400, "Bad Request: message is too long"},
		{"of 2049 emoji, which count twice", nil, with(strings.Repeat("😀", 2049)), 400, "Bad Request: message is too long"},
		{"of more than 32 KB with the tags", nil, html(strings.Repeat("<b>a</b>", 4097)), 400, "Bad Request: text is too long"},
		{"of bytes that are no UTF-8", nil, with("a\xff"), 400, "Bad Request: strings must be encoded in UTF-8"},
		{"with a tag left open", nil, html("ya <b>x"), 400, parse + `Can't find end tag corresponding to start tag "b"`},
		{"with an unknown tag", nil, html("ya <h1>x</h1>"), 400, parse + `Unsupported start tag "h1" at byte offset 3`},
		{"with a less-than sign in it", nil, html("é 3 < 4"), 400, parse + `Unsupported start tag "" at byte offset 5`},
		{"with an end and no start", nil, html("é</b>"), 400, parse + "Unexpected end tag at byte offset 2"},
		{"with tags crossed", nil, html("<b><i>x</b></i>"), 400, parse + `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		{"with half a surrogate pair", nil, html("&#xd83d;"), 400, parse + "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"},
		{"with a markup that is no JSON", nil, buttons("{"), 400, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"with a markup that is null", nil, buttons("null"), 400, "Bad Request: object expected as reply markup"},
		{"with a key without text", nil, buttons(`{"keyboard":[[{"request_contact":true}]]}`), 400, `Bad Request: can't parse keyboard button: Field "text" must be of type String`},
		{"with a button that does nothing", nil, buttons(`{"inline_keyboard":[[{"text":"Ya"}]]}`), 400, button},
		{"with a button without text", nil, buttons(`{"inline_keyboard":[[{"callback_data":"y"}]]}`), 400, button},
		{"with a button that does two things", nil, buttons(`{"inline_keyboard":[[{"text":"Ya","callback_data":"y","url":"https://a.id"}]]}`), 400, button},
		{"with callback data of 65 bytes", nil, buttons(`{"inline_keyboard":[[{"text":"Ya","callback_data":"` + strings.Repeat("a", 65) + `"}]]}`), 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"with callback data of 33 letters of two bytes", nil, buttons(`{"inline_keyboard":[[{"text":"Ya","callback_data":"` + strings.Repeat("é", 33) + `"}]]}`), 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"with 101 buttons", nil, buttons(`{"inline_keyboard":` + rows(101, `{"text":"Ya","callback_data":"y"}`) + `}`), 400, "Bad Request: reply markup is too long"},
		{"with 301 keys", nil, buttons(`{"keyboard":` + rows(301, `"Ya"`) + `}`), 400, "Bad Request: reply markup is too long"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			b.server.Phone(User{ID: 6, FirstName: "Budi"})
			if row.do != nil {
				row.do(p)
			}
			before, refusals := len(p.Messages()), b.server.Stats().Refused
			b.refused(row.code, row.says, "sendMessage", row.call...)
			if len(p.Messages()) != before {
				t.Errorf("the phone shows %+v", last(t, p))
			}
			if n := b.server.Stats().Refused - refusals; n != 1 {
				t.Errorf("%d refusals were counted", n)
			}
		})
	}
}

// rows are keys, one a row.
func rows(n int, key string) string {
	return "[[" + strings.Join(slices.Repeat([]string{key}, n), "],[") + "]]"
}

func TestAsMuchAsTelegramTakes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		call []string
		want string
	}{
		{"4096 letters", []string{"text", strings.Repeat("a", 4096)}, strings.Repeat("a", 4096)},
		{"2048 emoji", []string{"text", strings.Repeat("😀", 2048)}, strings.Repeat("😀", 2048)},
		{"4096 letters and tags, which do not count", []string{"text", "<b>" + strings.Repeat("a", 4096) + "</b>", "parse_mode", "html"}, strings.Repeat("a", 4096)},
		{"tags are letters without a parse mode", []string{"text", "<b>a</b> & b"}, "<b>a</b> & b"},
		{"64 bytes of data", []string{"text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"Ya","callback_data":"` + strings.Repeat("a", 64) + `"}]]}`}, "x"},
		{"100 buttons", []string{"text", "x", "reply_markup", `{"inline_keyboard":` + rows(100, `{"text":"Ya","callback_data":"y"}`) + `}`}, "x"},
		{"300 keys", []string{"text", "x", "reply_markup", `{"keyboard":` + rows(300, `"Ya"`) + `}`}, "x"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			if m := b.say(row.call...); m.Text != row.want {
				t.Errorf("answered %.40q", m.Text)
			}
			if m := last(t, p); m.Text != row.want || !m.FromBot {
				t.Errorf("the phone shows %.40q", m.Text)
			}
		})
	}
}

func TestASentMessageComesBackWhole(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	m := b.say("text", "<b>Halo</b>", "parse_mode", "HTML", "reply_markup", `{"inline_keyboard":[[{"text":"Ya","callback_data":"y"},{"text":"Buka","url":"https://a.id"}]]}`)
	shown := last(t, p)
	switch {
	case m.ID != shown.ID || m.Date != b.clock.Now().Unix() || m.Chat.ID != 5:
		t.Errorf("answered %+v", m)
	case m.From.ID != botID || !m.From.IsBot || m.From.First != "naikkelas" || m.From.Username != "naikkelas_bot":
		t.Errorf("from %+v", m.From)
	case !slices.Equal(m.Entities, []Entity{{Type: "bold", Length: 4}}) || !slices.Equal(shown.Entities, m.Entities):
		t.Errorf("entities %+v, on the phone %+v", m.Entities, shown.Entities)
	case m.Markup == nil || !sameButtons(m.Markup.Inline, [][]InlineButton{{{Text: "Ya", Data: "y"}, {Text: "Buka", URL: "https://a.id"}}}):
		t.Errorf("markup %+v", m.Markup)
	case !sameButtons(shown.Buttons, m.Markup.Inline):
		t.Errorf("buttons on the phone %+v", shown.Buttons)
	}
	if n := b.server.Stats().Sent; n != 1 {
		t.Errorf("%d were counted", n)
	}
}

func TestTheKeyboardOnTheScreen(t *testing.T) {
	t.Parallel()
	const two = `{"keyboard":[["Ya",{"text":"Tidak"}],[]],"resize_keyboard":true}`
	const inline = `{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}]]}`
	press := func(label string) func(*client, *Phone) error {
		return func(_ *client, p *Phone) error { _, err := p.Press(label); return err }
	}
	say := func(markup string) func(*client, *Phone) error {
		return func(b *client, _ *Phone) error {
			pairs := []string{"text", "x"}
			if markup != "" {
				pairs = append(pairs, "reply_markup", markup)
			}
			b.say(pairs...)
			return nil
		}
	}
	type steps []func(*client, *Phone) error
	for _, row := range []struct {
		name  string
		steps steps
		want  string
	}{
		{"before anything: letters", nil, "letters"},
		{"a keyboard comes", steps{say(two)}, "[[{Ya false false} {Tidak false false}]] resize"},
		{"a plain message keeps it", steps{say(two), say("")}, "[[{Ya false false} {Tidak false false}]] resize"},
		{"buttons under a message keep it", steps{say(two), say(inline)}, "[[{Ya false false} {Tidak false false}]] resize"},
		{"an empty keyboard keeps it", steps{say(two), say(`{"keyboard":[]}`), say(`{"keyboard":[[]]}`)}, "[[{Ya false false} {Tidak false false}]] resize"},
		{"another one takes its place", steps{say(two), say(`{"keyboard":[["Tiga"]]}`)}, "[[{Tiga false false}]]"},
		{"removed", steps{say(two), say(`{"remove_keyboard":true}`)}, "letters"},
		{"removed though there was none", steps{say(`{"remove_keyboard":true}`)}, "letters"},
		{"one that asks for the number", steps{say(`{"keyboard":[[{"text":"Kirim nomor","request_contact":true}]]}`)}, "[[{Kirim nomor true false}]]"},
		{"a placeholder and persistence", steps{say(`{"keyboard":[["a"]],"is_persistent":true,"input_field_placeholder":"Pilih"}`)}, "[[{a false false}]] persistent Pilih"},
		{"pressed, it stays", steps{say(two), press("Ya")}, "[[{Ya false false} {Tidak false false}]] resize"},
		{"for one time, it is gone when pressed", steps{say(`{"keyboard":[["Ya"]],"one_time_keyboard":true}`), press("Ya")}, "letters"},
		{"for one time, it is there until pressed", steps{say(`{"keyboard":[["Ya"]],"one_time_keyboard":true}`)}, "[[{Ya false false}]] once"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			for _, step := range row.steps {
				if err := step(b, p); err != nil {
					t.Fatal(err)
				}
			}
			if got := screen(p.Keyboard()); got != row.want {
				t.Errorf("the screen shows %s, want %s", got, row.want)
			}
		})
	}
}

// screen is a keyboard in a word.
func screen(k *Keyboard) string {
	if k == nil {
		return "letters"
	}
	out := fmt.Sprint(k.Rows)
	for name, on := range map[string]bool{" resize": k.Resize, " once": k.OneTime, " persistent": k.Persistent} {
		if on {
			out += name
		}
	}
	return strings.TrimSpace(out + " " + k.Placeholder)
}

func TestChatsThatCanBeLookedUp(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	p.Block() // one can still be looked up
	chat := parsed[struct {
		ID    int64
		Type  string
		First string `json:"first_name"`
	}](t, b.ok("getChat", "chat_id", "5").Result)
	if chat.ID != 5 || chat.Type != "private" || chat.First != "Siti" {
		t.Errorf("chat %+v", chat)
	}
	b.refused(http.StatusBadRequest, "Bad Request: chat not found", "getChat", "chat_id", "6")
}
