package telegram

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/flows"
)

// heading is what every message of a person begins with.
const heading = `"message_id":5,"from":{"id":42,"is_bot":false,"first_name":"<b>&\" Siti","username":"siti","language_code":"id"},` +
	`"chat":{"id":42,"first_name":"<b>&\" Siti","username":"siti","type":"private"},"date":1795400000`

func asMessage(more string) string {
	return `{"update_id":880000007,"message":{` + heading + more + `}}`
}

// fromSiti is what all of Siti's messages become.
func fromSiti(change func(*flows.Input)) *flows.Input {
	in := flows.Input{Kind: flows.Text, From: Address(42), Message: "5", Language: "id", At: time.Unix(1795400000, 0)}
	change(&in)
	return &in
}

func textOf(text string) *flows.Input { return fromSiti(func(in *flows.Input) { in.Text = text }) }

func mediaOf(name string) *flows.Input {
	return fromSiti(func(in *flows.Input) { in.Kind, in.Media = flows.Other, name })
}

func placeAt(words string) *flows.Input {
	return fromSiti(func(in *flows.Input) { in.Kind, in.Media, in.Text = flows.Other, "location", words })
}

func fileOf(media, kind, id, caption string) *flows.Input {
	return fromSiti(func(in *flows.Input) {
		in.Kind, in.Media, in.Text = flows.Other, media, caption
		in.File = &flows.File{ID: id, Kind: kind, Size: map[string]int64{"AgAC": 1000, "BgAC": 2000}[id]}
	})
}

func inGroup(change func(*flows.Input)) *flows.Input {
	in := flows.Input{Kind: flows.Text, From: Address(-1001), Message: "5", At: time.Unix(1795400000, 0), Group: true, Author: "Siti", Member: "42"}
	change(&in)
	return &in
}

func contactOf(own, forwarded bool) *flows.Input {
	return fromSiti(func(in *flows.Input) {
		in.Kind, in.Phone, in.Own, in.Forwarded = flows.Contact, "6281234567890", own, forwarded
	})
}

func forwardedText(in *flows.Input) { in.Text, in.Forwarded = "Tempe", true }

const (
	file     = `{"file_id":"AgAC","file_unique_id":"AQAD","file_size":1000,"width":512,"height":512,"duration":3,"length":240,"type":"regular"}`
	contact  = `,"contact":{"phone_number":"6281234567890","first_name":"Siti"`
	origin   = `,"forward_origin":{"type":"user","sender_user":{"id":77,"is_bot":false,"first_name":"Budi"},"date":1795300000}`
	group    = `{"update_id":880000007,"message":{"message_id":5,"from":{"id":42,"is_bot":false,"first_name":"Siti"},"chat":{"id":-1001,"title":"UMKM","type":"supergroup"},"date":1795400000,"text":"halo"}}`
	posted   = `{"update_id":880000007,"channel_post":{"message_id":5,"sender_chat":{"id":-1002,"type":"channel"},"chat":{"id":-1002,"title":"Kabar","type":"channel"},"date":1795400000,"text":"halo"}}`
	theBot   = `{"user":{"id":770000001,"is_bot":true,"first_name":"naikkelas"},"status":"%s","until_date":0}`
	ourWords = `{"message_id":9,"from":{"id":770000001,"is_bot":true,"first_name":"naikkelas"},"chat":{"id":42,"first_name":"Siti","type":"private"},"date":1795300000,"text":"Pilih"}`
)

// membershipIn is a my_chat_member update.
func membershipIn(chat, status string) string {
	return `{"update_id":880000007,"my_chat_member":{"chat":` + chat + `,"from":{"id":42,"is_bot":false,"first_name":"Siti"},"date":1795400000,` +
		`"old_chat_member":` + fmt.Sprintf(theBot, "member") + `,"new_chat_member":` + fmt.Sprintf(theBot, status) + `}}`
}

func tapWith(more string) string {
	return `{"update_id":880000007,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":42,"is_bot":false,"first_name":"Siti","language_code":"id"},"chat_instance":"-3"` + more + `}}`
}

func tapOn(data string) *flows.Input {
	return &flows.Input{Kind: flows.Tap, From: Address(42), Message: "9", Data: data, Language: "id"}
}

