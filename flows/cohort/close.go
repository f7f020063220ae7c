package cohort

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// cohortNotice is what people are told of a cohort.
type cohortNotice struct {
	Cohort string `json:"cohort"`
}

// askPropose asks for the reason that goes for all who were not decided.
func askPropose(c *flows.Conversation, r flows.Record, co cohort) {
	switch {
	case co.State != cohortOpen:
		showCohort(c, r.ID, co)
	case co.Count(takenIn) == 0:
		c.Repeat(c.Text("cohort.empty", nil))
	default:
		c.Detour("propose", r.ID)
	}
}

// propose is an officer's proposal to close: whoever was not decided, or does
// not meet the rule any more, is left out for the reason given here.
func propose() *flows.Form {
	return &flows.Form{
		Key: "propose", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return proposeQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, co, ok := cohortOf(c, d.Subject)
			if !ok || co.State != cohortOpen || co.Count(takenIn) == 0 {
				c.Return(d, c.Text("cohort.not_open", nil))
				return
			}
			settleRest(c, &co, d.Answers["why"].Value)
			co.State, co.Proposer = cohortProposed, c.Person.ID
			putCohort(c, r, co)
			c.Audit("cohort.proposed", 0, co.Name, d.Answers["why"].Value)
			for _, id := range people.ColleaguesBeside(c, c.Person.ID) {
				c.Tell(id, "cohort.close", cohortNotice{r.ID})
			}
			c.Return(d, c.Text("cohort.done.proposed", messages.Args{"Name": co.Name}))
		},
	}
}

var proposeQuestions = []*flows.Question{{Key: "why", Read: reading.Text("choose.why.refuse"), Ask: func(c *flows.Conversation, d *flows.Draft) string {
	_, co, _ := cohortOf(c, d.Subject)
	undecided := 0
	for _, k := range cohortCandidates(c) {
		if co.Of(k.Person) < 0 {
			undecided++
		}
	}
	return c.Text("propose.why.ask", messages.Args{"In": co.Count(takenIn), "Quota": co.Quota, "Undecided": undecided})
}}}

// settleRest leaves out who was not decided and who is no candidate any more.
func settleRest(c *flows.Conversation, co *cohort, reason string) {
	all := cohortCandidates(c)
	rest := choice{What: leftOut, Reason: reason, By: c.Person.ID, At: c.Now(), Rest: true}
	for i, ch := range co.Choices {
		if !slices.ContainsFunc(all, func(k enterprise.Candidate) bool { return k.Person == ch.Person }) {
			lapsed := rest
			lapsed.Person, lapsed.Business, lapsed.District, lapsed.Sector = ch.Person, ch.Business, ch.District, ch.Sector
			co.Choices[i] = lapsed
		}
	}
	for _, k := range all {
		if co.Of(k.Person) < 0 {
			out := rest
			out.Person, out.Business, out.District, out.Sector = k.Person, k.Business.ID, k.Business.District, k.Business.Sector
			co.Choices = append(co.Choices, out)
		}
	}
}

