package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/bot/channel"
	"naikkelas/messages"
	"naikkelas/store"
)

// What Telegram takes, in UTF-16 units after the tags are gone
// (core.telegram.org/bots/api#sendmessage).
const (
	maxText    = 4096
	maxCaption = 1024
)

// Channel is Telegram as a way to reach people.
type Channel struct {
	*API
	Push      Push                              // how updates come; zero: they are polled
	Slots     *store.Store                      // where it is kept what stands in a slot; nil: nothing does
	Bytes     func(hash string) ([]byte, error) // files of ours; nil: there are none
	Log       *slog.Logger                      // of pictures that could not be drawn; nil: nobody is told
	Languages []string                          // of command lists, the one for everybody else first

	commands func(audience string) []channel.Command
	progress channel.Progress
}

// NewChannel prepares sending; commands is the command list of an audience, as
// messages.Message says it.
func NewChannel(api *API, commands func(audience string) []channel.Command) *Channel {
	return &Channel{API: api, commands: commands}
}

// Name is the channel's name in addresses.
func (c *Channel) Name() string { return Name }

// Can is what Telegram does with messages of ours.
func (c *Channel) Can() channel.Capabilities { return channel.Capabilities{Edit: true, Delete: true} }

// Send says, changes or takes back a message. In its plainest form, once its
// text was refused, it has no markup and goes in parts of half the length.
func (c *Channel) Send(ctx context.Context, o channel.Outgoing) ([]string, error) {
	most, mostUnder := maxText, maxCaption
	if o.Plain {
		o.Message.Text = messages.Escape(channel.Plain(o.Message.Text))
		most, mostUnder = maxText/2, maxCaption/2
	}
	m, link, err := c.linked(ctx, o.Message)
	if err != nil {
		return nil, err
	}
	o.Message = m
	o.Message = c.placed(ctx, o)
	calls, err := c.calls(o, link, most, mostUnder)
	if err != nil {
		return nil, &channel.SendError{Kind: channel.Refused, Text: err.Error()}
	}
	ids, err := c.progress.Run(ctx, o.Ref, calls)
	if err == nil {
		c.place(ctx, o, ids)
	}
	return ids, ofGroup(o, err)
}

// ofGroup is an error of a message to a group: that is never gone as a person
// is, but may let us in again. What stood in a group that moved cannot be
// changed any more, and another message has its number where it moved to.
func ofGroup(o channel.Outgoing, err error) error {
	var e *channel.SendError
	if !errors.As(err, &e) || !strings.HasPrefix(o.To.ID, "-") {
		return err
	}
	switch {
	case e.Kind == channel.Gone:
		return &channel.SendError{Kind: channel.Shut, Code: e.Code, Text: channel.ShutRemoved}
	case e.Kind == channel.Moved && o.Message.Delete != "":
		return &channel.SendError{Kind: channel.Uneditable, Code: e.Code, Text: e.Text}
	}
	return err
}

// linked puts the links that a message makes into its text and its workbook,
// and gives that of the text.
func (c *Channel) linked(ctx context.Context, m messages.Message) (messages.Message, string, error) {
	if !channel.HasLinks(m) {
		return m, "", nil
	}
	name, err := c.Username(ctx)
	if err != nil {
		return m, "", err
	}
	to := func(way string) func(string) string {
		return func(payload string) string { return "https://t.me/" + name + "?" + way + "=" + payload }
	}
	m, link := channel.Linked(m, to("start"), to("startgroup"))
	return m, link, nil
}

// placed turns a message for a slot in which one stands into its change.
func (c *Channel) placed(ctx context.Context, o channel.Outgoing) messages.Message {
	m := o.Message
	if m.Slot == "" || m.Edit != "" || c.Slots == nil {
		return m
	}
	if id, err := c.Slots.Slot(ctx, o.To, m.Slot); err == nil {
		m.Edit = id // a Redis that does not answer costs a second message
	}
	return m
}

// place notes what stands in a slot from now on.
func (c *Channel) place(ctx context.Context, o channel.Outgoing, ids []string) {
	if o.Message.Slot == "" || len(ids) == 0 || c.Slots == nil {
		return
	}
	_ = c.Slots.PutSlot(ctx, o.To, o.Message.Slot, ids[0]) // or a second message comes
}

