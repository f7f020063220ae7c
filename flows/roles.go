package flows

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Who something is for. Administrators may do everything; an empty list is for
// everybody.
var (
	forAdministrators = []enterprise.Role{enterprise.Administrator}
	forOfficers       = []enterprise.Role{enterprise.Officer}
	forTickets        = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Group}
	forPeople         = []enterprise.Role{enterprise.Officer, enterprise.Mentor}
	forEverybody      = []enterprise.Role{enterprise.Officer, enterprise.Group} // tickets and data of all owners
	forStaff          = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Planner}
)

// staffRoles are the roles that are given, in the order in which they are offered.
var staffRoles = []enterprise.Role{enterprise.Officer, enterprise.Mentor, enterprise.Planner, enterprise.Administrator}

// may is the one place that decides whether a person may use something.
func (t *talk) may(who []enterprise.Role) bool {
	return len(who) == 0 || slices.ContainsFunc(t.Person.Roles, func(r enterprise.Role) bool {
		return r == enterprise.Administrator || slices.Contains(who, r)
	})
}

// sees is the one place that decides whose data somebody may see: officers
// everybody's, a mentor that of the owners assigned to them.
func (t *talk) sees(owner enterprise.Person) bool {
	return t.may(forEverybody) || t.mentors(owner)
}

// mentors tells whether the person accompanies an owner.
func (t *talk) mentors(owner enterprise.Person) bool {
	return owner.Mentor == t.Person.ID && slices.Contains(t.Person.Roles, enterprise.Mentor)
}

// isGroup tells whether this is the officers' group rather than a person.
func (t *talk) isGroup() bool { return slices.Contains(t.Person.Roles, enterprise.Group) }

// staff tells whether the person works for the programme.
func (t *talk) staff() bool {
	return slices.ContainsFunc(t.Person.Roles, func(r enterprise.Role) bool { return slices.Contains(staffRoles, r) })
}

// staffOnly tells whether the person is here for the programme's work and
// not, or not yet, as an owner.
func (t *talk) staffOnly() bool {
	if next := t.book.flow(t.Chat.Next); next != nil && len(next.For) == 0 && !next.Free {
		return false
	}
	return t.staff() && !t.Person.Consented(enterprise.DataConsent)
}

// unsettled tells whether something has to be asked before anything else.
func (t *talk) unsettled() bool {
	if t.staffOnly() {
		return !t.settledStaff()
	}
	return t.settling()
}

// startStaff is /start for a colleague.
func (t *talk) startStaff() {
	if !t.settledStaff() {
		t.enter(t.book.flow(staffKey))
		return
	}
	t.again(t.word("start.again", messages.Args{"Name": t.Person.Name}))
}

// refuseDeed is what somebody hears who may not do something: the same words
// for every command, and nothing about what it does.
func (t *talk) refuseDeed() { t.again(t.word("role.refused", nil)) }

// give adds a role, or takes it away.
func (t *talk) setRole(role enterprise.Role, given bool) {
	roles := slices.DeleteFunc(slices.Clone(t.Person.Roles), func(r enterprise.Role) bool { return r == role })
	if given {
		roles = append(roles, role)
	}
	t.Person.Roles = roles
	t.listCommands()
}

// listCommands shows the person's app the commands they may use.
func (t *talk) listCommands() {
	audience := []string{t.lang}
	for _, r := range t.Person.Roles {
		audience = append(audience, string(r))
	}
	if len(t.Person.Roles) > 0 && len(t.Person.Businesses) > 0 {
		audience = append(audience, string(enterprise.Owner))
	}
	t.say(messages.Message{Commands: strings.Join(audience, " ")})
}

// roleName is what a role is called.
func (t *talk) roleName(r enterprise.Role) string { return t.label("role." + string(r)) }

func (t *talk) roleNames(p enterprise.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, t.roleName(r))
	}
	return strings.Join(names, ", ")
}

// roleOptions offers the roles that can be given.
func roleOptions(t *talk, _ *Draft) []Option {
	var out []Option
	for _, r := range staffRoles {
		out = append(out, Option{Value: string(r), Label: t.roleName(r), Names: t.names("role.names." + string(r))})
	}
	return out
}

// roleNotice is what a person is told of their own roles.
type roleNotice struct {
	Role  enterprise.Role `json:"role"`
	Given bool            `json:"given"`
}

// noticed is a cause that another person's step made.
func (t *talk) noticed() {
	if t.New && t.in.Data != "listed" && t.in.Data != "assisted" { // erased meanwhile
		t.turn.Forget = true
		return
	}
	if to, ok := t.reach(); ok {
		t.turn.To = to
	}
	if do := t.book.notices[t.in.Data]; do != nil {
		do(t, json.RawMessage(t.in.Text))
	}
}

// roleChanged applies what an administrator decided.
func roleChanged(t *talk, data json.RawMessage) {
	var n roleNotice
	if json.Unmarshal(data, &n) != nil || slices.Contains(t.Person.Roles, n.Role) == n.Given {
		return
	}
	t.setRole(n.Role, n.Given)
	key := "role.taken"
	if n.Given {
		key = "role.given"
	}
	t.again(t.word(key, messages.Args{"Role": t.roleName(n.Role)}))
}
