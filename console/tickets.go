package console

import (
	"net/http"

	"naikkelas/flows"
	"naikkelas/flows/desk"
	"naikkelas/flows/helpdesk"
)

// ticketsData is the shared inbox.
type ticketsData struct {
	Open       []ticketRow
	Unanswered int
	Longest    helpdesk.Open // whoever waits for an answer longest; without an ID: nobody does
	Tabs       []choice
}

// ticketRow is a question, and who has its page open.
type ticketRow struct {
	helpdesk.Open
	Here []string
}

func (ticketsData) live() {}

// The parts of the inbox, by the word in the address.
var ticketTabs = []string{"", "menunggu", "saya", "bebas"}

// tickets is what owners ask: whoever waits longest first.
func (c *Console) tickets(v *visit) (any, error) {
	return view(c, v, func(t *flows.Conversation) any {
		var d ticketsData
		part := v.query("lihat")
		for _, tab := range ticketTabs {
			path := "/tiket"
			if tab != "" {
				path = with(path, "lihat", tab)
			}
			d.Tabs = append(d.Tabs, choice{Value: tab, Name: t.Label("console.tickets.tab." + tab), Path: path, On: tab == part})
		}
		places := desk.Places(t)
		for _, k := range helpdesk.OpenTickets(t) {
			if k.First.IsZero() {
				d.Unanswered++
			}
			if !k.Waits.IsZero() && (d.Longest.ID == "" || k.Waits.Before(d.Longest.Waits)) {
				d.Longest = k
			}
			if part == "menunggu" && k.Waits.IsZero() || part == "saya" && !k.Mine || part == "bebas" && k.Holder != "" {
				continue
			}
			d.Open = append(d.Open, ticketRow{k, places["/tiket/"+k.ID]})
		}
		return d
	})
}

// ticketData is one question beside the others that are open.
type ticketData struct {
	helpdesk.Talk
	Here []string // colleagues who have it open, too
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
			return &ticketData{k, desk.Places(t)["/tiket/"+id]}
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
		d.Lines, d.OwnerLine, d.Before = nil, "", nil
		return *d, err
	}
	c.stand(v, "/tiket/"+id)
	return *d, err
}
