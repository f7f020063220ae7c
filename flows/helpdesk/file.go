package helpdesk

import (
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/messages"
)

// fileHolder is what a ticket is to its files, which are kept with it.
func fileHolder(ticket string) string { return "ticket " + ticket }

// ticketFile takes a file that the owner sends into a notice, if by what it holds
// it is a picture or a PDF; false: it is not, or not known yet, and the owner is
// told. Nothing else reaches officers, whatever it is called.
func ticketFile(c *flows.Conversation, ticket string, n *ticketNotice) bool {
	f := c.Input().File
	if f == nil {
		return true
	}
	s, known := c.Stored(*f)
	switch {
	case !known:
		return false
	case f.Kind == "photo" && papers.OurFault(s): // the channel makes a picture of it
		n.Photo = f.ID
		return true
	case s.Fault != "":
		c.Say(messages.Message{Text: c.Text("document.fault."+s.Fault, nil)})
		return false
	}
	n.Kept = &papers.Poster{File: *f, Hash: s.Hash, Type: s.Type}
	papers.HoldFile(c, n.Kept, fileHolder(ticket), c.Now().AddDate(c.Program().City.RetentionYears, 0, 0))
	return true
}

// withFile is a message with the file of a notice, under our name.
func withFile(n ticketNotice, code string, m messages.Message) messages.Message {
	m.Photo = n.Photo
	if n.Kept != nil {
		m = papers.WithPoster(n.Kept, m)
		m.Name = "tiket-" + code + "." + n.Kept.Type
	}
	return m
}
