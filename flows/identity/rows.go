package identity

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"naikkelas/enterprise"
	"naikkelas/enterprise/place"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/onboarding"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// RowKind is what becomes of a row of an imported list.
type RowKind string

// What a row of a list is.
const (
	rowNew    RowKind = "new"
	rowSecond RowKind = "second" // another business of the person of row Of
	rowSame   RowKind = "same"   // somebody with this phone, NIB or NIK is known: Of is their number
	rowTwice  RowKind = "twice"  // it stands in the file before: Of is that row
	rowAlike  RowKind = "alike"  // somebody of this name in this kelurahan is known
	rowWrong  RowKind = "wrong"  // it names nobody: Why says what is missing
	rowNobody RowKind = "nobody" // it is no person's: Why says what it is
)

// RowKinds are all of them.
var RowKinds = []RowKind{rowNew, rowSecond, rowSame, rowTwice, rowAlike, rowWrong, rowNobody}

// RowReasons are why a row is no person, or none that can be used.
var RowReasons = []string{"blank", "heading", "total", "name", "number"}

// CellReasons are why what stands in a cell is left out, beside read.CellFaults:
// each column has one of its own.
var CellReasons = []string{"outside", "elsewhere", "several"}

// importRow is one row of a list, read.
type importRow struct {
	Row    int               // as a spreadsheet numbers it
	Said   map[string]string // by question of the registration
	Unread []unreadCell      // what is left out: the owner is asked
	Notes  []string          // what was mended
	State  RowKind
	Of     string
	Why    string
	Doubt  *doubt // what is to be chosen; nil: nothing
	More   []map[string]string
}

// unreadCell is a value that is left out, as it stood there, and why.
type unreadCell struct{ Column, Was, Why string }

func sumUp(rows []importRow) map[RowKind]int {
	sum := map[RowKind]int{}
	for _, r := range rows {
		sum[r.State]++
	}
	return sum
}

type rowsFor struct{ file, sheet, columns, doubt, lang string }

// readRows reads the rows under the heading and looks for each among those
// who are known and in the rows before. Each row of the file is one of them.
func readRows(c *flows.Conversation, d *flows.Draft) []importRow {
	sheet, cols := sheetIn(c, d), columnsOf(c, d)
	key := rowsFor{fileIn(d).Hash, sheet.Name, cols.value(), d.Answers["doubt"].Value, c.Lang()}
	if known, ok := c.Memo[key].([]importRow); ok {
		return known
	}
	var out []importRow
	for _, row := range below(sheet, cols) {
		r := importRow{Row: row.Number, Said: map[string]string{}, State: rowNobody, Why: nobody(c, row.Cells, sheet, cols)}
		if r.Why == "" {
			r = readRow(c, row.Cells, cols)
			r.Row = row.Number
		}
		if slices.Contains(sheet.Unclosed, row.Number) {
			r.Notes = append(r.Notes, c.Label("import.note.quote"))
		}
		out = append(out, r)
	}
	comparison(c, d, out)
	c.Memo[key] = out
	return out
}

// nobody is why a row is no person's; empty: it is one's.
func nobody(c *flows.Conversation, cells []read.TableCell, sheet read.TableSheet, cols columnsIn) string {
	first, blank := "", true
	for i := range cells {
		first = cmp.Or(first, read.Tidy(at(cells, i)))
		if key := cols.holds(i); key != "" && (cells[i].Fault != "" || !isBlank(key, cells[i].Text)) {
			blank = false
		}
	}
	switch {
	case slices.Contains(c.Synonyms("import.total.names"), first):
		return "total"
	case cols.To > 0 && repeats(headingTexts(sheet, cols), cells, cols):
		return "heading"
	case blank:
		return "blank"
	}
	return ""
}

// repeats reports whether a row is the heading once more.
func repeats(heads []string, cells []read.TableCell, cols columnsIn) bool {
	same, filled := 0, 0
	for _, column := range cols.Of {
		if text := read.Tidy(at(cells, column)); text != "" {
			filled++
			if text == read.Tidy(heads[column]) {
				same++
			}
		}
	}
	return filled >= 2 && same == filled
}

// blanks are what people write where there is nothing to write.
var blanks = strings.Split("n a|na|null|nil|none|nihil|kosong|tidak ada|tdk ada|tak ada|ga ada|gak ada|nggak ada|ndak ada|belum ada|blm ada|belum punya|tidak punya|tidak tahu|tidak diketahui|nan|undefined|xxx|xx|x", "|")

