package flows

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// cohortNotice is what people are told of a cohort.
type cohortNotice struct {
	Cohort string `json:"cohort"`
}

// askPropose asks for the reason that goes for all who were not decided.
func (t *talk) askPropose(r Record, c cohort) {
	switch {
	case c.State != cohortOpen:
		t.showCohort(r.ID, c)
	case c.count(takenIn) == 0:
		t.again(t.word("cohort.empty", nil))
	default:
		t.interject("propose", r.ID)
	}
}

// propose is an officer's proposal to close: whoever was not decided, or does
// not meet the rule any more, is left out for the reason given here.
func propose() *Flow {
	return &Flow{
		Key: "propose", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return proposeQuestions },
		Finish: func(t *talk, d *Draft) {
			r, c, ok := t.cohortOf(d.Subject)
			if !ok || c.State != cohortOpen || c.count(takenIn) == 0 {
				t.comeBack(d, t.word("cohort.not_open", nil))
				return
			}
			t.settleRest(&c, d.Answers["why"].Value)
			c.State, c.Proposer = cohortProposed, t.Person.ID
			t.putCohort(r, c)
			t.audit("cohort.proposed", 0, c.Name, d.Answers["why"].Value)
			for _, id := range t.colleaguesBeside(t.Person.ID) {
				t.tell(id, "cohort.close", cohortNotice{r.ID})
			}
			t.comeBack(d, t.word("cohort.done.proposed", messages.Args{"Name": c.Name}))
		},
	}
}

var proposeQuestions = []*Question{{Key: "why", Read: readLong("choose.why.refuse"), Ask: func(t *talk, d *Draft) string {
	_, c, _ := t.cohortOf(d.Subject)
	undecided := 0
	for _, k := range t.cohortCandidates() {
		if c.of(k.Person) < 0 {
			undecided++
		}
	}
	return t.word("propose.why.ask", messages.Args{"In": c.count(takenIn), "Quota": c.Quota, "Undecided": undecided})
}}}

// settleRest leaves out who was not decided and who is no candidate any more.
func (t *talk) settleRest(c *cohort, reason string) {
	all := t.cohortCandidates()
	rest := choice{What: leftOut, Reason: reason, By: t.Person.ID, At: t.now, Rest: true}
	for i, ch := range c.Choices {
		if !slices.ContainsFunc(all, func(k enterprise.Candidate) bool { return k.Person == ch.Person }) {
			lapsed := rest
			lapsed.Person, lapsed.Business, lapsed.District, lapsed.Sector = ch.Person, ch.Business, ch.District, ch.Sector
			c.Choices[i] = lapsed
		}
	}
	for _, k := range all {
		if c.of(k.Person) < 0 {
			out := rest
			out.Person, out.Business, out.District, out.Sector = k.Person, k.Business.ID, k.Business.District, k.Business.Sector
			c.Choices = append(c.Choices, out)
		}
	}
}

// closeAsked shows an officer what a colleague proposes.
func closeAsked(t *talk, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, c, ok := t.cohortOf(n.Cohort)
	if !ok || !t.may(forOfficers) || c.State != cohortProposed || c.Proposer == t.Person.ID {
		return
	}
	t.say(messages.Message{Key: "cohort.asked", Text: t.word("cohort.asked", messages.Args{"Who": t.colleague(c.Proposer), "Name": c.Name})})
	t.showCohort(n.Cohort, c)
	if t.Chat.Open != "" {
		t.again("")
	}
}

