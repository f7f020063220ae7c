package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
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
func (t *talk) onList(c cohort, list string) []enterprise.Candidate {
	var out []enterprise.Candidate
	for _, ch := range c.Choices {
		b, ok := t.chosenBusiness(ch)
		on := map[string]bool{
			memberList: ch.What == takenIn, reserveList: ch.What == inHand,
			objectionList: ch.objects() || ch.Proposed != nil,
		}[list]
		if ok && on {
			out = append(out, enterprise.Candidate{Person: ch.Person, Business: b, Score: t.book.program.Footing(b, t.now).Score})
		}
	}
	if list != memberList {
		enterprise.Rank(out)
	}
	return out
}

// showDecided is what was decided about somebody, and what can be changed. The
// look is in the trail.
func (t *talk) showDecided(id string, c cohort, person enterprise.PersonID) {
	i := c.of(person)
	if i >= 0 && c.Choices[i].What == takenIn {
		t.showMember(id, c, person)
		return
	}
	b, ok := enterprise.Business{}, false
	if i >= 0 {
		b, ok = t.chosenBusiness(c.Choices[i])
	}
	if !ok {
		t.again(t.word("cohort.gone", nil))
		return
	}
	t.audit("data.card", person, c.Name, "")
	ch, f := c.Choices[i], t.book.program.Footing(b, t.now)
	text := t.word("cohort.decided", messages.Args{
		"Business": b.Name, "Name": t.other(person).Name, "Number": person.String(), "Score": f.Score, "Level": t.level(f.Level), "Documents": f.Documents,
		"District": t.districtName(b.District), "Sector": t.valueName("sector", b.Sector), "Objected": t.dayOrNone(ch.Objected),
	})
	for _, was := range append(slices.Clone(ch.Earlier), ch) {
		text = join(text, t.word("cohort.chosen", messages.Args{"What": t.verdictName(was.What), "Who": t.colleague(was.By), "At": t.date(was.At), "Reason": was.Reason}))
	}
	if p := ch.Proposed; p != nil {
		text = join(text, t.word("cohort.proposed.upheld", messages.Args{"What": t.verdictName(p.What), "Who": t.colleague(p.By), "At": t.date(p.At), "Reason": p.Reason}))
	}
	t.say(messages.Message{Key: "cohort.decided", Text: text, Buttons: t.changeButtons(id, ch)})
}

