package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// roster is /peran: who has which role, and changing it.
func roster() *flows.Form {
	return &flows.Form{
		Key: "roster", Command: "/peran", Also: []string{"/roles"}, For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return rosterQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			whom, role := rosterWhom(d), enterprise.Role(d.Answers["role"].Value)
			p := c.PersonByID(whom)
			given := !slices.Contains(p.Roles, role)
			if d.Answers["sure"].Value != "yes" {
				c.Menu("roster.kept")
				return
			}
			if !given && role == enterprise.Administrator && p.Appointed {
				c.Menu("roster.appointed")
				return
			}
			what := map[bool]string{true: "role.given", false: "role.withdrawn"}[given]
			c.Audit(what, whom, string(role), "")
			c.Tell(whom, "role", roleNotice{Role: role, Given: given})
			tellAdministrators(c, roleHeard{strings.TrimPrefix(what, "role."), role, c.Person.ID, whom})
			c.Menu("roster.done")
		},
	}
}

var rosterQuestions = []*flows.Question{
	{Key: "who", Options: colleagues, Strict: true},
	{Key: "role", Options: roleOptions, Strict: true, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		p := c.PersonByID(rosterWhom(d))
		return c.Text("roster.role.ask", messages.Args{"Name": p.Name, "Roles": RoleNames(c, p)})
	}},
	{Key: "sure", Strict: true, Options: flows.SureOptions("roster.yes", "roster.no"), Ask: func(c *flows.Conversation, d *flows.Draft) string {
		p, role := c.PersonByID(rosterWhom(d)), enterprise.Role(d.Answers["role"].Value)
		key := "roster.sure.give"
		if slices.Contains(p.Roles, role) {
			key = "roster.sure.take"
		}
		return c.Text(key, messages.Args{"Name": p.Name, "Role": c.RoleName(role)})
	}},
}

// colleagues are all who have a role, each on a button.
func colleagues(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var ids []enterprise.PersonID
	for _, r := range flows.StaffRoles {
		ids = append(ids, c.Members("role:"+string(r))...)
	}
	slices.Sort(ids)
	var out []flows.Option
	for _, id := range slices.Compact(ids) {
		p := c.PersonByID(id)
		out = append(out, flows.Option{Value: strconv.FormatInt(int64(id), 10), Label: fmt.Sprintf("%s (%s)", p.Name, RoleNames(c, p))})
	}
	return out
}

func rosterWhom(d *flows.Draft) enterprise.PersonID {
	id, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
	return enterprise.PersonID(id)
}

// RoleNames are the roles that a person has.
func RoleNames(c *flows.Conversation, p enterprise.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, c.RoleName(r))
	}
	return strings.Join(names, ", ")
}
