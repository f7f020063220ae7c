package flows

import (
	"bytes"
	"encoding/json"
	"errors"
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
		Without: map[string]string{
			"Forget": goesWithRecord,
			"Export": "it is what makes the export",
			"Merge":  joinsWithRecord,
		},
	}
}

const (
	looksShown    = 20 // of those who looked, on the screen
	looksExported = 2000
)

// mine is everything the city holds about one person.
type mine struct {
	Person     enterprise.Person
	Businesses []myBusiness
	Unfinished map[string]*Draft
	Looks      []Audit   // who saw or decided what, the newest first
	Sections   []Section // what the areas keep
}

// The order of what the areas keep: as fields of the file, and as rows where
// several share a table. What is not named here comes after it.
const (
	fieldOrder = "notes tickets proposals choices services matches"
	rowOrder   = "notes choices tickets"
)

// ordered are the sections in an order.
func (m mine) ordered(order string) []Section {
	names := strings.Fields(order)
	place := func(s Section) int {
		if i := slices.Index(names, s.Name); i >= 0 {
			return i
		}
		return len(names)
	}
	return slices.SortedStableFunc(slices.Values(m.Sections), func(a, b Section) int { return place(a) - place(b) })
}

// n is how many there are of something.
func (m mine) n(name string) (n int) {
	for _, s := range m.Sections {
		if s.Name == name {
			n += s.N
		}
	}
	return n
}

// rows are those of a table.
func (m mine) rows(sheet string) (rows [][]string) {
	for _, s := range m.ordered(rowOrder) {
		if s.Sheet == sheet {
			rows = append(rows, s.Rows...)
		}
	}
	return rows
}

// file is all of it as JSON.
func (m mine) file() ([]byte, error) {
	var out bytes.Buffer
	add := func(name string, value any, there bool) error {
		if !there {
			return nil
		}
		data, err := json.Marshal(value)
		if err == nil {
			out.WriteString(`,"` + name + `":`)
			out.Write(data)
		}
		return err
	}
	err := errors.Join(add("person", m.Person, true), add("businesses", m.Businesses, len(m.Businesses) > 0), add("unfinished", m.Unfinished, len(m.Unfinished) > 0))
	for _, s := range m.ordered(fieldOrder) {
		err = errors.Join(err, add(s.Name, s.Data, s.Name != "" && s.N > 0))
	}
	if err = errors.Join(err, add("looks", m.Looks, len(m.Looks) > 0)); err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	err = json.Indent(&indented, append([]byte("{"), append(out.Bytes()[1:], '}')...), "", "  ")
	return indented.Bytes(), err
}

// myBusiness is a business with what hangs on it.
type myBusiness struct {
	enterprise.Business
	Assessments []enterprise.Assessment `json:"assessments,omitempty"`
	Sales       []enterprise.Sales      `json:"sales,omitempty"`
}

func (t *talk) mine() mine {
	m := mine{Person: t.Person, Unfinished: t.Chat.Drafts, Looks: t.looks(looksExported), Sections: t.sections()}
	m.Person.Terms = nil // worked out from the rest
	for _, b := range t.everyBusiness() {
		m.Businesses = append(m.Businesses, myBusiness{b, b.Assessments, b.Sales})
	}
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
	data, err := m.file()
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
	for _, s := range m.Sections {
		parts = append(parts, s.Lines...)
	}
	for _, b := range m.Businesses {
		parts = append(parts, t.word("mydata.business", messages.Args{
			"Business": b.Name, "Sector": t.valueName("sector", b.Sector), "Place": t.villageName(b.Village), "NIB": b.NIB,
			"Assessments": len(b.Assessments), "Sales": len(b.Sales), "Documents": len(b.Documents), "Ended": t.dayOrNone(b.Ended),
		}))
	}
	if n := m.n("services"); n > 0 {
		parts = append(parts, t.word("mydata.services", messages.Args{"N": n}))
	}
	parts = append(parts, t.consentLines(),
		t.word("mydata.rest", messages.Args{"Notes": m.n("notes"), "Tickets": m.n("tickets"), "Proposals": m.n("proposals"), "Looks": len(m.Looks), "Years": t.book.program.City.RetentionYears}))
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
	sheet := func(name string, rows [][]string, numbers ...int) messages.Sheet {
		named := strings.Split(t.label(name), "|") // the sheet's name, then its columns
		return messages.Sheet{Name: named[0], Header: named[1:], Rows: append(rows, m.rows(name)...), Numbers: numbers}
	}
	return []messages.Sheet{
		sheet("mydata.sheet.business", t.businessRows(m), 5, 6),
		sheet("mydata.sheet.answers", t.answerRows(m)),
		sheet("mydata.sheet.sales", t.salesRows(m), 2, 3),
		sheet("mydata.sheet.documents", t.documentRows(m)),
		sheet("mydata.sheet.consents", t.consentRows(m)),
		sheet("mydata.sheet.contact", nil),
		sheet("mydata.sheet.proposals", nil, 5, 7),
		sheet("mydata.sheet.plan", nil),
		sheet("mydata.sheet.services", nil),
		sheet("mydata.sheet.matches", nil),
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

func (t *talk) lookRows(m mine) [][]string {
	var rows [][]string
	for _, a := range m.Looks {
		rows = append(rows, []string{t.moment(a.At), t.colleague(a.Who), t.trailWord(a.What), t.trailThing(a), a.Why})
	}
	return rows
}
