package read

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// NumberFault is why a number cannot be right.
type NumberFault string

// What can be wrong with a number that was typed.
const (
	NoNumber     NumberFault = "no number"
	WrongLength  NumberFault = "wrong length"
	OneDigitOnly NumberFault = "one digit repeated"
	OutOfRange   NumberFault = "out of range"
)

// nibDigits is the length of an NIB (PP 24/2018, kept by PP 28/2025).
const nibDigits = 13

// nibForm takes the words that are printed or said before and behind the digits.
var nibForm = regexp.MustCompile(`^(?:[a-z][a-z .,:()/]*|[ .:#])*([0-9][0-9 .\-]*?)(?:[ .,!]| ?\([a-z ]*\)| (?:kak|pak|bu|ya|mas|mbak|min|oss))*$`)

// NIB reads a business identification number: 13 digits, with whatever
// spaces, dots and dashes it is printed with. The digits carry no check sum.
func NIB(s string) (string, NumberFault) {
	if utf8.RuneCountInString(s) > mostRunes {
		return "", NoNumber
	}
	m := nibForm.FindStringSubmatch(Plain(s))
	if m == nil {
		return "", NoNumber
	}
	digits := Digits(m[1])
	if len(digits) != nibDigits {
		return "", WrongLength
	}
	if strings.Count(digits, digits[:1]) == nibDigits {
		return "", OneDigitOnly
	}
	return digits, ""
}

// NIBFits reports whether the parts of an NIB can be right: those of the
// risk-based system were observed to begin with the day they were issued,
// DDMMYY, older ones with 0120, 0220, 1220, 8120 or 9120, and none ends with
// four zeros. No rule says so: what does not fit is asked about, never refused.
func NIBFits(nib string) bool {
	if len(nib) != nibDigits {
		return false
	}
	day := atoi(nib[:2])
	return (nib[2:4] == "20" || day >= 1 && day <= 31 && MonthFits(nib[2:4])) && nib[9:] != "0000"
}

const nikDigits = 16

// NIK reads a population identity number: 16 digits, of which the seventh
// and eighth are the day of birth, 40 more for women (Permendagri 95/2019).
func NIK(s string) (string, NumberFault) {
	digits := Digits(s)
	if utf8.RuneCountInString(s) > mostRunes || strings.Trim(s, "0123456789 .-") != "" {
		return "", NoNumber
	}
	if len(digits) != nikDigits {
		return "", WrongLength
	}
	if day := int(digits[6]-'0')*10 + int(digits[7]-'0'); day < 1 || day > 71 || day > 31 && day < 41 {
		return "", NoNumber
	}
	return digits, ""
}

const countNoise = "|orang|org|wong|people|person|persons|pekerja|pegawai|karyawan|tenaga|cuma|hanya|saja|aja|ada|sekitar|just|only|"

// wholeCounts are answers to "how many people" that are no numbers.
var wholeCounts = map[string]int64{
	"sendiri": 1, "sendirian": 1, "saya": 1, "saya sendiri": 1, "aku": 1, "dewe": 1, "dewean": 1, "alone": 1, "me": 1, "myself": 1, "seorang": 1, "seorang diri": 1,
	"berdua": 2, "bertiga": 3, "berempat": 4, "berlima": 5, "berenam": 6,
}

var (
	family   = strings.Split("suami|istri|isteri|bojo|bojoku|anak|ibu|bapak|ayah|adik|adek|kakak|ponakan|keponakan|menantu|mertua|saudara|sepupu|tetangga|teman|husband|wife|son|daughter|mother|father|brother|sister|friend", "|")
	joining  = strings.Split("sama|dengan|dgn|dan|dibantu|bantu|ambek|karo|plus|with|and|helped|by|my|the|nya|kadang|juga", "|")
	nobody   = strings.Split("tidak|tdk|gak|ga|nggak|ngga|ndak|ora|belum|blm|durung|tanpa|no|none|not|nobody", "|")
	staff    = strings.Split("ada|ono|onok|punya|duwe|karyawan|pegawai|pekerja|rewang|karyawannya|pegawainya|have|any|employees|workers|staff|else|i|do|saya|aku|masih|sendiri|dewe", "|")
	himself  = strings.Split("saya|aku|kula|sendiri|sendirian|dewe|dewean|i|me|myself|alone", "|")
	together = map[string]int64{"berdua": 2, "bertiga": 3, "berempat": 4, "berlima": 5, "berenam": 6}
)

