package office

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// listInvitations is /tautan: the links that would give a role, each with a
// button that ends it.
func listInvitations(c *flows.Conversation) {
	var lines []string
	var row []messages.Button
	for _, r := range c.List(invitationsList, invitationsMost) {
		i, ok := readInvitation(c, r)
		if !ok || i.ID == "" {
			continue
		}
		n := len(lines) + 1
		lines = append(lines, c.Text("links.line", messages.Args{"N": n, "Role": c.RoleName(i.Role), "By": c.Colleague(i.By), "Until": c.Moment(i.Until)}))
		row = append(row, messages.Button{Label: c.Words().Label(c.Lang(), "links.revoke", messages.Args{"N": n}), Data: "i:" + i.ID + ":revoke"})
	}
	if len(lines) == 0 {
		c.Repeat(c.Text("links.none", nil))
		return
	}
	shown := min(len(lines), linksShown)
	text := c.Text("links.list", messages.Args{"Count": strconv.Itoa(len(lines))}) + "\n" + strings.Join(lines[:shown], "\n")
	c.Say(messages.Message{Key: "links.list", Text: text, Buttons: slices.Collect(slices.Chunk(row[:shown], 3))})
	c.RepeatOpen()
}

// linksShown is how many fit one message with their buttons, the newest.
const linksShown = 12

// linkButton ends a link: i:<invitation>:revoke.
func linkButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 || rest[1] != "revoke" {
		return false
	}
	for _, r := range c.List(invitationsList, invitationsMost) {
		if i, ok := readInvitation(c, r); ok && i.ID == rest[0] {
			c.Put(r, nil)
			c.Audit("role.revoked", 0, string(i.Role), "")
			c.Repeat(c.Text("links.revoked", messages.Args{"Role": c.RoleName(i.Role)}))
			return true
		}
	}
	if len(c.Turn.Lookup.Lists) == 0 {
		c.Repeat(c.Text("invite.void", nil))
	}
	return true
}

// revokeOwn ends the links that the person made.
func revokeOwn(c *flows.Conversation) {
	for _, r := range c.List(invitationsList, invitationsMost) {
		if i, _ := readInvitation(c, r); i.By == c.Person.ID {
			c.Put(r, nil)
		}
	}
}
