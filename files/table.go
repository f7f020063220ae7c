package files

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// isXLSX looks for the parts of a spreadsheet in a ZIP archive (ECMA-376 part
// 2). Whether it is one shows when it is read.
func isXLSX(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && (bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/")))
}

// isLocked reports whether a file is an office document behind a password: a
// compound file with the encrypted package in its directory (MS-OFFCRYPTO 2.3).
func isLocked(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) && bytes.Contains(head, []byte(inUTF16("EncryptedPackage")))
}

func inUTF16(ascii string) string {
	var b strings.Builder
	for i := range len(ascii) {
		b.WriteByte(ascii[i])
		b.WriteByte(0)
	}
	return b.String()
}

// titleLines is how many lines of a file may stand before the table.
const titleLines = 50

// isCSV tells whether a file begins like lines of text with separators in
// them (RFC 4180, and the separators of spreadsheet programs), in UTF-8, in
// UTF-16 with its mark, or in one byte a letter. Above the table may be titles.
func isCSV(head []byte) bool {
	head = bytes.TrimRight(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\x1a")
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = bytes.ReplaceAll(head[2:], []byte{0}, nil) // what is left is near enough
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	head = bytes.ReplaceAll(head, []byte("\r"), []byte("\n")) // as an old Mac ends lines, too
	lines := bytes.SplitN(head, []byte("\n"), titleLines+1)
	if len(lines) < 2 || slices.ContainsFunc(lines[:len(lines)-1], func(line []byte) bool { return !isText(line) }) {
		return false
	}
	if bytes.ContainsAny(lines[0], ",;\t|") {
		return true
	}
	for _, separator := range []string{",", ";", "\t", "|"} {
		equal := map[int]int{}
		for _, line := range lines {
			equal[bytes.Count(line, []byte(separator))]++
		}
		for n, times := range equal {
			if n >= 2 && times >= 2 {
				return true
			}
		}
	}
	return false
}

// isText reports whether a line is text in one of the encodings that are read.
func isText(line []byte) bool {
	foreign := 0
	for _, b := range line {
		if b < ' ' && b != '\t' {
			return false
		}
		if b >= utf8.RuneSelf {
			foreign++
		}
	}
	return utf8.Valid(line) || foreign <= len(line)/10
}
