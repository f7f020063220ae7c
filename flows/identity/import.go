// Package identity settles who somebody is: imported lists, records that
// colleagues fill in, duplicates and merging.
package identity

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// New is who somebody is: imported lists, personal links, filling in for an owner, and two records of one human being.
func New(assessed map[string][]*flows.Question) flows.Area {
	return flows.Area{
		Name: "identity",
		Forms: []*flows.Form{
			importing(),                       // /impor: an existing list of the office's
			assist(assistQuestions(assessed)), // /isikan: a colleague fills in for an owner
			claim(),                           // /klaim: the owner takes it over
			vouch(),                           // why two records are merged whose owner cannot be asked
			channels(),                        // /hubungkan: the same person in another app
		},
		Commands: []flows.Command{
			{Names: []string{"/ganda", "/duplicates"}, For: flows.ForOfficers, Do: listDuplicates},
		},
		Buttons: map[string]flows.Button{
			"g": {For: flows.ForOfficers, Do: duplicatesButton}, // g:<pair>:<verb>[:<person>], g:list
			"e": {For: nil, Do: agreeButton},                    // e:<pair>:<answer>, by those whom it is about
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"assisted":       filledIn,    // a colleague filled in for them
			"assisted.twice": filledTwice, // to the colleague: the number was taken meanwhile
			"claimed":        claimed,     // from the chat of the owner, who takes it over

			"twins.ask":     mergeAgreement, // an officer wants to merge it with another record
			"twins.rest":    mergeRest,      // it is merged into another record of the same human being
			"twins.absorb":  mergeAbsorb,    // to that one
			"twins.release": mergeRelease,   // and it is undone
			"twins.wake":    mergeWake,      // to the one that rested
			"twins.gone":    mergeGone,      // to the one that rests: the other was erased
			"twins.hello":   mergeHello,     // to be said in another chat of the person's
			"twins.told":    mergeOver,      // to the officer: it is done, or cannot be

			"listed": putOnList, // a list of the office's names them
			"linked": linked,    // they opened their personal link

			"channel.give":   giveChat,   // a code of theirs was typed by somebody who is registered
			"channel.joined": chatJoined, // another chat of theirs, with what was begun there
		},
		Link: func(c *flows.Conversation, payload string) bool {
			return linkOpened(c, payload) || channelOpened(c, payload)
		},
		Intercept: resting,
		Wake:      dropListed,
		Due:       identityDue,
		After:     meetDuplicates,
		Forget:    forgetIdentity,

		Waiting: map[string]func(*flows.Conversation) string{"twins": twinsWaiting},
		Export:  func(c *flows.Conversation) []flows.Section { return []flows.Section{{Lines: origin(c, c.Person)}} },
		Card:    identityCard,

		CardButtons: identityButtons,
		CardVerbs: map[string]func(*flows.Conversation, enterprise.PersonID) bool{
			"link": showLink,
			"code": showCode,
		},
		Audits: []string{
			"twins.asked", "twins.agreed", "twins.refused", "twins.vouched", "twins.merged", "twins.parted", "twins.different",
			"import.made", "import.links", "import.link", "import.linked", "import.known",
			"assist.filled", "assist.code", "assist.claimed", "assist.spent",
			"channel.linked", "channel.joined", "channel.unlinked",
		},
		Things: map[string]func(*flows.Conversation, string) string{"channel": channelThing},
		Without: map[string]string{
			"Merge": "it is what merges: mergeRest and mergeAbsorb",
		},
	}
}

// identityDue is when a record is to be dropped: one that only a list speaks
// of, or one that rests.
func identityDue(c *flows.Conversation) time.Time {
	if c.Person.Merged.Into != 0 {
		return restsUntil(c)
	}
	return listedDue(c)
}

func forgetIdentity(c *flows.Conversation) {
	forgetLink(c)
	forgetClaim(c)
	forgetDuplicates(c)
	forgetMerged(c)
}

const (
	importsList   = "imports"
	importsShown  = 5
	importRows    = 2_000 // of one file: each is looked for among those who are known
	importHeading = 50    // the heading is looked for in so many rows
	importLines   = 8     // rows on the screen
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
func importing() *flows.Form {
	return &flows.Form{
		Key: flows.ImportKey, Command: "/impor", Also: []string{"/import"}, For: flows.ForAdministrators, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return importQuestions },
		Finish:    importDone,
	}
}

var importQuestions = []*flows.Question{
	{
		Key: "act", Strict: true, Options: importActs,
		Files:   importFile, // sent at once: a new list
		Applies: func(c *flows.Conversation, _ *flows.Draft) bool { return len(c.List(importsList, importsShown)) > 0 },
	},
	{
		Key: "file", Applies: importsNew,
		Read: func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
			if fileIn(d).Hash != "" && typed == d.Answers["file"].Value {
				return flows.Reading{Value: typed}
			}
			return flows.Reading{Refuse: c.Text("import.file.refuse", nil)}
		},
		Files: importFile,
		Name:  func(*flows.Conversation, *flows.Draft, string) string { return "" },
	},
	{Key: "sheet", Applies: sheetsSeveral, Options: sheetOptions, Back: flows.AnswersGo("file")},
	{Key: "double", Applies: columnsDouble, Options: doubleOptions, Ask: doubleAsk, Back: flows.AnswersGo("file"), Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
		d.Answers[columnsNow] = flows.Answer{Value: value}
	}},
	{
		Key: "columns", Applies: importsNew, Options: columnsRight, Read: changeColumn, Ask: columnsAsk,
		Name: func(*flows.Conversation, *flows.Draft, string) string { return "" },
		Back: flows.AnswersGo("file"),
	},
	{
		Key: "doubt", Strict: true, Options: doubtOptions, Ask: doubtAsk, Back: flows.AnswersGo("doubt", "columns"),
		Applies: func(c *flows.Conversation, d *flows.Draft) bool { return importsNew(c, d) && inDoubt(c, d) },
		Name:    func(*flows.Conversation, *flows.Draft, string) string { return "" },
	},
	{
		Key: "confirm", Applies: importsNew, Strict: true, Spelled: true, Options: importOptions, Ask: dryRun,
		Show: dryRunFile, Back: flows.AnswersGo("doubt", "columns"),
	},
}

