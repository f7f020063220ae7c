package simulator

import (
	"net/http"
	"slices"
	"time"
)

// User is a person with a phone.
type User struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
	Phone     string `json:"-"` // as Telegram gives it in a contact: 6281...
}

// Message is one message of a chat, as both sides see it.
type Message struct {
	ID       int              `json:"id"`
	FromBot  bool             `json:"from_bot"`
	From     *User            `json:"from,omitempty"`     // the member of a group who wrote it
	ReplyTo  int              `json:"reply_to,omitempty"` // the message that it answers
	Date     time.Time        `json:"date"`
	Edited   bool             `json:"edited,omitempty"`
	Text     string           `json:"text,omitempty"` // or the caption
	Entities []Entity         `json:"entities,omitempty"`
	Media    string           `json:"media,omitempty"` // "photo", "document", "sticker", "voice", "location", "contact"...
	File     string           `json:"file,omitempty"`  // id of the file
	FileName string           `json:"file_name,omitempty"`
	Buttons  [][]InlineButton `json:"buttons,omitempty"`
	Fetched  bool             `json:"fetched,omitempty"` // the bot has taken it: the second tick
	Keyboard *Keyboard        `json:"-"`                 // what came with it
	Removed  bool             `json:"-"`                 // it took the keyboard away
	first    string           // the text before an edit
}

// Entity is a stretch of text with a meaning; offset and length are in UTF-16
// units, as Telegram counts.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// InlineButton is a button under a message.
type InlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Keyboard is what a phone shows instead of its letters.
type Keyboard struct {
	Rows        [][]Key `json:"keyboard"`
	Resize      bool    `json:"resize_keyboard,omitempty"`
	OneTime     bool    `json:"one_time_keyboard,omitempty"`
	Persistent  bool    `json:"is_persistent,omitempty"`
	Placeholder string  `json:"input_field_placeholder,omitempty"`
}

// Key is a key of a Keyboard. Telegram also takes a bare text for one.
type Key struct {
	Text    string `json:"text"`
	Contact bool   `json:"request_contact,omitempty"`
	Place   bool   `json:"request_location,omitempty"`
}

// chat is a private chat between the bot and a user, or a group.
type chat struct {
	user        User // of a group its negative id, and its title as FirstName
	phone       *Phone
	messages    []*Message
	deeds       []deed
	keyboard    *Keyboard
	started     bool // the user wrote first; a bot cannot
	blocked     bool
	deactivated bool
	movedTo     int64 // of a group that became a supergroup
	window      window
}

func (c *chat) find(id int) *Message {
	i, ok := slices.BinarySearchFunc(c.messages, id, func(m *Message, id int) int { return m.ID - id })
	if !ok {
		return nil
	}
	return c.messages[i]
}

// window counts messages within one second.
type window struct {
	second int64
	count  int
}

// full tells whether a second has had its share.
func (w *window) full(now time.Time, most int) bool {
	if now.Unix() != w.second {
		w.second, w.count = now.Unix(), 0
	}
	return most > 0 && w.count >= most
}

// known finds a chat that the bot has heard of.
func (s *Server) known(p params) (*chat, error) {
	c := s.chats[p.int("chat_id")]
	switch {
	case p.text("chat_id") == "":
		return nil, bad("chat_id is empty")
	case c == nil || !c.started:
		return nil, bad("chat not found")
	case c.movedTo != 0:
		return nil, &apiError{code: http.StatusBadRequest, text: "Bad Request: group chat was upgraded to a supergroup chat", movedTo: c.movedTo}
	}
	return c, nil
}

// chatFor finds the chat that the bot may write to.
func (s *Server) chatFor(p params) (*chat, error) {
	c, err := s.known(p)
	switch {
	case err != nil:
		return nil, err
	case c.deactivated:
		return nil, forbidden("user is deactivated")
	case c.blocked:
		return nil, forbidden("bot was blocked by the user")
	}
	return c, nil
}

// admit keeps to the limits. What one of them refuses does not count for the
// other.
func (s *Server) admit(c *chat) error {
	now := s.options.Now()
	if s.window.full(now, s.options.PerSecond) || c.window.full(now, s.options.ChatPerSecond) {
		return flood(1)
	}
	s.window.count++
	c.window.count++
	return nil
}
