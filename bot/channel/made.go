package channel

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"naikkelas/messages"
	"naikkelas/reports"
)

// What an attachment is shown as.
const (
	Photo    = "photo"
	Document = "document"
)

// ErrUndrawn is that a picture cannot be drawn: the words go out without it.
var ErrUndrawn = errors.New("channel: a picture cannot be drawn")

// Attachment is a file that goes with a message.
type Attachment struct {
	Kind string // Photo or Document
	Name string
	ID   string // that the file has on a channel, which may be another one; empty: there is only Data
	Data []byte

	Stored func() ([]byte, error) // reads it from our own folder; nil: it is not there
}

// Attach is the file that a message has, many of them made on the way out; nil
// when it has none. link is what stands for messages.StartLink, folder reads
// our own files and may be nil.
func (o Outgoing) Attach(m messages.Message, link string, folder func(hash string) ([]byte, error)) (*Attachment, error) {
	switch {
	case o.Drawn != nil:
		return o.Drawn, nil
	case m.Paper != nil:
		return certificate(m.Paper, link)
	case m.Calendar != nil:
		return calendar(m.Calendar)
	case m.Scan && link != "":
		return drawn("kode.png", nil, func(b *bytes.Buffer) error { return reports.Code(b, link) })
	case HasChart(m):
		return Draw(m)
	case m.Workbook != nil:
		return workbook(m.Workbook)
	case m.File != nil:
		return &Attachment{Kind: Document, Name: m.File.Name, Data: m.File.Data}, nil
	case m.Photo != "":
		return &Attachment{Kind: Photo, ID: m.Photo, Name: m.Name, Stored: stored(m.Stored, folder)}, nil
	case m.Document != "":
		return &Attachment{Kind: Document, ID: m.Document, Name: m.Name, Stored: stored(m.Stored, folder)}, nil
	}
	return nil, nil
}

// HasChart tells whether a message has a picture that takes a processor a while.
func HasChart(m messages.Message) bool {
	return m.Paper == nil && m.Calendar == nil && !m.Scan && (m.Radar != nil || m.Bars != nil)
}

// Draw draws the chart of a message.
func Draw(m messages.Message) (*Attachment, error) {
	if r := m.Radar; r != nil {
		return drawn("radar.png", ErrUndrawn, func(b *bytes.Buffer) error {
			return reports.Radar(b, reports.RadarChart{Title: r.Title, Axes: r.Axes, Now: r.Now, Before: r.Before, NowName: r.NowName, PastName: r.PastName})
		})
	}
	return drawn("bars.png", ErrUndrawn, func(b *bytes.Buffer) error { return reports.Bars(b, reports.BarChart(*m.Bars)) })
}

func stored(hash string, folder func(string) ([]byte, error)) func() ([]byte, error) {
	if hash == "" || folder == nil {
		return nil
	}
	return func() ([]byte, error) { return folder(hash) }
}

func drawn(name string, kind error, draw func(*bytes.Buffer) error) (*Attachment, error) {
	var png bytes.Buffer
	err := draw(&png)
	if err != nil && kind != nil {
		err = fmt.Errorf("%w: %w", kind, err)
	}
	return &Attachment{Kind: Photo, Name: name, Data: png.Bytes()}, err
}

func certificate(p *messages.Certificate, link string) (*Attachment, error) {
	var data bytes.Buffer
	err := reports.Certificate(&data, reports.CertificatePage{
		Heading: p.Heading, Given: p.Given, Holder: p.Holder, For: p.For, Title: p.Title, Facts: p.Facts, Issuer: p.Issuer,
		Verify: p.Verify, Link: link, Made: p.Made,
	})
	return &Attachment{Kind: Document, Name: p.Name, Data: data.Bytes()}, err
}

func calendar(c *messages.Calendar) (*Attachment, error) {
	e := reports.Event{ID: c.ID, Version: c.Version, Title: c.Title, Place: c.Place, About: c.About, Made: c.Made}
	for _, s := range c.Sessions {
		e.Sessions = append(e.Sessions, reports.Span(s))
	}
	var data bytes.Buffer
	err := reports.Calendar(&data, e)
	return &Attachment{Kind: Document, Name: c.Name, Data: data.Bytes()}, err
}

func workbook(w *messages.Workbook) (*Attachment, error) {
	sheets := make([]reports.Sheet, len(w.Sheets))
	for i, s := range w.Sheets {
		sheets[i] = reports.Sheet(s)
	}
	var data bytes.Buffer
	err := reports.Workbook(&data, sheets)
	return &Attachment{Kind: Document, Name: w.Name, Data: data.Bytes()}, err
}

// Linked is a message with its links in place: in its text, and in the cells
// of its workbook that begin one. start and group give the link to a payload,
// into a chat with the bot and bringing it into a group; the link of the text
// is returned, too.
func Linked(m messages.Message, start, group func(payload string) string) (messages.Message, string) {
	if m.Workbook != nil && m.Workbook.Links {
		m.Workbook = withLinks(m.Workbook, start)
	}
	if m.Start == "" {
		return m, ""
	}
	link := start(m.Start)
	m.Text = strings.NewReplacer(messages.StartLink, messages.Escape(link), messages.GroupLink, messages.Escape(group(m.Start))).Replace(m.Text)
	return m, link
}

// HasLinks reports whether a message makes links.
func HasLinks(m messages.Message) bool { return m.Start != "" || m.Workbook != nil && m.Workbook.Links }

func withLinks(w *messages.Workbook, start func(payload string) string) *messages.Workbook {
	out := *w
	out.Sheets = slices.Clone(w.Sheets)
	for i := range out.Sheets {
		rows := slices.Clone(out.Sheets[i].Rows)
		for j, row := range rows {
			rows[j] = slices.Clone(row)
			for k, cell := range row {
				if payload, ok := strings.CutPrefix(cell, messages.StartLink); ok {
					rows[j][k] = start(payload)
				}
			}
		}
		out.Sheets[i].Rows = rows
	}
	return &out
}
