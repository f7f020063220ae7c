package simulator

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// WhatsAppUser is a person on WhatsApp.
type WhatsAppUser struct {
	Phone    string `json:"phone"` // "6281200000005", also the WhatsApp id
	ID       string `json:"id"`    // business-scoped user id, "ID.13491208655302741918"; made up if empty
	Name     string `json:"name"`  // of the profile
	Username string `json:"username,omitempty"`
	Hidden   bool   `json:"hidden,omitempty"` // the business sees the id and not the number
}

// waChat is one person's chat with the business.
type waChat struct {
	key      string // on the page
	user     WhatsAppUser
	phone    *WhatsAppPhone
	messages []*WhatsAppMessage
	failed   []*WhatsAppMessage
	deeds    []deed
	wrote    time.Time // when the person did last
	owed     time.Time // until when messages are borrowed
	typing   time.Time // until when the bot types
	off      bool      // no network: messages wait
	open     bool      // the chat is on the screen: what comes is read
	private  bool      // no read receipts
	blocked  bool
	left     bool // no WhatsApp any more
	stopped  bool // no marketing messages
	unseen   bool // not on the page
}

// inside reports whether the bot may write freely.
func (c *waChat) inside(now time.Time) bool {
	return !c.wrote.IsZero() && now.Sub(c.wrote) < waWindow
}

// WhatsAppPhone is a person's app: whatever they can do with it.
type WhatsAppPhone struct {
	w    *WhatsApp
	chat *waChat

	mu     sync.Mutex
	unread []WhatsAppMessage
	came   chan struct{}
	on     func(WhatsAppMessage)
}

// Phone gives a person's phone, a new one or the one there is with the number
// or the id. It has not written to the business yet.
func (w *WhatsApp) Phone(u WhatsAppUser) *WhatsAppPhone { return w.phoneOf(u, false) }

// Unseen is the phone of one of a crowd, which the page does not show. They
// wrote just now.
func (w *WhatsApp) Unseen(u WhatsAppUser) *WhatsAppPhone {
	p := w.phoneOf(u, true)
	p.Begin()
	return p
}

func (w *WhatsApp) phoneOf(u WhatsAppUser, unseen bool) *WhatsAppPhone {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := cmp.Or(w.byPhone[u.Phone], w.byID[u.ID]); c != nil {
		return c.phone
	}
	c := &waChat{key: "w" + strconv.Itoa(len(w.chats)+1), user: u, unseen: unseen}
	if c.user.ID == "" {
		c.user.ID = "ID." + w.id()
	}
	c.phone = &WhatsAppPhone{w: w, chat: c, came: make(chan struct{}, 1)}
	w.chats = append(w.chats, c)
	if u.Phone != "" {
		w.byPhone[u.Phone] = c
	}
	w.byID[c.user.ID] = c
	w.changed(c)
	return c.phone
}

// User is who holds the phone now.
func (p *WhatsAppPhone) User() WhatsAppUser {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.chat.user
}

// Begin opens the window as a message would, without one.
func (p *WhatsAppPhone) Begin() {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.chat.wrote = p.w.options.Now()
}

// did notes a deed. The caller holds the lock.
func (c *waChat) did(line string) { c.deeds = note(c.deeds, len(c.messages), line) }

// send puts a message of the person into the chat and queues its webhook.
// Who writes has the chat on the screen, so what came before is read.
func (p *WhatsAppPhone) send(m WhatsAppMessage, body map[string]any) string {
	w, c := p.w, p.chat
	w.mu.Lock()
	m.ID, m.Date, m.Status = w.wamid(), w.options.Now(), "sent"
	c.blocked = false // writing to a business one has blocked unblocks it
	c.wrote = m.Date
	w.messages[m.ID] = &waPlace{c, &m}
	if !m.apart {
		c.messages = append(c.messages, &m)
	}
	w.changed(c)
	body["id"], body["timestamp"] = m.ID, strconv.FormatInt(m.Date.Unix(), 10)
	if _, given := body["type"]; !given {
		body["type"] = m.Kind
	}
	if m.ReplyTo != "" && !m.apart {
		body["context"] = map[string]any{"from": w.options.Number, "id": m.ReplyTo}
	}
	c.sign(body)
	w.push("messages", map[string]any{"contacts": []any{c.contact(true)}, "messages": []any{body}}, func() { w.taken(&m, c) })
	w.mu.Unlock()
	p.Read()
	return m.ID
}

// taken is a message of a person of which the bot knows: the second tick.
func (w *WhatsApp) taken(m *WhatsAppMessage, c *waChat) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.Status == "sent" {
		m.Status = "delivered"
	}
	w.changed(c)
}

// sign says who a message is from.
func (c *waChat) sign(body map[string]any) {
	body["from_user_id"] = c.user.ID
	if c.user.Phone != "" && !c.user.Hidden {
		body["from"] = c.user.Phone
	}
}

