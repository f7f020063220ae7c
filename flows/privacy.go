package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise/disclosure"
)

// FewPeople is how many people a cell needs before a planner sees it: among
// fewer, somebody who knows the others can tell who is meant.
const FewPeople = 5

// HideFew tells which cells of a table the person must not see.
func (c *Conversation) HideFew(table [][]int64) [][]bool {
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
func (c *Conversation) CountedAt() string {
	return c.now.In(c.Book.Program.City.Location).Format("2006-01-02 15:04")
}

// protect keeps what shows somebody the data of others from being passed on, and
// notes whose it is, so that it can be taken back: whoever looks is in the trail,
// and so are those whom a look is about. What is a file of the office's own, or a
// link to be handed on, is no such thing.
func (c *Conversation) protect() {
	var about []int64
	for _, a := range c.Turn.AuditLog {
		if strings.HasPrefix(a.What, "data.") && a.Whom != 0 && a.Whom != c.Person.ID && !slices.Contains(about, int64(a.Whom)) {
			about = append(about, int64(a.Whom))
		}
	}
	for i := range c.Turn.Say {
		if m := &c.Turn.Say[i]; len(about) > 0 && m.Keyboard == nil && m.Workbook == nil && m.File == nil && m.Start+m.Commands+m.Delete == "" {
			m.Protect, m.About = true, about
		}
	}
}
