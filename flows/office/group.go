package office

import (
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// linkGroup is /grup: a link that brings the bot into the officers' group
// chat, which then gets tickets and what waits for approval. It is an
// invitation like any other: for one group, for two days.
func linkGroup() *flows.Form {
	return &flows.Form{
		Key: "group", Command: "/grup", Also: []string{"/group"}, For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return nil },
		Finish: func(c *flows.Conversation, _ *flows.Draft) {
			if !c.Input().From.HasGroups() {
				c.Menu("group.elsewhere")
				return
			}
			until := sendInvitation(c, enterprise.Group)
			c.Say(messages.Message{
				Key: "group.link", Start: invitationPrefix + c.Input().Token,
				Text: c.Text("group.link", messages.Args{"Until": c.Moment(until), "Link": messages.HTML(messages.GroupLink)}),
			})
			c.Menu("menu.text")
		},
	}
}

// hearGroup is what happens to anything said in a group. The bot speaks there
// only when it was linked, and answers only what is said to it. It is false for
// anything else.
func hearGroup(c *flows.Conversation) bool {
	if groupChanged(c) {
		return true
	}
	if !c.Input().Group || slices.Contains([]flows.Kind{flows.Blocked, flows.Unblocked, flows.Wake, flows.Noticed}, c.Input().Kind) {
		return false
	}
	linked := c.IsGroup()
	name, rest := c.AsCommand()
	token, invited := invitationIn(rest)
	commands := slices.Contains(c.Book.CommandNamed[name].For, enterprise.Group)
	if linked {
		groupOpened(c)
	}
	switch {
	case c.Input().Member == "" && (linked && (commands || c.Input().Reply != "") || name == "/start" && invited):
		answerNameless(c)
	case name == "/start" && invited:
		groupInvited(c, token)
	case !linked:
		c.Turn.Forget = true
	case c.Input().Kind != flows.Tap && c.Input().Reply == "" && !commands: // chatter, or another bot's command
	case !memberActs(c):
		turnAway(c)
	case c.Input().Kind == flows.Tap && c.Button():
	case c.Input().Reply != "" && c.First(func(a flows.Area) func(*flows.Conversation) bool { return a.Hear }):
	case commands:
		c.Book.CommandNamed[name].Do(c)
	}
	return true
}

// memberActs tells whether the member of the group who did something is an
// officer: whoever else is in it speaks for nobody.
func memberActs(c *flows.Conversation) bool {
	return slices.ContainsFunc(c.PersonByID(c.Actor()).Roles, func(r enterprise.Role) bool { return r == enterprise.Officer || r == enterprise.Administrator })
}

const (
	outsiderRecord = "outsider"          // by the keyed hash of group and member
	outsiderKept   = 30 * 24 * time.Hour // then a member is told again
)

// turnAway tells a member once that only officers act here.
func turnAway(c *flows.Conversation) {
	r := c.Record(outsiderRecord, c.Book.Digest(c.Input().From.ID+" "+c.Input().Member))
	if r.Data != nil {
		return
	}
	r.Until = c.Now().Add(outsiderKept)
	c.Put(r, true)
	c.Say(messages.Message{Key: "group.outsider", Text: c.Text("group.outsider", messages.Args{"Name": c.Input().Author})})
}

// groupInvited links a group whose invitation still stands, if it is an officer
// who brings the bot into it.
func groupInvited(c *flows.Conversation, token string) {
	r, i, ok := invitationOf(c, token)
	linked := c.IsGroup()
	if ok && !memberActs(c) {
		c.Turn.Forget = !linked
		c.Say(messages.Message{Key: "group.outsider", Text: c.Text("group.outsider", messages.Args{"Name": c.Input().Author})})
		return
	}
	if !ok && linked { // the same link again
		c.Say(messages.Message{Key: "group.linked", Text: c.Text("group.linked", nil)})
		return
	}
	if !ok || i.Role != enterprise.Group {
		c.Turn.Forget = !linked
		c.Say(messages.Message{Key: "invite.void", Text: c.Text("invite.void", nil)})
		return
	}
	c.Put(r, nil)
	c.Audit("role.accepted", c.Person.ID, string(i.Role), "")
	c.Tell(i.By, "invited", roleNotice{Role: i.Role, Given: true})
	tellAdministrators(c, roleHeard{"accepted", i.Role, i.By, c.Person.ID})
	c.Person.Language, c.Person.Since = c.Lang(), c.Now()
	c.Person.Roles = []enterprise.Role{enterprise.Group}
	c.Person.Contacts = []enterprise.Contact{{Address: c.Input().From}}
	for _, other := range c.Members("role:" + string(enterprise.Group)) {
		if p := c.PersonByID(other); other != c.Person.ID && len(p.Contacts) > 0 && p.Contacts[0].Unreachable != "" {
			c.Tell(other, "role", roleNotice{Role: enterprise.Group})
		}
	}
	c.Say(messages.Message{Key: "group.linked", Text: c.Text("group.linked", nil)})
}
