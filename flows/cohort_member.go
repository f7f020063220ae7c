package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// showMember is how far a member has come since the cohort began: T0 and now.
func (t *talk) showMember(id string, c cohort, person enterprise.PersonID) {
	i := c.of(person)
	if i < 0 || person == nobodyID || c.Choices[i].What != takenIn {
		t.again(t.word("cohort.gone", nil))
		return
	}
	ch := c.Choices[i]
	b, ok := t.chosenBusiness(ch)
	if !ok {
		t.again(t.word("cohort.gone", nil))
		return
	}
	t.audit("data.card", person, c.Name, "")
	p, now := t.other(person), t.book.program.Footing(b, t.now)
	proof := t.proofNames(t.book.program.WentUp(ch.Start, now))
	text := t.word("cohort.member", messages.Args{"Business": b.Name, "Name": p.Name, "Number": person.String(), "At": t.date(ch.Start.At), "Reason": ch.Reason})
	text = join(text, t.word("cohort.growth", messages.Args{
		"Score0": ch.Start.Score, "Score1": now.Score, "Level0": t.level(ch.Start.Level), "Level1": t.level(now.Level), "Documents0": ch.Start.Documents, "Documents1": now.Documents,
		"Sales0": t.yearSales(ch.Start), "Sales1": t.yearSales(now),
		"Trainings0": len(attended(p, time.Time{}, ch.Start.At)), "Trainings1": len(attended(p, time.Time{}, t.now)), "Names": strings.Join(attended(p, ch.Start.At, t.now), ", "),
	}))
	text = join(text, t.word("cohort.growth.proof", messages.Args{"Proof": proof}))
	m := messages.Message{Key: "cohort.member"}
	switch {
	case !ch.Graduated.IsZero():
		text = join(text, t.word("cohort.up.done", messages.Args{"At": t.date(ch.Graduated), "Proof": t.proofNames(ch.Proof)}))
	case proof != "":
		m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("cohort.button.up"), Data: cohortData(id, "up", strconv.FormatInt(int64(person), 10))}})
	}
	m.Text = text
	if ch.Graduated.IsZero() {
		m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("cohort.button.withdraw"), Data: cohortData(id, changeLeave, strconv.FormatInt(int64(person), 10))}})
	}
	m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("cohort.button.list"), Data: cohortData(id, "page", "0")}})
	t.say(m)
}

// attended are the titles of the trainings a person was present in that began
// after a moment and not after another.
func attended(p enterprise.Person, after, until time.Time) (titles []string) {
	for _, x := range p.Trainings {
		if at := x.Begins(); len(x.Present) > 0 && at.After(after) && !at.After(until) {
			titles = append(titles, x.Title)
		}
	}
	return titles
}

// yearSales is sales with the months they are of, so that a part is no whole.
func (t *talk) yearSales(f enterprise.Footing) string {
	if f.Months == 0 {
		return t.label("cohort.sales.none")
	}
	return t.book.words.Label(t.lang, "cohort.sales", messages.Args{"Amount": enterprise.RoundRupiah(f.Sales, t.lang), "Months": f.Months})
}

func (t *talk) proofNames(proof []enterprise.Evidence) string {
	var names []string
	for _, p := range proof {
		names = append(names, t.label(map[enterprise.Evidence]string{enterprise.ByLevel: "cohort.proof.level", enterprise.ByScale: "cohort.proof.scale"}[p]))
	}
	return strings.Join(names, ", ")
}

// graduate notes that a member went up a class, with the evidence of this
// moment; without evidence nobody does, and no officer graduates themselves.
func (t *talk) graduate(r Record, c cohort, person enterprise.PersonID) {
	i := c.of(person)
	if i < 0 || c.State != cohortClosed || c.Choices[i].What != takenIn {
		t.again(t.word("cohort.gone", nil))
		return
	}
	ch := &c.Choices[i]
	b, ok := t.chosenBusiness(*ch)
	proof := t.book.program.WentUp(ch.Start, t.book.program.Footing(b, t.now))
	switch {
	case !ok:
		t.again(t.word("cohort.gone", nil))
	case person == t.Person.ID:
		t.again(t.word("cohort.own", nil))
	case !ch.Graduated.IsZero():
		t.showMember(r.ID, c, person)
	case len(proof) == 0:
		t.again(t.word("cohort.up.none", nil))
	default:
		ch.Graduated, ch.Proof = t.now, proof
		t.putCohort(r, c)
		t.audit("cohort.graduated", person, c.Name, t.proofNames(proof))
		t.tell(person, "cohort.up", cohortNotice{r.ID})
		t.showMember(r.ID, c, person)
	}
}

