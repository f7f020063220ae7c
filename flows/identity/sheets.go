package identity

import (
	"slices"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// tableIn is the table of the file that is being read. When it is not there
// any more, the file is to be sent again.
func tableIn(c *flows.Conversation, d *flows.Draft) read.Table {
	f := fileIn(d)
	if f.Hash == "" {
		return read.Table{}
	}
	table, _ := c.Table(flows.TableFile{Hash: f.Hash, Type: f.Type})
	return table
}

// sheetsSeveral reports whether the sheet is to be chosen: several are seen, or
// none, and then a hidden one may be meant.
func sheetsSeveral(c *flows.Conversation, d *flows.Draft) bool {
	return importsNew(c, d) && len(tableIn(c, d).Sheets) > 1 && len(seenSheets(c, d)) != 1
}

func seenSheets(c *flows.Conversation, d *flows.Draft) []read.TableSheet {
	return slices.DeleteFunc(slices.Clone(tableIn(c, d).Sheets), func(s read.TableSheet) bool { return s.Hidden })
}

// hiddenSheets are the names of the sheets that are left alone.
func hiddenSheets(c *flows.Conversation, d *flows.Draft) []string {
	var out []string
	for _, s := range tableIn(c, d).Sheets {
		if s.Hidden && s.Name != d.Answers["sheet"].Value {
			out = append(out, s.Name)
		}
	}
	return out
}

// sheetOptions are the sheets with anything in them, the hidden ones last and
// called so.
func sheetOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	seen := seenSheets(c, d)
	hidden := slices.DeleteFunc(slices.Clone(tableIn(c, d).Sheets), func(s read.TableSheet) bool { return !s.Hidden })
	var out []flows.Option
	for _, s := range slices.Concat(seen, hidden) {
		args := messages.Args{"Sheet": s.Name, "Rows": len(s.Rows), "Hidden": s.Hidden}
		out = append(out, flows.Option{Value: s.Name, Label: reading.Clipped(s.Name, 40), Text: c.Words().Label(c.Lang(), "import.sheet.line", args)})
	}
	return out
}

// sheetIn is the sheet that is read.
func sheetIn(c *flows.Conversation, d *flows.Draft) read.TableSheet {
	sheets := tableIn(c, d).Sheets
	if i := slices.IndexFunc(sheets, func(s read.TableSheet) bool { return s.Name == d.Answers["sheet"].Value }); i >= 0 && len(sheets) > 1 {
		return sheets[i]
	}
	if seen := seenSheets(c, d); len(seen) > 0 {
		return seen[0]
	}
	if len(sheets) == 1 {
		return sheets[0]
	}
	return read.TableSheet{}
}

func columnsDouble(c *flows.Conversation, d *flows.Draft) bool {
	return importsNew(c, d) && doubled(columnsOf(c, d)) != ""
}
