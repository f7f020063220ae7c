package office

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	// invitationPrefix begins the payload of an invitation's deep link.
	invitationPrefix = "i_"
	invitationRecord = "invitation"
	invitationsList  = "invitations"
	// invitationsMost is how many of them are looked at; each ends after two days.
	invitationsMost = 500
	// invitationHolds is how long an invitation can be used.
	invitationHolds = 48 * time.Hour
)

// invitation lets whoever opens its link first have a role, as long as who made
// it may give one.
type invitation struct {
	ID    string              `json:"id,omitempty"` // by which it is revoked: no secret
	Role  enterprise.Role     `json:"role"`
	By    enterprise.PersonID `json:"by"`
	Until time.Time           `json:"until"`
}

// invite is /undang: a link that gives one person a role, once.
func invite() *flows.Form {
	return &flows.Form{
		Key: "invite", Command: "/undang", Also: []string{"/invite"}, For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return inviteQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			role := enterprise.Role(d.Answers["role"].Value)
			until := sendInvitation(c, role)
			c.Say(messages.Message{
				Key: "invite.link", Start: invitationPrefix + c.Input().Token,
				Text: c.Text("invite.link", messages.Args{"Role": c.RoleName(role), "Until": c.Moment(until), "Link": messages.HTML(messages.StartLink)}),
			})
			c.Menu("invite.forward")
		},
	}
}

// sendInvitation makes an invitation, and gives its end.
func sendInvitation(c *flows.Conversation, role enterprise.Role) time.Time {
	until := c.Now().Add(invitationHolds)
	c.Put(flows.Record{RecordName: flows.RecordName{Kind: invitationRecord, ID: c.Input().Token}, Until: until, Lists: map[string]int64{invitationsList: c.Now().UnixMilli()}},
		invitation{c.NewID(), role, c.Person.ID, until})
	c.Audit("role.invited", 0, string(role), "")
	return until
}

var inviteQuestions = []*flows.Question{{Key: "role", Options: roleOptions, Strict: true}}

// invitationOf is an invitation that still stands: whoever made it may still
// give roles.
func invitationOf(c *flows.Conversation, token string) (flows.Record, invitation, bool) {
	r := c.Record(invitationRecord, token)
	i, ok := readInvitation(c, r)
	return r, i, ok
}

func readInvitation(c *flows.Conversation, r flows.Record) (i invitation, ok bool) {
	if r.Data == nil || json.Unmarshal(r.Data, &i) != nil || !c.Now().Before(i.Until) {
		return i, false
	}
	return i, slices.Contains(c.PersonByID(i.By).Roles, enterprise.Administrator)
}

// invited is somebody who opened an invitation's link. The record goes with
// the commit that gives the role, so that it can be used once.
func invited(c *flows.Conversation, token string) {
	if c.CodesSpent() {
		return
	}
	r, i, ok := invitationOf(c, token)
	if !ok || i.Role == enterprise.Group {
		c.WrongCode()
		if c.New {
			c.Turn.Forget = true
		}
		c.Leave()
		c.Say(messages.Message{Key: "invite.void", Text: c.Text("invite.void", nil), Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}}})
		return
	}
	c.Put(r, nil)
	c.Audit("role.accepted", c.Person.ID, string(i.Role), "")
	c.Tell(i.By, "invited", roleNotice{Role: i.Role, Given: true, Whom: c.Person.ID})
	tellAdministrators(c, roleHeard{"accepted", i.Role, i.By, c.Person.ID})
	if c.Person.Since.IsZero() {
		c.Person.Since = c.Now()
	}
	c.SetRole(i.Role, true)
	c.Note = c.Text("role.given", messages.Args{"Role": c.RoleName(i.Role)})
	c.Open(flows.StaffKey)
}

// invitationUsed tells the administrator who made it.
func invitationUsed(c *flows.Conversation, data json.RawMessage) {
	var n roleNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	whom := ""
	if n.Whom != 0 {
		whom = c.Colleague(n.Whom)
	}
	c.Repeat(c.Text("invite.used", messages.Args{"Role": c.RoleName(n.Role), "Whom": whom}))
}

// staff is what a colleague is asked: the language and the name by which the
// trail and other colleagues know them.
func staff() *flows.Form {
	return &flows.Form{
		Key: flows.StaffKey, For: flows.ForStaff, Free: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return staffQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			delete(c.Chat.Drafts, flows.StaffKey)
			next := c.Book.Form(c.Chat.Next)
			c.Chat.Next = ""
			if next != nil {
				c.OpenForm(next)
				return
			}
			c.Menu("staff.welcome")
		},
	}
}

var staffQuestions = []*flows.Question{
	{
		Key:     "language",
		Options: flows.Languages,
		Holds:   func(c *flows.Conversation) bool { return c.Person.Language != "" },
		Accept:  func(c *flows.Conversation, _ *flows.Draft, value string) { c.Speak(value) },
	},
	{
		Key:    "name",
		Holds:  func(c *flows.Conversation) bool { return c.Person.Name != "" },
		Read:   reading.Name("staff.name.refuse", read.Name),
		Accept: func(c *flows.Conversation, _ *flows.Draft, value string) { c.Person.Name = value },
	},
}

// invitationOpened takes the payload of an invitation's link.
func invitationOpened(c *flows.Conversation, payload string) bool {
	token, ok := invitationIn(payload)
	if ok {
		invited(c, token)
	}
	return ok
}

// invitationIn finds the token of an invitation in a deep link's payload.
func invitationIn(payload string) (string, bool) { return strings.CutPrefix(payload, invitationPrefix) }
