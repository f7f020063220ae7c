package simulator

import (
	"fmt"
	"maps"
	"strconv"
)

// Tap taps what a message offers, by its label: a reply button, a row of the
// list, a template's button; the location and the contact request are
// answered with the person's own. A Flow is filled in with Submit.
func (p *WhatsAppPhone) Tap(message, label string) (string, error) {
	p.w.mu.Lock()
	m := p.find(message)
	if m == nil {
		p.w.mu.Unlock()
		return "", fmt.Errorf("simulator: no message %s on the phone", message)
	}
	seen := *m
	own := WhatsAppContact{Name: p.chat.user.Name, Phone: p.chat.user.Phone}
	p.w.mu.Unlock()
	for _, b := range seen.Buttons {
		if b.Title != label {
			continue
		}
		switch b.Kind {
		case "location":
			return p.SendLocation(WhatsAppLocation{Latitude: -7.9666, Longitude: 112.6326, Name: "Pasar Oro-Oro Dowo", Address: "Jl. Guntur 20, Malang"}), nil
		case "contact":
			return p.sendContact(own, "contact_request", message), nil
		case "reply":
			return p.choose(seen, b.ID, b.Title, ""), nil
		}
		return "", fmt.Errorf("simulator: %q is a %s button, which sends nothing", label, b.Kind)
	}
	if seen.List != nil {
		for _, s := range seen.List.Sections {
			for _, r := range s.Rows {
				if r.Title == label {
					return p.choose(seen, r.ID, r.Title, r.Description), nil
				}
			}
		}
	}
	return "", fmt.Errorf("simulator: no %q on message %s", label, message)
}

// TapID sends a tap with any id, as one of an old message can have.
func (p *WhatsAppPhone) TapID(message, id, title string) string {
	p.w.mu.Lock()
	m := WhatsAppMessage{ID: message, Kind: "button"}
	if at := p.w.messages[message]; at != nil {
		m = *at.message
	}
	p.w.mu.Unlock()
	return p.choose(m, id, title, "")
}

// choose sends what a tap on a message sends.
func (p *WhatsAppPhone) choose(on WhatsAppMessage, id, title, description string) string {
	mine := WhatsAppMessage{Kind: "interactive", Text: title, ReplyTo: on.ID}
	choice := map[string]any{"id": id, "title": title}
	switch {
	case on.Template != "":
		mine.Kind = "button"
		return p.send(mine, map[string]any{"button": map[string]any{"payload": id, "text": title}})
	case on.List != nil:
		if description != "" {
			choice["description"] = description
		}
		return p.send(mine, map[string]any{"interactive": map[string]any{"type": "list_reply", "list_reply": choice}})
	}
	return p.send(mine, map[string]any{"interactive": map[string]any{"type": "button_reply", "button_reply": choice}})
}

// Submit fills in the Flow of a message.
func (p *WhatsAppPhone) Submit(message string, answers map[string]any) (string, error) {
	p.w.mu.Lock()
	m := p.find(message)
	if m == nil || m.Flow == nil {
		p.w.mu.Unlock()
		return "", fmt.Errorf("simulator: message %s has no flow", message)
	}
	all := maps.Clone(answers)
	if all == nil {
		all = map[string]any{}
	}
	if m.Flow.Token != "" {
		all["flow_token"] = m.Flow.Token
	}
	p.w.mu.Unlock()
	return p.send(WhatsAppMessage{Kind: "interactive", Text: "Terkirim", ReplyTo: message}, map[string]any{"interactive": map[string]any{
		"type": "nfm_reply", "nfm_reply": map[string]any{"name": "flow", "body": "Sent", "response_json": jsonText(all)},
	}}), nil
}

// ChangeNumber moves the person to a new number, which the business learns
// from a message of the system.
func (p *WhatsAppPhone) ChangeNumber(phone string) {
	w, c := p.w, p.chat
	w.mu.Lock()
	defer w.mu.Unlock()
	body := map[string]any{"system": map[string]any{
		"body": fmt.Sprintf("User %s changed from %s to %s", c.user.Name, c.user.Phone, phone), "wa_id": phone, "user_id": c.user.ID, "previous_user_id": c.user.ID, "type": "user_changed_number",
	}}
	c.sign(body)
	delete(w.byPhone, c.user.Phone)
	c.user.Phone = phone
	w.byPhone[phone] = c
	w.pushSystem(c, body)
}

// ChangeID gives the person another business-scoped id, as happens with a new
// number or account.
func (p *WhatsAppPhone) ChangeID(id string) {
	w, c := p.w, p.chat
	w.mu.Lock()
	defer w.mu.Unlock()
	body := map[string]any{"system": map[string]any{
		"body": fmt.Sprintf("User %s changed from %s to %s", c.user.Name, c.user.ID, id), "user_id": id, "previous_user_id": c.user.ID, "type": "user_changed_user_id",
	}}
	c.sign(body)
	delete(w.byID, c.user.ID)
	c.user.ID = id
	w.byID[id] = c
	w.pushSystem(c, body)
}

// pushSystem queues a message of the system, which has no contacts.
func (w *WhatsApp) pushSystem(c *waChat, body map[string]any) {
	body["id"], body["timestamp"], body["type"] = w.wamid(), strconv.FormatInt(w.options.Now().Unix(), 10), "system"
	w.push("messages", map[string]any{"messages": []any{body}}, nil)
	w.changed(c)
}

// StopMarketing ends marketing messages (131050); ResumeMarketing takes that
// back. The business is told of both.
func (p *WhatsAppPhone) StopMarketing() { p.prefer("stop") }

// ResumeMarketing lets marketing messages in again.
func (p *WhatsAppPhone) ResumeMarketing() { p.prefer("resume") }

func (p *WhatsAppPhone) prefer(value string) {
	w, c := p.w, p.chat
	w.mu.Lock()
	defer w.mu.Unlock()
	c.stopped = value == "stop"
	one := map[string]any{
		"user_id": c.user.ID, "category": "marketing_messages", "value": value, "timestamp": w.options.Now().Unix(),
		"detail": map[string]string{"stop": "User requested to stop marketing messages", "resume": "User requested to resume marketing messages"}[value],
	}
	if c.user.Phone != "" && !c.user.Hidden {
		one["wa_id"] = c.user.Phone
	}
	w.push("user_preferences", map[string]any{"contacts": []any{c.contact(true)}, "user_preferences": []any{one}}, nil)
	w.changed(c)
}
