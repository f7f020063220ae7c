package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"naikkelas/messages"
	"naikkelas/reports"
	"naikkelas/store"
)

// What Telegram takes, in UTF-16 units (core.telegram.org/bots/api#sendmessage).
const (
	maxText    = 4096
	maxCaption = 1024
)

// Speaker sends lines through Telegram.
type Speaker struct {
	telegram *Telegram
	commands func(lang string) []Command
}

// NewSpeaker prepares sending; commands is the command list of a language.
func NewSpeaker(t *Telegram, commands func(lang string) []Command) *Speaker {
	return &Speaker{t, commands}
}

// Send says one line. The error is a *SendError.
func (s *Speaker) Send(ctx context.Context, l store.Line) error {
	err := s.send(ctx, l.To.ID, l.Message)
	var e *SendError
	if errors.As(err, &e) && (e.Kind == Unchanged || e.Kind == Expired) {
		return nil
	}
	return err
}

// SendPlain says a line without its markup, once that was refused.
func (s *Speaker) SendPlain(ctx context.Context, l store.Line) error {
	l.Message.Text = messages.Escape(plain(l.Message.Text))
	return s.Send(ctx, l)
}

func (s *Speaker) send(ctx context.Context, chat string, m messages.Message) error {
	if m.Commands != "" {
		return s.telegram.SetCommands(ctx, s.commands(m.Commands), "", chat)
	}
	markup, err := keyboard(m)
	if err != nil {
		return &SendError{Kind: Refused, Text: err.Error()}
	}
	params := tgbotapi.Params{"chat_id": chat, "parse_mode": "HTML"}
	params.AddNonEmpty("reply_markup", markup)
	switch {
	case m.Radar != nil:
		return s.picture(ctx, params, m)
	case m.File != nil:
		params["caption"] = fit(m.Text, maxCaption)
		_, err = s.telegram.upload(ctx, "sendDocument", params, "document", m.File.Name, m.File.Data)
		return err
	case m.Edit != "":
		return s.edit(ctx, params, m)
	}
	return s.text(ctx, params, m.Text)
}

// picture draws and sends a radar. A picture that cannot be drawn must not
// cost the person its words.
func (s *Speaker) picture(ctx context.Context, params tgbotapi.Params, m messages.Message) error {
	var png bytes.Buffer
	err := reports.Radar(&png, reports.RadarChart{
		Title: m.Radar.Title, Axes: m.Radar.Axes, Now: m.Radar.Now, Before: m.Radar.Before,
		NowName: m.Radar.NowName, PastName: m.Radar.PastName,
	})
	if err != nil {
		return s.text(ctx, params, m.Text)
	}
	params["caption"] = fit(m.Text, maxCaption)
	_, err = s.telegram.upload(ctx, "sendPhoto", params, "photo", "radar.png", png.Bytes())
	return err
}

func (s *Speaker) edit(ctx context.Context, params tgbotapi.Params, m messages.Message) error {
	params["message_id"], params["text"] = m.Edit, fit(m.Text, maxText)
	_, err := s.telegram.call(ctx, callTimeout, "editMessageText", params)
	var e *SendError
	if errors.As(err, &e) && e.Kind == Uneditable {
		delete(params, "message_id")
		return s.text(ctx, params, m.Text)
	}
	return err
}

// text sends a text, in parts when it is too long; the keyboard comes with the
// last part.
func (s *Speaker) text(ctx context.Context, params tgbotapi.Params, text string) error {
	params["link_preview_options"] = `{"is_disabled":true}`
	markup := params["reply_markup"]
	parts := split(text, maxText)
	for i, part := range parts {
		delete(params, "reply_markup")
		if i == len(parts)-1 {
			params.AddNonEmpty("reply_markup", markup)
		}
		params["text"] = part
		if _, err := s.telegram.call(ctx, callTimeout, "sendMessage", params); err != nil {
			return err
		}
	}
	return nil
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
			var out []inlineButton
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
			var out []replyButton
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

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is a text without its tags.
func plain(text string) string { return html.UnescapeString(tags.ReplaceAllString(text, "")) }

// units is a text's length as Telegram counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// fit shortens a text that is too long by leaving its last lines out.
func fit(text string, most int) string { return split(text, most)[0] }

// split cuts a text into parts at line ends. Our tags never reach over a line,
// so none is cut; a single line that is too long loses its tags.
func split(text string, most int) []string {
	if units(text) <= most {
		return []string{text}
	}
	var parts []string
	part := ""
	for _, line := range strings.SplitAfter(text, "\n") {
		for units(line) > most {
			line = plain(line)
			cut := []rune(line)[:most/2]
			parts = append(parts, part+messages.Escape(string(cut)))
			part, line = "", messages.Escape(strings.TrimPrefix(line, string(cut)))
		}
		if units(part+line) > most {
			parts = append(parts, strings.TrimRight(part, "\n"))
			part = ""
		}
		part += line
	}
	return append(parts, part)
}
