// Package mydata is what owners see and decide of their own data: a copy,
// consents, erasure.
package mydata

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reminder"
	"naikkelas/messages"
)

// New is what an owner sees and decides of their own data.
func New() flows.Area {
	return flows.Area{
		Name: "mydata",
		Forms: []*flows.Form{
			broadcast(), // /berhenti, /kabari: announcements or not
			erase(),     // /hapus: erase everything about me?
		},
		Commands: []flows.Command{
			{Names: []string{"/dataku", "/datasaya", "/mydata"}, Do: showData},
		},
		Buttons: map[string]flows.Button{
			"m": {For: nil, Do: myDataButton}, // m:<verb>, under one's own data
		},
		Audits: []string{"data.erased"},
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Export": "it is what makes the export",
			"Merge":  flows.JoinsWithRecord,
		},
	}
}

const (
	looksShown    = 20 // of those who looked, on the screen
	looksExported = 2000
)

// Mine is everything the city holds about one person.
type Mine struct {
	Person     enterprise.Person
	Businesses []myBusiness
	Unfinished map[string]*flows.Draft
	Looks      []flows.Audit   // who saw or decided what, the newest first
	Sections   []flows.Section // what the areas keep
}

// The order of what the areas keep: as fields of the file, and as rows where
// several share a table. What is not named here comes after it.
const (
	fieldOrder = "notes tickets proposals choices services matches"
	rowOrder   = "notes choices tickets"
)

// ordered are the sections in an order.
func (m Mine) ordered(order string) []flows.Section {
	names := strings.Fields(order)
	place := func(s flows.Section) int {
		if i := slices.Index(names, s.Name); i >= 0 {
			return i
		}
		return len(names)
	}
	return slices.SortedStableFunc(slices.Values(m.Sections), func(a, b flows.Section) int { return place(a) - place(b) })
}

// n is how many there are of something.
func (m Mine) n(name string) (n int) {
	for _, s := range m.Sections {
		if s.Name == name {
			n += s.N
		}
	}
	return n
}

// Rows are those of a table.
func (m Mine) Rows(sheet string) (rows [][]string) {
	for _, s := range m.ordered(rowOrder) {
		if s.Sheet == sheet {
			rows = append(rows, s.Rows...)
		}
	}
	return rows
}

