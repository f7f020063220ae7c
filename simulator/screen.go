package simulator

import (
	"fmt"
	"strings"
)

const shownMost = 3 // messages

// Screen tells, for whoever waits in vain, what is on a phone: whose it is, its
// last three messages, and every button and key there.
func (p *Phone) Screen() string {
	var b strings.Builder
	messages := p.Messages()
	fmt.Fprintf(&b, "the phone of %s, which shows", p.User().FirstName)
	for _, m := range messages[max(0, len(messages)-shownMost):] {
		who := "  >"
		if m.FromBot {
			who = "  <"
		}
		fmt.Fprintf(&b, "\n%s %s", who, strings.TrimSpace(m.Media+" "+strings.ReplaceAll(m.Text, "\n", "\n    ")))
	}
	fmt.Fprint(&b, "\n  buttons:")
	for _, m := range messages {
		for _, row := range m.Buttons {
			for _, button := range row {
				fmt.Fprintf(&b, " (%s)", button.Text)
			}
		}
	}
	fmt.Fprint(&b, "\n  keyboard:")
	if k := p.Keyboard(); k != nil {
		for _, row := range k.Rows {
			for _, key := range row {
				fmt.Fprintf(&b, " [%s]", key.Text)
			}
		}
	}
	return b.String()
}
