// Package desk is the officers' console as the chat knows it: the link that
// opens it, the sessions that are open, and what is done on its pages. A page
// decides nothing: a click comes in as a cause of the officer's and is worked
// out here by the forms and buttons of the chat.
package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

const (
	linkHolds = 5 * time.Minute
	// Rests is how long a session may be left alone, and lasts is how long it
	// goes on at most, used or not.
	Rests = 30 * time.Minute
	lasts = 12 * time.Hour
	// SeenEvery is how exactly it is noted when a session was used last: the
	// rest ends so much later at most.
	SeenEvery = time.Minute
	// sessionsMost is how many sessions of one officer are open at a time, after
	// which the one that was used longest ago ends.
	sessionsMost = 5
	// outcomesKept is how many clicks can be asked about afterwards.
	outcomesKept = 100
	// keptFor is how long an officer's record outlives what was last done.
	keptFor = 48 * time.Hour

	deskRecord = "desk"
)

// New is the console.
func New() flows.Area {
	return flows.Area{
		Name: "desk",
		Commands: []flows.Command{
			{Names: []string{"/konsol", "/console"}, For: flows.ForStaff, Do: offer},
		},
		Buttons: map[string]flows.Button{
			"j": {For: flows.ForStaff, Do: sessionButton}, // j:<session>:close, j:all:close
		},
		Intercept: clicked,
		Audits:    []string{"desk.opened", "desk.closed"},
		Forget:    forget,
		Export:    export,
		Without: map[string]string{
			"Merge": "sessions stay with the record that rests, and end",
		},
	}
}

// Desk is what the console knows of one officer.
type Desk struct {
	Links    []Link    `json:"links,omitempty"`
	Sessions []Session `json:"sessions,omitempty"`
	Outcomes []Outcome `json:"outcomes,omitempty"` // of clicks, the newest last
	Day      string    `json:"day,omitempty"`      // which Done counts
	Done     int       `json:"done,omitempty"`     // how much was done on that day
}

// Link opens one session, once.
type Link struct {
	Hash  string             `json:"hash"` // a keyed hash of the secret in the link
	To    enterprise.Address `json:"to"`   // the chat it was given in
	Until time.Time          `json:"until"`
}

// Session is a browser that an officer is signed in with.
type Session struct {
	Hash  string             `json:"hash"` // a keyed hash of the cookie
	To    enterprise.Address `json:"to"`   // the chat that its link was given in
	Agent string             `json:"agent,omitempty"`
	Roles []enterprise.Role  `json:"roles"` // of the officer when it began
	Since time.Time          `json:"since"`
	Seen  time.Time          `json:"seen"`

	Place   string    `json:"place,omitempty"` // the page that is open in it: "/tiket/3", nothing of a person
	PlaceAt time.Time `json:"placed,omitzero"` // when it was last seen to be
}

// Outcome is what became of a click. It holds no word about an owner: a page
// says what was done by what it shows then.
type Outcome struct {
	Click string    `json:"click"`
	Done  bool      `json:"done,omitempty"`
	Text  string    `json:"text,omitempty"` // why it was not done, in the small HTML of messages
	At    time.Time `json:"at"`
}

// RecordOf names the record that holds an officer's Desk.
func RecordOf(id enterprise.PersonID) flows.RecordName {
	return flows.RecordName{Kind: deskRecord, ID: strconv.FormatInt(int64(id), 10)}
}

// Read is the Desk in a record; an absent one is empty.
func Read(r flows.Record) (d Desk) {
	_ = json.Unmarshal(r.Data, &d) // ours: written by put
	return d
}

func own(c *flows.Conversation) (flows.Record, Desk) {
	name := RecordOf(c.Person.ID)
	r := c.Record(name.Kind, name.ID)
	return r, Read(r)
}

// put writes the record, without what is over.
func put(c *flows.Conversation, r flows.Record, d Desk) {
	d.Links = slices.DeleteFunc(slices.Clone(d.Links), func(l Link) bool { return !c.Now().Before(l.Until) })
	d.Sessions = slices.DeleteFunc(slices.Clone(d.Sessions), func(s Session) bool { return !s.holds(c.Person, c.Now()) })
	d.Outcomes = d.Outcomes[max(0, len(d.Outcomes)-outcomesKept):]
	r.Until = c.Now().Add(keptFor)
	c.Put(r, d)
}

// holds reports whether a session goes on: it was used lately, is not too
// old, and its officer still has the very roles it began with.
func (s Session) holds(p enterprise.Person, now time.Time) bool {
	return now.Before(s.Seen.Add(Rests+SeenEvery)) && now.Before(s.Since.Add(lasts)) && slices.Equal(s.Roles, staffRoles(p))
}

