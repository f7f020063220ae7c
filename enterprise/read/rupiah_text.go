package read

import (
	"regexp"
	"slices"
	"strings"
)

var (
	shortForms    = strings.NewReplacer("s.d.", " sd ", "s.d ", " sd ", "s/d", " sd ", "kira2", "kira", "kira-kira", "kira", "rata2", "rata")
	oneUnit       = regexp.MustCompile(`\b(?:1|satu|sak) ?(hari|minggu|pekan|bulan|bln|wulan|tahun|thn)\b`)
	severalMonths = regexp.MustCompile(`(?:\b(?:per|tiap|setiap|dalam|selama|untuk|utk) ?|/ ?)?\b(\d{1,2}|setengah|` + countAlternatives + `) ?(bulan|bln|bl|wulan|months?|tahun|thn|th|years?)\b( (?:yang |yg )?(?:lalu|kemarin|ago))?`)
	aYear         = regexp.MustCompile(`(?:\b(?:per|tiap|setiap|dalam|a|1) ?|/ ?)?\b(?:tahun|setahun|pertahun|tahunan|thn|th|year|yearly)\b`)
	numberedMonth = regexp.MustCompile(`(\b(?:per|tiap|setiap|dalam) )?\b(?:bulan|bln) ?(?:ke ?)?(\d{1,2})\b([.,/]\d| ?(?:` + scaleAlternatives + `)\b)?`)
	monthBeside   = regexp.MustCompile(`\b(?:(?:tgl|tanggal) \d{1,2} )?(` + strings.Join(slices.Concat(months[:]...), "|") + `)\b\.?( '?20\d\d\b)?( ?(?:` + scaleAlternatives + `)\b)?`)
	inParentheses = regexp.MustCompile(`^([^()]*)\(([^()]*)\)([^()]*)$`)
)

const (
	countAlternatives = `dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|loro|rong|telung|patang|limang|two|three|four|five|six`
	scaleAlternatives = `rb|rbu|ribu|ribuan|rebu|k|ewu|thousand|jt|juta|jutaan|jeti|jut|yuto|yuta|million|m|miliar|milyar|billion`
)

// rupiahText is a typed amount in small letters and ordinary digits, with the
// abbreviations that hold digits or dots written out.
func rupiahText(s string) string {
	return shortForms.Replace(strings.ToLower(WesternDigits(s)))
}

// takeMonths takes the span out of "30 jt per 3 bulan" and "60 jt setahun", in
// months; 1 when none is said, 0 when it is none that an amount can be divided
// by: half a month, or months ago.
func takeMonths(text string) (rest string, months int64) {
	text = oneUnit.ReplaceAllString(text, "per $1")
	at := severalMonths.FindStringSubmatchIndex(text)
	if at == nil {
		if rest := aYear.ReplaceAllString(text, " "); rest != text {
			return rest, 12
		}
		return text, 1
	}
	n, _ := countWords([]string{group(text, at, 1)})
	if n == 0 {
		n = int64(atoi(group(text, at, 1)))
	}
	unit := group(text, at, 2)
	if strings.HasPrefix(unit, "t") || strings.HasPrefix(unit, "y") {
		n *= 12
	}
	rest = text[:at[0]] + " " + text[at[1]:]
	if group(text, at, 3) != "" || severalMonths.MatchString(rest) || aYear.MatchString(rest) {
		n = 0
	}
	return rest, n
}

// takeMonthNames takes out which month an amount is of; several is true when
// more than one is named: the amount is then of none of them.
func takeMonthNames(text string) (rest string, several bool) {
	text = numberedMonth.ReplaceAllStringFunc(text, func(m string) string {
		if part := numberedMonth.FindStringSubmatch(m); part[1] != "" || part[3] != "" {
			return m // "per bulan 5 juta"
		}
		return " "
	})
	named := 0
	text = monthBeside.ReplaceAllStringFunc(text, func(m string) string {
		named++
		if part := monthBeside.FindStringSubmatch(m); part[3] != "" { // "oktober 2000 ribu"
			return " " + part[2] + part[3]
		}
		return " "
	})
	return text, named > 1
}

// twice reads an amount that is written again in parentheses, as on receipts:
// "Rp5.000.000 (lima juta)". ok is false when nothing stands in parentheses.
func twice(text string) (r Money, ok bool) {
	part := inParentheses.FindStringSubmatch(text)
	if part == nil {
		return Money{}, false
	}
	outer, inner := strings.TrimSpace(part[1]+" "+part[3]), strings.TrimSpace(part[2])
	out, in := rupiah(outer), rupiah(inner)
	switch {
	case onlyLetters(outer) && out.Kind == NotRupiah:
		return in, true
	case onlyLetters(inner) && in.Kind == NotRupiah:
		return out, true
	case out.Kind == ExactRupiah && (in.Kind == ExactRupiah && in.Amount == out.Amount || slices.Contains(in.Candidates, out.Amount)):
		return out, true
	case out.Kind == ExactRupiah && in.Kind == ExactRupiah:
		return Money{Kind: AmbiguousRupiah, Candidates: []int64{out.Amount, in.Amount}}, true
	}
	return Money{Kind: NotRupiah}, true
}

func onlyLetters(s string) bool { return Digits(s) == "" }

// share is what one month has of an amount over several: whoever says so is
// asked which of the two is meant.
func (r Money) share(months int64) Money {
	if months == 1 {
		return r
	}
	if months < 1 || r.Kind != ExactRupiah || r.Amount == 0 {
		return Money{Kind: NotRupiah}
	}
	each := (r.Amount + months/2) / months
	return Money{Kind: AmbiguousRupiah, Candidates: []int64{each, r.Amount}, Approx: r.Approx || each*months != r.Amount}
}
