package flows

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// identityArea is who somebody is: imported lists, personal links, filling in for an owner, and two records of one human being.
func identityArea(assessed map[string][]*Question) Area {
	return Area{
		Name: "identity",
		Forms: []*Flow{
			importing(),                       // /impor: an existing list of the office's
			assist(assistQuestions(assessed)), // /isikan: a colleague fills in for an owner
			claim(),                           // /klaim: the owner takes it over
		},
		Commands: []deed{
			{names: []string{"/ganda", "/duplicates"}, For: forOfficers, do: (*talk).listTwins},
		},
		Buttons: map[string]button{
			"g": {forOfficers, (*talk).twinsButton}, // g:<pair>:<verb>[:<person>], g:list
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"assisted":       filledIn,    // a colleague filled in for them
			"assisted.twice": filledTwice, // to the colleague: the number was taken meanwhile
			"claimed":        claimed,     // from the chat of the owner, who takes it over

			"twins.rest":    mergeRest,    // it is merged into another record of the same human being
			"twins.absorb":  mergeAbsorb,  // to that one
			"twins.release": mergeRelease, // and it is undone
			"twins.wake":    mergeWake,    // to the one that rested
			"twins.gone":    mergeGone,    // to the one that rests: the other was erased
			"twins.hello":   mergeHello,   // to be said in another chat of the person's
			"twins.told":    mergeOver,    // to the officer: it is done, or cannot be

			"listed": putOnList, // a list of the office's names them
			"linked": linked,    // they opened their personal link
		},
		Link:      (*talk).linkOpened,
		Intercept: (*talk).resting,
		Wake:      (*talk).dropListed,
		Due:       (*talk).identityDue,
		After:     (*talk).meetTwins,
		Forget:    (*talk).forgetIdentity,

		Waiting: map[string]func(*talk) string{"twins": (*talk).twinsWaiting},
		Export:  func(t *talk) []Section { return []Section{{Lines: t.origin(t.Person)}} },
		Card:    (*talk).identityCard,

		CardButtons: (*talk).identityButtons,
		CardVerbs: map[string]func(*talk, enterprise.PersonID) bool{
			"link": (*talk).showLink,
			"code": (*talk).showCode,
		},
		Audits: []string{
			"twins.merged", "twins.parted", "twins.different",
			"import.made", "import.links", "import.link", "import.linked", "import.known",
			"assist.filled", "assist.code", "assist.claimed", "assist.spent",
		},
		Without: map[string]string{
			"Merge": "it is what merges: mergeRest and mergeAbsorb",
		},
	}
}

// identityDue is when a record is to be dropped: one that only a list speaks
// of, or one that rests.
func (t *talk) identityDue() time.Time {
	if t.Person.Merged.Into != 0 {
		return t.restsUntil()
	}
	return t.listedDue()
}

func (t *talk) forgetIdentity() {
	t.forgetLink()
	t.forgetClaim()
	t.forgetTwins()
	t.forgetMerged()
}

const (
	importKey     = "import"
	importsList   = "imports"
	importsShown  = 5
	importRows    = 2_000 // of one file: each is looked for among those who are known
	importHeading = 10    // the heading is looked for in so many rows
	importLines   = 8     // examples on the screen
)

// imported is a list of the office's that was taken over.
type imported struct {
	By     enterprise.PersonID `json:"by"`
	At     time.Time           `json:"at"`
	Source string              `json:"source"` // the file's name
	People int                 `json:"people"`
}

// importing is /impor: an existing list is read, its columns are agreed on, a
// dry run tells what would become of each row, and only then everybody on it
// is taken in, all in one commit. They get a personal link each: who opens it
// is asked for consent, sees what the list says and corrects it.
func importing() *Flow {
	return &Flow{
		Key: importKey, Command: "/impor", Also: []string{"/import"}, For: forAdministrators, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return importQuestions },
		Finish:    (*talk).importDone,
	}
}

