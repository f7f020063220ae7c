package flows

import (
	"encoding/json"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// documentArea is an owner's documents, and officers' looking at them.
func documentArea(words *messages.Catalogue) Area {
	begins := aboutBegins(words)
	return Area{
		Name: "document",
		Forms: []*Flow{
			documents(), // /dokumen: what is needed, what is there
			document(),  // sending one, looking at it, taking it back
			decide(),    // an officer turns one down, or asks again: why?
			unneeded(),  // why is a document not needed any more?
		},
		Reminders: []*reminder{expiringReminder(), missingReminder(), yearlyReminder(), reassessReminder()},
		Commands: []deed{
			{names: []string{"/periksa", "/check"}, For: forOfficers, do: func(t *talk) { t.listSubmissions("") }},
		},
		Buttons: map[string]button{
			"d": {forOfficers, (*talk).submissionButton}, // d:<document>:<verb>, d:next, d:kind:<kind>
			"o": {nil, (*talk).documentButton},           // o:<kind>: send it again
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"queue":    queueChanged,    // to the officers' group: how many documents wait
			"document": documentDecided, // to the owner: an officer decided, or took it back
		},
		Hear:   func(t *talk) bool { return t.asksAbout(begins) },
		File:   (*talk).fileInMenu,
		Wake:   (*talk).retain,
		Due:    (*talk).retainedUntil,
		Forget: (*talk).forgetDocuments,

		Figures: (*talk).documentFigures,
		Closed:  (*talk).takeBackDocuments,
		Audits: []string{
			"document.approved", "document.conditional", "document.rejected", "document.again", "document.undone",
			"data.document",
		},
		Merge: Merging{Moved: (*talk).moveSubmission},
		Without: map[string]string{
			"Export": shownWithRecord,
		},
	}
}

// aboutBegins is how people begin to ask what a document is, tidied, in every
// language.
func aboutBegins(words *messages.Catalogue) (all []string) {
	for _, lang := range words.Languages() {
		for begins := range strings.SplitSeq(words.Label(lang, "documents.about.begins", nil), "|") {
			all = append(all, enterprise.Tidy(begins)+" ")
		}
	}
	return all
}

const (
	documentsKey = "documents"
	documentKey  = "document"
	// papersMost is how many pages a document may have.
	papersMost = 10
)

// documents is /dokumen: what the business needs, what it has, and what comes
// first.
func documents() *Flow {
	return &Flow{
		Key: documentsKey, Command: "/dokumen", Also: []string{"/documents"}, OnTheFly: true,
		Begin: func(t *talk, _ *Draft) {
			if len(t.Person.Businesses) == 0 {
				t.Chat.Next = documentsKey
				t.note = t.word("documents.register_first", nil)
				t.enter(t.book.flow(registerKey))
			}
		},
		Questions: func(*talk, *Draft) []*Question { return documentsQuestions },
		Finish: func(t *talk, d *Draft) {
			kind, sent := d.Answers["which"].Value, sentBefore(d)
			t.openDocument(kind)
			for _, s := range sent {
				t.takePaper(kind, s)
			}
			if len(sent) > 0 {
				t.draft(documentKey).Answers["act"] = Answer{Value: "send"}
			}
			t.proceed()
		},
	}
}

var documentsQuestions = []*Question{{
	Key: "which", Options: documentOptions,
	Show: func(t *talk, d *Draft) {
		if len(sentBefore(d)) == 0 {
			t.say(messages.Message{Key: "documents.list", Text: t.checklist()})
		}
	},
	Ask: func(t *talk, d *Draft) string {
		if n := len(sentBefore(d)); n > 0 {
			return t.word("documents.which.sent", messages.Args{"N": n})
		}
		return t.word("documents.which.ask", nil)
	},
	Files: func(t *talk, d *Draft) {
		keepSent(d, sentFile{*t.in.File, t.in.Message})
		t.again("")
	},
}}

// sentFile is a file that came before it was known which document it is.
type sentFile struct {
	File    File   `json:"f"`
	Message string `json:"m"`
}

// sentBefore are the files that came before the kind of document was chosen.
func sentBefore(d *Draft) []sentFile {
	var out []sentFile
	_ = json.Unmarshal([]byte(d.Answers["sent"].Value), &out) // nothing came: empty
	return out
}

func keepSent(d *Draft, s sentFile) {
	all := sentBefore(d)
	if len(all) < papersMost {
		all = append(all, s)
	}
	raw, _ := json.Marshal(all) // plain values always marshal
	d.Answers["sent"] = Answer{Value: string(raw)}
}

// fileInMenu asks which document a file is that was sent with nothing open.
func (t *talk) fileInMenu() bool {
	if t.in.File == nil || len(t.Person.Businesses) == 0 || t.staffOnly() {
		return false
	}
	f := t.book.flow(documentsKey)
	t.Chat.Open, t.Chat.Pending = f.Key, nil
	d := t.draft(f.Key)
	d.Started, d.Touched = t.now, t.now
	keepSent(d, sentFile{*t.in.File, t.in.Message})
	t.proceed()
	return true
}

// documentOptions are the kinds, those of the business's own checklist first.
func documentOptions(t *talk, _ *Draft) []Option {
	var codes []string
	if len(t.Person.Businesses) > 0 {
		for _, r := range t.book.program.Checklist(t.business(), t.now) {
			codes = append(codes, r.Kinds...)
		}
	}
	for _, k := range t.book.program.Documents {
		codes = append(codes, k.Code)
	}
	var out []Option
	for _, code := range codes {
		k, _ := t.book.program.Document(code)
		if !slices.ContainsFunc(out, func(o Option) bool { return o.Value == code }) {
			out = append(out, Option{Value: code, Label: k.Short.In(t.lang), Names: []string{k.Name.In(t.lang), strings.ReplaceAll(code, "_", " ")}})
		}
	}
	return out
}

// checklist is what the business needs and has, a line each.
func (t *talk) checklist() string {
	b := t.business()
	var needed, more []string
	var first *enterprise.Requirement
	for _, r := range t.book.program.Checklist(b, t.now) {
		line := t.requirementLine(r)
		if !r.Needed {
			more = append(more, line)
			continue
		}
		needed = append(needed, line)
		if first == nil && r.Standing.Todo() {
			first = &r
		}
	}
	parts := []string{t.word("documents.head", messages.Args{"Business": b.Name}), strings.Join(needed, "\n")}
	if first != nil {
		parts = append(parts, t.firstStep(*first))
	}
	if len(more) > 0 {
		parts = append(parts, t.word("documents.more", nil)+"\n"+strings.Join(more, "\n"))
	}
	return strings.Join(append(parts, t.adminLine(b)), "\n\n")
}

// requirementLine is "✅ NIB: sah".
func (t *talk) requirementLine(r enterprise.Requirement) string {
	names := make([]string, len(r.Kinds))
	for i, code := range r.Kinds {
		k, _ := t.book.program.Document(code)
		names[i] = k.Short.In(t.lang)
	}
	if r.Standing != enterprise.StandsMissing && r.Standing != enterprise.StandsExempt {
		k, _ := t.book.program.Document(r.Kind)
		names = []string{k.Short.In(t.lang)}
	}
	return t.label("documents.mark."+string(r.Standing)) + " <b>" + messages.Escape(strings.Join(names, " / ")) + "</b>: " + t.standing(r.Standing, r.Document)
}

// standing says how a document stands, with the date that matters.
func (t *talk) standing(s enterprise.Standing, d enterprise.Document) string {
	args := messages.Args{"Date": "", "Reason": d.Reason}
	switch {
	case s == enterprise.StandsConditional || s == enterprise.StandsExpired && !d.Until.IsZero() && (d.Expires.IsZero() || d.Until.Before(d.Expires)):
		args["Date"] = t.date(d.Until)
	case !d.Expires.IsZero():
		args["Date"] = t.date(d.LastDay())
	}
	return t.word("documents.standing."+string(s), args)
}

// firstStep is what to do first, why, at what cost and where.
func (t *talk) firstStep(r enterprise.Requirement) string {
	k, _ := t.book.program.Document(r.Kind)
	return t.word("documents.first", messages.Args{
		"Name": k.Short.In(t.lang), "Why": k.Why.In(t.lang), "Cost": k.Cost.In(t.lang), "Where": messages.HTML(t.issuer(k)),
	})
}

// issuer is who gives a document out, with the way there.
func (t *talk) issuer(k enterprise.DocumentKind) string {
	name := messages.Escape(k.Issuer)
	if k.URL != "" {
		name = `<a href="` + messages.Escape(k.URL) + `">` + name + "</a>"
	}
	return name
}

// asksAbout answers "apa itu NIB?" at any time; false for anything else.
func (t *talk) asksAbout(begins []string) bool {
	if t.in.Group || t.in.Kind != Text || t.in.Forwarded || t.unsettled() {
		return false
	}
	tidy := enterprise.Tidy(t.in.Text)
	for _, begin := range begins {
		rest, ok := strings.CutPrefix(tidy, begin)
		if !ok {
			continue
		}
		for _, k := range t.book.program.Documents {
			names := []string{k.Code, k.Short.In("id"), k.Short.In(t.lang), k.Name.In("id"), k.Name.In(t.lang)}
			if slices.ContainsFunc(names, func(n string) bool { return enterprise.Tidy(n) == rest }) {
				t.again(t.aboutText(k))
				return true
			}
		}
	}
	return false
}

func (t *talk) aboutText(k enterprise.DocumentKind) string {
	return t.word("documents.about", messages.Args{
		"Name": k.Name.In(t.lang), "About": k.About.In(t.lang), "Cost": k.Cost.In(t.lang), "Where": messages.HTML(t.issuer(k)),
	})
}