// Workers reads how many people work, the owner included: "3", "sendiri",
// "berdua sama suami", "saya dan 2 karyawan", "dibantu anak". inferred reports
// that the number was not said but follows from who was named: ask whether it
// is right.
func Workers(s string, least, most int) (n int, inferred bool, fault NumberFault) {
	if n, fault = Count(s, least, most); fault != NoNumber || utf8.RuneCountInString(s) > mostRunes || strings.ContainsAny(s, "+-*/") {
		return n, false, fault
	}
	words := withoutSlip(strings.Fields(Tidy(Plain(s))), countNoise)
	if len(words) > 1 && together[words[0]] > 0 && onlyCompany(words[1:]) {
		return int(together[words[0]]), false, ""
	}
	if alone(words) {
		return 1, true, ""
	}
	total, ok := company(words)
	switch {
	case !ok:
		return 0, false, NoNumber
	case total < int64(least) || total > int64(most):
		return 0, false, OutOfRange
	}
	return int(total), true, ""
}

// alone tells whether words say that nobody else works: "aku dewe", "tidak punya
// karyawan".
func alone(words []string) bool {
	if len(words) < 2 {
		return false
	}
	self := !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(himself, w) })
	return self || slices.Contains(nobody, words[0]) && !slices.ContainsFunc(words[1:], func(w string) bool { return !slices.Contains(staff, w) })
}

func onlyCompany(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		return !slices.Contains(family, strings.TrimSuffix(w, "ku")) && !slices.Contains(joining, w) && !slices.Contains(himself, w)
	})
}

// company counts who is named: the owner, each relative once or as often as a
// number before them says.
func company(words []string) (total int64, ok bool) {
	total, next, named := 1, int64(1), false
	var pending bool
	for _, w := range words {
		n, isNumber := numerals[w]
		if v, err := strconv.ParseInt(w, 10, 16); err == nil {
			n, isNumber = v, true
		}
		switch {
		case isNumber && n > 0 && !pending:
			next, pending = n, true
		case slices.Contains(family, strings.TrimSuffix(w, "ku")):
			total, next, pending, named = total+next, 1, false, true
		case slices.Contains(himself, w) || slices.Contains(joining, w):
			named = named || slices.Contains(joining, w)
		default:
			return 0, false
		}
	}
	if pending { // "saya dan 2 karyawan": the last word was only a number's
		total += next
	}
	return total, named && total > 1
}

// Count reads a number of people or things between least and most: "3",
// "3 orang", "tiga", "sendiri".
func Count(s string, least, most int) (int, NumberFault) {
	text := strings.TrimRight(Plain(s), " .,!")
	if utf8.RuneCountInString(s) > mostRunes || strings.ContainsAny(text, "+-*/,.") {
		return 0, NoNumber
	}
	words := withoutSlip(strings.Fields(Tidy(text)), countNoise)
	if len(words) == 0 {
		return 0, NoNumber
	}
	n, ok := wholeCounts[strings.Join(words, " ")]
	if !ok {
		n, ok = countWords(words)
	}
	if !ok && len(words) == 1 {
		v, err := strconv.ParseInt(words[0], 10, 32)
		n, ok = v, err == nil
	}
	switch {
	case !ok:
		return 0, NoNumber
	case n < int64(least) || n > int64(most):
		return 0, OutOfRange
	}
	return int(n), ""
}

// MonthFits reports whether two digits are a month.
func MonthFits(two string) bool { n := atoi(two); return n >= 1 && n <= 12 }
