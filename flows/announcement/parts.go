package announcement

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const captionMost = 1024

// partsMost is how many messages an announcement may have.
const partsMost = 10

// partQuestions are the messages of an announcement: each is a question of its
// own, so that it can be corrected on its own.
func partQuestions() []*flows.Question {
	var all []*flows.Question
	for i := range partsMost {
		q := &flows.Question{
			Key: partKey(i), Content: true, Spelled: true, Read: readPart(i),
			Ask: func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("announce.part.ask", nil) },
			Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
				p, ok := partOf(value)
				if !ok {
					return ""
				}
				return announcementTitle(announcement{Parts: []part{p}})
			},
		}
		if i > 0 {
			q.Applies = func(_ *flows.Conversation, d *flows.Draft) bool { return len(partsIn(d, i)) == i }
			q.Options = func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
				return []flows.Option{{Value: flows.PartDone, Label: c.Label("announce.part.done"), Names: c.Synonyms("announce.part.done.names")}}
			}
			q.Ask = func(c *flows.Conversation, _ *flows.Draft) string {
				return c.Text("announce.part.more", messages.Args{"N": i})
			}
		}
		all = append(all, q)
	}
	return all
}

func partKey(i int) string { return "part" + strconv.Itoa(i+1) }

// partsIn are the messages of a draft so far, at most so many.
func partsIn(d *flows.Draft, most int) []part {
	var parts []part
	for i := range most {
		p, ok := partOf(d.Answers[partKey(i)].Value)
		if !ok {
			break
		}
		parts = append(parts, p)
	}
	return parts
}

// partOf reads a stored answer.
func partOf(value string) (part, bool) {
	var p part
	ok := value != "" && value != flows.PartDone && json.Unmarshal([]byte(value), &p) == nil && (p.HTML != "" || p.File != nil)
	return p, ok
}

// readPart takes what was sent as it is, unless some recipient could not be
// shown it. What is stored was read before.
func readPart(i int) func(*flows.Conversation, *flows.Draft, string) flows.Reading {
	return func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
		if _, ok := partOf(typed); ok && (typed != c.Input().Text || c.Input().Kind != flows.Text && c.Input().Kind != flows.Edited) {
			return flows.Reading{Value: typed}
		}
		p := part{HTML: c.Input().HTML, File: c.Input().File}
		if p.HTML == "" {
			p.HTML = messages.Escape(strings.TrimSpace(c.Input().Text))
		}
		if before, ok := partOf(d.Answers[partKey(i)].Value); ok && p.File == nil && c.Input().Kind == flows.Edited {
			p.File = before.File // an edited caption
		}
		return partReading(c, p)
	}
}

func partReading(c *flows.Conversation, p part) flows.Reading {
	if p.HTML == "" && p.File == nil {
		return flows.Reading{Refuse: c.Text("announce.part.refuse", nil)}
	}
	if line := partFault(c, p); line != "" {
		return flows.Reading{Refuse: line}
	}
	value, err := json.Marshal(p)
	if err != nil {
		return flows.Reading{Refuse: c.Text("announce.part.refuse", nil)}
	}
	return flows.Reading{Value: string(value), Note: partNote(c, p)}
}

// partFault says what keeps a message from being sent; empty: nothing.
func partFault(c *flows.Conversation, p part) string {
	shown, kept := placeholder.FindAllStringSubmatch(reading.Visible(p.HTML), -1), 0
	for _, m := range shown {
		if !slices.Contains(Placeholders, strings.ToLower(m[1])) {
			return c.Text("announce.part.unknown", messages.Args{"Name": "{" + m[1] + "}", "Known": "{" + strings.Join(Placeholders, "}, {") + "}"})
		}
	}
	for _, piece := range outsideTags(p.HTML) {
		kept += len(placeholder.FindAllString(piece, -1))
	}
	if kept != len(shown) {
		return c.Text("announce.part.torn", nil)
	}
	for _, l := range linksIn(p.HTML) {
		if line := linkFault(c, l); line != "" {
			return line
		}
	}
	if over := longest(c, p) - partMost(p); over > 0 {
		return c.Text("announce.part.long", messages.Args{"Over": over, "Most": partMost(p) - reserve(c, p)})
	}
	return ""
}

func partMost(p part) int {
	if p.File != nil {
		return captionMost
	}
	return reading.TextMost
}

// partNote says which place-holders were understood.
func partNote(c *flows.Conversation, p part) string {
	if !placeholder.MatchString(reading.Visible(p.HTML)) {
		return ""
	}
	return c.Text("announce.part.noted", nil)
}

// longest is how long a message is for the recipient for whom it is longest.
func longest(c *flows.Conversation, p part) int {
	return reading.Units(reading.Visible(p.HTML)) + reserve(c, p)
}

// reserve is what may be added to what was typed: the line at the end, and
// names longer than their place-holders.
func reserve(c *flows.Conversation, p part) int {
	n := 0
	for _, lang := range c.Book.Langs {
		for _, category := range c.Program().City.Announcements.Categories {
			n = max(n, reading.Units(reading.Visible(c.Book.Footer(lang, category.Code)))+2)
		}
	}
	for _, m := range placeholder.FindAllStringSubmatch(reading.Visible(p.HTML), -1) {
		n += max(0, 2*nameMost-reading.Units(m[0]))
	}
	return n
}

// nameMost is how much of a name is put in a place-holder, in characters; one
// may take two UTF-16 units.
const nameMost = 60

