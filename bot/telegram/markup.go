package telegram

import (
	"slices"
	"strings"
	"unicode/utf16"

	"naikkelas/messages"
)

// kept are the entities that the small HTML of messages has, and their tags.
var kept = map[string]string{"bold": "b", "italic": "i", "code": "code", "pre": "code", "text_link": "a"}

// markup is a text with its formatting in the small HTML of messages; empty
// when it has none. What that HTML lacks (an underline, a spoiler) is left out.
func markup(text string, entities []tgEntity) string {
	units := utf16.Encode([]rune(text))
	entities = slices.DeleteFunc(slices.Clone(entities), func(e tgEntity) bool {
		return kept[e.Type] == "" || e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len(units)
	})
	if len(entities) == 0 {
		return ""
	}
	slices.SortStableFunc(entities, func(a, b tgEntity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length // the outer one first
	})
	return spans(units, 0, len(units), entities)
}

// spans writes a stretch of text with the entities in it. One that begins in
// another and ends after it is cut at the other's end.
func spans(units []uint16, from, to int, entities []tgEntity) string {
	var b strings.Builder
	for len(entities) > 0 {
		e := entities[0]
		start, end := max(e.Offset, from), min(e.Offset+e.Length, to)
		rest := slices.IndexFunc(entities[1:], func(o tgEntity) bool { return o.Offset >= end }) + 1
		if rest == 0 {
			rest = len(entities)
		}
		if start < end {
			b.WriteString(escaped(units[from:start]))
			open, shut := tagsOf(e)
			b.WriteString(open + spans(units, start, end, entities[1:rest]) + shut)
			from = end
		}
		entities = entities[rest:]
	}
	b.WriteString(escaped(units[from:to]))
	return b.String()
}

func tagsOf(e tgEntity) (open, shut string) {
	tag := kept[e.Type]
	if tag == "a" {
		return `<a href="` + strings.ReplaceAll(messages.Escape(e.URL), `"`, "&quot;") + `">`, "</a>"
	}
	return "<" + tag + ">", "</" + tag + ">"
}

func escaped(units []uint16) string { return messages.Escape(string(utf16.Decode(units))) }
