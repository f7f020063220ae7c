package office

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// groupNotice is what officers are told of their group.
type groupNotice struct {
	Why string `json:"why,omitempty"` // it takes nothing any more: one of ShutReasons; empty: it does again
}

// ShutReasons are why a group takes nothing, as channels say it; of any other
// reason nothing is said but that it is so.
var ShutReasons = []string{"topic", "rights", "removed"}

// groupChanged takes what a channel says of a group's chat rather than of what
// somebody wrote there. It is false for anything else.
func groupChanged(c *flows.Conversation) bool {
	linked := c.IsGroup()
	if !linked && !c.Input().Group {
		return false
	}
	switch c.Input().Kind {
	case flows.Moved:
		moveGroup(c)
	case flows.Blocked:
		shutGroup(c)
	case flows.Unblocked:
		if linked {
			groupOpened(c)
		}
	default:
		return false
	}
	c.Turn.Forget = !linked
	return true
}

// moveGroup follows a group that became a supergroup: the same people and the
// same rights under another number. A second word of it changes nothing.
func moveGroup(c *flows.Conversation) {
	from, to := c.Input().From, enterprise.Address{Channel: c.Input().From.Channel, ID: c.Input().Text}
	i := slices.IndexFunc(c.Person.Contacts, func(k enterprise.Contact) bool { return k.Address == from })
	if i < 0 || to.ID == "" {
		return
	}
	c.Person.Contacts = slices.Clone(c.Person.Contacts)
	c.Person.Contacts[i] = enterprise.Contact{Address: to}
	c.Turn.To, c.Turn.Prompt = to, false
	c.Say(messages.Message{Key: "group.moved", Text: c.Text("group.moved", nil)})
}

// shutGroup notes that a group takes nothing, and has the officers hear of it
// once.
func shutGroup(c *flows.Conversation) {
	if _, open := c.Reach(); !open {
		return
	}
	why := c.Input().Text
	if !slices.Contains(ShutReasons, why) {
		why = "other"
	}
	setGroup(c, why)
	tellOfficers(c, groupNotice{why})
}

// groupOpened notes that a group takes words again.
func groupOpened(c *flows.Conversation) {
	if _, open := c.Reach(); open {
		return
	}
	setGroup(c, "")
	tellOfficers(c, groupNotice{})
}

func setGroup(c *flows.Conversation, why string) {
	c.Person.Contacts = slices.Clone(c.Person.Contacts)
	for i := range c.Person.Contacts {
		c.Person.Contacts[i].Unreachable, c.Person.Contacts[i].Since = why, c.Now()
	}
}

func tellOfficers(c *flows.Conversation, n groupNotice) {
	for _, id := range people.ColleaguesBeside(c, c.Person.ID) {
		c.Tell(id, "group", n)
	}
}

// hearOfGroup tells an officer that the group takes nothing, with what opens it
// again, or that it does.
func hearOfGroup(c *flows.Conversation, data json.RawMessage) {
	var n groupNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForOfficers) {
		return
	}
	key := "group.open"
	if n.Why != "" {
		key = "group.shut." + n.Why
	}
	c.Say(messages.Message{Key: key, Text: c.Text(key, nil)})
	c.RepeatOpen()
}

// groupDue is when a group that takes nothing is tried again: rights are given
// back without anybody saying so.
func groupDue(c *flows.Conversation) time.Time {
	if !c.IsGroup() || len(c.Person.Contacts) == 0 || c.Person.Contacts[0].Unreachable == "" || c.Person.Contacts[0].Unreachable == "removed" {
		return time.Time{}
	}
	return c.Program().City.AtWork(c.Person.Contacts[0].Since.Add(6 * time.Hour))
}

// tryGroup lets what comes next go to the group again.
func tryGroup(c *flows.Conversation) {
	if due := groupDue(c); !due.IsZero() && !c.Now().Before(due) {
		setGroup(c, "")
	}
}

// answerNameless tells an administrator of the group who hides their name that
// nobody can tell who they are.
func answerNameless(c *flows.Conversation) {
	c.Turn.Forget = !c.IsGroup()
	c.Say(messages.Message{Key: "group.nameless", Text: c.Text("group.nameless", nil)})
}
