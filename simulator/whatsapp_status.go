package simulator

import (
	"fmt"
	"strconv"
	"time"
)

// freeService is how many free-form messages a month cost nothing.
const freeService = 1000

// show is a message that reaches the phone; it gives what is to be done
// without the lock. The caller holds the lock.
func (w *WhatsApp) show(c *waChat, m *WhatsAppMessage) func() {
	m.seen = true
	c.typing = time.Time{}
	if c.phone == nil || m.Kind == "reaction" {
		return nil
	}
	said := *m
	on := c.phone.hear(said)
	if on == nil {
		return nil
	}
	return func() { on(said) }
}

// sent is the beginning of a message's statuses: it left, and if the phone
// has a network it arrived.
func (w *WhatsApp) sent(c *waChat, m *WhatsAppMessage) {
	w.pushStatus(c, m, "sent")
	w.later(w.options.Delay, func() { w.delivered(c, m) })
}

// delivered tells that a message is on the phone. One that appears on the open
// screen is read at once, and nothing is said of its delivery.
func (w *WhatsApp) delivered(c *waChat, m *WhatsAppMessage) {
	w.mu.Lock()
	if !m.seen || m.Status != "sent" {
		w.mu.Unlock()
		return
	}
	m.Status = "delivered"
	read := (c.open || m.opened) && !c.private
	if read {
		m.Status = "read"
	}
	w.changed(c)
	status := m.Status
	w.mu.Unlock()
	w.pushStatus(c, m, status)
}

// Read opens the chat and closes it again: everything in it is read.
func (p *WhatsAppPhone) Read() {
	w, c := p.w, p.chat
	w.mu.Lock()
	var read []*WhatsAppMessage
	for i := len(c.messages) - 1; i >= 0 && !c.off; i-- {
		m := c.messages[i]
		if !m.FromBot || !m.seen {
			continue
		}
		if m.Status == "read" {
			break
		}
		m.opened = true
		if m.Status == "delivered" && !c.private {
			m.Status = "read"
			read = append(read, m)
		}
	}
	w.changed(c)
	w.mu.Unlock()
	for i := len(read) - 1; i >= 0; i-- {
		w.pushStatus(c, read[i], "read")
	}
}

// Open keeps the chat on the screen, or puts the phone away.
func (p *WhatsAppPhone) Open(open bool) {
	p.set(func(c *waChat) { c.open = open })
	if open {
		p.Read()
	}
}

// Receipts turns the person's read receipts off, or on.
func (p *WhatsAppPhone) Receipts(on bool) { p.set(func(c *waChat) { c.private = !on }) }

// Block blocks the business: its messages stay at "sent". Unblock lets it in.
func (p *WhatsAppPhone) Block() {
	p.set(func(c *waChat) {
		c.blocked = true
		c.did("(blokir)")
	})
}

// Unblock lets the business in again; what was sent meanwhile never arrives.
func (p *WhatsAppPhone) Unblock() {
	p.set(func(c *waChat) {
		c.blocked = false
		c.did("(buka blokir)")
	})
}

// Leave deletes the account: messages fail with 131026.
func (p *WhatsAppPhone) Leave() { p.set(func(c *waChat) { c.left = true }) }

func (p *WhatsAppPhone) set(f func(*waChat)) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	f(p.chat)
	p.w.changed(p.chat)
}

// Online takes the phone's network away, or gives it back: then what waited
// arrives.
func (p *WhatsAppPhone) Online(on bool) {
	w, c := p.w, p.chat
	w.mu.Lock()
	c.off = !on
	var waited []*WhatsAppMessage
	var said []func()
	for _, m := range c.messages {
		if on && m.FromBot && !m.seen && !c.blocked {
			waited = append(waited, m)
			said = append(said, w.show(c, m))
		}
	}
	w.changed(c)
	w.mu.Unlock()
	for i, m := range waited {
		if said[i] != nil {
			said[i]()
		}
		w.delivered(c, m)
	}
}

// pushStatus queues a status of a message.
func (w *WhatsApp) pushStatus(c *waChat, m *WhatsAppMessage, status string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := map[string]any{"id": m.ID, "status": status, "timestamp": strconv.FormatInt(w.options.Now().Unix(), 10)}
	if c.user.ID != "" && (status != "failed" || !m.byPhone) { // a failure names the recipient as the call did, and no other way
		one["recipient_user_id"] = c.user.ID
	}
	if m.byPhone {
		one["recipient_id"] = m.to
	}
	if m.Opaque != "" {
		one["biz_opaque_callback_data"] = m.Opaque
	}
	value := map[string]any{"statuses": []any{one}}
	if status == "failed" {
		one["errors"] = []any{coded(m.Failure, "%s", lateDetails[m.Failure]).wire()}
	} else {
		value["contacts"] = []any{c.contact(status != "sent")}
		one["pricing"] = map[string]any{"pricing_model": "PMP", "category": m.Category, "type": w.price(m, status)}
	}
	w.push("messages", value, nil)
}

// lateDetails are the words of failures that come as a status.
var lateDetails = map[int]string{
	131026: "Message Undeliverable.",
	131047: "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
	131049: "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
	131053: "Media file was downloaded but its type or size is not supported for this kind of message.",
}

// price is what a message costs: the first thousand free-form ones of a month
// nothing. The caller holds the lock.
func (w *WhatsApp) price(m *WhatsAppMessage, status string) string {
	if m.Category != "service" {
		return "regular"
	}
	month := m.Date.UTC().Format("2006-01")
	if status == "sent" {
		w.service[month]++
	}
	if w.service[month] > freeService {
		return "regular"
	}
	return "free_customer_service"
}

// Play listens to a voice message of the bot, which is a status of its own.
func (p *WhatsAppPhone) Play(message string) error {
	p.w.mu.Lock()
	m := p.find(message)
	voice := m != nil && m.Media == "audio"
	p.w.mu.Unlock()
	if !voice {
		return fmt.Errorf("simulator: message %s is no voice message", message)
	}
	p.Read()
	p.w.pushStatus(p.chat, m, "played")
	return nil
}