// Placeholders are what stands for something of the recipient's.
var Placeholders = []string{"nama", "usaha", "kelurahan"}

// placeholder is {nama}, or {nama|teman} with words for when it is not known.
var placeholder = regexp.MustCompile(`\{ *([\p{L}_]+) *(?:\|([^{}|<>]{1,40}))?\}`)

// outsideTags are the pieces of a text between its tags.
func outsideTags(text string) []string { return reading.AnyTag.Split(text, -1) }

// fill puts what is known of the recipient into the place-holders, nowhere in
// a tag, and words in the place of what is not known.
func fill(c *flows.Conversation, text string) string {
	var out strings.Builder
	at := 0
	replace := func(piece string) {
		out.WriteString(placeholder.ReplaceAllStringFunc(piece, func(found string) string {
			m := placeholder.FindStringSubmatch(found)
			return ofRecipient(c, strings.ToLower(m[1]), m[2], found)
		}))
	}
	for _, tag := range reading.AnyTag.FindAllStringIndex(text, -1) {
		replace(text[at:tag[0]])
		out.WriteString(text[tag[0]:tag[1]])
		at = tag[1]
	}
	replace(text[at:])
	return out.String()
}

// ofRecipient is one fact about the recipient in the small HTML; otherwise is
// what the author wants said when it is missing, already in it.
func ofRecipient(c *flows.Conversation, name, otherwise, found string) string {
	value := ""
	switch name {
	case "nama":
		value = c.Person.Name
	case "usaha":
		if len(c.Person.Businesses) > 0 {
			value = c.Person.Businesses[0].Name
		}
	case "kelurahan":
		if len(c.Person.Businesses) > 0 {
			if v := c.Program().Regions.Village(c.Person.Businesses[0].Village); v != nil {
				value = v.Name
			}
		}
	default:
		return found
	}
	if value = strings.TrimSpace(value); value != "" {
		return messages.Escape(clipName(value))
	}
	if otherwise = strings.TrimSpace(otherwise); otherwise != "" {
		return otherwise
	}
	return c.Text("announce.missing."+name, messages.Args{"City": c.Program().City.Name, "Honorific": string(c.Person.Honorific)})
}

func clipName(s string) string {
	if r := []rune(s); len(r) > nameMost {
		return string(r[:nameMost-1]) + "…"
	}
	return s
}

// filled is what a recipient reads of a part. What is not known of them is said
// in the language of the text.
func filled(c *flows.Conversation, p part) string {
	html, lang := p.textFor(c.Lang())
	return fill(c.InLang(lang), html)
}

// announced are the messages to one recipient.
func announced(c *flows.Conversation, id string, a announcement) []messages.Message {
	var out []messages.Message
	for i, p := range a.Parts {
		number := strconv.Itoa(i + 1)
		if a.Act == actWithdraw {
			out = append(out, messages.Message{Delete: number})
			continue
		}
		if a.Act == actCorrect && i != a.Part {
			continue
		}
		m := messages.Message{Key: "announcement", Text: filled(c, p)}
		if i == len(a.Parts)-1 {
			m.Text = flows.Join(m.Text, c.Book.Footer(c.Lang(), a.Category))
			m.Buttons = announcedButtons(c, id, a)
		}
		if p.File != nil && p.File.Kind == "photo" {
			m.Photo = p.File.ID
		} else if p.File != nil {
			m.Document = p.File.ID
		}
		if a.Act == actCorrect {
			m.Edit = number
		}
		out = append(out, m)
	}
	return out
}

func announcedButtons(c *flows.Conversation, id string, a announcement) [][]messages.Button {
	if a.Root != "" {
		id = a.Root
	}
	switch {
	case a.Buttons == buttonsLink && a.Link != nil:
		return [][]messages.Button{{{Label: a.Link.Label, URL: a.Link.URL}}}
	case a.Buttons == buttonsTraining && a.Training != "":
		return [][]messages.Button{{{Label: c.Label("announce.training"), Data: "l:" + a.Training + ":open"}}}
	case a.Buttons == buttonsChoice:
		return choiceButtons(id, a)
	case a.Buttons == buttonsAttend:
		return [][]messages.Button{{
			{Label: c.Label("announce.attend.yes"), Data: "v:" + id + ":yes"},
			{Label: c.Label("announce.attend.no"), Data: "v:" + id + ":no"},
		}}
	}
	return nil
}

// example is an owner who does not exist, as previews show one.
func example(c *flows.Conversation, lang string) *flows.Conversation {
	o := c.InLang(lang)
	village := c.Program().Regions.Districts[0].Villages[0]
	o.Person = enterprise.Person{Language: lang, Honorific: enterprise.Ibu, Name: "Siti Aminah",
		Businesses: []enterprise.Business{{Name: "Keripik Tempe Bu Siti", Village: village.Code, District: village.District}}}
	return o
}

// preview shows an announcement exactly as an owner sees it, in each language;
// its buttons answer that it is a preview.
func preview(c *flows.Conversation, a announcement) {
	a.Act, a.Root = "", ""
	for _, lang := range c.Book.Langs {
		c.Say(messages.Message{Key: "announce.preview", Text: c.Text("announce.preview", messages.Args{
			"Language": c.Words().Label(lang, "language.name", nil), "Same": oneTextOnly(a, lang)})})
		for _, m := range announced(example(c, lang), previewID, a) {
			c.Say(m)
		}
	}
}

// previewID stands for the announcement in a preview's buttons.
const previewID = "preview"
