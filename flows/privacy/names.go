package privacy

import (
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// NameOf is a person's name, masked for those who may not see it.
func NameOf(c *flows.Conversation, p enterprise.Person) string {
	if c.SeesNames() {
		return p.Name
	}
	return Masked(p.Name)
}

// Masked leaves the first letter of each word.
func Masked(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = string([]rune(w)[:1]) + "***"
	}
	return strings.Join(words, " ")
}
