package whatsapp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"naikkelas/bot/channel"
	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/store"
)

const (
	// window is how long after a person's last message anything may be said.
	window = 24 * time.Hour
	// margin is what our clock and theirs may differ, and what a message takes.
	margin = 2 * time.Minute
	// uploadLives is how long an upload can be used: 30 days, less one.
	uploadLives  = 29 * 24 * time.Hour
	receiptsMost = 16
)

// Channel is WhatsApp as a way to reach people.
type Channel struct {
	*API
	Secret, VerifyToken string // of the app, and of the webhook's verification
	Store               *store.Store
	Templates           enterprise.Templates
	Bytes               func(hash string) ([]byte, error) // files of ours; nil: there are none
	Words               Words                             // the few of the channel's own
	ByNumber            []string                          // people who are known by their number even where an id of theirs is given: administrators
	Now                 func() time.Time
	Log                 *slog.Logger

	progress channel.Progress
	debts    debts
	receipts chan struct{}
	own      sync.Mutex
	ownPhone string
}

// NewChannel prepares sending; it calls nobody.
func NewChannel(api *API) *Channel {
	return &Channel{API: api, Words: Words{Choose: "Pilih", More: "Lagi"}, Now: time.Now, receipts: make(chan struct{}, receiptsMost)}
}

// Name is the channel's name in addresses.
func (c *Channel) Name() string { return Name }

// Can is what WhatsApp does with messages of ours: nothing is changed or taken
// back, but it says what became of them.
func (c *Channel) Can() channel.Capabilities { return channel.Capabilities{Reports: true} }

// Send says a message. What would be changed on another channel is said anew;
// what would be taken back stays. Outside the window it goes as a template, or
// waits until the person writes (channel.Parked).
func (c *Channel) Send(ctx context.Context, o channel.Outgoing) ([]string, error) {
	m := o.Message
	switch {
	case m.Commands != "":
		return nil, nil // WhatsApp lists none
	case m.Delete != "":
		return nil, &channel.SendError{Kind: channel.Uneditable, Text: "WhatsApp takes nothing back"}
	}
	heard, err := c.Store.Heard(ctx, o.To)
	if err != nil {
		return nil, &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	line := store.Line{Person: o.Person, To: o.To, Reply: o.Reply, Message: m, Lang: o.Lang, Tries: o.Tries, First: o.First}
	if c.Now().Sub(heard) > window-margin {
		return c.noted(ctx, o)(c.outside(ctx, o, line))
	}
	if err := c.flying(ctx, o, line); err != nil {
		return nil, err
	}
	ids, err := c.inside(ctx, o)
	if channel.Is(err, channel.Closed) { // the channel knows better
		return c.noted(ctx, o)(c.outside(ctx, o, line))
	}
	return c.noted(ctx, o)(ids, err)
}

// flying keeps a message before its status can come.
func (c *Channel) flying(ctx context.Context, o channel.Outgoing, l store.Line) error {
	if o.Ref == "" {
		return nil
	}
	if err := c.Store.Flying(ctx, o.Ref, l); err != nil {
		return &channel.SendError{Kind: channel.Broken, Text: err.Error()}
	}
	return nil
}

// replyKept is how much of a message is kept for those who answer it: enough to
// see which one it was.
const replyKept = 200

// noted keeps what was said, for those who answer that message, and gives ids
// that tell nobody's number. An answer without it is a message like any other.
func (c *Channel) noted(ctx context.Context, o channel.Outgoing) func([]string, error) ([]string, error) {
	return func(ids []string, err error) ([]string, error) {
		for i := range ids {
			ids[i] = nameless(ids[i])
		}
		words := []rune(channel.Plain(o.Message.Text))
		if err := c.Store.Said(ctx, o.To, o.Person, ids, string(words[:min(len(words), replyKept)])); err != nil && c.Log != nil {
			c.Log.Warn("what was said is not kept for answers to it", "error", err)
		}
		return ids, err
	}
}

// nameless stands for WhatsApp's id of a message, which holds the number of who
// it is for, or from.
func nameless(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:12])
}

