package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// watched makes a function know of every chat that changes. It is called
// under the lock.
func (w *WhatsApp) watched(f func(key string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watch = f
}

// whatsAppChanged tells the page: "" is the list of phones.
func (s *Server) whatsAppChanged(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell(key)
}

// waCard is a phone as the page lists it.
type waCard struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	FirstName string `json:"first_name"`
	Phone     string `json:"phone"`
	Hidden    bool   `json:"hidden,omitempty"`
}

// card is the phone as the page lists it.
func (p *WhatsAppPhone) card() waCard {
	u := p.User()
	return waCard{p.chat.key, "whatsapp", u.Name, u.Phone, u.Hidden}
}

// whatsAppPhones lists the phones that the page shows.
func (s *Server) whatsAppPhones() (out []any) {
	if s.options.WhatsApp == nil {
		return nil
	}
	for _, p := range s.options.WhatsApp.shown() {
		out = append(out, p.card())
	}
	return out
}

func (w *WhatsApp) shown() (out []*WhatsAppPhone) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.chats {
		if !c.unseen {
			out = append(out, c.phone)
		}
	}
	return out
}

// whatsAppPhone finds a phone by its id on the page; nil: it is Telegram's, or
// nobody's.
func (s *Server) WhatsAppPhone(id string) *WhatsAppPhone {
	if s.options.WhatsApp == nil || !strings.HasPrefix(id, "w") {
		return nil
	}
	w := s.options.WhatsApp
	w.mu.Lock()
	defer w.mu.Unlock()
	i := slices.IndexFunc(w.chats, func(c *waChat) bool { return c.key == id })
	if i < 0 {
		return nil
	}
	return w.chats[i].phone
}

// whatsAppFile finds a file by its id; nil: it is no WhatsApp's.
func (s *Server) whatsAppFile(id string) *waMedia {
	if s.options.WhatsApp == nil {
		return nil
	}
	s.options.WhatsApp.mu.Lock()
	defer s.options.WhatsApp.mu.Unlock()
	return s.options.WhatsApp.media[id]
}

// show is the phone as the page draws it. "until" is when the 24 hours end in
// which the bot may write freely; "failed" is what it wrote in vain.
func (p *WhatsAppPhone) show() map[string]any {
	card, messages, failed := p.card(), p.Messages(), p.Failed()
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	c, now := p.chat, p.w.options.Now()
	out := map[string]any{
		"user": card, "messages": append([]WhatsAppMessage{}, messages...), "failed": append([]WhatsAppMessage{}, failed...),
		"blocked": c.blocked, "online": !c.off, "typing": c.typing.After(now), "commands": []Command{}, "keyboard": nil,
	}
	if c.inside(now) {
		out["until"] = c.wrote.Add(waWindow)
	}
	flows := map[string]string{}
	for _, m := range messages {
		if m.Flow != nil {
			flows[m.Flow.ID] = string(p.w.flows[m.Flow.ID])
		}
	}
	out["flows"] = flows
	return out
}

// newcomer is the phone of somebody with a number that nobody has.
func (w *WhatsApp) newcomer(name string) *WhatsAppPhone {
	w.mu.Lock()
	n := 1
	phone := func() string { return fmt.Sprintf("62813%08d", n) }
	for w.byPhone[phone()] != nil {
		n++
	}
	w.mu.Unlock()
	return w.Phone(WhatsAppUser{Phone: phone(), Name: name})
}

// restart puts somebody new of the same name in a phone's place on the page.
func (w *WhatsApp) restart(old *WhatsAppPhone) *WhatsAppPhone {
	p := w.newcomer(old.User().Name)
	w.mu.Lock()
	defer w.mu.Unlock()
	old.chat.unseen = true
	from, to := slices.Index(w.chats, p.chat), slices.Index(w.chats, old.chat)
	w.chats = slices.Insert(slices.Delete(w.chats, from, from+1), to, p.chat)
	w.changed(p.chat)
	return p
}

// actWhatsApp does on a phone what the page's visitor did: send {"text",
// "message"}, tap {"message","label"}, submit {"message","answers"}, react
// {"message","text"}, edit {"message","text"}, contact {"own","phone"}, forward
// {"text"}, media {"kind"}, file {"kind","name","data"}, sample {"name"}, read,
// online {"own"}, block, unblock, restart.
func (s *Server) actWhatsApp(p *WhatsAppPhone, r *http.Request) (any, error) {
	in, err := read[struct {
		Text, Label, Phone, Kind, Name, Message string
		Own                                     bool
		Data                                    []byte
		Answers                                 map[string]any
	}](r)
	if err != nil {
		return nil, err
	}
	switch what := r.PathValue("what"); what {
	case "send":
		p.Reply(in.Message, in.Text)
	case "tap":
		_, err = p.Tap(in.Message, in.Label)
	case "submit":
		_, err = p.Submit(in.Message, in.Answers)
	case "react":
		p.React(in.Message, in.Text)
	case "edit":
		err = p.Edit(in.Message, in.Text)
	case "contact":
		card := WhatsAppContact{Name: "Tetangga", Phone: in.Phone}
		if in.Own {
			card = WhatsAppContact{Name: p.User().Name, Phone: p.User().Phone}
		}
		p.SendContact(card)
	case "forward":
		p.Forward(in.Text)
	case "media":
		err = p.sendAnything(in.Kind)
	case "file":
		err = p.sendUpload(in.Kind, in.Name, in.Data)
	case "sample":
		err = s.sendWhatsAppSample(p, in.Name)
	case "restart":
		return s.options.WhatsApp.restart(p).card(), nil
	default:
		err = p.become(what, in.Own)
	}
	return map[string]bool{"ok": err == nil}, err
}

// become changes how a phone is.
func (p *WhatsAppPhone) become(what string, on bool) error {
	switch what {
	case "read":
		p.Read()
	case "online":
		p.Online(on)
	case "block":
		p.Block()
	case "unblock":
		p.Unblock()
	default:
		return fmt.Errorf("a phone cannot do that")
	}
	return nil
}

// sendAnything sends what the page can without a file.
func (p *WhatsAppPhone) sendAnything(kind string) error {
	switch kind {
	case "sticker", "voice", "video":
		p.SendMedia(kind, "", []byte("RIFF....WEBP"), "")
	case "location":
		p.SendLocation(WhatsAppLocation{Latitude: -7.9666, Longitude: 112.6326})
	case "poll":
		p.SendUnsupported("poll_creation")
	default:
		return fmt.Errorf("a phone cannot send a %q", kind)
	}
	return nil
}

func (p *WhatsAppPhone) sendUpload(kind, name string, data []byte) error {
	switch kind {
	case "photo":
		p.SendPhoto(data, "")
	case "document":
		p.SendDocument(name, data, "")
	default:
		return fmt.Errorf("a phone cannot send a %q", kind)
	}
	return nil
}

func (s *Server) sendWhatsAppSample(p *WhatsAppPhone, name string) error {
	for _, f := range s.options.Samples {
		if f.Name == name {
			return p.sendUpload(f.Kind, f.Name, f.Data)
		}
	}
	return fmt.Errorf("there is no such sample")
}
