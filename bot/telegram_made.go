package bot

import (
	"bytes"

	"naikkelas/messages"
	"naikkelas/reports"
)

// made is the file that a message has made for it on its way out; ok is false
// when it has none. kind is the Bot API's word for what it is sent as.
func made(m messages.Message, link string) (a attachment, kind string, ok bool, err error) {
	var data bytes.Buffer
	switch {
	case m.Paper != nil:
		p := m.Paper
		a.name, kind, ok = p.Name, "document", true
		err = reports.Certificate(&data, reports.CertificatePage{
			Heading: p.Heading, Given: p.Given, Holder: p.Holder, For: p.For, Title: p.Title, Facts: p.Facts, Issuer: p.Issuer,
			Verify: p.Verify, Link: link, Made: p.Made,
		})
	case m.Calendar != nil:
		c := m.Calendar
		e := reports.Event{ID: c.ID, Version: c.Version, Title: c.Title, Place: c.Place, About: c.About, Made: c.Made}
		for _, s := range c.Sessions {
			e.Sessions = append(e.Sessions, reports.Span(s))
		}
		a.name, kind, ok = c.Name, "document", true
		err = reports.Calendar(&data, e)
	case m.Scan && link != "":
		a.name, kind, ok = "kode.png", "photo", true
		err = reports.Code(&data, link)
	}
	a.data = data.Bytes()
	return a, kind, ok, err
}
