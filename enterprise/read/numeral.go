package read

import "strings"

// Number words of Indonesian, Javanese and English, as people write them.
var numerals = map[string]int64{
	"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
	"sepuluh": 10, "sebelas": 11, "seratus": 100,
	"siji": 1, "sak": 1, "loro": 2, "ro": 2, "rong": 2, "telu": 3, "telung": 3, "papat": 4, "pat": 4, "patang": 4, "limo": 5, "limang": 5,
	"enem": 6, "nem": 6, "pitu": 7, "pitung": 7, "wolu": 8, "wolung": 8, "sanga": 9, "songo": 9, "sangang": 9, "satus": 100,
	"selawe": 25, "seket": 50, "sewidak": 60, "suwidak": 60,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}

// multipliers apply to the last word only: "seratus lima puluh" is 150.
var multipliers = map[string]int64{"puluh": 10, "ratus": 100, "atus": 100, "hundred": 100}

// scales close a group: "dua ratus ribu". M is miliar in Indonesia, never million.
var scales = map[string]int64{
	"rb": 1e3, "rbu": 1e3, "ribu": 1e3, "ribuan": 1e3, "rban": 1e3, "rebu": 1e3, "k": 1e3, "ewu": 1e3, "thousand": 1e3,
	"jt": 1e6, "juta": 1e6, "jutaan": 1e6, "jtan": 1e6, "jeti": 1e6, "jut": 1e6, "yuto": 1e6, "yuta": 1e6, "million": 1e6,
	"m": 1e9, "miliar": 1e9, "milyar": 1e9, "miliyar": 1e9, "mlyr": 1e9, "miliaran": 1e9, "billion": 1e9,
}

// whole words that are an amount with its scale.
var scaledWords = map[string]int64{
	"seribu": 1e3, "sewu": 1e3, "sejuta": 1e6, "sakyuto": 1e6, "semiliar": 1e9,
	"seceng": 1e3, "goceng": 5e3, "ceban": 1e4, "noban": 2e4, "goban": 5e4, "gocap": 5e4,
}

// countWords reads a number written in words alone, such as "tiga puluh
// lima"; ok is false when some word is none.
func countWords(words []string) (n int64, ok bool) {
	next := anyNumeral
	for _, w := range words {
		v, known := numerals[w]
		switch {
		case known && next.takes(v):
			n += v
			next = next.after(v)
		case next.grows(w) > 0:
			n += next.grows(w) - next.last
			next = next.grown(w)
		default:
			return 0, false
		}
	}
	return n, len(words) > 0
}

// nextNumeral is what may follow in a number of words: each word stands for
// less than the one before leaves room for, so that "dua tiga", two or three,
// is no number. puluh, ratus and belas change the last word.
type nextNumeral struct {
	room   int64 // the next word stands for less
	before int64 // room, before the last word
	last   int64 // the last word when it is 1 to 9; otherwise 0
}

// anyNumeral is the beginning of a number.
var anyNumeral = nextNumeral{room: 1000}

func (n nextNumeral) takes(v int64) bool { return v < n.room }

func (n nextNumeral) after(v int64) nextNumeral {
	next := nextNumeral{room: roomAfter(v), before: n.room}
	if v < 10 {
		next.last = v
	}
	return next
}

// grows is what puluh, ratus or belas make of the last word; 0 when they do not fit.
func (n nextNumeral) grows(w string) int64 {
	v := n.last * multipliers[w]
	if w == "belas" && n.last > 0 {
		v = n.last + 10
	}
	if v >= n.before {
		return 0
	}
	return v
}

func (n nextNumeral) grown(w string) nextNumeral { return nextNumeral{room: roomAfter(n.grows(w))} }

// roomAfter is what a following word must stay below: 100 after "seratus",
// 10 after "dua puluh", 1 after "tiga" and "sebelas".
func roomAfter(v int64) int64 {
	for _, unit := range []int64{100, 10} {
		if v > unit && v%unit == 0 || v == 100 {
			return unit
		}
	}
	return 1
}

// withoutSlip drops what people append to a count: "3 orang", "3 org".
func withoutSlip(words []string, noise string) []string {
	var out []string
	for _, w := range words {
		if !strings.Contains(noise, "|"+w+"|") {
			out = append(out, w)
		}
	}
	return out
}
