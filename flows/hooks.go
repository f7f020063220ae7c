package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
)

// Card is what an area adds to the card of a person.
type Card struct {
	Instead string   // in place of the whole card: of somebody the city knows from this area alone
	Origin  []string // where the person's data come from, after the head
	Taken   []string // what the person took part in, after the businesses
}

// CardOf is what all areas add to the card of a person.
func (c *Conversation) CardOf(p enterprise.Person) Card {
	var all Card
	for _, a := range c.Book.Areas {
		if a.Card == nil {
			continue
		}
		card := a.Card(c, p)
		if card.Instead != "" {
			all.Instead = card.Instead
		}
		all.Origin, all.Taken = append(all.Origin, card.Origin...), append(all.Taken, card.Taken...)
	}
	return all
}

// Waiting is what waits for officers, a line each.
func (c *Conversation) Waiting() []string {
	var lines []string
	for key := range strings.FieldsSeq(c.Book.Layout.Waiting) {
		for _, a := range c.Book.Areas {
			if line := a.Waiting[key]; line != nil {
				lines = append(lines, NonEmpty(line(c))...)
			}
		}
	}
	return lines
}

// Upcoming is what goes out unasked at an hour that is set.
func (c *Conversation) Upcoming() []string {
	var lines []string
	for _, a := range c.Book.Areas {
		if a.Upcoming != nil {
			lines = append(lines, a.Upcoming(c)...)
		}
	}
	return lines
}

// Closed tells the areas that a business is being closed.
func (c *Conversation) Closed(id enterprise.BusinessID) {
	for _, a := range c.Book.Areas {
		if a.Closed != nil {
			a.Closed(c, id)
		}
	}
}

// NonEmpty drops the empty ones of texts.
func NonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// Merging is what an area does when two records of one human being become one,
// or are parted again. Each is optional.
type Merging struct {
	// Hinders says why a record must stay as it is: "twins.fault.<why>"; empty:
	// nothing hinders.
	Hinders func(c *Conversation, gone enterprise.PersonID) (why string)
	// Joined runs when the person took over a record; line says so to officers.
	Joined func(c *Conversation, took enterprise.Absorbed, line string)
	// Parted runs when the person gave it back.
	Parted func(c *Conversation, was enterprise.Absorbed)
	// Moved runs for each document that changes hands.
	Moved func(c *Conversation, d enterprise.Document, to enterprise.PersonID)
}

// HindersMerge is the first reason of an area why a record must stay as it is.
func (c *Conversation) HindersMerge(gone enterprise.PersonID) string {
	for _, a := range c.Book.Areas {
		if a.Merge.Hinders == nil {
			continue
		}
		if why := a.Merge.Hinders(c, gone); why != "" {
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
