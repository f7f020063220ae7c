package files

import (
	"bytes"
	"testing"
	"time"
)

// TestFilesAreSealedAnew where they lie, in the bin, too.
func TestFilesAreSealedAnew(t *testing.T) {
	t.Parallel()
	eachPlace(t, func(t *testing.T, f *Storage) {
		now := time.Now()
		hashes := putMany(t, f, 3, now)
		if err := f.place.bin(hashes[2], now.Format(dayOf)); err != nil {
			t.Fatal(err)
		}
		old := f.keys.secrets[0]
		both := newStorage(f.place, [][]byte{bytes.Repeat([]byte("n"), 32), old})
		n := 0
		count := func(sealed int) error { n += sealed; return nil }
		if err := both.Reseal(t.Context(), count); err != nil || n != 3 {
			t.Errorf("%d files, %v", n, err)
		}
		if err := both.Reseal(t.Context(), count); err != nil || n != 3 {
			t.Errorf("once more: %d files, %v", n, err)
		}
		alone := newStorage(f.place, both.keys.secrets[:1])
		if n := readable(alone, hashes); n != 2 {
			t.Errorf("%d of 2 open under the new key", n)
		}
		if all, err := alone.Sealings(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%v, %v", all, err)
		}
		if n := readable(f, hashes); n != 0 {
			t.Errorf("%d open under the old key", n)
		}
	})
}
