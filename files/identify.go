package files

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg" // its header
	_ "image/png"
	"slices"
)

// What pictures are taken, by their headers alone.
const (
	pixelsMost = 50_000_000 // more than any phone makes of a sheet of paper
	sideLeast  = 100        // pixels: nothing can be read in less
)

// identify finds out what a file is by what it holds: a name or a kind that the
// sender gives it is not asked.
func (s *Stored) identify(head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		s.Type = "jpg"
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		s.Type = "png"
	case isHEIC(head):
		s.Type = "heic"
	case bytes.HasPrefix(bytes.TrimLeft(head[:min(len(head), 64)], "\xef\xbb\xbf \r\n\t"), []byte("%PDF-")):
		s.Type = "pdf"
		return nil
	case isXLSX(head):
		s.Type = "xlsx"
		return nil
	case isCSV(head):
		s.Type = "csv"
		return nil
	case isLocked(head):
		return ErrLocked
	default:
		return ErrType
	}
	ok := false
	if s.Type == "heic" {
		s.Width, s.Height, ok = sizeHEIC(head)
	} else if size, _, err := image.DecodeConfig(bytes.NewReader(head)); err == nil {
		s.Width, s.Height, ok = size.Width, size.Height, true
	}
	switch {
	case !ok || s.Width <= 0 || s.Height <= 0:
		return ErrBroken
	case int64(s.Width)*int64(s.Height) > pixelsMost:
		return ErrPixels
	case min(s.Width, s.Height) < sideLeast:
		return ErrTiny
	}
	return nil
}

// isHEIC looks at the brand of an ISO media file (ISO/IEC 23008-12).
func isHEIC(head []byte) bool {
	return len(head) > 12 && string(head[4:8]) == "ftyp" && slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"}, string(head[8:12]))
}

// sizeHEIC is the largest of the sizes in a HEIC: previews have theirs, too.
func sizeHEIC(head []byte) (width, height int, ok bool) {
	for rest := head; ; {
		i := bytes.Index(rest, []byte("ispe"))
		if i < 0 || len(rest) < i+16 {
			return width, height, ok
		}
		w, h := binary.BigEndian.Uint32(rest[i+8:]), binary.BigEndian.Uint32(rest[i+12:])
		if w < 1<<20 && h < 1<<20 && int(w)*int(h) >= width*height {
			width, height, ok = int(w), int(h), true
		}
		rest = rest[i+16:]
	}
}
