package reports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// How much of a table is read.
const (
	TableRows    = 5_000
	TableColumns = 60
	tableCell    = 500 // characters of a cell
)

// Why a table is not read.
var (
	ErrTable     = errors.New("reports: no table can be read from this file")
	ErrTableSize = errors.New("reports: the table is too large")
)

// ReadTable reads the first sheet of an XLSX, or a CSV with commas, semicolons
// or tabs, as trimmed text. Empty rows have no cells, so that the others keep
// their numbers; numbers are whole digits where they are whole, so that a NIB
// is not 1.01E+12.
func ReadTable(data []byte, kind string) ([][]string, error) {
	read := readCSV
	if kind == "xlsx" {
		read = readXLSX
	}
	var rows [][]string
	err := read(data, func(row []string) error {
		if row = tidyRow(row); len(rows) > TableRows || len(row) > TableColumns {
			return ErrTableSize
		}
		rows = append(rows, row)
		return nil
	})
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return rows, err
}

func tidyRow(row []string) []string {
	for i, cell := range row {
		cell = strings.Join(strings.Fields(strings.ToValidUTF8(cell, "")), " ")
		if r := []rune(cell); len(r) > tableCell {
			cell = string(r[:tableCell])
		}
		row[i] = cell
	}
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

func readXLSX(data []byte, each func([]string) error) error {
	if err := fits(data); err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpackedMost, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = f.Close() }() // only temporary files are left to close
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		row, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrTable, err)
		}
		for i, cell := range row {
			row[i] = wholeNumber(cell)
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Error()
}

// wholeNumber writes 1.01230099999E+11 as digits.
func wholeNumber(cell string) string {
	if !strings.ContainsAny(cell, "eE") || strings.Trim(cell, "0123456789.+-eE") != "" {
		return cell
	}
	n, _, err := big.ParseFloat(cell, 10, 128, big.ToNearestEven)
	if err != nil || !n.IsInt() || n.MantExp(nil) > 100 {
		return cell
	}
	return n.Text('f', 0)
}

func readCSV(data []byte, each func([]string) error) error {
	if len(data) > 2*csvMost { // of UTF-16
		return ErrTableSize
	}
	data, ok := asText(data)
	if !ok {
		return ErrTable
	}
	if err := fitsCSV(data, separator(data)); err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(data), -1, true
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%w: %w", ErrTable, err)
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// asText makes UTF-8 of what spreadsheets call text: UTF-8 and UTF-16 with or
// without their marks, and Windows-1252, in which few letters are foreign. ok is
// false for what is no text.
func asText(data []byte) (text []byte, ok bool) {
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

// separator is whichever of the three the first line has most of.
func separator(data []byte) rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', -1
	for _, s := range []rune{',', ';', '\t'} {
		if n := bytes.Count(line, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}
