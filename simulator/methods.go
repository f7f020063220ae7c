package simulator

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg" // photos
	_ "image/png"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The lengths Telegram takes, in UTF-16 units after the tags are gone.
const (
	maxText    = 4096
	maxCaption = 1024
	maxData    = 64 // bytes of callback_data
)

// content is a message's text as the bot sent it.
func content(p params, name string, most int, needed bool) (string, []Entity, error) {
	text := p.text(name)
	var entities []Entity
	var err error
	if strings.EqualFold(p.text("parse_mode"), "HTML") {
		if text, entities, err = parseHTML(text); err != nil {
			return "", nil, err
		}
	}
	switch n := units(text); {
	case needed && strings.TrimSpace(text) == "":
		return "", nil, bad("message text is empty")
	case n > most && most == maxCaption:
		return "", nil, bad("message caption is too long")
	case n > most:
		return "", nil, bad("message is too long")
	}
	return text, entities, nil
}

// markupOf is the reply_markup of a call.
type markupOf struct {
	Keyboard *Keyboard
	Inline   [][]InlineButton
	Remove   bool
}

func readMarkup(p params) (markupOf, error) {
	var raw struct {
		Keyboard    [][]json.RawMessage `json:"keyboard"`
		Inline      [][]InlineButton    `json:"inline_keyboard"`
		Remove      bool                `json:"remove_keyboard"`
		Resize      bool                `json:"resize_keyboard"`
		OneTime     bool                `json:"one_time_keyboard"`
		Persistent  bool                `json:"is_persistent"`
		Placeholder string              `json:"input_field_placeholder"`
	}
	var m markupOf
	if err := p.object("reply_markup", &raw); err != nil {
		return m, err
	}
	m.Remove, m.Inline = raw.Remove, raw.Inline
	for _, row := range raw.Inline {
		for _, b := range row {
			if b.Text == "" || (b.Data == "") == (b.URL == "") {
				return m, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
			}
			if len(b.Data) > maxData {
				return m, bad("BUTTON_DATA_INVALID")
			}
		}
	}
	if raw.Keyboard == nil {
		return m, nil
	}
	m.Keyboard = &Keyboard{Resize: raw.Resize, OneTime: raw.OneTime, Persistent: raw.Persistent, Placeholder: raw.Placeholder}
	for _, row := range raw.Keyboard {
		var keys []Key
		for _, cell := range row {
			k, err := readKey(cell)
			if err != nil {
				return m, err
			}
			keys = append(keys, k)
		}
		m.Keyboard.Rows = append(m.Keyboard.Rows, keys)
	}
	return m, nil
}

func readKey(cell json.RawMessage) (Key, error) {
	var k Key
	if json.Unmarshal(cell, &k.Text) != nil && json.Unmarshal(cell, &k) != nil || k.Text == "" {
		return k, bad("can't parse keyboard button: Field \"text\" must be of type String")
	}
	return k, nil
}

func (s *Server) sendMessage(p params) (any, error) {
	text, entities, err := content(p, "text", maxText, true)
	if err != nil {
		return nil, err
	}
	return s.deliver(p, &Message{Text: text, Entities: entities})
}

