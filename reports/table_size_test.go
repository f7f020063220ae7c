package reports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// repacked is a right spreadsheet with one part in place of its own, which is
// written in pieces: it may be large.
func repacked(t testing.TB, name, before, piece string, times int, after string) []byte {
	t.Helper()
	right := workbook(t, [][]string{{"Siti", "0812"}})
	archive, err := zip.NewReader(bytes.NewReader(right), int64(len(right)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range archive.File {
		if part.Name == name {
			continue
		}
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	to, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(to, before)
	for left := times * len(piece); left > 0; { // many at once: each write is packed by itself
		n := min(left, len(piece)<<10)
		_, _ = io.WriteString(to, strings.Repeat(piece, n/len(piece)))
		left -= n
	}
	_, _ = io.WriteString(to, after)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	sheetBegin = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetEnd   = `</sheetData></worksheet>`
)

// TestASpreadsheetThatWouldFillTheMemory: few kilobytes, packed.
func TestASpreadsheetThatWouldFillTheMemory(t *testing.T) { // not parallel: it measures the heap
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(120 << 20))
	kilobyte := strings.Repeat("A", 1024)
	for _, attack := range []struct {
		name, part, before, piece string
		times                     int
		after                     string
		taken                     bool
	}{
		{"one cell of 60 MB", "xl/worksheets/sheet1.xml", sheetBegin + `<row r="1"><c r="A1" t="inlineStr"><is><t>`, kilobyte, 60 << 10, `</t></is></c></row>` + sheetEnd, false},
		{"one cell of 20 MB", "xl/worksheets/sheet1.xml", sheetBegin + `<row r="1"><c r="A1" t="inlineStr"><is><t>`, kilobyte, 20 << 10, `</t></is></c></row>` + sheetEnd, false},
		{"an attribute of 20 MB", "xl/worksheets/sheet1.xml", sheetBegin + `<row r="1" x="`, kilobyte, 20 << 10, `"></row>` + sheetEnd, false},
		{"a shared text of 20 MB", "xl/sharedStrings.xml", `<sst><si><t>`, kilobyte, 20 << 10, `</t></si></sst>`, false},
		{"styles of 20 MB", "xl/styles.xml", `<styleSheet><cellXfs>`, `<xf/>`, 4 << 20, `</cellXfs></styleSheet>`, false},
		{"a million shared texts", "xl/sharedStrings.xml", `<sst>`, `<si><t>a</t></si>`, 1 << 20, `</sst>`, true},
		{"a row of a million cells", "xl/worksheets/sheet1.xml", sheetBegin + `<row r="1">`, `<c><v>1</v></c>`, 1 << 20, `</row>` + sheetEnd, false},
		{"a million rows", "xl/worksheets/sheet1.xml", sheetBegin, `<row><c><v>1</v></c></row>`, 900_000, sheetEnd, false},
		{"a cell of many runs", "xl/worksheets/sheet1.xml", sheetBegin + `<row r="1"><c r="A1" t="inlineStr"><is>`, `<r><t>a</t></r>`, 1 << 20, `</is></c></row>` + sheetEnd, false},
		{"a shared text of many runs", "xl/sharedStrings.xml", `<sst><si>`, `<r><t>a</t></r>`, 1 << 20, `</si></sst>`, false},
		{"depth", "xl/worksheets/sheet1.xml", sheetBegin, `<a>`, 4 << 20, sheetEnd, false},
		{"a part that nobody needs", "xl/media/a.png", ``, kilobyte, 60 << 10, ``, false},
	} {
		data := repacked(t, attack.part, attack.before, attack.piece, attack.times, attack.after)
		debug.FreeOSMemory()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadTable(data, "xlsx")
		runtime.ReadMemStats(&after)
		grown := int64(after.HeapSys-before.HeapSys) >> 20
		t.Logf("%s: %d KB packed, the heap grew by %d MB, %d MB allocated, %v", attack.name, len(data)>>10, grown, (after.TotalAlloc-before.TotalAlloc)>>20, err)
		if grown > 100 {
			t.Errorf("%s: the heap grew by %d MB", attack.name, grown)
		}
		if err == nil && !attack.taken {
			t.Errorf("%s: it was read", attack.name)
		}
	}
}

func TestATextThatWouldFillTheMemory(t *testing.T) {
	t.Parallel()
	for name, data := range map[string][]byte{
		"a line of commas":        bytes.Repeat([]byte(","), 4<<20),
		"more than is taken":      bytes.Repeat([]byte("Siti,0812\n"), 1<<20),
		"more than is, of UTF-16": append([]byte("\xff\xfe"), bytes.Repeat([]byte("S\x00,\x00\n\x00"), 3<<20)...),
	} {
		if _, err := ReadTable(data, "csv"); !errors.Is(err, ErrTableSize) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
