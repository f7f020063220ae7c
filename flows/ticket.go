package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// helpdeskArea is questions to a person.
func helpdeskArea() Area {
	return Area{
		Name: "helpdesk",
		Forms: []*Flow{
			askPerson(), // /petugas: a question to a person
			answerOne(), // an officer answers it
			helped(),    // did that help?
		},
		Commands: []deed{
			{names: []string{"/tiket", "/tickets"}, For: forTickets, do: (*talk).listTickets},
		},
		Buttons: map[string]button{
			"t": {forTickets, (*talk).ticketButton}, // t:<ticket>:<verb>
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"ticket":        ticketOpened, // to officers: an owner asks for a person
			"ticket.more":   ticketGrew,   // the owner wrote more
			"ticket.raised": ticketRaised, // nobody has answered for a working day
			"ticket.answer": ticketAnswer, // to the owner
			"ticket.closed": ticketClosed,
		},
		Hear:   func(t *talk) bool { return t.replied() || t.addToTicket() },
		Wake:   (*talk).ticketTime,
		Due:    (*talk).ticketDue,
		Forget: (*talk).forgetTickets,

		Waiting: map[string]func(*talk) string{"tickets": (*talk).ticketsWaiting},
		Figures: (*talk).ticketFigures,
		Audits: []string{
			"ticket.answered", "ticket.closed",
			"data.ticket",
		},
		Export: (*talk).exportTickets,
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
	openTickets = "tickets:open"
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
}

type ticketLine struct {
	By   enterprise.PersonID `json:"by"`
	Text string              `json:"t"` // as typed
	At   time.Time           `json:"at"`
}

// ticketNotice is what is told about a ticket.
type ticketNotice struct {
	ID    string `json:"id"`
	Text  string `json:"text,omitempty"`
	Photo string `json:"photo,omitempty"`
	File  string `json:"file,omitempty"`
}

// ticketCode is how a ticket is called: short enough to be said on the phone.
func ticketCode(id string) string {
	ms, _, _ := strings.Cut(id, "-")
	n, _ := strconv.ParseInt(ms, 10, 64)
	code := "000" + strings.ToUpper(strconv.FormatInt(n%(36*36*36*36), 36))
	return "T" + code[len(code)-4:]
}

// ticketOf reads a ticket; ok is false when there is none.
func (t *talk) ticketOf(id string) (r Record, k ticket, ok bool) {
	r = t.record("ticket", id)
	return r, k, r.Data != nil && json.Unmarshal(r.Data, &k) == nil
}

// ticketFor is an open ticket, for somebody who may answer it.
func (t *talk) ticketFor(id string) (r Record, k ticket, ok bool) {
	r, k, ok = t.ticketOf(id)
	return r, k, ok && k.Closed.IsZero() && t.sees(t.other(k.Owner))
}

// putTicket writes a ticket into the lists it belongs to.
func (t *talk) putTicket(r Record, k ticket) {
	r.Lists = map[string]int64{"tickets": k.Opened.UnixMilli(), ticketsOf(k.Owner): k.Opened.UnixMilli()}
	r.Until = time.Time{}
	if k.Closed.IsZero() {
		r.Lists[openTickets] = k.Opened.UnixMilli()
	} else {
		r.Until = k.Closed.AddDate(t.book.program.City.RetentionYears, 0, 0)
	}
	if len(k.Lines) > ticketLines {
		k.Lines = k.Lines[len(k.Lines)-ticketLines:]
	}
	t.put(r, k)
}

func ticketsOf(owner enterprise.PersonID) string { return "tickets:" + owner.String() }

// askPerson is /petugas: a question that a person will answer.
func askPerson() *Flow {
	return &Flow{
		Key: "ticket", Command: "/petugas", Also: []string{"/officer"}, OnTheFly: true,
		Begin: func(t *talk, _ *Draft) {
			if t.Chat.Ticket.ID != "" {
				t.leave()
				t.again(t.word("ticket.open", t.hours()))
			}
		},
		Questions: func(*talk, *Draft) []*Question { return ticketQuestions },
		Finish:    func(t *talk, d *Draft) { t.openTicket(d.Answers["text"].Value) },
	}
}

var ticketQuestions = []*Question{{
	Key:  "text",
	Ask:  func(t *talk, _ *Draft) string { return t.word("ticket.text.ask", t.hours()) },
	Read: readLong("ticket.text.refuse"),
}}

// The lengths of what is written between people, in characters.
const (
	leastWords = 2
	mostWords  = 2000
)

// readLong takes a text of any kind that is neither empty nor endless.
func readLong(refuse string) func(*talk, *Draft, string) Reading {
	return func(t *talk, _ *Draft, typed string) Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < leastWords || n > mostWords {
			return Reading{Refuse: t.word(refuse, messages.Args{"Most": mostWords})}
		}
		return Reading{Value: text}
	}
}

