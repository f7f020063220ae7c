package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// recapLast is how many documents and tickets the office's own figures look
// back on.
const recapLast = 1000

// showOffice is how the office itself does: how long people wait for it, and
// who did what. It is for officers only.
func (t *talk) showOffice() {
	t.say(messages.Message{Key: "recap.office", Text: strings.Join([]string{
		t.word("recap.office.head", messages.Args{"At": t.moment(t.now), "Most": recapLast}), t.officeDocuments(), t.officeTickets()}, "\n\n")})
}

// officeDocuments are the documents decided last: how long they had waited,
// and by whom they were decided.
func (t *talk) officeDocuments() string {
	decided := t.decided(recapLast)
	_, waiting := t.queue("")
	args := messages.Args{"Decided": len(decided), "Waiting": len(waiting), "Wait": "", "Who": ""}
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, s := range decided {
		waits = append(waits, s.Decided.Sub(s.Document.Sent))
		by[s.By]++
	}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = t.span(median(waits)), t.tally(by)
	}
	return t.word("recap.office.documents", args)
}

// officeTickets are the newest tickets: how long their owners waited for the
// first answer, and who answered.
func (t *talk) officeTickets() string {
	all, open, helped := 0, 0, 0
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, r := range t.list("tickets", recapLast) {
		var k ticket
		if json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		all++
		if k.Closed.IsZero() {
			open++
		}
		if k.Helped == "yes" {
			helped++
		}
		if !k.First.IsZero() {
			waits = append(waits, k.First.Sub(k.Opened))
			by[k.By]++
		}
	}
	args := messages.Args{"All": all, "Open": open, "Answered": len(waits), "Helped": helped, "Wait": "", "Who": ""}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = t.span(median(waits)), t.tally(by)
	}
	return t.word("recap.office.tickets", args)
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
