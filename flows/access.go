package flows

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// SettledStaff tells whether a colleague may begin.
func (c *Conversation) SettledStaff() bool { return c.Person.Language != "" && c.Person.Name != "" }

// Languages are offered each by its own name.
func Languages(c *Conversation, _ *Draft) []Option {
	var out []Option
	for _, lang := range c.Book.Langs {
		out = append(out, Option{Value: lang, Label: c.Book.Words.Label(lang, "language.name", nil), Names: append(strings.Split(c.Book.Words.Label(lang, "language.names", nil), "|"), lang)})
	}
	return out
}

// Speak changes the person's language, and the commands the app shows.
func (c *Conversation) Speak(lang string) {
	c.Person.Language, c.lang = lang, lang
	c.listCommands()
}

// ForRecap are those who see the figures. Planners see no person and no cell
// of fewer than fewPeople.
var ForRecap = []enterprise.Role{enterprise.Officer, enterprise.Planner}

// Who something is for. Administrators may do everything; an empty list is for
// everybody.
var (
	ForAdministrators = []enterprise.Role{enterprise.Administrator}
	ForOfficers       = []enterprise.Role{enterprise.Officer}
	ForTickets        = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Group}
	ForPeople         = []enterprise.Role{enterprise.Officer, enterprise.Mentor}
	ForEverybody      = []enterprise.Role{enterprise.Officer, enterprise.Group} // tickets and data of all owners
	ForStaff          = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Planner}
)

// StaffRoles are the roles that are given, in the order in which they are offered.
var StaffRoles = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Planner, enterprise.Administrator}

// Allowed is the one place that decides whether a person may use something.
func (c *Conversation) Allowed(who []enterprise.Role) bool {
	return len(who) == 0 || slices.ContainsFunc(c.Person.Roles, func(r enterprise.Role) bool {
		return r == enterprise.Administrator || slices.Contains(who, r)
	})
}

// CanSee is the one place that decides whose data somebody may see: officers
// everybody's, a mentor that of the owners assigned to them.
func (c *Conversation) CanSee(owner enterprise.Person) bool {
	return c.Allowed(ForEverybody) || c.Mentors(owner)
}

// Mentors tells whether the person accompanies an owner.
func (c *Conversation) Mentors(owner enterprise.Person) bool {
	return owner.Mentor == c.Person.ID && slices.Contains(c.Person.Roles, enterprise.Mentor)
}

// IsGroup tells whether this is the officers' group rather than a person.
func (c *Conversation) IsGroup() bool { return slices.Contains(c.Person.Roles, enterprise.Group) }

// Staff reports whether the person works for the programme.
func (c *Conversation) Staff() bool {
	return slices.ContainsFunc(c.Person.Roles, func(r enterprise.Role) bool { return slices.Contains(StaffRoles, r) })
}

// StaffOnly tells whether the person is here for the programme's work and
// not, or not yet, as an owner.
func (c *Conversation) StaffOnly() bool {
	if next := c.Book.Form(c.Chat.Next); next != nil && len(next.For) == 0 && !next.Free {
		return false
	}
	return c.Staff() && !c.Person.Consented(enterprise.DataConsent)
}

// Unsettled tells whether something has to be asked before anything else.
func (c *Conversation) Unsettled() bool {
	if c.StaffOnly() {
		return !c.SettledStaff()
	}
	return c.Settling()
}

// startStaff is /start for a colleague.
func (c *Conversation) startStaff() {
	if !c.SettledStaff() {
		c.Open(StaffKey)
		return
	}
	c.Repeat(c.Text("start.again", messages.Args{"Name": c.Person.Name}))
}

// RefuseCommand is what somebody hears who may not do something: the same words
// for every command, and nothing about what it does.
func (c *Conversation) RefuseCommand() { c.Repeat(c.Text("role.refused", nil)) }

// SetRole adds a role, or takes it away.
func (c *Conversation) SetRole(role enterprise.Role, given bool) {
	roles := slices.DeleteFunc(slices.Clone(c.Person.Roles), func(r enterprise.Role) bool { return r == role })
	if given {
		roles = append(roles, role)
	}
	c.Person.Roles = roles
	c.listCommands()
}

// listCommands shows the person's app the commands they may use.
func (c *Conversation) listCommands() {
	audience := []string{c.lang}
	for _, r := range c.Person.Roles {
		audience = append(audience, string(r))
	}
	if len(c.Person.Roles) > 0 && len(c.Person.Businesses) > 0 {
		audience = append(audience, string(enterprise.Owner))
	}
	c.Say(messages.Message{Commands: strings.Join(audience, " ")})
}

// RoleName is what a role is called.
func (c *Conversation) RoleName(r enterprise.Role) string { return c.Label("role." + string(r)) }

// noticed is a cause that another person's step made.
func (c *Conversation) noticed() {
	if c.New && c.in.Data != "listed" && c.in.Data != "assisted" { // erased meanwhile
		c.Turn.Forget = true
		return
	}
	if to, ok := c.Reach(); ok {
		c.Turn.To = to
	}
	if do := c.Book.Notices[c.in.Data]; do != nil {
		do(c, json.RawMessage(c.in.Text))
	}
}
