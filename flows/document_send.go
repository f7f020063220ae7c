package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// document is one kind of document of the owner's: what it is, sending it,
// looking at it, taking it back. What comes in is kept with the business at
// once, so that leaving costs nothing.
func document() *Flow {
	return &Flow{
		Key: documentKey, OnTheFly: true, Left: "document.left",
		Questions: func(*talk, *Draft) []*Question { return documentQuestions },
		Finish:    (*talk).documentDone,
	}
}

var documentQuestions = []*Question{
	{
		Key: "act", Options: documentActs,
		Show: func(t *talk, d *Draft) {
			t.say(messages.Message{Key: "document.card", Text: t.documentCard(kindOf(t, d))})
		},
		Back: func(t *talk, _ *Draft) bool { t.enter(t.book.flow(documentsKey)); return true },
	},
	{
		Key: "paper", Applies: func(t *talk, d *Draft) bool { return sending(d) && !kindOf(t, d).NumberOnly },
		Options: func(t *talk, d *Draft) []Option {
			if len(t.begun(d.Subject).Papers) == 0 {
				return nil
			}
			return []Option{{Value: "done", Label: t.label("document.paper.done"), Names: t.names("document.paper.done.names")}}
		},
		Ask: func(t *talk, d *Draft) string {
			key := "document.paper.ask"
			if len(t.begun(d.Subject).Papers) > 0 {
				key = "document.paper.more"
			}
			return t.word(key, messages.Args{"Name": kindOf(t, d).Short.In(t.lang)})
		},
		Read: func(t *talk, _ *Draft, _ string) Reading {
			return Reading{Refuse: t.word("document.paper.refuse", nil)}
		},
		Files: func(t *talk, d *Draft) {
			t.takePaper(d.Subject, sentFile{*t.in.File, t.in.Message})
			t.proceed()
		},
		Back: answersGo("act"),
	},
	{
		Key: "number", Applies: func(_ *talk, d *Draft) bool { return sending(d) }, Skip: Always, Read: readDocumentNumber,
		Ask: func(t *talk, d *Draft) string {
			k := kindOf(t, d)
			return t.word("document.number.ask", messages.Args{"Name": k.Short.In(t.lang), "Example": k.Example})
		},
		Usual: func(t *talk, d *Draft) string { return t.lastNumber(d.Subject) },
		Name:  func(_ *talk, d *Draft, value string) string { return enterprise.MaskNumber(d.Subject, value) },
		Accept: func(t *talk, d *Draft, value string) {
			if value != "" {
				t.noteBegun(d, func(o *enterprise.Document) { o.Number = value })
			}
		},
		Back: answersGo("paper", "act"),
	},
	{
		Key: "end", Applies: func(t *talk, d *Draft) bool { return sending(d) && kindOf(t, d).Ends() }, Read: readDocumentEnd,
		Options: func(t *talk, _ *Draft) []Option {
			return []Option{{Value: endless, Label: t.label("document.end.none"), Names: t.names("document.end.none.names")}}
		},
		Usual: func(t *talk, d *Draft) string {
			if e := t.begun(d.Subject); !e.Expires.IsZero() {
				return e.LastDay().Format(dayForm)
			}
			return ""
		},
		Name: func(t *talk, _ *Draft, value string) string {
			if last, ok := t.lastDay(value); ok {
				return t.date(last)
			}
			return t.label("document.end.none")
		},
		Accept: func(t *talk, d *Draft, value string) {
			t.noteBegun(d, func(o *enterprise.Document) {
				o.Expires, o.Endless = time.Time{}, value == endless
				if last, ok := t.lastDay(value); ok {
					o.Expires = last.AddDate(0, 0, 1)
				}
			})
		},
		Back: answersGo("number"),
	},
	{
		Key: "tidy", Strict: true, Options: sureOptions("document.tidy.yes", "document.tidy.no"),
		Applies: func(t *talk, d *Draft) bool {
			return sending(d) && t.Person.Tidy == "" && len(t.begun(d.Subject).Papers) > 0
		},
		Accept: func(t *talk, _ *Draft, value string) { t.Person.Tidy = value },
		Back:   answersGo("end", "number"),
	},
	{
		Key: "sure", Strict: true, Spelled: true, Options: sureOptions("document.remove.yes", "document.remove.no"),
		Applies: func(_ *talk, d *Draft) bool { return d.Answers["act"].Value == "remove" },
		Back:    answersGo("act"),
	},
}

