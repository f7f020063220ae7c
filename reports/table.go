package reports

import (
	"errors"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// How much of a table is read.
const (
	TableRows    = 5_000 // with anything in them, of all sheets
	TableColumns = 60
	tableCell    = 500 // characters of a cell
)

// Why a table is not read.
var (
	ErrTable     = errors.New("reports: no table can be read from this file")
	ErrTableSize = errors.New("reports: the table is too large")
)

// CellFault is why what stands in a cell is not what was meant.
type CellFault string

// What spreadsheets do to numbers and formulas.
const (
	Rounded CellFault = "rounded" // digits are lost: 3.57301E+15, or the 16th of a number
	NoValue CellFault = "formula" // whoever wrote the formula stored no value
)

// Cell is what stands in a cell, as trimmed text.
type Cell struct {
	Text  string
	Fault CellFault
}

// TableRow is a row with anything in it.
type TableRow struct {
	Number int // as a spreadsheet numbers it, from 1
	Cells  []Cell
}

// TableSheet is a sheet of a workbook, or all of a CSV.
type TableSheet struct {
	Name       string // empty: a CSV
	Hidden     bool
	Rows       []TableRow
	HiddenRows int   // how many of the rows a filter or somebody hides
	Unclosed   []int // numbers of rows with a quote that nothing closes: they were read without quotes
}

// ReadTable reads the sheets of an XLSX, or a CSV with commas, semicolons, tabs
// or bars. Rows without anything in them are left out. Numbers are whole digits
// where they are whole, so that a NIB is not 1.01E+12; dates are 2006-01-02.
func ReadTable(data []byte, kind string) ([]TableSheet, error) {
	if kind == "xlsx" {
		return readXLSX(data)
	}
	sheet, err := readCSV(data)
	return []TableSheet{sheet}, err
}

// add adds a row, if there is anything in it.
func (s *TableSheet) add(number int, row []Cell) error {
	for len(row) > 0 && row[len(row)-1] == (Cell{}) {
		row = row[:len(row)-1]
	}
	if len(row) == 0 {
		return nil
	}
	if len(s.Rows) > TableRows || len(row) > TableColumns {
		return ErrTableSize
	}
	s.Rows = append(s.Rows, TableRow{number, row})
	return nil
}

func tidyCell(cell string) string {
	cell = strings.Join(strings.Fields(strings.ToValidUTF8(cell, "")), " ")
	if r := []rune(cell); len(r) > tableCell {
		cell = string(r[:tableCell])
	}
	return cell
}

var (
	scientific = regexp.MustCompile(`^([0-9])(?:[.,]([0-9]+))?[eE](\+?)([0-9]{1,2})$`)
	floated    = regexp.MustCompile(`^([0-9]+)\.0{1,2}$`)
	excelText  = regexp.MustCompile(`^'[+0-9]`)
)

// textCell is a text that may be a number as a program wrote it, "81234567890.0"
// or "8.12E10", or as a spreadsheet showed it: "8.12346E+10" is all that is left
// of a number. The apostrophe before digits is Excel's mark of a text.
func textCell(cell string) Cell {
	if excelText.MatchString(cell) {
		return Cell{Text: cell[1:]}
	}
	if m := floated.FindStringSubmatch(cell); m != nil {
		return Cell{Text: m[1]}
	}
	m := scientific.FindStringSubmatch(cell)
	if m == nil {
		return Cell{Text: cell}
	}
	power, _ := strconv.Atoi(m[4])
	if m[3] != "" && len(m[2]) < power {
		return Cell{Text: cell, Fault: Rounded}
	}
	return Cell{Text: wholeNumber(strings.Replace(cell, ",", ".", 1))}
}

// A spreadsheet keeps 15 digits of a number, and no program more than 2^53.
const (
	digitsKept = 15
	exactMost  = "9007199254740992"
)

// numberCell is a number as it is stored. Where a spreadsheet kept 15 digits of
// more, those behind are zeros.
func numberCell(cell string) Cell {
	text := wholeNumber(cell)
	if strings.Trim(text, "0123456789") == "" && len(text) > digitsKept && (strings.HasSuffix(text, "0") || len(text) > len(exactMost) || text > exactMost) {
		return Cell{Text: text, Fault: Rounded}
	}
	return Cell{Text: text}
}

// wholeNumber writes 1.01230099999E+11 and 2018.0 as digits.
func wholeNumber(cell string) string {
	if !strings.ContainsAny(cell, "eE.") || strings.Trim(cell, "0123456789.+-eE") != "" {
		return cell
	}
	n, _, err := big.ParseFloat(cell, 10, 128, big.ToNearestEven)
	if err != nil || !n.IsInt() || n.MantExp(nil) > 100 {
		return cell
	}
	return n.Text('f', 0)
}