// hours are the office's, as texts say them.
func (t *talk) hours() messages.Args {
	c := t.book.program.City
	clock := func(minutes int) string {
		return time.Date(0, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15.04")
	}
	return messages.Args{"From": clock(c.WorkFrom), "Until": clock(c.WorkUntil)}
}

func (t *talk) openTicket(text string) {
	id := t.in.ID
	k := ticket{Owner: t.Person.ID, Opened: t.now, Lines: []ticketLine{{t.Person.ID, text, t.now}}}
	t.putTicket(Record{RecordName: RecordName{"ticket", id}}, k)
	t.Chat.Ticket = OpenTicket{ID: id, Since: t.now}
	t.tellHelpers("ticket", ticketNotice{ID: id})
	args := t.hours()
	args["Code"] = ticketCode(id)
	t.again(t.word("ticket.opened", args))
}

// tellHelpers gives whoever is to answer a ticket a notice: the mentor of the
// owner; without one, or once it has waited for a working day, all officers.
func (t *talk) tellHelpers(what string, n ticketNotice) {
	helpers := t.ticketOfficers()
	if m := t.other(t.Person.Mentor); t.Person.Mentor != 0 && slices.Contains(m.Roles, enterprise.Mentor) {
		if what == ticketRaisedNotice {
			helpers = append(helpers, m.ID)
		} else {
			helpers = []enterprise.PersonID{m.ID}
		}
	}
	for _, id := range helpers {
		if id != t.Person.ID {
			t.tell(id, what, n)
		}
	}
}

// ticketRaisedNotice tells that nobody has answered for a working day.
const ticketRaisedNotice = "ticket.raised"

func (t *talk) ticketOfficers() []enterprise.PersonID {
	ids := t.members("role:" + string(enterprise.Officer))
	if len(ids) == 0 {
		ids = t.members("role:" + string(enterprise.Administrator))
	}
	return append(slices.Clone(ids), t.members("role:"+string(enterprise.Group))...)
}

// addToTicket passes on what the owner writes while a ticket is open; false
// for what is a word of the menu. The bot keeps quiet: a person is answering.
func (t *talk) addToTicket() bool {
	if t.Chat.Ticket.ID == "" || t.Chat.Open != "" {
		return false
	}
	if t.in.Kind != Text && t.in.File == nil || t.in.Kind == Text && (t.chosenExactly() || t.tappedTwice()) {
		return false
	}
	r, k, ok := t.ticketOf(t.Chat.Ticket.ID)
	if !ok || !k.Closed.IsZero() {
		return false
	}
	n := ticketNotice{ID: r.ID, Text: t.in.Text}
	if f := t.in.File; f != nil && f.Kind == "photo" {
		n.Photo = f.ID
	} else if f != nil {
		n.File = f.ID
	}
	k.Lines = append(k.Lines, ticketLine{t.Person.ID, t.in.Text, t.now})
	t.putTicket(r, k)
	if k.By == 0 {
		t.tellHelpers("ticket.more", n)
		t.say(messages.Message{Key: "ticket.added", Text: t.word("ticket.added", t.hours())})
		return true
	}
	t.tell(k.By, "ticket.more", n)
	return true
}

// ticketAnswer is what an officer wrote, for the owner.
func ticketAnswer(t *talk, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || n.ID != t.Chat.Ticket.ID {
		return
	}
	t.Chat.Ticket.Heard = t.now
	t.turn.Prompt = true
	t.say(messages.Message{Key: "ticket.answer", Text: t.word("ticket.answer", messages.Args{"Text": n.Text})})
	if t.Chat.Open != "" {
		t.again("")
	}
}

// ticketClosed asks the owner whether it helped.
func ticketClosed(t *talk, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || n.ID != t.Chat.Ticket.ID {
		return
	}
	t.askHelped(n.ID)
}

func (t *talk) askHelped(id string) {
	t.Chat.Ticket = OpenTicket{}
	t.enter(t.book.flow("helped"))
	if d := t.Chat.Drafts["helped"]; d != nil {
		d.Subject = id
	}
}

// helped asks whether the answer was any use; a no opens the ticket again.
func helped() *Flow {
	return &Flow{
		Key: "helped", OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question {
			return []*Question{{Key: "sure", Strict: true, Options: sureOptions("helped.yes", "helped.no")}}
		},
		Finish: func(t *talk, d *Draft) {
			r, k, ok := t.ticketOf(d.Subject)
			if !ok {
				t.reopen("helped.thanks")
				return
			}
			k.Helped = d.Answers["sure"].Value
			if k.Helped == "yes" {
				t.putTicket(r, k)
				t.reopen("helped.thanks")
				return
			}
			k.Closed = time.Time{}
			t.putTicket(r, k)
			t.Chat.Ticket = OpenTicket{ID: r.ID, Since: t.now}
			t.tellHelpers("ticket", ticketNotice{ID: r.ID})
			t.menu("helped.again")
		},
	}
}

// ticketDue is when an open ticket needs something: to be raised when nobody
// answered, to be closed when nobody says anything any more.
func (t *talk) ticketDue() time.Time {
	switch {
	case t.Chat.Ticket.ID == "":
		return time.Time{}
	case !t.Chat.Ticket.Heard.IsZero():
		last := t.Chat.Ticket.Heard
		if t.Chat.Touched.After(last) {
			last = t.Chat.Touched
		}
		return t.book.program.City.Awake(last.Add(ticketRests))
	case t.Chat.Ticket.Raised:
		return time.Time{}
	}
	return t.book.program.City.WorkingDayAfter(t.Chat.Ticket.Since)
}

// ticketTime does what an open ticket needs, if it is time.
func (t *talk) ticketTime() {
	due := t.ticketDue()
	if due.IsZero() || t.now.Before(due) {
		return
	}
	r, k, ok := t.ticketOf(t.Chat.Ticket.ID)
	if !ok || !k.Closed.IsZero() {
		t.Chat.Ticket = OpenTicket{}
		return
	}
	if t.Chat.Ticket.Heard.IsZero() {
		t.Chat.Ticket.Raised, k.Raised = true, true
		t.putTicket(r, k)
		t.tellHelpers(ticketRaisedNotice, ticketNotice{ID: r.ID})
		return
	}
	k.Closed = t.now
	t.putTicket(r, k)
	if to, ok := t.reach(); ok {
		t.turn.To = to
	}
	t.askHelped(r.ID)
}

// forgetTickets takes a person's tickets away with them.
func (t *talk) forgetTickets() {
	for _, r := range t.list(ticketsOf(t.Person.ID), 1000) {
		t.put(r, nil)
	}
}

// exportTickets are the person's questions, and what was answered.
func (t *talk) exportTickets() []Section {
	var all []ticket
	s := Section{Name: "tickets", Sheet: "mydata.sheet.contact"}
	for _, r := range t.list(ticketsOf(t.Person.ID), 1000) {
		var k ticket
		if json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		all = append(all, k)
		for _, l := range k.Lines {
			s.Rows = append(s.Rows, []string{t.moment(l.At), t.colleague(l.By), l.Text})
		}
	}
	s.Data, s.N = all, len(all)
	return []Section{s}
}
