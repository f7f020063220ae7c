package identity

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/onboarding"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// ImportColumns are what a column can hold: questions of the registration, in
// its order, the address, which tells the kelurahan where no column does, and
// the NIK, which only tells duplicates.
var ImportColumns = importColumns()

func importColumns() []string {
	var out []string
	for _, q := range onboarding.RegisterQuestions {
		if !q.Closing {
			out = append(out, q.Key)
		}
		if q.Key == "village" {
			out = append(out, "address")
		}
	}
	return append(out, "nik")
}

// columnsNow is the answer under which the columns stand while they are changed.
const columnsNow = "columns as"

// importColumnsRecord is the kind of the one record of what headings meant.
const importColumnsRecord = "import.columns"

// columnsIn is which column holds what, from 0, and in which rows the heading
// is, by their numbers; 0: in none.
type columnsIn struct {
	To     int              `json:"head"`
	Of     map[string]int   `json:"of"`
	From   int              `json:"from,omitempty"`   // where a heading of two rows begins
	Double map[string][]int `json:"double,omitempty"` // what several columns may hold: to be asked
}

type columnsFor struct{ file, sheet, now string }

// columnsOf are the columns as they stand: those agreed on, those remembered
// from a file with the same heading, or what headings and cells look like.
func columnsOf(c *flows.Conversation, d *flows.Draft) columnsIn {
	key := columnsFor{fileIn(d).Hash, d.Answers["sheet"].Value, d.Answers[columnsNow].Value}
	if known, ok := c.Memo[key].(columnsIn); ok {
		return known
	}
	cols := columnsIn{Of: map[string]int{}}
	if json.Unmarshal([]byte(key.now), &cols) != nil || len(cols.Of)+len(cols.Double) == 0 {
		from, to := findHeading(c, sheetIn(c, d).Rows)
		cols = proposed(c, sheetIn(c, d), from, to)
	}
	c.Memo[key] = cols
	return cols
}

// proposed is what the columns of a sheet hold by the words of their headings,
// and by what their cells look like.
func proposed(c *flows.Conversation, sheet read.TableSheet, from, to int) columnsIn {
	cols := columnsIn{From: from, To: to, Of: map[string]int{}}
	rows := below(sheet, cols)
	var upper []read.TableCell
	if from != to {
		upper = headingRow(sheet, from)
	}
	heads := headings(c, upper, headingRow(sheet, to))
	byWords := map[string][]int{}
	for i, m := range heads {
		if m.key != "" {
			byWords[m.key] = append(byWords[m.key], i)
		}
	}
	for key, all := range byWords {
		cols.choose(key, all, heads, rows)
	}
	for i := range widest(sheet) {
		looks := looksLike(c, rows, i)
		key := cols.holds(i)
		_, taken := cols.Of[looks]
		wrong := slices.Contains([]string{"phone", "nib", "nik"}, key) && looks != key && slices.Contains([]string{"phone", "nib", "nik"}, looks)
		if looks != "" && !taken && len(cols.Double[looks]) == 0 && (wrong || key == "" && !cols.double(i) && (i >= len(heads) || heads[i].key == "")) {
			cols.assign(i, looks)
		}
	}
	remembered(c, sheet, &cols)
	return cols
}

// choose takes the best of several columns for one thing; those that are equally
// good are asked about. A column without anything in it is none of them.
func (cols *columnsIn) choose(key string, all []int, heads []meant, rows []read.TableRow) {
	if len(all) > 1 {
		filled := slices.DeleteFunc(slices.Clone(all), func(i int) bool {
			return !slices.ContainsFunc(rows, func(r read.TableRow) bool { return at(r.Cells, i) != "" })
		})
		if len(filled) > 0 {
			all = filled
		}
	}
	exact := slices.DeleteFunc(slices.Clone(all), func(i int) bool { return heads[i].score < exactHeading })
	if len(exact) > 0 {
		all = exact
	}
	if len(all) == 1 {
		cols.Of[key] = all[0]
		return
	}
	if cols.Double == nil {
		cols.Double = map[string][]int{}
	}
	cols.Double[key] = all
}

func (cols columnsIn) double(column int) bool {
	for _, all := range cols.Double {
		if slices.Contains(all, column) {
			return true
		}
	}
	return false
}

