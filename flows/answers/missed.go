package answers

import (
	"slices"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// missed notes that words led nowhere, and tells for how often in a row.
func missed(c *flows.Conversation) int {
	note(c)
	return len(c.Chat.Missed)
}

// note keeps words for the question to a person that they may lead to. Before
// consent nothing is kept but that there were some.
func note(c *flows.Conversation) {
	m := flows.Missed{Message: c.Input().Message}
	if c.Consented() {
		m.Text = reading.Clipped(c.Input().Text, sentenceMost)
	}
	all := slices.DeleteFunc(slices.Clone(c.Chat.Missed), func(o flows.Missed) bool { return o.Message == m.Message }) // an edit
	if all = append(all, m); len(all) > missedMost {
		all = all[1:]
	}
	c.Chat.Missed = all
}

// settled forgets what was not understood once something else was.
func settled(c *flows.Conversation) {
	in := c.Input()
	switch {
	case len(c.Chat.Missed) == 0:
	case in.Kind == flows.Text && c.Chat.Missed[len(c.Chat.Missed)-1].Message != in.Message, in.Kind == flows.Contact:
		c.Chat.Missed = nil
	}
}

// person offers a human being, who gets what was said so far.
func person(c *flows.Conversation, text string) answer {
	rows := [][]messages.Button{{ask(c)}}
	if slices.ContainsFunc(c.Chat.Missed, func(m flows.Missed) bool { return m.Text != "" }) {
		send := messages.Button{Label: c.Label("answer.button.send"), Data: "w:send"}
		rows = [][]messages.Button{{send}, {ask(c)}}
	}
	return answer{"answer.person", text, rows}
}

// withPerson are rows of buttons, and a human being below them for whoever is
// not one of those who answer.
func withPerson(c *flows.Conversation, rows ...[]messages.Button) [][]messages.Button {
	if c.Allowed(flows.ForStaff) {
		return rows
	}
	return append(rows, []messages.Button{ask(c)})
}

// ask is the button that leads to a human being.
func ask(c *flows.Conversation) messages.Button {
	return messages.Button{Label: c.Label("menu.person"), Data: "w:ask"}
}
