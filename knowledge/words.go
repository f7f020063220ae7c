package knowledge

import (
	"math/bits"
	"slices"
	"strings"

	"naikkelas/enterprise/read"
)

// longestPhrase is how many words may stand for one: "nang endi".
const longestPhrase = 3

// split is a text in words as words.yaml writes them: several that stand for
// one are one, letters that are drawn out ("haloooo") are single, and "2" says
// that a word is doubled ("kecil2an").
func (x *Index) split(text string) []string {
	fields := strings.Fields(read.Tidy(text))
	for i, f := range fields {
		fields[i] = single(f)
	}
	out := fields[:0]
	for i := 0; i < len(fields); {
		word, n := x.longest(fields[i:])
		out = append(out, word)
		i += n
	}
	return out
}

// longest joins as many words at the beginning as stand for one.
func (x *Index) longest(fields []string) (string, int) {
	for n := min(longestPhrase, len(fields)); n > 1; n-- {
		joined := strings.Join(fields[:n], " ")
		if _, ok := x.words[joined]; ok {
			return joined, n
		}
	}
	return fields[0], 1
}

// single takes drawn out letters and the "2" of doubled words away.
func single(word string) string {
	if i := strings.IndexByte(word, '2'); i > 2 && isLetters(word[:i]) {
		word = word[:i]
	}
	if len(word) < 3 || isNumber(word) {
		return word
	}
	out, run := make([]byte, 0, len(word)), 0
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			run++
		} else {
			run = 1
		}
		if run > 2 {
			continue
		}
		out = append(out, word[i])
	}
	return string(out)
}

func isLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// leastStem is how many letters a stem keeps.
const leastStem = 4

// endings and beginnings that Indonesian, everyday East Javanese and chat put
// around a word, the longer before the shorter. This is lighter than a full
// stemmer: the ways to ask are stemmed the same, so it need not be right.
var (
	endings    = []string{"nya", "kan", "lah", "kah", "ku", "mu", "an", "in", "ne", "no", "e", "i"}
	beginnings = []string{"meng", "meny", "mem", "men", "peng", "peny", "pem", "pen", "ber", "ter", "per", "me", "di", "ng", "ny", "ke", "se", "n"}
)

// stem takes one ending and one beginning away.
func stem(word string) string {
	for _, end := range endings {
		if rest, ok := strings.CutSuffix(word, end); ok && len(rest) >= leastStem {
			word = rest
			break
		}
	}
	for _, begin := range beginnings {
		if rest, ok := strings.CutPrefix(word, begin); ok && len(rest) >= leastStem {
			return rest
		}
	}
	return word
}

// surface is a word as people write it.
type surface struct {
	text    string
	letters uint64 // which there are
	number  int
}

func surfaces(words map[string]int) []surface {
	var out []surface
	for text, n := range words {
		if len(text) >= leastSlip && !strings.Contains(text, " ") {
			out = append(out, surface{text, letters(text), n})
		}
	}
	slices.SortFunc(out, func(a, b surface) int { return strings.Compare(a.text, b.text) })
	return out
}

// letters is the set of a word's letters: words that are a slip apart differ in
// two of them at most.
func letters(word string) uint64 {
	var set uint64
	for i := range len(word) {
		set |= 1 << (word[i] & 63)
	}
	return set
}

const (
	// leastSlip is how long a word is that may be another with a slip.
	leastSlip = 4
	// longSlip is how long one is that may have two.
	longSlip = 8
	// slipWeight is what a word counts that was guessed from a slip.
	slipWeight = 0.85
)

// known is a word's number; sure is less than 1 when a slip was guessed, and 0
// when nobody knows the word.
func (x *Index) known(word string) (n int, sure float32) {
	if n, ok := x.words[word]; ok {
		return n, 1
	}
	if n, ok := x.words[stem(word)]; ok {
		return n, 1
	}
	return x.slip(word)
}

// slip finds the word that this one most probably was to be.
func (x *Index) slip(word string) (n int, sure float32) {
	if len(word) < leastSlip || !isLetters(word) {
		return ignored, 0
	}
	most := 1
	if len(word) >= longSlip {
		most = 2
	}
	set := letters(word)
	for i := range x.surface {
		s := &x.surface[i]
		if d := len(s.text) - len(word); d > most || -d > most || bits.OnesCount64(s.letters^set) > 2*most || s.text[0] != word[0] {
			continue
		}
		if d := distance(s.text, word, most); d <= most {
			if n, sure = s.number, slipWeight; d == 1 {
				return n, sure
			}
		}
	}
	return n, sure
}

// distance is enterprise.Distance for short words of small letters, without
// allocating: it is asked hundreds of times a sentence.
func distance(a, b string, most int) int {
	if len(b) > longest {
		return most + 1
	}
	var rows [3][longest + 1]int
	before, row, next := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := row[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			next[j] = min(row[j]+1, next[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], most+1)
}

// longest is the length of the longest word that slips are looked for in.
const longest = 24
