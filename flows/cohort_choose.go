package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// cohortPage is how many people a page lists: more do not fit a phone.
const cohortPage = 8

// cohortButton is a button of a cohort: k:new, k:<cohort>:<verb>[:<which>].
func (t *talk) cohortButton(rest []string) bool {
	if len(rest) == 1 && rest[0] == "new" {
		t.enter(t.book.flow("cohort"))
		return true
	}
	if len(rest) < 2 || len(rest) > 3 {
		return false
	}
	r, c, ok := t.cohortOf(rest[0])
	if !ok {
		t.again(t.word("cohort.gone", nil))
		return true
	}
	if len(rest) == 3 {
		n, err := strconv.ParseInt(rest[2], 10, 64)
		return err == nil && n >= 0 && t.cohortWhich(r, c, rest[1], n)
	}
	switch rest[1] {
	case "show":
		t.showCohort(r.ID, c)
	case "file":
		t.cohortFile(r.ID, c)
	case "propose":
		t.askPropose(r, c)
	case "close":
		t.closeCohort(r, c)
	case "reopen":
		t.reopenCohort(r, c)
	default:
		return false
	}
	return true
}

// cohortWhich does what a button about a page or a person says.
func (t *talk) cohortWhich(r Record, c cohort, verb string, n int64) bool {
	id := enterprise.PersonID(n)
	switch {
	case verb == memberList, c.State == cohortClosed && (verb == reserveList || verb == objectionList):
		t.cohortPage(r.ID, c, verb, int(min(n, cohortQuota*100)))
	case verb == "who" && c.State == cohortClosed:
		t.showDecided(r.ID, c, id)
	case c.State == cohortClosed && slices.Contains(changes, verb):
		t.askChange(r, c, verb, id)
	case verb == "agree" || verb == "refuse":
		t.settleObjection(r, c, id, verb == "agree")
	case verb == "who":
		t.showCandidate(r.ID, c, id)
	case verb == "up":
		t.graduate(r, c, id)
	case !slices.Contains([]verdict{takenIn, inHand, leftOut}, verdict(verb)):
		return false
	default:
		t.askChoice(r, c, verdict(verb), id)
	}
	return true
}

// cohortPage lists the candidates by rank, or the members of a closed cohort.
// Who is listed is in the trail.
func (t *talk) cohortPage(id string, c cohort, list string, page int) {
	lines, people := t.cohortLines(c, list)
	if len(people) == 0 && c.State == cohortClosed {
		t.again(t.word("cohort.list.empty", nil))
		return
	}
	if len(people) == 0 {
		t.again(t.word("cohort.nobody", messages.Args{"From": t.book.program.City.Cohorts.FromScore, "To": t.book.program.City.Cohorts.ToScore}))
		return
	}
	pages := (len(people) + cohortPage - 1) / cohortPage
	page = min(page, pages-1)
	first, end := page*cohortPage, min(len(people), (page+1)*cohortPage)
	var row, turn []messages.Button
	for i := first; i < end; i++ {
		t.audit("data.found", people[i], c.Name, "")
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: cohortData(id, "who", strconv.FormatInt(int64(people[i]), 10))})
	}
	if page > 0 {
		turn = append(turn, messages.Button{Label: t.label("cohort.button.before"), Data: cohortData(id, list, strconv.Itoa(page-1))})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: t.label("cohort.button.after"), Data: cohortData(id, list, strconv.Itoa(page+1))})
	}
	head := t.word("cohort.page", messages.Args{"Name": c.Name, "Count": len(people), "Page": page + 1, "Pages": pages, "Closed": c.State == cohortClosed, "List": list})
	buttons := slices.Collect(slices.Chunk(row, 4))
	if len(turn) > 0 {
		buttons = append(buttons, turn)
	}
	t.say(messages.Message{Key: "cohort.page", Text: head + "\n" + strings.Join(lines[first:end], "\n"), Buttons: buttons})
}

// cohortLines are a line for each person that a cohort lists, and who they are.
func (t *talk) cohortLines(c cohort, list string) (lines []string, people []enterprise.PersonID) {
	line := func(id enterprise.PersonID, b enterprise.Business, score int, mark string) {
		lines = append(lines, fmt.Sprintf("%d. %s<b>%s</b> · %d · %s", len(lines)+1, mark, messages.Escape(b.Name), score, messages.Escape(t.districtName(b.District))))
		people = append(people, id)
	}
	if c.State != cohortClosed {
		for _, k := range t.cohortCandidates() {
			mark := ""
			if i := c.of(k.Person); i >= 0 {
				mark = verdictMarks[c.Choices[i].What]
			}
			line(k.Person, k.Business, k.Score, mark)
		}
		return lines, people
	}
	for _, k := range t.onList(c, list) {
		mark := ""
		if ch := c.Choices[c.of(k.Person)]; !ch.Graduated.IsZero() {
			mark = "⬆ "
		}
		line(k.Person, k.Business, k.Score, mark)
	}
	return lines, people
}

var verdictMarks = map[verdict]string{takenIn: "✅ ", inHand: "⏳ ", leftOut: "▫ "}

func (t *talk) districtName(code string) string {
	return t.book.program.Regions.District(code).Name
}

// chosenBusiness is the business of a choice; ok is false once its owner was erased.
func (t *talk) chosenBusiness(ch choice) (b enterprise.Business, ok bool) {
	if ch.Person == nobodyID {
		return b, false
	}
	return t.other(ch.Person).Business(ch.Business)
}