// calls are what a message takes. The keyboard comes with the last one.
func (c *Channel) calls(o channel.Outgoing, link string, most, mostUnder int) ([]channel.Call, error) {
	m, to := o.Message, o.To.ID
	if m.Commands != "" {
		return []channel.Call{func(ctx context.Context) (string, error) {
			return "", c.SetCommands(ctx, c.commands(m.Commands), "", to)
		}}, nil
	}
	markup, err := keyboard(m)
	if err != nil {
		return nil, err
	}
	p := post{c.API, to, markup, m.Protect}
	made := m.Paper != nil || m.Calendar != nil || m.Scan && link != ""
	switch {
	case made:
	case m.Delete != "":
		return []channel.Call{func(ctx context.Context) (string, error) { return "", p.remove(ctx, m.Delete) }}, nil
	case m.Edit != "" && m.Photo+m.Document != "":
		return []channel.Call{func(ctx context.Context) (string, error) { return "", p.recaption(ctx, m.Edit, m.Text) }}, nil
	case m.Edit != "":
		return p.edit(m.Edit, m.Text, most), nil
	}
	a, err := o.Attach(m, link, c.Bytes)
	switch {
	case errors.Is(err, channel.ErrUndrawn): // it must not cost the person its words
		if c.Log != nil {
			c.Log.Error("a message goes without its picture", "message", m.Key, "error", err)
		}
		return p.texts(m.Text, most), nil
	case err != nil:
		return nil, err
	case a != nil:
		return p.file(*a, m.Text, most, mostUnder), nil
	}
	return p.texts(m.Text, most), nil
}

// post is where a message goes and what keyboard comes with it.
type post struct {
	api     *API
	chat    string
	markup  string
	protect bool
}

// params are the parameters of a call, its own ones added; the library reads
// them while it uploads.
func (p post) params(markup bool, name, text string) tgbotapi.Params {
	params := tgbotapi.Params{"chat_id": p.chat, "parse_mode": "HTML"}
	params.AddNonEmpty(name, text)
	params.AddBool("protect_content", p.protect)
	if markup {
		params.AddNonEmpty("reply_markup", p.markup)
	}
	return params
}

// made makes a call that sends or changes a message, and gives its id.
func (p post) made(ctx context.Context, method string, params tgbotapi.Params) (string, error) {
	return messageID(p.api.call(ctx, callTimeout, method, params))
}

// messageID is the id in a call's result.
func messageID(result json.RawMessage, err error) (string, error) {
	if err != nil {
		return "", err
	}
	var m struct {
		ID int64 `json:"message_id"`
	}
	if json.Unmarshal(result, &m) != nil || m.ID == 0 {
		return "", nil // an edit may be answered with true
	}
	return strconv.FormatInt(m.ID, 10), nil
}

// text sends a text that is short enough.
func (p post) text(ctx context.Context, text string, markup bool) (string, error) {
	params := p.params(markup, "text", text)
	params["link_preview_options"] = `{"is_disabled":true}`
	return p.made(ctx, "sendMessage", params)
}

// texts sends a text, in parts when it is too long.
func (p post) texts(text string, most int) []channel.Call {
	var calls []channel.Call
	parts := channel.Split(text, most)
	for i, part := range parts {
		calls = append(calls, func(ctx context.Context) (string, error) { return p.text(ctx, part, i == len(parts)-1) })
	}
	return calls
}

// edit changes a message of ours, or sends a new one when that cannot be
// changed any more. What is too long for it follows.
func (p post) edit(id, text string, most int) []channel.Call {
	parts, rest := channel.Split(text, most), p.texts(text, most)
	change := func(ctx context.Context) (string, error) {
		params := p.params(len(parts) == 1, "text", parts[0])
		params["message_id"] = id
		changed, err := p.made(ctx, "editMessageText", params)
		if channel.Is(err, channel.Uneditable) {
			return rest[0](ctx)
		}
		return changed, err
	}
	return append([]channel.Call{change}, rest[1:]...)
}

// recaption changes the words under a photo or a document.
func (p post) recaption(ctx context.Context, id, text string) error {
	params := p.params(true, "caption", text)
	params["message_id"] = id
	_, err := p.api.call(ctx, callTimeout, "editMessageCaption", params)
	return err
}

// remove takes a message back.
func (p post) remove(ctx context.Context, id string) error {
	_, err := p.api.call(ctx, callTimeout, "deleteMessage", tgbotapi.Params{"chat_id": p.chat, "message_id": id})
	return err
}

