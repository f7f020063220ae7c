package messages

import (
	"html"
	"regexp"
	"strings"
)

// ScreenLines is how many lines of a text a phone shows at once while its
// keyboard is open: of 369 pixels, 21.3 a line, beside the frame.
const ScreenLines = 16

// lineLetters are the letters of a line on a phone 372 pixels wide.
const lineLetters = 38

var markup = regexp.MustCompile(`<[^>]*>`)

// Lines is in how many lines a text of HTML is broken on a phone.
func Lines(text string) (n int) {
	for line := range strings.SplitSeq(html.UnescapeString(markup.ReplaceAllString(text, "")), "\n") {
		n += wrapped(line)
	}
	return n
}

// wrapped is in how many lines a line is broken, between words where it can be.
func wrapped(line string) int {
	lines, at := 1, 0
	for word := range strings.SplitSeq(line, " ") {
		n := len([]rune(word))
		switch {
		case at > 0 && at+1+n <= lineLetters:
			at += 1 + n
			continue
		case at > 0:
			lines++
		}
		lines, at = lines+max(0, n-1)/lineLetters, (n-1)%lineLetters+1
	}
	return lines
}

// Pages breaks a text between paragraphs, so that each page fits a phone.
func Pages(text string) (pages []string) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		last := len(pages) - 1
		if last >= 0 && Lines(pages[last]+"\n\n"+paragraph) <= ScreenLines {
			pages[last] += "\n\n" + paragraph
			continue
		}
		pages = append(pages, paragraph)
	}
	return pages
}
