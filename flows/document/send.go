package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// document is one kind of document of the owner's: what it is, sending it,
// looking at it, taking it back. What comes in is kept with the business at
// once, so that leaving costs nothing.
func document() *flows.Form {
	return &flows.Form{
		Key: documentKey, OnTheFly: true, Left: "document.left",
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return documentQuestions },
		Finish:    documentDone,
	}
}

var documentQuestions = []*flows.Question{
	{
		Key: "act", Options: documentActs, Read: readNumberFirst,
		Accept: func(c *flows.Conversation, d *flows.Draft, _ string) {
			if n := d.Value("number"); n != "" { // typed at once
				noteBegun(c, d, func(o *enterprise.Document) { o.Number = n })
			}
		},
		Show: func(c *flows.Conversation, d *flows.Draft) {
			c.Say(messages.Message{Key: "document.card", Text: documentCard(c, kindOf(c, d))})
		},
		Files: func(c *flows.Conversation, d *flows.Draft) { // a photo at a document's page is that document's
			d.Answers["act"] = flows.Answer{Value: "send", Message: c.Input().Message}
			takeAnother(c, d)
		},
		Back: func(c *flows.Conversation, _ *flows.Draft) bool { c.Open(flows.DocumentsKey); return true },
	},
	{
		Key: "paper", Applies: func(c *flows.Conversation, d *flows.Draft) bool { return sending(d) && !kindOf(c, d).NumberOnly },
		Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
			if len(begun(c, d.Subject).Papers) == 0 {
				return nil
			}
			return []flows.Option{{Value: "done", Label: c.Label("document.paper.done"), Names: c.Synonyms("document.paper.done.names")}}
		},
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			key := "document.paper.ask"
			if len(begun(c, d.Subject).Papers) > 0 {
				key = "document.paper.more"
			}
			return c.Text(key, messages.Args{"Name": kindOf(c, d).Short.In(c.Lang())})
		},
		Read: func(c *flows.Conversation, _ *flows.Draft, _ string) flows.Reading {
			return flows.Reading{Refuse: c.Text("document.paper.refuse", nil)}
		},
		Files: takeAnother,
		Back:  flows.AnswersGo("act"),
	},
	{
		Key: "number", Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return sending(d) }, Skip: flows.Always, Read: readDocumentNumber, Files: takeAnother,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			k := kindOf(c, d)
			return c.Text("document.number.ask", messages.Args{"Name": k.Short.In(c.Lang()), "Example": k.Example})
		},
		Usual: func(c *flows.Conversation, d *flows.Draft) string { return lastNumber(c, d.Subject) },
		Name: func(_ *flows.Conversation, d *flows.Draft, value string) string {
			return enterprise.MaskNumber(d.Subject, value)
		},
		Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
			if value != "" {
				noteBegun(c, d, func(o *enterprise.Document) { o.Number = value })
			}
		},
		Back: flows.AnswersGo("paper", "act"),
	},
	{
		Key: "end", Applies: func(c *flows.Conversation, d *flows.Draft) bool { return sending(d) && kindOf(c, d).Ends() }, Read: readDocumentEnd, Files: takeAnother,
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{{Value: endless, Label: c.Label("document.end.none"), Names: c.Synonyms("document.end.none.names")}}
		},
		Usual: func(c *flows.Conversation, d *flows.Draft) string {
			if e := begun(c, d.Subject); !e.Expires.IsZero() {
				return e.LastDay().Format(flows.DayForm)
			}
			return ""
		},
		Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
			if last, ok := lastDay(c, value); ok {
				return c.Date(last)
			}
			return c.Label("document.end.none")
		},
		Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
			noteBegun(c, d, func(o *enterprise.Document) {
				o.Expires, o.Endless = time.Time{}, value == endless
				if last, ok := lastDay(c, value); ok {
					o.Expires = last.AddDate(0, 0, 1)
				}
			})
		},
		Back: flows.AnswersGo("number"),
	},
	{
		Key: "tidy", Strict: true, Options: flows.SureOptions("document.tidy.yes", "document.tidy.no"),
		Applies: func(c *flows.Conversation, d *flows.Draft) bool {
			return sending(d) && c.Person.Tidy == "" && len(begun(c, d.Subject).Papers) > 0
		},
		Accept: func(c *flows.Conversation, _ *flows.Draft, value string) { c.Person.Tidy = value },
		Back:   flows.AnswersGo("end", "number"),
	},
	{
		Key: "sure", Strict: true, Spelled: true, Options: flows.SureOptions("document.remove.yes", "document.remove.no"),
		Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return d.Answers["act"].Value == "remove" },
		Back:    flows.AnswersGo("act"),
	},
}

