package files

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

// onDisk is the folder of a storage that has one.
func onDisk(f *Storage) *folder { return f.place.(*folder) }

func newFolder(t testing.TB) *Storage {
	t.Helper()
	f, err := Open(filepath.Join(t.TempDir(), "files"), [][]byte{bytes.Repeat([]byte("k"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// paper is a picture of a sheet with lines of writing on it.
func paper(width, height int, ink, sheet uint8) *image.Gray {
	p := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := sheet
			if y%24 < 10 && (x/7)%3 == 0 && (x*y/11)%2 == 0 {
				c = ink
			}
			p.SetGray(x, y, color.Gray{Y: c})
		}
	}
	return p
}

func jpegOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pngHeader is a PNG that claims a size and holds no picture.
func pngHeader(width, height uint32) []byte {
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	out = binary.BigEndian.AppendUint32(out, width)
	out = binary.BigEndian.AppendUint32(out, height)
	out = append(out, 8, 2, 0, 0, 0)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[12:]))
}

// heic is the beginning of a photo as an iPhone takes it.
func heic(width, height uint32) []byte {
	out := []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + strings.Repeat("m", 300) + "\x00\x00\x00\x14ispe\x00\x00\x00\x00")
	out = binary.BigEndian.AppendUint32(out, width)
	return append(binary.BigEndian.AppendUint32(out, height), bytes.Repeat([]byte("x"), 5000)...)
}

// zipBomb is small and holds a hundred megabytes of nothing.
func zipBomb(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create("nib.pdf")
	if err == nil {
		_, err = io.CopyN(w, zeros{}, 100<<20)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestWhatIsTaken(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	sheet := paper(1200, 900, 20, 230)
	long := append(jpegOf(t, sheet)[:2], bytes.Repeat(append([]byte("\xff\xe2\xff\xfe"), bytes.Repeat([]byte("p"), 0xfffc)...), 5)...) // 320 KiB of colour profile
	long = append(long, jpegOf(t, sheet)[2:]...)
	for _, c := range []struct {
		name          string
		data          []byte
		kind          string
		width, height int
	}{
		{"a photo", jpegOf(t, sheet), "jpg", 1200, 900},
		{"a photo with a long header", long, "jpg", 1200, 900},
		{"a screenshot", pngOf(t, sheet), "png", 1200, 900},
		{"a photo of an iPhone", heic(4032, 3024), "heic", 4032, 3024},
		{"a PDF", []byte("%PDF-1.4\nletters"), "pdf", 0, 0},
		{"a PDF after a mark of its encoding", []byte("\xef\xbb\xbf\n%PDF-1.7"), "pdf", 0, 0},
		{"exactly a piece", append([]byte("%PDF-1.4"), make([]byte, chunk-8)...), "pdf", 0, 0},
		{"a byte more than a piece", append([]byte("%PDF-1.4"), make([]byte, chunk-7)...), "pdf", 0, 0},
		{"as large as is taken", append([]byte("%PDF-1.4"), make([]byte, Most-8)...), "pdf", 0, 0},
		{"49 megapixels, of which only the header is read", pngHeader(7000, 7000), "png", 7000, 7000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := f.Put(time.Now(), iotest.HalfReader(bytes.NewReader(c.data)))
			if err != nil {
				t.Fatal(err)
			}
			if s.Type != c.kind || s.Width != c.width || s.Height != c.height || s.Size != int64(len(c.data)) || s.Dark || s.Blurred {
				t.Errorf("%+v", s)
			}
			back, err := f.Read(s.Hash)
			if err != nil || !bytes.Equal(back, c.data) {
				t.Errorf("it comes back as %d bytes: %v", len(back), err)
			}
			place := onDisk(f).path(s.Hash)
			if kept, err := os.ReadFile(place); err != nil || bytes.Contains(kept, c.data[:min(len(c.data), 16)]) {
				t.Errorf("it lies open on the disk: %v", err)
			}
		})
	}
}

func TestWhatIsNotTaken(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	for _, c := range []struct {
		name string
		data io.Reader
		want error
	}{
		{"nothing", strings.NewReader(""), ErrEmpty},
		{"a program named .pdf", bytes.NewReader([]byte("MZ\x90\x00\x03 This program cannot be run in DOS mode %PDF-1.4")), ErrType},
		{"a program of Linux", strings.NewReader("\x7fELF"), ErrType},
		{"a zip bomb", bytes.NewReader(zipBomb(t)), ErrType},
		{"a page with a script", strings.NewReader("<html><script>alert(1)</script>"), ErrType},
		{"a drawing with a script", strings.NewReader("<svg xmlns='http://www.w3.org/2000/svg'/>"), ErrType},
		{"a film", strings.NewReader("\x00\x00\x00\x18ftypisom\x00\x00"), ErrType},
		{"a text", strings.NewReader("NIB saya 0101230099999"), ErrType},
		{"a picture of one pixel", bytes.NewReader(pngOf(t, paper(1, 1, 0, 255))), ErrTiny},
		{"a stamp", bytes.NewReader(jpegOf(t, paper(2000, 90, 0, 255))), ErrTiny},
		{"8,000 x 8,000 pixels", bytes.NewReader(pngHeader(8000, 8000)), ErrPixels},
		{"more pixels than fit a number", bytes.NewReader(pngHeader(1<<31-1, 1<<31-1)), ErrBroken},
		{"a PNG without a size", bytes.NewReader(pngHeader(0, 0)), ErrBroken},
		{"a photo that breaks off in its header", bytes.NewReader(jpegOf(t, paper(800, 600, 0, 255))[:20]), ErrBroken},
		{"a HEIC without a size", strings.NewReader("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1"), ErrBroken},
		{"a byte more than is taken", io.MultiReader(strings.NewReader("%PDF-1.4"), io.LimitReader(zeros{}, Most-7)), ErrTooBig},
		{"without end", io.MultiReader(strings.NewReader("%PDF-1.4"), zeros{}), ErrTooBig},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s, err := f.Put(time.Now(), c.data); !errors.Is(err, c.want) {
				t.Errorf("%v, %+v", err, s)
			}
		})
	}
	if n := len(kept(t, f)); n != 0 {
		t.Errorf("%d files were left", n)
	}
}

