package console

import (
	"naikkelas/flows"
	"naikkelas/flows/document"
	"naikkelas/flows/helpdesk"
)

// todayShown is how many of each the first page names.
const todayShown = 6

// todayData is what waits for the officer, what else the morning's message
// tells, and what goes out next.
type todayData struct {
	Documents     []document.Queued
	DocumentsAll  int
	ForDocuments  bool
	Tickets       []helpdesk.Open
	TicketsAll    int
	Unanswered    int
	ForTickets    bool
	Lines, Coming []string // in the small HTML of messages
	Sessions      int
}

func (todayData) live() {}

// today is the first page: what waits, oldest first, and what goes out next.
func (c *Console) today(v *visit) (any, error) {
	return view(c, v, func(t *flows.Conversation) any {
		d := todayData{ForDocuments: t.Allowed(flows.ForOfficers), ForTickets: t.Allowed(flows.ForPeople)}
		if d.ForDocuments {
			d.Documents = document.Queue(t, "")
			d.DocumentsAll = len(d.Documents)
			d.Documents = d.Documents[:min(d.DocumentsAll, todayShown)]
			d.Lines, d.Coming = t.Waiting(), t.Upcoming()
		}
		if d.ForTickets {
			d.Tickets = helpdesk.OpenTickets(t)
			d.TicketsAll = len(d.Tickets)
			for _, k := range d.Tickets {
				if k.First.IsZero() {
					d.Unanswered++
				}
			}
			d.Tickets = d.Tickets[:min(d.TicketsAll, todayShown)]
		}
		return d
	})
}
