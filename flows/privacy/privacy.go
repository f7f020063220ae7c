// Package privacy keeps from those who see figures alone what would tell of a
// person: names, and numbers that mean only a few.
package privacy

import (
	"fmt"
	"strconv"

	"naikkelas/enterprise/disclosure"
	"naikkelas/flows"
)

// FewPeople is how many people a cell needs before a planner sees it: among
// fewer, somebody who knows the others can tell who is meant.
const FewPeople = 5

// HideFew tells which cells of a table the person must not see.
func HideFew(c *flows.Conversation, table [][]int64) [][]bool {
	least := int64(0)
	if !c.SeesNames() {
		least = FewPeople
	}
	return disclosure.Hide(table, least)
}

// People is a number of people, or that they are few.
func People(n int64, hidden bool) string {
	if hidden {
		return fmt.Sprintf("<%d", FewPeople)
	}
	return strconv.FormatInt(n, 10)
}

// HiddenText stands for a number that is hidden although it is not small:
// with it a small one could be worked out.
func HiddenText(n int64, hidden bool) string {
	if hidden && n >= FewPeople {
		return "-"
	}
	return People(n, hidden)
}

// Length is a bar's, none for what is hidden.
func Length(n int64, hidden bool) float64 {
	if hidden {
		return 0
	}
	return float64(n)
}

// CountedAt is when the figures were counted, as it stands in every row.
func CountedAt(c *flows.Conversation) string {
	return c.Now().In(c.Book.Program.City.Location).Format("2006-01-02 15:04")
}
