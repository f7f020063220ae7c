// Package document is the papers of a business: what is needed, sending one,
// an officer's look at it, and what ends when.
package document

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/assessment"
	"naikkelas/messages"
)

// New is an owner's documents, and officers' looking at them.
func New(words *messages.Catalogue) flows.Area {
	begins := aboutBegins(words)
	return flows.Area{
		Name: "document",
		Forms: []*flows.Form{
			documents(), // /dokumen: what is needed, what is there
			document(),  // sending one, looking at it, taking it back
			decide(),    // an officer turns one down, or asks again: why?
			unneeded(),  // why is a document not needed any more?
		},
		Reminders: []*flows.Reminder{expiringReminder(), missingReminder(), yearlyReminder(), reassessReminder()},
		Commands: []flows.Command{
			{Names: []string{"/periksa", "/check"}, For: flows.ForOfficers, Do: func(c *flows.Conversation) { listSubmissions(c, "") }},
		},
		Buttons: map[string]flows.Button{
			"d": {For: flows.ForOfficers, Do: submissionButton}, // d:<document>:<verb>, d:next, d:kind:<kind>
			"o": {For: nil, Do: documentButton},                 // o:<kind>: send it again
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"queue":    queueChanged,    // to the officers' group: how many documents wait
			"document": documentDecided, // to the owner: an officer decided, or took it back
		},
		Hear:     func(c *flows.Conversation) bool { return asksAbout(c, begins) },
		File:     fileInMenu,
		Wake:     retain,
		Due:      retainedUntil,
		Waiting:  map[string]func(*flows.Conversation) string{"documents": documentsWaiting, "retention": goingSoon},
		Upcoming: func(c *flows.Conversation) []string { return flows.NonEmpty(goingSoon(c)) },
		Forget:   forgetDocuments,

		Figures: documentFigures,
		Closed:  takeBackDocuments,
		Audits: []string{
			"document.approved", "document.conditional", "document.rejected", "document.again", "document.undone",
			"data.document",
		},
		Merge: flows.Merging{Moved: moveSubmission},
		Without: map[string]string{
			"Export": flows.ShownWithRecord,
		},
	}
}

// aboutBegins is how people begin to ask what a document is, tidied, in every
// language.
func aboutBegins(words *messages.Catalogue) (all []string) {
	for _, lang := range words.Languages() {
		for begins := range strings.SplitSeq(words.Label(lang, "documents.about.begins", nil), "|") {
			all = append(all, read.Tidy(begins)+" ")
		}
	}
	return all
}

const (
	documentKey = "document"
	// papersMost is how many pages a document may have.
	papersMost = 10
)

// documents is /dokumen: what the business needs, what it has, and what comes
// first.
func documents() *flows.Form {
	return &flows.Form{
		Key: flows.DocumentsKey, Command: "/dokumen", Also: []string{"/documents"}, OnTheFly: true,
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			if len(c.Person.Businesses) == 0 {
				c.Chat.Next = flows.DocumentsKey
				c.Note = c.Text("documents.register_first", nil)
				c.Open(flows.RegisterKey)
			}
		},
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return documentsQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			kind, sent := d.Answers["which"].Value, sentBefore(d)
			openDocument(c, kind)
			for _, s := range sent {
				takePaper(c, kind, s)
			}
			if len(sent) > 0 {
				c.Draft(documentKey).Answers["act"] = flows.Answer{Value: "send"}
			}
			c.Proceed()
		},
	}
}

var documentsQuestions = []*flows.Question{{
	Key: "which", Options: documentOptions, Read: readKind,
	Show: func(c *flows.Conversation, d *flows.Draft) {
		switch {
		case len(sentBefore(d)) > 0:
		case d.Answers["all"].Value == "":
			c.Say(messages.Message{Key: "documents.list", Text: needed(c)})
		default:
			c.Say(messages.Message{Key: "documents.list", Text: recommended(c)})
		}
	},
	Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
		if value == allKinds {
			delete(d.Answers, "which")
			d.Answers["all"] = flows.Answer{Value: "yes"}
		}
	},
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		if n := len(sentBefore(d)); n > 0 {
			return c.Text("documents.which.sent", messages.Args{"N": n})
		}
		if d.Answers["all"].Value != "" {
			return c.Text("documents.which.all", nil)
		}
		return c.Text("documents.which.ask", nil)
	},
	Files: func(c *flows.Conversation, d *flows.Draft) {
		keepSent(d, sentFile{*c.Input().File, c.Input().Message})
		c.Repeat("")
	},
}}