// wentUp congratulates an owner.
func wentUp(t *talk, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, c, ok := t.cohortOf(n.Cohort)
	i := c.of(t.Person.ID)
	if !ok || i < 0 || c.Choices[i].Graduated.IsZero() {
		return
	}
	t.join(n.Cohort, c, c.Choices[i])
	t.say(messages.Message{Key: "cohort.told.up", Text: t.word("cohort.told.up", messages.Args{"Cohort": c.Name, "Proof": t.proofNames(c.Choices[i].Proof)})})
	if t.Chat.Open != "" {
		t.again("")
	}
}

// cohortFile is all candidates or, of a closed cohort, all who were decided,
// as a table. Looking is noted.
func (t *talk) cohortFile(id string, c cohort) {
	t.audit("data.cohort", 0, c.Name, "")
	sheet := messages.Sheet{Name: t.label("cohort.sheet"), Header: strings.Split(t.label("cohort.columns"), "|"), Numbers: []int{0, 6, 8, 14}}
	row := func(person enterprise.PersonID, b enterprise.Business, ch choice) {
		f := t.book.program.Footing(b, t.now)
		cells := []string{strconv.Itoa(len(sheet.Rows) + 1), person.String(), t.other(person).Name, b.Name, t.valueName("sector", b.Sector), t.districtName(b.District),
			strconv.Itoa(f.Score), t.level(f.Level), strconv.Itoa(f.Documents), b.NIB, "", "", "", "", ""}
		if ch.What != "" {
			cells[10], cells[11], cells[12] = t.verdictName(ch.What), t.colleague(ch.By), ch.Reason
		}
		if ch.What == takenIn && c.State == cohortClosed {
			cells[14] = strconv.Itoa(len(attended(t.other(person), ch.Start.At, t.now)))
		}
		if !ch.Graduated.IsZero() {
			cells[13] = t.date(ch.Graduated)
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	if c.State == cohortClosed {
		for _, ch := range c.Choices {
			if b, ok := t.chosenBusiness(ch); ok {
				row(ch.Person, b, ch)
			}
		}
	} else {
		for _, k := range t.cohortCandidates() {
			var ch choice
			if i := c.of(k.Person); i >= 0 {
				ch = c.Choices[i]
			}
			row(k.Person, k.Business, ch)
		}
	}
	t.say(messages.Message{Key: "cohort.file", Text: t.word("cohort.file", messages.Args{"Name": c.Name, "Count": len(sheet.Rows)}),
		Workbook: &messages.Workbook{Name: fmt.Sprintf("kohort-%s.xlsx", t.now.In(t.book.program.City.Location).Format("2006-01-02")), Sheets: []messages.Sheet{sheet}}})
}

// cohortFacet is everybody in cohorts, those who went up, and each cohort.
func cohortFacet(t *talk) []Option {
	out := []Option{
		{Value: "any", Label: t.label("segment.cohort.any")},
		{Value: "graduated", Label: t.label("segment.cohort.graduated")},
	}
	for _, r := range t.list(cohortsList, cohortsMost) {
		var c cohort
		known := func(o Option) bool { return strings.EqualFold(o.Label, c.Name) }
		if json.Unmarshal(r.Data, &c) != nil || c.State != cohortClosed {
			continue
		}
		if slices.ContainsFunc(out, known) { // two of one name are told apart
			c.Name += " (" + c.From.In(t.book.program.City.Location).Format("2006") + ")"
		}
		out = append(out, Option{Value: r.ID, Label: c.Name})
	}
	return out
}

// myChoice is what was decided about a person in a cohort that is closed.
type myChoice struct {
	Cohort string `json:"cohort"`
	choice
}

// choicesAbout are the decisions about the person; of cohorts that are still
// being chosen for, nothing is decided yet.
func (t *talk) choicesAbout(id enterprise.PersonID) (out []myChoice) {
	for _, r := range t.list(cohortsList, cohortsMost) {
		var c cohort
		if json.Unmarshal(r.Data, &c) != nil || c.State != cohortClosed {
			continue
		}
		if i := c.of(id); i >= 0 {
			out = append(out, myChoice{c.Name, c.Choices[i]})
		}
	}
	return out
}

// exportChoices are what was decided about the person in cohorts.
func (t *talk) exportChoices() []Section {
	all := t.choicesAbout(t.Person.ID)
	s := Section{Name: "choices", Data: all, N: len(all), Sheet: "mydata.sheet.contact"}
	for _, ch := range all {
		for _, was := range append(slices.Clone(ch.Earlier), ch.choice) {
			s.Rows = append(s.Rows, []string{t.moment(was.At), t.colleague(was.By), ch.Cohort + ": " + t.verdictName(was.What) + ". " + was.Reason})
		}
	}
	return []Section{s}
}
