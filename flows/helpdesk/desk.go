package helpdesk

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
)

// Open is a question that is not closed, as a table of them shows it.
type Open struct {
	ID, Code string
	Owner    enterprise.PersonID
	Name     string // of the owner
	Opened   time.Time
	First    time.Time // when it was first answered; zero: not yet
	By       string    // the officer who answered last; empty: nobody
	Last     string    // what was said last
	OwnerHas bool      // the owner said it
	Raised   bool      // it waited for a working day
}

// OpenTickets are the open questions of owners whom the officer may see, the
// one that has waited longest first.
func OpenTickets(c *flows.Conversation) []Open {
	var out []Open
	for _, r := range c.List(OpenList, ticketsShown) {
		var k ticket
		if json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		owner := c.PersonByID(k.Owner)
		if !c.CanSee(owner) {
			continue
		}
		o := Open{ID: r.ID, Code: flows.ShortCode(r.ID), Owner: k.Owner, Name: owner.Name, Opened: k.Opened, First: k.First, Raised: k.Raised}
		if k.By != 0 {
			o.By = c.Colleague(k.By)
		}
		if n := len(k.Lines); n > 0 {
			o.Last, o.OwnerHas = k.Lines[n-1].Text, k.Lines[n-1].By == k.Owner
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b Open) int { return a.Opened.Compare(b.Opened) })
	return out
}

// Line is something said in a ticket.
type Line struct {
	Who   string
	Owner bool // the owner said it
	Text  string
	At    time.Time
}

// Talk is a ticket with all that was said.
type Talk struct {
	Open
	OwnerLine string // who it is, in the small HTML of messages
	Lines     []Line
	Closed    time.Time // zero: open
	Helped    string
}

// TalkOf is one ticket of an owner whom the officer may see; ok is false when
// there is none. That somebody looked is noted by the button that shows it.
func TalkOf(c *flows.Conversation, id string) (t Talk, ok bool) {
	_, k, ok := ticketOf(c, id)
	owner := c.PersonByID(k.Owner)
	if !ok || !c.CanSee(owner) {
		return t, false
	}
	t = Talk{Open: Open{ID: id, Code: flows.ShortCode(id), Owner: k.Owner, Name: owner.Name, Opened: k.Opened, First: k.First, Raised: k.Raised}, OwnerLine: string(c.Card(owner)), Closed: k.Closed, Helped: k.Helped}
	if k.By != 0 {
		t.By = c.Colleague(k.By)
	}
	for _, l := range k.Lines {
		who := c.Label("ticket.owner")
		if l.By != k.Owner {
			who = c.Colleague(l.By)
		}
		t.Lines = append(t.Lines, Line{Who: who, Owner: l.By == k.Owner, Text: l.Text, At: l.At})
	}
	return t, true
}