func importsNew(_ *flows.Conversation, d *flows.Draft) bool {
	return slices.Contains([]string{"", "new"}, d.Answers["act"].Value)
}

// importActs offers another list, and the links of those there are.
func importActs(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	out := []flows.Option{{Value: "new", Label: c.Label("import.act.new"), Names: c.Synonyms("import.act.new.names")}}
	for _, r := range c.List(importsList, importsShown) {
		var i imported
		if json.Unmarshal(r.Data, &i) == nil {
			out = append(out, flows.Option{Value: r.ID, Label: c.Words().Label(c.Lang(), "import.act.links", messages.Args{"Source": reading.Clipped(i.Source, 24)}), Text: importState(c, r.ID, i)})
		}
	}
	return out
}

func importState(c *flows.Conversation, id string, i imported) string {
	return c.Text("import.state", messages.Args{
		"Source": i.Source, "At": c.Date(i.At), "People": i.People, "In": c.Count("import:" + id)["in"],
		"Agreed": c.Size(enterprise.TermListed(id)),
	})
}

// importedFile is the file that is being read.
type importedFile struct {
	Hash string `json:"h"`
	Type string `json:"t"`
	Name string `json:"n"`
}

func fileIn(d *flows.Draft) (f importedFile) {
	_ = json.Unmarshal([]byte(d.Answers["file"].Value), &f) // ours; empty before there is one
	return f
}

// importFile takes the file once it is safe and has a table in it.
func importFile(c *flows.Conversation, d *flows.Draft) {
	stored, ok := c.StoredTable(*c.Input().File)
	if !ok {
		return
	}
	if stored.Fault != "" {
		c.Refuse(c.Text("import.fault."+stored.Fault, nil))
		return
	}
	table, ok := c.Table(flows.TableFile{Hash: stored.Hash, Type: stored.Type})
	if !ok {
		return
	}
	if table.Fault != "" {
		c.Refuse(c.Text("import.fault."+table.Fault, nil))
		return
	}
	value, _ := json.Marshal(importedFile{stored.Hash, stored.Type, reading.Clipped(c.Input().File.Name, 60)}) // strings only
	d.Answers["file"] = flows.Answer{Value: string(value), Message: c.Input().Message}
	d.Answers["act"] = flows.Answer{Value: "new"}
	for _, key := range []string{"sheet", "double", columnsNow, "columns", "doubt", "confirm"} {
		delete(d.Answers, key)
	}
	c.Proceed()
}

// importDone takes everybody in, or gives the links of those who were.
func importDone(c *flows.Conversation, d *flows.Draft) {
	if act := d.Answers["act"].Value; act != "" && act != "new" {
		giveLinks(c, act)
		return
	}
	if d.Answers["confirm"].Value == "no" {
		c.Menu("import.left")
		return
	}
	id, source := c.Input().ID, fileIn(d).Name
	n := 0
	for _, r := range readRows(c, d) { // second businesses go with their owners
		if r.State != rowNew && (r.State != rowAlike || d.Answers["confirm"].Value != "all") {
			continue
		}
		data, _ := json.Marshal(listedNotice{Import: id, Row: r.Row, By: c.Person.ID, Source: source, Said: r.Said, More: r.More}) // strings and numbers only
		c.Turn.Tell = append(c.Turn.Tell, flows.Notice{At: enterprise.ImportAddress(id, r.Row), What: "listed", Data: data})
		n++
	}
	c.Put(flows.Record{RecordName: flows.RecordName{Kind: flows.ImportKey, ID: id}, Lists: map[string]int64{importsList: c.Now().UnixMilli()}}, imported{c.Person.ID, c.Now(), source, n})
	rememberColumns(c, d)
	c.Audit("import.made", 0, source, "")
	c.Say(messages.Message{Key: "import.done", Text: c.Text("import.done", messages.Args{"N": n})})
	c.Menu("menu.text")
}

// giveLinks is a file with the personal link of everybody on a list who has
// not opened theirs.
func giveLinks(c *flows.Conversation, id string) {
	sheet := messages.Sheet{Name: c.Label("import.links.sheet"), Header: strings.Split(c.Label("import.links.columns"), "|"), Numbers: []int{0}}
	links := c.List(linksOf(id), importRows)
	for _, r := range links {
		var l personalLink
		if json.Unmarshal(r.Data, &l) == nil {
			sheet.Rows = append(sheet.Rows, []string{strconv.Itoa(l.Row), l.Name, l.Business, placeName(c, l.Village), messages.StartLink + linkPrefix + r.ID})
		}
	}
	var i imported
	if json.Unmarshal(c.Record(flows.ImportKey, id).Data, &i) == nil {
		c.Audit("import.links", 0, i.Source, "")
	}
	if len(sheet.Rows) == 0 {
		c.Menu("import.links.none")
		return
	}
	c.Say(messages.Message{
		Key: "import.links.file", Text: c.Text("import.links.file", messages.Args{"N": len(sheet.Rows)}),
		Workbook: &messages.Workbook{Name: "tautan-" + c.Now().In(c.Program().City.Location).Format(flows.DayForm) + ".xlsx", Sheets: []messages.Sheet{sheet}, Links: true},
	})
	c.Menu("menu.text")
}