var importQuestions = []*Question{
	{
		Key: "act", Strict: true, Options: importActs,
		Files:   (*talk).importFile, // sent at once: a new list
		Applies: func(t *talk, _ *Draft) bool { return len(t.list(importsList, importsShown)) > 0 },
	},
	{
		Key: "file", Applies: importsNew,
		Read: func(t *talk, d *Draft, typed string) Reading {
			if fileIn(d).Hash != "" && typed == d.Answers["file"].Value {
				return Reading{Value: typed}
			}
			return Reading{Refuse: t.word("import.file.refuse", nil)}
		},
		Files: (*talk).importFile,
		Name:  func(*talk, *Draft, string) string { return "" },
	},
	{
		Key: "columns", Applies: importsNew, Options: columnsRight, Read: changeColumn, Ask: (*talk).columnsAsk,
		Name: func(*talk, *Draft, string) string { return "" },
		Back: answersGo("file"),
	},
	{
		Key: "confirm", Applies: importsNew, Strict: true, Spelled: true, Options: importOptions, Ask: (*talk).dryRun,
		Show: (*talk).dryRunFile, Back: answersGo("columns"),
	},
}

func importsNew(_ *talk, d *Draft) bool {
	return slices.Contains([]string{"", "new"}, d.Answers["act"].Value)
}

// importActs offers another list, and the links of those there are.
func importActs(t *talk, _ *Draft) []Option {
	out := []Option{{Value: "new", Label: t.label("import.act.new"), Names: t.names("import.act.new.names")}}
	for _, r := range t.list(importsList, importsShown) {
		var i imported
		if json.Unmarshal(r.Data, &i) == nil {
			out = append(out, Option{Value: r.ID, Label: t.book.words.Label(t.lang, "import.act.links", messages.Args{"Source": clipped(i.Source, 24)}), Text: t.importState(r.ID, i)})
		}
	}
	return out
}

func (t *talk) importState(id string, i imported) string {
	return t.word("import.state", messages.Args{
		"Source": i.Source, "At": t.date(i.At), "People": i.People, "In": t.counted("import:" + id)["in"],
		"Agreed": t.size(enterprise.TermListed(id)),
	})
}

// importedFile is the file that is being read.
type importedFile struct {
	Hash string `json:"h"`
	Type string `json:"t"`
	Name string `json:"n"`
}

func fileIn(d *Draft) (f importedFile) {
	_ = json.Unmarshal([]byte(d.Answers["file"].Value), &f) // ours; empty before there is one
	return f
}

// importFile takes the file once it is safe and has a table in it.
func (t *talk) importFile(d *Draft) {
	stored, ok := t.storedTable(*t.in.File)
	if !ok {
		return
	}
	if stored.Fault != "" {
		t.refuse(t.word("import.fault."+stored.Fault, nil))
		return
	}
	table, ok := t.table(TableFile{stored.Hash, stored.Type})
	switch {
	case !ok:
		return
	case table.Fault != "":
		t.refuse(t.word("import.fault."+table.Fault, nil))
		return
	case filled(table.Rows) > importRows+1:
		t.refuse(t.word("import.fault.large", nil))
		return
	}
	value, _ := json.Marshal(importedFile{stored.Hash, stored.Type, clipped(t.in.File.Name, 60)}) // strings only
	d.Answers["file"] = Answer{Value: string(value), Message: t.in.Message}
	d.Answers["act"] = Answer{Value: "new"}
	delete(d.Answers, "columns")
	t.proceed()
}

// filled is how many rows have anything in them.
func filled(rows [][]string) int {
	n := 0
	for _, row := range rows {
		n += min(len(row), 1)
	}
	return n
}

// tableIn is the table of the file that is being read. When it is not there
// any more, the file is to be sent again.
func (t *talk) tableIn(d *Draft) [][]string {
	f := fileIn(d)
	table, _ := t.table(TableFile{f.Hash, f.Type})
	return table.Rows
}

// importOptions offers to take in those who are new, and those who are alike,
// too.
func importOptions(t *talk, d *Draft) []Option {
	sum := t.sumUp(t.importRows(d))
	out := []Option{{Value: "no", Label: t.label("import.confirm.no"), Names: t.names("nav.no")}}
	if sum[rowNew] > 0 {
		out = append(out, Option{Value: "new", Label: t.book.words.Label(t.lang, "import.confirm.new", messages.Args{"N": sum[rowNew]}), Names: t.names("nav.yes")})
	}
	if sum[rowAlike] > 0 {
		out = append(out, Option{Value: "all", Label: t.book.words.Label(t.lang, "import.confirm.all", messages.Args{"N": sum[rowNew] + sum[rowAlike]})})
	}
	return out
}