// remembered takes what the same headings turned out to mean before.
func remembered(c *flows.Conversation, sheet read.TableSheet, cols *columnsIn) {
	var known map[string]string // by heading
	if r := c.Record(importColumnsRecord, "headings"); r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range headingTexts(sheet, *cols) {
		key, ok := known[read.Tidy(heading)]
		if !ok {
			continue
		}
		cols.assign(i, key)
		delete(cols.Double, key)
		for double, all := range cols.Double {
			if all = slices.DeleteFunc(slices.Clone(all), func(at int) bool { return at == i }); len(all) == 1 {
				cols.Of[double] = all[0]
				delete(cols.Double, double)
			} else {
				cols.Double[double] = all
			}
		}
	}
}

// headingRow is the cells of the row of that number, if it is one.
func headingRow(sheet read.TableSheet, number int) []read.TableCell {
	for _, row := range sheet.Rows {
		if row.Number == number {
			return row.Cells
		}
	}
	return nil
}

// headingTexts is what stands above each column.
func headingTexts(sheet read.TableSheet, cols columnsIn) []string {
	out := make([]string, widest(sheet))
	upper, lower := headingRow(sheet, cols.From), headingRow(sheet, cols.To)
	for i := range out {
		if out[i] = at(lower, i); out[i] == "" {
			out[i] = at(upper, i)
		}
	}
	return out
}

func widest(sheet read.TableSheet) int {
	n := 0
	for _, row := range sheet.Rows {
		n = max(n, len(row.Cells))
	}
	return n
}

// below are the rows under the heading.
func below(sheet read.TableSheet, cols columnsIn) []read.TableRow {
	i := slices.IndexFunc(sheet.Rows, func(r read.TableRow) bool { return r.Number > cols.To })
	if i < 0 {
		return nil
	}
	return sheet.Rows[i:]
}

// assign lets a column hold something, and nothing else; an empty key nothing.
func (cols columnsIn) assign(column int, key string) {
	maps.DeleteFunc(cols.Of, func(_ string, at int) bool { return at == column })
	if key != "" {
		cols.Of[key] = column
	}
}

// holds is what a column holds; empty: nothing.
func (cols columnsIn) holds(column int) string {
	for key, at := range cols.Of {
		if at == column {
			return key
		}
	}
	return ""
}

// complete tells whether people can be told apart by the columns.
func (cols columnsIn) complete() bool {
	has := func(key string) bool { _, ok := cols.Of[key]; return ok }
	return has("name") && (has("business") || has("phone") || has("nib"))
}

func (cols columnsIn) value() string {
	value, _ := json.Marshal(cols) // numbers only
	return string(value)
}

// copied is the columns to be changed.
func (cols columnsIn) copied() columnsIn {
	cols.Of, cols.Double = maps.Clone(cols.Of), maps.Clone(cols.Double)
	return cols
}

func columnName(c *flows.Conversation, key string) string {
	if key == "" {
		return c.Label("import.column.none")
	}
	return c.Label("import.column." + key)
}

// doubled is the first thing that several columns may hold; empty: none.
func doubled(cols columnsIn) string {
	for _, key := range ImportColumns {
		if len(cols.Double[key]) > 0 {
			return key
		}
	}
	return ""
}

// doubleOptions are the columns that may hold one thing.
func doubleOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	sheet, cols := sheetIn(c, d), columnsOf(c, d)
	key := doubled(cols)
	if len(sheet.Rows) == 0 {
		return nil
	}
	var out []flows.Option
	for _, i := range cols.Double[key] {
		chosen := cols.copied()
		delete(chosen.Double, key)
		chosen.assign(i, key)
		args := messages.Args{"N": i + 1, "Heading": reading.Clipped(headingTexts(sheet, cols)[i], 24), "Example": example(below(sheet, cols), i)}
		out = append(out, flows.Option{
			Value: chosen.value(), Label: c.Words().Label(c.Lang(), "import.double.column", args), Text: c.Words().Label(c.Lang(), "import.double.line", args),
			Names: []string{strconv.Itoa(i + 1)},
		})
	}
	return out
}

func doubleAsk(c *flows.Conversation, d *flows.Draft) string {
	return c.Text("import.double.ask", messages.Args{"Column": columnName(c, doubled(columnsOf(c, d)))})
}

// example is the first text of a column.
func example(rows []read.TableRow, column int) string {
	for _, row := range rows {
		if text := at(row.Cells, column); text != "" {
			return reading.Clipped(text, 20)
		}
	}
	return ""
}

