package enterprise

import (
	"slices"
	"strings"
	"unicode/utf8"

	"naikkelas/enterprise/read"
)

// wordStart is how many letters of a longer word find it, too: enough that
// few people share them, few enough that a slip usually comes later.
const wordStart = 4

// SearchWords are what officers find a person by: the words of their names and
// of their businesses' names, the beginnings of longer ones ("amin*"), phone
// and NIB. Somebody who has not agreed to being registered is not found, unless
// a list of the office names them.
func SearchWords(p Person) []string {
	if !p.Held() {
		return nil
	}
	var out []string
	for _, w := range wordsOf(p) {
		out = append(out, w)
		if b, ok := BeginningOf(w); ok && !allDigits(w) {
			out = append(out, b)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wordsOf are a person's own words, whole.
func wordsOf(p Person) []string {
	out := strings.Fields(read.Tidy(p.Name))
	for _, b := range slices.Concat(p.Businesses, p.Closed) {
		out = append(append(out, strings.Fields(read.Tidy(b.Name))...), b.NIB)
	}
	for _, key := range []string{"name", "business"} {
		out = append(out, strings.Fields(read.Tidy(p.Listed.Said[key]))...)
	}
	out = append(out, atHome(p.Phone), p.Listed.Said["nib"], p.Listed.Said["nik"], atHome(p.Listed.Said["phone"]))
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

func allDigits(w string) bool { return read.Digits(w) == w }

// BeginningOf is how words that begin like this one are kept; ok is false for
// a word too short to have one.
func BeginningOf(w string) (string, bool) {
	if utf8.RuneCountInString(w) < wordStart {
		return "", false
	}
	return string([]rune(w)[:wordStart]) + "*", true
}

// atHome is a phone number as it is dialled in the country, "081234567890":
// like a NIB it is then looked for by the digits as they are.
func atHome(phone string) string {
	if rest, ok := strings.CutPrefix(phone, "+62"); ok {
		return "0" + rest
	}
	return read.Digits(phone)
}

// SearchedFor are the words of what an officer typed: the digits of a phone
// number or a NIB, otherwise the words themselves.
func SearchedFor(typed string) []string {
	text := strings.Join(strings.Fields(read.Tidy(typed)), "")
	if text == "" || !allDigits(text) {
		return strings.Fields(read.Tidy(typed))
	}
	if phone, fault := read.Phone(typed); fault == "" && !strings.HasPrefix(text, "0") {
		return []string{atHome(phone)}
	}
	return []string{text}
}

// FoundBy tells whether each of the words is one of the person's, begins one,
// or is a slip away from one; exact, whether each is one of them.
func FoundBy(p Person, words []string) (found, exact bool) {
	own := wordsOf(p)
	exact = true
	for _, w := range words {
		if slices.Contains(own, w) {
			continue
		}
		exact = false
		if !slices.ContainsFunc(own, func(o string) bool { return likeWord(o, w) }) {
			return false, false
		}
	}
	return true, exact
}

// likeWord tells whether an officer may have meant a word: numbers have no slips.
func likeWord(own, typed string) bool {
	if utf8.RuneCountInString(typed) < wordStart || allDigits(typed) {
		return false
	}
	return strings.HasPrefix(own, typed) || read.Distance(own, typed, 1) <= 1
}
