// Package helpdesk is owners' questions that a person answers.
package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// New is questions to a person.
func New() flows.Area {
	return flows.Area{
		Name: "helpdesk",
		Forms: []*flows.Form{
			askPerson(), // /petugas: a question to a person
			answerOne(), // an officer answers it
			helped(),    // did that help?
			assign(),    // who answers it?
			letter(),    // an officer writes to one owner
			canned(),    // a reply that is kept for other tickets
		},
		Commands: []flows.Command{
			{Names: []string{"/tiket", "/tickets"}, For: flows.ForTickets, Do: listTickets},
			{Names: []string{"/balasan", "/replies"}, For: flows.ForPeople, Do: listCanned}, // replies that are kept
		},
		Buttons: map[string]flows.Button{
			"t": {For: flows.ForTickets, Do: ticketButton}, // t:<ticket>:<verb>
			"c": {For: flows.ForTickets, Do: cannedButton}, // c:new, c:<reply>:<verb>, c:<reply>:<verb>:<ticket>
			"w": {For: nil, Do: personButton},              // w:ask, w:send: an owner wants a person
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"ticket":           ticketOpened, // to officers: an owner asks for a person
			"ticket.more":      ticketGrew,   // the owner wrote more
			"ticket.raised":    ticketRaised, // nobody has answered for a working day
			"ticket.answer":    ticketAnswer, // to the owner
			"ticket.edited":    ticketEdited, // to whoever read it: a line was changed
			"ticket.colleague": ticketBeside, // to an officer: a colleague answered, too
			"ticket.letter":    ticketLetter, // to the owner: an officer writes
			"ticket.closed":    ticketClosed,
			"ticket.assigned":  ticketAssigned, // to an officer: a colleague leaves it to them
		},
		CardButtons: letterButton,
		CardVerbs:   map[string]func(*flows.Conversation, enterprise.PersonID) bool{"write": writeTo},
		Edited:      editedLine,
		Hear:        func(c *flows.Conversation) bool { return replied(c) || addToTicket(c) },
		Wake:        ticketTime,
		Due:         ticketDue,
		Forget:      forgetTickets,

		Waiting: map[string]func(*flows.Conversation) string{"tickets": ticketsWaiting},
		Figures: ticketFigures,
		Audits: []string{
			"ticket.answered", "ticket.closed", "ticket.assigned", "ticket.written", "ticket.canned", "ticket.uncanned",
			"data.ticket",
		},
		Export: exportTickets,
		Without: map[string]string{
			"Merge": "an open question hinders a merge; closed ones stay with the record that rests",
		},
	}
}

const (
	// ticketLines is how much of a conversation a ticket keeps.
	ticketLines = 40
	// ticketRests is after how long without a word an answered ticket is closed.
	ticketRests = 3 * 24 * time.Hour
	OpenList    = "tickets:open" // the list of tickets that nobody closed
	// ticketsShown is how many open tickets are listed.
	ticketsShown = 50
)

// ticket is an owner's question to a person, and what was said about it.
type ticket struct {
	Owner  enterprise.PersonID `json:"owner"`
	Lines  []ticketLine        `json:"lines"`
	Opened time.Time           `json:"opened"`
	By     enterprise.PersonID `json:"by,omitempty"`      // the officer who answered last
	First  time.Time           `json:"answered,omitzero"` // when it was first answered
	Closed time.Time           `json:"closed,omitzero"`   // zero: open
	Helped string              `json:"helped,omitempty"`  // "yes", "no"
	Raised bool                `json:"raised,omitempty"`  // it waited for a working day
	Holder enterprise.PersonID `json:"holder,omitempty"`  // who is to answer it; 0: whoever comes first
	Ours   bool                `json:"ours,omitempty"`    // an officer began it
}

// unheard tells whether an officer wrote and the owner has not answered.
func (k ticket) unheard() bool {
	return k.Ours && !slices.ContainsFunc(k.Lines, func(l ticketLine) bool { return l.By == k.Owner })
}

type ticketLine struct {
	By   enterprise.PersonID `json:"by"`
	Text string              `json:"t"` // as typed
	At   time.Time           `json:"at"`
	File *papers.Poster      `json:"f,omitempty"`
	// Message is the writer's message, so that an edit of it is found; empty: it
	// came otherwise.
	Message string `json:"m,omitempty"`
}

// ticketNotice is what is told about a ticket.
type ticketNotice struct {
	ID    string `json:"id"`
	Text  string `json:"text,omitempty"`
	Photo string `json:"photo,omitempty"`
	File  string `json:"file,omitempty"` // of an earlier release, which looked into no file: it is not passed on

	Kept *papers.Poster      `json:"kept,omitempty"` // a file, by what it holds
	By   enterprise.PersonID `json:"by,omitempty"`   // the colleague who did it
}

