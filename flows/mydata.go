package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// mydataArea is what an owner sees and decides of their own data.
func mydataArea() Area {
	return Area{
		Name: "mydata",
		Forms: []*Flow{
			broadcast(), // /berhenti, /kabari: announcements or not
			erase(),     // /hapus: erase everything about me?
		},
		Commands: []deed{
			{names: []string{"/dataku", "/datasaya", "/mydata"}, do: (*talk).showData},
		},
		Buttons: map[string]button{
			"m": {nil, (*talk).myDataButton}, // m:<verb>, under one's own data
		},
		Audits: []string{"data.erased"},
	}
}

const (
	looksShown    = 20 // of those who looked, on the screen
	looksExported = 2000
)

// mine is everything the city holds about one person.
type mine struct {
	Person     enterprise.Person `json:"person"`
	Businesses []myBusiness      `json:"businesses,omitempty"`
	Unfinished map[string]*Draft `json:"unfinished,omitempty"`
	Notes      []note            `json:"notes,omitempty"`   // what officers wrote
	Tickets    []ticket          `json:"tickets,omitempty"` // what was asked and answered
	Proposals  []myProposal      `json:"proposals,omitempty"`
	Choices    []myChoice        `json:"choices,omitempty"`  // what was decided about the person in cohorts, the newest cohort first
	Services   []request         `json:"services,omitempty"` // what was asked for, and what was done about it
	Matches    []ownMatch        `json:"matches,omitempty"`  // buyers that they were asked to supply
	Looks      []Audit           `json:"looks,omitempty"`    // who saw or decided what, the newest first
}

