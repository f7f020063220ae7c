package files

import (
	"bytes"
	"unicode/utf8"
)

// isXLSX looks for the parts of a spreadsheet in a ZIP archive (ECMA-376 part
// 2). Whether it is one shows when it is read.
func isXLSX(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && (bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/")))
}

// isCSV tells whether a file begins like lines of text with separators in
// them (RFC 4180, and the semicolons and tabs of spreadsheet programs).
func isCSV(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	line, _, ok := bytes.Cut(head, []byte("\n"))
	if !ok || !bytes.ContainsAny(line, ",;\t") || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	for _, b := range line {
		if b < ' ' && b != '\t' && b != '\r' {
			return false
		}
	}
	return utf8.Valid(line)
}
