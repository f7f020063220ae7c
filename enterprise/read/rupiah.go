package read

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MoneyKind is what an amount that was typed turned out to be.
type MoneyKind string

// What Rupiah can find.
const (
	ExactRupiah     MoneyKind = "exact"     // Amount
	RupiahRange     MoneyKind = "range"     // Min and Max
	AmbiguousRupiah MoneyKind = "ambiguous" // Candidates: ask which
	RupiahPerDay    MoneyKind = "per_day"   // Amount a day: ask on how many days
	RupiahPerWeek   MoneyKind = "per_week"  // Amount a week
	PhoneNotRupiah  MoneyKind = "phone"     // a phone number
	NotRupiah       MoneyKind = "none"      // nothing that can be read as an amount
)

// Money is an amount as somebody typed it. It is never a guess: what has two
// meanings is AmbiguousRupiah.
type Money struct {
	Kind       MoneyKind
	Amount     int64
	Min, Max   int64
	Candidates []int64
	Approx     bool // said to be approximate
}

// Amounts of a month beyond which one looks twice: PP 7/2021 calls more than
// Rp2 billion a year no longer micro, and few sell for less than Rp50,000.
const (
	BigRupiah   = 2_000_000_000
	SmallRupiah = 50_000
)

const (
	maxRupiah = 10_000_000_000_000 // nobody's monthly sales; keeps the arithmetic far from overflow
	mostRunes = 80
	bareLimit = 10_000 // below it a number without a unit may be thousands or millions
)

var (
	rupiahTokens = regexp.MustCompile(`[0-9]+/[0-9]+|[0-9][0-9.,]*|[a-z]+|[-–—]`)
	rupiahTail   = regexp.MustCompile(`\s*,\s*(00|-+)\s*$`)
	rupiahSign   = regexp.MustCompile(`^\s*(rp\.?|idr)?\s*[-−]\s*[0-9]`)
	spacedGroups = regexp.MustCompile(`\b([0-9]{1,3})((?: [0-9]{3})+)\b`)
	foreignSigns = regexp.MustCompile(`[$€£¥%@#*=<>_]|[0-9][a-z][0-9]`)
)

var (
	approxWords = []string{
		"sekitar", "sekitaran", "sktr", "kurang", "krg", "lebih", "lbh", "kurleb", "kurlebih", "krleb", "kira", "an", "kisaran", "about", "around", "roughly",
		"paling", "mungkin", "hampir", "an-an", "sekian", "kadang", "biasanya", "watara", "kirang", "langkung", "dikit", "sedikit", "sithik",
	}
	noiseWords = []string{
		"rp", "idr", "rupiah", "perak", "sebulan", "bulan", "bln", "bl", "perbulan", "bulanan", "sewulan", "wulan", "per", "dapat", "dpt", "dapet", "oleh", "omzet", "omset",
		"omzetnya", "omsetnya", "penjualan", "penjualannya", "pendapatan", "pemasukan", "hasil", "hasilnya", "total", "totalnya", "rata", "tiap", "setiap", "dalam", "month", "a",
		"antara", "kotor", "ini", "itu", "segitu", "cuma", "hanya", "baru", "masih", "ada", "saya", "sales",
		"ya", "iya", "pak", "bapak", "bu", "ibu", "kak", "kakak", "mas", "mbak", "mbk", "min", "admin", "gan", "bos", "boss", "bang", "om", "dek", "sis", "lur", "cak", "ning",
		"lah", "aja", "saja", "kok", "sih", "nih", "deh", "dong", "loh", "lho", "tok", "thok", "wae", "ae", "alhamdulillah", "kalau", "kalo",
	}
	dayWords   = []string{"hari", "sehari", "perhari", "harian", "hr", "hri", "dino", "sedino", "sakdino", "day", "daily"}
	weekWords  = []string{"minggu", "seminggu", "perminggu", "mingguan", "mgg", "mggu", "pekan", "sepekan", "week", "weekly"}
	zeroWords  = []string{"nihil", "libur", "tutup", "kosong", "nol"}
	rangeWords = []string{"sampai", "hingga", "sd", "to", "dan", "-"}
)

