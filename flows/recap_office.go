package flows

import (
	"strings"

	"naikkelas/messages"
)

// recapLast is how many documents and tickets the office's own figures look
// back on.
const recapLast = 1000

// showOffice is how the office itself does: how long people wait for it, and
// who did what. It is for officers only.
func (t *talk) showOffice() {
	head := t.word("recap.office.head", messages.Args{"At": t.moment(t.now), "Most": recapLast})
	t.say(messages.Message{Key: "recap.office", Text: strings.Join(append([]string{head}, t.officeFigures(recapLast)...), "\n\n")})
}
