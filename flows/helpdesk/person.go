package helpdesk

import (
	"strings"

	"naikkelas/flows"
)

// personButton leads from anywhere to a human being. The form that is open
// stays open.
func personButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 1 || c.IsGroup() {
		return false
	}
	switch rest[0] {
	case "ask":
		askInBetween(c)
	case "send":
		sendMissed(c)
	default:
		return false
	}
	return true
}

// askInBetween asks for the question to a person, and goes on afterwards with
// the form that was open: also with a question of the moment, such as the quick
// check, whose answers are kept meanwhile.
func askInBetween(c *flows.Conversation) {
	switch {
	case c.Chat.Open == "ticket":
		c.Repeat("")
	case c.Settling() || c.Chat.Open == "":
		c.Open("ticket")
	default:
		back, waits := c.Chat.Open, c.Chat.Drafts[c.Chat.Open]
		c.Detour("ticket", "")
		if waits != nil {
			c.Draft("ticket").Back, c.Chat.Drafts[back] = back, waits
		}
	}
}

// sendMissed asks a person what was said so far and not understood.
func sendMissed(c *flows.Conversation) {
	var texts []string
	for _, m := range c.Chat.Missed {
		texts = append(texts, flows.NonEmpty(m.Text)...)
	}
	if len(texts) == 0 || c.Settling() {
		askInBetween(c)
		return
	}
	c.Chat.Missed = nil
	askThem(c, texts...)
}

// askThem adds to the question to a person that is open, or opens one.
func askThem(c *flows.Conversation, texts ...string) {
	r, k, ok := ticketOf(c, c.Chat.Ticket.ID)
	if c.Chat.Ticket.ID == "" || !ok || !k.Closed.IsZero() {
		OpenTicket(c, texts...)
		return
	}
	k.Lines = append(k.Lines, ownLines(c, texts)...)
	putTicket(c, r, k)
	more := ticketNotice{ID: r.ID, Text: strings.Join(texts, "\n")}
	tellAnswerer(c, k, "ticket.more", more)
	c.Repeat(c.Text("ticket.added", c.Hours()))
}
