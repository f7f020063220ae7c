package flows

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"naikkelas/enterprise/read"
)

// Exactly finds the option that a text names: its label, its wording, one of
// its names, its number or its letter, in any case. It gives -1 for none, and
// always for a text without a letter or digit, such as a sticker's emoji.
func Exactly(options []Option, typed string) int {
	for i, o := range options {
		if typed == o.Label {
			return i
		}
	}
	tidy := read.Tidy(typed)
	if tidy == "" || read.Negative(typed) {
		return -1
	}
	for i, o := range options {
		if named(o, tidy) {
			return i
		}
	}
	return ordinal(options, tidy)
}

// exactly finds the option that was typed, also when it was a yes or a no in
// more words than one: "iya betul kak".
func (c *Conversation) exactly(options []Option) int {
	if i := Exactly(options, c.in.Text); i >= 0 {
		return i
	}
	word := ""
	switch c.consents() {
	case 1:
		word = "nav.yes"
	case -1:
		word = "nav.no"
	default:
		return -1
	}
	return slices.IndexFunc(options, func(o Option) bool { return named(o, read.Tidy(c.Synonyms(word)[0])) })
}

// consents tells whether a text is nothing but a yes (1) or a no (-1), with
// the small words that people put beside it; 0: neither, or both.
func (c *Conversation) consents() int {
	if emoji := strings.TrimFunc(c.in.Text, beside); emoji != "" && read.Tidy(emoji) == "" {
		return signs[[]rune(emoji)[0]]
	}
	yes := append(c.Synonyms("nav.yes"), c.Synonyms("nav.yes.more")...)
	no := append(c.Synonyms("nav.no"), c.Synonyms("nav.no.more")...)
	small := c.Synonyms("nav.small")
	var first, denied, agreed int
	for _, word := range strings.Fields(read.Tidy(c.in.Text)) {
		switch {
		case slices.Contains(no, word):
			denied++
			first = cmp.Or(first, -1)
		case slices.Contains(yes, word):
			agreed++
			first = cmp.Or(first, 1)
		case !slices.Contains(small, word):
			return 0
		}
	}
	switch {
	case denied == 0 && agreed > 0:
		return 1
	case first < 0 && (denied == 1 || strings.HasPrefix(read.Tidy(c.in.Text), "bukan")): // "tidak salah" is no "no"
		return -1
	}
	return 0
}

// signs are the pictures that mean yes or no.
var signs = map[rune]int{'👍': 1, '👌': 1, '✅': 1, '☑': 1, '✔': 1, '🆗': 1, '🙆': 1, '👎': -1, '❌': -1, '🙅': -1, '✖': -1}

// beside is what may stand next to a picture: spaces, skin tones, variants.
func beside(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1F3FB && r <= 0x1F3FF || r == 0xFE0F || r == 0x200D
}

func named(o Option, tidy string) bool {
	if tidy == read.Tidy(o.Label) || tidy == read.Tidy(o.Text) {
		return true
	}
	for _, name := range o.Names {
		if tidy == read.Tidy(name) {
			return true
		}
	}
	return false
}

// ordinal reads "2", "2." or "b" as the second option.
func ordinal(options []Option, tidy string) int {
	n, err := strconv.Atoi(tidy)
	if err != nil && len(tidy) == 1 && tidy[0] >= 'a' && tidy[0] <= 'z' {
		n = int(tidy[0]-'a') + 1
	}
	if n < 1 || n > len(options) {
		return -1
	}
	return n - 1
}

// nearly finds the options that a text may mean: it begins one, or one typo
// away from it. Several are the caller's to ask about.
func nearly(options []Option, typed string) []int {
	tidy := read.Tidy(typed)
	if utf8.RuneCountInString(tidy) < 3 {
		return nil
	}
	var near []int
	for i, o := range options {
		for _, name := range append([]string{o.Label, o.Text}, o.Names...) {
			if resembles(read.Tidy(name), tidy) {
				near = append(near, i)
				break
			}
		}
	}
	return near
}

func resembles(name, tidy string) bool {
	if name == "" {
		return false
	}
	if strings.HasPrefix(name, tidy) {
		return true
	}
	return utf8.RuneCountInString(tidy) >= 4 && read.Distance(name, tidy, 1) <= 1
}
