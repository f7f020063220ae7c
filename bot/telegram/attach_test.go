package telegram

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"naikkelas/messages"
)

// A document that is kept goes by our name and as it is kept, not as whoever sent
// it called it; a picture is shown as one, unless Telegram does not take it so.
func TestKeptDocumentsGoByOurName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what, name string
		refused    string // the method that Telegram refuses
		lost       bool   // it is not in our folder
		want       string
	}{
		{"a PDF", "nib-1.pdf", "", false, "sendDocument nib-1.pdf"},
		{"a picture", "nib-1.jpg", "", false, "sendPhoto nib-1.jpg"},
		{"a picture that is too large for one", "nib-1.png", "sendPhoto", false, "sendPhoto nib-1.png, sendDocument nib-1.png"},
		{"one that is lost", "nib-1.pdf", "", true, "sendMessage"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			ch, api := spoken(t, func(w http.ResponseWriter, r *http.Request, n int, call apiCall) {
				if call.method == c.refused {
					w.WriteHeader(http.StatusBadRequest)
					_, _ = w.Write([]byte(`{"ok":false,"error_code":400,"description":"Bad Request: PHOTO_INVALID_DIMENSIONS"}`))
					return
				}
				answerSent(w, r, n, call)
			})
			ch.Bytes = func(string) ([]byte, error) {
				if c.lost {
					return nil, errors.New("absent")
				}
				return []byte("what it holds"), nil
			}
			_, _ = ch.Send(t.Context(), lineOf(messages.Message{Text: "NIB", Document: Name + ":theirs", Stored: "hash", Name: c.name, Protect: true}))
			var calls []string
			for _, call := range api.asked() {
				if strings.Contains(call.params.Encode(), "theirs") {
					t.Errorf("what they called it goes out: %v", call)
				}
				name := ""
				if words := strings.Fields(call.file); len(words) > 1 {
					name = " " + words[1]
				}
				calls = append(calls, call.method+name)
				if call.params.Get("protect_content") != "true" {
					t.Errorf("%s can be passed on", call.method)
				}
			}
			if got := strings.Join(calls, ", "); got != c.want {
				t.Errorf("called was %q, want %q", got, c.want)
			}
		})
	}
}