// Rupiah reads an amount of money as people in Indonesia type it: "2,5jt",
// "Rp5.000.000", "800rb", "limang yuto", "3-5 juta". A dot separates thousands
// and a comma decimals, but before a unit "1.5jt" is one and a half; M is
// miliar. An amount over several months is AmbiguousRupiah: the month's share,
// or all of it.
func Rupiah(s string) Money {
	if utf8.RuneCountInString(s) > mostRunes {
		return Money{Kind: NotRupiah}
	}
	text := rupiahText(s)
	if looksLikePhone(text) {
		return Money{Kind: PhoneNotRupiah}
	}
	if rupiahSign.MatchString(text) || foreignSigns.MatchString(text) {
		return Money{Kind: NotRupiah}
	}
	if r, ok := twice(text); ok {
		return r
	}
	return rupiah(text)
}

// readRupiah reads an amount in small letters, with nothing in parentheses.
func rupiah(text string) Money {
	none := Money{Kind: NotRupiah}
	text, months := takeMonths(text)
	text, several := takeMonthNames(text)
	if several {
		return none
	}
	words, approx := rupiahWords(text)
	if len(words) == 1 && slices.Contains(zeroWords, words[0]) {
		return Money{Kind: ExactRupiah}
	}
	words, per := period(words)
	r := readSpan(words)
	r.Approx = approx
	if per != ExactRupiah {
		if r.Kind != ExactRupiah || r.Amount == 0 || months != 1 {
			return none
		}
		r.Kind = per
	}
	return r.share(months)
}

// rupiahWords splits a text into numbers, words and dashes, without the words
// that only make a sentence of it.
func rupiahWords(text string) (words []string, approx bool) {
	text = rupiahTail.ReplaceAllString(text, "")
	if strings.ContainsAny(text, "±~≈+") {
		approx = true
	}
	text = spacedGroups.ReplaceAllStringFunc(text, func(m string) string { return strings.ReplaceAll(m, " ", ".") })
	for _, w := range rupiahTokens.FindAllString(text, -1) {
		switch {
		case w == "–" || w == "—":
			words = append(words, "-")
		case slices.Contains(approxWords, w):
			approx = true
		case strings.HasSuffix(w, "an") && scales[w] > 0:
			approx = true
			words = append(words, w)
		case !slices.Contains(noiseWords, w):
			words = append(words, w)
		}
	}
	for len(words) > 0 && words[len(words)-1] == "-" {
		words = words[:len(words)-1]
	}
	return words, approx
}

// period finds "per hari" and the like: the kind is exact for a month.
func period(words []string) (rest []string, kind MoneyKind) {
	kind = ExactRupiah
	for _, w := range words {
		switch {
		case slices.Contains(dayWords, w):
			kind = RupiahPerDay
		case slices.Contains(weekWords, w):
			kind = RupiahPerWeek
		default:
			rest = append(rest, w)
		}
	}
	return rest, kind
}

// readSpan reads one amount, or two with a dash between them.
func readSpan(words []string) Money {
	i := slices.IndexFunc(words, func(w string) bool { return slices.Contains(rangeWords, w) })
	if i < 0 {
		return readAmount(words, 0)
	}
	high := readAmount(words[i+1:], 0)
	low := readAmount(words[:i], lastScale(words[i+1:]))
	if low.Kind != ExactRupiah || high.Kind != ExactRupiah || low.Amount >= high.Amount {
		return Money{Kind: NotRupiah}
	}
	return Money{Kind: RupiahRange, Min: low.Amount, Max: high.Amount}
}

func lastScale(words []string) int64 {
	if len(words) == 0 {
		return 0
	}
	return scales[words[len(words)-1]]
}

// amount is being read: ten-thousandths, so that "1,2345 juta" is whole.
type amount struct {
	total    int64 // finished groups, in rupiah
	current  int64 // the open group, in ten-thousandths
	last     int64 // its last word, which puluh and ratus multiply
	room     int64 // what a following word must stay below: see nextNumeral
	before   int64 // room, before the last word
	open     bool
	smallest int64 // the scale of the last finished group
	dotted   bool  // the open number was written like "1.250"
}

