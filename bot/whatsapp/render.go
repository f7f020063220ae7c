package whatsapp

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"naikkelas/bot/channel"
	"naikkelas/messages"
)

// What WhatsApp takes, in characters
// (developers.facebook.com/docs/whatsapp/cloud-api/reference/messages). We count
// UTF-16 units, which are never fewer.
const (
	maxText        = 4096 // of a text, and of the body of a list
	maxBody        = 1024 // of a message with buttons, and of a caption
	maxButtons     = 3
	maxButton      = 20 // title of a button
	maxRows        = 10 // of a list
	maxRow         = 24 // title of a row
	maxDescription = 72
	maxID          = 200 // of a row; a button's may be longer
	maxFooter      = 60

	// listsMost is how many lists a message's choices may take; more are written
	// down with numbers, to be typed.
	listsMost = 3
)

// shape is how the choices of a message are shown.
type shape int

const (
	asText    shape = iota // there are none, or only links
	asButtons              // up to three short ones
	asList                 // up to ten
	asLists                // up to thirty, ten a message
	asNumbers              // more: to be typed
	asLink                 // one link alone
	asRequest              // a request for the person's own number, or for a place
)

// choice is one thing that may be tapped.
type choice struct{ label, id string }

// shapeOf decides how choices are shown: buttons if they fit, else a list, else
// numbered text. It is the only place that does.
func shapeOf(choices []choice, links []messages.Button, request bool) shape {
	switch n := len(choices); {
	case request && n == 0:
		return asRequest
	case n == 0 && len(links) == 1:
		return asLink
	case n == 0:
		return asText
	case n <= maxButtons && allFit(choices, maxButton):
		return asButtons
	case n <= maxRows:
		return asList
	case n <= listsMost*maxRows:
		return asLists
	}
	return asNumbers
}

func allFit(choices []choice, most int) bool {
	for _, c := range choices {
		if units(c.label) > most {
			return false
		}
	}
	return true
}

// choices are what may be tapped of a message, and its links.
func choices(m messages.Message) (tappable []choice, links []messages.Button) {
	seen := map[string]bool{}
	add := func(label, id string) {
		label = strings.TrimSpace(label)
		if label == "" || seen[id] || len(id) > maxID {
			return
		}
		seen[id] = true
		tappable = append(tappable, choice{label, id})
	}
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.URL != "" {
				links = append(links, b)
				continue
			}
			add(b.Label, tapsData+b.Data)
		}
	}
	if m.Keyboard != nil && len(m.Buttons) == 0 {
		for _, row := range m.Keyboard.Rows {
			for _, label := range row {
				add(label, saysLabel+label)
			}
		}
	}
	return tappable, links
}

// Words are those that the channel itself needs: over a list, and over its
// further pages.
type Words struct{ Choose, More string }

// parts is a message as payloads without addressee, one after another. What
// may be tapped comes with the last words.
func parts(m messages.Message, t Words, most int) []object {
	tappable, links := choices(m)
	request := requestOf(m)
	text := m.Text
	how := shapeOf(tappable, links, request != nil)
	if how != asLink {
		for _, b := range links {
			text += "\n" + messages.Escape(b.Label) + ": " + messages.Escape(b.URL)
		}
	}
	if how == asNumbers {
		for i, c := range tappable {
			text += fmt.Sprintf("\n%d. %s", i+1, messages.Escape(c.label))
		}
	}
	last := min(most, maxText)
	if how == asButtons || how == asLink || how == asRequest {
		last = min(most, maxBody)
	}
	words := split(text, most, last)
	var out []object
	for _, w := range words[:len(words)-1] {
		out = append(out, textOf(w))
	}
	body := words[len(words)-1]
	if strings.TrimSpace(body) == "" && how != asText {
		body = t.Choose
	}
	switch how {
	case asText, asNumbers:
		if strings.TrimSpace(body) != "" {
			out = append(out, textOf(body))
		}
	case asButtons:
		out = append(out, buttonsOf(body, tappable))
	case asList, asLists:
		out = append(out, listsOf(body, tappable, t)...)
	case asLink:
		out = append(out, linkOf(body, links[0]))
	case asRequest:
		return append(out, request.asked(body))
	}
	if request != nil {
		out = append(out, request.asked(request.label))
	}
	return out
}

// request is what a message asks the phone to send.
type request struct{ kind, name, label string }

// requestOf is what a message asks for; nil: nothing.
func requestOf(m messages.Message) *request {
	switch k := m.Keyboard; {
	case k == nil || len(m.Buttons) > 0:
	case k.Contact != "":
		return &request{"request_contact_info", "request_contact_info", k.Contact}
	case k.Place != "":
		return &request{"location_request_message", "send_location", k.Place}
	}
	return nil
}

func (r *request) asked(body string) object {
	return interactive(r.kind, body, object{"name": r.name})
}

// object is a piece of JSON.
type object = map[string]any

