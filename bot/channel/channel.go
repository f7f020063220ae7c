// Package channel says what a way to reach people has to be able to do. Each
// is a folder beside it: bot/telegram, bot/whatsapp. Package bot, which takes
// causes in and sends lines, knows none of them by name.
package channel

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/store"
)

// Channel is a way to reach people. Errors of its calls are a *SendError.
type Channel interface {
	// Name is the channel's name in addresses.
	Name() string

	// Can is what the channel can show and change.
	Can() Capabilities

	// Receive takes in what people do, until the context ends. A channel that
	// is pushed to waits.
	Receive(ctx context.Context, deliver Deliver, trouble func(error))

	// Webhook takes in what is pushed to us: the pattern, as http.ServeMux takes
	// it, of our own address, empty when nothing is pushed, and what answers
	// there.
	Webhook(deliver Deliver) (pattern string, answers http.Handler)

	// Send says a message, changes one (Message.Edit) or takes one back
	// (Message.Delete), and gives the channel's ids of what was sent, a part
	// each. One that failed in the middle goes on there when it is sent again
	// under the same Ref.
	Send(ctx context.Context, o Outgoing) ([]string, error)

	// Fetch reads a file that somebody sent; take gets its bytes as they come.
	// Its errors are take's or a *SendError.
	Fetch(ctx context.Context, id string, take func(io.Reader) error) error

	// Prepare tells the channel what it has to know of us, such as the commands
	// to list, until it has understood or the context ends.
	Prepare(ctx context.Context, trouble func(error))

	// Reach reports whether the channel answers us.
	Reach(ctx context.Context) error
}

// Capabilities are what a channel can do with messages of ours.
type Capabilities struct {
	Edit    bool // change a message that was sent
	Delete  bool // take it back
	Reports bool // it says what became of a message after taking it
}

// Outgoing is one message on its way.
type Outgoing struct {
	Person  enterprise.PersonID
	To      enterprise.Address
	Message messages.Message
	Ref     string      // names it in what the channel reports of it later; empty: nobody asks
	Follows bool        // a further part of what was said just before
	Plain   bool        // without markup, and in parts short enough for any way of counting
	Drawn   *Attachment // the message's chart, drawn already; nil: it is drawn on the way, if there is one
	Reply   bool        // somebody waits for it
	Lang    string      // what the person speaks; empty: it is not known
	Tries   int         // how often the channel took it and then refused it
	First   string      // the Ref of the first of these times
}

// Place is a place as it would be typed: its name and address, and where it is
// on a map.
func Place(name, address string, latitude, longitude float64) string {
	at := fmt.Sprintf("https://maps.google.com/?q=%.5f,%.5f", latitude, longitude)
	words := slices.DeleteFunc([]string{strings.TrimSpace(name), strings.TrimSpace(address), at}, func(s string) bool { return s == "" })
	return strings.Join(words, ", ")
}

// Command is an entry of the list that the app shows.
type Command struct{ Name, Description string }

// Delivery is what one poll or webhook call brought.
type Delivery struct {
	Causes  []store.Cause
	Bad     [][]byte // what could not be understood, as it came
	Reports []store.Report
}

// Deliver makes a delivery durable. It may be called again with the same one.
type Deliver func(ctx context.Context, d Delivery) error

// The files that Telegram holds had ids of no channel's name when it was the
// only one; those of any other begin with it.
const unnamed = "telegram"

// FileID is the id of a file that a channel holds, as it is kept.
func FileID(channel, id string) string {
	if channel == unnamed {
		return id
	}
	return channel + ":" + id
}

// HeldBy is a channel's own id of a file; ok is false for none, and for one
// that another channel holds.
func HeldBy(channel, id string) (own string, ok bool) {
	name, rest, named := strings.Cut(id, ":")
	if !named {
		return id, id != "" && channel == unnamed
	}
	return rest, name == channel
}

// Holder is the channel that holds a file.
func Holder(id string) string {
	name, _, named := strings.Cut(id, ":")
	if !named {
		return unnamed
	}
	return name
}
