package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/enterprise"
	"naikkelas/messages"
	"naikkelas/reports"
	"naikkelas/store"
)

// What Telegram takes, in UTF-16 units after the tags are gone
// (core.telegram.org/bots/api#sendmessage).
const (
	maxText    = 4096
	maxCaption = 1024
)

// Speaker says messages through Telegram.
type Speaker struct {
	Slots *store.Store                      // where it is kept what stands in a slot; nil: nothing does
	Bytes func(hash string) ([]byte, error) // files of ours; nil: there are none
	Log   *slog.Logger                      // of pictures that could not be drawn; nil: nobody is told

	telegram *Telegram
	commands func(audience string) []Command

	mu   sync.Mutex
	said map[string]int // calls that succeeded, of lines that failed in the middle
}

// NewSpeaker prepares sending; commands is the command list of an audience, as
// messages.Message says it.
func NewSpeaker(t *Telegram, commands func(audience string) []Command) *Speaker {
	return &Speaker{telegram: t, commands: commands, said: map[string]int{}}
}

// Send says one line. The error is a *SendError.
func (s *Speaker) Send(ctx context.Context, l store.Line) error {
	_, err := s.say(ctx, l, maxText, maxCaption)
	return err
}

// SendPlain says a line in its plainest form, once its text was refused:
// without markup, and in parts short enough for any way of counting.
func (s *Speaker) SendPlain(ctx context.Context, l store.Line) error {
	l.Message.Text = messages.Escape(plain(l.Message.Text))
	_, err := s.say(ctx, l, maxText/2, maxCaption/2)
	return err
}

// Say says a message that is no line of the outbox, and gives the channel's
// ids of what was sent.
func (s *Speaker) Say(ctx context.Context, to enterprise.Address, m messages.Message) ([]int64, error) {
	return s.say(ctx, store.Line{To: to, Message: m}, maxText, maxCaption)
}

// SayPlain is to Say what SendPlain is to Send.
func (s *Speaker) SayPlain(ctx context.Context, to enterprise.Address, m messages.Message) ([]int64, error) {
	m.Text = messages.Escape(plain(m.Text))
	return s.say(ctx, store.Line{To: to, Message: m}, maxText/2, maxCaption/2)
}

// call is one call of the Bot API, of which a line may need several. It gives
// the id of the message that was sent, 0 if none was.
type call func(context.Context) (int64, error)

// say makes a line's calls. One that fails in the middle and is tried again
// goes on there: a flood must not bring the first part over and over.
func (s *Speaker) say(ctx context.Context, l store.Line, most, mostUnder int) ([]int64, error) {
	m, link, err := s.linked(ctx, l.Message)
	if err != nil {
		return nil, err
	}
	l.Message = m
	l.Message = s.placed(ctx, l)
	calls, err := s.calls(l, link, most, mostUnder)
	if err != nil {
		return nil, &SendError{Kind: Refused, Text: err.Error()}
	}
	var ids []int64
	for i := s.done(l.ID); i < len(calls); i++ {
		id, err := calls[i](ctx)
		if err != nil && !is(err, Unchanged, Expired) {
			s.keep(l.ID, i, is(err, Flood, Unsent, Unknown, Broken, Unauthorized))
			return ids, err
		}
		if id != 0 {
			ids = append(ids, id)
		}
	}
	s.keep(l.ID, 0, false)
	s.place(ctx, l, ids)
	return ids, nil
}

// linked puts the links that a message makes into its text and its workbook,
// and gives that of the text.
func (s *Speaker) linked(ctx context.Context, m messages.Message) (messages.Message, string, error) {
	if m.Start == "" && (m.Workbook == nil || !m.Workbook.Links) {
		return m, "", nil
	}
	name, err := s.telegram.Username(ctx)
	if err != nil {
		return m, "", err
	}
	if m.Workbook != nil && m.Workbook.Links {
		m.Workbook = withLinks(m.Workbook, "https://t.me/"+name+"?start=")
	}
	if m.Start == "" {
		return m, "", nil
	}
	link := "https://t.me/" + name + "?start=" + m.Start
	m.Text = strings.NewReplacer(
		messages.StartLink, link,
		messages.GroupLink, "https://t.me/"+name+"?startgroup="+m.Start).Replace(m.Text)
	return m, link, nil
}

// withLinks is a workbook with links in the cells that begin one.
func withLinks(w *messages.Workbook, start string) *messages.Workbook {
	out := *w
	out.Sheets = slices.Clone(w.Sheets)
	for i := range out.Sheets {
		rows := slices.Clone(out.Sheets[i].Rows)
		for j, row := range rows {
			rows[j] = slices.Clone(row)
			for k, cell := range row {
				if payload, ok := strings.CutPrefix(cell, messages.StartLink); ok {
					rows[j][k] = start + payload
				}
			}
		}
		out.Sheets[i].Rows = rows
	}
	return &out
}

