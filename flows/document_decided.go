package flows

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// documentNotice is what is told to the owner of a document.
type documentNotice struct {
	ID       string    `json:"id"`
	Decision decision  `json:"decision"` // empty: it was taken back
	Reason   string    `json:"reason,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	At       time.Time `json:"at"`
}

// documentDecided writes an officer's decision down with the owner, and tells
// the owner at once: what it was, what follows, what it did to the score.
func documentDecided(t *talk, data json.RawMessage) {
	var n documentNotice
	if json.Unmarshal(data, &n) != nil || len(t.Person.Businesses) == 0 {
		return
	}
	id := businessWith(t.Person, n.ID).ID
	b, _ := t.Person.Business(id)
	before, _ := t.book.program.Verified(b, t.now)
	var about enterprise.Document
	t.changeDocuments(id, func(all []enterprise.Document) []enterprise.Document {
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
	t.scoreAgain(id)
	t.turn.Prompt = true
	b, _ = t.Person.Business(id)
	t.say(t.decidedMessage(n, about, b, before))
	if t.Chat.Open != "" {
		t.again("")
	}
}

func (n documentNotice) apply(d *enterprise.Document) {
	states := map[decision]enterprise.DocumentState{
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
func (t *talk) scoreAgain(id enterprise.BusinessID) {
	t.changeBusiness(id, func(b *enterprise.Business) {
		if len(b.Assessments) == 0 {
			return
		}
		b.Assessments = slices.Clone(b.Assessments)
		a := &b.Assessments[len(b.Assessments)-1]
		r := t.book.program.Score(a.Sector, a.Answers, t.book.program.Admin(*b, t.now))
		if r.Level != a.Result.Level || r.Cap != a.Result.Cap {
			a.Result, a.Changed = r, t.now
		}
	})
}

func (t *talk) decidedMessage(n documentNotice, d enterprise.Document, b enterprise.Business, before enterprise.Result) messages.Message {
	k, _ := t.book.program.Document(d.Kind)
	key := "document.told." + string(n.Decision)
	if n.Decision == "" {
		key = "document.told.undone"
	}
	m := messages.Message{Key: key, Text: t.word(key, messages.Args{"Name": t.ofBusiness(k.Short.In(t.lang), b), "Reason": n.Reason, "Until": t.date(n.Until)})}
	if n.Decision == turnDown || n.Decision == askAgain {
		m.Buttons = [][]messages.Button{{{Label: t.label("document.button.resend"), Data: "o:" + d.Kind + further(b.ID)}}}
		return m
	}
	if after, ok := t.book.program.Verified(b, t.now); ok {
		m.Text = join(m.Text, t.word("document.told.score", messages.Args{
			"Claimed": b.Assessments[len(b.Assessments)-1].Result.Total, "Before": before.Total, "After": after.Total, "Same": before.Total == after.Total, "Date": t.date(t.now),
		}))
	}
	m.Text = join(m.Text, t.adminLine(b))
	return m
}

// documentFigures are the documents decided last: how long they had waited,
// and by whom they were decided.
func (t *talk) documentFigures(most int) string {
	decided := t.decided(most)
	_, waiting := t.queue("")
	args := messages.Args{"Decided": len(decided), "Waiting": len(waiting), "Wait": "", "Who": ""}
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, s := range decided {
		waits = append(waits, s.Decided.Sub(s.Document.Sent))
		by[s.By]++
	}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = t.span(median(waits)), t.tally(by)
	}
	return t.word("recap.office.documents", args)
}
