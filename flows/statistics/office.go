package statistics

import (
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// recapLast is how many documents and tickets the office's own figures look
// back on.
const recapLast = 1000

// showOffice is how the office itself does: how long people wait for it, and
// who did what. It is for officers only.
func showOffice(c *flows.Conversation) {
	head := c.Text("recap.office.head", messages.Args{"At": c.Moment(c.Now()), "Most": recapLast})
	c.Say(messages.Message{Key: "recap.office", Text: strings.Join(append([]string{head}, officeFigures(c, recapLast)...), "\n\n")})
}

// officeFigures is how the office itself does, a paragraph for each area.
func officeFigures(c *flows.Conversation, most int) []string {
	var parts []string
	for _, a := range c.Book.Areas {
		if a.Figures != nil {
			parts = append(parts, a.Figures(c, most))
		}
	}
	return parts
}
