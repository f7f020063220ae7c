package announcement

import (
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// Listed is an announcement in a table of them.
type Listed struct {
	ID, Code, Title, Category, By string
	State                         string // in words
	Waits                         bool   // for a second officer
	Made                          time.Time
	Ledger                        flows.Ledger
}

// All are the announcements, the newest first.
func All(c *flows.Conversation, most int) []Listed {
	var out []Listed
	for _, r := range c.List(allAnnouncements, most) {
		if _, a, ok := announcementOf(c, r.ID); ok {
			out = append(out, listed(c, r.ID, a))
		}
	}
	return out
}

func listed(c *flows.Conversation, id string, a announcement) Listed {
	return Listed{ID: id, Code: announcementCode(id), Title: announcementTitle(a), Category: c.CategoryName(a.Category), By: c.Colleague(a.By),
		State: stateName(c, id, a), Waits: a.State == announcementWaiting, Made: a.Made, Ledger: c.Ledger(id)}
}

// Preview is an announcement as an owner sees it in one language.
type Preview struct {
	Language string
	Messages []messages.Message
}

// Shown is one announcement.
type Shown struct {
	Listed
	Card     string // as the chat shows it, in the small HTML of messages
	Sums     string // what became of it, with the reasons; empty: nothing yet
	Buttons  [][]messages.Button
	Previews []Preview
	Of       string   // the code of the earlier one that it changes; empty: none
	Was      []string // the texts that were approved then
	Is       []string // and what is to stand instead
}

// At is one announcement; ok is false when there is none.
func At(c *flows.Conversation, id string) (s Shown, ok bool) {
	_, a, ok := announcementOf(c, id)
	if !ok {
		return s, false
	}
	l := c.Ledger(id)
	s = Shown{Listed: listed(c, id, a), Card: announcementCard(c, id, a, l), Buttons: cardButtons(c, id, a, l)}
	if l.Frozen {
		s.Sums = sums(c, a, l)
	}
	if _, first, ok := announcementOf(c, a.Of); ok && a.Act != actWithdraw {
		s.Of = announcementCode(a.Of)
		s.Was, s.Is = texts(first), texts(a)
	}
	shown := a
	shown.Act, shown.Root = "", ""
	for _, lang := range c.Book.Langs {
		if oneTextOnly(a, lang) {
			continue // they read the same words
		}
		s.Previews = append(s.Previews, Preview{c.Words().Label(lang, "language.name", nil), announced(example(c, lang), previewID, shown)})
	}
	return s, true
}

// texts are the words of an announcement's parts, as they read.
func texts(a announcement) []string {
	var out []string
	for _, p := range a.Parts {
		out = append(out, reading.Visible(p.HTML))
	}
	return out
}

// Outcomes are what became of an announcement, recipient by recipient.
type Outcomes struct {
	Code   string
	Header []string
	Rows   []OutcomeRow
	All    int // in the state that was asked for
	States []flows.LedgerState
}

// OutcomeRow is one recipient.
type OutcomeRow struct {
	Person enterprise.PersonID
	Cells  []string
}

// OutcomesOf are those in a state, or all, from a place on. Whom a page shows
// is noted by whoever shows it.
func OutcomesOf(c *flows.Conversation, id string, state flows.LedgerState, from, most int) (out Outcomes, ok bool) {
	_, a, ok := announcementOf(c, id)
	if !ok {
		return out, false
	}
	out = Outcomes{Code: announcementCode(id), Header: strings.Split(c.Label("report.columns"), "|")}
	var all []flows.Recipient
	for _, r := range c.Recipients(id) {
		if !slices.Contains(out.States, r.State) {
			out.States = append(out.States, r.State)
		}
		if state == "" || r.State == state {
			all = append(all, r)
		}
	}
	slices.Sort(out.States)
	out.All = len(all)
	from = max(0, min(from, len(all)))
	for i, r := range all[from:min(from+most, len(all))] {
		out.Rows = append(out.Rows, OutcomeRow{r.Person, recipientRow(c, from+i+1, id, a, r, c.PersonByID(r.Person))})
	}
	return out, true
}