func textOf(body string) object {
	return object{"type": "text", "text": object{"body": body, "preview_url": false}}
}

func interactive(kind, body string, action object) object {
	return object{"type": "interactive", "interactive": object{"type": kind, "body": object{"text": body}, "action": action}}
}

func buttonsOf(body string, choices []choice) object {
	var buttons []object
	titles := map[string]bool{}
	for _, c := range choices {
		buttons = append(buttons, object{"type": "reply", "reply": object{"id": c.id, "title": unique(titles, c.label, maxButton)}})
	}
	return interactive("button", body, object{"buttons": buttons})
}

// listsOf pages choices: ten a list. The words stand above the first.
func listsOf(body string, choices []choice, t Words) []object {
	var out []object
	pages := (len(choices) + maxRows - 1) / maxRows
	titles := map[string]bool{}
	for page := range pages {
		var rows []object
		for _, c := range choices[page*maxRows : min((page+1)*maxRows, len(choices))] {
			row := object{"id": c.id, "title": unique(titles, c.label, maxRow)}
			if units(c.label) > maxRow {
				row["description"] = shortened(c.label, maxDescription)
			}
			rows = append(rows, row)
		}
		name := t.Choose
		if page > 0 {
			body, name = fmt.Sprintf("%s (%d/%d)", t.More, page+1, pages), t.More
		}
		out = append(out, interactive("list", body, object{"button": shortened(name, maxButton), "sections": []object{{"rows": rows}}}))
	}
	return out
}

func linkOf(body string, b messages.Button) object {
	return interactive("cta_url", body, object{"name": "cta_url", "parameters": object{"display_text": shortened(b.Label, maxButton), "url": b.URL}})
}

// unique is a title that no other has.
func unique(taken map[string]bool, label string, most int) string {
	title := shortened(label, most)
	for n := 2; taken[title]; n++ {
		mark := " " + strconv.Itoa(n)
		title = shortened(label, most-len(mark)) + mark
	}
	taken[title] = true
	return title
}

// shortened is a label of at most so many units.
func shortened(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if units(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += max(1, utf16.RuneLen(r)); n > most-1 {
			return strings.TrimSpace(s[:i]) + "…"
		}
	}
	return s
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// split cuts a text of our small HTML into WhatsApp's marks: parts of at most
// most units, the last of at most last. Marks and addresses make a text longer
// than its words, so the words get less room until all fit.
func split(text string, most, last int) []string {
	for room := most; ; room = room * 9 / 10 {
		var out []string
		fits := true
		for _, part := range channel.Split(text, room) {
			out = append(out, marked(part))
			fits = fits && units(out[len(out)-1]) <= most
		}
		if !fits && room > 10 {
			continue
		}
		if n := len(out) - 1; units(out[n]) > last && last < most {
			rest := split(lastOf(channel.Split(text, room)), last, last)
			out = append(out[:n], rest...)
		}
		return out
	}
}

func lastOf(parts []string) string { return parts[len(parts)-1] }

var (
	link    = regexp.MustCompile(`(?s)<a href="([^"]*)">(.*?)</a>`)
	markups = []struct {
		tag  *regexp.Regexp
		mark string
	}{
		{regexp.MustCompile(`(?s)<b>(.*?)</b>`), "*"},
		{regexp.MustCompile(`(?s)<i>(.*?)</i>`), "_"},
		{regexp.MustCompile(`(?s)<code>(.*?)</code>`), "`"},
	}
)

// marked is our small HTML in WhatsApp's marks: *bold*, _italic_, `code`, and
// an address behind the words of a link.
func marked(text string) string {
	text = link.ReplaceAllStringFunc(text, func(s string) string {
		parts := link.FindStringSubmatch(s)
		if strings.TrimSpace(channel.Plain(parts[2])) == html.UnescapeString(parts[1]) {
			return parts[1]
		}
		return parts[2] + " (" + parts[1] + ")"
	})
	for _, m := range markups {
		text = m.tag.ReplaceAllStringFunc(text, func(s string) string {
			return around(m.tag.FindStringSubmatch(s)[1], m.mark)
		})
	}
	return channel.Plain(text)
}

// around puts a mark around each line: it works within one only, and only where
// it touches the words.
func around(text, mark string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.TrimSpace(line)
		if words == "" {
			continue
		}
		before, _, _ := strings.Cut(line, words)
		after := strings.TrimPrefix(line[len(before):], words)
		lines[i] = before + mark + words + mark + after
	}
	return strings.Join(lines, "\n")
}

// oneLine is a text as a template's parameter takes it: no newline, no tab, no
// run of spaces (132018), and not empty (131008).
func oneLine(text string, most int) string {
	words := strings.FieldsFunc(channel.Plain(text), unicode.IsSpace)
	if len(words) == 0 {
		return "-"
	}
	return shortened(strings.Join(words, " "), most)
}
