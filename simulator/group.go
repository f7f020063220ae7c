package simulator

// Group is a group chat as one of its members sees it; the bot is not in it
// yet. Its id is negative, as Telegram's are. As gives the other members'.
func (s *Server) Group(id int64, title string, member User) *Phone {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.chatOf(User{ID: min(id, -id), FirstName: title}).phone
	p.member = &member
	return p
}

// As is the same group on another member's phone. What the bot says there is
// read on the first one.
func (p *Phone) As(member User) *Phone {
	return &Phone{server: p.server, user: p.user, member: &member, came: make(chan struct{}, 1)}
}

// AddBot brings the bot into a group by a link t.me/<bot>?startgroup=<payload>
// (core.telegram.org/bots/features#deep-linking).
func (p *Phone) AddBot(payload string) {
	s := p.server
	s.mu.Lock()
	c := s.chats[p.user.ID]
	c.started = true
	s.moved(c, p.holder(), "left", "member")
	name, _ := s.me()["username"].(string)
	s.mu.Unlock()
	p.Send("/start@" + name + " " + payload)
}

// Upgrade makes a group a supergroup, which has another id; quietly: the bot
// hears of it only when it writes. What it had said stays behind.
func (p *Phone) Upgrade(quietly bool) *Phone {
	s := p.server
	s.mu.Lock()
	c := s.chats[p.user.ID]
	id := p.user.ID - 1_000_000_000_000
	next := s.chatOf(User{ID: id, FirstName: c.user.FirstName})
	next.phone.member, next.started, c.movedTo = p.member, true, id
	s.mu.Unlock()
	if !quietly {
		p.write(Message{}, map[string]any{"migrate_to_chat_id": id})
		next.phone.write(Message{}, map[string]any{"migrate_from_chat_id": p.user.ID})
	}
	return next.phone
}

// SendNameless types a text as an administrator of a group who hides their name
// (core.telegram.org/bots/api#message, sender_chat).
func (p *Phone) SendNameless(text string) int {
	return p.write(Message{Text: text}, map[string]any{
		"from":        map[string]any{"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"},
		"sender_chat": map[string]any{"id": p.user.ID, "type": "supergroup", "title": p.user.FirstName},
	})
}

// newGroup is a group of its own with one member.
func (s *Server) newGroup(member User) *Phone {
	s.mu.Lock()
	id := int64(-1001)
	for s.chats[id] != nil {
		id--
	}
	s.mu.Unlock()
	return s.Group(id, "Grup petugas", member)
}

// holder is whose hands the phone is in.
func (p *Phone) holder() User {
	if p.member != nil {
		return *p.member
	}
	return p.user
}

// wire is a chat as the Bot API shows it.
func (c *chat) wire() map[string]any {
	if c.user.ID < 0 {
		return map[string]any{"id": c.user.ID, "type": "supergroup", "title": c.user.FirstName}
	}
	return map[string]any{"id": c.user.ID, "type": "private", "first_name": c.user.FirstName}
}