// inside says a message to somebody who wrote within the window.
func (c *Channel) inside(ctx context.Context, o channel.Outgoing) ([]string, error) {
	m, link, err := c.linked(ctx, o.Message)
	if err != nil {
		return nil, err
	}
	most := maxText
	if o.Plain {
		m.Text, most = messages.Escape(channel.Plain(m.Text)), maxBody/2
	}
	calls, err := c.calls(o, m, link, most)
	if err != nil {
		return nil, &channel.SendError{Kind: channel.Refused, Text: err.Error()}
	}
	return c.progress.Run(ctx, o.Ref, calls)
}

// calls are what a message takes: its file first, then its words, what may be
// tapped with the last of them.
func (c *Channel) calls(o channel.Outgoing, m messages.Message, link string, most int) ([]channel.Call, error) {
	a, err := o.Attach(m, link, c.Bytes)
	if errors.Is(err, channel.ErrUndrawn) { // it must not cost the person its words
		if c.Log != nil {
			c.Log.Error("a message goes without its picture", "message", m.Key, "error", err)
		}
		a, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	var calls []channel.Call
	if page, ok := pageOf(m, c.Templates.Form); ok && !o.Plain && a == nil {
		return append(calls, func(ctx context.Context) (string, error) { return c.say(ctx, o, page) }), nil
	}
	tappable, links := choices(m)
	if a != nil {
		caption := marked(m.Text)
		alone := len(tappable)+len(links) == 0 && requestOf(m) == nil && units(caption) <= min(most, maxBody)
		if !alone {
			caption = ""
		}
		calls = append(calls, func(ctx context.Context) (string, error) { return c.media(ctx, o, a, caption) })
		if alone {
			return calls, nil
		}
	}
	for _, part := range parts(m, c.Words, most) {
		calls = append(calls, func(ctx context.Context) (string, error) { return c.say(ctx, o, part) })
	}
	return calls, nil
}

// say sends one payload to a person, unless they have had so much at once that
// they are to be left alone for a while.
func (c *Channel) say(ctx context.Context, o channel.Outgoing, payload object) (string, error) {
	if wait := c.debts.borrow(o.To.ID, c.Now()); wait > 0 {
		return "", &channel.SendError{Kind: channel.Crowded, RetryAfter: wait, Text: "this person has had much at once"}
	}
	body := object{"messaging_product": "whatsapp", "recipient_type": "individual"}
	if digits(o.To.ID) == o.To.ID {
		body["to"] = o.To.ID
	} else {
		body["recipient"] = o.To.ID
	}
	if o.Ref != "" {
		body["biz_opaque_callback_data"] = o.Ref
	}
	if m := o.Message.Reply; m != "" {
		body["context"] = object{"message_id": m}
	}
	for k, v := range payload {
		body[k] = v
	}
	id, err := c.post(ctx, body)
	var e *channel.SendError
	switch {
	case err == nil:
		c.debts.through(o.To.ID)
	case errors.As(err, &e) && e.Kind == channel.Crowded:
		e.RetryAfter = c.debts.full(o.To.ID, c.Now())
	}
	return id, err
}

// media sends a file. That of an announcement is uploaded once and then named,
// until it lives no longer there: any other may be one person's, of which no
// trace is to stay. A file that WhatsApp does not take costs nobody the words.
func (c *Channel) media(ctx context.Context, o channel.Outgoing, a *channel.Attachment, caption string) (string, error) {
	data := a.Data
	if a.Stored != nil {
		var err error
		if data, err = a.Stored(); err != nil {
			return c.without(ctx, o, caption, &channel.SendError{Kind: channel.Refused, Text: "the file is not kept"})
		}
	}
	if len(data) == 0 {
		return c.without(ctx, o, caption, &channel.SendError{Kind: channel.Refused, Text: "the file is on another channel"})
	}
	kind, mime := kindOf(a, data)
	sum := sha256.Sum256(append([]byte(c.phone+" "+mime+" "), data...))
	hash := hex.EncodeToString(sum[:])
	id, shared := "", store.IsRecipientRef(o.Ref)
	if shared && o.Tries == 0 {
		id = c.Store.Uploaded(ctx, hash)
	}
	for fresh := id == ""; ; fresh = true {
		if fresh {
			var err error
			if id, err = c.upload(ctx, cmp.Or(a.Name, "file"), mime, data); err != nil {
				if channel.Is(err, channel.Refused) {
					return c.without(ctx, o, caption, err)
				}
				return "", err
			}
			if shared {
				_ = c.Store.PutUploaded(ctx, hash, id, uploadLives) // or it is uploaded once more
			}
		}
		file := object{"id": id}
		if caption != "" {
			file["caption"] = caption
		}
		if kind == "document" && a.Name != "" {
			file["filename"] = a.Name
		}
		sent, err := c.say(ctx, o, object{"type": kind, kind: file})
		if !fresh && channel.Is(err, channel.Refused) { // it lives there no more
			continue
		}
		if channel.Is(err, channel.Refused) {
			return c.without(ctx, o, caption, err)
		}
		return sent, err
	}
}

// without says the words of a file that cannot be sent. Why is for the log.
func (c *Channel) without(ctx context.Context, o channel.Outgoing, words string, why error) (string, error) {
	if c.Log != nil {
		c.Log.Error("a message goes without its file", "message", o.Message.Key, "error", why)
	}
	if words == "" {
		return "", nil
	}
	return c.say(ctx, o, textOf(words))
}

// The files that WhatsApp takes, by the end of their names; any other goes as
// plain text or not at all (developers.facebook.com/docs/whatsapp/cloud-api/
// reference/media#supported-media-types).
var documents = map[string]string{
	".pdf": "application/pdf", ".txt": "text/plain", ".csv": "text/plain", ".json": "text/plain", ".ics": "text/plain",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
}

// imageMost is the largest picture that is shown as one.
const imageMost = 5 << 20

// kindOf is what a file is sent as, and its type.
func kindOf(a *channel.Attachment, data []byte) (kind, mime string) {
	mime = documents[strings.ToLower(path.Ext(a.Name))]
	if mime == "" {
		mime = "text/plain"
		switch {
		case strings.HasPrefix(string(data[:min(len(data), 5)]), "%PDF-"):
			mime = "application/pdf"
		case len(data) > 3 && data[0] == 0xff && data[1] == 0xd8:
			mime = "image/jpeg"
		case len(data) > 4 && string(data[1:4]) == "PNG":
			mime = "image/png"
		}
	}
	if strings.HasPrefix(mime, "image/") && a.Kind == channel.Photo && len(data) <= imageMost {
		return "image", mime
	}
	return "document", mime
}

// linked puts the links that a message makes into its text and its workbook. A
// link into the chat is one that types "/start ..." for the person.
func (c *Channel) linked(ctx context.Context, m messages.Message) (messages.Message, string, error) {
	if !channel.HasLinks(m) {
		return m, "", nil
	}
	phone, err := c.Number(ctx)
	if err != nil {
		return m, "", err
	}
	start := func(payload string) string {
		return "https://wa.me/" + phone + "?text=" + url.PathEscape("/start "+payload)
	}
	m, link := channel.Linked(m, start, start)
	return m, link, nil
}

// Number is our own number. It is asked for once.
func (c *Channel) Number(ctx context.Context) (string, error) {
	c.own.Lock()
	defer c.own.Unlock()
	if c.ownPhone != "" {
		return c.ownPhone, nil
	}
	phone, err := c.number(ctx)
	c.ownPhone = phone
	return phone, err
}
