package cohort

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// The lists of a closed cohort; memberList is also that of the candidates
// while it is open.
const (
	memberList    = "page"
	reserveList   = "reserved"
	objectionList = "objections"
)

// What an officer may change in a closed cohort, always with a reason.
const (
	changeLeave   = "leave"       // a member is withdrawn
	changePromote = "promote"     // somebody of the reserve list gets a free place
	upholdIn      = "mendin"      // an objection is right: a place
	upholdReserve = "mendreserve" // an objection is right: the reserve list
)

var changes = []string{changeLeave, changePromote, upholdIn, upholdReserve}

// onList are the people on one of a closed cohort's lists, ranked as candidates
// are, but for the members, who stand as they were chosen.
func onList(c *flows.Conversation, co cohort, list string) []enterprise.Candidate {
	var out []enterprise.Candidate
	for _, ch := range co.Choices {
		b, ok := chosenBusiness(c, ch)
		on := map[string]bool{
			memberList: ch.What == takenIn, reserveList: ch.What == inHand,
			objectionList: ch.objects() || ch.Proposed != nil,
		}[list]
		if ok && on {
			out = append(out, enterprise.Candidate{Person: ch.Person, Business: b, Score: c.Program().Footing(b, c.Now()).Score})
		}
	}
	if list != memberList {
		enterprise.Rank(out)
	}
	return out
}

// showDecided is what was decided about somebody, and what can be changed. The
// look is in the trail.
func showDecided(c *flows.Conversation, id string, co cohort, person enterprise.PersonID) {
	i := co.Of(person)
	if i >= 0 && co.Choices[i].What == takenIn {
		showMember(c, id, co, person)
		return
	}
	b, ok := enterprise.Business{}, false
	if i >= 0 {
		b, ok = chosenBusiness(c, co.Choices[i])
	}
	if !ok {
		c.Repeat(c.Text("cohort.gone", nil))
		return
	}
	c.Audit("data.card", person, co.Name, "")
	ch, f := co.Choices[i], c.Program().Footing(b, c.Now())
	text := c.Text("cohort.decided", messages.Args{
		"Business": b.Name, "Name": c.PersonByID(person).Name, "Number": person.String(), "Score": f.Score, "Level": c.Level(f.Level), "Documents": f.Documents,
		"District": c.District(b.District), "Sector": c.ValueName("sector", b.Sector), "Objected": c.DayOrNone(ch.Objected),
	})
	for _, was := range append(slices.Clone(ch.Earlier), ch) {
		text = flows.Join(text, c.Text("cohort.chosen", messages.Args{"What": verdictName(c, was.What), "Who": c.Colleague(was.By), "At": c.Date(was.At), "Reason": was.Reason}))
	}
	if p := ch.Proposed; p != nil {
		text = flows.Join(text, c.Text("cohort.proposed.upheld", messages.Args{"What": verdictName(c, p.What), "Who": c.Colleague(p.By), "At": c.Date(p.At), "Reason": p.Reason}))
	}
	c.Say(messages.Message{Key: "cohort.decided", Text: text, Buttons: changeButtons(c, id, ch)})
}

func changeButtons(c *flows.Conversation, id string, ch choice) [][]messages.Button {
	var rows [][]messages.Button
	offer := func(word, verb string) {
		rows = append(rows, []messages.Button{{Label: c.Label(word), Data: cohortData(id, verb, strconv.FormatInt(int64(ch.Person), 10))}})
	}
	switch {
	case ch.Proposed != nil:
		offer("cohort.button.agree", "agree")
		offer("cohort.button.refuse", "refuse")
	case ch.objects():
		offer("cohort.button.uphold.in", upholdIn)
		if ch.What == leftOut {
			offer("cohort.button.uphold.reserve", upholdReserve)
		}
	}
	if ch.What == inHand && ch.Proposed == nil {
		offer("cohort.button.promote", changePromote)
	}
	return rows
}

// unchangeable says why a change cannot be made now; empty: it can.
func unchangeable(c *flows.Conversation, co cohort, change string, person enterprise.PersonID) string {
	i := co.Of(person)
	switch {
	case i < 0 || co.State != cohortClosed:
		return c.Text("cohort.gone", nil)
	case person == c.Person.ID:
		return c.Text("cohort.own", nil)
	}
	ch := co.Choices[i]
	b, ok := chosenBusiness(c, ch)
	switch {
	case !ok:
		return c.Text("cohort.gone", nil)
	case change == changeLeave && (ch.What != takenIn || !ch.Graduated.IsZero()):
		return c.Text("cohort.list.empty", nil)
	case change == changeLeave:
		return ""
	case change == changePromote && ch.What != inHand, change != changePromote && !ch.objects(), ch.Proposed != nil:
		return c.Text("cohort.settled", nil)
	case change == upholdReserve:
		return ""
	}
	return noPlaceFor(c, co, person, b)
}