const endless = "endless"

func sending(d *Draft) bool { return d.Answers["act"].Value == "send" }

// answersGo goes back by forgetting an answer: the first of these that there is.
func answersGo(keys ...string) func(*talk, *Draft) bool {
	return func(_ *talk, d *Draft) bool {
		for _, key := range keys {
			if _, ok := d.Answers[key]; ok {
				delete(d.Answers, key)
				return true
			}
		}
		return false
	}
}

func kindOf(t *talk, d *Draft) enterprise.DocumentKind {
	k, _ := t.book.program.Document(d.Subject)
	return k
}

// openDocument opens one kind of document; the caller proceeds.
func (t *talk) openDocument(kind string) {
	t.leave()
	t.Chat.Open, t.Chat.Pending = documentKey, nil
	delete(t.Chat.Drafts, documentKey)
	d := t.draft(documentKey)
	d.Subject, d.Started, d.Touched = kind, t.now, t.now
}

// documentButton is [Kirim lagi] under what an officer decided: o:<kind>, and
// the business when it is not the first.
func (t *talk) documentButton(rest []string) bool {
	if len(rest) < 1 || len(rest) > 2 || len(t.Person.Businesses) == 0 {
		return false
	}
	if _, ok := t.book.program.Document(rest[0]); !ok {
		return false
	}
	id := enterprise.BusinessID("1")
	if len(rest) == 2 {
		id = enterprise.BusinessID(rest[1])
	}
	if !t.holdsOpen(id) { // closed meanwhile
		return false
	}
	t.turnToBusiness(id)
	t.openDocument(rest[0])
	t.draft(documentKey).Answers["act"] = Answer{Value: "send"}
	t.proceed()
	return true
}

