package helpdesk

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
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
	Holder   string    // who is to answer it; empty: whoever comes first
	Mine     bool      // the officer is
	Waits    time.Time // since when the owner has waited for an answer; zero: they do not
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
		out = append(out, opened(c, r.ID, k, owner))
	}
	slices.SortStableFunc(out, func(a, b Open) int { return a.Opened.Compare(b.Opened) })
	return out
}

func opened(c *flows.Conversation, id string, k ticket, owner enterprise.Person) Open {
	o := Open{ID: id, Code: flows.ShortCode(id), Owner: k.Owner, Name: owner.Name, Opened: k.Opened, First: k.First, Raised: k.Raised, Mine: k.Holder == c.Person.ID}
	if k.By != 0 {
		o.By = c.Colleague(k.By)
	}
	if k.Holder != 0 {
		o.Holder = c.Colleague(k.Holder)
	}
	if n := len(k.Lines); n > 0 {
		o.Last, o.OwnerHas = k.Lines[n-1].Text, k.Lines[n-1].By == k.Owner
	}
	if k.First.IsZero() {
		o.Waits = k.Opened
	}
	for _, l := range slices.Backward(k.Lines) {
		if l.By != k.Owner {
			break
		}
		o.Waits = l.At // what was said since the last answer
	}
	return o
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
	Holders   []string // who may be asked to answer, and nobody, as the chat's question offers them
	Before    []Earlier
}

// TalkOf is one ticket of an owner whom the officer may see; ok is false when
// there is none. That somebody looked is noted by the button that shows it.
func TalkOf(c *flows.Conversation, id string) (t Talk, ok bool) {
	_, k, ok := ticketOf(c, id)
	owner := c.PersonByID(k.Owner)
	if !ok || !c.CanSee(owner) {
		return t, false
	}
	t = Talk{Open: opened(c, id, k, owner), OwnerLine: string(people.Card(c, owner)), Closed: k.Closed, Helped: k.Helped, Before: history(c, id, k.Owner)}
	for _, o := range holders(c, k) {
		t.Holders = append(t.Holders, o.Label)
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
