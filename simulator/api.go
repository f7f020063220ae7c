package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The page's own interface. Everything is JSON. The id of a Telegram phone is
// the user's number, of a WhatsApp phone "w1", "w2"...
//
//	GET  /sim/state                 {"now", "bot", "advance", "whatsapp", "switches": [{"key","label","on"}], "samples": [names], "phones": [phone]}
//	GET  /sim/phones/{id}           {"user", "messages": [Message], "keyboard", "commands", "blocked"}, of WhatsApp see whatsapp_api.go
//	GET  /sim/phones/{id}/transcript  text: the chat as transcripts of tests are written
//	GET  /sim/events                server-sent events: the id of a phone whose chat changed, or 0 for the state
//	GET  /sim/files/{id}            the bytes of a file
//	POST /sim/phones                {"first_name","language_code","kind"} adds a phone; kind "whatsapp" or "telegram"
//	POST /sim/phones/{id}/{what}    send {"text", "message": the one it answers}, group {"text": payload of a startgroup link}, press {"label"}, tap {"message","label"}, edit {"message","text"},
//	                                contact {"own","phone"}, forward {"text"}, media {"kind"}, file {"kind","name","data": base64},
//	                                sample {"name"}, block, unblock, restart: the same name on a new phone, which the answer names
//	POST /sim/clock                 {"advance": "24h"}
//	POST /sim/switches              {"key","on"}
func (s *Server) routeAPI() {
	handle := func(pattern string, f func(*http.Request) (any, error)) {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			result, err := f(r)
			if err != nil {
				w.WriteHeader(http.StatusBadRequest)
				result = map[string]string{"error": err.Error()}
			}
			writeJSON(w, result)
		})
	}
	handle("GET /sim/state", s.state)
	handle("GET /sim/phones/{id}", s.showPhone)
	for pattern, answers := range s.options.More {
		handle(pattern, answers)
	}
	handle("POST /sim/phones", s.addPhone)
	handle("POST /sim/phones/{id}/{what}", s.act)
	handle("POST /sim/clock", s.moveClock)
	handle("POST /sim/switches", s.flip)
	s.mux.HandleFunc("GET /sim/events", s.events)
	s.mux.HandleFunc("GET /sim/phones/{id}/transcript", s.transcript)
	s.mux.HandleFunc("GET /sim/files/{id}", func(w http.ResponseWriter, r *http.Request) {
		if f := s.whatsAppFile(r.PathValue("id")); f != nil {
			f.serve(w)
			return
		}
		s.serveFile(w, r.PathValue("id"))
	})
}

func (s *Server) state(*http.Request) (any, error) {
	switches := []map[string]any{}
	for _, sw := range s.options.Switches {
		switches = append(switches, map[string]any{"key": sw.Key, "label": sw.label(), "on": sw.On()})
	}
	samples := []string{}
	for _, f := range s.options.Samples {
		samples = append(samples, f.Name)
	}
	return map[string]any{
		"now": s.options.Now(), "bot": s.options.Name, "advance": s.options.Advance != nil, "whatsapp": s.options.WhatsApp != nil,
		"switches": switches, "samples": samples, "phones": append(s.phones(), s.whatsAppPhones()...), "more": s.options.State,
	}, nil
}

// phones lists the Telegram phones that the page shows.
func (s *Server) phones() []any {
	s.mu.Lock()
	defer s.mu.Unlock()
	phones := []any{}
	for _, id := range s.order {
		phones = append(phones, s.chats[id].user)
	}
	return phones
}

// chatOfRequest finds the chat of /sim/phones/{id}. The caller holds the lock.
func (s *Server) chatOfRequest(r *http.Request) (*chat, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if c := s.chats[id]; err == nil && c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("there is no such phone")
}

func (s *Server) showPhone(r *http.Request) (any, error) {
	if p := s.WhatsAppPhone(r.PathValue("id")); p != nil {
		return p.show(), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatOfRequest(r)
	if err != nil {
		return nil, err
	}
	messages := []Message{}
	for _, m := range c.messages {
		messages = append(messages, *m)
	}
	return map[string]any{
		"user": c.user, "messages": messages, "keyboard": c.keyboard, "blocked": c.blocked,
		"commands": append([]Command{}, s.commandsOf(c.user)...),
	}, nil
}

func read[T any](r *http.Request) (v T, err error) {
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxRequest*4/3)).Decode(&v); err != nil {
		return v, fmt.Errorf("the request is no JSON")
	}
	return v, nil
}

func (s *Server) addPhone(r *http.Request) (any, error) {
	in, err := read[struct {
		User
		Kind string `json:"kind"`
	}](r)
	u := in.User
	if err != nil || u.FirstName == "" {
		return nil, fmt.Errorf("a phone needs a first_name")
	}
	if in.Kind == "whatsapp" && s.options.WhatsApp != nil {
		return s.options.WhatsApp.newcomer(u.FirstName).card(), nil
	}
	return s.NewPhone(u).User(), nil
}

// NewPhone adds a phone of somebody whom the bot does not know.
func (s *Server) NewPhone(u User) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chatOf(s.newcomer(u)).phone
}

