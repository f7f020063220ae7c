package enterprise

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"naikkelas/enterprise/read"
)

// DocumentNumber is what became of a typed number of a document.
type DocumentNumber struct {
	Number string           // as it is stored and shown
	Digits int              // how many digits were typed, for telling what is missing
	Fault  read.NumberFault // set: it cannot be right, Number is empty
	Flags  []string         // what does not fit, for an officer to look at: DocumentFlags
	City   string           // decoded: the city's code, "3573"
	Year   int              // decoded: the year in which it ends
}

// maxNumberRunes is longer than any number is printed, its label included.
const maxNumberRunes = 80

// ReadDocumentNumber reads a number as it is printed or typed: with spaces,
// dots, dashes and its name before it. What does not fit a hard pattern is a
// fault; everything else is kept, and flagged where it does not fit.
func (p *Program) ReadDocumentNumber(kind DocumentKind, typed string, b Business) DocumentNumber {
	n := DocumentNumber{Digits: len(read.Digits(read.WesternDigits(typed)))}
	if utf8.RuneCountInString(typed) > maxNumberRunes {
		n.Fault = read.WrongLength
		return n
	}
	number := NormalNumber(read.Plain(typed))
	if kind.Pattern == "" {
		return freeNumber(n, typed)
	}
	pattern, err := regexp.Compile(kind.Pattern)
	if err != nil { // the check of the programme files refuses it
		return freeNumber(n, typed)
	}
	found := matching(pattern, number)
	switch {
	case found == "" && kind.Hard:
		n.Fault = read.WrongLength
		if n.Digits == 0 {
			n.Fault = read.NoNumber
		}
		return n
	case found == "":
		n = freeNumber(n, typed)
		n.Flags = append(n.Flags, "pattern")
	default:
		n.Number = found
	}
	p.decode(kind, &n, b)
	return n
}

// freeNumber is a number of which no form is known.
func freeNumber(n DocumentNumber, typed string) DocumentNumber {
	n.Number = strings.ToUpper(read.Plain(typed))
	if n.Digits == 0 {
		n.Number, n.Fault = "", read.NoNumber
	}
	return n
}

// matching is the part of a number that a pattern takes, without the words that
// are printed before and behind it, such as "DEPKES RI P-IRT NO."; empty when
// there is none. A word before it that belongs to the number, as in "ID3511",
// is kept: the longest match counts.
func matching(pattern *regexp.Regexp, number string) string {
	first, last := strings.IndexAny(number, digits), strings.LastIndexAny(number, digits)
	if first < 0 {
		return ""
	}
	for from := range first + 1 {
		if number[from]&0xC0 == 0x80 { // inside a letter
			continue
		}
		for _, to := range []int{len(number), last + 1} {
			part := strings.Trim(number[from:to], ":#-,;()")
			for _, try := range []string{part, strings.ReplaceAll(part, "-", "")} {
				if pattern.MatchString(try) {
					return try
				}
			}
		}
	}
	return ""
}

const digits = "0123456789"

// NormalNumber is a document's number as patterns see it.
func NormalNumber(s string) string {
	return strings.NewReplacer(" ", "", ".", "", "/", "").Replace(strings.ToUpper(s))
}

// decode says what is known of the parts of a number, and what in them does
// not fit. Sources of the forms: documents.yaml.
func (p *Program) decode(kind DocumentKind, n *DocumentNumber, b Business) {
	digits := read.Digits(n.Number)
	flag := func(wrong bool, name string) {
		if wrong {
			n.Flags = append(n.Flags, name)
		}
	}
	switch kind.Code {
	case "nib":
		flag(b.NIB != "" && b.NIB != digits, "nib")
		flag(!read.NIBFits(digits), "issued")
	case "nik":
		flag(!birthFits(digits), "birth")
	case "sppirt":
		p.decodePIRT(n, digits)
	case "halal":
		flag(!read.MonthFits(digits[len(digits)-4:len(digits)-2]), "month")
	case "standard_certificate":
		flag(b.NIB != "" && !strings.HasPrefix(digits, b.NIB), "nib")
	case "bpom_md":
		n.Number = "MD " + digits
	case "pkrt":
		n.Number = n.Number[strings.Index(n.Number, "PK"):]
	case "notifkos":
		n.Number = notification.FindString(n.Number)
	}
}

// notification is a cosmetics number without the office's name before it.
var notification = regexp.MustCompile(`N([A-E]\d{11}|KIT\d{9})$`)

// decodePIRT: digit 1 the packaging (1-8), 2-3 the food (01-15), 4-7 the city,
// 8-9 the product, 10-13 the business, 14-15 the year in which it ends
// (PerBPOM 22/2018, kept by 4/2024).
func (p *Program) decodePIRT(n *DocumentNumber, digits string) {
	n.Number = "P-IRT " + digits[:13] + "-" + digits[13:]
	n.City, n.Year = digits[3:7], 2000+number(digits[13:])
	if food := number(digits[1:3]); digits[0] < '1' || digits[0] > '8' || food < 1 || food > 15 {
		n.Flags = append(n.Flags, "food")
	}
	if n.City != p.CityDigits() {
		n.Flags = append(n.Flags, "city")
	}
}

// CityDigits is the city's code as it stands in numbers: "3573".
func (p *Program) CityDigits() string { return read.Digits(p.Regions.City.Code) }

// birthFits: digits 7-12 of a NIK are the day of birth (40 more for women),
// month and year, and the last four are no zeros.
func birthFits(nik string) bool {
	day := number(nik[6:8])
	if day > 40 {
		day -= 40
	}
	return day >= 1 && day <= 31 && read.MonthFits(nik[8:10]) && nik[12:] != "0000"
}

// MaskNumber is a number as it may be shown: of an identity card, and of a tax
// number that is one, only the place and the end.
func MaskNumber(kind, number string) string {
	if (kind == "nik" || kind == "npwp") && len(number) >= 15 {
		return number[:4] + strings.Repeat("*", len(number)-8) + number[len(number)-4:]
	}
	return number
}

// LastDay is the day printed on a document that ends.
func (d Document) LastDay() time.Time { return d.Expires.AddDate(0, 0, -1) }

// YearFits tells whether the year in a document's number is that of its end;
// years that a number does not hold always fit.
func (p *Program) YearFits(kind DocumentKind, d Document) bool {
	if d.Number == "" || d.Expires.IsZero() {
		return true
	}
	n := p.ReadDocumentNumber(kind, d.Number, Business{})
	return n.Year == 0 || n.Year == d.LastDay().Year()
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
