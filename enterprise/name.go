package enterprise

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NameFault is why a text is no name.
type NameFault string

// What can be wrong with a name.
const (
	NameTooShort NameFault = "too short" // fewer than two letters
	NameTooLong  NameFault = "too long"
	NotAName     NameFault = "not a name" // an address on the web, a number, a command
)

const (
	minNameLetters = 2
	maxName        = 60
)

var webAddress = regexp.MustCompile(`(?i)(https?:|www\.|t\.me/|@[\p{L}\p{M}\d_]{4,})`)

// ReadName reads a person's name: one word is a whole name. Spaces are
// tidied, and a name typed all in small or all in capital letters, of more
// than three, is given capital initials; any other is kept as its owner writes it.
func ReadName(s string) (string, NameFault) {
	name, fault := readName(s)
	if fault != "" {
		return "", fault
	}
	if strings.ContainsFunc(name, unicode.IsDigit) {
		return "", NotAName
	}
	if name == strings.ToLower(name) || name == strings.ToUpper(name) && utf8.RuneCountInString(name) > 3 {
		name = initials(name)
	}
	return name, ""
}

// ReadBusinessName reads the name of a business, in which digits and signs
// such as & have their place. Its capitals are kept.
func ReadBusinessName(s string) (string, NameFault) {
	name, fault := readName(s)
	if fault != "" {
		return "", fault
	}
	if name == strings.ToLower(name) {
		name = initials(name)
	}
	return name, ""
}

func readName(s string) (string, NameFault) {
	name := strings.Join(strings.Fields(visible(s)), " ")
	letters := 0
	for _, r := range name {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	switch {
	case letters < minNameLetters:
		return "", NameTooShort
	case utf8.RuneCountInString(name) > maxName:
		return "", NameTooLong
	case strings.HasPrefix(name, "/") || webAddress.MatchString(name):
		return "", NotAName
	}
	return name, ""
}

// visible drops what cannot be seen but can do harm: control characters,
// NUL, invalid bytes, marks that turn the direction of text around, and
// letters that show nothing.
func visible(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return -1
		}
		return r
	}, s))
}

// initials writes each word with a capital first letter.
func initials(name string) string {
	var b strings.Builder
	first := true
	for _, r := range strings.ToLower(name) {
		if first && unicode.IsLetter(r) {
			r, first = unicode.ToTitle(r), false
		}
		if r == ' ' || r == '-' || r == '.' {
			first = true
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}
