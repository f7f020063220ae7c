package flows

import "strconv"

// myProposal is a proposal of one's own, as /dataku gives it.
type myProposal struct {
	Code string `json:"code"`
	proposal
	Topic string `json:"topic,omitempty"` // its title
	Reply string `json:"reply,omitempty"`
}

// myProposals are all that a person said, the oldest first.
func (t *talk) myProposals() []myProposal {
	var out []myProposal
	for _, s := range t.Person.Spoken {
		if _, p, ok := t.proposalOf(s.ID); ok {
			out = append(out, myProposal{proposalCode(s.ID), p, t.topicTitle(p.Topic), s.Reply.Text})
		}
	}
	return out
}

// exportProposals are the same, and for a workbook a row a message.
func (t *talk) exportProposals() []Section {
	all := t.myProposals()
	s := Section{Name: "proposals", Data: all, N: len(all), Sheet: "mydata.sheet.proposals"}
	for _, p := range all {
		named := t.label("mydata.given.no")
		if p.Named {
			named = t.label("mydata.given.yes")
		}
		t.eachText(listedProposal{proposal: p.proposal}, func(half, n, text string) {
			s.Rows = append(s.Rows, []string{p.Code, t.date(p.At), t.themeName(p.Theme), t.districtName(p.District), half, n, text, strconv.Itoa(len(p.Photos)), named, p.Topic, p.Reply})
		})
	}
	return []Section{s}
}
