package office

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
)

// SearchMost is how many people a search on a page names.
const SearchMost = 50

// Search is the people whom words mean and whom the officer may see, the
// likeliest first: what /cari lists.
func Search(c *flows.Conversation, query string) []enterprise.Person {
	all := found(c, &flows.Draft{Answers: map[string]flows.Answer{"query": {Value: reading.Clipped(query, queryMost)}}})
	return all[:min(len(all), SearchMost)]
}

// Visible are the owners whom the officer may see: everybody who agreed to be
// registered, or those a mentor accompanies.
func Visible(c *flows.Conversation) []enterprise.PersonID {
	if c.Allowed(flows.ForEverybody) {
		return c.Members(enterprise.TermAll)
	}
	if !c.Allowed(flows.ForPeople) {
		return nil
	}
	return c.Members(enterprise.TermMentor(c.Person.ID))
}

// Sheet is the card of a person, a paragraph each, in the small HTML of
// messages; ok is false for somebody whom the officer may not see. That the
// officer looked is noted by the button that shows the card.
func Sheet(c *flows.Conversation, id enterprise.PersonID) (name string, parts []string, ok bool) {
	p, notes := c.PersonByID(id), notesOf(c, id)
	if !p.Held() || !c.CanSee(p) {
		return "", nil, false
	}
	card := c.CardOf(p)
	if card.Instead != "" {
		return p.Name, []string{card.Instead}, true
	}
	return p.Name, cardParts(c, p, card, notes), true
}

// Mentors are the names of those who may accompany an owner, as they stand on
// the buttons of the question who does, and nobody.
func Mentors(c *flows.Conversation) []string {
	var out []string
	for _, o := range mentorQuestions[0].Options(c, nil) {
		out = append(out, o.Label)
	}
	return slices.Compact(out)
}