// contact is the person as webhooks show them; a status "sent" does not have
// the username.
func (c *waChat) contact(username bool) map[string]any {
	profile := map[string]any{"name": c.user.Name}
	if username && c.user.Username != "" {
		profile["username"] = c.user.Username
	}
	out := map[string]any{"profile": profile, "user_id": c.user.ID}
	if c.user.Phone != "" && !c.user.Hidden {
		out["wa_id"] = c.user.Phone
	}
	return out
}

// Type types a text; like all that sends, it gives the message's id.
func (p *WhatsAppPhone) Type(text string) string { return p.Reply("", text) }

// Reply types a text as an answer to one message.
func (p *WhatsAppPhone) Reply(message, text string) string {
	return p.send(WhatsAppMessage{Kind: "text", Text: text, ReplyTo: message}, map[string]any{"text": map[string]any{"body": text}})
}

// Forward passes on somebody else's text.
func (p *WhatsAppPhone) Forward(text string) string {
	return p.send(WhatsAppMessage{Kind: "text", Text: text}, map[string]any{"text": map[string]any{"body": text}, "context": map[string]any{"forwarded": true}})
}

// SendPhoto sends a picture with words beneath it.
func (p *WhatsAppPhone) SendPhoto(data []byte, caption string) string {
	return p.SendMedia("image", "", data, caption)
}

// SendDocument sends a file.
func (p *WhatsAppPhone) SendDocument(name string, data []byte, caption string) string {
	return p.SendMedia("document", name, data, caption)
}

// SendVoice sends a voice note: Ogg with Opus.
func (p *WhatsAppPhone) SendVoice(data []byte) string { return p.SendMedia("voice", "", data, "") }

// SendMedia sends an "image", "document", "audio", "voice", "video" or "sticker".
func (p *WhatsAppPhone) SendMedia(kind, name string, data []byte, caption string) string {
	mime := map[string]string{"audio": "audio/mpeg", "voice": "audio/ogg; codecs=opus", "video": "video/mp4", "sticker": "image/webp"}[kind]
	if mime == "" {
		mime = http.DetectContentType(data)
	}
	p.w.mu.Lock()
	f := p.w.keepMedia(name, mime, data, keepReceived)
	body := f.wire()
	if !p.w.options.NoDirectURL {
		body["url"] = p.w.mediaAddress(p.w.hook.self, f)
	}
	p.w.mu.Unlock()
	for key, value := range map[string]string{"caption": caption, "filename": name} {
		if value != "" {
			body[key] = value
		}
	}
	if kind == "audio" || kind == "voice" {
		body["voice"] = kind == "voice"
		kind = "audio"
	}
	if kind == "sticker" {
		body["animated"] = false
	}
	return p.send(WhatsAppMessage{Kind: kind, Text: caption, Media: kind, File: f.id, FileName: name}, map[string]any{kind: body})
}

// SendLost sends a file that the API then cannot fetch: 131052 instead of it.
func (p *WhatsAppPhone) SendLost(kind string) string {
	return p.send(WhatsAppMessage{Kind: kind, Media: kind}, map[string]any{"errors": []any{coded(131052, "Unable to download the media sent by the user.").wire()}})
}

// SendLocation sends a place.
func (p *WhatsAppPhone) SendLocation(at WhatsAppLocation) string {
	body := map[string]any{"latitude": at.Latitude, "longitude": at.Longitude}
	for key, value := range map[string]string{"name": at.Name, "address": at.Address} {
		if value != "" {
			body[key] = value
		}
	}
	return p.send(WhatsAppMessage{Kind: "location", Place: &at}, map[string]any{"location": body})
}

// SendContact sends a card. The person's own is one with their number.
func (p *WhatsAppPhone) SendContact(card WhatsAppContact) string {
	return p.sendContact(card, "other", "")
}

func (p *WhatsAppPhone) sendContact(card WhatsAppContact, origin, answers string) string {
	phone := map[string]any{"phone": "+" + card.Phone, "type": "CELL"}
	if onlyDigits(card.Phone) != "" {
		phone["wa_id"] = onlyDigits(card.Phone)
	}
	vcard := "BEGIN:VCARD\nVERSION:3.0\nFN:" + card.Name + "\nTEL;type=CELL:+" + card.Phone + "\nEND:VCARD"
	return p.send(WhatsAppMessage{Kind: "contacts", Cards: []WhatsAppContact{card}, ReplyTo: answers}, map[string]any{
		"origin":   origin, // here in Meta's reference, in the card in what others have received
		"contacts": []any{map[string]any{"origin": origin, "name": map[string]any{"formatted_name": card.Name, "first_name": card.Name}, "phones": []any{phone}, "vcard": vcard}},
	})
}