// closeAsked shows an officer what a colleague proposes.
func closeAsked(c *flows.Conversation, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, co, ok := cohortOf(c, n.Cohort)
	if !ok || !c.Allowed(flows.ForOfficers) || co.State != cohortProposed || co.Proposer == c.Person.ID {
		return
	}
	c.Say(messages.Message{Key: "cohort.asked", Text: c.Text("cohort.asked", messages.Args{"Who": c.Colleague(co.Proposer), "Name": co.Name})})
	showCohort(c, n.Cohort, co)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// closeCohort settles a cohort: by a second officer, never by the one who
// proposed it, and by nobody who is decided about. Everybody is told.
func closeCohort(c *flows.Conversation, r flows.Record, co cohort) {
	switch {
	case co.State != cohortProposed:
		showCohort(c, r.ID, co)
		return
	case co.Proposer == c.Person.ID:
		c.Repeat(c.Text("cohort.alone", nil))
		return
	case co.Of(c.Person.ID) >= 0:
		c.Repeat(c.Text("cohort.own", nil))
		return
	}
	co.State, co.Closer, co.Closed = cohortClosed, c.Person.ID, c.Now()
	for i, ch := range co.Choices {
		if b, ok := chosenBusiness(c, ch); ok {
			co.Choices[i].Start = c.Program().Footing(b, c.Now())
		}
		c.Tell(ch.Person, "cohort", cohortNotice{r.ID})
	}
	putCohort(c, r, co)
	c.Audit("cohort.closed", 0, co.Name, "")
	c.Repeat(c.Text("cohort.done.closed", messages.Args{"Name": co.Name, "Told": len(co.Choices)}))
}

// reopenCohort turns a proposal down or takes it back: choices that officers
// made one by one stay, the others are undecided again.
func reopenCohort(c *flows.Conversation, r flows.Record, co cohort) {
	if co.State == cohortProposed {
		co.State, co.Proposer = cohortOpen, 0
		co.Choices = slices.DeleteFunc(co.Choices, func(ch choice) bool { return ch.Rest })
		putCohort(c, r, co)
		c.Audit("cohort.reopened", 0, co.Name, "")
	}
	showCohort(c, r.ID, co)
}

// cohortSettled tells an owner what was decided, why, and what would help.
func cohortSettled(c *flows.Conversation, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, co, ok := cohortOf(c, n.Cohort)
	i := co.Of(c.Person.ID)
	if !ok || co.State != cohortClosed || i < 0 {
		return
	}
	ch := co.Choices[i]
	args := messages.Args{"Cohort": co.Name, "From": c.Date(co.From), "Until": c.Date(co.Until), "Reason": ch.Reason, "Business": "", "Weakest": ""}
	if b, ok := chosenBusiness(c, ch); ok {
		args["Business"] = b.Name
		if v, ok := c.Program().Verified(b, c.Now()); ok {
			args["Weakest"] = dimensionName(c, v.Weakest)
		}
	}
	if ch.What == takenIn {
		join(c, n.Cohort, co, ch)
	} else {
		leaveCohort(c, n.Cohort)
	}
	m := messages.Message{Key: "cohort.told." + string(ch.What)}
	m.Text = c.Text(map[verdict]string{takenIn: "cohort.told.in", inHand: "cohort.told.reserve", leftOut: "cohort.told.out", departed: "cohort.told.left"}[ch.What], args)
	switch {
	case ch.Moved == byPlace && ch.What == takenIn:
		m.Text = flows.Join(c.Text("cohort.told.promoted", nil), m.Text)
	case ch.Moved == byObjection:
		m.Text = flows.Join(c.Text("cohort.told.upheld", nil), m.Text)
	}
	switch {
	case ch.What == takenIn:
		m.Buttons = [][]messages.Button{{{Label: c.Label("cohort.button.leave"), Data: "y:" + n.Cohort + ":leave"}}}
	default:
		m.Buttons = [][]messages.Button{{{Label: c.Label("cohort.button.object"), Data: "y:" + n.Cohort}}}
	}
	c.Say(m)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// join makes the person a member; a second notice, after going up, notes that.
func join(c *flows.Conversation, id string, co cohort, ch choice) {
	m := enterprise.Membership{Cohort: id, Name: co.Name, Business: ch.Business, At: ch.Start.At, Graduated: ch.Graduated}
	leaveCohort(c, id)
	c.Person.Cohorts = append(c.Person.Cohorts, m)
}

// leaveCohort takes the person's place away.
func leaveCohort(c *flows.Conversation, id string) {
	c.Person.Cohorts = slices.DeleteFunc(slices.Clone(c.Person.Cohorts), func(o enterprise.Membership) bool { return o.Cohort == id })
}

func dimensionName(c *flows.Conversation, code string) string {
	for _, d := range c.Program().Instrument.Dimensions {
		if d.Code == code {
			return d.Name.In(c.Lang())
		}
	}
	return ""
}
