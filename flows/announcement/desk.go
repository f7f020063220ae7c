package announcement

import (
	"time"

	"naikkelas/flows"
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
