package office

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// roleNotice is what a person is told of their own roles.
type roleNotice struct {
	Role  enterprise.Role     `json:"role"`
	Given bool                `json:"given"`
	Whom  enterprise.PersonID `json:"whom,omitempty"` // who took it, told to who offered it
}

// roleHeard is what administrators are told of others' roles.
type roleHeard struct {
	How  string              `json:"how"` // one of RoleWays
	Role enterprise.Role     `json:"role"`
	Who  enterprise.PersonID `json:"who,omitempty"` // who gave or took it; 0: the configuration
	Whom enterprise.PersonID `json:"whom"`
}

// RoleWays are how somebody gets a role, or loses it.
var RoleWays = []string{"accepted", "given", "withdrawn", "appointed", "dismissed"}

// tellAdministrators has all administrators hear of a role that was given or
// taken, but for who did it and who is told otherwise.
func tellAdministrators(c *flows.Conversation, n roleHeard) {
	for _, id := range c.Members("role:" + string(enterprise.Administrator)) {
		if id != n.Who && id != n.Whom {
			c.Tell(id, "role.heard", n)
		}
	}
}

func hearRole(c *flows.Conversation, data json.RawMessage) {
	var n roleHeard
	if json.Unmarshal(data, &n) != nil || !slices.Contains(RoleWays, n.How) || !c.Allowed(flows.ForAdministrators) {
		return
	}
	c.Say(messages.Message{Key: "role.heard", Text: c.Text("role.heard."+n.How, messages.Args{"Who": c.Colleague(n.Who), "Whom": c.Colleague(n.Whom), "Role": c.RoleName(n.Role)})})
	c.RepeatOpen()
}

// roleChanged applies what an administrator decided.
func roleChanged(c *flows.Conversation, data json.RawMessage) {
	var n roleNotice
	if json.Unmarshal(data, &n) != nil || slices.Contains(c.Person.Roles, n.Role) == n.Given {
		return
	}
	c.SetRole(n.Role, n.Given)
	key := "role.given"
	if !n.Given {
		key = "role.taken"
		revokeOwn(c)
	}
	c.Repeat(c.Text(key, messages.Args{"Role": c.RoleName(n.Role)}))
}

// named reports whether the configuration names the person an administrator.
func named(c *flows.Conversation) bool {
	return slices.ContainsFunc(c.Book.Administrators, func(a enterprise.Address) bool {
		return a == c.Input().From || slices.ContainsFunc(c.Person.Contacts, func(o enterprise.Contact) bool { return o.Address == a })
	})
}

// appoint gives the role of administrators to whom the configuration names, and
// takes it from whom it no longer does.
func appoint(c *flows.Conversation) {
	has := slices.Contains(c.Person.Roles, enterprise.Administrator)
	switch {
	case named(c) && !has:
		appointed(c, "appointed", true)
	case named(c):
		c.Person.Appointed = true
	case c.Person.Appointed && has:
		appointed(c, "dismissed", false)
	default:
		c.Person.Appointed = false
	}
}

func appointed(c *flows.Conversation, how string, given bool) {
	c.SetRole(enterprise.Administrator, given)
	c.Person.Appointed = given
	c.Audit("role."+how, c.Person.ID, string(enterprise.Administrator), "")
	tellAdministrators(c, roleHeard{How: how, Role: enterprise.Administrator, Whom: c.Person.ID})
	if !given {
		revokeOwn(c)
	}
}

// appointmentChecked is the same as the process starts: who was taken out of the
// configuration is no administrator any more, also if they never write again. Who
// was one before it was written down why, and was neither invited nor given the
// role by a colleague, was one by the configuration.
func appointmentChecked(c *flows.Conversation, _ json.RawMessage) {
	has := slices.Contains(c.Person.Roles, enterprise.Administrator)
	if has && !c.Person.Appointed && !named(c) {
		c.Person.Appointed = !slices.ContainsFunc(c.AuditLog(flows.AuditQuery{Whom: c.Person.ID, Begins: "role.", Most: 100}), func(a flows.Audit) bool {
			return (a.What == "role.accepted" || a.What == "role.given") && a.On == string(enterprise.Administrator)
		})
	}
	appoint(c)
	if has && !slices.Contains(c.Person.Roles, enterprise.Administrator) {
		c.Repeat(c.Text("role.taken", messages.Args{"Role": c.RoleName(enterprise.Administrator)}))
	}
}

// hearAlert tells an administrator of what may be an attack.
func hearAlert(c *flows.Conversation, data json.RawMessage) {
	var what string
	if json.Unmarshal(data, &what) != nil || !slices.Contains(flows.Alerts, what) || !c.Allowed(flows.ForAdministrators) {
		return
	}
	c.Say(messages.Message{Key: "alert", Text: c.Text("alert."+what, nil)})
	c.RepeatOpen()
}

// roleOptions offers the roles that can be given.
func roleOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, r := range flows.StaffRoles {
		out = append(out, flows.Option{Value: string(r), Label: c.RoleName(r), Names: c.Synonyms("role.names." + string(r))})
	}
	return out
}