func (t *talk) changeButtons(id string, ch choice) [][]messages.Button {
	var rows [][]messages.Button
	offer := func(word, verb string) {
		rows = append(rows, []messages.Button{{Label: t.label(word), Data: cohortData(id, verb, strconv.FormatInt(int64(ch.Person), 10))}})
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
func (t *talk) unchangeable(c cohort, change string, person enterprise.PersonID) string {
	i := c.of(person)
	switch {
	case i < 0 || c.State != cohortClosed:
		return t.word("cohort.gone", nil)
	case person == t.Person.ID:
		return t.word("cohort.own", nil)
	}
	ch := c.Choices[i]
	b, ok := t.chosenBusiness(ch)
	switch {
	case !ok:
		return t.word("cohort.gone", nil)
	case change == changeLeave && (ch.What != takenIn || !ch.Graduated.IsZero()):
		return t.word("cohort.list.empty", nil)
	case change == changeLeave:
		return ""
	case change == changePromote && ch.What != inHand, change != changePromote && !ch.objects(), ch.Proposed != nil:
		return t.word("cohort.settled", nil)
	case change == upholdReserve:
		return ""
	}
	return t.noPlaceFor(c, person, b)
}

// noPlaceFor says why somebody cannot become a member of a closed cohort now:
// the business is not what it has to be, or there is no place.
func (t *talk) noPlaceFor(c cohort, person enterprise.PersonID, b enterprise.Business) string {
	if !b.Ended.IsZero() || t.book.program.Admin(b, t.now).State != enterprise.AdminIsReady || len(t.other(person).Cohorts) > 0 {
		return t.word("cohort.unfit", nil)
	}
	return t.fullText(c, person, b)
}

// askChange opens the question why.
func (t *talk) askChange(r Record, c cohort, change string, person enterprise.PersonID) {
	if why := t.unchangeable(c, change, person); why != "" {
		t.again(why)
		return
	}
	t.interject("choose", strings.Join([]string{r.ID, change, strconv.FormatInt(int64(person), 10)}, " "))
}

// writeChange writes an officer's change down, and gives the line that says so
// or why not: somebody else may have been faster.
func (t *talk) writeChange(r Record, c cohort, change string, person enterprise.PersonID, reason string) string {
	if why := t.unchangeable(c, change, person); why != "" {
		return why
	}
	ch := &c.Choices[c.of(person)]
	b, _ := t.chosenBusiness(*ch)
	switch change {
	case changeLeave:
		*ch = ch.changed(departed, reason, t.Person.ID, t.now)
		ch.Moved = ""
	case changePromote:
		*ch = ch.changed(takenIn, reason, t.Person.ID, t.now)
		ch.Moved, ch.Start = byPlace, t.book.program.Footing(b, t.now)
	default:
		what := map[string]verdict{upholdIn: takenIn, upholdReserve: inHand}[change]
		ch.Proposed = &upheld{What: what, Reason: reason, By: t.Person.ID, At: t.now}
		t.putCohort(r, c)
		t.audit("cohort.upheld", person, c.Name, reason)
		for _, id := range t.colleaguesBeside(t.Person.ID) {
			t.tell(id, "cohort.upheld", objectionNotice{r.ID, person})
		}
		return t.word("cohort.done.upheld", messages.Args{"Business": b.Name})
	}
	t.putCohort(r, c)
	t.audit(map[string]string{changeLeave: "cohort.withdrawn", changePromote: "cohort.promoted"}[change], person, c.Name, reason)
	t.tell(person, "cohort", cohortNotice{r.ID})
	return t.word(map[string]string{changeLeave: "cohort.done.leave", changePromote: "cohort.done.promote"}[change], messages.Args{"Business": b.Name, "In": c.count(takenIn), "Quota": c.Quota, "Reserve": c.count(inHand)})
}

// leaving is a member who gives their place back: why?
func leaving() *Flow {
	return &Flow{
		Key: "leaving", OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return leavingQuestions },
		Finish: func(t *talk, d *Draft) {
			r, c, ok := t.cohortOf(d.Subject)
			i := c.of(t.Person.ID)
			if !ok || i < 0 || c.Choices[i].What != takenIn {
				t.comeBack(d, t.word("cohort.gone", nil))
				return
			}
			c.Choices[i] = c.Choices[i].changed(departed, d.Answers["why"].Value, t.Person.ID, t.now)
			c.Choices[i].Moved = ""
			t.putCohort(r, c)
			t.leaveCohort(r.ID)
			t.audit("cohort.left", t.Person.ID, c.Name, d.Answers["why"].Value)
			for _, id := range t.colleaguesBeside(t.Person.ID) {
				t.tell(id, "cohort.place", cohortNotice{r.ID})
			}
			t.comeBack(d, t.word("cohort.done.left", messages.Args{"Cohort": c.Name}))
		},
	}
}

var leavingQuestions = []*Question{{Key: "why", Read: readLong("choose.why.refuse"), Ask: func(t *talk, d *Draft) string {
	_, c, _ := t.cohortOf(d.Subject)
	return t.word("leaving.why.ask", messages.Args{"Cohort": c.Name})
}}}

// placeFree tells an officer that a member left, and who is in reserve.
func placeFree(t *talk, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, c, ok := t.cohortOf(n.Cohort)
	if !ok || !t.may(forOfficers) {
		return
	}
	m := messages.Message{Key: "cohort.place.free", Text: t.word("cohort.place.free", messages.Args{"Cohort": c.Name, "In": c.count(takenIn), "Quota": c.Quota, "Reserve": c.count(inHand)})}
	if c.count(inHand) > 0 {
		m.Buttons = [][]messages.Button{{{Label: t.label("cohort.button.reserve"), Data: cohortData(n.Cohort, reserveList, "0")}}}
	}
	t.say(m)
	if t.Chat.Open != "" {
		t.again("")
	}
}
