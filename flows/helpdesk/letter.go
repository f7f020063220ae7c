package helpdesk

import (
	"encoding/json"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const letterKey = "letter"

// letter is what an officer writes to one owner, from the owner's card. It is a
// ticket that the officer begins, so the owner can answer, and it is in the trail.
func letter() *flows.Form {
	return &flows.Form{
		Key: letterKey, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return letterQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			p := addressee(c, d)
			if !mayWriteTo(c, p) {
				c.Repeat(c.Text("letter.gone", nil))
				return
			}
			sendLetter(c, p, d.Answers["text"].Value)
		},
	}
}

var letterQuestions = []*flows.Question{{
	Key: "text", Read: reading.Text("answer.text.refuse"),
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		return c.Text("letter.text.ask", messages.Args{"Name": addressee(c, d).Name})
	},
}}

// addressee is whom a letter is for.
func addressee(c *flows.Conversation, d *flows.Draft) enterprise.Person {
	n, _ := strconv.ParseInt(d.Subject, 10, 64)
	return c.PersonByID(enterprise.PersonID(n))
}

// mayWriteTo tells whether an owner is theirs to see, agreed to being known and
// can be reached.
func mayWriteTo(c *flows.Conversation, p enterprise.Person) bool {
	reached := slices.ContainsFunc(p.Contacts, func(k enterprise.Contact) bool { return k.Unreachable == "" })
	return p.ID != c.Person.ID && p.Consented(enterprise.DataConsent) && reached && c.CanSee(p)
}

// letterButton is [Tulis ke warga] under a card.
func letterButton(c *flows.Conversation, p enterprise.Person) (beside []messages.Button, below [][]messages.Button) {
	if mayWriteTo(c, p) {
		below = [][]messages.Button{{{Label: c.Label("card.write"), Data: "p:" + strconv.FormatInt(int64(p.ID), 10) + ":write"}}}
	}
	return nil, below
}

func writeTo(c *flows.Conversation, id enterprise.PersonID) bool {
	if !mayWriteTo(c, c.PersonByID(id)) {
		return false
	}
	c.Detour(letterKey, strconv.FormatInt(int64(id), 10))
	return true
}

// sendLetter adds to the ticket of the owner that is open, or begins one.
func sendLetter(c *flows.Conversation, p enterprise.Person, text string) {
	for _, r := range c.List(ticketsOf(p.ID), 10) {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil && k.Closed.IsZero() {
			answerTicket(c, r.ID, text)
			return
		}
	}
	id := c.NewID()
	putTicket(c, flows.Record{RecordName: flows.RecordName{Kind: "ticket", ID: id}}, ticket{
		Owner: p.ID, Opened: c.Now(), By: c.Person.ID, First: c.Now(), Ours: true,
		Lines: []ticketLine{{By: c.Actor(), Text: text, At: c.Now(), Message: messageOf(c)}},
	})
	c.Audit("ticket.written", p.ID, flows.ShortCode(id), "")
	c.Tell(p.ID, "ticket.letter", ticketNotice{ID: id})
	args := messages.Args{"Name": p.Name, "Code": flows.ShortCode(id), "Later": ""}
	if at := c.Program().City.Awake(c.Now()); !at.Equal(c.Now()) {
		args["Later"] = c.DayMoment(at)
	}
	c.Repeat(c.Text("letter.sent", args))
}

// ticketLetter shows the owner what an officer wrote, once it is no quiet time.
func ticketLetter(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !c.Consented() {
		return
	}
	_, k, ok := ticketOf(c, n.ID)
	if !ok || !k.Closed.IsZero() {
		return
	}
	if c.Chat.Ticket.ID == "" {
		c.Chat.Ticket = flows.OpenTicket{ID: n.ID, Since: c.Now(), Heard: c.Now(), Letter: !c.Program().City.Awake(c.Now()).Equal(c.Now())}
	}
	if !c.Chat.Ticket.Letter {
		sayLetter(c, k)
	}
}

// sayLetter says what officers wrote.
func sayLetter(c *flows.Conversation, k ticket) {
	if to, ok := c.Reach(); ok {
		c.Turn.To = to
	}
	for _, l := range k.Lines {
		if l.By != k.Owner {
			c.Say(messages.Message{Key: "letter.text", Text: c.Text("letter.text", messages.Args{"Text": l.Text, "Office": c.Program().City.Office.In(c.Lang())})})
		}
	}
	c.RepeatOpen()
}