// noPlaceFor says why somebody cannot become a member of a closed cohort now:
// the business is not what it has to be, or there is no place.
func noPlaceFor(c *flows.Conversation, co cohort, person enterprise.PersonID, b enterprise.Business) string {
	if !b.Ended.IsZero() || c.Program().Admin(b, c.Now()).State != enterprise.AdminIsReady || len(c.PersonByID(person).Cohorts) > 0 {
		return c.Text("cohort.unfit", nil)
	}
	return fullText(c, co, person, b)
}

// askChange opens the question why.
func askChange(c *flows.Conversation, r flows.Record, co cohort, change string, person enterprise.PersonID) {
	if why := unchangeable(c, co, change, person); why != "" {
		c.Repeat(why)
		return
	}
	c.Detour("choose", strings.Join([]string{r.ID, change, strconv.FormatInt(int64(person), 10)}, " "))
}

// writeChange writes an officer's change down, and gives the line that says so
// or why not: somebody else may have been faster.
func writeChange(c *flows.Conversation, r flows.Record, co cohort, change string, person enterprise.PersonID, reason string) string {
	if why := unchangeable(c, co, change, person); why != "" {
		return why
	}
	ch := &co.Choices[co.Of(person)]
	b, _ := chosenBusiness(c, *ch)
	switch change {
	case changeLeave:
		*ch = ch.changed(departed, reason, c.Person.ID, c.Now())
		ch.Moved = ""
	case changePromote:
		*ch = ch.changed(takenIn, reason, c.Person.ID, c.Now())
		ch.Moved, ch.Start = byPlace, c.Program().Footing(b, c.Now())
	default:
		what := map[string]verdict{upholdIn: takenIn, upholdReserve: inHand}[change]
		ch.Proposed = &upheld{What: what, Reason: reason, By: c.Person.ID, At: c.Now()}
		putCohort(c, r, co)
		c.Audit("cohort.upheld", person, co.Name, reason)
		for _, id := range people.ColleaguesBeside(c, c.Person.ID) {
			c.Tell(id, "cohort.upheld", objectionNotice{r.ID, person})
		}
		return c.Text("cohort.done.upheld", messages.Args{"Business": b.Name})
	}
	putCohort(c, r, co)
	c.Audit(map[string]string{changeLeave: "cohort.withdrawn", changePromote: "cohort.promoted"}[change], person, co.Name, reason)
	c.Tell(person, "cohort", cohortNotice{r.ID})
	return c.Text(map[string]string{changeLeave: "cohort.done.leave", changePromote: "cohort.done.promote"}[change], messages.Args{"Business": b.Name, "In": co.Count(takenIn), "Quota": co.Quota, "Reserve": co.Count(inHand)})
}

// leaving is a member who gives their place back: why?
func leaving() *flows.Form {
	return &flows.Form{
		Key: "leaving", OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return leavingQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, co, ok := cohortOf(c, d.Subject)
			i := co.Of(c.Person.ID)
			if !ok || i < 0 || co.Choices[i].What != takenIn {
				c.Return(d, c.Text("cohort.gone", nil))
				return
			}
			co.Choices[i] = co.Choices[i].changed(departed, d.Answers["why"].Value, c.Person.ID, c.Now())
			co.Choices[i].Moved = ""
			putCohort(c, r, co)
			leaveCohort(c, r.ID)
			c.Audit("cohort.left", c.Person.ID, co.Name, d.Answers["why"].Value)
			for _, id := range people.ColleaguesBeside(c, c.Person.ID) {
				c.Tell(id, "cohort.place", cohortNotice{r.ID})
			}
			c.Return(d, c.Text("cohort.done.left", messages.Args{"Cohort": co.Name}))
		},
	}
}

var leavingQuestions = []*flows.Question{{Key: "why", Read: reading.Text("choose.why.refuse"), Ask: func(c *flows.Conversation, d *flows.Draft) string {
	_, co, _ := cohortOf(c, d.Subject)
	return c.Text("leaving.why.ask", messages.Args{"Cohort": co.Name})
}}}

// placeFree tells an officer that a member left, and who is in reserve.
func placeFree(c *flows.Conversation, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, co, ok := cohortOf(c, n.Cohort)
	if !ok || !c.Allowed(flows.ForOfficers) {
		return
	}
	m := messages.Message{Key: "cohort.place.free", Text: c.Text("cohort.place.free", messages.Args{"Cohort": co.Name, "In": co.Count(takenIn), "Quota": co.Quota, "Reserve": co.Count(inHand)})}
	if co.Count(inHand) > 0 {
		m.Buttons = [][]messages.Button{{{Label: c.Label("cohort.button.reserve"), Data: cohortData(n.Cohort, reserveList, "0")}}}
	}
	c.Say(m)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}
