package reports

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
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
		{"empty rows and spaces", "Nama,HP\n\n , \n  Siti   Aminah ,0812,,\n", [][]string{{"Nama", "HP"}, {}, {"Siti Aminah", "0812"}}},
		{"UTF-16, as \"Unicode text\" is", "\xff\xfeN\x00a\x00\t\x00H\x00\n\x00S\x00\t\x00\xe9\x00", [][]string{{"Na", "H"}, {"S", "é"}}},
		{"Windows-1252, with a hard space", "Nama;HP\nSiti\xa0Aminah Ren\xe9e;0812 3456 7890\n", [][]string{{"Nama", "HP"}, {"Siti Aminah Renée", "0812 3456 7890"}}},
		{"rows of different lengths", "a,b,c\n1\n1,2\n", [][]string{{"a", "b", "c"}, {"1"}, {"1", "2"}}},
	} {
		got, err := ReadTable([]byte(row.csv), "csv")
		if err != nil || !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: %q, %v, want %q", row.name, got, err, row.want)
		}
	}
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

func workbook(t *testing.T, rows [][]string) []byte {
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
	got, err := ReadTable(workbook(t, [][]string{{"Siti", "1012300999991"}, {"Budi", "9120001234567890"}}), "xlsx")
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

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("Nama;HP\nSiti;0812\n"), false)
	f.Add([]byte("PK\x03\x04xl/"), true)
	f.Fuzz(func(t *testing.T, data []byte, spreadsheet bool) {
		kind := "csv"
		if spreadsheet {
			kind = "xlsx"
		}
		rows, err := ReadTable(data, kind)
		if err != nil && !errors.Is(err, ErrTable) && !errors.Is(err, ErrTableSize) && !spreadsheet {
			t.Fatalf("an error of no kind: %v", err)
		}
		for _, row := range rows {
			if len(row) > TableColumns || fmt.Sprint(row) != strings.TrimSpace(fmt.Sprint(row)) {
				t.Fatalf("not tidy: %q", row)
			}
		}
	})
}