// kept are all files in the folder, those aside included.
func kept(t testing.TB, f *Storage) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(onDisk(f).dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMemoryIsBounded: sixty megabytes come in through less than four.
func TestMemoryIsBounded(t *testing.T) {
	f := newFolder(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := f.Put(time.Now(), io.MultiReader(strings.NewReader("%PDF-1.4"), io.LimitReader(zeros{}, 60<<20))); !errors.Is(err, ErrTooBig) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	// What is allocated in all, of which pieces are given back at once, is
	// about the sealed size of what was read.
	if used := after.TotalAlloc - before.TotalAlloc; used > 2*Most {
		t.Errorf("%d MiB were allocated", used>>20)
	}
}

func TestTheSameBytesAreOneFile(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	data := jpegOf(t, paper(800, 600, 0, 255))
	var together sync.WaitGroup
	for range 8 {
		together.Go(func() {
			if _, err := f.Put(time.Now(), bytes.NewReader(data)); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	if n := len(kept(t, f)); n != 1 {
		t.Errorf("%d files", n)
	}
}

func TestTroubleIsTold(t *testing.T) {
	t.Parallel()
	t.Run("the sender breaks off", func(t *testing.T) {
		t.Parallel()
		f := newFolder(t)
		var read *ReadError
		_, err := f.Put(time.Now(), io.MultiReader(strings.NewReader("%PDF-1.4"), iotest.ErrReader(io.ErrUnexpectedEOF)))
		if !errors.As(err, &read) || !errors.Is(err, io.ErrUnexpectedEOF) || len(kept(t, f)) != 0 {
			t.Errorf("%v, left %v", err, kept(t, f))
		}
	})
	t.Run("the disk is full", func(t *testing.T) {
		t.Parallel()
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		defer func() { _ = full.Close() }()
		var read *ReadError
		if _, err := newFolder(t).write(full, io.MultiReader(strings.NewReader("%PDF-1.4"), io.LimitReader(zeros{}, 1<<20))); err == nil || errors.As(err, &read) {
			t.Error(err)
		}
	})
	t.Run("the folder went away", func(t *testing.T) {
		t.Parallel()
		f := newFolder(t)
		if err := os.RemoveAll(onDisk(f).dir); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Put(time.Now(), strings.NewReader("%PDF-1.4")); err == nil {
			t.Error("it was kept nowhere")
		}
	})
	t.Run("the folder cannot be made", func(t *testing.T) {
		t.Parallel()
		occupied := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(occupied, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(occupied, [][]byte{make([]byte, 32)}); err == nil {
			t.Error("a file is no folder")
		}
	})
	t.Run("no such file", func(t *testing.T) {
		t.Parallel()
		for _, hash := range []string{strings.Repeat("0", 64), "../../etc/passwd", ""} {
			if _, err := newFolder(t).Read(hash); !errors.Is(err, ErrAbsent) {
				t.Errorf("%q: %v", hash, err)
			}
			if err := newFolder(t).Remove(hash, time.Now()); err != nil {
				t.Errorf("%q: %v", hash, err)
			}
		}
	})
}

func TestWhatWasTouchedDoesNotOpen(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	data := append([]byte("%PDF-1.4"), make([]byte, 3*chunk)...)
	s, err := f.Put(time.Now(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	place := onDisk(f).path(s.Hash)
	sealed, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	const head, piece = 1 + keyIDSize + saltSize, chunk + overhead
	swapped := bytes.Clone(sealed)
	copy(swapped[head:head+piece], sealed[head+piece:head+2*piece])
	copy(swapped[head+piece:head+2*piece], sealed[head:head+piece])
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)/2] ^= 1
	for name, changed := range map[string][]byte{
		"a bit": flipped, "pieces in another order": swapped, "the last piece is missing": sealed[:head+3*piece], "nothing but its head": sealed[:head],
		"nothing": {}, "more at the end": append(bytes.Clone(sealed), 0),
	} {
		if err := os.WriteFile(place, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Read(s.Hash); err == nil {
			t.Errorf("%s: it opens", name)
		}
	}
	other, err := f.Put(time.Now(), strings.NewReader("%PDF-1.5 another"))
	if err != nil {
		t.Fatal(err)
	}
	from := onDisk(f).path(other.Hash)
	if err := os.Rename(from, place); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read(s.Hash); err == nil {
		t.Error("another file in its place opens")
	}
}

func TestKeysChange(t *testing.T) {
	t.Parallel()
	dir, old, fresh := t.TempDir(), bytes.Repeat([]byte("o"), 32), bytes.Repeat([]byte("n"), 32)
	before, err := Open(dir, [][]byte{old})
	if err != nil {
		t.Fatal(err)
	}
	s, err := before.Put(time.Now(), strings.NewReader("%PDF-1.4"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		keys  [][]byte
		opens bool
	}{"the new key before the old one": {[][]byte{fresh, old}, true}, "the new key alone": {[][]byte{fresh}, false}} {
		f, err := Open(dir, c.keys)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Read(s.Hash); (err == nil) != c.opens {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(dir, nil); err == nil {
		t.Error("no key at all")
	}
}

func TestPicturesThatAreHardToRead(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	sharp := paper(1200, 900, 20, 230)
	smooth := image.NewGray(sharp.Rect)
	for y := range 900 {
		for x := range 1200 {
			smooth.SetGray(x, y, color.Gray{Y: uint8(90 + (x+y)%2100/14)})
		}
	}
	for _, c := range []struct {
		name          string
		picture       image.Image
		dark, blurred bool
	}{
		{"a sheet in the light", sharp, false, false},
		{"a sheet in the dark", paper(1200, 900, 0, 38), true, false},
		{"no edge anywhere", smooth, false, true},
	} {
		for kind, data := range map[string][]byte{"jpg": jpegOf(t, c.picture), "png": pngOf(t, c.picture)} {
			s, err := f.Put(time.Now(), bytes.NewReader(data))
			if err != nil || s.Dark != c.dark || s.Blurred != c.blurred {
				t.Errorf("%s as %s: %+v, %v", c.name, kind, s, err)
			}
		}
	}
	if s, err := f.Put(time.Now(), bytes.NewReader(jpegOf(t, sharp)[:20_000])); err != nil || s.Dark || s.Blurred {
		t.Errorf("half a photo is taken without a word: %+v, %v", s, err)
	}
}

func TestSweepFindsWhatBelongsToNobody(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	now := time.Now()
	put := func(text string, age time.Duration) string {
		s, err := f.Put(now.Add(-age), strings.NewReader("%PDF-1.4"+text))
		if err != nil {
			t.Fatal(err)
		}
		return s.Hash
	}
	day := now.Add(-24 * time.Hour)
	orphan, owned, young, again := put("orphan", 48*time.Hour), put("owned", 48*time.Hour), put("young", 0), put("again", 48*time.Hour)
	broken := filepath.Join(onDisk(f).dir, aside, "in-1")
	if err := os.WriteFile(broken, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	down := errors.New("Redis is away")
	if n, err := f.Sweep(t.Context(), day, false, func(context.Context, []string) (map[string]bool, error) { return nil, down }); !errors.Is(err, down) || n != 0 {
		t.Errorf("%d went while nobody could say whose they are: %v", n, err)
	}
	n, err := f.Sweep(t.Context(), day, false, func(_ context.Context, hashes []string) (map[string]bool, error) {
		put("again", 0) // somebody sends it again at this moment
		known := map[string]bool{}
		for _, h := range hashes {
			known[h] = h == owned
		}
		return known, nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d removed: %v", n, err)
	}
	for hash, want := range map[string]bool{owned: false, young: true} {
		if err := f.Remove(hash, day); err != nil {
			t.Error(err)
		}
		if _, err := f.Read(hash); (err == nil) != want {
			t.Errorf("after it was to be removed: %v", err)
		}
	}
	for hash, want := range map[string]bool{orphan: false, young: true, again: true} {
		if _, err := f.Read(hash); (err == nil) != want {
			t.Errorf("%s: %v", hash, err)
		}
	}
	if _, err := os.Stat(broken); !errors.Is(err, os.ErrNotExist) {
		t.Error("what was left half written is still there")
	}
}

func owned(hashes ...string) func(context.Context, []string) (map[string]bool, error) {
	return func(context.Context, []string) (map[string]bool, error) {
		known := map[string]bool{}
		for _, h := range hashes {
			known[h] = true
		}
		return known, nil
	}
}

// What the kernel's clock, or a service's, says of a file decides nothing.
func TestAFilesAgeIsWhatWasWrittenDown(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, off := range map[string]time.Duration{"a year behind": -365 * 24 * time.Hour, "ten minutes behind": -10 * time.Minute, "a day ahead": 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFolder(t)
			put := func(text string, age time.Duration) string {
				s, err := f.Put(now.Add(-age), strings.NewReader("%PDF-1.4"+text))
				if err != nil {
					t.Fatal(err)
				}
				at := now.Add(off - age)
				if err := os.Chtimes(onDisk(f).path(s.Hash), at, at); err != nil {
					t.Fatal(err)
				}
				return s.Hash
			}
			mine, young, old := put("mine", 2*time.Hour), put("young", 59*time.Minute), put("old", time.Hour+time.Second)
			if n, err := f.Sweep(t.Context(), now.Add(-time.Hour), false, owned(mine)); n != 1 || err != nil {
				t.Errorf("%d removed, %v", n, err)
			}
			for hash, there := range map[string]bool{mine: true, young: true, old: false} {
				if _, err := f.Read(hash); (err == nil) != there {
					t.Errorf("%s is there: %t, want %t", hash, err == nil, there)
				}
			}
		})
	}
}

// What a process left that ended is nobody's: the next one fetches it again.
func TestWhatAnotherProcessLeftIsOld(t *testing.T) {
	t.Parallel()
	now := time.Now()
	dir, key := t.TempDir(), [][]byte{bytes.Repeat([]byte("k"), 32)}
	before, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	left, err := before.Put(now, strings.NewReader("%PDF-1.4 left"))
	if err != nil {
		t.Fatal(err)
	}
	fetched, err := before.Put(now, strings.NewReader("%PDF-1.4 fetched again"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Put(now, strings.NewReader("%PDF-1.4 fetched again")); err != nil {
		t.Fatal(err)
	}
	if n, err := f.Sweep(t.Context(), now.Add(-time.Hour), false, owned()); n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if _, err := f.Read(left.Hash); !errors.Is(err, ErrAbsent) {
		t.Errorf("what was left: %v", err)
	}
	if _, err := f.Read(fetched.Hash); err != nil {
		t.Errorf("what was fetched again: %v", err)
	}
}

// sweeping reads a file in the middle of which the folder is swept.
type sweeping struct {
	io.Reader
	sweep func()
}

func (s sweeping) Read(p []byte) (int, error) {
	s.sweep()
	return s.Reader.Read(p)
}

func TestWhatIsBeingWrittenIsNotSwept(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	sweep := func() {
		if _, err := f.Sweep(t.Context(), time.Now().Add(365*24*time.Hour), false, owned()); err != nil {
			t.Error(err)
		}
	}
	s, err := f.Put(time.Now(), sweeping{strings.NewReader("%PDF-1.4"), sweep})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Read(s.Hash); err != nil {
		t.Error(err)
	}
}
