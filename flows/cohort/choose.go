package cohort

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// cohortPage is how many people a page lists: more do not fit a phone.
const cohortPage = 8

// cohortButton is a button of a cohort: k:new, k:<cohort>:<verb>[:<which>].
func cohortButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 1 && rest[0] == "new" {
		c.Open("cohort")
		return true
	}
	if len(rest) < 2 || len(rest) > 3 {
		return false
	}
	r, co, ok := cohortOf(c, rest[0])
	if !ok {
		c.Repeat(c.Text("cohort.gone", nil))
		return true
	}
	if len(rest) == 3 {
		n, err := strconv.ParseInt(rest[2], 10, 64)
		return err == nil && n >= 0 && cohortWhich(c, r, co, rest[1], n)
	}
	switch rest[1] {
	case "show":
		showCohort(c, r.ID, co)
	case "file":
		cohortFile(c, r.ID, co)
	case "propose":
		askPropose(c, r, co)
	case "close":
		closeCohort(c, r, co)
	case "reopen":
		reopenCohort(c, r, co)
	default:
		return false
	}
	return true
}

// cohortWhich does what a button about a page or a person says.
func cohortWhich(c *flows.Conversation, r flows.Record, co cohort, verb string, n int64) bool {
	id := enterprise.PersonID(n)
	switch {
	case verb == memberList, co.State == cohortClosed && (verb == reserveList || verb == objectionList):
		listPage(c, r.ID, co, verb, int(min(n, cohortQuota*100)))
	case verb == "who" && co.State == cohortClosed:
		showDecided(c, r.ID, co, id)
	case co.State == cohortClosed && slices.Contains(changes, verb):
		askChange(c, r, co, verb, id)
	case verb == "agree" || verb == "refuse":
		settleObjection(c, r, co, id, verb == "agree")
	case verb == "who":
		showCandidate(c, r.ID, co, id)
	case verb == "up":
		graduate(c, r, co, id)
	case !slices.Contains([]verdict{takenIn, inHand, leftOut}, verdict(verb)):
		return false
	default:
		askChoice(c, r, co, verdict(verb), id)
	}
	return true
}

// listPage lists the candidates by rank, or the members of a closed cohort.
// Who is listed is in the trail.
func listPage(c *flows.Conversation, id string, co cohort, list string, page int) {
	lines, people := cohortLines(c, co, list)
	if len(people) == 0 && co.State == cohortClosed {
		c.Repeat(c.Text("cohort.list.empty", nil))
		return
	}
	if len(people) == 0 {
		c.Repeat(c.Text("cohort.nobody", messages.Args{"From": c.Program().City.Cohorts.FromScore, "To": c.Program().City.Cohorts.ToScore}))
		return
	}
	pages := (len(people) + cohortPage - 1) / cohortPage
	page = min(page, pages-1)
	first, end := page*cohortPage, min(len(people), (page+1)*cohortPage)
	var row, turn []messages.Button
	for i := first; i < end; i++ {
		c.Audit("data.found", people[i], co.Name, "")
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: cohortData(id, "who", strconv.FormatInt(int64(people[i]), 10))})
	}
	if page > 0 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.before"), Data: cohortData(id, list, strconv.Itoa(page-1))})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: c.Label("cohort.button.after"), Data: cohortData(id, list, strconv.Itoa(page+1))})
	}
	head := c.Text("cohort.page", messages.Args{"Name": co.Name, "Count": len(people), "Page": page + 1, "Pages": pages, "Closed": co.State == cohortClosed, "List": list})
	buttons := slices.Collect(slices.Chunk(row, 4))
	if len(turn) > 0 {
		buttons = append(buttons, turn)
	}
	c.Say(messages.Message{Key: "cohort.page", Text: head + "\n" + strings.Join(lines[first:end], "\n"), Buttons: buttons})
}

// cohortLines are a line for each person that a cohort lists, and who they are.
func cohortLines(c *flows.Conversation, co cohort, list string) (lines []string, people []enterprise.PersonID) {
	line := func(id enterprise.PersonID, b enterprise.Business, score int, mark string) {
		lines = append(lines, fmt.Sprintf("%d. %s<b>%s</b> · %d · %s", len(lines)+1, mark, messages.Escape(b.Name), score, messages.Escape(c.District(b.District))))
		people = append(people, id)
	}
	if co.State != cohortClosed {
		for _, k := range cohortCandidates(c) {
			mark := ""
			if i := co.Of(k.Person); i >= 0 {
				mark = verdictMarks[co.Choices[i].What]
			}
			line(k.Person, k.Business, k.Score, mark)
		}
		return lines, people
	}
	for _, k := range onList(c, co, list) {
		mark := ""
		if ch := co.Choices[co.Of(k.Person)]; !ch.Graduated.IsZero() {
			mark = "⬆ "
		}
		line(k.Person, k.Business, k.Score, mark)
	}
	return lines, people
}

var verdictMarks = map[verdict]string{takenIn: "✅ ", inHand: "⏳ ", leftOut: "▫ "}

// chosenBusiness is the business of a choice; ok is false once its owner was erased.
func chosenBusiness(c *flows.Conversation, ch choice) (b enterprise.Business, ok bool) {
	if ch.Person == flows.NobodyID {
		return b, false
	}
	return c.PersonByID(ch.Person).Business(ch.Business)
}