// deliver puts a message of the bot into a chat.
func (s *Server) deliver(p params, m *Message) (any, error) {
	markup, err := readMarkup(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	c, err := s.chatFor(p)
	if err == nil {
		err = s.admit(c)
	}
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	m.ID, m.FromBot, m.Date, m.Buttons, m.Keyboard = s.nextID, true, s.options.Now(), markup.Inline, markup.Keyboard
	s.nextID++
	c.messages = append(c.messages, m)
	switch {
	case markup.Remove:
		c.keyboard = nil
	case markup.Keyboard != nil:
		c.keyboard = markup.Keyboard
	}
	s.stats.Sent++
	s.changed(c)
	said, phone, result := *m, c.phone, s.wire(c, m)
	s.mu.Unlock()
	phone.heard(said)
	return result, nil
}

// wire is a message as the Bot API shows it to the bot.
func (s *Server) wire(c *chat, m *Message) map[string]any {
	out := map[string]any{
		"message_id": m.ID, "date": m.Date.Unix(),
		"chat": map[string]any{"id": c.user.ID, "type": "private", "first_name": c.user.FirstName},
	}
	if m.FromBot {
		out["from"] = s.me()
	} else {
		out["from"] = fromUser(c.user)
	}
	switch m.Media {
	case "":
		out["text"] = m.Text
	case "photo":
		out["photo"] = []any{s.fileWire(m.File)}
	case "document":
		out["document"] = s.fileWire(m.File)
	}
	if m.Media != "" && m.Text != "" {
		out["caption"] = m.Text
	}
	return out
}

func fromUser(u User) map[string]any {
	out := map[string]any{"id": u.ID, "is_bot": false, "first_name": u.FirstName}
	for key, value := range map[string]string{"last_name": u.LastName, "username": u.Username, "language_code": u.Language} {
		if value != "" {
			out[key] = value
		}
	}
	return out
}

// sendFile takes a photo or document, uploaded or by its id.
func (s *Server) sendFile(p params, kind string) (any, error) {
	text, entities, err := content(p, "caption", maxCaption, false)
	if err != nil {
		return nil, err
	}
	f, err := s.given(p, kind)
	if err != nil {
		return nil, err
	}
	return s.deliver(p, &Message{Text: text, Entities: entities, Media: kind, File: f.id, FileName: f.name})
}

// The sizes Telegram takes from bots.
const (
	maxPhoto = 10 << 20
	maxFile  = 50 << 20
)

// given is the file of a call.
func (s *Server) given(p params, kind string) (*file, error) {
	header := p.files[kind]
	if header == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if f := s.files[p.text(kind)]; f != nil && f.kind == kind {
			return f, nil
		}
		return nil, bad("wrong file identifier/HTTP URL specified")
	}
	upload, err := header.Open()
	if err != nil {
		return nil, bad("can't read the file")
	}
	defer func() { _ = upload.Close() }() // only read from
	data, err := io.ReadAll(upload)
	switch {
	case err != nil:
		return nil, bad("can't read the file")
	case len(data) == 0:
		return nil, bad("file must be non-empty")
	case len(data) > maxFile || kind == "photo" && len(data) > maxPhoto:
		return nil, &apiError{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
	}
	if kind == "photo" {
		size, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, bad("IMAGE_PROCESS_FAILED")
		}
		if size.Width+size.Height > 10_000 || size.Width > 20*size.Height || size.Height > 20*size.Width {
			return nil, bad("PHOTO_INVALID_DIMENSIONS")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keep(kind, header.Filename, data), nil
}

func (s *Server) editMessage(p params) (any, error) {
	text, entities, err := content(p, "text", maxText, true)
	if err != nil {
		return nil, err
	}
	markup, err := readMarkup(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatFor(p)
	if err != nil {
		return nil, err
	}
	m := c.find(int(p.int("message_id")))
	switch {
	case m == nil:
		return nil, bad("message to edit not found")
	case !m.FromBot || m.Media != "" || s.options.Now().Sub(m.Date).Hours() > 48 && len(m.Buttons) == 0:
		return nil, bad("message can't be edited")
	case m.Text == text && slices.Equal(m.Entities, entities) && sameButtons(m.Buttons, markup.Inline):
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	m.Text, m.Entities, m.Buttons, m.Edited = text, entities, markup.Inline, true
	s.stats.Edited++
	s.changed(c)
	return s.wire(c, m), nil
}

func sameButtons(a, b [][]InlineButton) bool {
	return slices.EqualFunc(a, b, func(x, y []InlineButton) bool { return slices.Equal(x, y) })
}

func (s *Server) deleteMessage(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatFor(p)
	if err != nil {
		return nil, err
	}
	m := c.find(int(p.int("message_id")))
	switch {
	case m == nil:
		return nil, bad("message to delete not found")
	case s.options.Now().Sub(m.Date).Hours() > 48:
		return nil, bad("message can't be deleted")
	}
	c.messages = slices.DeleteFunc(c.messages, func(o *Message) bool { return o == m })
	s.changed(c)
	return true, nil
}

// Command is an entry of the list behind a phone's menu button.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// scopeKey names a command list: the default one or a chat's, in a language.
func scopeKey(p params) (string, error) {
	var scope struct {
		Type   string          `json:"type"`
		ChatID json.RawMessage `json:"chat_id"`
	}
	if err := p.object("scope", &scope); err != nil {
		return "", err
	}
	return scope.Type + " " + strings.Trim(string(scope.ChatID), `"`) + " " + p.text("language_code"), nil
}

func (s *Server) setCommands(p params) (any, error) {
	key, err := scopeKey(p)
	if err != nil {
		return nil, err
	}
	var commands []Command
	if err := p.object("commands", &commands); err != nil {
		return nil, err
	}
	if len(commands) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range commands {
		if c.Command == "" || len(c.Command) > 32 || c.Command != strings.ToLower(c.Command) {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		if c.Description == "" || len(c.Description) > 256 {
			return nil, bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[key] = commands
	s.changed(nil)
	return true, nil
}

func (s *Server) getCommands(p params) (any, error) {
	key, err := scopeKey(p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Command{}, s.commands[key]...), nil
}

// commandsOf is what a user's menu button shows: the chat's list, else the
// default one, each first in the user's language.
func (s *Server) commandsOf(u User) []Command {
	id := strconv.FormatInt(u.ID, 10)
	for _, key := range []string{"chat " + id + " " + u.Language, "chat " + id + " ", "  " + u.Language, "default  " + u.Language, "  ", "default  "} {
		if list := s.commands[key]; len(list) > 0 {
			return list
		}
	}
	return nil
}

func (s *Server) getChat(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatFor(p)
	if err != nil {
		return nil, err
	}
	return map[string]any{"id": c.user.ID, "type": "private", "first_name": c.user.FirstName}, nil
}