// attach uploads a file, or names one that Telegram has. A document that is kept
// goes as it is kept, under our name: what Telegram has goes by the sender's. If
// it is a picture it is shown as one.
func (p post) attach(ctx context.Context, a channel.Attachment, params tgbotapi.Params) (string, error) {
	if a.Kind == channel.Document && a.Stored != nil && a.Name != "" {
		data, err := a.Stored()
		if err != nil {
			return "", &channel.SendError{Kind: channel.Refused, Text: "the file is not kept"}
		}
		if strings.HasSuffix(a.Name, ".jpg") || strings.HasSuffix(a.Name, ".png") {
			if id, err := messageID(p.api.upload(ctx, "sendPhoto", params, channel.Photo, a.Name, data)); !channel.Is(err, channel.Refused) {
				return id, err
			}
		}
		return messageID(p.api.upload(ctx, "sendDocument", params, channel.Document, a.Name, data))
	}
	method := map[string]string{channel.Photo: "sendPhoto", channel.Document: "sendDocument"}[a.Kind]
	if held, ok := channel.HeldBy(Name, a.ID); ok {
		params[a.Kind] = held
		id, err := p.made(ctx, method, params)
		if !channel.Is(err, channel.Refused) || a.Stored == nil {
			return id, err
		}
		delete(params, a.Kind)
	}
	data := a.Data
	if a.ID != "" {
		if a.Stored == nil {
			return "", &channel.SendError{Kind: channel.Refused, Text: "the file is on another channel"}
		}
		var err error
		if data, err = a.Stored(); err != nil {
			return "", &channel.SendError{Kind: channel.Refused, Text: "the file is not kept"}
		}
	}
	return messageID(p.api.upload(ctx, method, params, a.Kind, a.Name, data))
}

// file sends a file with its words under it, or after it when they are too
// many. When the file is refused, the words go out all the same.
func (p post) file(a channel.Attachment, text string, most, mostUnder int) []channel.Call {
	words := p.texts(text, most)
	under := text
	if channel.Length(text) > mostUnder {
		under = ""
	}
	upload := func(ctx context.Context) (string, error) {
		id, err := p.attach(ctx, a, p.params(under == text, "caption", under))
		if !channel.Is(err, channel.Refused) || text == "" {
			return id, err
		}
		for _, say := range words {
			if _, err := say(ctx); err != nil {
				return "", err
			}
		}
		return "", err // for the log; the line is not sent again
	}
	if under == text {
		return []channel.Call{upload}
	}
	return append([]channel.Call{upload}, words...)
}

type replyKeyboard struct {
	Keyboard    [][]replyButton `json:"keyboard"`
	Resize      bool            `json:"resize_keyboard"`
	Persistent  bool            `json:"is_persistent,omitempty"`
	Placeholder string          `json:"input_field_placeholder,omitempty"`
}

type replyButton struct {
	Text    string `json:"text"`
	Contact bool   `json:"request_contact,omitempty"`
	Place   bool   `json:"request_location,omitempty"`
}

type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keyboard is the reply markup of a message, empty for none. The library's
// types lack is_persistent and input_field_placeholder's neighbours.
func keyboard(m messages.Message) (string, error) {
	p := tgbotapi.Params{}
	var err error
	switch {
	case len(m.Buttons) > 0:
		k := inlineKeyboard{}
		for _, row := range m.Buttons {
			out := []inlineButton{} // nil would be null, which is refused
			for _, b := range row {
				out = append(out, inlineButton{b.Label, b.Data, b.URL})
			}
			k.Rows = append(k.Rows, out)
		}
		err = p.AddInterface("k", k)
	case m.Keyboard != nil && len(m.Keyboard.Rows) == 0 && m.Keyboard.Contact+m.Keyboard.Place == "":
		p["k"] = `{"remove_keyboard":true}`
	case m.Keyboard != nil:
		k := replyKeyboard{Resize: true, Persistent: m.Keyboard.Menu, Placeholder: m.Keyboard.Hint}
		if m.Keyboard.Contact != "" {
			k.Keyboard = append(k.Keyboard, []replyButton{{Text: m.Keyboard.Contact, Contact: true}})
		}
		if m.Keyboard.Place != "" {
			k.Keyboard = append(k.Keyboard, []replyButton{{Text: m.Keyboard.Place, Place: true}})
		}
		for _, row := range m.Keyboard.Rows {
			out := []replyButton{} // nil would be null, which is refused
			for _, label := range row {
				out = append(out, replyButton{Text: label})
			}
			k.Keyboard = append(k.Keyboard, out)
		}
		err = p.AddInterface("k", k)
	}
	if err != nil {
		return "", fmt.Errorf("telegram: keyboard: %w", err)
	}
	return p["k"], nil
}