// newcomer gives a user an id and a number that nobody has. The caller holds
// the lock.
func (s *Server) newcomer(u User) User {
	u.ID = 900_001
	for s.chats[u.ID] != nil {
		u.ID++
	}
	u.Phone = fmt.Sprintf("62812%07d", u.ID)
	return u
}

// restart replaces a phone on the page by a new one of the same name, whose
// holder the bot does not know. The old one goes on out of sight.
func (s *Server) restart(c *chat) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.newcomer(c.user)
	s.newChat(u)
	s.order[slices.Index(s.order, c.user.ID)] = u.ID
	s.changed(nil)
	return u
}

// media is what the page can send without a file.
var media = []string{"sticker", "voice", "video_note", "video", "audio", "animation", "location", "poll"}

// act does on a phone what the page's visitor did.
func (s *Server) act(r *http.Request) (any, error) {
	if p := s.WhatsAppPhone(r.PathValue("id")); p != nil {
		return s.actWhatsApp(p, r)
	}
	in, err := read[struct {
		Text, Label, Phone, Kind, Name string
		Message                        int
		Own                            bool
		Data                           []byte
	}](r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	c, err := s.chatOfRequest(r)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	p := c.phone
	switch r.PathValue("what") {
	case "send":
		p.write(Message{Text: in.Text, ReplyTo: in.Message}, nil)
	case "group":
		s.newGroup(c.user).AddBot(in.Text)
	case "press":
		_, err = p.Press(in.Label)
	case "tap":
		err = p.Tap(in.Message, in.Label)
	case "edit":
		err = p.Edit(in.Message, in.Text)
	case "contact":
		if in.Own {
			in.Phone = c.user.Phone
		}
		p.SendContact(in.Own, in.Phone)
	case "forward":
		p.Forward(in.Text)
	case "media":
		if !slices.Contains(media, in.Kind) {
			return nil, fmt.Errorf("a phone cannot send a %q", in.Kind)
		}
		p.SendMedia(in.Kind)
	case "file":
		if in.Kind != "photo" && in.Kind != "document" {
			return nil, fmt.Errorf("a phone cannot send a %q", in.Kind)
		}
		p.SendFile(in.Kind, in.Name, in.Data)
	case "sample":
		err = s.sendSample(p, in.Name)
	case "block":
		p.Block()
	case "unblock":
		p.Unblock()
	case "restart":
		if c.user.ID < 0 {
			return nil, fmt.Errorf("a group is not a person")
		}
		return s.restart(c), nil
	default:
		err = fmt.Errorf("a phone cannot do that")
	}
	return map[string]bool{"ok": err == nil}, err
}

func (s *Server) sendSample(p *Phone, name string) error {
	i := slices.IndexFunc(s.options.Samples, func(f Sample) bool { return f.Name == name })
	if i < 0 {
		return fmt.Errorf("there is no such sample")
	}
	f := s.options.Samples[i]
	p.SendFile(f.Kind, f.Name, f.Data)
	return nil
}

func (s *Server) moveClock(r *http.Request) (any, error) {
	in, err := read[struct{ Advance string }](r)
	if err != nil {
		return nil, err
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || s.options.Advance == nil {
		return nil, fmt.Errorf("the clock cannot be moved so")
	}
	s.options.Advance(d)
	s.mu.Lock()
	s.changed(nil)
	s.mu.Unlock()
	return map[string]any{"now": s.options.Now()}, nil
}

func (s *Server) flip(r *http.Request) (any, error) {
	in, err := read[struct {
		Key string
		On  bool
	}](r)
	if err != nil {
		return nil, err
	}
	for _, sw := range s.options.Switches {
		if sw.Key == in.Key {
			err := sw.Set(in.On)
			s.mu.Lock()
			s.changed(nil)
			s.mu.Unlock()
			return map[string]bool{"ok": err == nil}, err
		}
	}
	return nil, fmt.Errorf("there is no such switch")
}

// changed tells the page that a chat changed; nil: the state around the chats.
// Of a chat that the page does not show it hears nothing. The caller holds the
// lock.
func (s *Server) changed(c *chat) {
	switch {
	case c == nil:
		s.tell("0")
	case slices.Contains(s.order, c.user.ID):
		s.tell(strconv.FormatInt(c.user.ID, 10))
	}
}

// tell tells the page that a phone changed. The caller holds the lock.
func (s *Server) tell(id string) {
	for watcher := range s.watchers {
		select {
		case watcher <- id:
		default: // the page is slow: it asks for everything when it reconnects
			close(watcher)
			delete(s.watchers, watcher)
		}
	}
}

// events streams the ids of what changed.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no stream here", http.StatusInternalServerError)
		return
	}
	watcher := make(chan string, 1024)
	s.mu.Lock()
	s.watchers[watcher] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.watchers, watcher)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = fmt.Fprint(w, "retry: 1000\n\n")
	flusher.Flush()
	for {
		select {
		case id, ok := <-watcher:
			if !ok {
				return
			}
			_, _ = fmt.Fprintf(w, "data: %s\n\n", id)
			flusher.Flush()
		case <-r.Context().Done():
			return
		}
	}
}
