package flows

import (
	"fmt"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Urgent announcements are sent in quiet hours and cannot be muted.
func (c *Conversation) Urgent(category string) bool {
	cat, _ := c.Book.Program.City.Announcements.Category(category)
	return cat.Urgent
}

// CategoryName is what a category of announcements is called.
func (c *Conversation) CategoryName(code string) string {
	category, _ := c.Book.Program.City.Announcements.Category(code)
	return category.Name.In(c.lang)
}

// SeesNames tells whether the person may see owners' names.
func (c *Conversation) SeesNames() bool { return c.Allowed(ForOfficers) }

// KindName is what a kind of document is called on a button.
func (c *Conversation) KindName(code string) string {
	k, _ := c.Book.Program.Document(code)
	return k.Short.In(c.lang)
}

// Dimension is what an indicator is called, or its code when the city no
// longer has it.
func (c *Conversation) Dimension(code string) string {
	for _, d := range c.Book.Program.Instrument.Dimensions {
		if d.Code == code {
			return d.Name.In(c.lang)
		}
	}
	return code
}

// Level is what a level is called, or its code when the city no longer has it.
func (c *Conversation) Level(code string) string {
	for _, l := range c.Book.Program.Instrument.Levels {
		if l.Code == code {
			return l.Name.In(c.lang)
		}
	}
	return code
}

// Figure is a figure in words, as it was said.
func (c *Conversation) Figure(f enterprise.Figure) string {
	text := enterprise.FormatRupiah(f.Low)
	if f.High != f.Low {
		text += fmt.Sprintf(" %s %s", c.Label("sales.to"), enterprise.FormatRupiah(f.High))
	}
	if f.Approx {
		text = c.Label("sales.about") + " " + text
	}
	if f.Times > 0 {
		text += " (" + c.Book.Words.Label(c.lang, "sales.product."+string(f.Unit), messages.Args{"Each": enterprise.FormatRupiah(f.Each), "N": f.Times}) + ")"
	}
	return text
}

// ServiceName is what a kind is called, also one that the city no longer has.
func (c *Conversation) ServiceName(code string) string {
	k, ok := c.Book.Program.City.Services.Kind(code)
	if !ok {
		return code
	}
	return k.Name.In(c.lang)
}

// TrainingKind is what a kind of training is called.
func (c *Conversation) TrainingKind(code string) string {
	k, _ := c.Book.Program.City.Trainings.Kind(code)
	return k.Name.In(c.lang)
}
