package flows

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// importColumns are what a column can hold: questions of the registration, in
// its order, and the NIK, which only tells duplicates.
var importColumns = []string{"honorific", "name", "business", "sector", "district", "village", "year", "workers", "omzet", "phone", "nib", "nik"}

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
func (t *talk) columnsOf(d *Draft) columnsIn {
	rows := t.tableIn(d)
	c := columnsIn{Of: map[string]int{}}
	if json.Unmarshal([]byte(d.Answers[columnsNow].Value), &c) == nil && len(c.Of) > 0 {
		return c
	}
	for i, row := range rows[:min(len(rows), importHeading)] {
		if found := t.headings(row); len(found) > len(c.Of) {
			c = columnsIn{i, found}
		}
	}
	if len(rows) == 0 {
		return c
	}
	var known map[string]string // by heading
	if r := t.record(importColumnsRecord, "headings"); r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range rows[c.Heading] {
		if key, ok := known[enterprise.Tidy(heading)]; ok {
			c.assign(i, key)
		}
	}
	return c
}

// headings are the columns whose heading has a name of one, the first of each.
func (t *talk) headings(row []string) map[string]int {
	found := map[string]int{}
	for i, cell := range row {
		for _, key := range importColumns {
			if _, taken := found[key]; !taken && slices.ContainsFunc(t.names("import.column."+key+".names"), func(name string) bool {
				return enterprise.Tidy(name) == enterprise.Tidy(cell)
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

func (t *talk) columnName(key string) string {
	if key == "" {
		return t.label("import.column.none")
	}
	return t.label("import.column." + key)
}

// columnsAsk shows each column with what it is taken for and an example.
func (t *talk) columnsAsk(d *Draft) string {
	rows, c := t.tableIn(d), t.columnsOf(d)
	if len(rows) == 0 {
		return t.word("import.fault.absent", nil)
	}
	var lines []string
	for i, heading := range rows[c.Heading] {
		key, example := c.holds(i), ""
		for _, row := range rows[c.Heading+1:] {
			if i < len(row) && row[i] != "" {
				example = clipped(row[i], 20)
				break
			}
		}
		lines = append(lines, t.word("import.columns.line", messages.Args{"N": i + 1, "Heading": clipped(heading, 24), "Example": example, "Column": t.columnName(key)}))
	}
	next := "import.columns.missing"
	if c.complete() {
		next = "import.columns.enough"
	}
	return t.word("import.columns.ask", messages.Args{"Rows": filled(rows[c.Heading+1:]), "Lines": messages.HTML(strings.Join(lines, "\n")), "Next": messages.HTML(t.word(next, nil))})
}

func columnsRight(t *talk, d *Draft) []Option {
	c := t.columnsOf(d)
	if !c.complete() {
		return nil
	}
	value, _ := json.Marshal(c) // numbers only
	return []Option{{Value: string(value), Label: t.label("import.columns.right"), Names: t.names("nav.yes")}}
}

// changeColumn reads "3 nomor HP": the third column holds phone numbers; "3 -"
// lets it hold nothing.
func changeColumn(t *talk, d *Draft, typed string) Reading {
	c := t.columnsOf(d)
	if typed != "" && typed == d.Answers["columns"].Value {
		return Reading{Value: typed}
	}
	rows := t.tableIn(d)
	number, rest, _ := strings.Cut(strings.TrimSpace(typed), " ")
	n, err := strconv.Atoi(number)
	if err != nil || len(rows) == 0 || n < 1 || n > len(rows[c.Heading]) {
		return Reading{Refuse: t.word("import.columns.refuse", nil)}
	}
	key := ""
	if rest = strings.TrimSpace(rest); rest != "-" {
		for _, k := range importColumns {
			names := append(t.names("import.column."+k+".names"), t.columnName(k))
			if slices.ContainsFunc(names, func(name string) bool { return enterprise.Tidy(name) == enterprise.Tidy(rest) }) {
				key = k
				break
			}
		}
		if key == "" {
			return Reading{Refuse: t.word("import.columns.refuse", nil)}
		}
	}
	c.Of = maps.Clone(c.Of)
	c.assign(n-1, key)
	value, _ := json.Marshal(c) // numbers only
	d.Answers[columnsNow] = Answer{Value: string(value)}
	return Reading{Refuse: t.word("import.columns.changed", messages.Args{"N": n, "Column": t.columnName(key)})}
}

// rememberColumns keeps what the headings of this file turned out to mean.
func (t *talk) rememberColumns(d *Draft) {
	rows, c := t.tableIn(d), t.columnsOf(d)
	if len(rows) == 0 {
		return
	}
	r := t.record(importColumnsRecord, "headings")
	known := map[string]string{}
	if r.Data != nil {
		_ = json.Unmarshal(r.Data, &known) // ours
	}
	for i, heading := range rows[c.Heading] {
		if enterprise.Tidy(heading) != "" {
			known[enterprise.Tidy(heading)] = c.holds(i)
		}
	}
	t.put(r, known)
}