const fine = 10_000

// readAmount reads "2 juta 500 ribu" and all simpler forms. implied is the
// scale of a number without one: the 3 of "3-5 juta".
func readAmount(words []string, implied int64) Money {
	none := Money{Kind: NotRupiah}
	if len(words) == 0 {
		return none
	}
	a := amount{room: anyNumeral.room}
	for _, w := range words {
		if !a.take(w) || a.total > maxRupiah || a.current > maxRupiah*fine {
			return none
		}
	}
	switch {
	case !a.open:
		return a.whole(a.total)
	case a.smallest > 0:
		return a.trailing()
	case implied > 0:
		return a.whole(scaled(a.current, implied))
	}
	return a.bare()
}

// take adds one word; it is false for a word that fits no amount.
func (a *amount) take(w string) bool {
	if s := scales[w]; s > 0 {
		return a.close(s)
	}
	if v, ok := scaledWords[w]; ok {
		if a.open || a.total > 0 {
			return false
		}
		if v < bareLimit && strings.HasSuffix(w, "ceng") { // slang that is also said for thousands
			a.current, a.open, a.room = v*fine, true, 1
			return true
		}
		a.total, a.smallest = v, scaleOf(v)
		return true
	}
	if m := multipliers[w]; m > 0 {
		return a.grow(a.last * m)
	}
	return a.number(w)
}

func scaleOf(v int64) int64 {
	for _, s := range []int64{1e9, 1e6, 1e3} {
		if v%s == 0 {
			return s
		}
	}
	return 1
}

func (a *amount) number(w string) bool {
	switch v := numerals[w]; {
	case w == "belas":
		return a.grow(a.last + 10*fine)
	case w == "setengah" || w == "half" || w == "stengah":
		a.current, a.last, a.room = a.current+fine/2, 0, 1
	case v > 0:
		if a.dotted || v >= a.room {
			return false // "lima tiga" is no number
		}
		a.current, a.last, a.before, a.room = a.current+v*fine, v*fine, a.room, roomAfter(v)
	default:
		v, dotted, ok := readNumber(w)
		if ok && a.open && strings.Contains(w, "/") && a.room == 1 && a.current%fine == 0 && !a.dotted { // "2 1/2 juta"
			a.current, a.last = a.current+v, 0
			return true
		}
		if !ok || a.open {
			return false
		}
		a.current, a.before, a.room, a.dotted = v, maxRupiah, 1, dotted
		if v < anyNumeral.room*fine {
			a.last = v // "5 ratus", "25 ratus"
		}
	}
	a.open = true
	return true
}

// grow changes the last word into what puluh, ratus or belas make of it.
func (a *amount) grow(v int64) bool {
	if a.last == 0 || v >= a.before*fine {
		return false // "dua puluh tiga puluh", twenty or thirty, is no number
	}
	a.current += v - a.last
	a.last, a.room = 0, roomAfter(v/fine)
	return true
}

// close ends a group with its scale; scales must fall: "2 juta 500 ribu".
func (a *amount) close(scale int64) bool {
	if !a.open || a.smallest > 0 && scale >= a.smallest || a.dotted && scale > 1e3 {
		return false
	}
	v := scaled(a.current, scale)
	if v < 0 {
		return false
	}
	*a = amount{total: a.total + v, smallest: scale, room: anyNumeral.room}
	return true
}

// scaled is a number of ten-thousandths times a scale, -1 when not whole.
func scaled(v, scale int64) int64 {
	if v > math.MaxInt64/scale || v*scale%fine != 0 {
		return -1
	}
	return v * scale / fine
}

func (a *amount) whole(v int64) Money {
	if v < 0 || v > maxRupiah {
		return Money{Kind: NotRupiah}
	}
	return Money{Kind: ExactRupiah, Amount: v}
}