// myBusiness is a business with what hangs on it.
type myBusiness struct {
	enterprise.Business
	Assessments []enterprise.Assessment `json:"assessments,omitempty"`
	Sales       []enterprise.Sales      `json:"sales,omitempty"`
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

func (t *talk) mine() mine {
	m := mine{Person: t.Person, Unfinished: t.Chat.Drafts, Notes: t.notesOf(t.Person.ID), Choices: t.choicesAbout(t.Person.ID), Looks: t.looks(looksExported)}
	m.Person.Terms = nil // worked out from the rest
	for _, b := range t.everyBusiness() {
		m.Businesses = append(m.Businesses, myBusiness{b, b.Assessments, b.Sales})
	}
	for _, r := range t.list(ticketsOf(t.Person.ID), 1000) {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil {
			m.Tickets = append(m.Tickets, k)
		}
	}
	m.Proposals = t.myProposals()
	for _, q := range t.ownRequests() {
		m.Services = append(m.Services, q.request)
	}
	m.Matches = t.ownMatches()
	return m
}

// looks is what others did with or saw of the person, the newest first (UU
// 27/2022 art. 32: a person may know who processed their data).
func (t *talk) looks(most int) []Audit {
	return slices.DeleteFunc(slices.Clone(t.trail(TrailQuery{Whom: t.Person.ID, Most: most})), func(a Audit) bool { return a.Who == t.Person.ID })
}

// showData is /dataku: everything that is stored about a person, to read and as
// files (UU 27/2022 art. 7 and 13), and what they can do about it.
func (t *talk) showData() {
	m := t.mine()
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil { // plain values always marshal; silence would still be wrong
		t.again(t.word("data.failed", nil))
		return
	}
	t.say(messages.Message{Key: "mydata", Text: t.myData(m), Buttons: [][]messages.Button{
		{t.myButton("mydata.looks")}, {t.myButton("mydata.correct"), t.myButton("mydata.consents")}, {t.myButton("mydata.erase")}}})
	name := t.label("data.filename")
	t.say(messages.Message{Key: "data.file", Text: t.word("data.file", nil), File: &messages.File{Name: name + ".json", Data: data}})
	t.say(messages.Message{Text: t.word("data.workbook", nil), Workbook: &messages.Workbook{Name: name + ".xlsx", Sheets: t.mySheets(m)}})
	t.again("")
}

// myButton is the button of a word: mydata.<verb> is m:<verb>.
func (t *talk) myButton(word string) messages.Button {
	verb := strings.ReplaceAll(strings.TrimPrefix(word, "mydata."), ".", ":")
	return messages.Button{Label: t.label(word), Data: "m:" + verb}
}

// myData is the summary: what there is of each kind.
func (t *talk) myData(m mine) string {
	parts := []string{t.word("mydata.person", messages.Args{"Name": m.Person.Name, "Phone": m.Person.Phone, "Since": t.date(m.Person.Since), "Number": m.Person.ID.String()})}
	if m.Person.Assisted.By != 0 {
		parts = append(parts, t.assistLine(m.Person.Assisted))
	}
	if len(m.Person.Absorbed) > 0 {
		parts = append(parts, t.mergeLines(m.Person))
	}
	for _, b := range m.Businesses {
		parts = append(parts, t.word("mydata.business", messages.Args{
			"Business": b.Name, "Sector": t.valueName("sector", b.Sector), "Place": t.villageName(b.Village), "NIB": b.NIB,
			"Assessments": len(b.Assessments), "Sales": len(b.Sales), "Documents": len(b.Documents), "Ended": t.dayOrNone(b.Ended),
		}))
	}
	if n := len(m.Services); n > 0 {
		parts = append(parts, t.word("mydata.services", messages.Args{"N": n}))
	}
	parts = append(parts, t.consentLines(),
		t.word("mydata.rest", messages.Args{"Notes": len(m.Notes), "Tickets": len(m.Tickets), "Proposals": len(m.Proposals), "Looks": len(m.Looks), "Years": t.book.program.City.RetentionYears}))
	return strings.Join(parts, "\n\n")
}

var purposeWords = map[enterprise.Purpose]string{
	enterprise.DataConsent:      "mydata.purpose.data",
	enterprise.BroadcastConsent: "mydata.purpose.broadcast",
}

// consentLines is what the person agreed to, and since when.
func (t *talk) consentLines() string {
	lines := []string{t.word("mydata.consent.head", nil)}
	for _, purpose := range []enterprise.Purpose{enterprise.DataConsent, enterprise.BroadcastConsent} {
		c, ok := t.Person.Decision(purpose)
		args := messages.Args{"Purpose": t.label(purposeWords[purpose]), "Given": ok && c.Given, "Date": ""}
		if ok {
			args["Date"] = t.date(c.At)
		}
		lines = append(lines, t.word("mydata.consent", args))
	}
	if t.Person.Tidy != "" {
		lines = append(lines, t.word("mydata.consent", messages.Args{"Purpose": t.label("mydata.purpose.tidy"), "Given": t.Person.Tidy == "yes", "Date": ""}))
	}
	return strings.Join(lines, "\n")
}

// myDataButton is what can be done about one's data: m:<verb>.
func (t *talk) myDataButton(rest []string) bool {
	switch strings.Join(rest, ":") {
	case "looks":
		t.showLooks()
	case "correct":
		t.enter(t.book.flow(registerKey))
	case "consents":
		t.showConsents()
	case "withdraw:data", "erase": // without it nothing may be kept
		t.enter(t.book.flow(eraseKey))
	case "withdraw:broadcast":
		t.withdraw(t.Person.Consented(enterprise.BroadcastConsent), func() { t.allowBroadcast(false, "broadcast.no") })
	case "withdraw:tidy":
		t.withdraw(t.Person.Tidy == "yes", func() { t.Person.Tidy = "no" })
	default:
		return false
	}
	return true
}

// withdraw takes a consent back that is given (UU 27/2022 art. 9).
func (t *talk) withdraw(given bool, do func()) {
	if given {
		do()
	}
	t.again(t.word("mydata.withdrawn", nil))
}

// showConsents offers to take back each consent that is given.
func (t *talk) showConsents() {
	var rows [][]messages.Button
	offer := func(given bool, word string) {
		if given {
			rows = append(rows, []messages.Button{t.myButton(word)})
		}
	}
	offer(t.Person.Consented(enterprise.BroadcastConsent), "mydata.withdraw.broadcast")
	offer(t.Person.Tidy == "yes", "mydata.withdraw.tidy")
	offer(t.Person.Consented(enterprise.DataConsent), "mydata.withdraw.data")
	t.say(messages.Message{Text: t.consentLines() + "\n\n" + t.word("mydata.consent.about", nil), Buttons: rows})
	t.again("")
}

// showLooks says who looked at the person's data, or decided about it.
func (t *talk) showLooks() {
	looks := t.looks(looksExported)
	lines := []string{t.word("mydata.looks.head", messages.Args{"Count": len(looks), "Shown": min(len(looks), looksShown)})}
	for _, a := range looks[:min(len(looks), looksShown)] {
		lines = append(lines, t.word("trail.line", messages.Args{"At": t.moment(a.At), "Who": t.colleague(a.Who), "What": t.trailWord(a.What), "On": t.trailOn(a)}))
	}
	t.say(messages.Message{Text: strings.Join(lines, "\n")})
	t.again("")
}

// mySheets are the same tables for people who would rather open a workbook.
func (t *talk) mySheets(m mine) []messages.Sheet {
	sheet := func(word string, rows [][]string, numbers ...int) messages.Sheet {
		named := strings.Split(t.label(word), "|") // the sheet's name, then its columns
		return messages.Sheet{Name: named[0], Header: named[1:], Rows: rows, Numbers: numbers}
	}
	return []messages.Sheet{
		sheet("mydata.sheet.business", t.businessRows(m), 5, 6),
		sheet("mydata.sheet.answers", t.answerRows(m)),
		sheet("mydata.sheet.sales", t.salesRows(m), 2, 3),
		sheet("mydata.sheet.documents", t.documentRows(m)),
		sheet("mydata.sheet.consents", t.consentRows(m)),
		sheet("mydata.sheet.contact", t.contactRows(m)),
		sheet("mydata.sheet.proposals", t.proposalRows(m), 5, 7),
		sheet("mydata.sheet.plan", t.planRows(m)),
		sheet("mydata.sheet.services", t.serviceRows(m)),
		sheet("mydata.sheet.matches", t.matchRows(m)),
		sheet("mydata.sheet.looks", t.lookRows(m)),
	}
}

func (t *talk) businessRows(m mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		rows = append(rows, []string{m.Person.Name, m.Person.Phone, b.Name, t.valueName("sector", b.Sector), t.villageName(b.Village),
			strconv.Itoa(b.YearStarted), strconv.Itoa(b.Workers), b.NIB, t.dayOrNone(b.Ended)})
	}
	return rows
}