// showCandidate is what an officer needs to choose: the rank and by what, and
// what was decided. The look is in the trail.
func showCandidate(c *flows.Conversation, id string, co cohort, person enterprise.PersonID) {
	all := cohortCandidates(c)
	i := slices.IndexFunc(all, func(k enterprise.Candidate) bool { return k.Person == person })
	if i < 0 {
		c.Repeat(c.Text("cohort.unfit", nil))
		return
	}
	c.Audit("data.card", person, co.Name, "")
	b, f := all[i].Business, c.Program().Footing(all[i].Business, c.Now())
	text := c.Text("cohort.candidate", messages.Args{
		"Rank": i + 1, "Of": len(all), "Business": b.Name, "Name": c.PersonByID(person).Name, "Number": person.String(), "Score": f.Score, "Level": c.Level(f.Level),
		"Documents": f.Documents, "District": c.District(b.District), "Sector": c.ValueName("sector", b.Sector), "Since": c.Date(b.Registered),
	})
	if n := co.Of(person); n >= 0 {
		ch := co.Choices[n]
		text = flows.Join(text, c.Text("cohort.chosen", messages.Args{"What": verdictName(c, ch.What), "Who": c.Colleague(ch.By), "At": c.Date(ch.At), "Reason": ch.Reason}))
	}
	m := messages.Message{Key: "cohort.candidate", Text: text}
	if co.State == cohortOpen {
		var row []messages.Button
		for _, v := range []verdict{takenIn, inHand, leftOut} {
			row = append(row, messages.Button{Label: verdictName(c, v), Data: cohortData(id, string(v), strconv.FormatInt(int64(person), 10))})
		}
		m.Buttons = append(m.Buttons, row)
	}
	m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("cohort.button.list"), Data: cohortData(id, "page", strconv.Itoa(i/cohortPage))}})
	c.Say(m)
}

func verdictName(c *flows.Conversation, v verdict) string {
	return c.Label(map[verdict]string{takenIn: "cohort.verdict.in", inHand: "cohort.verdict.reserve", leftOut: "cohort.verdict.out", departed: "cohort.verdict.left"}[v])
}

// unchoosable says why an officer cannot decide so about a candidate now;
// empty: they can.
func unchoosable(c *flows.Conversation, co cohort, what verdict, person enterprise.PersonID) (b enterprise.Business, why string) {
	all := cohortCandidates(c)
	i := slices.IndexFunc(all, func(k enterprise.Candidate) bool { return k.Person == person })
	switch {
	case co.State != cohortOpen:
		return b, c.Text("cohort.not_open", nil)
	case person == c.Person.ID:
		return b, c.Text("cohort.own", nil)
	case i < 0:
		return b, c.Text("cohort.unfit", nil)
	case what != takenIn:
		return all[i].Business, ""
	}
	b = all[i].Business
	return b, fullText(c, co, person, b)
}

// fullText says which quota leaves no place for a business; empty: there is one.
func fullText(c *flows.Conversation, co cohort, person enterprise.PersonID, b enterprise.Business) string {
	switch co.full(person, b) {
	case "quota":
		return c.Text("cohort.full.quota", messages.Args{"N": co.Quota, "Closed": co.State == cohortClosed})
	case "district":
		return c.Text("cohort.full.district", messages.Args{"Closed": co.State == cohortClosed, "N": co.PerDistrict, "Name": c.District(b.District)})
	case "sector":
		return c.Text("cohort.full.sector", messages.Args{"Closed": co.State == cohortClosed, "N": co.PerSector, "Name": c.ValueName("sector", b.Sector)})
	}
	return ""
}

// askChoice opens the question why.
func askChoice(c *flows.Conversation, r flows.Record, co cohort, what verdict, person enterprise.PersonID) {
	if _, why := unchoosable(c, co, what, person); why != "" {
		c.Repeat(why)
		return
	}
	c.Detour("choose", strings.Join([]string{r.ID, string(what), strconv.FormatInt(int64(person), 10)}, " "))
}

// choose is the reason for a choice. The quotas are looked at again with it:
// somebody else may have been faster.
func choose() *flows.Form {
	return &flows.Form{
		Key: "choose", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return chooseQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			parts := strings.Fields(d.Subject)
			if len(parts) != 3 {
				c.Repeat(c.Text("cohort.gone", nil))
				return
			}
			n, _ := strconv.ParseInt(parts[2], 10, 64)
			r, co, ok := cohortOf(c, parts[0])
			if !ok {
				c.Return(d, c.Text("cohort.gone", nil))
				return
			}
			person, reason := enterprise.PersonID(n), d.Answers["why"].Value
			if slices.Contains(changes, parts[1]) {
				c.Return(d, writeChange(c, r, co, parts[1], person, reason))
				return
			}
			c.Return(d, writeChoice(c, r, co, verdict(parts[1]), person, reason))
		},
	}
}

var chooseQuestions = []*flows.Question{{Key: "why", Read: reading.Text("choose.why.refuse")}}

// writeChoice writes a choice down, and gives the line that says so or why not.
func writeChoice(c *flows.Conversation, r flows.Record, co cohort, what verdict, person enterprise.PersonID, reason string) string {
	b, why := unchoosable(c, co, what, person)
	if why != "" {
		return why
	}
	ch := choice{Person: person, Business: b.ID, District: b.District, Sector: b.Sector, What: what, Reason: reason, By: c.Person.ID, At: c.Now()}
	if i := co.Of(person); i >= 0 {
		co.Choices[i] = ch
	} else {
		co.Choices = append(co.Choices, ch)
	}
	putCohort(c, r, co)
	c.Audit(map[verdict]string{takenIn: "cohort.in", inHand: "cohort.reserve", leftOut: "cohort.out"}[what], person, co.Name, reason)
	return c.Text("cohort.noted", messages.Args{"Business": b.Name, "What": verdictName(c, what), "In": co.Count(takenIn), "Quota": co.Quota})
}
