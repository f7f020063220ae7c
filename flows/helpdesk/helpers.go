package helpdesk

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// tellHelpers gives whoever is to answer a ticket a notice: the mentor of the
// owner; without one, or once it has waited for a working day, all officers.
func tellHelpers(c *flows.Conversation, what string, n ticketNotice) {
	helpers := ticketOfficers(c)
	if m := c.PersonByID(c.Person.Mentor); c.Person.Mentor != 0 && slices.Contains(m.Roles, enterprise.Mentor) {
		if what == ticketRaisedNotice {
			helpers = append(helpers, m.ID)
		} else {
			helpers = []enterprise.PersonID{m.ID}
		}
	}
	for _, id := range helpers {
		if id != c.Person.ID {
			c.Tell(id, what, n)
		}
	}
}

// ticketRaisedNotice tells that nobody has answered for a working day.
const ticketRaisedNotice = "ticket.raised"

func ticketOfficers(c *flows.Conversation) []enterprise.PersonID {
	ids := c.Members("role:" + string(enterprise.Officer))
	if len(ids) == 0 {
		ids = c.Members("role:" + string(enterprise.Administrator))
	}
	return append(slices.Clone(ids), c.Members("role:"+string(enterprise.Group))...)
}

// tellAnswerer gives whoever answered a ticket a notice. Where nobody did yet, or
// they may no longer, everybody who could answer gets it.
func tellAnswerer(c *flows.Conversation, k ticket, what string, n ticketNotice) {
	may := func(r enterprise.Role) bool {
		return slices.Contains(flows.ForTickets, r) || r == enterprise.Administrator
	}
	if k.By != 0 && slices.ContainsFunc(c.PersonByID(k.By).Roles, may) {
		c.Tell(k.By, what, n)
		return
	}
	tellHelpers(c, what, n)
}
