package channel

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Failure is why a call to a channel failed, by what is to be done.
type Failure string

// The failures.
const (
	Unsent       Failure = "unsent"       // it never left: always safe to repeat
	Unknown      Failure = "unknown"      // it may have been delivered: no answer, or one that does not say
	Broken       Failure = "broken"       // the server is in trouble and did nothing
	Flood        Failure = "flood"        // 429: wait for RetryAfter
	Gone         Failure = "gone"         // the person cannot be reached: Text says why
	BadMarkup    Failure = "bad markup"   // the text's tags or length: repeat as plain text
	Unchanged    Failure = "unchanged"    // an edit that changes nothing: as good as done
	Moved        Failure = "moved"        // the chat is another one from now on: To is its id
	Shut         Failure = "shut"         // a group takes no words of ours now: Text says why
	Uneditable   Failure = "uneditable"   // the message to edit is gone: send a new one
	Expired      Failure = "expired"      // a tap that nobody waits for any more
	Refused      Failure = "refused"      // any other 400: a bug of ours
	Unauthorized Failure = "unauthorized" // 401: the token is wrong
	Conflict     Failure = "conflict"     // 409: a second process polls
	Crowded      Failure = "crowded"      // this person has had too much at once: they alone wait for RetryAfter
	Closed       Failure = "closed"       // only approved templates may be said to this person now
	Parked       Failure = "parked"       // it waits until the person writes
	NotNow       Failure = "not now"      // the channel keeps it from this person for a day
	OptedOut     Failure = "opted out"    // the person wants nothing of this kind
)

// Why a group takes no words of ours now.
const (
	ShutTopic   = "topic"   // the topic is closed or gone
	ShutRights  = "rights"  // our right to write was taken away
	ShutRemoved = "removed" // we are not in it any more, or it is gone
)

// SendError is a failed call. Its text never holds the token.
type SendError struct {
	Kind       Failure
	Code       int           // the channel's own number, or HTTP's; 0 when there was no answer
	RetryAfter time.Duration // for Flood
	Text       string
	To         string // for Moved
}

func (e *SendError) Error() string {
	return fmt.Sprintf("channel: %s (%d): %s", e.Kind, e.Code, e.Text)
}

// TransportError is what became of a request that got no whole answer. Without
// a connection nothing was sent, be it for the name, the dialling or TLS. The
// URL holds the token, so the error around it is taken off.
func TransportError(err error, connected bool) *SendError {
	var withURL *url.Error
	for errors.As(err, &withURL) {
		err = withURL.Err
	}
	e := &SendError{Kind: Unknown, Text: "no answer"}
	if !connected {
		e.Kind, e.Text = Unsent, "no connection"
	}
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		e.Text = "cancelled"
	case errors.Is(err, context.DeadlineExceeded):
		e.Text = "timed out"
	case errors.As(err, &op):
		e.Text = op.Op + ": " + op.Err.Error()
	case errors.As(err, &certificate):
		e.Text = certificate.Error()
	}
	return e
}

// Unclear is what a status means that came without an answer of the channel's: a
// page of a proxy, a part of an answer, nothing. Whoever says that they are not
// available did nothing; a success, or a failure on the way back, may hide that
// the message was delivered.
func Unclear(status int) Failure {
	switch {
	case status == http.StatusServiceUnavailable:
		return Broken
	case status >= http.StatusInternalServerError, status < http.StatusMultipleChoices:
		return Unknown
	}
	return Broken
}

// IsRefused tells a call that will be refused again however often it is made.
func IsRefused(err error) bool {
	var e *SendError
	return errors.As(err, &e) && (e.Kind == Refused || e.Code == http.StatusNotFound)
}

// Is reports whether a call failed in one of several ways.
func Is(err error, kinds ...Failure) bool {
	var e *SendError
	return errors.As(err, &e) && slices.Contains(kinds, e.Kind)
}