var (
	spreadsheetError = regexp.MustCompile(`^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$`)
	onlyZeros        = regexp.MustCompile(`^0+$`)
)

// isBlank reports whether a text says that there is nothing: "-", "NULL", "TIDAK
// ADA", a spreadsheet's error. A zero is nothing but where it may count.
func isBlank(key, text string) bool {
	tidy := read.Tidy(text)
	return tidy == "" || slices.Contains(blanks, tidy) || spreadsheetError.MatchString(strings.ToUpper(text)) ||
		onlyZeros.MatchString(tidy) && key != "omzet" && key != "workers"
}

// readRow reads a row with the questions of the registration: what an owner
// may type there may stand in a list.
func readRow(c *flows.Conversation, cells []read.TableCell, cols columnsIn) importRow {
	r := importRow{Said: map[string]string{}, State: rowNew}
	d := &flows.Draft{Form: flows.RegisterKey, Answers: map[string]flows.Answer{}}
	for _, q := range onboarding.RegisterQuestions {
		cell, ok := cols.cell(q.Key, cells)
		if !ok {
			continue
		}
		r.read(c, d, q, cell)
	}
	if cell, ok := cols.cell("address", cells); ok {
		r.address(c, d, cell)
	}
	for key, a := range d.Answers {
		r.Said[key] = a.Value
	}
	if cell, ok := cols.cell("nik", cells); ok {
		if nik, fault := read.NIK(cell.Text); fault == "" && cell.Fault == "" {
			r.Said["nik"] = nik
		} else {
			r.unread(c, "nik", cell, "")
		}
	}
	switch {
	case r.Said["name"] == "":
		r.State, r.Why = rowWrong, "name"
	case r.Said["business"]+r.Said["phone"]+strings.TrimPrefix(r.Said["nib"], "none") == "" && !r.left("phone", "nib", "business"):
		r.State, r.Why = rowWrong, "number"
	}
	return r
}

// left reports whether one of the columns has a value that is left out: the
// person is one all the same.
func (r *importRow) left(keys ...string) bool {
	return slices.ContainsFunc(r.Unread, func(u unreadCell) bool { return slices.Contains(keys, u.Column) })
}

// cell is what stands in the column of a key; ok is false when nothing does.
func (cols columnsIn) cell(key string, cells []read.TableCell) (cell read.TableCell, ok bool) {
	at, ok := cols.Of[key]
	if !ok || at >= len(cells) || cells[at].Fault == "" && isBlank(key, cells[at].Text) {
		return read.TableCell{}, false
	}
	return cells[at], true
}

// unread notes what is left out, and why; an empty why is the column's own.
func (r *importRow) unread(c *flows.Conversation, key string, cell read.TableCell, why string) {
	if why == "" {
		why = c.Label("import.why." + cmp.Or(cell.Fault, key))
	}
	was := reading.Clipped(cell.Text, 40)
	if key == "nik" {
		was = enterprise.MaskNumber("nik", was)
	}
	r.Unread = append(r.Unread, unreadCell{key, was, why})
}

// read reads a cell as an answer to a question.
func (r *importRow) read(c *flows.Conversation, d *flows.Draft, q *flows.Question, cell read.TableCell) {
	if cell.Fault != "" {
		r.unread(c, q.Key, cell, "")
		return
	}
	if q.Key == "village" {
		r.village(c, d, cell)
		return
	}
	text, note := mended(c, q.Key, cell.Text)
	reader := c.Hearing(flows.Input{Kind: flows.Text, Text: text})
	reader.Person = enterprise.Person{}
	reader.Chat = flows.Chat{Open: flows.RegisterKey, Drafts: map[string]*flows.Draft{flows.RegisterKey: d}}
	value, also, several := meaning(reader, d, q)
	switch {
	case value == "":
		why := ""
		if several != "" {
			why = c.Words().Label(c.Lang(), "import.why.several", messages.Args{"Meanings": several})
		}
		r.unread(c, q.Key, cell, why)
		return
	case note != "":
		r.Notes = append(r.Notes, note)
	}
	d.Answers[q.Key] = flows.Answer{Value: value}
	for key, v := range also {
		d.Answers[key] = flows.Answer{Value: v}
	}
}

// meaning is the one thing that a text can mean as an answer; empty: there is
// none, or there are several.
func meaning(c *flows.Conversation, d *flows.Draft, q *flows.Question) (value string, also map[string]string, several string) {
	r, _ := c.Read(d, q)
	switch {
	case r.Value != "" || len(r.Candidates) == 0:
		return r.Value, r.Also, ""
	case len(r.Candidates) == 1:
		return r.Candidates[0].Value, r.Candidates[0].Also, ""
	}
	var labels []string
	for _, meant := range r.Candidates[:min(3, len(r.Candidates))] {
		labels = append(labels, meant.Label)
	}
	return "", nil, strings.Join(labels, " / ")
}

