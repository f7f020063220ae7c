package cohort

import (
	"encoding/json"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/helpdesk"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// objectButton is [Keberatan] under a notice, y:<cohort>, and [Mundur],
// y:<cohort>:leave. Only who was decided about, and not taken in, may object;
// only a member may leave.
func objectButton(c *flows.Conversation, rest []string) bool {
	if len(rest) < 1 || len(rest) > 2 {
		return false
	}
	_, co, ok := cohortOf(c, rest[0])
	i := co.Of(c.Person.ID)
	if !ok || co.State != cohortClosed || i < 0 {
		return false
	}
	member, leaves := co.Choices[i].What == takenIn, len(rest) == 2 && rest[1] == "leave"
	switch {
	case member != leaves || len(rest) == 2 && !leaves || leaves && !co.Choices[i].Graduated.IsZero():
		return false
	case leaves:
		c.Detour("leaving", rest[0])
	case c.Chat.Ticket.ID != "":
		c.Repeat(c.Text("ticket.open", c.Hours()))
	default:
		c.Detour("objection", rest[0])
	}
	return true
}

// objection is a question to a person, about a choice: an officer answers it
// as every ticket. The cohort knows that there is one.
func objection() *flows.Form {
	return &flows.Form{
		Key: "objection", OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return objectionQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, co, ok := cohortOf(c, d.Subject)
			i := co.Of(c.Person.ID)
			if !ok || i < 0 || c.Chat.Ticket.ID != "" {
				c.Return(d, c.Text("cohort.gone", nil))
				return
			}
			co.Choices[i].Objected = c.Now()
			putCohort(c, r, co)
			helpdesk.OpenTicket(c, c.Words().Label(c.Lang(), "objection.line", messages.Args{"Cohort": co.Name})+"\n"+d.Answers["why"].Value)
		},
	}
}

var objectionQuestions = []*flows.Question{{Key: "why", Read: reading.Text("choose.why.refuse")}}

// objectionNotice is what officers are told of an objection.
type objectionNotice struct {
	Cohort string              `json:"cohort"`
	Person enterprise.PersonID `json:"person"`
}

// objectionUpheld shows an officer that a colleague finds an objection right.
func objectionUpheld(c *flows.Conversation, data json.RawMessage) {
	var n objectionNotice
	if json.Unmarshal(data, &n) != nil || n.Person == c.Person.ID {
		return
	}
	_, co, ok := cohortOf(c, n.Cohort)
	i := co.Of(n.Person)
	if !ok || i < 0 || !c.Allowed(flows.ForOfficers) || co.Choices[i].Proposed == nil {
		return
	}
	c.Say(messages.Message{Key: "cohort.asked.upheld", Text: c.Text("cohort.asked.upheld", messages.Args{"Who": c.Colleague(co.Choices[i].Proposed.By), "Name": co.Name})})
	showDecided(c, n.Cohort, co, n.Person)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// settleObjection changes a closed cohort as a colleague proposed, or leaves
// it: by a second officer, as closing it needed two, and by nobody about
// themselves. Whoever proposed it may take it back.
func settleObjection(c *flows.Conversation, r flows.Record, co cohort, person enterprise.PersonID, agreed bool) {
	i := co.Of(person)
	if i < 0 || co.State != cohortClosed || co.Choices[i].Proposed == nil {
		c.Repeat(c.Text("cohort.settled", nil))
		return
	}
	p := *co.Choices[i].Proposed
	b, ok := chosenBusiness(c, co.Choices[i])
	why := ""
	switch {
	case !ok:
		why = c.Text("cohort.gone", nil)
	case person == c.Person.ID:
		why = c.Text("cohort.own", nil)
	case agreed && p.By == c.Person.ID:
		why = c.Text("cohort.alone.upheld", nil)
	case agreed && p.What == takenIn:
		why = noPlaceFor(c, co, person, b)
	}
	if why != "" {
		c.Repeat(why)
		return
	}
	if !agreed {
		co.Choices[i].Proposed = nil
		putCohort(c, r, co)
		c.Audit("cohort.refused", person, co.Name, "")
		showDecided(c, r.ID, co, person)
		return
	}
	ch := co.Choices[i].changed(p.What, p.Reason, p.By, c.Now())
	ch.Moved = byObjection
	if p.What == takenIn {
		ch.Start = c.Program().Footing(b, c.Now())
	}
	co.Choices[i] = ch
	putCohort(c, r, co)
	c.Audit("cohort.mended", person, co.Name, p.Reason)
	c.Tell(person, "cohort", cohortNotice{r.ID})
	c.Repeat(c.Text("cohort.done.mended", messages.Args{"Business": b.Name, "What": verdictName(c, p.What)}))
}
