package helpdesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	// editedAmong is how many of somebody's newest tickets an edited message is
	// looked for in.
	editedAmong = 10
	// besideWithin is how shortly after one another two answers are given at the
	// same time.
	besideWithin = 10 * time.Minute
)

// messageOf names the message that is being handled, so that its edit is found.
// Messages of a group and of a private chat have numbers of their own.
func messageOf(c *flows.Conversation) string {
	if c.IsGroup() && c.Input().Message != "" {
		return "g" + c.Input().Message
	}
	return c.Input().Message
}

// editedLine takes an edit of what somebody wrote into a ticket: it reads anew
// there, and whoever has read it is told. In a closed one it stays, which is said.
func editedLine(c *flows.Conversation) bool {
	message, text := messageOf(c), strings.TrimSpace(c.Input().Text)
	if message == "" || text == "" {
		return false
	}
	lists := []flows.ListName{{Name: ticketsOf(c.Person.ID), Most: editedAmong}}
	if c.Allowed(flows.ForTickets) {
		lists = append(lists, flows.ListName{Name: "tickets", Most: ticketsShown})
	}
	for _, list := range lists {
		for _, r := range c.List(list.Name, list.Most) {
			var k ticket
			if json.Unmarshal(r.Data, &k) != nil {
				continue
			}
			at := slices.IndexFunc(k.Lines, func(l ticketLine) bool { return l.Message == message && l.By == c.Actor() })
			if at >= 0 {
				changeLine(c, r, k, at, text)
				return true
			}
		}
	}
	return false
}

func changeLine(c *flows.Conversation, r flows.Record, k ticket, at int, text string) {
	code := messages.Args{"Code": flows.ShortCode(r.ID)}
	switch {
	case k.Lines[at].Text == text:
		return
	case !k.Closed.IsZero():
		c.Repeat(c.Text("ticket.edited.closed", code))
		return
	}
	k.Lines = slices.Clone(k.Lines)
	k.Lines[at].Text = text
	putTicket(c, r, k)
	n := ticketNotice{ID: r.ID, Text: text}
	switch {
	case k.Lines[at].By != k.Owner:
		c.Audit("ticket.answered", k.Owner, flows.ShortCode(r.ID), "")
		c.Tell(k.Owner, "ticket.edited", n)
	default:
		tellAnswerer(c, k, "ticket.edited", n)
	}
	c.Repeat(c.Text("ticket.edited.done", code))
}

// ticketEdited tells whoever read a line how it reads now.
func ticketEdited(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	args := messages.Args{"Code": flows.ShortCode(n.ID), "Text": n.Text}
	switch {
	case n.ID == c.Chat.Ticket.ID:
		c.Say(messages.Message{Key: "ticket.edited.answer", Text: c.Text("ticket.edited.answer", args)})
	case c.Allowed(flows.ForTickets):
		_, k, ok := ticketFor(c, n.ID)
		if !ok {
			return
		}
		c.Audit("data.ticket", k.Owner, flows.ShortCode(n.ID), "")
		c.Say(messages.Message{Key: "ticket.edited.question", Text: c.Text("ticket.edited.question", args)})
	default:
		return
	}
	c.RepeatOpen()
}

// answeredBeside is what a colleague answered in the last minutes.
func answeredBeside(c *flows.Conversation, k ticket) (ticketLine, bool) {
	for _, l := range slices.Backward(k.Lines) {
		if l.By == k.Owner {
			return ticketLine{}, false // the owner wrote again since
		}
		if l.By != c.Actor() && c.Now().Sub(l.At) <= besideWithin {
			return l, true
		}
	}
	return ticketLine{}, false
}

func besideText(c *flows.Conversation, id string, by enterprise.PersonID, text string) string {
	return c.Text("ticket.beside", messages.Args{"Code": flows.ShortCode(id), "Who": c.Colleague(by), "Text": reading.Clipped(text, 300)})
}

// ticketBeside tells an officer that a colleague answered at the same time.
func ticketBeside(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForTickets) {
		return
	}
	if _, _, ok := ticketOf(c, n.ID); ok {
		c.Say(messages.Message{Key: "ticket.beside", Text: besideText(c, n.ID, n.By, n.Text)})
		c.RepeatOpen()
	}
}
