package whatsapp

import (
	"encoding/json"
	"net/http"
	"time"

	"naikkelas/bot/channel"
)

// A code of an error and what is to be done about it
// (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes). What
// is not here is a fault of ours and is not sent again: 132xxx is a template
// that does not fit, 100 and 131008 a message that does not.
var remedies = map[int]struct {
	kind  channel.Failure
	after time.Duration
}{
	0: {channel.Unauthorized, 0}, 3: {channel.Unauthorized, 0}, 10: {channel.Unauthorized, 0}, 190: {channel.Unauthorized, 0}, 131005: {channel.Unauthorized, 0},

	368: {channel.Unauthorized, 0}, 131031: {channel.Unauthorized, 0}, // the account is locked
	131042: {channel.Unauthorized, 0}, 131048: {channel.Unauthorized, 0}, 131064: {channel.Unauthorized, 0}, // payment, spam, misclassified templates

	4: {channel.Flood, time.Minute}, 80007: {channel.Flood, time.Minute}, 130429: {channel.Flood, 2 * time.Second}, 131056: {channel.Crowded, 6 * time.Second},

	1: {channel.Broken, 0}, 2: {channel.Broken, 0}, 131000: {channel.Broken, 0}, 131016: {channel.Broken, 0}, 131057: {channel.Broken, 0}, 133004: {channel.Broken, 0},

	131026: {channel.Gone, 0}, 130403: {channel.Gone, 0},

	131047: {channel.Closed, 0}, 131049: {channel.NotNow, 0}, 131050: {channel.OptedOut, 0},
}

// refusal is what an answer means that is no success.
func refusal(status int, body []byte) *channel.SendError {
	var answer struct {
		Error struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Data    struct {
				Details string `json:"details"`
			} `json:"error_data"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Error.Message == "" {
		e := &channel.SendError{Kind: channel.Unclear(status), Code: status, Text: "not the Cloud API: " + http.StatusText(status)}
		if status == http.StatusRequestEntityTooLarge || status == http.StatusNotFound {
			e.Kind = channel.Refused
		}
		return e
	}
	return coded(answer.Error.Code, answer.Error.Message)
}

// coded is a failure by its code. The details are left out: they may repeat
// what was written to whom.
func coded(code int, message string) *channel.SendError {
	e := &channel.SendError{Kind: channel.Refused, Code: code, Text: message}
	if r, known := remedies[code]; known {
		e.Kind, e.RetryAfter = r.kind, r.after
	}
	if e.Kind == channel.Gone {
		e.Text = map[int]string{131026: "not found", 130403: "blocked"}[code]
	}
	return e
}
