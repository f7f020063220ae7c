package flows

import (
	"fmt"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// roster is /peran: who has which role, and changing it.
func roster() *Flow {
	return &Flow{
		Key: "roster", Command: "/peran", Also: []string{"/roles"}, For: forAdministrators, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return rosterQuestions },
		Finish: func(t *talk, d *Draft) {
			whom, role := rosterWhom(d), enterprise.Role(d.Answers["role"].Value)
			p := t.other(whom)
			given := !slices.Contains(p.Roles, role)
			if d.Answers["sure"].Value != "yes" {
				t.menu("roster.kept")
				return
			}
			what := map[bool]string{true: "role.given", false: "role.withdrawn"}[given]
			t.audit(what, whom, string(role), "")
			t.tell(whom, "role", roleNotice{role, given})
			t.menu("roster.done")
		},
	}
}

var rosterQuestions = []*Question{
	{Key: "who", Options: colleagues, Strict: true},
	{Key: "role", Options: roleOptions, Strict: true, Ask: func(t *talk, d *Draft) string {
		p := t.other(rosterWhom(d))
		return t.word("roster.role.ask", messages.Args{"Name": p.Name, "Roles": t.roleNames(p)})
	}},
	{Key: "sure", Strict: true, Options: sureOptions("roster.yes", "roster.no"), Ask: func(t *talk, d *Draft) string {
		p, role := t.other(rosterWhom(d)), enterprise.Role(d.Answers["role"].Value)
		key := "roster.sure.give"
		if slices.Contains(p.Roles, role) {
			key = "roster.sure.take"
		}
		return t.word(key, messages.Args{"Name": p.Name, "Role": t.roleName(role)})
	}},
}

// colleagues are all who have a role, each on a button.
func colleagues(t *talk, _ *Draft) []Option {
	var ids []enterprise.PersonID
	for _, r := range staffRoles {
		ids = append(ids, t.members("role:"+string(r))...)
	}
	slices.Sort(ids)
	var out []Option
	for _, id := range slices.Compact(ids) {
		p := t.other(id)
		out = append(out, Option{Value: strconv.FormatInt(int64(id), 10), Label: fmt.Sprintf("%s (%s)", p.Name, t.roleNames(p))})
	}
	return out
}

func rosterWhom(d *Draft) enterprise.PersonID {
	id, _ := strconv.ParseInt(d.Answers["who"].Value, 10, 64)
	return enterprise.PersonID(id)
}