// placed turns a message for a slot in which one stands into its change.
func (s *Speaker) placed(ctx context.Context, l store.Line) messages.Message {
	m := l.Message
	if m.Slot == "" || m.Edit != "" || s.Slots == nil {
		return m
	}
	if id, err := s.Slots.Slot(ctx, l.To, m.Slot); err == nil {
		m.Edit = id // a Redis that does not answer costs a second message
	}
	return m
}

// place notes what stands in a slot from now on.
func (s *Speaker) place(ctx context.Context, l store.Line, ids []int64) {
	if l.Message.Slot == "" || len(ids) == 0 || s.Slots == nil {
		return
	}
	_ = s.Slots.PutSlot(ctx, l.To, l.Message.Slot, strconv.FormatInt(ids[0], 10)) // or a second message comes
}

// done is how many of a line's calls succeeded in earlier tries.
func (s *Speaker) done(line string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said[line]
}

// keep remembers how far a line came, if it will be tried again.
func (s *Speaker) keep(line string, done int, again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.said, line)
	if again && done > 0 && line != "" {
		s.said[line] = done
	}
}

// calls are what a line takes. The keyboard comes with the last one.
func (s *Speaker) calls(l store.Line, link string, most, mostUnder int) ([]call, error) {
	m, to := l.Message, l.To.ID
	if m.Commands != "" {
		return []call{func(ctx context.Context) (int64, error) {
			return 0, s.telegram.SetCommands(ctx, s.commands(m.Commands), "", to)
		}}, nil
	}
	markup, err := keyboard(m)
	if err != nil {
		return nil, err
	}
	p := post{s.telegram, to, markup, m.Protect}
	if a, kind, ok, err := made(m, link); err != nil {
		return nil, err
	} else if ok {
		return p.file(map[string]string{"photo": "sendPhoto", "document": "sendDocument"}[kind], kind, a, m.Text, most, mostUnder), nil
	}
	switch {
	case m.Delete != "":
		return []call{func(ctx context.Context) (int64, error) { return 0, p.remove(ctx, m.Delete) }}, nil
	case m.Edit != "" && m.Photo+m.Document != "":
		return []call{func(ctx context.Context) (int64, error) { return 0, p.recaption(ctx, m.Edit, m.Text) }}, nil
	case m.Edit != "":
		return p.edit(m.Edit, m.Text, most), nil
	case m.Radar != nil:
		picture, err := draw(m.Radar)
		if err != nil {
			return s.undrawn(p, m, err, most), nil
		}
		return p.file("sendPhoto", "photo", attachment{name: "radar.png", data: picture}, m.Text, most, mostUnder), nil
	case m.Bars != nil:
		picture, err := drawBars(m.Bars)
		if err != nil {
			return s.undrawn(p, m, err, most), nil
		}
		return p.file("sendPhoto", "photo", attachment{name: "bars.png", data: picture}, m.Text, most, mostUnder), nil
	case m.Workbook != nil:
		data, err := workbook(m.Workbook)
		if err != nil {
			return nil, err
		}
		return p.file("sendDocument", "document", attachment{name: m.Workbook.Name, data: data}, m.Text, most, mostUnder), nil
	case m.File != nil:
		return p.file("sendDocument", "document", attachment{name: m.File.Name, data: m.File.Data}, m.Text, most, mostUnder), nil
	case m.Photo != "":
		return p.file("sendPhoto", "photo", attachment{id: m.Photo, name: m.Name, stored: s.stored(m)}, m.Text, most, mostUnder), nil
	case m.Document != "":
		return p.file("sendDocument", "document", attachment{id: m.Document, name: m.Name, stored: s.stored(m)}, m.Text, most, mostUnder), nil
	}
	return p.texts(m.Text, most), nil
}

// undrawn says a message without its picture: that it cannot be drawn must not
// cost the person its words.
func (s *Speaker) undrawn(p post, m messages.Message, err error, most int) []call {
	if s.Log != nil {
		s.Log.Error("a picture cannot be drawn", "message", m.Key, "error", err)
	}
	return p.texts(m.Text, most)
}

// stored reads a message's file from our own folder; nil when it has none.
func (s *Speaker) stored(m messages.Message) func() ([]byte, error) {
	if m.Stored == "" || s.Bytes == nil {
		return nil
	}
	return func() ([]byte, error) { return s.Bytes(m.Stored) }
}

func workbook(w *messages.Workbook) ([]byte, error) {
	sheets := make([]reports.Sheet, len(w.Sheets))
	for i, s := range w.Sheets {
		sheets[i] = reports.Sheet(s)
	}
	var data bytes.Buffer
	err := reports.Workbook(&data, sheets)
	return data.Bytes(), err
}

