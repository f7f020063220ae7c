package read

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Plain is typed text as the readers want it: small letters, digits 0-9, any
// dash as "-", single spaces, and none of the invisible marks that come along
// when a number is copied from a list of contacts.
func Plain(s string) string {
	if !isASCII(s) {
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Pd, r) || r == '\u2212' { // the minus sign of mathematics
				return '-'
			}
			return r
		}, visible(WesternDigits(s)))
	}
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

// WesternDigits writes the digits of every script as 0-9 and compatibility
// forms as ordinary letters, so that one reader serves all keyboards.
func WesternDigits(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r > 0x7f && unicode.Is(unicode.Nd, r) {
			return '0' + digitValue(r)
		}
		return r
	}, norm.NFKC.String(vulgarFractions.Replace(s)))
}

// vulgarFractions keeps "2½" from becoming "21/2".
var vulgarFractions = strings.NewReplacer("½", " 1/2 ", "¼", " 1/4 ", "¾", " 3/4 ", "⅓", " 1/3 ", "⅔", " 2/3 ")

// digitValue relies on Unicode's promise that decimal digits stand in
// contiguous ranges of ten, from zero to nine.
func digitValue(r rune) rune {
	for _, range16 := range unicode.Nd.R16 {
		if r >= rune(range16.Lo) && r <= rune(range16.Hi) {
			return (r - rune(range16.Lo)) % 10
		}
	}
	for _, range32 := range unicode.Nd.R32 {
		if r >= rune(range32.Lo) && r <= rune(range32.Hi) {
			return (r - rune(range32.Lo)) % 10
		}
	}
	return 0
}

// Digits keeps the digits of a text.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
