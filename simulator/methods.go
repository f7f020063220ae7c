package simulator

import (
	"bytes"
	"image"
	_ "image/jpeg" // photos
	_ "image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// The lengths Telegram takes, in UTF-16 units after the tags are gone.
const (
	maxText    = 4096
	maxCaption = 1024
	maxSource  = 1 << 15 // bytes, with the tags
)

// content is a message's text as the bot sent it.
func content(p params, name string, most int, needed bool) (string, []Entity, error) {
	text := p.text(name)
	var entities []Entity
	var err error
	switch {
	case needed && text == "":
		return "", nil, bad("message text is empty")
	case len(text) > maxSource:
		return "", nil, bad("text is too long")
	case !utf8.ValidString(text):
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	if strings.EqualFold(p.text("parse_mode"), "HTML") {
		if text, entities, err = parseHTML(text); err != nil {
			return "", nil, err
		}
	}
	switch n := units(text); {
	case needed && strings.TrimSpace(text) == "":
		return "", nil, bad("text must be non-empty")
	case n > most && most == maxCaption:
		return "", nil, bad("message caption is too long")
	case n > most:
		return "", nil, bad("message is too long")
	}
	return text, entities, nil
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
	m.ID, m.FromBot, m.Date, m.Buttons = s.nextID, true, s.options.Now(), markup.Inline
	m.Keyboard, m.Removed = markup.Keyboard, markup.Remove
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
	said, result := *m, s.wire(c, m)
	answer := c.phone.hear(said)
	s.mu.Unlock()
	if answer != nil {
		answer(said)
	}
	return result, nil
}

// wire is a message as the Bot API shows it to the bot.
func (s *Server) wire(c *chat, m *Message) map[string]any {
	out := map[string]any{
		"message_id": m.ID, "date": m.Date.Unix(),
		"chat": c.wire(),
	}
	switch {
	case m.FromBot:
		out["from"] = s.me()
	case m.From != nil:
		out["from"] = fromUser(*m.From)
	default:
		out["from"] = fromUser(c.user)
	}
	if answered := c.find(m.ReplyTo); answered != nil {
		first := *answered
		first.ReplyTo = 0 // Telegram shows one step back only
		out["reply_to_message"] = s.wire(c, &first)
	}
	words, entities := "caption", "caption_entities"
	switch m.Media {
	case "":
		words, entities = "text", "entities"
		out["text"] = "" // there even when empty
	case "photo":
		out["photo"] = []any{s.fileWire(m.File)}
	case "document":
		out["document"] = s.fileWire(m.File)
	case "voice":
		if m.File != "" {
			out["voice"] = s.fileWire(m.File)
		}
		return out
	default:
		return out
	}
	if m.Text != "" {
		out[words] = m.Text
	}
	if len(m.Entities) > 0 {
		out[entities] = m.Entities
	}
	if len(m.Buttons) > 0 {
		out["reply_markup"] = map[string]any{"inline_keyboard": m.Buttons}
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
	header := p.files[strings.TrimPrefix(p.text(kind), "attach://")]
	if p.text(kind) == "" {
		header = p.files[kind]
	}
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
	case len(data) > maxFile:
		return nil, &apiError{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}
	case kind == "photo" && len(data) > maxPhoto:
		return nil, bad("file of size %d bytes is too big for a photo; the maximum size is %d bytes", len(data), maxPhoto)
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

// editMessage changes a text of the bot's own, however old. One that brought
// or took a keyboard stays as it is: so does Telegram
// (core.telegram.org/bots/api#updating-messages).
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
	case markup.Keyboard != nil || markup.Remove:
		return nil, bad("inline keyboard expected")
	case m == nil:
		return nil, bad("message to edit not found")
	case !m.FromBot || m.Keyboard != nil || m.Removed:
		return nil, bad("message can't be edited")
	case m.Media != "":
		return nil, bad("there is no text in the message to edit")
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
	case p.int("message_id") == 0:
		return nil, bad("message identifier is not specified")
	case m == nil:
		return nil, bad("message to delete not found")
	case s.options.Now().Sub(m.Date).Hours() > 48:
		return nil, bad("message can't be deleted")
	}
	c.messages = slices.DeleteFunc(c.messages, func(o *Message) bool { return o == m })
	s.changed(c)
	return true, nil
}

func (s *Server) getChat(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.known(p)
	if err != nil {
		return nil, err
	}
	return map[string]any{"id": c.user.ID, "type": "private", "first_name": c.user.FirstName}, nil
}
