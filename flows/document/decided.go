package document

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/assessment"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// documentNotice is what is told to the owner of a document.
type documentNotice struct {
	ID       string    `json:"id"`
	Decision Decision  `json:"decision"` // empty: it was taken back
	Reason   string    `json:"reason,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	At       time.Time `json:"at"`
}

// documentDecided writes an officer's decision down with the owner, and tells
// the owner at once: what it was, what follows, what it did to the score.
func documentDecided(c *flows.Conversation, data json.RawMessage) {
	var n documentNotice
	if json.Unmarshal(data, &n) != nil || len(c.Person.Businesses) == 0 {
		return
	}
	id := businessWith(c.Person, n.ID).ID
	b, _ := c.Person.Business(id)
	before, _ := c.Program().Verified(b, c.Now())
	var about enterprise.Document
	changeDocuments(c, id, func(all []enterprise.Document) []enterprise.Document {
		for i := range all {
			if all[i].ID == n.ID {
				n.apply(&all[i])
				about = all[i]
			}
		}
		return all
	})
	if about.ID == "" { // taken back by the owner meanwhile
		return
	}
	scoreAgain(c, id)
	c.Turn.Prompt = true
	b, _ = c.Person.Business(id)
	c.Say(decidedMessage(c, n, about, b, before))
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

func (n documentNotice) apply(d *enterprise.Document) {
	states := map[Decision]enterprise.DocumentState{
		"": enterprise.DocumentSent, approve: enterprise.DocumentApproved, conditional: enterprise.DocumentApproved,
		turnDown: enterprise.DocumentRejected, askAgain: enterprise.DocumentAgain,
	}
	d.State, d.Reason, d.Until, d.Decided, d.Approved = states[n.Decision], n.Reason, n.Until, n.At, time.Time{}
	if d.State == enterprise.DocumentApproved {
		d.Approved = n.At
	}
	if n.Decision == "" {
		d.Decided = time.Time{}
	}
}

// scoreAgain works the newest result out anew: its level may hang on what is
// verified.
func scoreAgain(c *flows.Conversation, id enterprise.BusinessID) {
	c.ChangeBusiness(id, func(b *enterprise.Business) {
		if len(b.Assessments) == 0 {
			return
		}
		b.Assessments = slices.Clone(b.Assessments)
		a := &b.Assessments[len(b.Assessments)-1]
		r := c.Program().Score(a.Sector, a.Answers, c.Program().Admin(*b, c.Now()))
		if r.Level != a.Result.Level || r.Cap != a.Result.Cap {
			a.Result, a.Changed = r, c.Now()
		}
	})
}

func decidedMessage(c *flows.Conversation, n documentNotice, d enterprise.Document, b enterprise.Business, before enterprise.Result) messages.Message {
	k, _ := c.Program().Document(d.Kind)
	key := "document.told." + string(n.Decision)
	if n.Decision == "" {
		key = "document.told.undone"
	}
	m := messages.Message{Key: key, Text: c.Text(key, messages.Args{"Name": c.OfBusiness(k.Short.In(c.Lang()), b), "Reason": n.Reason, "Until": c.Date(n.Until)})}
	if n.Decision == turnDown || n.Decision == askAgain {
		m.Buttons = [][]messages.Button{{{Label: c.Label("document.button.resend"), Data: "o:" + d.Kind + flows.Further(b.ID)}}}
		return m
	}
	if after, ok := c.Program().Verified(b, c.Now()); ok {
		m.Text = flows.Join(m.Text, c.Text("document.told.score", messages.Args{
			"Claimed": b.Assessments[len(b.Assessments)-1].Result.Total, "Before": before.Total, "After": after.Total, "Same": before.Total == after.Total, "Date": c.Date(c.Now()),
		}))
	}
	m.Text = flows.Join(m.Text, assessment.AdminLine(c, b))
	return m
}

// documentFigures are the documents decided last: how long they had waited,
// and by whom they were decided.
func documentFigures(c *flows.Conversation, most int) string {
	decided := decided(c, most)
	_, waiting := queue(c, "")
	args := messages.Args{"Decided": len(decided), "Waiting": len(waiting), "Wait": "", "Who": ""}
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, s := range decided {
		waits = append(waits, s.Decided.Sub(s.Document.Sent))
		by[s.By]++
	}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = c.Span(flows.Median(waits)), people.Tally(c, by)
	}
	return c.Text("recap.office.documents", args)
}