// columnsAsk shows each column with what it is taken for and an example.
func columnsAsk(c *flows.Conversation, d *flows.Draft) string {
	sheet, cols := sheetIn(c, d), columnsOf(c, d)
	if len(sheet.Rows) == 0 {
		return c.Text("import.fault.absent", nil)
	}
	var lines []string
	for i, heading := range headingTexts(sheet, cols) {
		key, shown := cols.holds(i), example(below(sheet, cols), i)
		if heading == "" && shown == "" {
			continue
		}
		lines = append(lines, c.Text("import.columns.line", messages.Args{"N": i + 1, "Heading": reading.Clipped(heading, 24), "Example": shown, "Column": columnName(c, key)}))
	}
	next := "import.columns.missing"
	if cols.complete() {
		next = "import.columns.enough"
	}
	return c.Text("import.columns.ask", messages.Args{
		"Rows": len(below(sheet, cols)), "Lines": messages.HTML(strings.Join(lines, "\n")), "Next": messages.HTML(c.Text(next, nil)),
		"Sheet": sheet.Name, "Heading": rowSpan(cols.From, cols.To), "Hidden": strings.Join(hiddenSheets(c, d), ", "),
	})
}

// rowSpan is "13", or "1-2"; empty: no row.
func rowSpan(from, to int) string {
	switch {
	case to == 0:
		return ""
	case from == to:
		return strconv.Itoa(to)
	}
	return strconv.Itoa(from) + "-" + strconv.Itoa(to)
}

func columnsRight(c *flows.Conversation, d *flows.Draft) []flows.Option {
	cols := columnsOf(c, d)
	if !cols.complete() {
		return nil
	}
	return []flows.Option{{Value: cols.value(), Label: c.Label("import.columns.right"), Names: c.Synonyms("nav.yes")}}
}

// changeColumn reads "3 nomor HP": the third column holds phone numbers; "3 -"
// lets it hold nothing. "judul 13" says in which row the heading is, "judul 0"
// that there is none.
func changeColumn(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if typed != "" && typed == d.Answers["columns"].Value {
		return flows.Reading{Value: typed}
	}
	sheet, cols := sheetIn(c, d), columnsOf(c, d).copied()
	number, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	if slices.Contains(c.Synonyms("import.heading.names"), read.Tidy(number)) {
		return changeHeading(c, d, rest)
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > widest(sheet) {
		return flows.Reading{Refuse: c.Text("import.columns.refuse", nil)}
	}
	key := ""
	if rest = strings.TrimSpace(rest); rest != "-" {
		if key = columnNamed(c, rest); key == "" {
			return flows.Reading{Refuse: c.Text("import.columns.refuse", nil)}
		}
	}
	cols.assign(n-1, key)
	setColumns(d, cols)
	return flows.Reading{Refuse: c.Text("import.columns.changed", messages.Args{"N": n, "Column": columnName(c, key)})}
}

// columnNamed is the column that somebody typed; empty: none.
func columnNamed(c *flows.Conversation, typed string) string {
	for _, key := range ImportColumns {
		names := append(c.Synonyms("import.column."+key+".names"), columnName(c, key))
		if slices.ContainsFunc(names, func(name string) bool { return read.Tidy(name) == read.Tidy(typed) }) {
			return key
		}
	}
	return ""
}

func changeHeading(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	sheet := sheetIn(c, d)
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 0 || n > 0 && headingRow(sheet, n) == nil {
		return flows.Reading{Refuse: c.Text("import.heading.refuse", nil)}
	}
	setColumns(d, proposed(c, sheet, n, n))
	return flows.Reading{Refuse: c.Text("import.heading.changed", messages.Args{"Row": rowSpan(n, n)})}
}

// setColumns changes the columns; what was chosen for rows is to be chosen anew.
func setColumns(d *flows.Draft, cols columnsIn) {
	d.Answers[columnsNow] = flows.Answer{Value: cols.value()}
	delete(d.Answers, "doubt")
}

// rememberColumns keeps what the headings of this file turned out to mean.
func rememberColumns(c *flows.Conversation, d *flows.Draft) {
	sheet, cols := sheetIn(c, d), columnsOf(c, d)
	if cols.To == 0 {
		return
	}
	r := c.Record(importColumnsRecord, "headings")
	known := map[string]string{}
	if r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range headingTexts(sheet, cols) {
		if read.Tidy(heading) != "" {
			known[read.Tidy(heading)] = cols.holds(i)
		}
	}
	c.Put(r, known)
}