// ticketOf reads a ticket; ok is false when there is none.
func ticketOf(c *flows.Conversation, id string) (r flows.Record, k ticket, ok bool) {
	r = c.Record("ticket", id)
	return r, k, r.Data != nil && json.Unmarshal(r.Data, &k) == nil
}

// ticketFor is an open ticket, for somebody who may answer it.
func ticketFor(c *flows.Conversation, id string) (r flows.Record, k ticket, ok bool) {
	r, k, ok = ticketOf(c, id)
	return r, k, ok && k.Closed.IsZero() && c.CanSee(c.PersonByID(k.Owner))
}

// putTicket writes a ticket into the lists it belongs to.
func putTicket(c *flows.Conversation, r flows.Record, k ticket) {
	r.Lists = map[string]int64{"tickets": k.Opened.UnixMilli(), ticketsOf(k.Owner): k.Opened.UnixMilli()}
	r.Until = time.Time{}
	switch {
	case k.Closed.IsZero() && k.unheard(): // it waits for the owner
	case k.Closed.IsZero():
		r.Lists[OpenList] = k.Opened.UnixMilli()
	default:
		r.Until = k.Closed.AddDate(c.Program().City.RetentionYears, 0, 0)
	}
	for _, l := range k.Lines[:max(0, len(k.Lines)-ticketLines)] {
		papers.ReleaseFile(c, l.File, fileHolder(r.ID))
	}
	if len(k.Lines) > ticketLines {
		k.Lines = k.Lines[len(k.Lines)-ticketLines:]
	}
	c.Put(r, k)
}

func ticketsOf(owner enterprise.PersonID) string { return "tickets:" + owner.String() }

// askPerson is /petugas: a question that a person will answer.
func askPerson() *flows.Form {
	return &flows.Form{
		Key: "ticket", Command: "/petugas", Also: []string{"/officer"}, OnTheFly: true,
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			if c.Chat.Ticket.ID != "" {
				c.Leave()
				c.Repeat(c.Text("ticket.open", c.Hours()))
			}
		},
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return ticketQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if f := c.Book.Form(d.Back); f != nil && c.Chat.Drafts[f.Key] != nil {
				c.Chat.Open = f.Key
			}
			askThem(c, d.Answers["text"].Value)
		},
	}
}

var ticketQuestions = []*flows.Question{{
	Key:  "text",
	Ask:  func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("ticket.text.ask", c.Hours()) },
	Read: reading.Text("ticket.text.refuse"),
}}

// OpenTicket asks a person what stands in the texts, and says so above what is
// on the screen.
func OpenTicket(c *flows.Conversation, texts ...string) {
	if !c.Within("tickets") {
		return
	}
	id := c.Input().ID
	k := ticket{Owner: c.Person.ID, Opened: c.Now(), Lines: ownLines(c, texts)}
	putTicket(c, flows.Record{RecordName: flows.RecordName{Kind: "ticket", ID: id}}, k)
	c.Chat.Ticket = flows.OpenTicket{ID: id, Since: c.Now()}
	tellHelpers(c, "ticket", ticketNotice{ID: id})
	args := c.Hours()
	args["Code"] = flows.ShortCode(id)
	c.Repeat(c.Text("ticket.opened", args))
}

// ownLines are texts of the person's as a ticket keeps them.
func ownLines(c *flows.Conversation, texts []string) (lines []ticketLine) {
	for _, text := range texts {
		line := ticketLine{By: c.Person.ID, Text: text, At: c.Now()}
		if text == strings.TrimSpace(c.Input().Text) {
			line.Message = messageOf(c)
		}
		lines = append(lines, line)
	}
	return lines
}

// addToTicket passes on what the owner writes while a ticket is open; false
// for what is a word of the menu. The bot keeps quiet: a person is answering.
func addToTicket(c *flows.Conversation) bool {
	if c.Chat.Ticket.ID == "" || c.Chat.Open != "" {
		return false
	}
	if c.Input().Kind != flows.Text && c.Input().File == nil || c.Input().Kind == flows.Text && (c.ChosenExactly() || c.TappedTwice()) {
		return false
	}
	r, k, ok := ticketOf(c, c.Chat.Ticket.ID)
	if !ok || !k.Closed.IsZero() {
		return false
	}
	if !c.Within("lines") {
		return true
	}
	n := ticketNotice{ID: r.ID, Text: c.Input().Text}
	if !ticketFile(c, r.ID, &n) {
		return true
	}
	k.Lines = append(k.Lines, ticketLine{By: c.Person.ID, Text: c.Input().Text, At: c.Now(), File: n.Kept, Message: messageOf(c)})
	putTicket(c, r, k)
	if k.By == 0 {
		tellAnswerer(c, k, "ticket.more", n)
		c.Say(messages.Message{Key: "ticket.added", Text: c.Text("ticket.added", c.Hours())})
		return true
	}
	tellAnswerer(c, k, "ticket.more", n)
	return true
}

