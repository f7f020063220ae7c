package knowledge

import (
	"strings"

	"naikkelas/enterprise"
)

// documentPrefix begins the code of a kind of document that no entry is about.
const documentPrefix = "document:"

// Text is an answer as it is said in a language, in parts: who says it puts
// words and markup between them.
type Text struct {
	Answer   string
	Cost     string            // empty: nothing to say
	Places   []enterprise.Link // where to go or look
	Source   string            // law and article, or page
	Seen     string            // "2026-11-30": when the source was looked at; empty: not known
	Caveat   string            // what to say with it because it is not verified; empty: it is
	Document string            // the kinds whose buttons are offered; empty: none
	Service  string
	Training string
}

// TextOf is the text of what is known under a candidate's code, as current as the
// programme files; ok is false when there is none of that code.
func TextOf(p *enterprise.Program, code, lang string) (t Text, ok bool) {
	if kind, found := strings.CutPrefix(code, documentPrefix); found {
		d, ok := p.Document(kind)
		return documentText(p, d, lang), ok
	}
	e, ok := p.Entry(code)
	if !ok {
		return Text{}, false
	}
	t = Text{Answer: e.Answer.In(lang), Cost: e.Cost.In(lang), Source: e.Source, Seen: e.Seen, Document: e.Document, Service: e.Service, Training: e.Training}
	if d, found := p.Document(e.Document); found && t.Cost == "" {
		t.Cost = d.Cost.In(lang)
	}
	for _, link := range e.Links {
		if l, found := p.Links[link]; found {
			t.Places = append(t.Places, l)
		}
	}
	if e.Unsure {
		t.Caveat = p.Caveat.In(lang)
	}
	return t, true
}

// documentText is what documents.yaml says of a kind.
func documentText(p *enterprise.Program, d enterprise.DocumentKind, lang string) Text {
	t := Text{Answer: d.About.In(lang), Cost: d.Cost.In(lang), Source: d.Validity.Source, Document: d.Code}
	if d.URL != "" {
		t.Places = []enterprise.Link{{Name: enterprise.Phrase{"id": d.Issuer, "en": d.Issuer}, URL: d.URL}}
	}
	return t
}

// named puts a name into a way to ask.
func named(way, name string) string { return strings.ReplaceAll(way, "%s", name) }
