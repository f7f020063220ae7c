package document

import (
	"cmp"
	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
	"slices"
	"strconv"
	"time"
)

// lastNumber is the number typed last for a kind.
func lastNumber(c *flows.Conversation, kind string) string {
	for _, d := range slices.Backward(c.Business().Documents) {
		if d.Kind == kind && d.Number != "" {
			return d.Number
		}
	}
	return ""
}

// lastDay reads a day as it is kept.
func lastDay(c *flows.Conversation, value string) (time.Time, bool) {
	last, err := time.ParseInLocation(flows.DayForm, value, c.Program().City.Location)
	return last, err == nil
}

// takePaper adds a file to a document once it is safe, and says what became of
// it. Until it is known, the step is worth nothing and is worked out again.
func takePaper(c *flows.Conversation, kind string, s sentFile) {
	d := begun(c, kind)
	if len(d.Papers) >= papersMost {
		c.Note = flows.Join(c.Note, c.Text("document.paper.full", messages.Args{"N": papersMost}))
		return
	}
	stored, ok := c.Stored(s.File)
	switch {
	case !ok:
		return
	case stored.Fault != "":
		c.Note = flows.Join(c.Note, c.Text("document.fault."+stored.Fault, messages.Args{"Width": stored.Width, "Height": stored.Height}))
		return
	case slices.ContainsFunc(d.Papers, func(p enterprise.Paper) bool { return p.Hash == stored.Hash }):
		c.Note = flows.Join(c.Note, c.Text("document.paper.same", nil))
		return
	}
	if ownFile(c, stored.Hash) && !slices.Contains(d.Flags, "same_file") {
		d.Flags = append(slices.Clone(d.Flags), "same_file")
	}
	d.Papers = append(slices.Clone(d.Papers), enterprise.Paper{
		Hash: stored.Hash, Type: stored.Type, Size: stored.Size, File: s.File.ID, Kind: s.File.Kind, Message: s.Message, At: c.Now(),
	})
	keepBegun(c, d)
	c.Note = flows.Join(c.Note, c.Text("document.paper.received", messages.Args{"N": len(d.Papers)}))
	if advice := adviceOn(stored, s.File.Kind); advice != "" {
		c.Note += "\n" + c.Text(advice, nil)
	}
}

// readableSide is the side of a picture, in pixels, below which small print
// cannot be read.
const readableSide = 600

// adviceOn is what might make a picture easier to read; empty: nothing.
func adviceOn(s flows.StoredFile, kind string) string {
	small := s.Width > 0 && min(s.Width, s.Height) < readableSide
	switch {
	case s.Dark:
		return "document.advice.dark"
	case s.Blurred:
		return "document.advice.blurred"
	case small && kind == "photo":
		return "document.advice.small"
	}
	return ""
}

// readDocumentNumber takes a number as people type it. What is decoded of it is
// said back; what does not fit is asked about, not refused.
func readDocumentNumber(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	k := kindOf(c, d)
	n := c.Program().ReadDocumentNumber(k, typed, c.Business())
	args := messages.Args{
		"Name": k.Short.In(c.Lang()), "Digits": n.Digits, "Example": cmp.Or(k.Example, "503/12/2026"), "Number": enterprise.MaskNumber(k.Code, n.Number),
		"City": n.City, "Ours": n.City == c.Program().CityDigits(), "CityName": c.Program().City.Name, "Year": strconv.Itoa(n.Year),
	}
	if n.Fault != "" {
		return flows.Reading{Refuse: c.Text("document.number.refuse", args)}
	}
	kept := typed == n.Number && typed != c.Input().Text // what was stored is not echoed again
	if kept || n.Year == 0 && len(n.Flags) == 0 {
		return flows.Reading{Value: n.Number, Note: c.Text("document.number.noted", args)}
	}
	text := c.Text("document.number.echo", args)
	if n.Year != 0 {
		text += "\n" + c.Text("document.number.decoded", args)
	}
	for _, flag := range n.Flags {
		text += "\n" + c.Text("document.flag."+flag, args)
	}
	return c.Echo(n.Number, text+"\n"+c.Text("document.number.right", nil), nil)
}

// leastDigits is how many digits make what is typed at a document's page its
// number, and not the number of a button.
const leastDigits = 6

// readNumberFirst takes the number of a document that is typed at its page: it
// is to be sent.
func readNumberFirst(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if len(read.Digits(typed)) < leastDigits {
		return flows.Reading{}
	}
	r := readDocumentNumber(c, d, typed)
	if r.Value != "" {
		return flows.Reading{Value: "send", Note: r.Note, Also: map[string]string{"number": r.Value}}
	}
	r.Candidates = slices.Clone(r.Candidates)
	for i, meant := range r.Candidates {
		r.Candidates[i].Value, r.Candidates[i].Also = "send", map[string]string{"number": meant.Value}
	}
	return r
}

// readDocumentEnd takes the last day that is printed on a document.
func readDocumentEnd(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	e := read.EndOfDocument(typed, c.Now().In(c.Program().City.Location))
	switch {
	case e.Endless:
		return flows.Reading{Value: endless}
	case e.Fault != "":
		return flows.Reading{Refuse: c.Text("document.end.refuse", nil)}
	}
	about := enterprise.Document{Number: d.Answers["number"].Value, Expires: e.Expires}
	value := about.LastDay().Format(flows.DayForm)
	if typed == value {
		return flows.Reading{Value: value}
	}
	text := c.Text("document.end.echo", messages.Args{"Date": c.Date(about.LastDay())})
	if !c.Now().Before(e.Expires) {
		text += "\n" + c.Text("document.flag.past", nil)
	}
	if !c.Program().YearFits(kindOf(c, d), about) {
		text += "\n" + c.Text("document.flag.year", nil)
	}
	return c.Echo(value, text+"\n"+c.Text("document.number.right", nil), nil)
}
