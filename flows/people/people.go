// Package people says who somebody is, to those who may know it: in a line, in a
// list, in the trail.
package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// ColleaguesBeside are the officers and administrators but for one.
func ColleaguesBeside(c *flows.Conversation, one enterprise.PersonID) []enterprise.PersonID {
	var ids []enterprise.PersonID
	for _, r := range []enterprise.Role{enterprise.Officer, enterprise.Administrator} {
		ids = append(ids, c.Members("role:"+string(r))...)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id enterprise.PersonID) bool { return id == one })
}

// FoundLine is a person in a list: enough to tell people of one name apart.
func FoundLine(c *flows.Conversation, p enterprise.Person) string {
	parts := []string{p.Name}
	for _, b := range p.Businesses {
		parts = append(parts, b.Name)
		if v := c.Book.Program.Regions.Village(b.Village); v != nil {
			parts = append(parts, v.Name)
		}
	}
	return fmt.Sprintf("%s (%s)", strings.Join(parts, ", "), p.ID)
}

// MentorName is who accompanies an owner; empty: nobody.
func MentorName(c *flows.Conversation, p enterprise.Person) string {
	switch {
	case p.Mentor == 0:
		return ""
	case p.Mentor == c.Person.ID:
		return c.Person.Name
	}
	return c.PersonByID(p.Mentor).Name
}

// Card is one line about an owner: enough to answer them. A group, whose
// members and history change hands, gets their number in the city's list, by
// which an officer finds the rest under the officer's own name.
func Card(c *flows.Conversation, p enterprise.Person) messages.HTML {
	parts := []string{p.Name}
	for _, b := range p.Businesses {
		parts = append(parts, b.Name)
		if v := c.Book.Program.Regions.Village(b.Village); v != nil {
			parts = append(parts, v.Name)
		}
		if n := len(b.Assessments); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", c.Level(b.Assessments[n-1].Result.Level), b.Assessments[n-1].Result.Total))
		}
	}
	switch {
	case c.IsGroup():
		parts = append(parts, p.ID.String())
	case p.Phone != "":
		parts = append(parts, p.Phone)
	}
	return messages.HTML(messages.Escape(strings.Join(parts, " · ")))
}

// AuditSubject is what or whom an entry is about, people by their number only.
func AuditSubject(c *flows.Conversation, a flows.Audit) string {
	var parts []string
	if a.Whom != 0 && a.Whom != a.Who {
		parts = append(parts, a.Whom.String())
	}
	if on := AuditThing(c, a); on != "" {
		parts = append(parts, on)
	}
	if a.Why != "" {
		parts = append(parts, a.Why)
	}
	return strings.Join(parts, " · ")
}

// AuditThing is what an entry is about as people call it: what is stored is
// mostly a code of the programme's. What the programme no longer has keeps its
// code.
func AuditThing(c *flows.Conversation, a flows.Audit) string {
	if a.On == "" {
		return ""
	}
	subject, _, _ := strings.Cut(strings.TrimPrefix(a.What, "data."), ".")
	name := ""
	switch subject {
	case "role":
		name = c.RoleName(enterprise.Role(a.On))
	case "service":
		name = c.ServiceName(a.On)
	case "buyer":
		name = c.ValueName("sector", a.On)
	case "document", "retained":
		name = c.KindName(a.On)
	case "trail":
		name = c.Label("trail.what." + a.On)
	default:
		if call := c.Book.Things[subject]; call != nil {
			name = call(c, a.On)
		}
	}
	return cmp.Or(name, a.On)
}

// AuditWord is what was done, as an entry of the trail says it.
func AuditWord(c *flows.Conversation, what string) string { return c.Label("trail.word." + what) }

// CardButtonsOf are the buttons of all areas under the card of a person.
func CardButtonsOf(c *flows.Conversation, p enterprise.Person) (beside []messages.Button, below [][]messages.Button) {
	for _, a := range c.Book.Areas {
		if a.CardButtons != nil {
			row, rows := a.CardButtons(c, p)
			beside, below = append(beside, row...), append(below, rows...)
		}
	}
	return beside, below
}

// CardVerb does what one of them says; false: it means nothing.
func CardVerb(c *flows.Conversation, verb string, id enterprise.PersonID) bool {
	return slices.ContainsFunc(c.Book.Areas, func(a flows.Area) bool { do := a.CardVerbs[verb]; return do != nil && do(c, id) })
}

// Profile is the card of a person.
func Profile(c *flows.Conversation, p enterprise.Person) string {
	for _, a := range c.Book.Areas {
		if a.Profile != nil {
			return a.Profile(c, p)
		}
	}
	return p.Name
}

// Tally names who did how much, the most first.
func Tally(c *flows.Conversation, by map[enterprise.PersonID]int) string {
	var out []string
	ids := make([]enterprise.PersonID, 0, len(by))
	for id := range by {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b enterprise.PersonID) int {
		if by[a] != by[b] {
			return by[b] - by[a]
		}
		return int(a - b)
	})
	for _, id := range ids {
		out = append(out, fmt.Sprintf("%s %d", c.Colleague(id), by[id]))
	}
	return strings.Join(out, ", ")
}