// seen are updates as Telegram sends them, and what they are to us; nil is
// nothing.
var seen = []struct {
	when, raw string
	want      *flows.Input
}{
	{"a text", asMessage(`,"text":"Siti Aminah"`), textOf("Siti Aminah")},
	{"a command", asMessage(`,"text":"/daftar","entities":[{"offset":0,"length":7,"type":"bot_command"}]`), textOf("/daftar")},
	{"a text with markup keeps its letters", asMessage(`,"text":"<b>&\" x"`), textOf(`<b>&" x`)},
	{"a text with NUL", asMessage(`,"text":"a\u0000b"`), textOf("a\x00b")},
	{"a text from right to left", asMessage(`,"text":"\u202eسيتي"`), textOf("\u202eسيتي")},
	{"half a pair of surrogates", asMessage(`,"text":"a\ud83d"`), textOf("a\ufffd")},
	{"4,096 units of emoji", asMessage(`,"text":"` + strings.Repeat(`\ud83d\ude00`, 2048) + `"`), textOf(strings.Repeat("😀", 2048))},
	{"a reply to something that cannot be seen any more", asMessage(`,"reply_to_message":{"message_id":1,"chat":{"id":42,"type":"private"},"date":0},"text":"ya"`), textOf("ya")},
	{"fields that changed their type, and that we do not read", asMessage(`,"entities":{"new":1},"reply_markup":7,"sticker":null,"text":"ya"`), textOf("ya")},
	{"a person without a language", `{"update_id":880000007,"message":{"message_id":5,"from":{"id":42},"chat":{"id":42,"type":"private"},"date":1795400000,"text":"x"}}`,
		fromSiti(func(in *flows.Input) { in.Text, in.Language = "x", "" })},
	{"an edited text is dated when it was edited", `{"update_id":880000007,"edited_message":{` + heading + `,"edit_date":1795400099,"text":"Budi"}}`,
		fromSiti(func(in *flows.Input) { in.Kind, in.Text, in.At = flows.Edited, "Budi", time.Unix(1795400099, 0) })},
	{"an edited text without a date of it", `{"update_id":880000007,"edited_message":{` + heading + `,"text":"Budi"}}`,
		fromSiti(func(in *flows.Input) { in.Kind, in.Text = flows.Edited, "Budi" })},
	{"an edited caption", `{"update_id":880000007,"edited_message":{` + heading + `,"photo":[` + file + `],"caption":"x"}}`,
		fromSiti(func(in *flows.Input) {
			in.Kind, in.Text, in.Media, in.File = flows.Edited, "x", "photo", &flows.File{ID: "AgAC", Kind: "photo", Size: 1000}
		})},
	{"a location that moves", `{"update_id":880000007,"edited_message":{` + heading + `,"location":{"latitude":-7.9,"longitude":112.6,"live_period":900}}}`, nil},
	{"a sticker", asMessage(`,"sticker":` + file), mediaOf("sticker")},
	{"a voice note", asMessage(`,"voice":` + file), fromSiti(func(in *flows.Input) {
		in.Kind, in.Media, in.Voice = flows.Other, "voice", &flows.File{ID: "AgAC", Kind: "voice", Size: 1000}
	})},
	{"a song", asMessage(`,"audio":` + file), mediaOf("voice")},
	{"a round video", asMessage(`,"video_note":` + file), mediaOf("video_note")},
	{"a video", asMessage(`,"video":` + file), mediaOf("video")},
	{"a moving picture, which is also a document", asMessage(`,"animation":` + file + `,"document":` + file), fileOf("animation", "document", "AgAC", "")},
	{"a photo with a caption, in its largest size", asMessage(`,"photo":[` + file + `,{"file_id":"BgAC","file_size":2000}],"caption":"usaha saya"`), fileOf("photo", "photo", "BgAC", "usaha saya")},
	{"a photo of an album", asMessage(`,"media_group_id":"13579","photo":[` + file + `]`), fileOf("photo", "photo", "AgAC", "")},
	{"a document with a caption", asMessage(`,"document":` + file + `,"caption":"NIB"`), fileOf("document", "document", "AgAC", "NIB")},
	{"a photo of a kind that nobody knows yet", asMessage(`,"photo":{"new":1}`), mediaOf("photo")},
	{"a text with formatting", asMessage(`,"text":"Ayo 🙂 datang & belajar","entities":[{"offset":4,"length":9,"type":"bold"},{"offset":16,"length":7,"type":"text_link","url":"https://oss.go.id/?a=1&b=\"2\""}]`),
		fromSiti(func(in *flows.Input) {
			in.Text = "Ayo 🙂 datang & belajar"
			in.HTML = `Ayo <b>🙂 datang</b> &amp; <a href="https://oss.go.id/?a=1&amp;b=&quot;2&quot;">belajar</a>`
		})},
	{"a reply to what the bot said", asMessage(`,"reply_to_message":` + ourWords + `,"text":"Ke MPP"`), fromSiti(func(in *flows.Input) { in.Text, in.Reply = "Ke MPP", "Pilih" })},
	{"a reply to what the person said", asMessage(`,"reply_to_message":{"message_id":3,"from":{"id":42,"is_bot":false},"text":"x"},"text":"Ke MPP"`), textOf("Ke MPP")},
	{"a command in a group", strings.Replace(group, `"halo"`, `"/tiket@naikkelas_bot"`, 1), inGroup(func(in *flows.Input) { in.Text = "/tiket@naikkelas_bot" })},
	{"a reply to the bot in a group", strings.Replace(group, `"text":"halo"`, `"text":"halo","reply_to_message":`+ourWords, 1), inGroup(func(in *flows.Input) { in.Text, in.Reply = "halo", "Pilih" })},
	{"a reply to another bot in a group", strings.Replace(group, `"text":"halo"`, `"text":"halo","reply_to_message":`+strings.Replace(ourWords, "770000001", "770000002", 1), 1), nil},
	{"a command that answers another bot in a group", strings.Replace(group, `"text":"halo"`, `"text":"/tiket","reply_to_message":`+strings.Replace(ourWords, "770000001", "770000002", 1), 1), inGroup(func(in *flows.Input) { in.Text = "/tiket" })},
	{"a poll", asMessage(`,"poll":{"id":"1","question":"?","options":[{"text":"a","voter_count":0}],"total_voter_count":0}`), mediaOf("poll")},
	{"a location", asMessage(`,"location":{"latitude":-7.9,"longitude":112.6}`), placeAt("https://maps.google.com/?q=-7.90000,112.60000")},
	{"a venue, which is also a location", asMessage(`,"venue":{"title":"Pasar","address":"Jl. Guntur 20"},"location":{"latitude":-7.9,"longitude":112.6}`), placeAt("Pasar, Jl. Guntur 20, https://maps.google.com/?q=-7.90000,112.60000")},
	{"a kind of message nobody knows yet", asMessage(`,"hologram":{"id":1}`), mediaOf("other")},
	{"the person's own contact", asMessage(contact + `,"user_id":42}`), contactOf(true, false)},
	{"somebody else's contact", asMessage(contact + `,"user_id":77}`), contactOf(false, false)},
	{"the contact of nobody on Telegram", asMessage(contact + `}`), contactOf(false, false)},
	{"the person's own contact, passed on", asMessage(contact + `,"user_id":42},"forward_date":1795300000,"forward_sender_name":"Budi"`), contactOf(false, true)},
	{"the same since Bot API 7.0", asMessage(contact + `,"user_id":42}` + origin), contactOf(false, true)},
	{"a text passed on", asMessage(`,"forward_from":{"id":77},"forward_date":1795300000,"text":"Tempe"`), fromSiti(forwardedText)},
	{"the same since Bot API 7.0", asMessage(origin + `,"text":"Tempe"`), fromSiti(forwardedText)},
	{"a message in a group", group, nil},
	{"a post of a channel", posted, nil},
	{"a message from a bot", strings.Replace(asMessage(`,"text":"x"`), `"is_bot":false`, `"is_bot":true`, 1), nil},
	{"a message from nobody", `{"update_id":880000007,"message":{"message_id":5,"chat":{"id":42,"type":"private"},"date":1,"text":"x"}}`, nil},
	{"the app says that something was pinned", asMessage(`,"pinned_message":` + ourWords), nil},
	{"the app says that messages vanish", asMessage(`,"message_auto_delete_timer_changed":{"message_auto_delete_time":86400}`), nil},
	{"the app says that the bot may write", asMessage(`,"write_access_allowed":{}`), nil},
	{"the app says that the wallpaper changed", asMessage(`,"chat_background_set":{}`), nil},
	{"the person blocked the bot", membershipIn(`{"id":42,"type":"private"}`, "kicked"),
		&flows.Input{Kind: flows.Blocked, From: Address(42), Text: "blocked", At: time.Unix(1795400000, 0)}},
	{"the person let the bot in again", membershipIn(`{"id":42,"type":"private"}`, "member"),
		&flows.Input{Kind: flows.Unblocked, From: Address(42), At: time.Unix(1795400000, 0)}},
	{"a group threw the bot out", membershipIn(`{"id":-1001,"type":"supergroup"}`, "kicked"), ofGroupChat(flows.Blocked, channel.ShutRemoved)},
	{"a group let it in again", membershipIn(`{"id":-1001,"type":"supergroup"}`, "administrator"), ofGroupChat(flows.Unblocked, "")},
	{"a group took its right to write", strings.Replace(membershipIn(`{"id":-1001,"type":"supergroup"}`, "restricted"), `"restricted"`, `"restricted","can_send_messages":false`, 1), ofGroupChat(flows.Blocked, channel.ShutRights)},
	{"a group took another right", strings.Replace(membershipIn(`{"id":-1001,"type":"supergroup"}`, "restricted"), `"restricted"`, `"restricted","can_send_messages":true`, 1), ofGroupChat(flows.Unblocked, "")},
	{"a channel threw the bot out", membershipIn(`{"id":-1002,"type":"channel"}`, "kicked"), nil},
	{"a group became a supergroup", strings.Replace(group, `"text":"halo"`, `"migrate_to_chat_id":-1001000`, 1), ofGroupChat(flows.Moved, "-1001000")},
	{"a supergroup was a group", strings.Replace(strings.Replace(group, `"text":"halo"`, `"migrate_from_chat_id":-1001`, 1), `"id":-1001,`, `"id":-1001000,`, 1), ofGroupChat(flows.Moved, "-1001000")},
	{"a topic was opened again", strings.Replace(group, `"text":"halo"`, `"forum_topic_reopened":{}`, 1), ofGroupChat(flows.Unblocked, "")},
	{"an administrator who hides their name", nameless(`"/tiket"`), inGroup(func(in *flows.Input) { in.Text, in.Author, in.Member, in.Language = "/tiket", "", "", "" })},
	{"chatter of one", nameless(`"halo"`), nil},
	{"a post of the group's channel, relayed", strings.Replace(nameless(`"/tiket"`), `"text"`, `"is_automatic_forward":true,"text"`, 1), nil},
	{"a tap", tapWith(`,"message":` + ourWords + `,"data":"p:2"`), tapOn("p:2")},
	{"a tap under a message too old to be shown", tapWith(`,"message":{"message_id":9,"chat":{"id":42,"type":"private"},"date":0},"data":"p:2"`), tapOn("p:2")},
	{"a tap without data", tapWith(`,"message":` + ourWords), tapOn("")},
	{"a tap without a message", tapWith(`,"inline_message_id":"x","data":"p:2"`), nil},
	{"a tap in a group", tapWith(`,"message":{"message_id":9,"chat":{"id":-1001,"type":"group"},"date":1},"data":"p:2"`),
		&flows.Input{Kind: flows.Tap, From: Address(-1001), Message: "9", Data: "p:2", Language: "id", Group: true, Author: "Siti", Member: "42"}},
	{"a tap in a channel", tapWith(`,"message":{"message_id":9,"chat":{"id":-1002,"type":"channel"},"date":1},"data":"p:2"`), nil},
	{"an update of a kind we did not ask for", `{"update_id":880000007,"poll_answer":{"poll_id":"1"}}`, nil},
}