// takeAnother adds what was sent to the document that is being put together.
func takeAnother(c *flows.Conversation, d *flows.Draft) {
	takePaper(c, d.Subject, sentFile{*c.Input().File, c.Input().Message})
	c.Proceed()
}

const endless = "endless"

func sending(d *flows.Draft) bool { return d.Answers["act"].Value == "send" }

func kindOf(c *flows.Conversation, d *flows.Draft) enterprise.DocumentKind {
	k, _ := c.Program().Document(d.Subject)
	return k
}

// openDocument opens one kind of document; the caller proceeds.
func openDocument(c *flows.Conversation, kind string) {
	c.Leave()
	c.Chat.Open, c.Chat.Pending = documentKey, nil
	delete(c.Chat.Drafts, documentKey)
	d := c.Draft(documentKey)
	d.Subject, d.Started, d.Touched = kind, c.Now(), c.Now()
}

// documentButton is [Kirim lagi] under what an officer decided: o:<kind>, and
// the business when it is not the first.
func documentButton(c *flows.Conversation, rest []string) bool {
	if len(rest) < 1 || len(rest) > 2 || len(c.Person.Businesses) == 0 {
		return false
	}
	if _, ok := c.Program().Document(rest[0]); !ok {
		return false
	}
	id := enterprise.BusinessID("1")
	if len(rest) == 2 {
		id = enterprise.BusinessID(rest[1])
	}
	if !c.HoldsOpen(id) { // closed meanwhile
		return false
	}
	c.TurnToBusiness(id)
	openDocument(c, rest[0])
	c.Draft(documentKey).Answers["act"] = flows.Answer{Value: "send"}
	c.Proceed()
	return true
}

func documentActs(c *flows.Conversation, d *flows.Draft) []flows.Option {
	standing, about := c.Program().Stands(c.Business(), d.Subject, c.Now())
	act := func(value, key string) flows.Option {
		return flows.Option{Value: value, Label: c.Label(key), Names: c.Synonyms(key + ".names")}
	}
	out := []flows.Option{act("send", "document.act.send")}
	if standing == enterprise.StandsMissing || standing == enterprise.StandsExpired {
		out = append(out, act("process", "document.act.process"))
	}
	if len(about.Papers) > 0 {
		out = append(out, act("copy", "document.act.copy"))
	}
	if standing != enterprise.StandsMissing {
		out = append(out, act("remove", "document.act.remove"))
	}
	return append(out, act("other", "document.act.other"))
}

// documentCard is what a document is and how it stands.
func documentCard(c *flows.Conversation, k enterprise.DocumentKind) string {
	theStanding, d := c.Program().Stands(c.Business(), k.Code, c.Now())
	lines := []string{aboutText(c, k), c.Label("documents.mark."+string(theStanding)) + " " + standing(c, theStanding, d)}
	if d.Number != "" {
		lines = append(lines, c.Text("document.card.number", messages.Args{"Number": enterprise.MaskNumber(k.Code, d.Number)}))
	}
	if len(d.Papers) > 0 {
		lines = append(lines, c.Text("document.card.papers", messages.Args{"N": len(d.Papers)}))
	}
	return strings.Join(lines, "\n")
}

// begun is the document of a kind that is being put together; an empty one
// when nothing has come in.
func begun(c *flows.Conversation, kind string) enterprise.Document {
	if d, ok := c.Business().Newest(kind); ok && d.State == enterprise.DocumentBegun {
		return d
	}
	return enterprise.Document{Kind: kind}
}

// changeDocuments lets a business's documents be changed.
func changeDocuments(c *flows.Conversation, id enterprise.BusinessID, change func([]enterprise.Document) []enterprise.Document) {
	c.ChangeBusiness(id, func(b *enterprise.Business) { b.Documents = change(slices.Clone(b.Documents)) })
}

// keepBegun writes the document that is being put together.
func keepBegun(c *flows.Conversation, d enterprise.Document) {
	changeDocuments(c, c.Business().ID, func(all []enterprise.Document) []enterprise.Document {
		for i := range all {
			if d.ID != "" && all[i].ID == d.ID {
				all[i] = d
				return all
			}
		}
		d.ID, d.State = c.Input().ID, enterprise.DocumentBegun
		return append(all, d)
	})
}

// noteBegun writes an answer down with the document at once, so that stopping
// costs nothing.
func noteBegun(c *flows.Conversation, d *flows.Draft, change func(*enterprise.Document)) {
	doc := begun(c, d.Subject)
	change(&doc)
	keepBegun(c, doc)
}

