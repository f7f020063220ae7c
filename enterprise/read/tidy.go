package read

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Tidy is a text reduced to what matters when it is compared: lower case,
// letters and digits, single spaces. Compatibility forms such as full-width
// letters become ordinary ones; emoji and punctuation become spaces.
func Tidy(s string) string {
	if isASCII(s) {
		return lowerWords(s)
	}
	s = strings.ToValidUTF8(s, " ")                          // next to a stray byte a letter would keep its compatibility form
	return norm.NFKC.String(lowerWords(norm.NFKC.String(s))) // small letters may compose where capitals do not
}

// lowerWords keeps letters and digits, in small letters, with single spaces.
func lowerWords(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Negative tells whether a text is a number below nothing, which names no choice
// and counts nobody, although its digits may.
func Negative(s string) bool {
	rest := strings.TrimSpace(s)
	digits := strings.TrimLeft(rest, "-−–—")
	if digits == rest {
		return false
	}
	digits = strings.TrimSpace(digits)
	return digits != "" && unicode.IsDigit([]rune(digits)[0])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Distance is the number of typos between two texts: letters left out, added,
// changed, or swapped with their neighbour (optimal string alignment). It
// stops counting above most and gives most+1 then.
func Distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	before, row, next := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next[0] = i
		best := i
		for j := 1; j <= len(y); j++ {
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+differ(x[i-1], y[j-1]))
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
			best = min(best, next[j])
		}
		if best > most {
			return most + 1
		}
		before, row, next = row, next, before
	}
	return min(row[len(y)], most+1)
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
