package reports

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

func readXLSX(data []byte) ([]TableSheet, error) {
	if err := fits(data); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpackedMost, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = f.Close() }() // only temporary files are left to close
	book, err := openBook(data, f)
	if err != nil {
		return nil, err
	}
	var out []TableSheet
	left := TableRows
	for _, name := range f.GetSheetList() {
		sheet, err := book.sheet(name)
		if err != nil {
			return nil, err
		}
		if left -= len(sheet.Rows); left < 0 {
			return nil, ErrTableSize
		}
		out = append(out, sheet)
	}
	return out, nil
}

// xlsx is an open workbook: the library reads the values, and what it does not
// tell of a cell, whether it is a number, a date or an empty formula, is read
// from the sheet's part beside it.
type xlsx struct {
	*excelize.File
	parts map[string]*zip.File // of the sheets, by name
	dates map[int]bool         // by style: whether it shows a date
	since bool                 // days are counted from 1904
}

func openBook(data []byte, f *excelize.File) (*xlsx, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTable, err)
	}
	x := &xlsx{File: f, parts: map[string]*zip.File{}, dates: map[int]bool{}}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		x.since = *props.Date1904
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	readPart(archive, "xl/workbook.xml", &book)
	readPart(archive, "xl/_rels/workbook.xml.rels", &links)
	for _, s := range book.Sheets {
		for _, l := range links.All {
			if l.ID != s.ID {
				continue
			}
			name := strings.TrimPrefix(l.Target, "/")
			if !strings.HasPrefix(name, "xl/") {
				name = path.Join("xl", name)
			}
			if i := slices.IndexFunc(archive.File, func(p *zip.File) bool { return p.Name == name }); i >= 0 {
				x.parts[s.Name] = archive.File[i]
			}
		}
	}
	return x, nil
}

// readPart reads a small part of an archive that was found to fit; one that is
// not there, or is called otherwise, leaves what it would tell unknown.
func readPart(archive *zip.Reader, name string, into any) {
	r, err := archive.Open(name)
	if err != nil {
		return
	}
	defer func() { _ = r.Close() }() // only read from
	_ = xml.NewDecoder(io.LimitReader(r, partMost)).Decode(into)
}

func (x *xlsx) sheet(name string) (TableSheet, error) {
	s := TableSheet{Name: name}
	if seen, err := x.GetSheetVisible(name); err == nil {
		s.Hidden = !seen
	}
	facts, hidden, err := x.facts(name)
	if err != nil {
		return s, err
	}
	rows, err := x.Rows(name)
	if err != nil {
		return s, fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = rows.Close() }() // only read from
	for number := 1; rows.Next(); number++ {
		values, err := rows.Columns()
		if err != nil {
			return s, fmt.Errorf("%w: %w", ErrTable, err)
		}
		before := len(s.Rows)
		if err := s.add(number, x.cells(values, facts[number])); err != nil {
			return s, err
		}
		if len(s.Rows) > before && hidden[number] {
			s.HiddenRows++
		}
	}
	return s, rows.Error()
}

// cells are the cells of a row, each as what it is. A formula without a value
// may stand behind the last value of its row.
func (x *xlsx) cells(values []string, facts map[int]cellFact) []Cell {
	out := make([]Cell, len(values))
	for i, value := range values {
		value = tidyCell(value)
		switch fact := facts[i+1]; {
		case fact == isEmptyFormula:
			out[i] = Cell{Fault: NoValue}
		case fact == isNumber:
			out[i] = numberCell(value)
		case fact == isDate:
			out[i] = x.date(value)
		default:
			out[i] = textCell(value)
		}
	}
	for column, fact := range facts {
		if fact == isEmptyFormula && column > len(values) && column <= TableColumns {
			out = append(out, make([]Cell, max(0, column-len(out)))...)
			out[column-1] = Cell{Fault: NoValue}
		}
	}
	return out
}

func (x *xlsx) date(value string) Cell {
	days, err := strconv.ParseFloat(value, 64)
	if err != nil || days < 1 {
		return textCell(value)
	}
	t, err := excelize.ExcelDateToTime(days, x.since)
	if err != nil {
		return textCell(value)
	}
	return Cell{Text: t.Format("2006-01-02")}
}

// cellFact is what a cell is; most are text, or numbers that show it.
type cellFact byte

const (
	isNumber cellFact = iota + 1
	isDate
	isEmptyFormula
)

// sheetCell is what the part of a sheet tells of a cell.
type sheetCell struct {
	Place   string  `xml:"r,attr"`
	Style   int     `xml:"s,attr"`
	Type    string  `xml:"t,attr"`
	Formula *string `xml:"f"`
	Value   *string `xml:"v"`
}

// facts reads the part of a sheet cell by cell: what is told is by row and column, from 1.
func (x *xlsx) facts(name string) (facts map[int]map[int]cellFact, hidden map[int]bool, err error) {
	facts, hidden = map[int]map[int]cellFact{}, map[int]bool{}
	part := x.parts[name]
	if part == nil {
		return facts, hidden, nil
	}
	r, err := part.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = r.Close() }() // only read from
	d := xml.NewDecoder(io.LimitReader(r, unpackedMost))
	row, column := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return facts, hidden, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrTable, err)
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "row":
			row, column = rowNumber(start, row+1), 0
			if isHidden(start) {
				hidden[row] = true
			}
		case start.Name.Local == "c":
			var cell sheetCell
			if err := d.DecodeElement(&cell, &start); err != nil {
				return nil, nil, fmt.Errorf("%w: %w", ErrTable, err)
			}
			column++
			if named, _, err := excelize.CellNameToCoordinates(cell.Place); err == nil {
				column = named
			}
			if fact := x.fact(cell); fact != 0 {
				if facts[row] == nil {
					facts[row] = map[int]cellFact{}
				}
				facts[row][column] = fact
			}
		}
	}
}

// rowNumber is the number that a row gives itself, or the next one.
func rowNumber(row xml.StartElement, next int) int {
	for _, a := range row.Attr {
		if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil {
			return n
		}
	}
	return next
}

func isHidden(row xml.StartElement) bool {
	return slices.ContainsFunc(row.Attr, func(a xml.Attr) bool { return a.Name.Local == "hidden" && (a.Value == "1" || a.Value == "true") })
}

func (x *xlsx) fact(cell sheetCell) cellFact {
	switch {
	case cell.Value == nil && cell.Formula != nil:
		return isEmptyFormula
	case cell.Value == nil || cell.Type != "" && cell.Type != "n":
		return 0
	case x.showsDate(cell.Style):
		return isDate
	case strings.ContainsAny(*cell.Value, "eE.") || len(*cell.Value) > digitsKept:
		return isNumber
	}
	return 0
}

// dateForm is what is left of a number's form that shows a date.
var (
	dateForm  = regexp.MustCompile(`[yd]`)
	notInForm = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|General`)
)

// showsDate reports whether a style shows a number as a date (ECMA-376 part 1,
// 18.8.30: 14 to 17 and 22 are dates, 27 to 36 and 50 to 58 those of East Asia).
func (x *xlsx) showsDate(style int) bool {
	if style == 0 {
		return false
	}
	shows, known := x.dates[style]
	if known {
		return shows
	}
	if s, err := x.GetStyle(style); err == nil {
		n := s.NumFmt
		shows = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58
		if s.CustomNumFmt != nil {
			shows = dateForm.MatchString(strings.ToLower(notInForm.ReplaceAllString(*s.CustomNumFmt, "")))
		}
	}
	x.dates[style] = shows
	return shows
}
