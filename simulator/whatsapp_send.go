package simulator

import (
	"strings"
	"time"
)

// waWindow is how long after a person's last message the bot may write freely.
const waWindow = 24 * time.Hour

// postMessage is POST /<number>/messages.
func (w *WhatsApp) postMessage(c *waCall) (any, error) {
	o, wrong := readObject(c.body)
	if o.text("messaging_product", 1, 20); *wrong == nil && string(o.fields["messaging_product"]) != `"whatsapp"` {
		o.bad("messaging_product", "must be one of {WHATSAPP}")
	}
	if *wrong != nil {
		return nil, *wrong
	}
	if o.has("status") {
		return w.markRead(o)
	}
	m, to := w.readMessage(c, o)
	if *wrong != nil {
		return nil, *wrong
	}
	return w.accept(c, m, to)
}

// recipient is whom a message is for.
type recipient struct {
	input  string
	phone  bool
	chat   *waChat // nil: nobody on WhatsApp
	digits string
}

// readMessage reads and checks all of a message.
func (w *WhatsApp) readMessage(c *waCall, o object) (WhatsAppMessage, recipient) {
	kind := o.text("type", 0, 40)
	if kind == "" {
		kind = "text"
	}
	read := waKinds[kind]
	if read == nil {
		o.bad("type", "must be one of {%s} - got \"%s\".", strings.Join(sortedKeys(waKinds), ", "), kind)
		return WhatsAppMessage{}, recipient{}
	}
	o.only("messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data", kind)
	o.one("recipient_type", "", "individual")
	to := w.readRecipient(o)
	m := read(c, o)
	m.Opaque = o.text("biz_opaque_callback_data", 0, waOpaque)
	if o.has("context") {
		m.ReplyTo = o.within("context", true).only("message_id").text("message_id", 1, 500)
	}
	m.byPhone, m.to = to.phone, to.digits
	return m, to
}

// readRecipient finds whom a message is for: "to" wins over "recipient".
func (w *WhatsApp) readRecipient(o object) recipient {
	w.mu.Lock()
	defer w.mu.Unlock()
	to, id := o.text("to", 0, 40), o.text("recipient", 0, 200)
	switch {
	case to != "":
		digits := onlyDigits(to)
		if len(digits) < 7 || len(digits) > 15 || strings.Trim(to, "+0123456789 -()") != "" {
			o.bad("to", "is not a valid WhatsApp phone number")
		}
		if digits == w.options.Number {
			o.fail(coded(131021, "Sender and recipient are the same"))
		}
		return recipient{to, true, w.byPhone[digits], digits}
	case id != "":
		if c := w.byID[id]; c != nil {
			return recipient{id, false, c, ""}
		}
		o.bad("recipient", "is not a user id of this business")
	default:
		o.fail(invalid("The parameter to is required."))
	}
	return recipient{}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// accept takes a message that is right: it goes out, or fails late.
func (w *WhatsApp) accept(c *waCall, m WhatsAppMessage, to recipient) (any, error) {
	w.mu.Lock()
	if err := w.admitWhatsApp(to.chat); err != nil {
		w.mu.Unlock()
		return nil, err
	}
	code := w.fate(&m, to)
	if code == 131047 && w.options.WindowEarly {
		w.mu.Unlock()
		return nil, coded(code, "Message failed to send because more than 24 hours have passed since the customer last replied to this number.")
	}
	m.ID, m.FromBot, m.Date = w.wamid(), true, w.options.Now()
	w.stats.Sent++
	contact := map[string]any{"input": to.input}
	if to.phone {
		contact["wa_id"] = to.digits
	} else {
		contact["user_id"] = to.input
	}
	answer := map[string]any{"id": m.ID}
	if m.Template != "" {
		answer["message_status"] = "accepted"
	}
	said := w.arrive(c, &m, to, code)
	w.mu.Unlock()
	if said != nil {
		said()
	}
	return map[string]any{"messaging_product": "whatsapp", "contacts": []any{contact}, "messages": []any{answer}}, nil
}

// fate is the code with which a message will fail; 0: it arrives. The caller
// holds the lock.
func (w *WhatsApp) fate(m *WhatsAppMessage, to recipient) int {
	inside := to.chat != nil && to.chat.inside(w.options.Now())
	if m.Category == "" {
		m.Category = "service"
	}
	switch {
	case to.chat == nil || to.chat.left:
		return 131026
	case m.Failure != 0:
		return m.Failure
	case m.Media != "" && !w.fits(m):
		return 131053
	case m.Category == "service" && !inside:
		return 131047
	case m.Category == "marketing" && to.chat.stopped:
		return 131050
	}
	if late := w.lateFault(m, to.chat); late != 0 {
		return late
	}
	if !inside && !w.reach(to.chat) {
		return 131048
	}
	return 0
}

// arrive puts a message on the phone, or lets it fail, and gives what is to be
// done without the lock. The caller holds the lock.
func (w *WhatsApp) arrive(c *waCall, m *WhatsAppMessage, to recipient, code int) func() {
	chat := to.chat
	if chat == nil { // nobody sees it, but its status comes
		chat = &waChat{user: WhatsAppUser{Phone: to.digits}, left: true}
	}
	w.messages[m.ID] = &waPlace{chat, m}
	if code != 0 {
		m.Failure, m.Status = code, "failed"
		w.stats.Failed[code]++
		if to.chat != nil {
			w.changed(chat)
		}
		chat.failed = append(chat.failed, m)
		c.after(func() { w.later(w.options.Delay, func() { w.pushStatus(chat, m, "failed") }) })
		return nil
	}
	m.Status = "sent"
	if m.Kind == "reaction" {
		w.react(chat, m)
	} else {
		chat.messages = append(chat.messages, m)
	}
	w.changed(chat)
	var said func()
	if !chat.off && !chat.blocked {
		said = w.show(chat, m)
	}
	c.after(func() { w.later(w.options.Delay, func() { w.sent(chat, m) }) })
	return said
}

// react puts the bot's reaction on a message, or takes it away.
func (w *WhatsApp) react(chat *waChat, m *WhatsAppMessage) {
	if p := w.messages[m.ReplyTo]; p != nil && p.chat == chat {
		p.message.Theirs = m.Text
	}
}

// markRead is a read receipt of the bot, and the typing indicator.
func (w *WhatsApp) markRead(o object) (any, error) {
	o.only("messaging_product", "status", "message_id", "typing_indicator").one("status", "read")
	id := o.text("message_id", 1, 500)
	typing := o.has("typing_indicator")
	if typing {
		o.within("typing_indicator", true).only("type").one("type", "text")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.messages[id]
	if *o.wrong == nil && (p == nil || p.message.FromBot) {
		o.fail(coded(131009, "Message ID is invalid"))
	}
	if *o.wrong != nil {
		return nil, *o.wrong
	}
	for _, m := range p.chat.messages { // with one, those before it
		if !m.FromBot {
			m.Status = "read"
		}
		if m == p.message {
			break
		}
	}
	w.stats.Read++
	if typing {
		w.stats.Typing++
		p.chat.typing = w.options.Now().Add(25 * time.Second)
	}
	w.changed(p.chat)
	return map[string]bool{"success": true}, nil
}
