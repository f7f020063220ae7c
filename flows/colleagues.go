package flows

import (
	"slices"

	"naikkelas/enterprise"
)

const NobodyID = enterprise.PersonID(0) // somebody who was erased

// Colleague is the name of somebody of the staff, or the number of anybody else.
func (c *Conversation) Colleague(id enterprise.PersonID) string {
	p := c.Person
	if id != c.Person.ID {
		p = c.PersonByID(id)
	}
	switch {
	case slices.Contains(p.Roles, enterprise.Group):
		return c.RoleName(enterprise.Group)
	case id == c.Person.ID:
		return p.Name
	}
	if slices.ContainsFunc(p.Roles, func(r enterprise.Role) bool { return slices.Contains(StaffRoles, r) }) && p.Name != "" {
		return p.Name
	}
	return id.String()
}
