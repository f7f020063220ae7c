package reports

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestReadTable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, csv string
		want      [][]string
	}{
		{"commas", "Nama,HP\nSiti,0812\n", [][]string{{"Nama", "HP"}, {"Siti", "0812"}}},
		{"semicolons, as spreadsheets in Indonesia write them", "Nama;HP\nSiti, S.E.;0812\n", [][]string{{"Nama", "HP"}, {"Siti, S.E.", "0812"}}},
		{"tabs", "Nama\tHP\nSiti\t0812\n", [][]string{{"Nama", "HP"}, {"Siti", "0812"}}},
		{"a byte order mark, and Windows' line ends", "\xef\xbb\xbfNama,HP\r\nSiti,0812\r\n", [][]string{{"Nama", "HP"}, {"Siti", "0812"}}},
		{"quotes around separators", "Nama,Alamat\nSiti,\"Jl. Ijen 5, Malang\"\n", [][]string{{"Nama", "Alamat"}, {"Siti", "Jl. Ijen 5, Malang"}}},
		{"a stray quote", "Nama,Usaha\nSiti,Warung \"Bu\" Siti\n", [][]string{{"Nama", "Usaha"}, {"Siti", `Warung "Bu" Siti`}}},
		{"empty rows and spaces", "Nama,HP\n\n , \n  Siti   Aminah ,0812,,\n", [][]string{{"Nama", "HP"}, {"Siti Aminah", "0812"}}},
		{"UTF-16, as \"Unicode text\" is", "\xff\xfeN\x00a\x00\t\x00H\x00\n\x00S\x00\t\x00\xe9\x00", [][]string{{"Na", "H"}, {"S", "é"}}},
		{"Windows-1252, with a hard space", "Nama;HP\nSiti\xa0Aminah Ren\xe9e;0812 3456 7890\n", [][]string{{"Nama", "HP"}, {"Siti Aminah Renée", "0812 3456 7890"}}},
		{"rows of different lengths", "a,b,c\n1\n1,2\n", [][]string{{"a", "b", "c"}, {"1"}, {"1", "2"}}},
	} {
		got, err := texts(ReadTable([]byte(row.csv), "csv"))
		if err != nil || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %q, %v, want %q", row.name, got, err, row.want)
		}
	}
}

// texts are the cells of the first sheet.
func texts(sheets []TableSheet, err error) ([][]string, error) {
	var out [][]string
	for _, row := range sheets[0].Rows {
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cell.Text)
		}
		out = append(out, cells)
	}
	return out, err
}

func TestReadTableRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Siti,0812\n", TableRows+2)
	wide := strings.Repeat("a,", TableColumns+1) + "a\n"
	for _, row := range []struct {
		name, kind, data string
		want             error
	}{
		{"a ZIP that is no spreadsheet", "xlsx", "PK\x03\x04 xl/", ErrTable},
		{"half a spreadsheet", "xlsx", string(workbook(t, [][]string{{"a"}})[:200]), ErrTable},
		{"no text", "csv", "a,b\n\xff\xfe,c\n", ErrTable},
		{"a PDF by another name", "csv", "%PDF-1.4\n\x00\x01\x02,\n", ErrTable},
		{"too many rows", "csv", long, ErrTableSize},
		{"too many columns", "csv", wide, ErrTableSize},
	} {
		if _, err := ReadTable([]byte(row.data), row.kind); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
}

func workbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Workbook(&b, []Sheet{{Name: "Data", Header: []string{"Nama", "NIB"}, Rows: rows, Numbers: []int{1}}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A NIB that a spreadsheet took for a number keeps its digits, but for zeros
// in front.
func TestReadTableOfASpreadsheet(t *testing.T) {
	t.Parallel()
	got, err := texts(ReadTable(workbook(t, [][]string{{"Siti", "1012300999991"}, {"Budi", "9120001234567890"}}), "xlsx"))
	want := [][]string{{"Nama", "NIB"}, {"Siti", "1012300999991"}, {"Budi", "9120001234567890"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	for number, want := range map[string]string{"1.0123009999E+12": "1012300999900", "8.12E10": "81200000000", "1E999": "1E999", "2E5 m": "2E5 m", "1.5e0": "1.5e0", "E": "E"} {
		if got := wholeNumber(number); got != want {
			t.Errorf("%s is %s, want %s", number, got, want)
		}
	}
}

// fuzzMost is how large the heap may become that is to stay below 120 MB: what
// cannot be collected while a table is read counts.
const fuzzMost = 220 << 20

func FuzzReadTable(f *testing.F) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(120 << 20))
	f.Add([]byte("Nama;HP\nSiti;0812\n"), false)
	f.Add([]byte("PK\x03\x04xl/"), true)
	f.Add(workbook(f, [][]string{{"Siti", "1012300999991"}}), true)
	f.Add(repacked(f, "xl/worksheets/sheet1.xml", sheetBegin+`<row r="1"><c r="A1" t="inlineStr"><is><t>`, "A", 8<<20, `</t></is></c></row>`+sheetEnd), true)
	f.Fuzz(func(t *testing.T, data []byte, spreadsheet bool) {
		kind := "csv"
		if spreadsheet {
			kind = "xlsx"
		}
		sheets, err := ReadTable(data, kind)
		var used runtime.MemStats
		if runtime.ReadMemStats(&used); used.HeapSys-used.HeapReleased > fuzzMost {
			t.Fatalf("after %d bytes the heap has %d MB", len(data), (used.HeapSys-used.HeapReleased)>>20)
		}
		if err != nil && !errors.Is(err, ErrTable) && !errors.Is(err, ErrTableSize) && !spreadsheet {
			t.Fatalf("an error of no kind: %v", err)
		}
		for _, sheet := range sheets {
			for _, row := range sheet.Rows {
				if len(row.Cells) > TableColumns || row.Number < 1 || fmt.Sprint(row.Cells) != strings.TrimSpace(fmt.Sprint(row.Cells)) {
					t.Fatalf("not tidy: %v", row)
				}
			}
		}
	})
}

// The whole file tells what divides its lines, and a quote that nothing closes
// swallows nobody.
func TestReadTableOfLines(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, csv string
		rows      []int // their numbers
		cells     int   // of the last row
		unclosed  []int
	}{
		{"a title with commas above semicolons", "DATA UMKM, KOTA MALANG, 2026\n\nNama;HP;NIB\nSiti;0812;1\nBudi;0813;2\n", []int{1, 3, 4, 5}, 3, nil},
		{"bars", "Nama|HP\nSiti|0812\n", []int{1, 2}, 2, nil},
		{"what Excel is told to divide by", "sep=|\nNama|HP, WA\nSiti|0812, 0813\n", []int{2, 3}, 2, nil},
		{"an old Mac's lines", "Nama,HP\rSiti,0812\r", []int{1, 2}, 2, nil},
		{"the end of a file for DOS", "Nama,HP\nSiti,0812\n\x1a", []int{1, 2}, 2, nil},
		{"a quote that nothing closes", "Nama,HP\nSiti,\"0812\nBudi,0813\nAni,\"Kue\"\n", []int{1, 2, 3, 4}, 2, []int{2}},
		{"one in the last line", "Nama,HP\nSiti,0812\nBudi,\"0813\n", []int{1, 2, 3}, 2, []int{3}},
		{"inches", "Nama,Usaha\nSiti,Pipa 5\"\nBudi,Pipa 6\"\n", []int{1, 2, 3}, 2, nil},
		{"a cell of two lines", "Nama,Alamat,HP\nSiti,\"Jl. Ijen 5\nRT 1, RW 2, Malang\",0812\nBudi,,0813\n", []int{1, 2, 3}, 3, nil},
		{"a first cell of two lines", "Nama,HP\n\"Siti\nAminah\",0812\nBudi,0813\n", []int{1, 2, 3}, 2, nil},
	} {
		sheets, err := ReadTable([]byte(row.csv), "csv")
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
			continue
		}
		var numbers []int
		for _, r := range sheets[0].Rows {
			numbers = append(numbers, r.Number)
		}
		if last := sheets[0].Rows[len(numbers)-1]; !reflect.DeepEqual(numbers, row.rows) || len(last.Cells) != row.cells || !reflect.DeepEqual(sheets[0].Unclosed, row.unclosed) {
			t.Errorf("%s: rows %v, unclosed %v, the last is %v", row.name, numbers, sheets[0].Unclosed, last)
		}
	}
}

// A number is whole, or it is said that it is not.
func TestCells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Cell{
		"81234567890.0": {Text: "81234567890"}, "8.12E10": {Text: "81200000000"}, "8.1234567891E+10": {Text: "81234567891"},
		"8.12346E+10": {"8.12346E+10", Rounded}, "8,12346E+10": {"8,12346E+10", Rounded}, "1E+07": {"1E+07", Rounded}, "3.57301E+15": {"3.57301E+15", Rounded},
		"'0812": {Text: "0812"}, "'Aisyiyah": {Text: "'Aisyiyah"}, "5.000": {Text: "5.000"}, "5.000.000,00": {Text: "5.000.000,00"}, "2E5 m": {Text: "2E5 m"},
	} {
		if got := textCell(text); got != want {
			t.Errorf("text %s is %v, want %v", text, got, want)
		}
	}
	for number, want := range map[string]Cell{
		"8.12E10": {Text: "81200000000"}, "2018.0": {Text: "2018"}, "3573014507850000": {"3573014507850000", Rounded}, "3.573014507850012E15": {Text: "3573014507850012"},
		"9171014507850012": {"9171014507850012", Rounded}, "2.5": {Text: "2.5"}, "1503220020899": {Text: "1503220020899"},
	} {
		if got := numberCell(number); got != want {
			t.Errorf("number %s is %v, want %v", number, got, want)
		}
	}
}
