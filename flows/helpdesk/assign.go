package helpdesk

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

const (
	assignKey = "assign"
	nobody    = "0" // the answer that leaves a ticket to whoever comes first
)

// take notes that the officer answers a ticket, so that no colleague begins,
// too. Others may answer all the same: nobody waits for somebody who is away.
func take(c *flows.Conversation, r flows.Record, k ticket) bool {
	if c.IsGroup() {
		return false
	}
	c.Repeat(hold(c, r, k, c.Person.ID))
	return true
}

// hold writes down who answers a ticket, and gives the line that says so.
func hold(c *flows.Conversation, r flows.Record, k ticket, who enterprise.PersonID) string {
	code := flows.ShortCode(r.ID)
	if k.Holder == who {
		return c.Text("ticket.held.same", messages.Args{"Code": code})
	}
	k.Holder = who
	putTicket(c, r, k)
	if who == 0 {
		c.Audit("ticket.assigned", k.Owner, code, "")
		return c.Text("ticket.held.nobody", messages.Args{"Code": code})
	}
	c.Audit("ticket.assigned", k.Owner, code+": "+c.Colleague(who), "")
	if who != c.Person.ID {
		c.Tell(who, "ticket.assigned", ticketNotice{ID: r.ID, By: c.Person.ID})
	}
	return c.Text("ticket.held", messages.Args{"Code": code, "Who": c.Colleague(who)})
}

// assign asks who is to answer a ticket.
func assign() *flows.Form {
	return &flows.Form{
		Key: assignKey, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return assignQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, k, ok := ticketFor(c, d.Subject)
			n, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
			if !ok || n != 0 && !slices.Contains(answerers(c, k), enterprise.PersonID(n)) {
				c.Return(d, c.Text("ticket.gone", messages.Args{"Code": flows.ShortCode(d.Subject)}))
				return
			}
			c.Return(d, hold(c, r, k, enterprise.PersonID(n)))
		},
	}
}

var assignQuestions = []*flows.Question{{
	Key: "who", Strict: true,
	Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
		_, k, _ := ticketOf(c, d.Subject)
		return holders(c, k)
	},
}}

// holders are those who may answer a ticket, and nobody, as they stand on buttons.
func holders(c *flows.Conversation, k ticket) []flows.Option {
	var out []flows.Option
	for _, id := range answerers(c, k) {
		out = append(out, flows.Option{Value: strconv.FormatInt(int64(id), 10), Label: c.Colleague(id)})
	}
	return append(out, flows.Option{Value: nobody, Label: c.Label("ticket.held.free")})
}

// answerers are the officers, and the mentor who accompanies the owner.
func answerers(c *flows.Conversation, k ticket) []enterprise.PersonID {
	ids := people.ColleaguesBeside(c, k.Owner)
	if mentor := c.PersonByID(k.Owner).Mentor; mentor != 0 {
		ids = append(ids, mentor)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// ticketAssigned shows an officer a ticket that a colleague gave them.
func ticketAssigned(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForTickets) {
		return
	}
	_, k, ok := ticketFor(c, n.ID)
	if !ok || k.Holder != c.Person.ID {
		return
	}
	c.Say(messages.Message{Key: "ticket.yours", Text: c.Text("ticket.yours", messages.Args{"Code": flows.ShortCode(n.ID), "Who": c.Colleague(n.By)})})
	showTicket(c, n.ID, "ticket.new")
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// Earlier is another question of the same owner.
type Earlier struct {
	ID, Code, About, By string
	Opened, Closed      time.Time // Closed is zero while it is open
	Helped              string    // "yes", "no"
}

// pastShown is how many earlier questions stand beside one.
const pastShown = 10

// history are the other questions of a ticket's owner, the newest first.
func history(c *flows.Conversation, id string, owner enterprise.PersonID) []Earlier {
	var out []Earlier
	for _, r := range c.List(ticketsOf(owner), pastShown) {
		var k ticket
		if r.ID == id || json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		e := Earlier{ID: r.ID, Code: flows.ShortCode(r.ID), About: aboutTicket(k), Opened: k.Opened, Closed: k.Closed, Helped: k.Helped}
		if k.By != 0 {
			e.By = c.Colleague(k.By)
		}
		out = append(out, e)
	}
	return out
}
