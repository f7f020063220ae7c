package simulator

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// markup are the tags of Telegram's HTML mode and the entities they make
// (core.telegram.org/bots/api#html-style).
var markup = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// opened is a tag waiting for its end.
type opened struct {
	name   string
	start  int // in the text, in bytes
	entity Entity
}

// parser reads Telegram's HTML.
type parser struct {
	source   string
	at       int // in source
	text     strings.Builder
	length   int // of text, in UTF-16 units
	stack    []opened
	entities []Entity
}

// unparsed is a refusal in the real server's words.
func unparsed(format string, args ...any) error {
	return bad("can't parse entities: "+format, args...)
}

// parseHTML reads Telegram's HTML: the text without tags, and the entities in
// Telegram's order, which is by where they start, the longer one first.
func parseHTML(source string) (string, []Entity, error) {
	if !utf8.ValidString(source) {
		return "", nil, bad("strings must be encoded in UTF-8")
	}
	p := parser{source: source}
	for p.at < len(source) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.stack); n > 0 {
		return "", nil, unparsed("Can't find end tag corresponding to start tag \"%s\"", p.stack[n-1].name)
	}
	slices.SortStableFunc(p.entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return p.text.String(), p.entities, nil
}

// step reads a tag, a reference or a character.
func (p *parser) step() error {
	rest := p.source[p.at:]
	switch {
	case strings.HasPrefix(rest, "</"):
		return p.end()
	case rest[0] == '<':
		return p.start()
	}
	r, size := reference(rest)
	if size == 0 {
		_, size = utf8.DecodeRuneInString(rest)
		p.write(rest[:size])
	} else if utf16.IsSurrogate(r) {
		return unparsed("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
	} else {
		p.write(string(r))
	}
	p.at += size
	return nil
}

func (p *parser) write(s string) {
	p.text.WriteString(s)
	p.length += units(s)
}

// start reads a start tag.
func (p *parser) start() error {
	begin := p.at
	unclosed := unparsed("Unclosed start tag at byte offset %d", begin)
	size := strings.IndexFunc(p.source[begin:], func(r rune) bool { return r == '>' || space(r) })
	if size < 0 {
		return unclosed
	}
	name := strings.ToLower(p.source[begin+1 : begin+size])
	kind, ok := markup[name]
	if !ok {
		return unparsed("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	p.at += size
	o := opened{name: name, start: p.text.Len(), entity: Entity{Type: kind, Offset: p.length}}
	for {
		p.skipSpace()
		if p.at == len(p.source) {
			return unclosed
		}
		if p.source[p.at] == '>' {
			break
		}
		attribute, value, err := p.attribute(name, begin)
		if err != nil {
			return err
		}
		switch name + " " + attribute {
		case "a href", "span class", "tg-emoji emoji-id":
			o.entity.URL = value // of a link; for the others only looked at
		}
	}
	p.at++
	if name == "span" && o.entity.URL != "tg-spoiler" {
		return unparsed("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.stack = append(p.stack, o)
	return nil
}

// attribute reads a name and its value.
func (p *parser) attribute(tag string, begin int) (name, value string, err error) {
	from := p.at
	for p.at < len(p.source) && p.source[p.at] != '=' && !space(rune(p.source[p.at])) {
		p.at++
	}
	if name = p.source[from:p.at]; name == "" {
		return "", "", unparsed("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
	}
	p.skipSpace()
	if p.at == len(p.source) || p.source[p.at] != '=' {
		return "", "", unparsed("Expected equal sign in declaration of an attribute of the tag \"%s\" at byte offset %d", tag, begin)
	}
	p.at++
	p.skipSpace()
	if p.at == len(p.source) {
		return "", "", unparsed("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	}
	if quote := p.source[p.at]; quote == '"' || quote == '\'' {
		p.at++
		return name, p.quoted(quote), nil
	}
	from = p.at
	for p.at < len(p.source) && nameByte(p.source[p.at]) {
		p.at++
	}
	if p.at < len(p.source) && p.source[p.at] != '>' && !space(rune(p.source[p.at])) {
		return "", "", unparsed("Unexpected end of name token at byte offset %d", from)
	}
	return name, strings.ToLower(p.source[from:p.at]), nil
}

// quoted reads up to a quote and past it.
func (p *parser) quoted(quote byte) string {
	var value strings.Builder
	for p.at < len(p.source) && p.source[p.at] != quote {
		if r, size := reference(p.source[p.at:]); size > 0 {
			value.WriteRune(r)
			p.at += size
			continue
		}
		value.WriteByte(p.source[p.at])
		p.at++
	}
	p.at = min(p.at+1, len(p.source))
	return value.String()
}

// end reads an end tag and makes the entity.
func (p *parser) end() error {
	begin, n := p.at, len(p.stack)
	if n == 0 {
		return unparsed("Unexpected end tag at byte offset %d", begin)
	}
	inside, _, found := strings.Cut(p.source[begin+2:], ">")
	name := strings.ToLower(strings.TrimRightFunc(inside, space))
	if !found || strings.ContainsFunc(name, space) {
		return unparsed("Unclosed end tag at byte offset %d", begin)
	}
	last := p.stack[n-1]
	if name != "" && name != last.name {
		return unparsed("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, last.name, name)
	}
	p.stack, p.at = p.stack[:n-1], begin+2+len(inside)+1
	return p.entity(last)
}

// entity keeps what a tag made, unless it is around nothing.
func (p *parser) entity(o opened) error {
	e := o.entity
	e.Length = p.length - e.Offset
	if e.Length == 0 {
		return nil
	}
	switch e.Type {
	case "text_link":
		if e.URL == "" {
			e.URL = p.text.String()[o.start:]
		}
		if e.URL = link(e.URL); e.URL == "" {
			return nil
		}
	case "custom_emoji":
		if id, err := strconv.ParseInt(e.URL, 10, 64); err != nil || id == 0 {
			return unparsed("Invalid custom emoji identifier specified")
		}
		e.URL = ""
	default:
		e.URL = ""
	}
	p.entities = append(p.entities, e)
	return nil
}

func (p *parser) skipSpace() {
	for p.at < len(p.source) && space(rune(p.source[p.at])) {
		p.at++
	}
}

func space(r rune) bool { return strings.ContainsRune(" \t\r\n\v", r) }

func nameByte(c byte) bool {
	return c == '.' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// link is an address as Telegram keeps it; one it cannot follow is no link.
func link(address string) string {
	if !strings.Contains(address, ":") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "tg", "ton", "tonsite"}, u.Scheme) {
		return ""
	}
	if (u.Scheme == "http" || u.Scheme == "https") && !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	return address
}

// references are the names Telegram knows.
var references = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}

// reference reads "&lt;" and its like, or a number; the semicolon may be
// missing. Size 0: none stands here, an ampersand is itself.
func reference(s string) (r rune, size int) {
	if s == "" || s[0] != '&' {
		return 0, 0
	}
	end := 1
	if digits, ok := strings.CutPrefix(s[1:], "#"); ok {
		if r, end = number(digits); r <= 0 || r >= 0x10ffff || end+2 >= 10 {
			return 0, 0
		}
		end += 2
	} else {
		for end < len(s) && ('a' <= s[end] && s[end] <= 'z' || 'A' <= s[end] && s[end] <= 'Z') {
			end++
		}
		if r, ok = references[s[1:end]]; !ok {
			return 0, 0
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

// number reads decimal digits, or hexadecimal ones after an x.
func number(s string) (r rune, size int) {
	base := 10
	if strings.HasPrefix(s, "x") {
		base, size = 16, 1
	}
	from := size
	for size < len(s) {
		if _, err := strconv.ParseUint(s[size:size+1], base, 8); err != nil {
			break
		}
		size++
	}
	n, err := strconv.ParseInt(s[from:size], base, 32)
	if err != nil {
		return 0, size
	}
	return rune(n), size
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
