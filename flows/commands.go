package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
)

// Button is what the buttons under messages do whose data begins with a word.
// It is false when there is nothing left to do for this one. Data may be forged
// or a year old: each looks up what it is about and whether that still stands.
type Button struct {
	For []enterprise.Role
	Do  func(c *Conversation, rest []string) bool
}

// OpensAgain is the data of a button that takes up again what is open.
const OpensAgain = "again"

// Command is what a command does.
type Command struct {
	Names []string // the first is the one that is listed
	For   []enterprise.Role
	Do    func(*Conversation)
	form  *Form // the form it opens; nil: it is done at once
}

// ListedCommand is an entry of the list that the person's app shows.
type ListedCommand struct{ Name, Description string }

// Commands is the list for an audience: a language and, where there are any,
// roles, as listCommands writes them. Somebody without a role is an owner.
func (b *Book) Commands(audience string) []ListedCommand {
	lang, rest, _ := strings.Cut(audience, " ")
	c := &Conversation{Book: b}
	for _, r := range strings.Fields(rest) {
		c.Person.Roles = append(c.Person.Roles, enterprise.Role(r))
	}
	names := strings.Fields(b.Layout.General)
	if len(c.Person.Roles) == 0 || slices.Contains(c.Person.Roles, enterprise.Owner) {
		names = append(strings.Fields(b.Layout.Owners), names...)
	}
	if len(c.Person.Roles) > 0 {
		names = append(strings.Fields(b.Layout.Staff), names...)
	}
	var out []ListedCommand
	for i, name := range names {
		if !c.Allowed(b.CommandNamed["/"+name].For) || slices.Contains(names[:i], name) {
			continue
		}
		out = append(out, ListedCommand{Name: name, Description: b.Words.Label(lang, "command."+name, nil)})
	}
	return out
}

// Languages lists the languages that are spoken, the default first.
func (b *Book) Languages() []string { return b.Langs }

// Sorry is what a person hears when an input of theirs could not be handled.
func (b *Book) Sorry(lang string) string { return b.Words.Say(lang, "sorry", nil) }
