package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

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

// Speaker sends lines through Telegram.
type Speaker struct {
	telegram *Telegram
	commands func(lang string) []Command

	mu   sync.Mutex
	said map[string]int // calls that succeeded, of lines that failed in the middle
}

// NewSpeaker prepares sending; commands is the command list of a language.
func NewSpeaker(t *Telegram, commands func(lang string) []Command) *Speaker {
	return &Speaker{telegram: t, commands: commands, said: map[string]int{}}
}

// Send says one line. The error is a *SendError.
func (s *Speaker) Send(ctx context.Context, l store.Line) error {
	return s.say(ctx, l, maxText, maxCaption)
}

// SendPlain says a line in its plainest form, once its text was refused:
// without markup, and in parts short enough for any way of counting.
func (s *Speaker) SendPlain(ctx context.Context, l store.Line) error {
	l.Message.Text = messages.Escape(plain(l.Message.Text))
	return s.say(ctx, l, maxText/2, maxCaption/2)
}

// call is one call of the Bot API. A line may need several.
type call func(context.Context) error

// say makes a line's calls. One that fails in the middle and is tried again
// goes on there: a flood must not bring the first part over and over.
func (s *Speaker) say(ctx context.Context, l store.Line, most, mostUnder int) error {
	calls, err := s.calls(l, most, mostUnder)
	if err != nil {
		return &SendError{Kind: Refused, Text: err.Error()}
	}
	for i := s.done(l.ID); i < len(calls); i++ {
		if err := calls[i](ctx); err != nil && !is(err, Unchanged, Expired) {
			s.keep(l.ID, i, is(err, Flood, Unsent, Unknown, Broken, Unauthorized))
			return err
		}
	}
	s.keep(l.ID, 0, false)
	return nil
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
func (s *Speaker) calls(l store.Line, most, mostUnder int) ([]call, error) {
	m, to := l.Message, l.To.ID
	if m.Commands != "" {
		return []call{func(ctx context.Context) error {
			return s.telegram.SetCommands(ctx, s.commands(m.Commands), "", to)
		}}, nil
	}
	markup, err := keyboard(m)
	if err != nil {
		return nil, err
	}
	p := post{s.telegram, to, markup}
	switch {
	case m.Radar != nil:
		picture, err := draw(m.Radar)
		if err != nil { // a picture that cannot be drawn must not cost the person its words
			return p.texts(m.Text, most), nil
		}
		return p.file("sendPhoto", "photo", "radar.png", picture, m.Text, most, mostUnder), nil
	case m.File != nil:
		return p.file("sendDocument", "document", m.File.Name, m.File.Data, m.Text, most, mostUnder), nil
	case m.Edit != "":
		return p.edit(m.Edit, m.Text, most), nil
	}
	return p.texts(m.Text, most), nil
}

func draw(r *messages.Radar) ([]byte, error) {
	var png bytes.Buffer
	err := reports.Radar(&png, reports.RadarChart{
		Title: r.Title, Axes: r.Axes, Now: r.Now, Before: r.Before, NowName: r.NowName, PastName: r.PastName,
	})
	return png.Bytes(), err
}

// post is where a message goes and what keyboard comes with it.
type post struct {
	telegram *Telegram
	chat     string
	markup   string
}

// params are the parameters of a call, its own ones added; the library reads
// them while it uploads.
func (p post) params(markup bool, name, text string) tgbotapi.Params {
	params := tgbotapi.Params{"chat_id": p.chat, "parse_mode": "HTML"}
	params.AddNonEmpty(name, text)
	if markup {
		params.AddNonEmpty("reply_markup", p.markup)
	}
	return params
}

// text sends a text that is short enough.
func (p post) text(ctx context.Context, text string, markup bool) error {
	params := p.params(markup, "text", text)
	params["link_preview_options"] = `{"is_disabled":true}`
	_, err := p.telegram.call(ctx, callTimeout, "sendMessage", params)
	return err
}

// texts sends a text, in parts when it is too long.
func (p post) texts(text string, most int) []call {
	var calls []call
	parts := split(text, most)
	for i, part := range parts {
		calls = append(calls, func(ctx context.Context) error { return p.text(ctx, part, i == len(parts)-1) })
	}
	return calls
}

// edit changes a message of ours, or sends a new one when that cannot be
// changed any more. What is too long for it follows.
func (p post) edit(id, text string, most int) []call {
	parts, rest := split(text, most), p.texts(text, most)
	change := func(ctx context.Context) error {
		params := p.params(len(parts) == 1, "text", parts[0])
		params["message_id"] = id
		_, err := p.telegram.call(ctx, callTimeout, "editMessageText", params)
		if is(err, Uneditable) {
			return rest[0](ctx)
		}
		return err
	}
	return append([]call{change}, rest[1:]...)
}

// file sends a file with its words under it, or after it when they are too
// many. When the file is refused, the words go out all the same.
func (p post) file(method, field, name string, data []byte, text string, most, mostUnder int) []call {
	words := p.texts(text, most)
	under := text
	if length(text) > mostUnder {
		under = ""
	}
	upload := func(ctx context.Context) error {
		params := p.params(under == text, "caption", under)
		_, err := p.telegram.upload(ctx, method, params, field, name, data)
		if !is(err, Refused) || text == "" {
			return err
		}
		for _, say := range words {
			if err := say(ctx); err != nil {
				return err
			}
		}
		return err // for the log; the line is not sent again
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
