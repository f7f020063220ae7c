package reports

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// A table that is to be drawn is drawn by the spreadsheet itself, from its cells.
func TestTablesAreDrawnByTheSpreadsheet(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := Workbook(&b, []Sheet{
		{Name: "Tingkat & 'lainnya'", Header: []string{"Kecamatan", "Rintisan", "Tumbuh"}, Numbers: []int{1, 2}, Rows: [][]string{{"Klojen", "7", "9"}, {"Sukun", "<5", "6"}}, Chart: "stacked", Charted: []int{1, 2}},
		{Name: "Penjualan", Header: []string{"Bulan", "Orang"}, Numbers: []int{1}, Rows: [][]string{{"2026-10", "12"}}, Chart: "line", Charted: []int{1}},
		{Name: "Kosong", Header: []string{"Bulan", "Orang"}, Chart: "bars", Charted: []int{1}},
		{Name: "Grafik", Chart: "page"},
	})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var charts []string
	for _, file := range z.File {
		if !strings.HasPrefix(file.Name, "xl/charts/") {
			continue
		}
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(r)
		_ = r.Close()
		charts = append(charts, string(data))
	}
	if all := strings.Join(charts, ""); len(charts) != 2 || !strings.Contains(all, "$B$2:$B$3") || !strings.Contains(all, "$C$2:$C$3") || !strings.Contains(all, "lineChart") || !strings.Contains(all, "stacked") {
		t.Errorf("%d charts: %s", len(charts), charts)
	}
}
