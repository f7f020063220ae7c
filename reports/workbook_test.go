package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestWorkbookKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxCell+10)
	var b bytes.Buffer
	err := Workbook(&b, []Sheet{
		{Name: "Penerima: siaran [1] yang namanya terlalu panjang", Header: []string{"Nama", "NIB", "Nilai"}, Numbers: []int{2}, Rows: [][]string{
			{`=HYPERLINK("x")`, "0101230099999", "62"}, {"+62 <b>&", "@x", "belum"}, {"", long, "-1.5"},
		}},
		{Name: "", Header: nil, Rows: nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	sheets := f.GetSheetList()
	if len(sheets) != 2 || len([]rune(sheets[0])) > maxSheetName || sheets[1] != "Sheet2" {
		t.Fatalf("the sheets are %q", sheets)
	}
	for cell, want := range map[string]struct {
		value string
		kind  excelize.CellType
	}{
		"A1": {"Nama", excelize.CellTypeInlineString},
		"A2": {`=HYPERLINK("x")`, excelize.CellTypeInlineString},
		"B2": {"0101230099999", excelize.CellTypeInlineString},
		"C2": {"62", excelize.CellTypeUnset}, // a number has no type of its own
		"A3": {"+62 <b>&", excelize.CellTypeInlineString},
		"C3": {"belum", excelize.CellTypeInlineString},
		"C4": {"-1.5", excelize.CellTypeUnset},
	} {
		value, err := f.GetCellValue(sheets[0], cell)
		kind, err2 := f.GetCellType(sheets[0], cell)
		if err != nil || err2 != nil || value != want.value || kind != want.kind {
			t.Errorf("%s is %q of type %d, want %q of type %d", cell, value, kind, want.value, want.kind)
		}
		if formula, _ := f.GetCellFormula(sheets[0], cell); formula != "" {
			t.Errorf("%s is the formula %s", cell, formula)
		}
	}
	if value, _ := f.GetCellValue(sheets[0], "B4"); len([]rune(value)) != maxCell || !strings.HasSuffix(value, "…") {
		t.Errorf("a text that is too long has %d characters", len([]rune(value)))
	}
}

func BenchmarkWorkbook(b *testing.B) {
	s := Sheet{Name: "Penerima", Header: []string{"Nomor", "Keadaan"}}
	for range 10_000 {
		s.Rows = append(s.Rows, []string{"p12345", "terkirim"})
	}
	for b.Loop() {
		var out bytes.Buffer
		if err := Workbook(&out, []Sheet{s}); err != nil {
			b.Fatal(err)
		}
	}
}