func TestUpdatesBecomeInputs(t *testing.T) {
	t.Parallel()
	for _, c := range seen {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			d, last := read([]json.RawMessage{json.RawMessage(c.raw)}, 770000001)
			if last != 880000007 || len(d.Bad) != 0 {
				t.Fatalf("last %d, bad %q", last, d.Bad)
			}
			switch {
			case c.want == nil && len(d.Causes) != 0:
				t.Errorf("got %+v, want nothing", d.Causes[0].Input)
			case c.want != nil && len(d.Causes) != 1:
				t.Errorf("got nothing, want %+v", *c.want)
			case c.want != nil && (!reflect.DeepEqual(d.Causes[0].Input, *c.want) || d.Causes[0].Delivery != "t880000007"):
				t.Errorf("got  %+v\nwant %+v", d.Causes[0], *c.want)
			}
			if taps := strings.Contains(c.raw, "callback_query"); taps != slices.Equal(d.taps, []string{"4382bfdwdsb323b2d9"}) {
				t.Errorf("taps %q", d.taps)
			}
		})
	}
}

func TestUpdatesThatCannotBeReadAreKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when, raw string
		last      int
	}{
		{"a text of another type", strings.Replace(asMessage(`,"text":1`), "007", "008", 1), 880000008},
		{"a person of another type", `{"update_id":3,"message":{"from":"Siti"}}`, 3},
		{"an id that came too late", `{"message":{"from":"Siti"},"update_id":4}`, 4},
		{"an id of another type", `{"update_id":"3","message":{}}`, 0},
		{"no id", asMessage(`,"text":"x"`)[:1] + `"message":{` + heading + `,"text":"x"}}`, 0},
		{"an id below the first", `{"update_id":-1}`, 0},
		{"a list", `[]`, 0},
		{"no JSON", `{"update_id":3,`, 0},
		{"nothing", ``, 0},
	} {
		d, last := read([]json.RawMessage{json.RawMessage(c.raw)}, 770000001)
		if last != c.last || len(d.Bad) != 1 || len(d.Causes) != 0 || string(d.Bad[0]) != c.raw {
			t.Errorf("%s: last %d, bad %q, causes %v", c.when, last, d.Bad, d.Causes)
		}
	}
}