// sentFile is a file that came before it was known which document it is.
type sentFile struct {
	File    flows.File `json:"f"`
	Message string     `json:"m"`
}

// sentBefore are the files that came before the kind of document was chosen.
func sentBefore(d *flows.Draft) []sentFile {
	var out []sentFile
	_ = json.Unmarshal([]byte(d.Answers["sent"].Value), &out) // nothing came: empty
	return out
}

func keepSent(d *flows.Draft, s sentFile) {
	all := sentBefore(d)
	if len(all) < papersMost {
		all = append(all, s)
	}
	raw, _ := json.Marshal(all) // plain values always marshal
	d.Answers["sent"] = flows.Answer{Value: string(raw)}
}

// fileInMenu asks which document a file is that was sent with nothing open.
func fileInMenu(c *flows.Conversation) bool {
	if c.Input().File == nil || len(c.Person.Businesses) == 0 || c.StaffOnly() {
		return false
	}
	f := c.Book.Form(flows.DocumentsKey)
	c.Chat.Open, c.Chat.Pending = f.Key, nil
	d := c.Draft(f.Key)
	d.Started, d.Touched = c.Now(), c.Now()
	keepSent(d, sentFile{*c.Input().File, c.Input().Message})
	c.Proceed()
	return true
}

// allKinds is the answer that wants to see the kinds that do not apply as well.
const allKinds = "all"

// documentOptions are the kinds that apply to the business, then all others,
// which are shown when they are asked for.
func documentOptions(c *flows.Conversation, d *flows.Draft) (out []flows.Option) {
	applies := applying(c)
	for _, k := range c.Program().Documents {
		if (d.Answers["all"].Value != "") != slices.Contains(applies, k.Code) {
			out = append(out, kindOption(c, k))
		}
	}
	if d.Answers["all"].Value == "" {
		slices.SortStableFunc(out, func(x, y flows.Option) int {
			return slices.Index(applies, x.Value) - slices.Index(applies, y.Value)
		})
		out = append(out, flows.Option{Value: allKinds, Label: c.Label("documents.which.more"), Names: c.Synonyms("document.act.other.names")})
	}
	return out
}

// applying are the kinds of the business's own checklist.
func applying(c *flows.Conversation) (codes []string) {
	if len(c.Person.Businesses) == 0 {
		return nil
	}
	for _, r := range c.Program().Checklist(c.Business(), c.Now()) {
		codes = append(codes, r.Kinds...)
	}
	return codes
}

func kindOption(c *flows.Conversation, k enterprise.DocumentKind) flows.Option {
	return flows.Option{Value: k.Code, Label: k.Short.In(c.Lang()), Names: kindNames(c, k)}
}

// kindNames is how a kind may be called.
func kindNames(c *flows.Conversation, k enterprise.DocumentKind) []string {
	return []string{k.Name.In(c.Lang()), strings.ReplaceAll(k.Code, "_", " ")}
}

// readKind takes the name of a kind that is not on the screen.
func readKind(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	tidy := read.Tidy(typed)
	for _, k := range c.Program().Documents {
		if slices.ContainsFunc(append(kindNames(c, k), k.Short.In("id"), k.Short.In(c.Lang()), k.Code), func(n string) bool { return read.Tidy(n) == tidy }) {
			return flows.Reading{Value: k.Code}
		}
	}
	return flows.Reading{}
}