// closeCohort settles a cohort: by a second officer, never by the one who
// proposed it, and by nobody who is decided about. Everybody is told.
func (t *talk) closeCohort(r Record, c cohort) {
	switch {
	case c.State != cohortProposed:
		t.showCohort(r.ID, c)
		return
	case c.Proposer == t.Person.ID:
		t.again(t.word("cohort.alone", nil))
		return
	case c.of(t.Person.ID) >= 0:
		t.again(t.word("cohort.own", nil))
		return
	}
	c.State, c.Closer, c.Closed = cohortClosed, t.Person.ID, t.now
	for i, ch := range c.Choices {
		if b, ok := t.chosenBusiness(ch); ok {
			c.Choices[i].Start = t.book.program.Footing(b, t.now)
		}
		t.tell(ch.Person, "cohort", cohortNotice{r.ID})
	}
	t.putCohort(r, c)
	t.audit("cohort.closed", 0, c.Name, "")
	t.again(t.word("cohort.done.closed", messages.Args{"Name": c.Name, "Told": len(c.Choices)}))
}

// reopenCohort turns a proposal down or takes it back: choices that officers
// made one by one stay, the others are undecided again.
func (t *talk) reopenCohort(r Record, c cohort) {
	if c.State == cohortProposed {
		c.State, c.Proposer = cohortOpen, 0
		c.Choices = slices.DeleteFunc(c.Choices, func(ch choice) bool { return ch.Rest })
		t.putCohort(r, c)
		t.audit("cohort.reopened", 0, c.Name, "")
	}
	t.showCohort(r.ID, c)
}

// cohortSettled tells an owner what was decided, why, and what would help.
func cohortSettled(t *talk, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, c, ok := t.cohortOf(n.Cohort)
	i := c.of(t.Person.ID)
	if !ok || c.State != cohortClosed || i < 0 {
		return
	}
	ch := c.Choices[i]
	args := messages.Args{"Cohort": c.Name, "From": t.date(c.From), "Until": t.date(c.Until), "Reason": ch.Reason, "Business": "", "Weakest": ""}
	if b, ok := t.chosenBusiness(ch); ok {
		args["Business"] = b.Name
		if v, ok := t.book.program.Verified(b, t.now); ok {
			args["Weakest"] = t.dimensionName(v.Weakest)
		}
	}
	if ch.What == takenIn {
		t.join(n.Cohort, c, ch)
	} else {
		t.leaveCohort(n.Cohort)
	}
	m := messages.Message{Key: "cohort.told." + string(ch.What)}
	m.Text = t.word(map[verdict]string{takenIn: "cohort.told.in", inHand: "cohort.told.reserve", leftOut: "cohort.told.out", departed: "cohort.told.left"}[ch.What], args)
	switch {
	case ch.Moved == byPlace && ch.What == takenIn:
		m.Text = join(t.word("cohort.told.promoted", nil), m.Text)
	case ch.Moved == byObjection:
		m.Text = join(t.word("cohort.told.upheld", nil), m.Text)
	}
	switch {
	case ch.What == takenIn:
		m.Buttons = [][]messages.Button{{{Label: t.label("cohort.button.leave"), Data: "y:" + n.Cohort + ":leave"}}}
	default:
		m.Buttons = [][]messages.Button{{{Label: t.label("cohort.button.object"), Data: "y:" + n.Cohort}}}
	}
	t.say(m)
	if t.Chat.Open != "" {
		t.again("")
	}
}

// join makes the person a member; a second notice, after going up, notes that.
func (t *talk) join(id string, c cohort, ch choice) {
	m := enterprise.Membership{Cohort: id, Name: c.Name, Business: ch.Business, At: ch.Start.At, Graduated: ch.Graduated}
	t.leaveCohort(id)
	t.Person.Cohorts = append(t.Person.Cohorts, m)
}

// leaveCohort takes the person's place away.
func (t *talk) leaveCohort(id string) {
	t.Person.Cohorts = slices.DeleteFunc(slices.Clone(t.Person.Cohorts), func(o enterprise.Membership) bool { return o.Cohort == id })
}

func (t *talk) dimensionName(code string) string {
	for _, d := range t.book.program.Instrument.Dimensions {
		if d.Code == code {
			return d.Name.In(t.lang)
		}
	}
	return ""
}
