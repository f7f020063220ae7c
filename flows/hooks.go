package flows

import (
	"fmt"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Card is what an area adds to the card of a person.
type Card struct {
	Instead string   // in place of the whole card: of somebody the city knows from this area alone
	Origin  []string // where the person's data come from, after the head
	Taken   []string // what the person took part in, after the businesses
}

// cardOf is what all areas add to the card of a person.
func (t *talk) cardOf(p enterprise.Person) Card {
	var all Card
	for _, a := range t.book.areas {
		if a.Card == nil {
			continue
		}
		c := a.Card(t, p)
		if c.Instead != "" {
			all.Instead = c.Instead
		}
		all.Origin, all.Taken = append(all.Origin, c.Origin...), append(all.Taken, c.Taken...)
	}
	return all
}

// cardButtonsOf are the buttons of all areas under the card of a person.
func (t *talk) cardButtonsOf(p enterprise.Person) (beside []messages.Button, below [][]messages.Button) {
	for _, a := range t.book.areas {
		if a.CardButtons != nil {
			row, rows := a.CardButtons(t, p)
			beside, below = append(beside, row...), append(below, rows...)
		}
	}
	return beside, below
}

// cardVerb does what one of them says; false: it means nothing.
func (t *talk) cardVerb(verb string, id enterprise.PersonID) bool {
	return slices.ContainsFunc(t.book.areas, func(a Area) bool { do := a.CardVerbs[verb]; return do != nil && do(t, id) })
}

// profile is the card of a person.
func (t *talk) profile(p enterprise.Person) string {
	for _, a := range t.book.areas {
		if a.Profile != nil {
			return a.Profile(t, p)
		}
	}
	return p.Name
}

// waiting is what waits for officers, a line each.
func (t *talk) waiting() []string {
	var lines []string
	for key := range strings.FieldsSeq(t.book.layout.Waiting) {
		for _, a := range t.book.areas {
			if line := a.Waiting[key]; line != nil {
				lines = append(lines, nonEmpty(line(t))...)
			}
		}
	}
	return lines
}

// upcoming is what goes out unasked at an hour that is set.
func (t *talk) upcoming() []string {
	var lines []string
	for _, a := range t.book.areas {
		if a.Upcoming != nil {
			lines = append(lines, a.Upcoming(t)...)
		}
	}
	return lines
}

// figures is how the office itself does, a paragraph for each area.
func (t *talk) officeFigures(most int) []string {
	var parts []string
	for _, a := range t.book.areas {
		if a.Figures != nil {
			parts = append(parts, a.Figures(t, most))
		}
	}
	return parts
}

// closed tells the areas that a business is being closed.
func (t *talk) closed(id enterprise.BusinessID) {
	for _, a := range t.book.areas {
		if a.Closed != nil {
			a.Closed(t, id)
		}
	}
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// tally names who did how much, the most first.
func (t *talk) tally(by map[enterprise.PersonID]int) string {
	var out []string
	ids := make([]enterprise.PersonID, 0, len(by))
	for id := range by {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b enterprise.PersonID) int {
		if by[a] != by[b] {
			return by[b] - by[a]
		}
		return int(a - b)
	})
	for _, id := range ids {
		out = append(out, fmt.Sprintf("%s %d", t.colleague(id), by[id]))
	}
	return strings.Join(out, ", ")
}

// Merging is what an area does when two records of one human being become one,
// or are parted again. Each is optional.
type Merging struct {
	// Hinders says why a record must stay as it is: "twins.fault.<why>"; empty:
	// nothing hinders.
	Hinders func(t *talk, gone enterprise.PersonID) (why string)
	// Joined runs when the person took over a record; line says so to officers.
	Joined func(t *talk, took enterprise.Absorbed, line string)
	// Parted runs when the person gave it back.
	Parted func(t *talk, was enterprise.Absorbed)
	// Moved runs for each document that changes hands.
	Moved func(t *talk, d enterprise.Document, to enterprise.PersonID)
}

// hindersMerge is the first reason of an area why a record must stay as it is.
func (t *talk) hindersMerge(gone enterprise.PersonID) string {
	for _, a := range t.book.areas {
		if a.Merge.Hinders == nil {
			continue
		}
		if why := a.Merge.Hinders(t, gone); why != "" {
			return why
		}
	}
	return ""
}

// Section is one thing that is kept about a person: what /dataku gives them.
type Section struct {
	Name  string     // its field in the file, never renamed; empty: it stands under another
	Data  any        // that field; left out where N is 0
	N     int        // how many there are
	Sheet string     // the word that names the table it belongs to, and its columns; empty: none
	Rows  [][]string // its rows in it
	Lines []string   // what the summary says of the person because of it
}

// sections are what all areas keep about the person.
func (t *talk) sections() []Section {
	var all []Section
	for _, a := range t.book.areas {
		if a.Export != nil {
			all = append(all, a.Export(t)...)
		}
	}
	return all
}
