package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// csvForm is how the lines of a file are divided: by the separator that most
// lines agree on.
type csvForm struct {
	comma rune
	wide  int // separators in most lines
}

// cellLines is how many lines a quoted cell may have.
const cellLines = 50

func readCSV(data []byte) (TableSheet, error) {
	var sheet TableSheet
	if len(data) > 2*csvMost { // of UTF-16
		return sheet, ErrTableSize
	}
	data, ok := asText(data)
	if !ok {
		return sheet, ErrTable
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n")
	form := formOf(lines)
	if err := fitsCSV(data, form.comma); err != nil {
		return sheet, err
	}
	number := 0
	for at := 0; at < len(lines); {
		record, n, unclosed := form.record(lines[at:])
		if at, number = at+n, number+1; separatorLine.MatchString(record) && number == 1 {
			continue
		}
		cells, err := form.cells(record)
		if err != nil {
			return sheet, fmt.Errorf("%w: %w", ErrTable, err)
		}
		if unclosed {
			sheet.Unclosed = append(sheet.Unclosed, number)
		}
		row := make([]Cell, len(cells))
		for i, cell := range cells {
			row[i] = textCell(tidyCell(cell))
		}
		if err := sheet.add(number, row); err != nil {
			return sheet, err
		}
	}
	return sheet, nil
}

// separatorLine tells Excel by what the lines are divided.
var separatorLine = regexp.MustCompile(`^(?i:sep)=(.)$`)

// formOf finds the separator by the whole file: the one that divides the most
// lines into equally many cells. A title with a comma in it says nothing.
func formOf(lines []string) csvForm {
	best, most := csvForm{comma: ','}, 0
	for _, comma := range []rune{',', ';', '\t', '|'} {
		counts := map[int]int{}
		for _, line := range lines {
			counts[separators(line, comma)]++
		}
		for n, times := range counts {
			if score := n * times; score > most || score == most && n > best.wide && comma == best.comma {
				best, most = csvForm{comma, n}, score
			}
		}
	}
	if m := separatorLine.FindStringSubmatch(lines[0]); m != nil {
		if r, _ := utf8.DecodeRuneInString(m[1]); r != best.comma {
			best = csvForm{comma: r}
			for _, line := range lines[1:] {
				best.wide = max(best.wide, separators(line, r))
			}
		}
	}
	return best
}

// separators counts those outside of quotes.
func separators(line string, comma rune) int {
	n, quoted := 0, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == comma && !quoted:
			n++
		}
	}
	return n
}

// record is the first record of some lines, and of how many it is. A quote that
// is not closed before another whole record would swallow people: the line is
// then taken by itself, without its quotes.
func (f csvForm) record(lines []string) (text string, n int, unclosed bool) {
	if !f.open(lines[0]) {
		return lines[0], 1, false
	}
	text = lines[0]
	for n = 1; n < min(len(lines), cellLines); n++ {
		whole := strings.Count(lines[n], string(f.comma)) >= f.wide
		if text += "\n" + lines[n]; !f.open(text) {
			if cells, err := f.cells(text); !whole || err == nil && len(cells) == f.wide+1 {
				return text, n + 1, false
			}
		}
		if whole {
			break
		}
	}
	return strings.ReplaceAll(lines[0], `"`, ""), 1, true
}

// open reports whether a text ends within a quoted cell. A quote opens one only
// at its beginning, and closes it only at its end, as the reader takes it.
func (f csvForm) open(text string) bool {
	begins, quoted := true, false
	for i, r := range text {
		rest := text[i+utf8.RuneLen(r):]
		switch {
		case quoted && r == '"' && (rest == "" || strings.HasPrefix(rest, string(f.comma)) || rest[0] == '\n'):
			quoted = false
		case !quoted && begins && r == '"':
			quoted = true
		}
		begins = r == f.comma
	}
	return quoted
}

func (f csvForm) cells(record string) ([]string, error) {
	if !strings.Contains(record, `"`) {
		return strings.Split(record, string(f.comma)), nil
	}
	r := csv.NewReader(strings.NewReader(record))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = f.comma, -1, true
	return r.Read()
}

// asText makes UTF-8 of what spreadsheets call text: UTF-8 and UTF-16 with or
// without their marks, and Windows-1252, in which few letters are foreign. ok is
// false for what is no text.
func asText(data []byte) (text []byte, ok bool) {
	data = bytes.TrimRight(data, "\x1a") // the end of a file, for DOS
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return text, err == nil && bytes.IndexByte(text, 0) < 0
	case bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) }):
		return nil, false
	case utf8.Valid(data):
		return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), true
	}
	foreign := 0
	for _, b := range data {
		if b >= utf8.RuneSelf {
			foreign++
		}
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return text, err == nil && foreign <= len(data)/10
}
