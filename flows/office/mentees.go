package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// menteesShown is how many owners a mentor sees in one list; more are found by
// a word.
const menteesShown = 20

// listMentees is /dampingan: the owners whom a mentor accompanies, by name, with
// what to do next with each. Looking is noted.
func listMentees(c *flows.Conversation) {
	var all []enterprise.Person
	for _, id := range c.Members(enterprise.TermMentor(c.Person.ID)) {
		if p := c.PersonByID(id); p.Held() && p.Mentor == c.Person.ID {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		c.Repeat(c.Text("mentees.none", nil))
		return
	}
	slices.SortFunc(all, func(a, b enterprise.Person) int { return strings.Compare(a.Name, b.Name) })
	lines := []string{c.Text("mentees.list", messages.Args{"N": len(all), "More": len(all) > menteesShown})}
	var row []messages.Button
	for i, p := range all[:min(len(all), menteesShown)] {
		c.Audit("data.found", p.ID, "", "")
		lines = append(lines, fmt.Sprintf("%d. %s\n   %s", i+1, people.Card(c, p), nextFor(c, p)[0]))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "p:" + strconv.FormatInt(int64(p.ID), 10) + ":card"})
	}
	c.Say(messages.Message{Key: "mentees.list", Text: strings.Join(lines, "\n"), Buttons: slices.Collect(slices.Chunk(row, 5))})
	c.RepeatOpen()
}