// ticketAnswer is what an officer wrote, for the owner.
func ticketAnswer(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || n.ID != c.Chat.Ticket.ID {
		return
	}
	c.Chat.Ticket.Heard = c.Now()
	c.Turn.Prompt = true
	c.Say(messages.Message{Key: "ticket.answer", Text: c.Text("ticket.answer", messages.Args{"Text": n.Text})})
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// ticketClosed asks the owner whether it helped.
func ticketClosed(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || n.ID != c.Chat.Ticket.ID {
		return
	}
	askHelped(c, n.ID)
}

func askHelped(c *flows.Conversation, id string) {
	c.Chat.Ticket = flows.OpenTicket{}
	c.Open("helped")
	if d := c.Chat.Drafts["helped"]; d != nil {
		d.Subject = id
	}
}

// helped asks whether the answer was any use; a no opens the ticket again.
func helped() *flows.Form {
	return &flows.Form{
		Key: "helped", OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question {
			return []*flows.Question{{Key: "sure", Strict: true, Options: flows.SureOptions("helped.yes", "helped.no")}}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, k, ok := ticketOf(c, d.Subject)
			if !ok {
				c.Reopen("helped.thanks")
				return
			}
			k.Helped = d.Answers["sure"].Value
			if k.Helped == "yes" {
				putTicket(c, r, k)
				c.Reopen("helped.thanks")
				return
			}
			k.Closed = time.Time{}
			putTicket(c, r, k)
			c.Chat.Ticket = flows.OpenTicket{ID: r.ID, Since: c.Now()}
			tellHelpers(c, "ticket", ticketNotice{ID: r.ID})
			c.Menu("helped.again")
		},
	}
}

// ticketDue is when an open ticket needs something: to be raised when nobody
// answered, to be closed when nobody says anything any more.
func ticketDue(c *flows.Conversation) time.Time {
	switch {
	case c.Chat.Ticket.ID == "":
		return time.Time{}
	case c.Chat.Ticket.Letter:
		return c.Program().City.Awake(c.Chat.Ticket.Since)
	case !c.Chat.Ticket.Heard.IsZero():
		last := c.Chat.Ticket.Heard
		if c.Chat.Touched.After(last) {
			last = c.Chat.Touched
		}
		return c.Program().City.Awake(last.Add(ticketRests))
	case c.Chat.Ticket.Raised:
		return time.Time{}
	}
	return c.Program().City.WorkingDayAfter(c.Chat.Ticket.Since)
}

// ticketTime does what an open ticket needs, if it is time.
func ticketTime(c *flows.Conversation) {
	due := ticketDue(c)
	if due.IsZero() || c.Now().Before(due) {
		return
	}
	r, k, ok := ticketOf(c, c.Chat.Ticket.ID)
	if !ok || !k.Closed.IsZero() {
		c.Chat.Ticket = flows.OpenTicket{}
		return
	}
	if c.Chat.Ticket.Letter {
		c.Chat.Ticket.Letter = false
		sayLetter(c, k)
		return
	}
	if c.Chat.Ticket.Heard.IsZero() {
		c.Chat.Ticket.Raised, k.Raised = true, true
		putTicket(c, r, k)
		tellHelpers(c, ticketRaisedNotice, ticketNotice{ID: r.ID})
		return
	}
	k.Closed = c.Now()
	putTicket(c, r, k)
	if k.unheard() { // nothing was asked, so nothing can have helped
		c.Chat.Ticket = flows.OpenTicket{}
		return
	}
	if to, ok := c.Reach(); ok {
		c.Turn.To = to
	}
	askHelped(c, r.ID)
}

// forgetTickets takes a person's tickets away with them.
func forgetTickets(c *flows.Conversation) {
	forgetCanned(c)
	for _, r := range c.List(ticketsOf(c.Person.ID), 1000) {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil {
			for _, l := range k.Lines {
				papers.ReleaseFile(c, l.File, fileHolder(r.ID))
			}
		}
		c.Put(r, nil)
	}
}

// exportTickets are the person's questions, and what was answered.
func exportTickets(c *flows.Conversation) []flows.Section {
	var all []ticket
	s := flows.Section{Name: "tickets", Sheet: "mydata.sheet.contact"}
	for _, r := range c.List(ticketsOf(c.Person.ID), 1000) {
		var k ticket
		if json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		all = append(all, k)
		for _, l := range k.Lines {
			s.Rows = append(s.Rows, []string{c.Moment(l.At), c.Colleague(l.By), l.Text})
		}
	}
	s.Data, s.N = all, len(all)
	return []flows.Section{s}
}
