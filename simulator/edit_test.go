package simulator

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const keys = `{"keyboard":[["Ya"]]}`
const inlineYes = `{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}]]}`

func TestEdits(t *testing.T) {
	t.Parallel()
	const same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	for _, row := range []struct {
		name   string
		sent   []string // what is edited
		call   []string // what is asked
		before func(*client, *Phone, int)
		says   string // empty: edited
	}{
		{"another text", []string{"text", "a"}, []string{"text", "b"}, nil, ""},
		{"the same text in bold", []string{"text", "a"}, []string{"text", "<b>a</b>", "parse_mode", "HTML"}, nil, ""},
		{"buttons are added", []string{"text", "a"}, []string{"text", "a", "reply_markup", inlineYes}, nil, ""},
		{"buttons are taken away", []string{"text", "a", "reply_markup", inlineYes}, []string{"text", "a"}, nil, ""},
		{"after a month, for bots may", []string{"text", "a"}, []string{"text", "b"}, func(b *client, _ *Phone, _ int) { b.clock.Advance(720 * time.Hour) }, ""},
		{"the same text", []string{"text", "a"}, []string{"text", "a"}, nil, same},
		{"the same text in the same tags", []string{"text", "<b>a</b>", "parse_mode", "HTML"}, []string{"text", "<strong>a</strong>", "parse_mode", "HTML"}, nil, same},
		{"the same text and buttons", []string{"text", "a", "reply_markup", inlineYes}, []string{"text", "a", "reply_markup", inlineYes}, nil, same},
		{"no message is named", []string{"text", "a"}, []string{"text", "b", "message_id", ""}, nil, "Bad Request: message to edit not found"},
		{"an unknown message", []string{"text", "a"}, []string{"text", "b", "message_id", "999"}, nil, "Bad Request: message to edit not found"},
		{"one that was deleted", []string{"text", "a"}, []string{"text", "b"}, func(b *client, _ *Phone, id int) {
			b.ok("deleteMessage", "chat_id", "5", "message_id", itoa(id))
		}, "Bad Request: message to edit not found"},
		{"the person's own", []string{"text", "a"}, []string{"text", "b", "message_id", "1"}, nil, "Bad Request: message can't be edited"},
		{"one that brought a keyboard", []string{"text", "a", "reply_markup", keys}, []string{"text", "b"}, nil, "Bad Request: message can't be edited"},
		{"one that took the keyboard", []string{"text", "a", "reply_markup", `{"remove_keyboard":true}`}, []string{"text", "b"}, nil, "Bad Request: message can't be edited"},
		{"a keyboard cannot come with an edit", []string{"text", "a"}, []string{"text", "b", "reply_markup", keys}, nil, "Bad Request: inline keyboard expected"},
		{"no text", []string{"text", "a"}, []string{"text", ""}, nil, "Bad Request: message text is empty"},
		{"too much text", []string{"text", "a"}, []string{"text", strings.Repeat("b", 4097)}, nil, "Bad Request: message is too long"},
		{"tags crossed", []string{"text", "a"}, []string{"text", "<b>", "parse_mode", "HTML"}, nil, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"a markup that is no JSON", []string{"text", "a"}, []string{"text", "b", "reply_markup", "x"}, nil, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"another's chat", []string{"text", "a"}, []string{"text", "b", "chat_id", "6"}, nil, "Bad Request: chat not found"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			id := b.say(row.sent...).ID
			shown := last(t, p)
			if row.before != nil {
				row.before(b, p, id)
			}
			ask := append([]string{"chat_id", "5", "message_id", itoa(id)}, row.call...)
			if row.says != "" {
				b.refused(http.StatusBadRequest, row.says, "editMessageText", ask...)
				if m := last(t, p); m.ID == id && (m.Edited || m.Text != shown.Text) {
					t.Errorf("the phone shows %+v", m)
				}
				return
			}
			answered := parsed[gotMessage](t, b.ok("editMessageText", ask...).Result)
			m := last(t, p)
			if m.ID != id || !m.Edited || answered.ID != id || m.Text != answered.Text || !slices.Equal(m.Entities, answered.Entities) {
				t.Errorf("the phone shows %+v, answered %+v", m, answered)
			}
			if buttons := slices.Contains(row.call, inlineYes); buttons != (len(m.Buttons) == 1) {
				t.Errorf("buttons %+v", m.Buttons)
			}
			if n := b.server.Stats().Edited; n != 1 {
				t.Errorf("%d edits were counted", n)
			}
		})
	}
}

