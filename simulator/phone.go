package simulator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Phone is a user's app: whatever a person can do with it. A second device is
// the same Phone.
type Phone struct {
	server *Server
	user   User
	member *User // of a group, who holds this phone

	mu     sync.Mutex
	unread []Message
	came   chan struct{}
	on     func(Message)
}

// Phone gives a user's phone, a new one or the one there is.
func (s *Server) Phone(u User) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatOf(u).phone
}

// Unseen is the phone of somebody who has talked to the bot before and is not
// shown on the page: one of a crowd.
func (s *Server) Unseen(u User) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(u)
	c.started = true
	return c.phone
}

func (s *Server) chatOf(u User) *chat {
	if c := s.chats[u.ID]; c != nil {
		return c
	}
	c := s.newChat(u)
	s.order = append(s.order, u.ID)
	s.changed(nil)
	return c
}

func (s *Server) newChat(u User) *chat {
	c := &chat{user: u}
	c.phone = &Phone{server: s, user: u, came: make(chan struct{}, 1)}
	s.chats[u.ID] = c
	return c
}

// User is whose phone it is.
func (p *Phone) User() User { return p.holder() }

// OnMessage hands each message of the bot to a function, before the bot learns
// that it was sent: for drivers that answer at once. Next does not see them.
func (p *Phone) OnMessage(f func(Message)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = f
}

// hear is a message of the bot arriving: it is kept for Next, or to be given
// to the function that comes back, once the server's lock is off.
func (p *Phone) hear(m Message) func(Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on == nil {
		p.unread = append(p.unread, m)
		p.ring()
	}
	return p.on
}

// ring wakes one device that waits.
func (p *Phone) ring() {
	select {
	case p.came <- struct{}{}:
	default:
	}
}

// Next is the next message of the bot that was not read yet; it waits for one.
// Of several devices that wait, one gets it.
func (p *Phone) Next(ctx context.Context) (Message, error) {
	for {
		p.mu.Lock()
		if len(p.unread) > 0 {
			m := p.unread[0]
			if p.unread = p.unread[1:]; len(p.unread) > 0 {
				p.ring() // two may have come at one ring
			}
			p.mu.Unlock()
			return m, nil
		}
		p.mu.Unlock()
		select {
		case <-p.came:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("simulator: no message for %d: %w", p.user.ID, ctx.Err())
		}
	}
}

// write puts a message of the user into the chat and queues its update.
func (p *Phone) write(m Message, extra map[string]any) int {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[p.user.ID]
	if c.blocked { // writing to a bot one has blocked unblocks it
		s.setBlocked(c, false)
	}
	c.started = true
	m.ID, m.Date, m.From = s.nextID, s.options.Now(), p.member
	s.nextID++
	c.messages = append(c.messages, &m)
	body := s.wire(c, &m)
	for key, value := range extra {
		body[key] = value
	}
	s.push(c, "message", body, &m)
	s.changed(c)
	return m.ID
}

// Send types a text; it gives the message's id.
func (p *Phone) Send(text string) int { return p.write(Message{Text: text}, nil) }

// Reply types a text as an answer to one message.
func (p *Phone) Reply(message int, text string) int {
	return p.write(Message{Text: text, ReplyTo: message}, nil)
}

// Forward passes on somebody else's text.
func (p *Phone) Forward(text string) int {
	return p.write(Message{Text: text}, map[string]any{"forward_date": p.server.options.Now().Unix(), "forward_sender_name": "Tetangga"})
}

// Press taps a key of the keyboard on the screen.
func (p *Phone) Press(label string) (int, error) {
	p.server.mu.Lock()
	c := p.server.chats[p.user.ID]
	var key *Key
	if c.keyboard != nil {
		for _, row := range c.keyboard.Rows {
			if i := slices.IndexFunc(row, func(k Key) bool { return k.Text == label }); i >= 0 {
				key = &row[i]
			}
		}
		if key != nil && c.keyboard.OneTime {
			c.keyboard = nil
		}
	}
	p.server.mu.Unlock()
	switch {
	case key == nil:
		return 0, fmt.Errorf("simulator: no key %q on the screen", label)
	case key.Contact:
		return p.SendContact(true, p.user.Phone), nil
	case key.Place:
		return p.SendMedia("location"), nil
	}
	return p.Send(label), nil
}

// Tap taps a button under a message.
func (p *Phone) Tap(message int, label string) error {
	p.server.mu.Lock()
	m := p.server.chats[p.user.ID].find(message)
	data := ""
	if m != nil {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Text == label {
				data = b.Data
			}
		}
	}
	if data != "" {
		p.server.chats[p.user.ID].did("(ketuk) " + label)
	}
	p.server.mu.Unlock()
	if data == "" {
		return fmt.Errorf("simulator: no button %q under message %d", label, message)
	}
	p.TapData(message, data)
	return nil
}

// TapData sends a tap with any data, as a forged client can.
func (p *Phone) TapData(message int, data string) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[p.user.ID]
	under := map[string]any{"message_id": message, "date": 0, "chat": c.wire()} // a deleted one
	if m := c.find(message); m != nil {
		under = s.wire(c, m)
	}
	s.forgetTaps()
	s.taps = append(s.taps, tap{s.nextTap, s.options.Now().Add(keepTaps)})
	s.push(c, "callback_query", map[string]any{
		"id": strconv.Itoa(s.nextTap), "from": fromUser(p.holder()), "chat_instance": "1", "data": data, "message": under,
	}, nil)
	s.nextTap++
}

