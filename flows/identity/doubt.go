package identity

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// doubt is a row that shares a number with another and contradicts it: whether
// it is another person, or another business of the same, is for the officer.
type doubt struct {
	Of       string // the row before it, or the person who is known
	Name     string // theirs
	Shared   string // what both have: "phone", "nib", "nik", "name"
	Differs  []string
	Proposed string
	Second   bool // the business is another, too
	Known    bool // Of is a person who is known
}

// What may be chosen for a row in doubt.
const (
	chooseOther  = "other"  // another person
	chooseSecond = "second" // a further business of the same
	chooseSkip   = "skip"   // the same: not taken in
	chooseRest   = "*"      // as proposed, for all that are left
)

// choices are what was chosen so far, by row: "3:other,4:second", and perhaps
// "*" for all others.
type choices struct {
	of  map[string]string
	all bool
}

func choicesIn(d *flows.Draft) choices {
	out := choices{of: map[string]string{}}
	for part := range strings.SplitSeq(d.Answers["doubt"].Value, ",") {
		row, choice, ok := strings.Cut(part, ":")
		if ok {
			out.of[row] = choice
		}
		out.all = out.all || part == chooseRest
	}
	return out
}

// decide makes a row in doubt what was chosen for it; until then it is what is
// proposed.
func (ch choices) decide(rows []importRow, r *importRow, before map[string]int) {
	choice := ch.of[strconv.Itoa(r.Row)]
	if choice == "" {
		choice = r.Doubt.Proposed
	} else {
		r.Doubt.Proposed = choice
	}
	switch {
	case choice == chooseSecond && r.Doubt.Second:
		r.State, r.Of = rowSecond, r.Doubt.Of
		if at, ok := before["row"+r.Of]; ok {
			rows[at].More = append(rows[at].More, r.Said)
		}
	case choice == chooseSkip && r.Doubt.Known:
		r.State, r.Of = rowSame, r.Doubt.Of
	case choice == chooseSkip:
		r.State, r.Of = rowTwice, r.Doubt.Of
	}
}

// undecided are the rows for which nothing was chosen yet.
func undecided(c *flows.Conversation, d *flows.Draft) []importRow {
	ch := choicesIn(d)
	if ch.all {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(readRows(c, d)), func(r importRow) bool {
		_, chosen := ch.of[strconv.Itoa(r.Row)]
		return r.Doubt == nil || chosen
	})
}

func inDoubt(c *flows.Conversation, d *flows.Draft) bool {
	return slices.ContainsFunc(readRows(c, d), func(r importRow) bool { return r.Doubt != nil })
}

// doubtOptions are what may be chosen for the next row in doubt. A choice is
// added to those before it, so that the question is answered once there is one
// for every row.
func doubtOptions(c *flows.Conversation, d *flows.Draft) []flows.Option {
	so, open := d.Answers["doubt"].Value, undecided(c, d)
	if len(open) == 0 && so == "" {
		return nil
	}
	if len(open) == 0 {
		return []flows.Option{{Value: so}}
	}
	next, prefix := open[0], so
	if prefix != "" {
		prefix += ","
	}
	option := func(choice string) flows.Option {
		return flows.Option{
			Value: prefix + strconv.Itoa(next.Row) + ":" + choice,
			Label: c.Words().Label(c.Lang(), "import.doubt."+choice, messages.Args{"Name": reading.Clipped(next.Doubt.Name, 20)}), Names: c.Synonyms("import.doubt." + choice + ".names"),
		}
	}
	out := []flows.Option{option(chooseOther)}
	if next.Doubt.Second && !next.Doubt.Known {
		out = append(out, option(chooseSecond))
	}
	out = append(out, option(chooseSkip))
	if len(open) > 1 {
		out = append(out, flows.Option{Value: prefix + chooseRest, Label: c.Words().Label(c.Lang(), "import.doubt.rest", messages.Args{"N": len(open)})})
	}
	return out
}

// doubtAsk tells what is in doubt of a row, and what is proposed.
func doubtAsk(c *flows.Conversation, d *flows.Draft) string {
	open := undecided(c, d)
	if len(open) == 0 {
		return c.Text("import.fault.absent", nil)
	}
	r := open[0]
	var differ []string
	for _, key := range r.Doubt.Differs {
		differ = append(differ, columnName(c, key))
	}
	return c.Text("import.doubt.ask", messages.Args{
		"Differ": strings.Join(differ, ", "),
		"Row":    r.Row, "Name": r.Said["name"], "Business": r.Said["business"], "Shared": columnName(c, r.Doubt.Shared), "Of": r.Doubt.Of, "Other": r.Doubt.Name,
		"Known": r.Doubt.Known, "Left": len(open), "Proposed": c.Words().Label(c.Lang(), "import.doubt."+r.Doubt.Proposed, messages.Args{"Name": reading.Clipped(r.Doubt.Name, 20)}),
	})
}
