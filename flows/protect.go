package flows

import (
	"slices"
	"strings"
)

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