// FuzzReadUpdate: nothing makes it panic, and what a person sent is a cause or
// is put aside.
func FuzzReadUpdate(f *testing.F) {
	for _, c := range seen {
		f.Add([]byte(c.raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, last := read([]json.RawMessage{raw}, 770000001)
		if len(d.Bad)+len(d.Causes) > 1 || last < 0 {
			t.Fatalf("last %d, bad %q, causes %v", last, d.Bad, d.Causes)
		}
		if len(d.Causes) == 1 && (last == 0 || d.Causes[0].Delivery != fmt.Sprintf("t%d", last) || d.Causes[0].Input.Kind == "") {
			t.Fatalf("last %d: %+v", last, d.Causes[0])
		}
		if len(d.Bad)+len(d.Causes) == 0 && !uninteresting(raw) {
			t.Fatalf("%s is lost", raw)
		}
	})
}

// uninteresting tells, by a reading of its own, whether nothing in an update
// was said by a person to the bot alone.
func uninteresting(raw []byte) bool {
	var u struct {
		Message *struct {
			Chat struct{ Type string }
			From *struct {
				IsBot bool `json:"is_bot"`
			}
		}
	}
	if json.Unmarshal(raw, &u) != nil {
		return false
	}
	if u.Message == nil || u.Message.From == nil || u.Message.From.IsBot || u.Message.Chat.Type != "private" {
		return true
	}
	// The app's own messages; a name may be written in other letters.
	service := []string{"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set", "connected_website", `\u`, "\u017f", "\u212a"}
	return slices.ContainsFunc(service, func(field string) bool { return strings.Contains(strings.ToLower(string(raw)), field) })
}

func BenchmarkReadUpdate(b *testing.B) {
	updates := []json.RawMessage{json.RawMessage(asMessage(`,"text":"Siti Aminah"`))}
	for b.Loop() {
		if d, _ := read(updates, 770000001); len(d.Causes) != 1 {
			b.Fatal("no cause")
		}
	}
}

// ofGroupChat is what a group's chat says of itself.
func ofGroupChat(kind flows.Kind, text string) *flows.Input {
	return &flows.Input{Kind: kind, From: Address(-1001), Text: text, Group: true, At: time.Unix(1795400000, 0)}
}

// nameless is what an administrator of a group writes who hides their name.
func nameless(text string) string {
	hidden := strings.Replace(group, `"from":{"id":42,"is_bot":false,"first_name":"Siti"}`, `"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"sender_chat":{"id":-1001,"type":"supergroup"}`, 1)
	return strings.Replace(hidden, `"halo"`, text, 1)
}