func documentActs(t *talk, d *Draft) []Option {
	standing, about := t.book.program.Stands(t.business(), d.Subject, t.now)
	act := func(value, key string) Option {
		return Option{Value: value, Label: t.label(key), Names: t.names(key + ".names")}
	}
	out := []Option{act("send", "document.act.send")}
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
func (t *talk) documentCard(k enterprise.DocumentKind) string {
	standing, d := t.book.program.Stands(t.business(), k.Code, t.now)
	lines := []string{t.aboutText(k), t.label("documents.mark."+string(standing)) + " " + t.standing(standing, d)}
	if d.Number != "" {
		lines = append(lines, t.word("document.card.number", messages.Args{"Number": enterprise.MaskNumber(k.Code, d.Number)}))
	}
	if len(d.Papers) > 0 {
		lines = append(lines, t.word("document.card.papers", messages.Args{"N": len(d.Papers)}))
	}
	return strings.Join(lines, "\n")
}

// begun is the document of a kind that is being put together; an empty one
// when nothing has come in.
func (t *talk) begun(kind string) enterprise.Document {
	if d, ok := t.business().Newest(kind); ok && d.State == enterprise.DocumentBegun {
		return d
	}
	return enterprise.Document{Kind: kind}
}

// changeDocuments lets a business's documents be changed.
func (t *talk) changeDocuments(id enterprise.BusinessID, change func([]enterprise.Document) []enterprise.Document) {
	t.changeBusiness(id, func(b *enterprise.Business) { b.Documents = change(slices.Clone(b.Documents)) })
}

// keepBegun writes the document that is being put together.
func (t *talk) keepBegun(d enterprise.Document) {
	t.changeDocuments(t.business().ID, func(all []enterprise.Document) []enterprise.Document {
		for i := range all {
			if d.ID != "" && all[i].ID == d.ID {
				all[i] = d
				return all
			}
		}
		d.ID, d.State = t.in.ID, enterprise.DocumentBegun
		return append(all, d)
	})
}

// noteBegun writes an answer down with the document at once, so that stopping
// costs nothing.
func (t *talk) noteBegun(d *Draft, change func(*enterprise.Document)) {
	doc := t.begun(d.Subject)
	change(&doc)
	t.keepBegun(doc)
}

// lastNumber is the number typed last for a kind.
func (t *talk) lastNumber(kind string) string {
	for _, d := range slices.Backward(t.business().Documents) {
		if d.Kind == kind && d.Number != "" {
			return d.Number
		}
	}
	return ""
}

// lastDay reads a day as it is kept.
func (t *talk) lastDay(value string) (time.Time, bool) {
	last, err := time.ParseInLocation(dayForm, value, t.book.program.City.Location)
	return last, err == nil
}

// takePaper adds a file to a document once it is safe, and says what became of
// it. Until it is known, the step is worth nothing and is worked out again.
func (t *talk) takePaper(kind string, s sentFile) {
	d := t.begun(kind)
	if len(d.Papers) >= papersMost {
		t.note = join(t.note, t.word("document.paper.full", messages.Args{"N": papersMost}))
		return
	}
	stored, ok := t.stored(s.File)
	switch {
	case !ok:
		return
	case stored.Fault != "":
		t.note = join(t.note, t.word("document.fault."+stored.Fault, messages.Args{"Width": stored.Width, "Height": stored.Height}))
		return
	case slices.ContainsFunc(d.Papers, func(p enterprise.Paper) bool { return p.Hash == stored.Hash }):
		t.note = join(t.note, t.word("document.paper.same", nil))
		return
	}
	if t.ownFile(stored.Hash) && !slices.Contains(d.Flags, "same_file") {
		d.Flags = append(slices.Clone(d.Flags), "same_file")
	}
	d.Papers = append(slices.Clone(d.Papers), enterprise.Paper{
		Hash: stored.Hash, Type: stored.Type, Size: stored.Size, File: s.File.ID, Kind: s.File.Kind, Message: s.Message, At: t.now,
	})
	t.keepBegun(d)
	t.note = join(t.note, t.word("document.paper.received", messages.Args{"N": len(d.Papers)}))
	if advice := adviceOn(stored, s.File.Kind); advice != "" {
		t.note += "\n" + t.word(advice, nil)
	}
}

// readableSide is the side of a picture, in pixels, below which small print
// cannot be read.
const readableSide = 600

// adviceOn is what might make a picture easier to read; empty: nothing.
func adviceOn(s StoredFile, kind string) string {
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
func readDocumentNumber(t *talk, d *Draft, typed string) Reading {
	k := kindOf(t, d)
	n := t.book.program.ReadDocumentNumber(k, typed, t.business())
	args := messages.Args{
		"Name": k.Short.In(t.lang), "Digits": n.Digits, "Example": cmp.Or(k.Example, "503/12/2026"), "Number": enterprise.MaskNumber(k.Code, n.Number),
		"City": n.City, "Ours": n.City == t.book.program.CityDigits(), "CityName": t.book.program.City.Name, "Year": strconv.Itoa(n.Year),
	}
	if n.Fault != "" {
		return Reading{Refuse: t.word("document.number.refuse", args)}
	}
	kept := typed == n.Number && typed != t.in.Text // what was stored is not echoed again
	if kept || n.Year == 0 && len(n.Flags) == 0 {
		return Reading{Value: n.Number, Note: t.word("document.number.noted", args)}
	}
	text := t.word("document.number.echo", args)
	if n.Year != 0 {
		text += "\n" + t.word("document.number.decoded", args)
	}
	for _, flag := range n.Flags {
		text += "\n" + t.word("document.flag."+flag, args)
	}
	return t.echo(n.Number, text+"\n"+t.word("document.number.right", nil), nil)
}

// dayForm is how a last day is kept.
const dayForm = "2006-01-02"

// readDocumentEnd takes the last day that is printed on a document.
func readDocumentEnd(t *talk, d *Draft, typed string) Reading {
	e := enterprise.ReadEndOfDocument(typed, t.now.In(t.book.program.City.Location))
	switch {
	case e.Endless:
		return Reading{Value: endless}
	case e.Fault != "":
		return Reading{Refuse: t.word("document.end.refuse", nil)}
	}
	about := enterprise.Document{Number: d.Answers["number"].Value, Expires: e.Expires}
	value := about.LastDay().Format(dayForm)
	if typed == value {
		return Reading{Value: value}
	}
	text := t.word("document.end.echo", messages.Args{"Date": t.date(about.LastDay())})
	if !t.now.Before(e.Expires) {
		text += "\n" + t.word("document.flag.past", nil)
	}
	if !t.book.program.YearFits(kindOf(t, d), about) {
		text += "\n" + t.word("document.flag.year", nil)
	}
	return t.echo(value, text+"\n"+t.word("document.number.right", nil), nil)
}

// documentDone does what was chosen.
func (t *talk) documentDone(d *Draft) {
	switch d.Answers["act"].Value {
	case "send":
		t.submit(d)
	case "process":
		t.keepBegun(enterprise.Document{Kind: d.Subject})
		t.changeDocuments(t.business().ID, func(all []enterprise.Document) []enterprise.Document {
			all[len(all)-1].State = enterprise.DocumentProcess
			return all
		})
		t.note = t.word("document.process", messages.Args{"Name": kindOf(t, d).Short.In(t.lang)})
		t.enter(t.book.flow(documentsKey))
	case "copy":
		_, about := t.book.program.Stands(t.business(), d.Subject, t.now)
		t.showPapers(kindOf(t, d), about.Papers, false)
		t.menu("document.copied")
	case "remove":
		if d.Answers["sure"].Value != "yes" {
			t.menu("document.kept")
			return
		}
		t.dropDocuments(t.business().ID, func(o enterprise.Document) bool { return o.Kind == d.Subject })
		t.menu("document.removed")
	default:
		t.enter(t.book.flow(documentsKey))
	}
}

// showPapers sends a document's pages, for an officer so that they cannot be
// passed on.
func (t *talk) showPapers(k enterprise.DocumentKind, papers []enterprise.Paper, protect bool) {
	for i, p := range papers {
		m := messages.Message{
			Key: "document.page", Text: t.word("document.page", messages.Args{"Name": k.Short.In(t.lang), "N": i + 1, "All": len(papers)}),
			Stored: p.Hash, Name: k.Code + "-" + strconv.Itoa(i+1) + "." + p.Type, Protect: protect,
		}
		if p.Kind == "photo" {
			m.Photo = p.File
		} else {
			m.Document = p.File
		}
		t.say(m)
	}
}

// submit hands a document in: it goes into the officers' queue, in the place of
// what was there before and does not hold.
func (t *talk) submit(d *Draft) {
	k, doc := kindOf(t, d), t.begun(d.Subject)
	doc.Number = d.Answers["number"].Value // it may have been skipped this time
	if doc.Number == "" && len(doc.Papers) == 0 {
		t.menu("document.empty")
		return
	}
	doc.Flags = t.flagsOf(k, doc)
	if doc.ID == "" {
		doc.ID = t.in.ID
	}
	doc.State, doc.Sent = enterprise.DocumentSent, t.now
	replaced := func(o enterprise.Document) bool { return o.Kind == doc.Kind && o.ID != doc.ID && o.Approved.IsZero() }
	for _, o := range t.business().Documents {
		if replaced(o) && !o.Decided.IsZero() {
			doc.Earlier = append(append(doc.Earlier, o.Earlier...), o.Outcome())
		}
	}
	t.dropDocuments(t.business().ID, replaced)
	t.changeDocuments(t.business().ID, func(all []enterprise.Document) []enterprise.Document {
		return append(slices.DeleteFunc(all, func(o enterprise.Document) bool { return o.ID == doc.ID }), doc)
	})
	if k.Code == "nib" && t.business().NIB == "" {
		t.changeBusiness(t.business().ID, func(b *enterprise.Business) { b.NIB = doc.Number })
	}
	t.ownNumber(doc)
	t.enqueue(doc)
	t.tidyUp(d, doc)
	t.leave()
	t.say(messages.Message{Key: "document.sent", Text: join(t.word("document.sent", t.hours()), t.word("document.next", nil)), Keyboard: t.menuKeyboard()})
}

// flagsOf is what an officer is to look at.
func (t *talk) flagsOf(k enterprise.DocumentKind, d enterprise.Document) []string {
	flags := slices.DeleteFunc(slices.Clone(d.Flags), func(f string) bool { return f != "same_file" })
	if d.Number == "" {
		flags = append(flags, "no_number")
	} else {
		flags = append(flags, t.book.program.ReadDocumentNumber(k, d.Number, t.business()).Flags...)
	}
	switch {
	case k.Ends() && d.Expires.IsZero():
		flags = append(flags, "no_end")
	case !d.Expires.IsZero() && !t.now.Before(d.Expires):
		flags = append(flags, "past")
	}
	if !t.book.program.YearFits(k, d) {
		flags = append(flags, "year")
	}
	return flags
}

// tidyUp takes what is sensitive out of the chat, if the owner wished so.
func (t *talk) tidyUp(d *Draft, doc enterprise.Document) {
	if t.Person.Tidy != "yes" {
		return
	}
	gone := []string{d.Answers["number"].Message}
	for _, p := range doc.Papers {
		gone = append(gone, p.Message)
	}
	for _, id := range gone {
		if id != "" {
			t.say(messages.Message{Delete: id})
		}
	}
}
