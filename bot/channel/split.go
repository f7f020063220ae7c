package channel

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
)

var (
	tags = regexp.MustCompile(`<[^>]*>`)
	// pieces of a text that must not be cut: a tag, an entity, a character.
	pieces = regexp.MustCompile(`(?s)<[^>]*>|&#?\w+;|.`)
)

// Plain is a text without its tags.
func Plain(text string) string { return html.UnescapeString(tags.ReplaceAllString(text, "")) }

// Length is a text's length in UTF-16 units, after the
// tags are gone.
func Length(text string) int { return units(Plain(text)) }

func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// Split cuts a text into parts of at most so many units, at line ends where it
// can, else between sentences, else between words. Tags that are open at a cut are closed there and opened again. Parts
// with nothing to read in them are left out: channels refuse them.
func Split(text string, most int) []string {
	if Length(text) <= most {
		return []string{text}
	}
	c := cutter{most: most}
	for line := range strings.SplitAfterSeq(text, "\n") {
		if c.used > 0 && c.used+Length(strings.TrimSuffix(line, "\n")) > most {
			c.cut()
		}
		if c.whole(line) {
			continue
		}
		c.long(line)
	}
	c.cut()
	if len(c.parts) == 0 {
		return []string{""}
	}
	return c.parts
}

// cutter gathers parts.
type cutter struct {
	most  int
	parts []string
	part  strings.Builder
	used  int      // units in the part
	open  []string // tags that are open
}

// whole puts a line into the part, if it fits.
func (c *cutter) whole(line string) bool {
	n := Length(line)
	if c.used+n > c.most {
		return false
	}
	for _, tag := range tags.FindAllString(line, -1) {
		c.note(tag)
	}
	c.part.WriteString(line)
	c.used += n
	return true
}

// long puts a line that does not fit into parts: between sentences where it can,
// else between words, else anywhere.
func (c *cutter) long(line string) {
	for _, sentence := range joined(pieces.FindAllString(line, -1), endsSentence) {
		c.fill(sentence, func(sentence string) {
			for _, word := range joined(pieces.FindAllString(sentence, -1), func(string, piece string) bool { return strings.TrimSpace(piece) == "" }) {
				c.fill(word, func(word string) {
					for _, piece := range pieces.FindAllString(word, -1) {
						c.add(piece)
					}
				})
			}
		})
	}
}

// fill puts a stretch of text into the part, or into the next one; what is
// longer than a part is left to smaller.
func (c *cutter) fill(text string, smaller func(string)) {
	if c.whole(text) {
		return
	}
	if length := Length(text); length > c.most {
		smaller(text)
		return
	}
	c.cut()
	c.whole(text)
}

// joined are pieces put together up to and with each that ends a stretch, by
// what came before it.
func joined(all []string, ends func(before, piece string) bool) []string {
	var out []string
	var b strings.Builder
	before := ""
	for _, piece := range all {
		b.WriteString(piece)
		if ends(before, piece) {
			out = append(out, b.String())
			b.Reset()
		}
		if !strings.HasPrefix(piece, "<") || len(piece) == 1 {
			before = piece
		}
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}

// endsSentence reports whether a piece is the space after a sentence.
func endsSentence(before, piece string) bool {
	return strings.TrimSpace(piece) == "" && strings.Contains(".!?…", before) && before != ""
}

// add puts a piece into the part, or into the next one when it is full.
func (c *cutter) add(piece string) {
	if strings.HasPrefix(piece, "<") && len(piece) > 1 {
		c.note(piece)
		c.part.WriteString(piece)
		return
	}
	n := units(html.UnescapeString(piece))
	if c.used+n > c.most {
		c.cut()
		if piece == "\n" { // the cut is a line end already
			return
		}
	}
	c.part.WriteString(piece)
	c.used += n
}

// note keeps track of the tags that are open.
func (c *cutter) note(tag string) {
	if !strings.HasPrefix(tag, "</") {
		c.open = append(c.open, tag)
	} else if len(c.open) > 0 {
		c.open = c.open[:len(c.open)-1]
	}
}

// cut ends the part and begins the next one.
func (c *cutter) cut() {
	for i := len(c.open) - 1; i >= 0; i-- {
		c.part.WriteString("</" + tagName(c.open[i]) + ">")
	}
	part := strings.Trim(c.part.String(), "\n")
	if strings.TrimSpace(Plain(part)) != "" {
		c.parts = append(c.parts, part)
	}
	c.part.Reset()
	c.used = 0
	for _, tag := range c.open {
		c.part.WriteString(tag)
	}
}

// tagName is "a" of `<a href="...">`.
func tagName(tag string) string {
	name, _, _ := strings.Cut(strings.Trim(tag, "<>"), " ")
	return name
}
