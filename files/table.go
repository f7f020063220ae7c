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
// them (RFC 4180, and the semicolons and tabs of spreadsheet programs), in
// UTF-8, in UTF-16 with its mark, or in one byte a letter.
func isCSV(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = bytes.ReplaceAll(head[2:], []byte{0}, nil) // what is left is near enough
	}
	line, _, ok := bytes.Cut(head, []byte("\n"))
	if !ok || !bytes.ContainsAny(line, ",;\t") || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	foreign := 0
	for _, b := range line {
		if b < ' ' && b != '\t' && b != '\r' {
			return false
		}
		if b >= utf8.RuneSelf {
			foreign++
		}
	}
	return utf8.Valid(line) || foreign <= len(line)/10
}
