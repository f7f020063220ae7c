package cohort

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// showMember is how far a member has come since the cohort began: T0 and now.
func showMember(c *flows.Conversation, id string, co cohort, person enterprise.PersonID) {
	i := co.Of(person)
	if i < 0 || person == flows.NobodyID || co.Choices[i].What != takenIn {
		c.Repeat(c.Text("cohort.gone", nil))
		return
	}
	ch := co.Choices[i]
	b, ok := chosenBusiness(c, ch)
	if !ok {
		c.Repeat(c.Text("cohort.gone", nil))
		return
	}
	c.Audit("data.card", person, co.Name, "")
	p, now := c.PersonByID(person), c.Program().Footing(b, c.Now())
	proof := proofNames(c, c.Program().WentUp(ch.Start, now))
	text := c.Text("cohort.member", messages.Args{"Business": b.Name, "Name": p.Name, "Number": person.String(), "At": c.Date(ch.Start.At), "Reason": ch.Reason})
	text = flows.Join(text, c.Text("cohort.growth", messages.Args{
		"Score0": ch.Start.Score, "Score1": now.Score, "Level0": c.Level(ch.Start.Level), "Level1": c.Level(now.Level), "Documents0": ch.Start.Documents, "Documents1": now.Documents,
		"Sales0": yearSales(c, ch.Start), "Sales1": yearSales(c, now),
		"Trainings0": len(attended(p, time.Time{}, ch.Start.At)), "Trainings1": len(attended(p, time.Time{}, c.Now())), "Names": strings.Join(attended(p, ch.Start.At, c.Now()), ", "),
	}))
	text = flows.Join(text, c.Text("cohort.growth.proof", messages.Args{"Proof": proof}))
	m := messages.Message{Key: "cohort.member"}
	switch {
	case !ch.Graduated.IsZero():
		text = flows.Join(text, c.Text("cohort.up.done", messages.Args{"At": c.Date(ch.Graduated), "Proof": proofNames(c, ch.Proof)}))
	case proof != "":
		m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("cohort.button.up"), Data: cohortData(id, "up", strconv.FormatInt(int64(person), 10))}})
	}
	m.Text = text
	if ch.Graduated.IsZero() {
		m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("cohort.button.withdraw"), Data: cohortData(id, changeLeave, strconv.FormatInt(int64(person), 10))}})
	}
	m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("cohort.button.list"), Data: cohortData(id, "page", "0")}})
	c.Say(m)
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
func yearSales(c *flows.Conversation, f enterprise.Footing) string {
	if f.Months == 0 {
		return c.Label("cohort.sales.none")
	}
	return c.Words().Label(c.Lang(), "cohort.sales", messages.Args{"Amount": enterprise.RoundRupiah(f.Sales, c.Lang()), "Months": f.Months})
}

func proofNames(c *flows.Conversation, proof []enterprise.Evidence) string {
	var names []string
	for _, p := range proof {
		names = append(names, c.Label(map[enterprise.Evidence]string{enterprise.ByLevel: "cohort.proof.level", enterprise.ByScale: "cohort.proof.scale"}[p]))
	}
	return strings.Join(names, ", ")
}

// graduate notes that a member went up a class, with the evidence of this
// moment; without evidence nobody does, and no officer graduates themselves.
func graduate(c *flows.Conversation, r flows.Record, co cohort, person enterprise.PersonID) {
	i := co.Of(person)
	if i < 0 || co.State != cohortClosed || co.Choices[i].What != takenIn {
		c.Repeat(c.Text("cohort.gone", nil))
		return
	}
	ch := &co.Choices[i]
	b, ok := chosenBusiness(c, *ch)
	proof := c.Program().WentUp(ch.Start, c.Program().Footing(b, c.Now()))
	switch {
	case !ok:
		c.Repeat(c.Text("cohort.gone", nil))
	case person == c.Person.ID:
		c.Repeat(c.Text("cohort.own", nil))
	case !ch.Graduated.IsZero():
		showMember(c, r.ID, co, person)
	case len(proof) == 0:
		c.Repeat(c.Text("cohort.up.none", nil))
	default:
		ch.Graduated, ch.Proof = c.Now(), proof
		putCohort(c, r, co)
		c.Audit("cohort.graduated", person, co.Name, proofNames(c, proof))
		c.Tell(person, "cohort.up", cohortNotice{r.ID})
		showMember(c, r.ID, co, person)
	}
}

