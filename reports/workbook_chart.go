package reports

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// chartKinds are how a table may be drawn. The charts are the spreadsheet's own:
// whoever gets the file can change them.
var chartKinds = map[string]excelize.ChartType{"bars": excelize.Bar, "stacked": excelize.BarStacked, "line": excelize.Line}

// chartRows is how many rows of the sheet of charts one of them takes.
const chartRows = 20

// addCharts draws the tables that are to be drawn on the sheet for them.
func addCharts(f *excelize.File, sheets []Sheet) error {
	page := slices.IndexFunc(sheets, func(s Sheet) bool { return s.Chart == "page" })
	if page < 0 {
		return nil
	}
	n := 0
	for i, s := range sheets {
		kind, drawn := chartKinds[s.Chart]
		if !drawn || len(s.Rows) == 0 {
			continue
		}
		name := sheetName(s.Name, i)
		span := func(column int) (string, error) {
			letter, err := excelize.ColumnNumberToName(column + 1)
			return fmt.Sprintf("'%s'!$%s$2:$%s$%d", name, letter, letter, len(s.Rows)+1), err
		}
		categories, err := span(0)
		if err != nil {
			return err
		}
		chart := &excelize.Chart{Type: kind, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s.Name}}}, Dimension: excelize.ChartDimension{Width: 760, Height: 380}, Legend: excelize.ChartLegend{Position: "bottom"}}
		if kind != excelize.Line {
			chart.XAxis.ReverseOrder = true // the first row on top
		}
		for _, column := range s.Charted {
			values, err := span(column)
			if err != nil {
				return err
			}
			letter, _ := excelize.ColumnNumberToName(column + 1) // it had a name a moment ago
			chart.Series = append(chart.Series, excelize.ChartSeries{Name: fmt.Sprintf("'%s'!$%s$1", name, letter), Categories: categories, Values: values})
		}
		if err := f.AddChart(sheetName(sheets[page].Name, page), fmt.Sprintf("A%d", n*chartRows+3), chart); err != nil {
			return err
		}
		n++
	}
	return nil
}
