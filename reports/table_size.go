package reports

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A spreadsheet is packed a thousand times smaller than what reading it takes.
// It is looked through before it is opened, in no more memory than a buffer.
const (
	unpackedMost = 24 << 20  // bytes of all its parts: some times what a full table has
	partMost     = 4 << 20   // bytes of a part that is read whole: styles, drawings, pictures
	partsMost    = 2_000     // parts
	runMost      = 256 << 10 // bytes from one tag to the next: a cell has at most 32,767 characters
	tagsMost     = 50_000    // tags in a row: 16,384 cells, each with its value
	inMemory     = 1 << 20   // bytes of a sheet that are held; more is read from a temporary file
	csvMost      = 8 << 20   // bytes of a CSV
	csvLineMost  = 4_096     // separators in a line, quoted ones among them
)

// fits returns ErrTableSize for a spreadsheet that would take too much to read.
func fits(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTable, err)
	}
	if len(archive.File) > partsMost {
		return ErrTableSize
	}
	left := int64(unpackedMost)
	for _, part := range archive.File {
		most := min(left, partMost)
		if streamed(part.Name) {
			most = left
		}
		n, err := measurePart(part, most)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// streamed reports whether a part is read bit by bit, unlike the others.
func streamed(name string) bool {
	return strings.Contains(name, "worksheets/") || strings.HasSuffix(name, "sharedStrings.xml")
}

// measurePart is how large a part is once unpacked, whatever the archive says.
func measurePart(part *zip.File, most int64) (int64, error) {
	r, err := part.Open()
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrTable, err)
	}
	defer func() { _ = r.Close() }() // only read from
	m := measure{from: bufio.NewReaderSize(io.LimitReader(r, most+1), 32<<10), xml: streamed(part.Name)}
	for err == nil {
		err = m.tag()
	}
	switch {
	case errors.Is(err, ErrTableSize), m.read > most:
		return m.read, ErrTableSize
	case !errors.Is(err, io.EOF):
		return m.read, fmt.Errorf("%w: %w", ErrTable, err)
	}
	return m.read, nil
}

// measure looks through a part, from one tag to the next.
type measure struct {
	from *bufio.Reader
	xml  bool
	read int64
	tags int // in the row, or the shared text, that it is in
}

// tag reads as far as the next tag begins.
func (m *measure) tag() error {
	for run := 0; ; {
		piece, err := m.from.ReadSlice('<')
		run += len(piece)
		m.read += int64(len(piece))
		if m.xml && run > runMost {
			return ErrTableSize
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return m.count(err)
		}
	}
}

func (m *measure) count(err error) error {
	m.tags++
	if name, _ := m.from.Peek(3); string(name) == "row" || strings.HasPrefix(string(name), "si") {
		m.tags = 0
	}
	if err == nil && m.xml && m.tags > tagsMost {
		return ErrTableSize
	}
	return err
}

// fitsCSV is fits for lines of text.
func fitsCSV(data []byte, comma rune) error {
	if len(data) > csvMost {
		return ErrTableSize
	}
	for line := range bytes.Lines(data) {
		if bytes.Count(line, []byte(string(comma))) > csvLineMost {
			return ErrTableSize
		}
	}
	return nil
}