func (t *talk) villageName(code string) string {
	if v := t.book.program.Regions.Village(code); v != nil {
		return v.Name
	}
	return code
}

// answerRows are all answers of all assessments, in the words they were asked in.
func (t *talk) answerRows(m mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, a := range b.Assessments {
			for _, item := range t.book.program.Instrument.Items {
				option := item.Option(a.Answers[item.ID])
				if option == nil {
					continue
				}
				rows = append(rows, []string{b.Name, t.date(a.At), item.AskIn(a.Sector).In(t.lang), option.Text.In(t.lang)})
			}
		}
	}
	return rows
}

func (t *talk) salesRows(m mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, s := range b.Sales {
			for _, g := range s.Given {
				rows = append(rows, []string{b.Name, s.Month.Name(t.lang), strconv.FormatInt(g.Figure.Low, 10), strconv.FormatInt(g.Figure.High, 10), g.Reason, t.date(g.At)})
			}
		}
	}
	return rows
}

func (t *talk) documentRows(m mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, d := range b.Documents {
			kind, _ := t.book.program.Document(d.Kind)
			row := []string{b.Name, kind.Name.In(t.lang), d.Number, string(d.State), d.Reason, "", strconv.Itoa(len(d.Papers))}
			if !d.Expires.IsZero() {
				row[5] = t.date(d.LastDay())
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func (t *talk) consentRows(m mine) [][]string {
	var rows [][]string
	for _, c := range m.Person.Consents {
		given := t.label("mydata.given.no")
		if c.Given {
			given = t.label("mydata.given.yes")
		}
		rows = append(rows, []string{t.label(purposeWords[c.Purpose]), given, t.moment(c.At), c.Version, c.Hash})
	}
	return rows
}

// contactRows are what officers noted and decided, and what was asked and answered.
func (t *talk) contactRows(m mine) [][]string {
	var rows [][]string
	for _, n := range m.Notes {
		rows = append(rows, []string{t.moment(n.At), t.colleague(n.By), n.Text})
	}
	for _, ch := range m.Choices {
		for _, was := range append(slices.Clone(ch.Earlier), ch.choice) {
			rows = append(rows, []string{t.moment(was.At), t.colleague(was.By), ch.Cohort + ": " + t.verdictName(was.What) + ". " + was.Reason})
		}
	}
	for _, k := range m.Tickets {
		for _, l := range k.Lines {
			rows = append(rows, []string{t.moment(l.At), t.colleague(l.By), l.Text})
		}
	}
	return rows
}

// matchRows are the buyers that the person was asked to supply.
func (t *talk) matchRows(m mine) [][]string {
	var rows [][]string
	for _, x := range m.Matches {
		rows = append(rows, []string{x.Product, x.Quantity, t.moment(x.Asked), t.colleague(x.By), t.label("match.state." + x.state()), x.Name, x.Contact})
	}
	return rows
}

// planRows are the steps of all plans.
func (t *talk) planRows(m mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, p := range b.Plans {
			for _, s := range p.Steps {
				row := []string{b.Name, t.date(p.Made), t.stepAdvice(s, b.Business), t.stepName(s), t.date(s.By), ""}
				if !s.Done.IsZero() {
					row[5] = t.date(s.Done)
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// serviceRows are what was asked for, what officers decided and who came.
func (t *talk) serviceRows(m mine) [][]string {
	var rows [][]string
	for _, q := range m.Services {
		kind := t.serviceName(q.Kind)
		rows = append(rows, []string{kind, t.moment(q.Opened), t.colleague(q.Owner), t.label("service.state.waiting"), q.Words})
		for _, s := range q.Steps {
			rows = append(rows, []string{kind, t.moment(s.At), t.colleague(s.By), t.label("service.state." + string(s.What)), s.Words})
		}
		for _, v := range q.Visits {
			rows = append(rows, []string{kind, t.moment(v.At), t.colleague(v.By), t.label("visit.how." + v.How), v.Note})
		}
	}
	return rows
}

func (t *talk) lookRows(m mine) [][]string {
	var rows [][]string
	for _, a := range m.Looks {
		rows = append(rows, []string{t.moment(a.At), t.colleague(a.Who), t.trailWord(a.What), t.trailThing(a), a.Why})
	}
	return rows
}
