package telegram

import (
	"encoding/json"
	"testing"
)

func TestACommandToAnotherBotIsNotOurs(t *testing.T) {
	t.Parallel()
	api := &API{}
	name := "NaikKelasBot"
	api.username.Store(&name)
	const group, private = `"chat":{"id":-1001,"type":"supergroup"}`, `"chat":{"id":7,"type":"private"}`
	for _, c := range []struct{ when, chat, text, want string }{
		{"ours, in a group", group, "/tiket@NaikKelasBot", "/tiket@NaikKelasBot"},
		{"ours in other letters", group, "/tiket@naikkelasbot 12", "/tiket@naikkelasbot 12"},
		{"nobody's name", group, "/tiket", "/tiket"},
		{"another's, in a group", group, "/tiket@lain_bot", ""},
		{"another's, in a private chat", private, "/tiket@lain_bot", "tiket@lain_bot"},
		{"an address of mail", private, "siti@lain_bot", "siti@lain_bot"},
	} {
		t.Run(c.when, func(t *testing.T) {
			t.Parallel()
			text, _ := json.Marshal(c.text)
			d, _ := read([]json.RawMessage{json.RawMessage(`{"update_id":1,"message":{"message_id":9,"date":1,"from":{"id":7},` + c.chat + `,"text":` + string(text) + `}}`)}, 770000001)
			got := ""
			if kept := api.forUs(t.Context(), d.Delivery).Causes; len(kept) == 1 {
				got = kept[0].Input.Text
			}
			if got != c.want {
				t.Errorf("%q arrives as %q, want %q", c.text, got, c.want)
			}
		})
	}
}