// forgetTaps drops what cannot be answered any more, the oldest first.
func (s *Server) forgetTaps() {
	now := s.options.Now()
	for len(s.taps) > 0 && !s.taps[0].expires.After(now) {
		s.taps = s.taps[1:]
	}
}

// tap is a tap that can still be answered.
type tap struct {
	id      int
	expires time.Time
}

// editWithin is how long people can change what they sent.
const editWithin = 48 * time.Hour

// Edit changes a message the user sent.
func (p *Phone) Edit(message int, text string) error {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[p.user.ID]
	m := c.find(message)
	if m == nil || m.FromBot || s.options.Now().Sub(m.Date) > editWithin {
		return fmt.Errorf("simulator: message %d cannot be edited", message)
	}
	c.did("(edit: " + firstLine(m.Text) + ") " + text)
	if !m.Edited {
		m.first = m.Text
	}
	m.Text, m.Edited = text, true
	body := s.wire(c, m)
	body["edit_date"] = s.options.Now().Unix()
	s.push(c, "edited_message", body, m)
	s.changed(c)
	return nil
}

// SendContact shares a phone number: one's own, or somebody else's.
func (p *Phone) SendContact(own bool, phone string) int {
	contact := map[string]any{"phone_number": phone, "first_name": p.user.FirstName}
	if own {
		contact["user_id"] = p.user.ID
	}
	return p.write(Message{Media: "contact", Text: phone}, map[string]any{"contact": contact})
}

// SendMedia sends something that is no text: "sticker", "voice", "video_note",
// "location", "poll", and others by their Bot API names.
func (p *Phone) SendMedia(kind string) int {
	body := map[string]any{"file_id": "F-" + kind, "file_unique_id": "U-" + kind, "duration": 3, "length": 240, "width": 512, "height": 512}
	if kind == "location" {
		body = map[string]any{"latitude": -7.9666, "longitude": 112.6326}
	}
	if kind == "poll" {
		body = map[string]any{"id": "1", "question": "?", "options": []any{}}
	}
	if kind == "photo" {
		return p.write(Message{Media: kind}, map[string]any{kind: []any{body}})
	}
	return p.write(Message{Media: kind}, map[string]any{kind: body})
}

// SendFile sends a photo or a document.
func (p *Phone) SendFile(kind, name string, data []byte) int {
	return p.SendCaptioned(kind, name, data, "")
}

// SendCaptioned sends a photo or a document with words beneath it.
func (p *Phone) SendCaptioned(kind, name string, data []byte, caption string) int {
	p.server.mu.Lock()
	f := p.server.keep(kind, name, data)
	p.server.mu.Unlock()
	return p.write(Message{Media: kind, File: f.id, FileName: name, Text: caption}, nil)
}

// Begin opens the chat as a first message would, without one: the bot may
// write from now on.
func (p *Phone) Begin() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.chats[p.user.ID].started = true
}

// Block blocks the bot, Unblock lets it in again.
func (p *Phone) Block() { p.setBlocked(true) }

// Unblock lets the bot in again.
func (p *Phone) Unblock() { p.setBlocked(false) }

func (p *Phone) setBlocked(blocked bool) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.setBlocked(p.server.chats[p.user.ID], blocked)
}

func (s *Server) setBlocked(c *chat, blocked bool) {
	if c.blocked == blocked {
		return
	}
	c.blocked = blocked
	c.did(map[bool]string{true: "(blokir)", false: "(buka blokir)"}[blocked])
	status := map[bool]string{true: "kicked", false: "member"}
	s.moved(c, c.user, status[!blocked], status[blocked])
}

// moved tells the bot that its place in a chat changed.
func (s *Server) moved(c *chat, by User, from, to string) {
	member := func(status string) map[string]any {
		return map[string]any{"status": status, "user": s.me()}
	}
	s.push(c, "my_chat_member", map[string]any{
		"chat": c.wire(), "from": fromUser(by), "date": s.options.Now().Unix(),
		"old_chat_member": member(from), "new_chat_member": member(to),
	}, nil)
	s.changed(c)
}

// Deactivate deletes the user's account.
func (p *Phone) Deactivate() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	c := p.server.chats[p.user.ID]
	c.deactivated = true
	p.server.changed(c)
}

// Messages is the chat as it looks now, both sides.
func (p *Phone) Messages() []Message {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var out []Message
	for _, m := range p.server.chats[p.user.ID].messages {
		out = append(out, *m)
	}
	return out
}

// Keyboard is what is on the screen now; nil: the letters.
func (p *Phone) Keyboard() *Keyboard {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.server.chats[p.user.ID].keyboard
}

// Commands is what the menu button shows.
func (p *Phone) Commands() []Command {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.server.commandsOf(p.user)
}

// maxAnswer is the longest answer to a tap.
const maxAnswer = 200

func (s *Server) answerCallback(p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetTaps()
	id, err := strconv.Atoi(p.text("callback_query_id"))
	_, known := slices.BinarySearchFunc(s.taps, id, func(t tap, id int) int { return cmp.Compare(t.id, id) })
	switch {
	case err != nil || !known:
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	case units(p.text("text")) > maxAnswer:
		return nil, bad("MESSAGE_TOO_LONG")
	}
	return true, nil
}
