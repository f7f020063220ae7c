package flowstest

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// RolesInTurn are those of people: a group is no person.
var RolesInTurn = []enterprise.Role{enterprise.Owner, enterprise.Officer, enterprise.Mentor, enterprise.Planner, enterprise.Administrator}

// Someone has a role, or is an owner.
func (w *World) Someone(role enterprise.Role) enterprise.PersonID {
	if role == enterprise.Owner {
		return w.Owner("Siti", nil)
	}
	return w.StaffMember("Ratna", role)
}

// Refuses checks whether a role is refused something.
func (w *World) Refuses(role enterprise.Role, what string, said []messages.Message, refused bool) {
	w.T.Helper()
	line := w.Book.Words.Say("id", "role.refused", nil)
	was := slices.ContainsFunc(said, func(m messages.Message) bool { return strings.HasPrefix(m.Text, line) })
	if was != refused {
		w.T.Errorf("%s as %s: refused is %t, want %t: %v", what, role, was, refused, said)
	}
}
