package identity

import (
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/onboarding"
)

type RowKind string

// What a row of a list is.
const (
	rowNew   RowKind = "new"
	rowSame  RowKind = "same"  // somebody with this phone, NIB or NIK is known: Of is their number
	rowTwice RowKind = "twice" // it stands in the file before: Of is that row
	rowAlike RowKind = "alike" // somebody of this name in this kelurahan is known
	rowWrong RowKind = "wrong" // it names nobody
)

// importRow is one row of a list, read.
type importRow struct {
	Row    int               // as a spreadsheet numbers it
	Said   map[string]string // by question of the registration
	Unread []string          // columns whose text is left out: the owner is asked
	State  RowKind
	Of     string
}

func sumUp(c *flows.Conversation, rows []importRow) map[RowKind]int {
	sum := map[RowKind]int{}
	for _, r := range rows {
		sum[r.State]++
	}
	return sum
}

// readRows reads the rows under the heading and looks for each among those
// who are known and in the rows before.
func readRows(c *flows.Conversation, d *flows.Draft) []importRow {
	table, cols := tableIn(c, d), columnsOf(c, d)
	if len(table) == 0 || len(table) <= cols.Heading+1 {
		return nil
	}
	before := map[string]int{}
	var out []importRow
	for i, cells := range table[cols.Heading+1:] {
		if len(cells) == 0 {
			continue
		}
		r := readRow(c, cells, cols)
		r.Row = cols.Heading + i + 2
		compare(c, &r, before)
		out = append(out, r)
	}
	return out
}

// readRow reads a row with the questions of the registration: what an owner
// may type there may stand in a list.
func readRow(c *flows.Conversation, cells []string, cols columnsIn) importRow {
	r := importRow{Said: map[string]string{}, State: rowNew}
	d := &flows.Draft{Form: flows.RegisterKey, Answers: map[string]flows.Answer{}}
	for _, q := range onboarding.RegisterQuestions {
		at, ok := cols.Of[q.Key]
		if !ok || at >= len(cells) || cells[at] == "" {
			continue
		}
		reader := c.Hearing(flows.Input{Kind: flows.Text, Text: mended(q.Key, cells[at])})
		reader.Chat = flows.Chat{Open: flows.RegisterKey, Drafts: map[string]*flows.Draft{flows.RegisterKey: d}}
		value, also := meaning(reader, d, q)
		if value == "" {
			r.Unread = append(r.Unread, columnName(c, q.Key)+": "+flows.Clipped(cells[at], 30))
			continue
		}
		d.Answers[q.Key] = flows.Answer{Value: value}
		for key, v := range also {
			d.Answers[key] = flows.Answer{Value: v}
		}
	}
	for key, a := range d.Answers {
		r.Said[key] = a.Value
	}
	if at, ok := cols.Of["nik"]; ok && at < len(cells) {
		if nik, fault := read.NIK(cells[at]); fault == "" {
			r.Said["nik"] = nik
		} else if cells[at] != "" {
			r.Unread = append(r.Unread, columnName(c, "nik"))
		}
	}
	if r.Said["name"] == "" || r.Said["business"]+r.Said["phone"]+r.Said["nib"] == "" {
		r.State = rowWrong
	}
	return r
}

// meaning is the one thing that a text can mean as an answer; empty: there is
// none, or there are several.
func meaning(c *flows.Conversation, d *flows.Draft, q *flows.Question) (value string, also map[string]string) {
	r, _ := c.Read(d, q)
	if r.Value == "" && len(r.Candidates) == 1 {
		return r.Candidates[0].Value, r.Candidates[0].Also
	}
	return r.Value, r.Also
}

// mended gives numbers the zeros back that spreadsheets take from them.
func mended(key, cell string) string {
	switch {
	case key == "phone" && strings.HasPrefix(cell, "8"):
		return "0" + cell
	case key == "nib" && len(cell) == 12:
		return "0" + cell
	}
	return cell
}

// compare finds out whether a row is new.
func compare(c *flows.Conversation, r *importRow, before map[string]int) {
	if r.State == rowWrong {
		return
	}
	for _, key := range []string{"phone", "nib", "nik"} {
		value := r.Said[key]
		if value == "" || value == "none" {
			continue
		}
		if row, twice := before[key+value]; twice && r.State == rowNew {
			r.State, r.Of = rowTwice, strconv.Itoa(row)
		}
		before[key+value] = r.Row
		words := enterprise.SearchedFor(value)
		for _, id := range c.Search(flows.Search{Words: strings.Join(words, " ")}) {
			if p := c.PersonByID(id); r.State == rowNew && p.Held() && exactlyFound(p, words) {
				r.State, r.Of = rowSame, id.String()
			}
		}
	}
	name := read.Tidy(r.Said["name"])
	key := name + "|" + read.Tidy(r.Said["business"]) + "|" + r.Said["village"]
	if row, twice := before[key]; twice && r.State == rowNew {
		r.State, r.Of = rowTwice, strconv.Itoa(row)
	}
	before[key] = r.Row
	if r.State != rowNew || r.Said["village"] == "" {
		return
	}
	for _, id := range c.Search(flows.Search{Words: name}) {
		if p := c.PersonByID(id); r.State == rowNew && p.Held() && read.Tidy(p.Name) == name && livesIn(p, r.Said["village"]) {
			r.State, r.Of = rowAlike, id.String()
		}
	}
}

func exactlyFound(p enterprise.Person, words []string) bool {
	_, exact := enterprise.FoundBy(p, words)
	return exact
}

// livesIn tells whether a business of a person is in a kelurahan.
func livesIn(p enterprise.Person, village string) bool {
	if p.Listed.Said["village"] == village {
		return true
	}
	for _, b := range p.Businesses {
		if b.Village == village {
			return true
		}
	}
	return false
}