// needed is what the business has to have, a line each, and what comes first.
func needed(c *flows.Conversation) string {
	b := c.Business()
	var lines []string
	var first *enterprise.Requirement
	for _, r := range c.Program().Checklist(b, c.Now()) {
		if !r.Needed {
			continue
		}
		lines = append(lines, requirementLine(c, r))
		if first == nil && r.Standing.Todo() {
			first = &r
		}
	}
	text := flows.Join(c.Text("documents.head", messages.Args{"Business": b.Name}), strings.Join(lines, "\n"))
	if first != nil {
		return flows.Join(text, firstStep(c, *first))
	}
	return flows.Join(text, assessment.AdminLine(c, b))
}

// recommended is what else would help, and how the whole stands.
func recommended(c *flows.Conversation) string {
	var lines []string
	for _, r := range c.Program().Checklist(c.Business(), c.Now()) {
		if !r.Needed {
			lines = append(lines, requirementLine(c, r))
		}
	}
	text := ""
	if len(lines) > 0 {
		text = c.Text("documents.more", nil) + "\n" + strings.Join(lines, "\n")
	}
	return flows.Join(text, assessment.AdminLine(c, c.Business()))
}

// requirementLine is "✅ NIB: sah".
func requirementLine(c *flows.Conversation, r enterprise.Requirement) string {
	names := make([]string, len(r.Kinds))
	for i, code := range r.Kinds {
		k, _ := c.Program().Document(code)
		names[i] = k.Short.In(c.Lang())
	}
	if r.Standing != enterprise.StandsMissing && r.Standing != enterprise.StandsExempt {
		k, _ := c.Program().Document(r.Kind)
		names = []string{k.Short.In(c.Lang())}
	}
	return c.Label("documents.mark."+string(r.Standing)) + " <b>" + messages.Escape(strings.Join(names, " / ")) + "</b>: " + standing(c, r.Standing, r.Document)
}

// standing says how a document stands, with the date that matters.
func standing(c *flows.Conversation, s enterprise.Standing, d enterprise.Document) string {
	args := messages.Args{"Date": "", "Reason": d.Reason}
	switch {
	case s == enterprise.StandsConditional || s == enterprise.StandsExpired && !d.Until.IsZero() && (d.Expires.IsZero() || d.Until.Before(d.Expires)):
		args["Date"] = c.Date(d.Until)
	case !d.Expires.IsZero():
		args["Date"] = c.Date(d.LastDay())
	}
	return c.Text("documents.standing."+string(s), args)
}

// firstStep is what to do first, why, at what cost and where.
func firstStep(c *flows.Conversation, r enterprise.Requirement) string {
	k, _ := c.Program().Document(r.Kind)
	return c.Text("documents.first", messages.Args{
		"Name": k.Short.In(c.Lang()), "Why": k.Why.In(c.Lang()), "Cost": k.Cost.In(c.Lang()), "Where": messages.HTML(issuer(c, k)),
	})
}

// issuer is who gives a document out, with the way there.
func issuer(c *flows.Conversation, k enterprise.DocumentKind) string {
	name := messages.Escape(k.Issuer)
	if k.URL != "" {
		name = `<a href="` + messages.Escape(k.URL) + `">` + name + "</a>"
	}
	return name
}

// asksAbout answers "apa itu NIB?" at any time; false for anything else.
func asksAbout(c *flows.Conversation, begins []string) bool {
	if c.Input().Group || c.Input().Kind != flows.Text || c.Input().Forwarded || c.Unsettled() {
		return false
	}
	tidy := read.Tidy(c.Input().Text)
	for _, begin := range begins {
		rest, ok := strings.CutPrefix(tidy, begin)
		if !ok {
			continue
		}
		for _, k := range c.Program().Documents {
			names := []string{k.Code, k.Short.In("id"), k.Short.In(c.Lang()), k.Name.In("id"), k.Name.In(c.Lang())}
			if slices.ContainsFunc(names, func(n string) bool { return read.Tidy(n) == rest }) {
				c.Repeat(aboutText(c, k))
				return true
			}
		}
	}
	return false
}

func aboutText(c *flows.Conversation, k enterprise.DocumentKind) string {
	return c.Text("documents.about", messages.Args{
		"Name": k.Name.In(c.Lang()), "About": k.About.In(c.Lang()), "Cost": k.Cost.In(c.Lang()), "Where": messages.HTML(issuer(c, k)),
	})
}
