package flows

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// What the narrowest channel takes, in UTF-16 units
// (core.telegram.org/bots/api#sendmessage, #sendphoto).
const (
	textMost    = 4096
	captionMost = 1024
)

// partsMost is how many messages an announcement may have.
const partsMost = 10

const partDone = "done"

// partQuestions are the messages of an announcement: each is a question of its
// own, so that it can be corrected on its own.
func partQuestions() []*Question {
	var all []*Question
	for i := range partsMost {
		q := &Question{
			Key: partKey(i), Content: true, Spelled: true, Read: readPart(i),
			Ask: func(t *talk, _ *Draft) string { return t.word("announce.part.ask", nil) },
			Name: func(t *talk, _ *Draft, value string) string {
				p, ok := partOf(value)
				if !ok {
					return ""
				}
				return announcementTitle(announcement{Parts: []part{p}})
			},
		}
		if i > 0 {
			q.Applies = func(_ *talk, d *Draft) bool { return len(partsIn(d, i)) == i }
			q.Options = func(t *talk, _ *Draft) []Option {
				return []Option{{Value: partDone, Label: t.label("announce.part.done"), Names: t.names("announce.part.done.names")}}
			}
			q.Ask = func(t *talk, _ *Draft) string { return t.word("announce.part.more", messages.Args{"N": i}) }
		}
		all = append(all, q)
	}
	return all
}

func partKey(i int) string { return "part" + strconv.Itoa(i+1) }

// partsIn are the messages of a draft so far, at most so many.
func partsIn(d *Draft, most int) []part {
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
	ok := value != "" && value != partDone && json.Unmarshal([]byte(value), &p) == nil && (p.HTML != "" || p.File != nil)
	return p, ok
}

// readPart takes what was sent as it is, unless some recipient could not be
// shown it. What is stored was read before.
func readPart(i int) func(*talk, *Draft, string) Reading {
	return func(t *talk, d *Draft, typed string) Reading {
		if _, ok := partOf(typed); ok && (typed != t.in.Text || t.in.Kind != Text && t.in.Kind != Edited) {
			return Reading{Value: typed}
		}
		p := part{HTML: t.in.HTML, File: t.in.File}
		if p.HTML == "" {
			p.HTML = messages.Escape(strings.TrimSpace(t.in.Text))
		}
		if before, ok := partOf(d.Answers[partKey(i)].Value); ok && p.File == nil && t.in.Kind == Edited {
			p.File = before.File // an edited caption
		}
		return t.partReading(p)
	}
}

func (t *talk) partReading(p part) Reading {
	if p.HTML == "" && p.File == nil {
		return Reading{Refuse: t.word("announce.part.refuse", nil)}
	}
	if line := t.partFault(p); line != "" {
		return Reading{Refuse: line}
	}
	value, err := json.Marshal(p)
	if err != nil {
		return Reading{Refuse: t.word("announce.part.refuse", nil)}
	}
	return Reading{Value: string(value), Note: t.partNote(p)}
}

// partFault says what keeps a message from being sent; empty: nothing.
func (t *talk) partFault(p part) string {
	shown, kept := placeholder.FindAllStringSubmatch(visible(p.HTML), -1), 0
	for _, m := range shown {
		if !slices.Contains(placeholders, strings.ToLower(m[1])) {
			return t.word("announce.part.unknown", messages.Args{"Name": "{" + m[1] + "}", "Known": "{" + strings.Join(placeholders, "}, {") + "}"})
		}
	}
	for _, piece := range outsideTags(p.HTML) {
		kept += len(placeholder.FindAllString(piece, -1))
	}
	if kept != len(shown) {
		return t.word("announce.part.torn", nil)
	}
	if over := t.longest(p) - partMost(p); over > 0 {
		return t.word("announce.part.long", messages.Args{"Over": over, "Most": partMost(p) - t.reserve(p)})
	}
	return ""
}

func partMost(p part) int {
	if p.File != nil {
		return captionMost
	}
	return textMost
}

// partNote says which place-holders were understood.
func (t *talk) partNote(p part) string {
	if !placeholder.MatchString(visible(p.HTML)) {
		return ""
	}
	return t.word("announce.part.noted", nil)
}

// longest is how long a message is for the recipient for whom it is longest.
func (t *talk) longest(p part) int { return units(visible(p.HTML)) + t.reserve(p) }

// reserve is what may be added to what was typed: the line at the end, and
// names longer than their place-holders.
func (t *talk) reserve(p part) int {
	n := 0
	for _, lang := range t.book.languages {
		for _, c := range t.book.program.City.Announcements.Categories {
			n = max(n, units(visible(t.book.footer(lang, c.Code)))+2)
		}
	}
	for _, m := range placeholder.FindAllStringSubmatch(visible(p.HTML), -1) {
		n += max(0, 2*nameMost-units(m[0]))
	}
	return n
}

