package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// objectButton is [Keberatan] under a notice, y:<cohort>, and [Mundur],
// y:<cohort>:leave. Only who was decided about, and not taken in, may object;
// only a member may leave.
func (t *talk) objectButton(rest []string) bool {
	if len(rest) < 1 || len(rest) > 2 {
		return false
	}
	_, c, ok := t.cohortOf(rest[0])
	i := c.of(t.Person.ID)
	if !ok || c.State != cohortClosed || i < 0 {
		return false
	}
	member, leaves := c.Choices[i].What == takenIn, len(rest) == 2 && rest[1] == "leave"
	switch {
	case member != leaves || len(rest) == 2 && !leaves || leaves && !c.Choices[i].Graduated.IsZero():
		return false
	case leaves:
		t.interject("leaving", rest[0])
	case t.Chat.Ticket.ID != "":
		t.again(t.word("ticket.open", t.hours()))
	default:
		t.interject("objection", rest[0])
	}
	return true
}

// objection is a question to a person, about a choice: an officer answers it
// as every ticket. The cohort knows that there is one.
func objection() *Flow {
	return &Flow{
		Key: "objection", OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return objectionQuestions },
		Finish: func(t *talk, d *Draft) {
			r, c, ok := t.cohortOf(d.Subject)
			i := c.of(t.Person.ID)
			if !ok || i < 0 || t.Chat.Ticket.ID != "" {
				t.comeBack(d, t.word("cohort.gone", nil))
				return
			}
			c.Choices[i].Objected = t.now
			t.putCohort(r, c)
			t.openTicket(t.book.words.Label(t.lang, "objection.line", messages.Args{"Cohort": c.Name}) + "\n" + d.Answers["why"].Value)
		},
	}
}

var objectionQuestions = []*Question{{Key: "why", Read: readLong("choose.why.refuse")}}

// objectionNotice is what officers are told of an objection.
type objectionNotice struct {
	Cohort string              `json:"cohort"`
	Person enterprise.PersonID `json:"person"`
}

// objectionUpheld shows an officer that a colleague finds an objection right.
func objectionUpheld(t *talk, data json.RawMessage) {
	var n objectionNotice
	if json.Unmarshal(data, &n) != nil || n.Person == t.Person.ID {
		return
	}
	_, c, ok := t.cohortOf(n.Cohort)
	i := c.of(n.Person)
	if !ok || i < 0 || !t.may(forOfficers) || c.Choices[i].Proposed == nil {
		return
	}
	t.say(messages.Message{Key: "cohort.asked.upheld", Text: t.word("cohort.asked.upheld", messages.Args{"Who": t.colleague(c.Choices[i].Proposed.By), "Name": c.Name})})
	t.showDecided(n.Cohort, c, n.Person)
	if t.Chat.Open != "" {
		t.again("")
	}
}

// settleObjection changes a closed cohort as a colleague proposed, or leaves
// it: by a second officer, as closing it needed two, and by nobody about
// themselves. Whoever proposed it may take it back.
func (t *talk) settleObjection(r Record, c cohort, person enterprise.PersonID, agreed bool) {
	i := c.of(person)
	if i < 0 || c.State != cohortClosed || c.Choices[i].Proposed == nil {
		t.again(t.word("cohort.settled", nil))
		return
	}
	p := *c.Choices[i].Proposed
	b, ok := t.chosenBusiness(c.Choices[i])
	why := ""
	switch {
	case !ok:
		why = t.word("cohort.gone", nil)
	case person == t.Person.ID:
		why = t.word("cohort.own", nil)
	case agreed && p.By == t.Person.ID:
		why = t.word("cohort.alone.upheld", nil)
	case agreed && p.What == takenIn:
		why = t.noPlaceFor(c, person, b)
	}
	if why != "" {
		t.again(why)
		return
	}
	if !agreed {
		c.Choices[i].Proposed = nil
		t.putCohort(r, c)
		t.audit("cohort.refused", person, c.Name, "")
		t.showDecided(r.ID, c, person)
		return
	}
	ch := c.Choices[i].changed(p.What, p.Reason, p.By, t.now)
	ch.Moved = byObjection
	if p.What == takenIn {
		ch.Start = t.book.program.Footing(b, t.now)
	}
	c.Choices[i] = ch
	t.putCohort(r, c)
	t.audit("cohort.mended", person, c.Name, p.Reason)
	t.tell(person, "cohort", cohortNotice{r.ID})
	t.again(t.word("cohort.done.mended", messages.Args{"Business": b.Name, "What": t.verdictName(p.What)}))
}
