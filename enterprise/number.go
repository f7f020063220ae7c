package enterprise

import (
	"regexp"
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

var nibForm = regexp.MustCompile(`^[\s]*(nib)?[\s:.]*(no)?[\s:.]*([0-9][0-9 .\-]*)$`)

// ReadNIB reads a business identification number: 13 digits, with whatever
// spaces, dots and dashes it is printed with. The digits carry no check sum.
func ReadNIB(s string) (string, NumberFault) {
	if utf8.RuneCountInString(s) > maxRupiahRunes {
		return "", NoNumber
	}
	m := nibForm.FindStringSubmatch(plain(s))
	if m == nil {
		return "", NoNumber
	}
	digits := onlyDigits(m[3])
	if len(digits) != nibDigits {
		return "", WrongLength
	}
	if strings.Count(digits, digits[:1]) == nibDigits {
		return "", OneDigitOnly
	}
	return digits, ""
}

const nikDigits = 16

// ReadNIK reads a population identity number: 16 digits, of which the seventh
// and eighth are the day of birth, 40 more for women (Permendagri 95/2019).
func ReadNIK(s string) (string, NumberFault) {
	digits := onlyDigits(s)
	if utf8.RuneCountInString(s) > maxRupiahRunes || strings.Trim(s, "0123456789 .-") != "" {
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

// ReadCount reads a number of people or things between least and most: "3",
// "3 orang", "tiga", "sendiri".
func ReadCount(s string, least, most int) (int, NumberFault) {
	text := strings.TrimRight(plain(s), " .,!")
	if utf8.RuneCountInString(s) > maxRupiahRunes || strings.ContainsAny(text, "+-*/,.") {
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
