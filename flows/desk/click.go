package desk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// Clicked is the kind of a cause that comes from a page of the console. Its
// Text is a Click as JSON.
const Clicked flows.Kind = "desk"

// Click is something done on a page.
type Click struct {
	ID      string   `json:"id"`              // by which its outcome is found
	Session string   `json:"session"`         // the hash of the session it was done in, or that it opens
	Do      string   `json:"do"`              // a button's data, a command, or one of the words below
	Say     []string `json:"say,omitempty"`   // what is answered to what is asked then, in order
	Link    string   `json:"link,omitempty"`  // Opens: the hash of the link's secret
	Agent   string   `json:"agent,omitempty"` // Opens: the browser
	Only    bool     `json:"only,omitempty"`  // nothing is done: what the taps and answers show is noted in the trail

	For []enterprise.PersonID `json:"for,omitempty"` // it is done for each of them: an asterisk in Do stands for their number
}

// What a click does that is no button's data and no command.
const (
	Opens  = "open"  // a link opens a session
	Uses   = "seen"  // the session is in use
	Closes = "close" // the officer signs out
	Looks  = "look"  // people were shown: Say lists their numbers
	Stands = "at"    // a page is open: Say is its address
	Keeps  = "keep"  // a view of the table is kept: Say is its name and its address
	Drops  = "drop"  // and is dropped: Say is its name
)

// Input is the cause of a click that was made at a moment by the officer of a
// chat.
func (k Click) Input(from enterprise.Address, at time.Time) flows.Input {
	data, err := json.Marshal(k)
	if err != nil {
		panic("desk: marshal a click: " + err.Error()) // plain values always marshal
	}
	return flows.Input{Kind: Clicked, From: from, Text: string(data), At: at}
}

// clicked works a click out: false for any other input.
func clicked(c *flows.Conversation) bool {
	if c.Input().Kind != Clicked {
		return false
	}
	var k Click
	if c.New || json.Unmarshal([]byte(c.Input().Text), &k) != nil {
		c.Turn.Forget = c.New // erased meanwhile
		return true
	}
	r, d := own(c)
	if k.Do == Opens {
		open(c, r, d, k)
		return true
	}
	s, ok := d.Session(k.Session, c.Person, c.Now())
	switch {
	case !ok:
		note(c, r, d, Outcome{Click: k.ID, Text: c.Text("desk.ended", nil)})
		if k.Do != Uses && k.Do != Looks && k.Do != Closes && k.Do != Stands {
			c.Say(messages.Message{Key: "desk.undone", Text: c.Text("desk.undone", nil)})
		}
	case k.Do == Uses:
		use(c, r, d, s.Hash, func(s *Session) { s.Seen = c.Now() })
	case k.Do == Stands:
		use(c, r, d, s.Hash, func(s *Session) { s.Place, s.PlaceAt = strings.Join(k.Say, ""), c.Now() })
	case k.Do == Closes:
		d.Sessions = slices.DeleteFunc(slices.Clone(d.Sessions), func(o Session) bool { return o.Hash == s.Hash })
		c.Audit("desk.closed", 0, "", "")
		note(c, r, d, Outcome{Click: k.ID, Done: true})
	case k.Do == Looks:
		look(c, k.Say)
		note(c, r, d, Outcome{Click: k.ID, Done: true})
	case k.Do == Keeps || k.Do == Drops:
		note(c, r, d, keepView(c, k))
	default:
		do(c, r, d, k)
	}
	return true
}

// note writes a click's outcome down.
func note(c *flows.Conversation, r flows.Record, d Desk, o Outcome) {
	o.At = c.Now()
	d.Outcomes = append(slices.Clone(d.Outcomes), o)
	put(c, r, d)
}

