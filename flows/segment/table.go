package segment

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// New is the ways to choose people that every city has, and owners as a table:
// by what segments know, or some by number.
func New() flows.Area {
	return flows.Area{
		Name:   "segment",
		Forms:  []*flows.Form{exportPeople()},
		Facets: commonFacets(),
		Audits: []string{"data.exported"},
		Without: map[string]string{
			"Forget": "named segments hold nobody", "Merge": "named segments hold nobody", "Export": "the trail says that a table was made",
		},
	}
}

// Columns are what the table can show of an owner, in order.
func Columns() []Column {
	of := func(f func(t *flows.Conversation, b enterprise.Business) string) func(*flows.Conversation, enterprise.Person) string {
		return func(t *flows.Conversation, p enterprise.Person) string {
			var all []string
			for _, b := range p.Businesses {
				all = append(all, f(t, b))
			}
			return strings.Join(slices.Compact(all), " / ")
		}
	}
	facet := func(key string, value func(enterprise.Business) string) func(*flows.Conversation, enterprise.Person) string {
		return of(func(t *flows.Conversation, b enterprise.Business) string {
			if v := value(b); v != "" {
				return t.ValueName(key, v)
			}
			return ""
		})
	}
	return []Column{
		{"name", true, func(_ *flows.Conversation, p enterprise.Person) string { return p.Name }},
		{"business", true, of(func(_ *flows.Conversation, b enterprise.Business) string { return b.Name })},
		{"sector", true, facet("sector", func(b enterprise.Business) string { return b.Sector })},
		{"district", true, of(func(t *flows.Conversation, b enterprise.Business) string { return t.District(b.District) })},
		{"village", false, of(func(t *flows.Conversation, b enterprise.Business) string { return t.VillageName(b.Village) })},
		{"level", true, of(func(t *flows.Conversation, b enterprise.Business) string {
			if n := len(b.Assessments); n > 0 {
				return t.Level(b.Assessments[n-1].Result.Level) + " " + strconv.Itoa(b.Assessments[n-1].Result.Total)
			}
			return ""
		})},
		{"omzet", false, facet("omzet", func(b enterprise.Business) string { return b.OmzetBand })},
		{"admin", true, of(func(t *flows.Conversation, b enterprise.Business) string {
			return t.Label("card.admin." + string(t.Program().Admin(b, t.Now()).State))
		})},
		{"mentor", false, func(t *flows.Conversation, p enterprise.Person) string { return people.MentorName(t, p) }},
		{"since", false, func(t *flows.Conversation, p enterprise.Person) string { return t.Date(p.Since) }},
		{"number", false, func(_ *flows.Conversation, p enterprise.Person) string { return p.ID.String() }},
	}
}

// Column is one of them.
type Column struct {
	Key   string // its heading is "people.col.<key>"
	Usual bool   // a page shows it unless the officer chose others
	Cell  func(*flows.Conversation, enterprise.Person) string
}

const exportKey = "export"

// exportMost is how many owners a table holds: more do not fit what a chat
// carries, and are a matter for the database's own export.
const exportMost = 10_000

// exportWhy is how long the purpose of a table is, in characters.
const exportWhy = 200

// exportPeople is /ekspor: owners as a spreadsheet, in the chat of the officer
// who says what for. Behind the command may stand whom: "/ekspor level:ready",
// or people by their numbers, "/ekspor p12 p15".
func exportPeople() *flows.Form {
	why := &flows.Question{Key: "why", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(text)); n < 5 || n > exportWhy {
			return flows.Reading{Refuse: c.Text("export.why.refuse", messages.Args{"Most": exportWhy})}
		}
		return flows.Reading{Value: text}
	}, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		return c.Text("export.why.ask", messages.Args{"N": len(exported(c, d))})
	}}
	chosen := append(Questions(), why)
	return &flows.Form{
		Key: exportKey, Command: "/ekspor", Also: []string{"/export"}, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(_ *flows.Conversation, d *flows.Draft) []*flows.Question {
			if d.Answers["people"].Value != "" {
				return chosen[len(chosen)-1:]
			}
			return chosen
		},
		Begin: func(c *flows.Conversation, d *flows.Draft) {
			_, rest := c.AsCommand()
			var numbers, picks []string
			for word := range strings.FieldsSeq(rest) {
				if n, err := strconv.ParseInt(strings.TrimPrefix(word, "p"), 10, 64); err == nil && n > 0 {
					numbers = append(numbers, strconv.FormatInt(n, 10))
				} else if strings.Contains(word, ":") {
					picks = append(picks, word)
				}
			}
			if len(numbers) > 0 {
				d.Answers["people"] = flows.Answer{Value: strings.Join(numbers, " ")}
				return
			}
			SetPicks(d, picks)
		},
		Finish: sendTable,
	}
}

