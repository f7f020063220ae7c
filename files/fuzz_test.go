package files

import (
	"bytes"
	"image"
	"runtime"
	"testing"
	"time"
)

// decodersMost is what taking a file in may allocate, whatever it holds: a look
// at it, and what is read of it several times over.
func decodersMost(size int) uint64 { return lookMost + 16<<20 + 8*uint64(size) }

// FuzzPut takes in whatever bytes come: pictures, PDF, HEIC, tables, locked files
// and what only begins like one. What is refused is refused by a known error, what
// is taken comes back, and neither takes much memory.
func FuzzPut(f *testing.F) {
	sheet, storage := paper(120, 80, 20, 230), newFolder(f)
	locked := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), bytes.Repeat([]byte{0}, 600)...)
	for _, data := range [][]byte{
		jpegOf(f, sheet), pngOf(f, sheet), pngOf(f, image.NewRGBA64(image.Rect(0, 0, 60, 60))), pngHeader(60_000, 60_000), deepPNG(300, 200, 16, 6, 0), deepPNG(300, 200, 16, 6, 1),
		heic(4032, 3024), heic(0, 1<<31), []byte("%PDF-1.7\n1 0 obj\n"), []byte("%PDF-1.7\n/Encrypt"), []byte("Nama;HP\nSiti;0812\n"), []byte("PK\x03\x04xl/"), locked,
		[]byte("<html>"), []byte("MZ\x90\x00"), {},
	} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s, err := storage.Put(time.Now(), bytes.NewReader(data))
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > decodersMost(len(data)) {
			t.Errorf("%d bytes took %d MB", len(data), took>>20)
		}
		if err != nil {
			if s.Hash != "" {
				t.Errorf("it is refused and has a hash: %v", err)
			}
			return
		}
		back, err := storage.Read(s.Hash)
		if err != nil || !bytes.Equal(back, data) {
			t.Errorf("it does not come back: %v", err)
		}
		if err := storage.Remove(s.Hash, time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
	})
}
