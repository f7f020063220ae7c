package simulator

import (
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// markup are the tags of Telegram's HTML mode and the entities they make
// (core.telegram.org/bots/api#html-style).
var markup = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "tg-spoiler": "spoiler", "blockquote": "blockquote",
}

// opened is a tag waiting for its end.
type opened struct {
	name   string
	entity Entity
}

// parseHTML reads Telegram's HTML: the text without tags, and the entities.
// Errors are in the real server's words.
func parseHTML(source string) (string, []Entity, error) {
	var text strings.Builder
	var entities []Entity
	var stack []opened
	length := 0 // of text, in UTF-16 units
	for i := 0; i < len(source); {
		switch source[i] {
		case '<':
			end := strings.IndexByte(source[i:], '>')
			if end < 0 {
				return "", nil, bad("can't parse entities: Can't find end tag corresponding to start tag at byte offset %d", i)
			}
			tag := source[i+1 : i+end]
			if closing, ok := strings.CutPrefix(tag, "/"); ok {
				if len(stack) == 0 || stack[len(stack)-1].name != strings.ToLower(strings.TrimSpace(closing)) {
					return "", nil, bad("can't parse entities: Unmatched end tag at byte offset %d", i)
				}
				last := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if last.entity.Length = length - last.entity.Offset; last.entity.Length > 0 {
					entities = append(entities, last.entity)
				}
			} else {
				o, err := open(tag, i)
				if err != nil {
					return "", nil, err
				}
				o.entity.Offset = length
				stack = append(stack, o)
			}
			i += end + 1
		case '&':
			r, size := reference(source[i:])
			text.WriteString(r)
			length += units(r)
			i += size
		default:
			_, size := utf8.DecodeRuneInString(source[i:])
			text.WriteString(source[i : i+size])
			length += units(source[i : i+size])
			i += size
		}
	}
	if len(stack) > 0 {
		return "", nil, bad("can't parse entities: Can't find end tag corresponding to start tag \"%s\"", stack[len(stack)-1].name)
	}
	return text.String(), entities, nil
}

func open(tag string, at int) (opened, error) {
	name, attributes, _ := strings.Cut(tag, " ")
	name = strings.ToLower(name)
	kind, ok := markup[name]
	if !ok {
		return opened{}, bad("can't parse entities: Unsupported start tag \"%s\" at byte offset %d", name, at)
	}
	o := opened{name: name, entity: Entity{Type: kind}}
	if name == "a" {
		_, value, _ := strings.Cut(attributes, "href=")
		o.entity.URL = html.UnescapeString(strings.Trim(value, `"' `))
	}
	return o, nil
}

// reference reads the four named references Telegram knows, and numbers; any
// other ampersand is itself.
func reference(s string) (text string, size int) {
	end := strings.IndexByte(s, ';')
	if end > 0 && end <= 10 {
		switch name := s[1:end]; {
		case name == "lt" || name == "gt" || name == "amp" || name == "quot" || strings.HasPrefix(name, "#"):
			if out := html.UnescapeString(s[:end+1]); out != s[:end+1] {
				return out, end + 1
			}
		}
	}
	return "&", 1
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
