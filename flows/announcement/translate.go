package announcement

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// An announcement is written in the city's language. Its author may give the
// text in the other one, too: who speaks it then reads that; everybody else, and
// everybody where there is one text only, reads the first.

const (
	otherLang  = "en"
	translated = "english" // "yes": the author wants to give the other text
	oneText    = "none"    // it is not given after all
)

// textFor is what a recipient reads of a part, and the language of that text.
func (p part) textFor(lang string) (html, of string) {
	if text := p.Other[lang]; text != "" {
		return text, lang
	}
	return p.HTML, messages.Default
}

// texts are all of a part.
func (p part) texts() []string {
	out := []string{p.HTML}
	for _, text := range p.Other {
		out = append(out, text)
	}
	return out
}

// oneTextOnly reports whether somebody who speaks a language reads words of
// another.
func oneTextOnly(a announcement, lang string) bool {
	return lang != messages.Default && slices.ContainsFunc(a.Parts, func(p part) bool { return p.HTML != "" && p.Other[lang] == "" })
}

// translationQuestions ask for the other text of each part that has words.
func translationQuestions() []*flows.Question {
	var all []*flows.Question
	for i := range partsMost {
		all = append(all, &flows.Question{
			Key: otherLang + strconv.Itoa(i+1), Content: true, Spelled: true,
			Applies: func(_ *flows.Conversation, d *flows.Draft) bool {
				parts := partsIn(d, partsMost)
				before := i > 0 && d.Answers[otherLang+strconv.Itoa(i)].Value == oneText
				return d.Answers[translated].Value == "yes" && i < len(parts) && parts[i].HTML != "" && !before
			},
			Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
				return []flows.Option{{Value: oneText, Label: c.Label("announce.en.none"), Names: c.Synonyms("nav.no")}}
			},
			Read: func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
				if p, ok := partOf(typed); ok && (typed != c.Input().Text || c.Input().Kind != flows.Text && c.Input().Kind != flows.Edited) {
					return flows.Reading{Value: typed, Note: partNote(c, p)}
				}
				p := part{HTML: c.Input().HTML}
				if p.HTML == "" {
					p.HTML = messages.Escape(strings.TrimSpace(c.Input().Text))
				}
				if c.Input().File != nil || p.HTML == "" {
					return flows.Reading{Refuse: c.Text("announce.en.refuse", nil)}
				}
				if parts := partsIn(d, partsMost); i < len(parts) && parts[i].File != nil { // it stands below the same picture
					p.File = parts[i].File
				}
				return partReading(c, p)
			},
			Ask: func(c *flows.Conversation, d *flows.Draft) string {
				title := ""
				if parts := partsIn(d, partsMost); i < len(parts) {
					title = announcementTitle(announcement{Parts: parts[i : i+1]})
				}
				return c.Text("announce.en.ask", messages.Args{"Title": title})
			},
			Name: func(*flows.Conversation, *flows.Draft, string) string { return "" },
		})
	}
	return all
}

// withTranslations puts the other texts of a draft into its parts.
func withTranslations(d *flows.Draft, parts []part) []part {
	for i := range parts {
		if p, ok := partOf(d.Answers[otherLang+strconv.Itoa(i+1)].Value); ok && d.Answers[translated].Value == "yes" {
			parts[i].Other = map[string]string{otherLang: p.HTML}
		}
	}
	return parts
}

// translateOption offers to give the other text, where there is none yet.
func translateOption(c *flows.Conversation, d *flows.Draft) []flows.Option {
	if len(c.Book.Langs) < 2 || d.Answers[translated].Value != "" || !oneTextOnly(draftAnnouncement(d), otherLang) {
		return nil
	}
	return []flows.Option{{Value: translated, Label: c.Label("announce.confirm.english")}}
}

// wantsTranslation goes back from the end to the other texts.
func wantsTranslation(_ *flows.Conversation, d *flows.Draft, value string) {
	if value == translated {
		delete(d.Answers, "confirm")
		d.Answers[translated] = flows.Answer{Value: "yes"}
	}
}
