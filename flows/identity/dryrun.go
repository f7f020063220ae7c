package identity

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// importOptions offers to take in those who are new, and those who are alike,
// too.
func importOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	sum := sumUp(readRows(c, d))
	out := []flows.Option{{Value: "no", Label: c.Label("import.confirm.no"), Names: c.Synonyms("nav.no")}}
	if sum[rowNew] > importRows {
		return out
	}
	if sum[rowNew] > 0 {
		out = append(out, flows.Option{Value: "new", Label: c.Words().Label(c.Lang(), "import.confirm.new", messages.Args{"N": sum[rowNew]}), Names: c.Synonyms("nav.yes")})
	}
	if sum[rowAlike] > 0 {
		out = append(out, flows.Option{Value: "all", Label: c.Words().Label(c.Lang(), "import.confirm.all", messages.Args{"N": sum[rowNew] + sum[rowAlike]})})
	}
	return out
}

// dryRun says what would become of the rows: their number is the file's, and
// every row that is nobody's is named.
func dryRun(c *flows.Conversation, d *flows.Draft) string {
	rows, sheet, cols := readRows(c, d), sheetIn(c, d), columnsOf(c, d)
	var lines []string
	more := 0
	for _, r := range rows {
		if r.State == rowNobody || r.State == rowNew && len(r.Unread)+len(r.Notes) == 0 {
			continue
		}
		if len(lines) == importLines {
			more++
			continue
		}
		lines = append(lines, c.Text("import.row", messages.Args{"Row": r.Row, "Name": cmp.Or(r.Said["name"], r.Said["business"], "?"), "State": rowSays(c, r)}))
	}
	return c.Text("import.confirm.ask", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n")), "More": more, "Sum": messages.HTML(strings.Join(sums(c, rows, sheet, cols), "\n"))})
}

// sums are how many rows are what. Together they are the rows of the file.
func sums(c *flows.Conversation, rows []importRow, sheet read.TableSheet, cols columnsIn) []string {
	sum := sumUp(rows)
	out := []string{c.Text("import.sum", messages.Args{"Rows": len(rows), "Above": cols.From > 1})}
	for _, kind := range RowKinds {
		if sum[kind] > 0 || kind == rowNew {
			out = append(out, c.Text("import.sum."+string(kind), messages.Args{"N": sum[kind], "Rows": nobodyRows(c, rows)}))
		}
	}
	if n := unreadCells(rows); n > 0 {
		out = append(out, c.Text("import.sum.unread", messages.Args{"N": n}))
	}
	if sheet.HiddenRows > 0 {
		out = append(out, c.Text("import.sum.hidden", messages.Args{"N": sheet.HiddenRows}))
	}
	if sum[rowNew] > importRows {
		out = append(out, c.Text("import.sum.full", nil))
	}
	return out
}

func unreadCells(rows []importRow) int {
	n := 0
	for _, r := range rows {
		n += len(r.Unread)
	}
	return n
}

// rowSays is what becomes of a row, with everything that is left out of it.
func rowSays(c *flows.Conversation, r importRow) string {
	return strings.Join(slices.Concat([]string{rowState(c, r)}, unreadTexts(c, r), r.Notes), "; ")
}

func unreadTexts(c *flows.Conversation, r importRow) []string {
	var out []string
	for _, u := range r.Unread {
		out = append(out, c.Words().Label(c.Lang(), "import.unread", messages.Args{"Column": columnName(c, u.Column), "Was": u.Was, "Why": u.Why}))
	}
	return out
}

// nobodyRows names the rows that are no person's, by why: "baris 9-14 kosong".
func nobodyRows(c *flows.Conversation, rows []importRow) string {
	var out []string
	for _, why := range RowReasons {
		var spans []string
		from, to := 0, 0
		end := func() {
			if to > 0 {
				spans = append(spans, rowSpan(from, to))
			}
		}
		for _, r := range rows {
			if r.State != rowNobody || r.Why != why {
				continue
			}
			if r.Row != to+1 {
				end()
				from = r.Row
			}
			to = r.Row
		}
		if end(); len(spans) > 0 {
			out = append(out, strings.Join(spans, ", ")+" ("+c.Label("import.reason."+why)+")")
		}
	}
	return strings.Join(out, "; ")
}

// dryRunFile is the same, row by row.
func dryRunFile(c *flows.Conversation, d *flows.Draft) {
	rows := readRows(c, d)
	sheet := messages.Sheet{Name: c.Label("import.sheet"), Header: strings.Split(c.Label("import.columns"), "|"), Numbers: []int{0}}
	for _, r := range rows {
		sheet.Rows = append(sheet.Rows, []string{
			strconv.Itoa(r.Row), rowState(c, r), r.Said["name"], r.Said["business"], placeName(c, r.Said["village"]),
			r.Said["village.address"], r.Said["phone"], strings.TrimPrefix(r.Said["nib"], "none"), r.Said["year"], r.Said["workers"], strings.Join(unreadTexts(c, r), "; "), strings.Join(r.Notes, "; "),
		})
	}
	c.Say(messages.Message{
		Key: "import.report", Text: c.Text("import.report", messages.Args{"Rows": len(rows)}),
		Workbook: &messages.Workbook{Name: "impor-" + c.Now().In(c.Program().City.Location).Format(flows.DayForm) + ".xlsx", Sheets: []messages.Sheet{sheet}},
	})
}

func placeName(c *flows.Conversation, village string) string {
	if v := c.Program().Regions.Village(village); v != nil {
		return v.Name
	}
	return ""
}

func rowState(c *flows.Conversation, r importRow) string {
	state := c.Label("import.state."+string(r.State)) + strings.TrimRight(" "+r.Of, " ")
	if r.Why != "" {
		state += ": " + c.Label("import.reason."+r.Why)
	}
	return state
}