// documentDone does what was chosen.
func documentDone(c *flows.Conversation, d *flows.Draft) {
	switch d.Answers["act"].Value {
	case "send":
		submit(c, d)
	case "process":
		keepBegun(c, enterprise.Document{Kind: d.Subject})
		changeDocuments(c, c.Business().ID, func(all []enterprise.Document) []enterprise.Document {
			all[len(all)-1].State = enterprise.DocumentProcess
			return all
		})
		c.Note = c.Text("document.process", messages.Args{"Name": kindOf(c, d).Short.In(c.Lang())})
		c.Open(flows.DocumentsKey)
	case "copy":
		_, about := c.Program().Stands(c.Business(), d.Subject, c.Now())
		showPapers(c, kindOf(c, d), about.Papers, false)
		c.Menu("document.copied")
	case "remove":
		if d.Answers["sure"].Value != "yes" {
			c.Menu("document.kept")
			return
		}
		dropDocuments(c, c.Business().ID, func(o enterprise.Document) bool { return o.Kind == d.Subject })
		c.Menu("document.removed")
	default:
		c.Open(flows.DocumentsKey)
	}
}

// showPapers sends a document's pages, for an officer so that they cannot be
// passed on.
func showPapers(c *flows.Conversation, k enterprise.DocumentKind, papers []enterprise.Paper, protect bool) {
	for i, p := range papers {
		m := messages.Message{
			Key: "document.page", Text: c.Text("document.page", messages.Args{"Name": k.Short.In(c.Lang()), "N": i + 1, "All": len(papers)}),
			Stored: p.Hash, Name: k.Code + "-" + strconv.Itoa(i+1) + "." + p.Type, Protect: protect,
		}
		if p.Kind == "photo" {
			m.Photo = p.File
		} else {
			m.Document = p.File
		}
		c.Say(m)
	}
}

// submit hands a document in: it goes into the officers' queue, in the place of
// what was there before and does not hold.
func submit(c *flows.Conversation, d *flows.Draft) {
	k, doc := kindOf(c, d), begun(c, d.Subject)
	doc.Number = d.Answers["number"].Value // it may have been skipped this time
	if doc.Number == "" && len(doc.Papers) == 0 {
		c.Menu("document.empty")
		return
	}
	doc.Flags = flagsOf(c, k, doc)
	if doc.ID == "" {
		doc.ID = c.Input().ID
	}
	doc.State, doc.Sent = enterprise.DocumentSent, c.Now()
	replaced := func(o enterprise.Document) bool { return o.Kind == doc.Kind && o.ID != doc.ID && o.Approved.IsZero() }
	for _, o := range c.Business().Documents {
		if replaced(o) && !o.Decided.IsZero() {
			doc.Earlier = append(append(doc.Earlier, o.Earlier...), o.Outcome())
		}
	}
	dropDocuments(c, c.Business().ID, replaced)
	changeDocuments(c, c.Business().ID, func(all []enterprise.Document) []enterprise.Document {
		return append(slices.DeleteFunc(all, func(o enterprise.Document) bool { return o.ID == doc.ID }), doc)
	})
	if k.Code == "nib" && c.Business().NIB == "" {
		c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) { b.NIB = doc.Number })
	}
	ownNumber(c, doc)
	enqueue(c, doc)
	tidyUp(c, d, doc)
	c.Leave()
	c.Say(messages.Message{Key: "document.sent", Text: flows.Join(c.Text("document.sent", c.Hours()), c.Text("document.next", nil)), Keyboard: c.MenuKeyboard()})
}

// flagsOf is what an officer is to look at.
func flagsOf(c *flows.Conversation, k enterprise.DocumentKind, d enterprise.Document) []string {
	flags := slices.DeleteFunc(slices.Clone(d.Flags), func(f string) bool { return f != "same_file" })
	if d.Number == "" {
		flags = append(flags, "no_number")
	} else {
		flags = append(flags, c.Program().ReadDocumentNumber(k, d.Number, c.Business()).Flags...)
	}
	switch {
	case k.Ends() && d.Expires.IsZero():
		flags = append(flags, "no_end")
	case !d.Expires.IsZero() && !c.Now().Before(d.Expires):
		flags = append(flags, "past")
	}
	if !c.Program().YearFits(k, d) {
		flags = append(flags, "year")
	}
	return flags
}

// tidyUp takes what is sensitive out of the chat, if the owner wished so.
func tidyUp(c *flows.Conversation, d *flows.Draft, doc enterprise.Document) {
	if c.Person.Tidy != "yes" {
		return
	}
	gone := []string{d.Answers["number"].Message}
	for _, p := range doc.Papers {
		gone = append(gone, p.Message)
	}
	for _, id := range gone {
		if id != "" {
			c.Say(messages.Message{Delete: id})
		}
	}
}