func TestAFilesWordsAreNoText(t *testing.T) {
	t.Parallel()
	b, p := met(t)
	b.upload("sendDocument", "document", "a.txt", []byte("x"), "chat_id", "5", "caption", "a")
	b.refused(http.StatusBadRequest, "Bad Request: there is no text in the message to edit", "editMessageText", "chat_id", "5", "message_id", itoa(last(t, p).ID), "text", "b")
}

func TestDeletes(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		age  time.Duration
		call func(theirs, ours int) []string
		says string // empty: deleted
	}{
		{"our message", 0, func(_, ours int) []string { return []string{"message_id", itoa(ours)} }, ""},
		{"theirs", 0, func(theirs, _ int) []string { return []string{"message_id", itoa(theirs)} }, ""},
		{"at two days", 48 * time.Hour, func(_, ours int) []string { return []string{"message_id", itoa(ours)} }, ""},
		{"after two days", 48*time.Hour + time.Second, func(_, ours int) []string { return []string{"message_id", itoa(ours)} }, "Bad Request: message can't be deleted"},
		{"an unknown one", 0, func(int, int) []string { return []string{"message_id", "999"} }, "Bad Request: message to delete not found"},
		{"none is named", 0, func(int, int) []string { return nil }, "Bad Request: message identifier is not specified"},
		{"in an unknown chat", 0, func(_, ours int) []string { return []string{"message_id", itoa(ours), "chat_id", "6"} }, "Bad Request: chat not found"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			theirs, ours := p.Send("a"), b.say("text", "b").ID
			b.clock.Advance(row.age)
			before := len(p.Messages())
			call := append([]string{"chat_id", "5"}, row.call(theirs, ours)...)
			if row.says != "" {
				b.refused(http.StatusBadRequest, row.says, "deleteMessage", call...)
			} else {
				b.ok("deleteMessage", call...)
				b.refused(http.StatusBadRequest, "Bad Request: message to delete not found", "deleteMessage", call...)
				before--
			}
			if n := len(p.Messages()); n != before {
				t.Errorf("the phone shows %d messages, want %d", n, before)
			}
		})
	}
}

func TestAnswersToTaps(t *testing.T) {
	t.Parallel()
	const old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	for _, row := range []struct {
		name string
		age  time.Duration
		call func(id string) []string
		says string // empty: answered
	}{
		{"at once", 0, func(id string) []string { return []string{"callback_query_id", id} }, ""},
		{"after 149 seconds, in 200 letters", 149 * time.Second, func(id string) []string {
			return []string{"callback_query_id", id, "text", strings.Repeat("a", 200)}
		}, ""},
		{"in 201 letters", 0, func(id string) []string {
			return []string{"callback_query_id", id, "text", strings.Repeat("a", 201)}
		}, "Bad Request: MESSAGE_TOO_LONG"},
		{"after 150 seconds", 150 * time.Second, func(id string) []string { return []string{"callback_query_id", id} }, old},
		{"to no tap", 0, func(string) []string { return nil }, old},
		{"to a tap that never was", 0, func(id string) []string { return []string{"callback_query_id", id + "0"} }, old},
		{"to an update's id", 0, func(string) []string { return []string{"callback_query_id", "880000001"} }, old},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b, p := met(t)
			m := b.say("text", "a", "reply_markup", inlineYes)
			for range 3 {
				if err := p.Tap(m.ID, "Ya"); err != nil {
					t.Fatal(err)
				}
			}
			id := b.updates()[1].Callback.ID
			b.clock.Advance(row.age)
			if row.says != "" {
				b.refused(http.StatusBadRequest, row.says, "answerCallbackQuery", row.call(id)...)
				return
			}
			b.ok("answerCallbackQuery", row.call(id)...)
			b.ok("answerCallbackQuery", row.call(id)...) // a second answer does no harm
		})
	}
}
