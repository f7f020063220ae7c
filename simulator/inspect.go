package simulator

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Panel is something to be known about the holder of a phone, as whoever runs the
// bot knows it.
type Panel struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// Inspected is the phone that is looked into.
type Inspected struct {
	Channel string   // "telegram", "whatsapp"
	IDs     []string // by which the bot may know its holder
	Said    string   // what they last wrote
}

// Scene is a conversation that begins in the middle: what its phone typed before.
type Scene struct {
	Key   string
	Name  string // in both languages: "Penilaian / Assessment"
	Steps []string
}

// sceneStep is how long a scene waits for each answer of the bot.
const sceneStep = 10 * time.Second

// inspect is GET /sim/phones/{id}/inspect.
func (s *Server) inspect(r *http.Request) (any, error) {
	if s.options.Inspect == nil {
		return nil, fmt.Errorf("nobody can look into this bot")
	}
	var of Inspected
	if p := s.whatsAppPhone(r.PathValue("id")); p != nil {
		of = Inspected{Channel: "whatsapp", IDs: []string{p.User().ID, p.User().Phone}}
		for _, m := range p.Messages() {
			if !m.FromBot && m.Text != "" {
				of.Said = m.Text
			}
		}
	} else {
		s.mu.Lock()
		c, err := s.chatOfRequest(r)
		if err != nil {
			s.mu.Unlock()
			return nil, err
		}
		of = Inspected{Channel: "telegram", IDs: []string{fmt.Sprint(c.user.ID)}}
		for _, m := range c.messages {
			if !m.FromBot && m.Text != "" {
				of.Said = m.Text
			}
		}
		s.mu.Unlock()
	}
	panels, err := s.options.Inspect(r.Context(), of)
	return map[string]any{"panels": panels}, err
}

// openScene is POST /sim/scenes/{key}: a new phone on which the scene is played.
func (s *Server) openScene(r *http.Request) (any, error) {
	i := slices.IndexFunc(s.options.Scenes, func(c Scene) bool { return c.Key == r.PathValue("key") })
	if i < 0 {
		return nil, fmt.Errorf("there is no such scene")
	}
	scene := s.options.Scenes[i]
	s.mu.Lock()
	u := s.newcomer(User{FirstName: scene.Key, Language: "id"})
	p := s.chatOf(u).phone
	s.changed(nil)
	s.mu.Unlock()
	go p.play(scene.Steps)
	return u, nil
}

// play types what a scene says, each after the answer to the one before.
func (p *Phone) play(steps []string) {
	for _, text := range steps {
		p.Send(text)
		ctx, cancel := context.WithTimeout(context.Background(), sceneStep)
		_, err := p.Next(ctx)
		cancel()
		if err != nil {
			return // the bot is off: what was typed waits there
		}
	}
}