// open begins a session with a link that has not been used.
func open(c *flows.Conversation, r flows.Record, d Desk, k Click) {
	l, ok := d.Link(k.Link, c.Now())
	if !ok || l.To != c.Input().From || len(staffRoles(c.Person)) == 0 {
		note(c, r, d, Outcome{Click: k.ID, Text: c.Text("desk.link.over", nil)})
		return
	}
	d.Links = slices.DeleteFunc(slices.Clone(d.Links), func(o Link) bool { return o.Hash == l.Hash })
	d.Sessions = append(slices.Clone(d.Sessions), Session{Hash: k.Session, To: l.To, Agent: k.Agent, Roles: staffRoles(c.Person), Since: c.Now(), Seen: c.Now()})
	slices.SortStableFunc(d.Sessions, func(a, b Session) int { return a.Seen.Compare(b.Seen) })
	d.Sessions = d.Sessions[max(0, len(d.Sessions)-sessionsMost):]
	c.Audit("desk.opened", 0, "", k.Agent)
	c.Say(messages.Message{
		Key: "desk.told.open", Text: c.Text("desk.told.open", messages.Args{"Agent": k.Agent, "At": c.Moment(c.Now())}),
		Buttons: [][]messages.Button{{{Label: c.Label("desk.close.this"), Data: "j:" + k.Session + ":close"}}},
	})
	note(c, r, d, Outcome{Click: k.ID, Done: true})
}

// use notes something about a session.
func use(c *flows.Conversation, r flows.Record, d Desk, hash string, note func(*Session)) {
	d.Sessions = slices.Clone(d.Sessions)
	for i := range d.Sessions {
		if d.Sessions[i].Hash == hash {
			note(&d.Sessions[i])
		}
	}
	put(c, r, d)
}

// Closely marks somebody of whom a page showed more than a line, as a card does.
const Closely = "card "

// look notes in the trail whom a page named, as /cari does.
func look(c *flows.Conversation, people []string) {
	for _, text := range people {
		what := "data.found"
		if rest, close := strings.CutPrefix(text, Closely); close {
			what, text = "data.card", rest
		}
		if id, ok := number(text); ok {
			c.Audit(what, id, "", "")
		}
	}
}

// do plays what a click does, and tells of it in the officer's chat. What was
// not done leaves nothing behind but why.
func do(c *flows.Conversation, r flows.Record, d Desk, k Click) {
	p := played(c, k)
	if !p.Turn.Lookup.Empty() {
		p.Turn.Lookup.Records = append(p.Turn.Lookup.Records, c.Turn.Lookup.Records...)
		c.Turn.Lookup = p.Turn.Lookup
		return
	}
	if k.Only {
		c.Turn.AuditLog = slices.DeleteFunc(p.Turn.AuditLog, func(a flows.Audit) bool { return !strings.HasPrefix(a.What, "data.") })
		note(c, r, d, Outcome{Click: k.ID, Done: true})
		return
	}
	if !p.Done {
		note(c, r, d, Outcome{Click: k.ID, Text: p.Text})
		return
	}
	contacts := c.Person.Contacts // a page is no chat: where the officer is reached stays as it is
	c.Person = p.Turn.State.Person
	c.Person.Contacts = contacts
	t := &c.Turn
	t.Records, t.Tell, t.AuditLog, t.Gates, t.Counts = p.Turn.Records, p.Turn.Tell, p.Turn.AuditLog, p.Turn.Gates, p.Turn.Counts
	t.Say = slices.DeleteFunc(p.Turn.Say, func(m messages.Message) bool {
		return m.Slot == "" && m.Commands == "" && m.Workbook == nil && m.File == nil && m.Paper == nil && m.Calendar == nil && m.Start == ""
	})
	if !p.Quiet() {
		if today := c.Day(c.Now()); d.Day != today {
			d.Day, d.Done = today, 0
		}
		d.Done++
		c.Say(messages.Message{Key: "desk.did", Slot: "desk-" + d.Day, Text: c.Text("desk.did", messages.Args{"N": d.Done, "At": c.Moment(c.Now()), "What": messages.HTML(p.Text)})})
	}
	o := Outcome{Click: k.ID, Done: true}
	if len(k.For) > 0 {
		o.Text = p.Text // for how many
	}
	note(c, r, d, o)
}

func played(c *flows.Conversation, k Click) Played {
	if len(k.For) > 0 {
		return playEach(c, k)
	}
	return Play(c.Book, c.State, c.Input(), k.Do, k.Say, c.Now())
}

// number reads a person's number.
func number(text string) (enterprise.PersonID, bool) {
	var id enterprise.PersonID
	err := json.Unmarshal([]byte(strings.TrimPrefix(text, "p")), &id)
	return id, err == nil && id > 0
}
