package read

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// PhoneFault is why a text is no phone number.
type PhoneFault string

// What can be wrong with a phone number.
const (
	NoPhone       PhoneFault = "no phone number"
	PhoneTooShort PhoneFault = "too short"
	PhoneTooLong  PhoneFault = "too long"
)

// An Indonesian number has 8 to 13 digits after the 0 or +62 (a mobile number
// 9 to 12); E.164 allows 15 with the country's.
const (
	minNational      = 8
	minMobile        = 9
	maxNational      = 13
	minInternational = 8
	maxInternational = 15
)

var phoneForm = regexp.MustCompile(`^(wa|whatsapp|hp|no|nomor|telp|tel)?[\s.:]*(wa|hp)?[\s.:]*(\+?)([0-9][0-9 .()\-]*)$`)

// Phone reads a phone number as people write it and gives it in E.164:
// "0812 3456 7890", "62812...", "+62-812..." are all "+6281234567890". Numbers
// of other countries need their plus.
func Phone(s string) (string, PhoneFault) {
	if utf8.RuneCountInString(s) > mostRunes {
		return "", NoPhone
	}
	m := phoneForm.FindStringSubmatch(strings.ReplaceAll(Plain(s), "(", ""))
	if m == nil {
		return "", NoPhone
	}
	digits := Digits(m[4])
	switch {
	case strings.HasPrefix(digits, "0") && m[3] == "":
		return national(strings.TrimLeft(digits, "0"), len(digits)-len(strings.TrimLeft(digits, "0")))
	case strings.HasPrefix(digits, "62"):
		return national(strings.TrimPrefix(digits[2:], "0"), 1)
	case m[3] == "+":
		return international(digits)
	case strings.HasPrefix(digits, "8") && len(digits) >= minMobile:
		return national(digits, 1)
	}
	return "", NoPhone
}

func national(rest string, zeros int) (string, PhoneFault) {
	least := minNational
	if strings.HasPrefix(rest, "8") {
		least = minMobile
	}
	switch {
	case zeros > 1 || strings.HasPrefix(rest, "0"):
		return "", NoPhone
	case len(rest) < least:
		return "", PhoneTooShort
	case len(rest) > maxNational:
		return "", PhoneTooLong
	}
	return "+62" + rest, ""
}

func international(digits string) (string, PhoneFault) {
	switch {
	case strings.HasPrefix(digits, "0"):
		return "", NoPhone
	case len(digits) < minInternational:
		return "", PhoneTooShort
	case len(digits) > maxInternational:
		return "", PhoneTooLong
	}
	return "+" + digits, ""
}
