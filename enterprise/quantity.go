package enterprise

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"naikkelas/enterprise/read"
)

// Quantity is so much of something in a month: 500 bungkus.
type Quantity struct {
	Amount int    `json:"n"`
	Unit   string `json:"u"` // as units writes it, or as it was typed
}

// String is "500 bungkus".
func (q Quantity) String() string { return strconv.Itoa(q.Amount) + " " + q.Unit }

// units are the ways people write one unit; the first is kept.
var units = [][]string{
	{"pcs", "pc", "buah", "bh", "biji", "potong", "item", "items", "piece", "pieces"},
	{"bungkus", "bks", "pak", "pack", "packs", "sachet", "pouch"},
	{"kg", "kilo", "kilogram", "kilograms"},
	{"liter", "ltr", "l", "litre", "litres"},
	{"botol", "btl", "bottle", "bottles"},
	{"kotak", "box", "boks", "dus", "kardus", "boxes"},
	{"porsi", "portion", "portions"},
	{"pasang", "pair", "pairs"},
	{"lusin", "dozen", "dozens"},
}

// quantityMost is the largest amount that is believed, unitMost the longest
// unit and maxQuantityRunes the longest text that is read, in characters.
const (
	quantityMost     = 10_000_000
	unitMost         = 20
	maxQuantityRunes = 80
)

var (
	quantityForm  = regexp.MustCompile(`^(?:(?:sekitar|kira kira|kira-kira|kurang lebih|about|around) )?([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+) ?(ribu|rb)? ?([a-z][a-z ]*)$`)
	monthly       = regexp.MustCompile(`(?: ?(?:per|/|tiap|setiap|a|each|every) ?| se)(?:bulan|bln|month)$`)
	noUnit        = regexp.MustCompile(`(?:hari|minggu|pekan|tahun|day|week|year|ribu|rb|juta|jt)$`)
	thousandMarks = strings.NewReplacer(".", "", ",", "")
)

// ReadQuantity reads an amount with its unit, by the month: "500 bungkus",
// "1.000 pcs sebulan", "sekitar 2 ribu botol per bulan". An amount without a
// unit, or of another time than a month, is none.
func ReadQuantity(s string) (Quantity, bool) {
	if utf8.RuneCountInString(s) > maxQuantityRunes {
		return Quantity{}, false
	}
	text := monthly.ReplaceAllString(strings.TrimRight(read.Plain(s), " .!"), "")
	m := quantityForm.FindStringSubmatch(text)
	if m == nil || noUnit.MatchString(text) {
		return Quantity{}, false
	}
	n, err := strconv.Atoi(thousandMarks.Replace(m[1]))
	if m[2] != "" {
		n *= 1000
	}
	unit := strings.TrimSpace(m[3])
	if err != nil || n < 1 || n > quantityMost || utf8.RuneCountInString(unit) > unitMost {
		return Quantity{}, false
	}
	return Quantity{n, unitName(unit)}, true
}

func unitName(typed string) string {
	for _, names := range units {
		for _, name := range names {
			if typed == name {
				return names[0]
			}
		}
	}
	return typed
}