// wentUp congratulates an owner.
func wentUp(c *flows.Conversation, data json.RawMessage) {
	var n cohortNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, co, ok := cohortOf(c, n.Cohort)
	i := co.Of(c.Person.ID)
	if !ok || i < 0 || co.Choices[i].Graduated.IsZero() {
		return
	}
	join(c, n.Cohort, co, co.Choices[i])
	c.Say(messages.Message{Key: "cohort.told.up", Text: c.Text("cohort.told.up", messages.Args{"Cohort": co.Name, "Proof": proofNames(c, co.Choices[i].Proof)})})
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// cohortFile is all candidates or, of a closed cohort, all who were decided,
// as a table. Looking is noted.
func cohortFile(c *flows.Conversation, id string, co cohort) {
	c.Audit("data.cohort", 0, co.Name, "")
	sheet := messages.Sheet{Name: c.Label("cohort.sheet"), Header: strings.Split(c.Label("cohort.columns"), "|"), Numbers: []int{0, 6, 8, 14}}
	row := func(person enterprise.PersonID, b enterprise.Business, ch choice) {
		f := c.Program().Footing(b, c.Now())
		cells := []string{strconv.Itoa(len(sheet.Rows) + 1), person.String(), c.PersonByID(person).Name, b.Name, c.ValueName("sector", b.Sector), c.District(b.District),
			strconv.Itoa(f.Score), c.Level(f.Level), strconv.Itoa(f.Documents), b.NIB, "", "", "", "", ""}
		if ch.What != "" {
			cells[10], cells[11], cells[12] = verdictName(c, ch.What), c.Colleague(ch.By), ch.Reason
		}
		if ch.What == takenIn && co.State == cohortClosed {
			cells[14] = strconv.Itoa(len(attended(c.PersonByID(person), ch.Start.At, c.Now())))
		}
		if !ch.Graduated.IsZero() {
			cells[13] = c.Date(ch.Graduated)
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	if co.State == cohortClosed {
		for _, ch := range co.Choices {
			if b, ok := chosenBusiness(c, ch); ok {
				row(ch.Person, b, ch)
			}
		}
	} else {
		for _, k := range cohortCandidates(c) {
			var ch choice
			if i := co.Of(k.Person); i >= 0 {
				ch = co.Choices[i]
			}
			row(k.Person, k.Business, ch)
		}
	}
	c.Say(messages.Message{Key: "cohort.file", Text: c.Text("cohort.file", messages.Args{"Name": co.Name, "Count": len(sheet.Rows)}),
		Workbook: &messages.Workbook{Name: fmt.Sprintf("kohort-%s.xlsx", c.Now().In(c.Program().City.Location).Format("2006-01-02")), Sheets: []messages.Sheet{sheet}}})
}

// cohortFacet is everybody in cohorts, those who went up, and each cohort.
func cohortFacet(c *flows.Conversation) []flows.Option {
	out := []flows.Option{
		{Value: "any", Label: c.Label("segment.cohort.any")},
		{Value: "graduated", Label: c.Label("segment.cohort.graduated")},
	}
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		known := func(o flows.Option) bool { return strings.EqualFold(o.Label, co.Name) }
		if json.Unmarshal(r.Data, &co) != nil || co.State != cohortClosed {
			continue
		}
		if slices.ContainsFunc(out, known) { // two of one name are told apart
			co.Name += " (" + co.From.In(c.Program().City.Location).Format("2006") + ")"
		}
		out = append(out, flows.Option{Value: r.ID, Label: co.Name})
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
func choicesAbout(c *flows.Conversation, id enterprise.PersonID) (out []myChoice) {
	for _, r := range c.List(cohortsList, cohortsMost) {
		var co cohort
		if json.Unmarshal(r.Data, &co) != nil || co.State != cohortClosed {
			continue
		}
		if i := co.Of(id); i >= 0 {
			out = append(out, myChoice{co.Name, co.Choices[i]})
		}
	}
	return out
}

// exportChoices are what was decided about the person in cohorts.
func exportChoices(c *flows.Conversation) []flows.Section {
	all := choicesAbout(c, c.Person.ID)
	s := flows.Section{Name: "choices", Data: all, N: len(all), Sheet: "mydata.sheet.contact"}
	for _, ch := range all {
		for _, was := range append(slices.Clone(ch.Earlier), ch.choice) {
			s.Rows = append(s.Rows, []string{c.Moment(was.At), c.Colleague(was.By), ch.Cohort + ": " + verdictName(c, was.What) + ". " + was.Reason})
		}
	}
	return []flows.Section{s}
}