// nameMost is how much of a name is put in a place-holder, in characters; one
// may take two UTF-16 units.
const nameMost = 60

// placeholders are what stands for something of the recipient's.
var placeholders = []string{"nama", "usaha", "kelurahan"}

// placeholder is {nama}, or {nama|teman} with words for when it is not known.
var placeholder = regexp.MustCompile(`\{ *([\p{L}_]+) *(?:\|([^{}|<>]{1,40}))?\}`)

var anyTag = regexp.MustCompile(`<[^>]*>`)

// visible is a text as it is read: without its tags.
func visible(text string) string { return html.UnescapeString(anyTag.ReplaceAllString(text, "")) }

// outsideTags are the pieces of a text between its tags.
func outsideTags(text string) []string { return anyTag.Split(text, -1) }

// units is a text's length as Telegram counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// fill puts what is known of the recipient into the place-holders, nowhere in
// a tag, and words in the place of what is not known.
func (t *talk) fill(text string) string {
	var out strings.Builder
	at := 0
	replace := func(piece string) {
		out.WriteString(placeholder.ReplaceAllStringFunc(piece, func(found string) string {
			m := placeholder.FindStringSubmatch(found)
			return t.ofRecipient(strings.ToLower(m[1]), m[2], found)
		}))
	}
	for _, tag := range anyTag.FindAllStringIndex(text, -1) {
		replace(text[at:tag[0]])
		out.WriteString(text[tag[0]:tag[1]])
		at = tag[1]
	}
	replace(text[at:])
	return out.String()
}

// ofRecipient is one fact about the recipient in the small HTML; otherwise is
// what the author wants said when it is missing, already in it.
func (t *talk) ofRecipient(name, otherwise, found string) string {
	value := ""
	switch name {
	case "nama":
		value = t.Person.Name
	case "usaha":
		if len(t.Person.Businesses) > 0 {
			value = t.Person.Businesses[0].Name
		}
	case "kelurahan":
		if len(t.Person.Businesses) > 0 {
			if v := t.book.program.Regions.Village(t.Person.Businesses[0].Village); v != nil {
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
	return t.word("announce.missing."+name, messages.Args{"City": t.book.program.City.Name})
}

func clipName(s string) string {
	if r := []rune(s); len(r) > nameMost {
		return string(r[:nameMost-1]) + "…"
	}
	return s
}

// announced are the messages to one recipient.
func (t *talk) announced(id string, a announcement) []messages.Message {
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
		m := messages.Message{Key: "announcement", Text: t.fill(p.HTML)}
		if i == len(a.Parts)-1 {
			m.Text = join(m.Text, t.book.footer(t.lang, a.Category))
			m.Buttons = t.announcedButtons(id, a)
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

// footer says which news this is and how to stop it.
func (b *Book) footer(lang, category string) string {
	c, _ := b.program.City.Announcements.Category(category)
	return b.words.Say(lang, "announce.footer", messages.Args{"Category": c.Name.In(lang)})
}

func (t *talk) announcedButtons(id string, a announcement) [][]messages.Button {
	if a.Root != "" {
		id = a.Root
	}
	switch {
	case a.Buttons == buttonsLink && a.Link != nil:
		return [][]messages.Button{{{Label: a.Link.Label, URL: a.Link.URL}}}
	case a.Buttons == buttonsTraining && a.Training != "":
		return [][]messages.Button{{{Label: t.label("announce.training"), Data: "l:" + a.Training + ":open"}}}
	case a.Buttons == buttonsAttend:
		return [][]messages.Button{{
			{Label: t.label("announce.attend.yes"), Data: "v:" + id + ":yes"},
			{Label: t.label("announce.attend.no"), Data: "v:" + id + ":no"},
		}}
	}
	return nil
}

// example is an owner who does not exist, as previews show one.
func (t *talk) example(lang string) *talk {
	o := t.inLang(lang)
	village := t.book.program.Regions.Districts[0].Villages[0]
	o.Person = enterprise.Person{Language: lang, Honorific: enterprise.Ibu, Name: "Siti Aminah",
		Businesses: []enterprise.Business{{Name: "Keripik Tempe Bu Siti", Village: village.Code, District: village.District}}}
	return o
}

// preview shows an announcement exactly as an owner sees it, in each language;
// its buttons answer that it is a preview.
func (t *talk) preview(a announcement) {
	a.Act, a.Root = "", ""
	for _, lang := range t.book.languages {
		t.say(messages.Message{Key: "announce.preview", Text: t.word("announce.preview", messages.Args{
			"Language": t.book.words.Label(lang, "language.name", nil)})})
		for _, m := range t.example(lang).announced(previewID, a) {
			t.say(m)
		}
	}
}

// previewID stands for the announcement in a preview's buttons.
const previewID = "preview"
