package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
)

// Command is an entry of the list that the person's app shows.
type Command struct{ Name, Description string }

// Commands is the list for an audience: a language and, where there are any,
// roles, as listCommands writes them. Somebody without a role is an owner.
func (b *Book) Commands(audience string) []Command {
	lang, rest, _ := strings.Cut(audience, " ")
	t := &talk{book: b}
	for _, r := range strings.Fields(rest) {
		t.Person.Roles = append(t.Person.Roles, enterprise.Role(r))
	}
	names := strings.Fields(b.layout.General)
	if len(t.Person.Roles) == 0 || slices.Contains(t.Person.Roles, enterprise.Owner) {
		names = append(strings.Fields(b.layout.Owners), names...)
	}
	if len(t.Person.Roles) > 0 {
		names = append(strings.Fields(b.layout.Staff), names...)
	}
	var out []Command
	for i, name := range names {
		if !t.may(b.commands["/"+name].For) || slices.Contains(names[:i], name) {
			continue
		}
		out = append(out, Command{Name: name, Description: b.words.Label(lang, "command."+name, nil)})
	}
	return out
}

// Languages lists the languages that are spoken, the default first.
func (b *Book) Languages() []string { return b.languages }

// Sorry is what a person hears when an input of theirs could not be handled.
func (b *Book) Sorry(lang string) string { return b.words.Say(lang, "sorry", nil) }
