package read

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

// Name reads a person's name: one word is a whole name. Spaces are
// tidied, and a name typed all in small or all in capital letters, of more
// than three, is given capital initials; any other is kept as its owner writes
// it. Titles are written as titles are, whatever the letters: "SE", "S.Pd".
func Name(s string) (string, NameFault) {
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

// BusinessName reads the name of a business, in which digits and signs
// such as & have their place. Its capitals are kept.
func BusinessName(s string) (string, NameFault) {
	name, fault := readName(s)
	if fault != "" {
		return "", fault
	}
	if name == strings.ToLower(name) {
		name = legalForms(initials(name))
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

// titles are academic and other titles in the writing that is right for them,
// by their letters alone.
var titles = byLetters(
	"SE", "SH", "ST", "SS", "SP", "SPd", "SPdI", "SAg", "SSos", "SKom", "SIKom", "SIP", "SPi", "SPt", "SKM", "SKep", "SFarm", "SPsi", "SSi", "SHut", "SSn", "STP", "STr", "SGz", "SAk", "SAB", "SAP",
	"AMd", "AMdKeb", "AMdKep", "MM", "MPd", "MH", "MSi", "MT", "MKom", "MAg", "MBA", "MSc", "MA", "MKes", "MAP", "PhD", "BA", "BSc",
)

// legalFormNames are forms of law that stand in names of businesses, in capitals.
var legalFormNames = byLetters("PT", "CV", "UD", "PD", "TBK")

func byLetters(written ...string) map[string]string {
	out := make(map[string]string, len(written))
	for _, w := range written {
		out[strings.ToLower(w)] = w
	}
	return out
}

// initials writes each word with a capital first letter, and titles as titles.
// Those that are also a syllable of names, such as "Ma" and "Sap", are taken for
// titles only behind a comma or with a full stop.
func initials(name string) string {
	words := strings.Split(strings.ToLower(name), " ")
	behindComma := false
	for i, w := range words {
		if title := titled(w, i > 0, behindComma); title != "" {
			words[i] = title
		} else {
			words[i] = capitalized(w)
		}
		behindComma = behindComma || strings.HasSuffix(w, ",")
	}
	return norm.NFC.String(strings.Join(words, " "))
}

// titled is a word as the title that it is; empty when it is none.
func titled(word string, notFirst, behindComma bool) string {
	letters := strings.Trim(strings.ReplaceAll(word, ".", ""), ",")
	title, ok := titles[letters]
	if !ok || !behindComma && !(notFirst && strings.Contains(strings.TrimRight(word, ".,"), ".")) {
		return ""
	}
	var b strings.Builder
	next := []rune(title)
	for _, r := range word {
		if unicode.IsLetter(r) && len(next) > 0 {
			r, next = next[0], next[1:]
		}
		b.WriteRune(r)
	}
	return b.String()
}

// legalForms writes PT, CV and UD in capitals.
func legalForms(name string) string {
	words := strings.Split(name, " ")
	for i, w := range words {
		if form, ok := legalFormNames[strings.ToLower(strings.Trim(w, ".,"))]; ok {
			words[i] = strings.Replace(w, strings.Trim(w, ".,"), form, 1)
		}
	}
	return strings.Join(words, " ")
}

// capitalized writes a word with a capital first letter, and one behind each
// dash and full stop.
func capitalized(word string) string {
	var b strings.Builder
	first := true
	for _, r := range word {
		if first && unicode.IsLetter(r) {
			r, first = unicode.ToTitle(r), false
		}
		if r == '-' || r == '.' {
			first = true
		}
		b.WriteRune(r)
	}
	return b.String()
}
