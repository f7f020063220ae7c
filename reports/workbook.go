package reports

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is one table of a workbook. Cells are text, which keeps a NIB's zeros,
// except in the columns of numbers.
type Sheet struct {
	Name    string
	Header  []string
	Rows    [][]string
	Numbers []int // columns, from 0, whose cells are numbers where they can be

	Chart   string // "bars", "stacked", "line": it is drawn by Excel itself; "page": the drawings stand here
	Charted []int  // the columns that are drawn, by the first one
}

// What Excel takes of a sheet's name, and of a cell.
const (
	maxSheetName = 31
	maxCell      = 32_767
)

// columnWidth is a width, in characters, that shows a name or a date whole.
const columnWidth = 22

// Workbook writes tables as XLSX. A cell that begins like a formula stays
// text: what people typed is never calculated.
func Workbook(w io.Writer, sheets []Sheet) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing is on disk
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("reports: style of a workbook: %w", err)
	}
	for i, s := range sheets {
		if err := addSheet(f, i, s, bold); err != nil {
			return fmt.Errorf("reports: sheet %s: %w", s.Name, err)
		}
	}
	if err := addCharts(f, sheets); err != nil {
		return fmt.Errorf("reports: charts of a workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("reports: write workbook: %w", err)
	}
	return nil
}

func addSheet(f *excelize.File, i int, s Sheet, bold int) error {
	name := sheetName(s.Name, i)
	if i == 0 {
		if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
			return err
		}
	} else if _, err := f.NewSheet(name); err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := stream.SetColWidth(1, max(1, len(s.Header)), columnWidth); err != nil {
		return err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	header := make([]any, len(s.Header))
	for j, h := range s.Header {
		header[j] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := stream.SetRow("A1", header); err != nil {
		return err
	}
	for n, row := range s.Rows {
		if err := stream.SetRow("A"+strconv.Itoa(n+2), cells(row, s.Numbers)); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func cells(row []string, numbers []int) []any {
	out := make([]any, len(row))
	for j, text := range row {
		if r := []rune(text); len(r) > maxCell {
			text = string(r[:maxCell-1]) + "…"
		}
		out[j] = text
		for _, n := range numbers {
			if v, err := strconv.ParseFloat(text, 64); n == j && err == nil {
				out[j] = v
			}
		}
	}
	return out
}

// sheetName is a name that Excel takes: short, without signs of its own.
func sheetName(name string, i int) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, name)
	if r := []rune(name); len(r) > maxSheetName {
		name = string(r[:maxSheetName])
	}
	if strings.TrimSpace(name) == "" {
		name = "Sheet" + strconv.Itoa(i+1)
	}
	return name
}