// exported are the owners whom a table is about.
func exported(c *flows.Conversation, d *flows.Draft) []enterprise.PersonID {
	if numbers := d.Answers["people"].Value; numbers != "" {
		var out []enterprise.PersonID
		for word := range strings.FieldsSeq(numbers) {
			if n, err := strconv.ParseInt(word, 10, 64); err == nil {
				out = append(out, enterprise.PersonID(n))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return Among(c, Registered(Picks(d)), c.Members(enterprise.TermAll))
}

// sendTable sends the spreadsheet. The trail says whom it is about, how many
// they are and what for; of a few people it names each.
func sendTable(c *flows.Conversation, d *flows.Draft) {
	ids := exported(c, d)
	if len(ids) > exportMost {
		c.Return(d, c.Text("export.many", messages.Args{"N": len(ids), "Most": exportMost}))
		return
	}
	sheet := messages.Sheet{Name: c.Label("export.sheet")}
	for _, col := range Columns() {
		sheet.Header = append(sheet.Header, c.Label("people.col."+col.Key))
	}
	var shown []enterprise.PersonID
	for _, id := range ids {
		p := c.PersonByID(id)
		if !p.Held() || !p.Consented(enterprise.DataConsent) || !c.CanSee(p) {
			continue
		}
		var row []string
		for _, col := range Columns() {
			row = append(row, col.Cell(c, p))
		}
		sheet.Rows = append(sheet.Rows, row)
		shown = append(shown, id)
	}
	if len(shown) == 0 {
		c.Return(d, c.Text("export.nobody", nil))
		return
	}
	about := c.Words().Label(c.Lang(), "export.some", messages.Args{"N": len(shown)})
	if d.Answers["people"].Value == "" {
		about = InWords(c, Picks(d))
	} else {
		for _, id := range shown {
			c.Audit("data.found", id, "", "")
		}
	}
	c.Audit("data.exported", 0, reading.Shortened(about+" ("+strconv.Itoa(len(shown))+")", 200), d.Answers["why"].Value)
	c.Say(messages.Message{Key: "export.sent", Text: c.Text("export.sent", messages.Args{"N": len(shown)}),
		Workbook: &messages.Workbook{Name: "warga-" + c.Now().In(c.Program().City.Location).Format(flows.DayForm) + ".xlsx", Sheets: []messages.Sheet{sheet}}})
	c.Menu("menu.text")
}

// Among are the people of a segment who are also in a list. Lists are in
// ascending order.
func Among(t *flows.Conversation, s enterprise.Segment, people []enterprise.PersonID) []enterprise.PersonID {
	for _, group := range s.Every {
		people = Both(people, Either(t, group), true)
	}
	for _, term := range s.Never {
		people = Both(people, t.Members(term), false)
	}
	return people
}

// Either are the people to whom one of the terms applies.
func Either(t *flows.Conversation, terms []string) []enterprise.PersonID {
	var all []enterprise.PersonID
	for _, term := range terms {
		all = append(all, t.Members(term)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Both are those of one list who are in the other, or are not.
func Both(one, other []enterprise.PersonID, in bool) []enterprise.PersonID {
	out := make([]enterprise.PersonID, 0, len(one))
	for _, id := range one {
		for len(other) > 0 && other[0] < id {
			other = other[1:]
		}
		if (len(other) > 0 && other[0] == id) == in {
			out = append(out, id)
		}
	}
	return out
}