// showCandidate is what an officer needs to choose: the rank and by what, and
// what was decided. The look is in the trail.
func (t *talk) showCandidate(id string, c cohort, person enterprise.PersonID) {
	all := t.cohortCandidates()
	i := slices.IndexFunc(all, func(k enterprise.Candidate) bool { return k.Person == person })
	if i < 0 {
		t.again(t.word("cohort.unfit", nil))
		return
	}
	t.audit("data.card", person, c.Name, "")
	b, f := all[i].Business, t.book.program.Footing(all[i].Business, t.now)
	text := t.word("cohort.candidate", messages.Args{
		"Rank": i + 1, "Of": len(all), "Business": b.Name, "Name": t.other(person).Name, "Number": person.String(), "Score": f.Score, "Level": t.level(f.Level),
		"Documents": f.Documents, "District": t.districtName(b.District), "Sector": t.valueName("sector", b.Sector), "Since": t.date(b.Registered),
	})
	if n := c.of(person); n >= 0 {
		ch := c.Choices[n]
		text = join(text, t.word("cohort.chosen", messages.Args{"What": t.verdictName(ch.What), "Who": t.colleague(ch.By), "At": t.date(ch.At), "Reason": ch.Reason}))
	}
	m := messages.Message{Key: "cohort.candidate", Text: text}
	if c.State == cohortOpen {
		var row []messages.Button
		for _, v := range []verdict{takenIn, inHand, leftOut} {
			row = append(row, messages.Button{Label: t.verdictName(v), Data: cohortData(id, string(v), strconv.FormatInt(int64(person), 10))})
		}
		m.Buttons = append(m.Buttons, row)
	}
	m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("cohort.button.list"), Data: cohortData(id, "page", strconv.Itoa(i/cohortPage))}})
	t.say(m)
}

func (t *talk) verdictName(v verdict) string {
	return t.label(map[verdict]string{takenIn: "cohort.verdict.in", inHand: "cohort.verdict.reserve", leftOut: "cohort.verdict.out", departed: "cohort.verdict.left"}[v])
}

// unchoosable says why an officer cannot decide so about a candidate now;
// empty: they can.
func (t *talk) unchoosable(c cohort, what verdict, person enterprise.PersonID) (b enterprise.Business, why string) {
	all := t.cohortCandidates()
	i := slices.IndexFunc(all, func(k enterprise.Candidate) bool { return k.Person == person })
	switch {
	case c.State != cohortOpen:
		return b, t.word("cohort.not_open", nil)
	case person == t.Person.ID:
		return b, t.word("cohort.own", nil)
	case i < 0:
		return b, t.word("cohort.unfit", nil)
	case what != takenIn:
		return all[i].Business, ""
	}
	b = all[i].Business
	return b, t.fullText(c, person, b)
}

// fullText says which quota leaves no place for a business; empty: there is one.
func (t *talk) fullText(c cohort, person enterprise.PersonID, b enterprise.Business) string {
	switch c.full(person, b) {
	case "quota":
		return t.word("cohort.full.quota", messages.Args{"N": c.Quota, "Closed": c.State == cohortClosed})
	case "district":
		return t.word("cohort.full.district", messages.Args{"Closed": c.State == cohortClosed, "N": c.PerDistrict, "Name": t.districtName(b.District)})
	case "sector":
		return t.word("cohort.full.sector", messages.Args{"Closed": c.State == cohortClosed, "N": c.PerSector, "Name": t.valueName("sector", b.Sector)})
	}
	return ""
}

// askChoice opens the question why.
func (t *talk) askChoice(r Record, c cohort, what verdict, person enterprise.PersonID) {
	if _, why := t.unchoosable(c, what, person); why != "" {
		t.again(why)
		return
	}
	t.interject("choose", strings.Join([]string{r.ID, string(what), strconv.FormatInt(int64(person), 10)}, " "))
}

// choose is the reason for a choice. The quotas are looked at again with it:
// somebody else may have been faster.
func choose() *Flow {
	return &Flow{
		Key: "choose", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return chooseQuestions },
		Finish: func(t *talk, d *Draft) {
			parts := strings.Fields(d.Subject)
			if len(parts) != 3 {
				t.again(t.word("cohort.gone", nil))
				return
			}
			n, _ := strconv.ParseInt(parts[2], 10, 64)
			r, c, ok := t.cohortOf(parts[0])
			if !ok {
				t.comeBack(d, t.word("cohort.gone", nil))
				return
			}
			person, reason := enterprise.PersonID(n), d.Answers["why"].Value
			if slices.Contains(changes, parts[1]) {
				t.comeBack(d, t.writeChange(r, c, parts[1], person, reason))
				return
			}
			t.comeBack(d, t.writeChoice(r, c, verdict(parts[1]), person, reason))
		},
	}
}

var chooseQuestions = []*Question{{Key: "why", Read: readLong("choose.why.refuse")}}

// writeChoice writes a choice down, and gives the line that says so or why not.
func (t *talk) writeChoice(r Record, c cohort, what verdict, person enterprise.PersonID, reason string) string {
	b, why := t.unchoosable(c, what, person)
	if why != "" {
		return why
	}
	ch := choice{Person: person, Business: b.ID, District: b.District, Sector: b.Sector, What: what, Reason: reason, By: t.Person.ID, At: t.now}
	if i := c.of(person); i >= 0 {
		c.Choices[i] = ch
	} else {
		c.Choices = append(c.Choices, ch)
	}
	t.putCohort(r, c)
	t.audit(map[verdict]string{takenIn: "cohort.in", inHand: "cohort.reserve", leftOut: "cohort.out"}[what], person, c.Name, reason)
	return t.word("cohort.noted", messages.Args{"Business": b.Name, "What": t.verdictName(what), "In": c.count(takenIn), "Quota": c.Quota})
}