// staffRoles are the person's roles that work for the programme, in order.
func staffRoles(p enterprise.Person) (out []enterprise.Role) {
	for _, r := range flows.StaffRoles {
		if slices.Contains(p.Roles, r) {
			out = append(out, r)
		}
	}
	return out
}

// Session is the session of a cookie that still holds.
func (d Desk) Session(hash string, p enterprise.Person, now time.Time) (Session, bool) {
	i := slices.IndexFunc(d.Sessions, func(s Session) bool { return s.Hash == hash })
	if i < 0 || len(staffRoles(p)) == 0 || !d.Sessions[i].holds(p, now) {
		return Session{}, false
	}
	return d.Sessions[i], true
}

// Link is the link of a secret that can still be used.
func (d Desk) Link(hash string, now time.Time) (Link, bool) {
	i := slices.IndexFunc(d.Links, func(l Link) bool { return l.Hash == hash && now.Before(l.Until) })
	if i < 0 {
		return Link{}, false
	}
	return d.Links[i], true
}

// Outcome is what became of a click; ok is false while nothing is known.
func (d Desk) Outcome(click string) (o Outcome, ok bool) {
	i := slices.IndexFunc(d.Outcomes, func(o Outcome) bool { return o.Click == click })
	if i < 0 {
		return Outcome{}, false
	}
	return d.Outcomes[i], true
}

// offer is /konsol: a link that opens the console once, and the sessions that
// are open.
func offer(c *flows.Conversation) {
	switch {
	case c.Book.Console == "":
		c.Repeat(c.Text("desk.off", nil))
		return
	case !c.SettledStaff():
		c.Open(flows.StaffKey)
		return
	}
	r, d := own(c)
	token := c.Input().Token
	d.Links = append(d.Links, Link{Hash: c.Book.Digest(token), To: c.Input().From, Until: c.Now().Add(linkHolds)})
	put(c, r, d)
	link := strings.TrimRight(c.Book.Console, "/") + "/masuk/" + strconv.FormatInt(int64(c.Person.ID), 10) + "-" + token
	m := messages.Message{Key: "desk.link", Text: c.Text("desk.link", messages.Args{"Link": link, "Minutes": int(linkHolds / time.Minute), "Until": c.Moment(c.Now().Add(linkHolds))})}
	listSessions(c, d, &m)
	c.Say(m)
	c.RepeatOpen()
}

// listSessions adds the open sessions to a message, each with a button that
// ends it.
func listSessions(c *flows.Conversation, d Desk, m *messages.Message) {
	var lines []string
	for _, s := range d.Sessions {
		if !s.holds(c.Person, c.Now()) {
			continue
		}
		lines = append(lines, c.Text("desk.session", messages.Args{"Agent": s.Agent, "Since": c.Moment(s.Since), "Ago": c.Span(c.Now().Sub(s.Seen))}))
		label := c.Words().Label(c.Lang(), "desk.close", messages.Args{"N": len(lines)})
		m.Buttons = append(m.Buttons, []messages.Button{{Label: label, Data: "j:" + s.Hash + ":close"}})
	}
	if len(lines) == 0 {
		return
	}
	m.Text = m.Text + "\n\n" + c.Text("desk.sessions", nil) + "\n" + strings.Join(lines, "\n")
	if len(lines) > 1 {
		m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("desk.close.all"), Data: "j:all:close"}})
	}
}

// sessionButton ends a session, or all of them.
func sessionButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 || rest[1] != "close" {
		return false
	}
	r, d := own(c)
	before := len(d.Sessions)
	d.Sessions = slices.DeleteFunc(slices.Clone(d.Sessions), func(s Session) bool { return rest[0] == "all" || s.Hash == rest[0] })
	if len(d.Sessions) == before {
		c.Repeat(c.Text("desk.gone", nil))
		return true
	}
	put(c, r, d)
	c.Audit("desk.closed", 0, "", "")
	c.Repeat(c.Text("desk.told.closed", nil))
	return true
}

// forget takes the officer's links, sessions and views along.
func forget(c *flows.Conversation) {
	if r, _ := own(c); r.Data != nil {
		c.Put(r, nil)
	}
	if r, _ := ownViews(c); r.Data != nil {
		c.Put(r, nil)
	}
}

// export are the browsers that the person is signed in with, and their views.
func export(c *flows.Conversation) []flows.Section {
	_, d := own(c)
	views := Views(c)
	return []flows.Section{{Name: "console", Data: d.Sessions, N: len(d.Sessions)}, {Name: "views", Data: views, N: len(views)}}
}
