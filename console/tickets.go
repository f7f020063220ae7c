package console

import (
	"net/http"

	"naikkelas/flows"
	"naikkelas/flows/helpdesk"
)

// ticketsData is the shared inbox.
type ticketsData struct {
	Open       []helpdesk.Open
	Unanswered int
}

func (ticketsData) live() {}

// tickets is what owners ask: whoever waits longest first.
func (c *Console) tickets(v *visit) (any, error) {
	return view(c, v, func(t *flows.Conversation) any {
		d := ticketsData{Open: helpdesk.OpenTickets(t)}
		for _, k := range d.Open {
			if k.First.IsZero() {
				d.Unanswered++
			}
		}
		return d
	})
}

// ticketData is one question beside the others that are open.
type ticketData struct {
	helpdesk.Talk
	Others []helpdesk.Open
}

func (ticketData) live() {}

// ticket is what was said, once the look is in the trail, and a field for the
// answer.
func (c *Console) ticket(v *visit) (any, error) {
	id := v.r.PathValue("id")
	read := func() (*ticketData, error) {
		return view(c, v, func(t *flows.Conversation) *ticketData {
			k, ok := helpdesk.TalkOf(t, id)
			if !ok {
				return nil
			}
			return &ticketData{k, helpdesk.OpenTickets(t)}
		})
	}
	d, err := read()
	if err != nil {
		return nil, err
	}
	if d == nil {
		v.fault = http.StatusNotFound
		return nil, nil
	}
	seen := false
	if d.Closed.IsZero() { // what was said in one that is closed is not shown in the chat either
		seen, err = c.looked(v, "t:"+id+":show")
	}
	if !seen {
		d.Lines, d.OwnerLine = nil, ""
	}
	return *d, err
}