// React puts a reaction on a message; "" takes it away.
func (p *WhatsAppPhone) React(message, emoji string) string {
	p.w.mu.Lock()
	if at := p.w.messages[message]; at != nil {
		at.message.Mine = emoji
	}
	p.w.mu.Unlock()
	reaction := map[string]any{"message_id": message}
	if emoji != "" {
		reaction["emoji"] = emoji
	}
	return p.send(WhatsAppMessage{Kind: "reaction", Text: emoji, ReplyTo: message, apart: true}, map[string]any{"reaction": reaction})
}

// Edit changes a message on the phone. The API tells the bot only that it
// cannot say what became of it (131051).
func (p *WhatsAppPhone) Edit(message, text string) error {
	p.w.mu.Lock()
	at := p.w.messages[message]
	if at == nil || at.chat != p.chat || at.message.FromBot || at.message.Kind != "text" || p.w.options.Now().Sub(at.message.Date) > 15*time.Minute {
		p.w.mu.Unlock()
		return fmt.Errorf("simulator: message %s cannot be edited", message)
	}
	p.chat.did("(edit: " + firstLine(at.message.Text) + ") " + text)
	if !at.message.Edited {
		at.message.first = at.message.Text
	}
	at.message.Text, at.message.Edited = text, true
	p.w.mu.Unlock()
	p.unsupported("edit", WhatsAppMessage{Kind: "unsupported", apart: true})
	return nil
}

// SendUnsupported sends what the API cannot pass on: a "poll_creation", a
// "view_once"...
func (p *WhatsAppPhone) SendUnsupported(kind string) string {
	return p.unsupported(kind, WhatsAppMessage{Kind: "unsupported", Text: kind})
}

func (p *WhatsAppPhone) unsupported(kind string, m WhatsAppMessage) string {
	failure := coded(131051, "Message type is currently not supported.").wire()
	failure["title"], failure["message"] = "Message type unknown", "Message type unknown"
	return p.send(m, map[string]any{"type": "unsupported", "unsupported": map[string]any{"type": kind}, "errors": []any{failure}})
}

// Messages is the chat as it looks on the phone now, both sides.
func (p *WhatsAppPhone) Messages() []WhatsAppMessage {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var out []WhatsAppMessage
	for _, m := range p.chat.messages {
		if !m.FromBot || m.seen {
			out = append(out, *m)
		}
	}
	return out
}

// Failed is what the bot sent and the person will never see.
func (p *WhatsAppPhone) Failed() []WhatsAppMessage {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var out []WhatsAppMessage
	for _, m := range p.chat.failed {
		out = append(out, *m)
	}
	return out
}

// Typing reports whether the bot's typing indicator is on.
func (p *WhatsAppPhone) Typing() bool {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.chat.typing.After(p.w.options.Now())
}

// Download is the bytes of a file in the chat; nil: there is no such file.
func (p *WhatsAppPhone) Download(m WhatsAppMessage) []byte {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	if f := p.w.media[m.File]; f != nil {
		return f.data
	}
	return nil
}

// OnMessage hands each message of the bot to a function, before the bot learns
// that it was sent: for drivers that answer at once. Next does not see them.
func (p *WhatsAppPhone) OnMessage(f func(WhatsAppMessage)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.on = f
}

// Next is the next message of the bot that was not read yet; it waits for one.
func (p *WhatsAppPhone) Next(ctx context.Context) (WhatsAppMessage, error) {
	for {
		p.mu.Lock()
		if len(p.unread) > 0 {
			m := p.unread[0]
			if p.unread = p.unread[1:]; len(p.unread) > 0 {
				p.ring()
			}
			p.mu.Unlock()
			return m, nil
		}
		p.mu.Unlock()
		select {
		case <-p.came:
		case <-ctx.Done():
			return WhatsAppMessage{}, fmt.Errorf("simulator: no message for %s: %w", cmp.Or(p.User().Phone, p.User().ID), ctx.Err())
		}
	}
}

// hear is a message arriving, as Phone's.
func (p *WhatsAppPhone) hear(m WhatsAppMessage) func(WhatsAppMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.on == nil {
		p.unread = append(p.unread, m)
		p.ring()
	}
	return p.on
}

func (p *WhatsAppPhone) ring() {
	select {
	case p.came <- struct{}{}:
	default:
	}
}

// find is a message of the bot that the phone shows. The caller holds the lock.
func (p *WhatsAppPhone) find(message string) *WhatsAppMessage {
	i := slices.IndexFunc(p.chat.messages, func(m *WhatsAppMessage) bool { return m.ID == message && m.FromBot && m.seen })
	if i < 0 {
		return nil
	}
	return p.chat.messages[i]
}

// jsonText is a value as a string of JSON.
func jsonText(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return "{}"
	}
	return string(data)
}