// village reads a kelurahan or an address with one in it. A place outside of the
// city that sounds alike, or one of another kecamatan than the row says, is
// never taken.
func (r *importRow) village(c *flows.Conversation, d *flows.Draft, cell read.TableCell) {
	regions := &c.Program().Regions
	district := d.Answers["district"].Value
	typed := reading.PlaceWord(cell.Text)
	a := regions.FindAddress(typed, district)
	label := func(key string, args messages.Args) string { return c.Words().Label(c.Lang(), key, args) }
	switch {
	case a.Outside.Name != "":
		r.unread(c, "village", cell, label("import.why.outside", messages.Args{"Name": a.Outside.Name, "Regency": a.Outside.Regency}))
	case len(a.Villages) == 1:
		v := a.Villages[0]
		if !a.Sure {
			r.Notes = append(r.Notes, label("import.note.read", messages.Args{"Column": columnName(c, "village"), "Was": reading.Clipped(cell.Text, 40), "Now": v.Name}))
		}
		r.place(d, v, a.Rest)
	case len(a.Villages) > 1:
		var names []string
		for _, v := range a.Villages[:min(3, len(a.Villages))] {
			names = append(names, v.Name)
		}
		r.unread(c, "village", cell, label("import.why.several", messages.Args{"Meanings": strings.Join(names, " / ")}))
	default:
		why := ""
		if other := regions.FindAddress(typed, ""); district != "" && len(other.Villages) == 1 && other.Outside.Name == "" {
			v := other.Villages[0]
			why = label("import.why.elsewhere", messages.Args{"Village": v.Name, "District": regions.District(v.District).Name})
		}
		r.unread(c, "village", cell, why)
	}
}

// place notes where a business is, and the rest of its address.
func (r *importRow) place(d *flows.Draft, v *place.Village, rest string) {
	d.Answers["village"], d.Answers["district"] = flows.Answer{Value: v.Code}, flows.Answer{Value: v.District}
	if rest != "" {
		d.Answers["village.address"] = flows.Answer{Value: rest}
	}
}

// address keeps an address, and finds the kelurahan in it where no other column
// says it.
func (r *importRow) address(c *flows.Conversation, d *flows.Draft, cell read.TableCell) {
	if cell.Fault != "" {
		r.unread(c, "address", cell, "")
		return
	}
	a := c.Program().Regions.FindAddress(cell.Text, d.Answers["district"].Value)
	if _, known := d.Answers["village"]; !known && a.Sure && !r.left("village") {
		r.place(d, a.Villages[0], "")
	}
	d.Answers["village.address"] = flows.Answer{Value: cell.Text}
}

var (
	isoDate   = regexp.MustCompile(`^([12][0-9]{3})-[0-9]{2}-[0-9]{2}$`)
	twoPhones = regexp.MustCompile(`(?i) *(?:[/,;&|]| (?:atau|dan|or|and) ) *`)
)

// mended gives numbers the zeros back that spreadsheets take from them, takes
// the year of a date and the first of two phone numbers, and says so where it
// is no matter of course.
func mended(c *flows.Conversation, key, cell string) (text, note string) {
	args := messages.Args{"Column": columnName(c, key), "Was": cell}
	switch key {
	case "phone":
		if _, fault := read.Phone(cell); fault == "" {
			break
		}
		for _, part := range twoPhones.Split(cell, 5) {
			if _, fault := read.Phone(part); fault == "" && part != cell {
				args["Now"] = part
				return part, c.Words().Label(c.Lang(), "import.note.first", args)
			}
		}
	case "nib":
		if zero := "0" + cell; utf8.RuneCountInString(zero) == 13 && read.NIBFits(zero) {
			if _, fault := read.NIB(zero); fault == "" {
				args["Now"] = zero
				return zero, c.Words().Label(c.Lang(), "import.note.zero", args)
			}
		}
	case "year":
		if m := isoDate.FindStringSubmatch(cell); m != nil {
			return m[1], ""
		}
		if _, fault := read.Year(cell, c.Now()); fault != "" {
			if day, fault := read.Date(cell, c.Now()); fault == "" {
				return day.Format("2006"), ""
			}
		}
	}
	return cell, ""
}