// File is all of it as JSON.
func (m Mine) File() ([]byte, error) {
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

func mine(c *flows.Conversation) Mine {
	m := Mine{Person: c.Person, Unfinished: c.Chat.Drafts, Looks: looks(c, looksExported), Sections: sections(c)}
	m.Person.Terms = nil // worked out from the rest
	for _, b := range c.EveryBusiness() {
		m.Businesses = append(m.Businesses, myBusiness{b, b.Assessments, b.Sales})
	}
	return m
}

// looks is what others did with or saw of the person, the newest first (UU
// 27/2022 art. 32: a person may know who processed their data).
func looks(c *flows.Conversation, most int) []flows.Audit {
	return slices.DeleteFunc(slices.Clone(c.AuditLog(flows.AuditQuery{Whom: c.Person.ID, Most: most})), func(a flows.Audit) bool { return a.Who == c.Person.ID })
}

// showData is /dataku: everything that is stored about a person, to read and as
// files (UU 27/2022 art. 7 and 13), and what they can do about it.
func showData(c *flows.Conversation) {
	m := mine(c)
	data, err := m.File()
	if err != nil { // plain values always marshal; silence would still be wrong
		c.Repeat(c.Text("data.failed", nil))
		return
	}
	for _, page := range messages.Pages(myData(c, m)) {
		c.Say(messages.Message{Text: page})
	}
	rest := c.Text("mydata.rest", messages.Args{"Notes": m.n("notes"), "Tickets": m.n("tickets"), "Proposals": m.n("proposals"), "Looks": len(m.Looks), "Years": c.Program().City.RetentionYears})
	c.Say(messages.Message{Key: "mydata", Text: rest, Buttons: [][]messages.Button{
		{myButton(c, "mydata.looks")}, {myButton(c, "mydata.correct"), myButton(c, "mydata.consents")}, {myButton(c, "mydata.erase")}}})
	name := c.Label("data.filename")
	c.Say(messages.Message{Key: "data.file", Text: c.Text("data.file", nil), File: &messages.File{Name: name + ".json", Data: data}})
	c.Say(messages.Message{Text: c.Text("data.workbook", nil), Workbook: &messages.Workbook{Name: name + ".xlsx", Sheets: mySheets(c, m)}})
	c.Repeat("")
}

// myButton is the button of a word: mydata.<verb> is m:<verb>.
func myButton(c *flows.Conversation, word string) messages.Button {
	verb := strings.ReplaceAll(strings.TrimPrefix(word, "mydata."), ".", ":")
	return messages.Button{Label: c.Label(word), Data: "m:" + verb}
}

// myData is the summary: what there is of each kind.
func myData(c *flows.Conversation, m Mine) string {
	parts := []string{c.Text("mydata.person", messages.Args{"Name": m.Person.Name, "Phone": m.Person.Phone, "Since": c.Date(m.Person.Since), "Number": m.Person.ID.String()})}
	for _, s := range m.Sections {
		parts = append(parts, s.Lines...)
	}
	for _, b := range m.Businesses {
		parts = append(parts, c.Text("mydata.business", messages.Args{
			"Business": b.Name, "Sector": c.ValueName("sector", b.Sector), "Place": b.At(c.Place(b.Business)), "NIB": b.NIB,
			"Assessments": len(b.Assessments), "Sales": len(b.Sales), "Documents": len(b.Documents), "Ended": c.DayOrNone(b.Ended),
		}))
	}
	if n := m.n("services"); n > 0 {
		parts = append(parts, c.Text("mydata.services", messages.Args{"N": n}))
	}
	return strings.Join(append(parts, consentLines(c)), "\n\n")
}

// consentLines is what the person agreed to, and since when.
func consentLines(c *flows.Conversation) string {
	lines := []string{c.Text("mydata.consent.head", nil)}
	for _, purpose := range []enterprise.Purpose{enterprise.DataConsent, enterprise.BroadcastConsent} {
		consent, ok := c.Person.Decision(purpose)
		args := messages.Args{"Purpose": c.Label(flows.PurposeWords[purpose]), "Given": ok && consent.Given, "Date": ""}
		if ok {
			args["Date"] = c.Date(consent.At)
		}
		lines = append(lines, c.Text("mydata.consent", args))
	}
	if c.Person.Tidy != "" {
		lines = append(lines, c.Text("mydata.consent", messages.Args{"Purpose": c.Label("mydata.purpose.tidy"), "Given": c.Person.Tidy == "yes", "Date": ""}))
	}
	return strings.Join(lines, "\n")
}

// myDataButton is what can be done about one's data: m:<verb>.
func myDataButton(c *flows.Conversation, rest []string) bool {
	switch strings.Join(rest, ":") {
	case "looks":
		showLooks(c)
	case "correct":
		c.Open(flows.RegisterKey)
	case "consents":
		showConsents(c)
	case "quiet":
		reminder.MuteReminders(c)
		c.Repeat(c.Text("broadcast.quiet", nil))
	case "remind":
		c.Repeat(c.Text("broadcast.remind", nil))
	case "withdraw:data", "erase": // without it nothing may be kept
		c.Open(flows.EraseKey)
	case "withdraw:broadcast":
		withdraw(c, c.Person.Consented(enterprise.BroadcastConsent), func() { c.AllowBroadcast(false, "broadcast.no") })
	case "withdraw:tidy":
		withdraw(c, c.Person.Tidy == "yes", func() { c.Person.Tidy = "no" })
	default:
		return false
	}
	return true
}

// withdraw takes a consent back that is given (UU 27/2022 art. 9).
func withdraw(c *flows.Conversation, given bool, do func()) {
	if given {
		do()
	}
	c.Repeat(c.Text("mydata.withdrawn", nil))
}

// showConsents offers to take back each consent that is given.
func showConsents(c *flows.Conversation) {
	var rows [][]messages.Button
	offer := func(given bool, word string) {
		if given {
			rows = append(rows, []messages.Button{myButton(c, word)})
		}
	}
	offer(c.Person.Consented(enterprise.BroadcastConsent), "mydata.withdraw.broadcast")
	offer(c.Person.Tidy == "yes", "mydata.withdraw.tidy")
	offer(c.Person.Consented(enterprise.DataConsent), "mydata.withdraw.data")
	c.Say(messages.Message{Text: consentLines(c) + "\n\n" + c.Text("mydata.consent.about", nil), Buttons: rows})
	c.Repeat("")
}

// showLooks says who looked at the person's data, or decided about it.
func showLooks(c *flows.Conversation) {
	looks := looks(c, looksExported)
	lines := []string{c.Text("mydata.looks.head", messages.Args{"Count": len(looks), "Shown": min(len(looks), looksShown)})}
	for _, a := range looks[:min(len(looks), looksShown)] {
		lines = append(lines, c.Text("trail.line", messages.Args{"At": c.Moment(a.At), "Who": c.Colleague(a.Who), "What": people.AuditWord(c, a.What), "On": people.AuditSubject(c, a)}))
	}
	c.Say(messages.Message{Text: strings.Join(lines, "\n")})
	c.Repeat("")
}

// mySheets are the same tables for people who would rather open a workbook.
func mySheets(c *flows.Conversation, m Mine) []messages.Sheet {
	sheet := func(name string, rows [][]string, numbers ...int) messages.Sheet {
		named := strings.Split(c.Label(name), "|") // the sheet's name, then its columns
		return messages.Sheet{Name: named[0], Header: named[1:], Rows: append(rows, m.Rows(name)...), Numbers: numbers}
	}
	return []messages.Sheet{
		sheet("mydata.sheet.business", businessRows(c, m), 5, 6),
		sheet("mydata.sheet.answers", answerRows(c, m)),
		sheet("mydata.sheet.sales", salesRows(c, m), 2, 3),
		sheet("mydata.sheet.documents", documentRows(c, m)),
		sheet("mydata.sheet.consents", consentRows(c, m)),
		sheet("mydata.sheet.contact", nil),
		sheet("mydata.sheet.proposals", nil, 5, 7),
		sheet("mydata.sheet.plan", nil),
		sheet("mydata.sheet.services", nil),
		sheet("mydata.sheet.matches", nil),
		sheet("mydata.sheet.looks", lookRows(c, m)),
	}
}

func businessRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		rows = append(rows, []string{m.Person.Name, m.Person.Phone, b.Name, c.ValueName("sector", b.Sector), c.VillageName(b.Village),
			strconv.Itoa(b.YearStarted), strconv.Itoa(b.Workers), b.NIB, c.DayOrNone(b.Ended)})
	}
	return rows
}