// trailing is a number without a unit after one with: "2 jt 500" may be two and
// a half million or 2,000,500, "2 jt 500.000" is the former, and "2 jt
// 7000000" nothing.
func (a *amount) trailing() Money {
	n := a.current / fine
	switch {
	case a.current%fine != 0 || a.smallest < 1e6 || n >= a.smallest || a.total%a.smallest != 0 || a.total+a.smallest > maxRupiah:
		return Money{Kind: NotRupiah}
	case n >= bareLimit:
		return a.whole(a.total + n)
	case n >= 1000: // more than there can be of the next smaller unit
		return Money{Kind: NotRupiah}
	}
	return Money{Kind: AmbiguousRupiah, Candidates: []int64{a.total + n*(a.smallest/1000), a.total + n}}
}

// bare is a number without any unit: taken as it stands from 10,000 up, asked
// about below.
func (a *amount) bare() Money {
	if a.current == 0 {
		return Money{Kind: ExactRupiah}
	}
	if a.current%fine == 0 && a.current/fine >= bareLimit {
		return a.whole(a.current / fine)
	}
	r := Money{Kind: AmbiguousRupiah}
	for _, scale := range []int64{1, 1e3, 1e6} {
		if v := scaled(a.current, scale); v >= 1000 && v <= 10_000_000_000 {
			r.Candidates = append(r.Candidates, v)
		}
	}
	if len(r.Candidates) == 0 {
		return Money{Kind: NotRupiah}
	}
	return r
}

// readNumber reads digits with dots and commas as ten-thousandths. dotted:
// a single dot before three digits, which is thousands unless a unit follows.
func readNumber(w string) (v int64, dotted, ok bool) {
	if top, bottom, isFraction := strings.Cut(w, "/"); isFraction {
		return readFraction(top, bottom)
	}
	w = strings.TrimRight(w, ".,")
	whole, decimals, ok := splitNumber(w)
	if !ok || len(whole) > 14 || len(decimals) > 4 {
		return 0, false, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return 0, false, false
	}
	d, err := strconv.ParseInt((decimals + "0000")[:4], 10, 64)
	if err != nil || n > maxRupiah {
		return 0, false, false
	}
	return n*fine + d, strings.Count(w, ".") == 1 && decimals == "" && whole != w, true
}

func readFraction(top, bottom string) (v int64, dotted, ok bool) {
	t, err1 := strconv.ParseInt(top, 10, 16)
	b, err2 := strconv.ParseInt(bottom, 10, 16)
	if err1 != nil || err2 != nil || b < 2 || b > 4 || t >= b || t*fine%b != 0 {
		return 0, false, false
	}
	return t * fine / b, false, true
}

var (
	dotGroups   = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3})+$`)
	commaGroups = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3}){2,}$`)
	plainNumber = regexp.MustCompile(`^[0-9]+$`)
	mixedID     = regexp.MustCompile(`^([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})$`)
	mixedEN     = regexp.MustCompile(`^([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,2})$`)
	decimal     = regexp.MustCompile(`^([0-9]+)[.,]([0-9]{1,2})$`)
	longDecimal = regexp.MustCompile(`^([0-9]+),([0-9]{3,4})$`)
)

// splitNumber tells thousands from decimals, by the habits of both languages.
func splitNumber(w string) (whole, decimals string, ok bool) {
	switch {
	case plainNumber.MatchString(w):
		return w, "", true
	case dotGroups.MatchString(w):
		return strings.ReplaceAll(w, ".", ""), "", true
	case commaGroups.MatchString(w):
		return strings.ReplaceAll(w, ",", ""), "", true
	}
	for _, form := range []*regexp.Regexp{mixedID, mixedEN, decimal, longDecimal} {
		if m := form.FindStringSubmatch(w); m != nil {
			return Digits(m[1]), m[2], true
		}
	}
	return "", "", false
}

var phoneLike = regexp.MustCompile(`^\s*(wa|hp|telp|no)?[\s.:]*(\+?62|0)[\s.-]*8[0-9 .-]{7,16}\s*$`)

// looksLikePhone tells a mobile number that was typed where money is asked.
func looksLikePhone(text string) bool {
	n := len(Digits(text))
	return n >= 10 && n <= 14 && phoneLike.MatchString(text)
}