// dryRun says what would become of the rows.
func (t *talk) dryRun(d *Draft) string {
	rows := t.importRows(d)
	sum := t.sumUp(rows)
	var lines []string
	for _, r := range rows {
		if r.State != rowNew && len(lines) < importLines {
			lines = append(lines, t.word("import.row", messages.Args{"Row": r.Row, "Name": cmp.Or(r.Said["name"], "?"), "State": t.rowState(r)}))
		}
	}
	return t.word("import.confirm.ask", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n")), "Sum": messages.HTML(t.word("import.sum", messages.Args{
		"New": sum[rowNew], "Same": sum[rowSame], "Twice": sum[rowTwice], "Alike": sum[rowAlike], "Wrong": sum[rowWrong],
	}))})
}

// dryRunFile is the same, row by row.
func (t *talk) dryRunFile(d *Draft) {
	rows := t.importRows(d)
	sheet := messages.Sheet{Name: t.label("import.sheet"), Header: strings.Split(t.label("import.columns"), "|"), Numbers: []int{0}}
	for _, r := range rows {
		sheet.Rows = append(sheet.Rows, []string{
			strconv.Itoa(r.Row), t.rowState(r), r.Said["name"], r.Said["business"], t.placeName(r.Said["village"]), strings.Join(r.Unread, "; "),
		})
	}
	t.say(messages.Message{
		Key: "import.report", Text: t.word("import.report", messages.Args{"Rows": len(rows)}),
		Workbook: &messages.Workbook{Name: "impor-" + t.now.In(t.book.program.City.Location).Format(dayForm) + ".xlsx", Sheets: []messages.Sheet{sheet}},
	})
}

func (t *talk) placeName(village string) string {
	if v := t.book.program.Regions.Village(village); v != nil {
		return v.Name
	}
	return ""
}

func (t *talk) rowState(r importRow) string {
	return t.label("import.state."+string(r.State)) + strings.TrimRight(" "+r.Of, " ")
}

// importDone takes everybody in, or gives the links of those who were.
func (t *talk) importDone(d *Draft) {
	if act := d.Answers["act"].Value; act != "" && act != "new" {
		t.giveLinks(act)
		return
	}
	if d.Answers["confirm"].Value == "no" {
		t.menu("import.left")
		return
	}
	id, source := t.in.ID, fileIn(d).Name
	n := 0
	for _, r := range t.importRows(d) {
		if r.State != rowNew && (r.State != rowAlike || d.Answers["confirm"].Value != "all") {
			continue
		}
		data, _ := json.Marshal(listedNotice{Import: id, Row: r.Row, By: t.Person.ID, Source: source, Said: r.Said}) // strings and numbers only
		t.turn.Tell = append(t.turn.Tell, Notice{At: enterprise.ImportAddress(id, r.Row), What: "listed", Data: data})
		n++
	}
	t.put(Record{RecordName: RecordName{importKey, id}, Lists: map[string]int64{importsList: t.now.UnixMilli()}}, imported{t.Person.ID, t.now, source, n})
	t.rememberColumns(d)
	t.audit("import.made", 0, source, "")
	t.say(messages.Message{Key: "import.done", Text: t.word("import.done", messages.Args{"N": n})})
	t.menu("menu.text")
}

// giveLinks is a file with the personal link of everybody on a list who has
// not opened theirs.
func (t *talk) giveLinks(id string) {
	sheet := messages.Sheet{Name: t.label("import.links.sheet"), Header: strings.Split(t.label("import.links.columns"), "|"), Numbers: []int{0}}
	links := t.list(linksOf(id), importRows)
	for _, r := range links {
		var l personalLink
		if json.Unmarshal(r.Data, &l) == nil {
			sheet.Rows = append(sheet.Rows, []string{strconv.Itoa(l.Row), l.Name, l.Business, t.placeName(l.Village), messages.StartLink + linkPrefix + r.ID})
		}
	}
	var i imported
	if json.Unmarshal(t.record(importKey, id).Data, &i) == nil {
		t.audit("import.links", 0, i.Source, "")
	}
	if len(sheet.Rows) == 0 {
		t.menu("import.links.none")
		return
	}
	t.say(messages.Message{
		Key: "import.links.file", Text: t.word("import.links.file", messages.Args{"N": len(sheet.Rows)}),
		Workbook: &messages.Workbook{Name: "tautan-" + t.now.In(t.book.program.City.Location).Format(dayForm) + ".xlsx", Sheets: []messages.Sheet{sheet}, Links: true},
	})
	t.menu("menu.text")
}