// answerRows are all answers of all assessments, in the words they were asked in.
func answerRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, a := range b.Assessments {
			for _, item := range c.Program().Instrument.Items {
				option := item.OptionFor(a.Sector, a.Answers[item.ID])
				if option == nil {
					continue
				}
				rows = append(rows, []string{b.Name, c.Date(a.At), item.AskIn(a.Sector).In(c.Lang()), option.Text.In(c.Lang())})
			}
		}
	}
	return rows
}

func salesRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, s := range b.Sales {
			for _, g := range s.Given {
				rows = append(rows, []string{b.Name, s.Month.Name(c.Lang()), strconv.FormatInt(g.Figure.Low, 10), strconv.FormatInt(g.Figure.High, 10), g.Reason, c.Date(g.At)})
			}
		}
	}
	return rows
}

func documentRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, b := range m.Businesses {
		for _, d := range b.Documents {
			kind, _ := c.Program().Document(d.Kind)
			row := []string{b.Name, kind.Name.In(c.Lang()), d.Number, string(d.State), d.Reason, "", strconv.Itoa(len(d.Papers))}
			if !d.Expires.IsZero() {
				row[5] = c.Date(d.LastDay())
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func consentRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, consent := range m.Person.Consents {
		given := c.Label("mydata.given.no")
		if consent.Given {
			given = c.Label("mydata.given.yes")
		}
		rows = append(rows, []string{c.Label(flows.PurposeWords[consent.Purpose]), given, c.Moment(consent.At), consent.Version, consent.Hash})
	}
	return rows
}

func lookRows(c *flows.Conversation, m Mine) [][]string {
	var rows [][]string
	for _, a := range m.Looks {
		rows = append(rows, []string{c.Moment(a.At), c.Colleague(a.Who), people.AuditWord(c, a.What), people.AuditThing(c, a), a.Why})
	}
	return rows
}

// sections are what all areas keep about the person.
func sections(c *flows.Conversation) []flows.Section {
	var all []flows.Section
	for _, a := range c.Book.Areas {
		if a.Export != nil {
			all = append(all, a.Export(c)...)
		}
	}
	return all
}