func draw(r *messages.Radar) ([]byte, error) {
	var png bytes.Buffer
	err := reports.Radar(&png, reports.RadarChart{
		Title: r.Title, Axes: r.Axes, Now: r.Now, Before: r.Before, NowName: r.NowName, PastName: r.PastName,
	})
	return png.Bytes(), err
}

func drawBars(b *messages.Bars) ([]byte, error) {
	var png bytes.Buffer
	err := reports.Bars(&png, reports.BarChart(*b))
	return png.Bytes(), err
}

// post is where a message goes and what keyboard comes with it.
type post struct {
	telegram *Telegram
	chat     string
	markup   string
	protect  bool
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
func (p post) made(ctx context.Context, method string, params tgbotapi.Params) (int64, error) {
	return messageID(p.telegram.call(ctx, callTimeout, method, params))
}

// messageID is the id in a call's result.
func messageID(result json.RawMessage, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	var m struct {
		ID int64 `json:"message_id"`
	}
	_ = json.Unmarshal(result, &m) // an edit may be answered with true
	return m.ID, nil
}

// text sends a text that is short enough.
func (p post) text(ctx context.Context, text string, markup bool) (int64, error) {
	params := p.params(markup, "text", text)
	params["link_preview_options"] = `{"is_disabled":true}`
	return p.made(ctx, "sendMessage", params)
}

// texts sends a text, in parts when it is too long.
func (p post) texts(text string, most int) []call {
	var calls []call
	parts := split(text, most)
	for i, part := range parts {
		calls = append(calls, func(ctx context.Context) (int64, error) { return p.text(ctx, part, i == len(parts)-1) })
	}
	return calls
}

// edit changes a message of ours, or sends a new one when that cannot be
// changed any more. What is too long for it follows.
func (p post) edit(id, text string, most int) []call {
	parts, rest := split(text, most), p.texts(text, most)
	change := func(ctx context.Context) (int64, error) {
		params := p.params(len(parts) == 1, "text", parts[0])
		params["message_id"] = id
		changed, err := p.made(ctx, "editMessageText", params)
		if is(err, Uneditable) {
			return rest[0](ctx)
		}
		return changed, err
	}
	return append([]call{change}, rest[1:]...)
}

// recaption changes the words under a photo or a document.
func (p post) recaption(ctx context.Context, id, text string) error {
	params := p.params(true, "caption", text)
	params["message_id"] = id
	_, err := p.telegram.call(ctx, callTimeout, "editMessageCaption", params)
	return err
}

// remove takes a message back.
func (p post) remove(ctx context.Context, id string) error {
	_, err := p.telegram.call(ctx, callTimeout, "deleteMessage", tgbotapi.Params{"chat_id": p.chat, "message_id": id})
	return err
}

// attachment is a file to be uploaded, or one that Telegram has.
type attachment struct {
	id   string
	name string
	data []byte

	stored func() ([]byte, error) // should Telegram not have it any more; nil: nowhere
}

func (p post) attach(ctx context.Context, method, field string, a attachment, params tgbotapi.Params) (int64, error) {
	if a.id == "" {
		return messageID(p.telegram.upload(ctx, method, params, field, a.name, a.data))
	}
	params[field] = a.id
	id, err := p.made(ctx, method, params)
	if !is(err, Refused) || a.stored == nil {
		return id, err
	}
	data, unread := a.stored()
	if unread != nil {
		return 0, err
	}
	delete(params, field)
	return messageID(p.telegram.upload(ctx, method, params, field, a.name, data))
}

// file sends a file with its words under it, or after it when they are too
// many. When the file is refused, the words go out all the same.
func (p post) file(method, field string, a attachment, text string, most, mostUnder int) []call {
	words := p.texts(text, most)
	under := text
	if length(text) > mostUnder {
		under = ""
	}
	upload := func(ctx context.Context) (int64, error) {
		id, err := p.attach(ctx, method, field, a, p.params(under == text, "caption", under))
		if !is(err, Refused) || text == "" {
			return id, err
		}
		for _, say := range words {
			if _, err := say(ctx); err != nil {
				return 0, err
			}
		}
		return 0, err // for the log; the line is not sent again
	}
	if under == text {
		return []call{upload}
	}
	return append([]call{upload}, words...)
}

// is tells whether a call failed in one of several ways.
func is(err error, kinds ...Failure) bool {
	var e *SendError
	return errors.As(err, &e) && slices.Contains(kinds, e.Kind)
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
	case m.Keyboard != nil && len(m.Keyboard.Rows) == 0 && m.Keyboard.Contact == "":
		p["k"] = `{"remove_keyboard":true}`
	case m.Keyboard != nil:
		k := replyKeyboard{Resize: true, Persistent: m.Keyboard.Menu, Placeholder: m.Keyboard.Hint}
		if m.Keyboard.Contact != "" {
			k.Keyboard = append(k.Keyboard, []replyButton{{m.Keyboard.Contact, true}})
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
