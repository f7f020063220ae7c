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
	"naikkelas/messages"
)

// ImportColumns are what a column can hold: questions of the registration, in
// its order, and the NIK, which only tells duplicates.
var ImportColumns = importColumns()

func importColumns() []string {
	var out []string
	for _, q := range onboarding.RegisterQuestions {
		if !q.Closing {
			out = append(out, q.Key)
		}
	}
	return append(out, "nik")
}

// columnsNow is the answer under which the columns stand while they are changed.
const columnsNow = "columns now"

// importColumnsRecord is the kind of the one record of what headings meant.
const importColumnsRecord = "import.columns"

// columnsIn is which column holds what, from 0, and which row is the heading.
type columnsIn struct {
	Heading int            `json:"head"`
	Of      map[string]int `json:"of"`
}

// columnsOf are the columns as they stand: those agreed on, those remembered
// from a file with the same heading, or what the heading's words mean.
func columnsOf(c *flows.Conversation, d *flows.Draft) columnsIn {
	rows := tableIn(c, d)
	cols := columnsIn{Of: map[string]int{}}
	if json.Unmarshal([]byte(d.Answers[columnsNow].Value), &cols) == nil && len(cols.Of) > 0 {
		return cols
	}
	for i, row := range rows[:min(len(rows), importHeading)] {
		if found := headings(c, row); len(found) > len(cols.Of) {
			cols = columnsIn{i, found}
		}
	}
	if len(rows) == 0 {
		return cols
	}
	var known map[string]string // by heading
	if r := c.Record(importColumnsRecord, "headings"); r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range rows[cols.Heading] {
		if key, ok := known[read.Tidy(heading)]; ok {
			cols.assign(i, key)
		}
	}
	return cols
}

// headings are the columns whose heading has a name of one, the first of each.
func headings(c *flows.Conversation, row []string) map[string]int {
	found := map[string]int{}
	for i, cell := range row {
		for _, key := range ImportColumns {
			if _, taken := found[key]; !taken && slices.ContainsFunc(c.Synonyms("import.column."+key+".names"), func(name string) bool {
				return read.Tidy(name) == read.Tidy(cell)
			}) {
				found[key] = i
				break
			}
		}
	}
	return found
}

// assign lets a column hold something, and nothing else; an empty key nothing.
func (c columnsIn) assign(column int, key string) {
	maps.DeleteFunc(c.Of, func(_ string, at int) bool { return at == column })
	if key != "" {
		c.Of[key] = column
	}
}

// holds is what a column holds; empty: nothing.
func (c columnsIn) holds(column int) string {
	for key, at := range c.Of {
		if at == column {
			return key
		}
	}
	return ""
}

// complete tells whether people can be told apart by the columns.
func (c columnsIn) complete() bool {
	_, name := c.Of["name"]
	_, business := c.Of["business"]
	_, phone := c.Of["phone"]
	_, nib := c.Of["nib"]
	return name && (business || phone || nib)
}

func columnName(c *flows.Conversation, key string) string {
	if key == "" {
		return c.Label("import.column.none")
	}
	return c.Label("import.column." + key)
}

// columnsAsk shows each column with what it is taken for and an example.
func columnsAsk(c *flows.Conversation, d *flows.Draft) string {
	rows, cols := tableIn(c, d), columnsOf(c, d)
	if len(rows) == 0 {
		return c.Text("import.fault.absent", nil)
	}
	var lines []string
	for i, heading := range rows[cols.Heading] {
		key, example := cols.holds(i), ""
		for _, row := range rows[cols.Heading+1:] {
			if i < len(row) && row[i] != "" {
				example = flows.Clipped(row[i], 20)
				break
			}
		}
		lines = append(lines, c.Text("import.columns.line", messages.Args{"N": i + 1, "Heading": flows.Clipped(heading, 24), "Example": example, "Column": columnName(c, key)}))
	}
	next := "import.columns.missing"
	if cols.complete() {
		next = "import.columns.enough"
	}
	return c.Text("import.columns.ask", messages.Args{"Rows": filled(rows[cols.Heading+1:]), "Lines": messages.HTML(strings.Join(lines, "\n")), "Next": messages.HTML(c.Text(next, nil))})
}

func columnsRight(c *flows.Conversation, d *flows.Draft) []flows.Option {
	cols := columnsOf(c, d)
	if !cols.complete() {
		return nil
	}
	value, _ := json.Marshal(cols) // numbers only
	return []flows.Option{{Value: string(value), Label: c.Label("import.columns.right"), Names: c.Synonyms("nav.yes")}}
}

// changeColumn reads "3 nomor HP": the third column holds phone numbers; "3 -"
// lets it hold nothing.
func changeColumn(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	cols := columnsOf(c, d)
	if typed != "" && typed == d.Answers["columns"].Value {
		return flows.Reading{Value: typed}
	}
	rows := tableIn(c, d)
	number, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	n, err := strconv.Atoi(number)
	if err != nil || len(rows) == 0 || n < 1 || n > len(rows[cols.Heading]) {
		return flows.Reading{Refuse: c.Text("import.columns.refuse", nil)}
	}
	key := ""
	if rest = strings.TrimSpace(rest); rest != "-" {
		for _, k := range ImportColumns {
			names := append(c.Synonyms("import.column."+k+".names"), columnName(c, k))
			if slices.ContainsFunc(names, func(name string) bool { return read.Tidy(name) == read.Tidy(rest) }) {
				key = k
				break
			}
		}
		if key == "" {
			return flows.Reading{Refuse: c.Text("import.columns.refuse", nil)}
		}
	}
	cols.Of = maps.Clone(cols.Of)
	cols.assign(n-1, key)
	value, _ := json.Marshal(cols) // numbers only
	d.Answers[columnsNow] = flows.Answer{Value: string(value)}
	return flows.Reading{Refuse: c.Text("import.columns.changed", messages.Args{"N": n, "Column": columnName(c, key)})}
}

// rememberColumns keeps what the headings of this file turned out to mean.
func rememberColumns(c *flows.Conversation, d *flows.Draft) {
	rows, cols := tableIn(c, d), columnsOf(c, d)
	if len(rows) == 0 {
		return
	}
	r := c.Record(importColumnsRecord, "headings")
	known := map[string]string{}
	if r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range rows[cols.Heading] {
		if read.Tidy(heading) != "" {
			known[read.Tidy(heading)] = cols.holds(i)
		}
	}
	c.Put(r, known)
}
