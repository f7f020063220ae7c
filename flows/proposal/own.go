package proposal

import (
	"strconv"

	"naikkelas/flows"
)

// myProposal is a proposal of one's own, as /dataku gives it.
type myProposal struct {
	Code string `json:"code"`
	proposal
	Topic string `json:"topic,omitempty"` // its title
	Reply string `json:"reply,omitempty"`
}

// myProposals are all that a person said, the oldest first.
func myProposals(c *flows.Conversation) []myProposal {
	var out []myProposal
	for _, s := range c.Person.Spoken {
		if _, p, ok := proposalOf(c, s.ID); ok {
			out = append(out, myProposal{proposalCode(s.ID), p, topicTitle(c, p.Topic), s.Reply.Text})
		}
	}
	return out
}

// exportProposals are the same, and for a workbook a row a message.
func exportProposals(c *flows.Conversation) []flows.Section {
	all := myProposals(c)
	s := flows.Section{Name: "proposals", Data: all, N: len(all), Sheet: "mydata.sheet.proposals"}
	for _, p := range all {
		named := c.Label("mydata.given.no")
		if p.Named {
			named = c.Label("mydata.given.yes")
		}
		eachText(c, listedProposal{proposal: p.proposal}, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{p.Code, c.Date(p.At), themeName(c, p.Theme), c.District(p.District), half, n, text, strconv.Itoa(len(p.Photos)), named, p.Topic, p.Reply})
		})
	}
	return []flows.Section{s}
}
