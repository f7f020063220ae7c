package files

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"runtime"
	"testing"
	"time"
)

// allocated is how many bytes something allocates.
func allocated(t *testing.T, do func()) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// deepPNG is a PNG as a header says, of nothing but zeros: few bytes for many.
func deepPNG(width, height int, depth, color, interlaced byte) []byte {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(out, binary.BigEndian, uint32(len(data)))
		out.WriteString(kind)
		out.Write(data)
		_ = binary.Write(out, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	chunk("IHDR", append(head, depth, color, 0, 0, interlaced))
	if color == 3 {
		chunk("PLTE", make([]byte, 3*2))
	}
	var data bytes.Buffer
	z, _ := zlib.NewWriterLevel(&data, zlib.BestCompression)
	rows, row := height, (width*samples*int(depth)+7)/8+1
	if interlaced != 0 {
		rows *= 2 // more than the passes need
	}
	for range rows {
		_, _ = z.Write(make([]byte, row))
	}
	_ = z.Close()
	chunk("IDAT", data.Bytes())
	chunk("IEND", nil)
	return out.Bytes()
}

// TestDecodingIsNeverDearerThanItsHeaderSays holds the price told from the
// header against what Go's decoders allocate.
func TestDecodingIsNeverDearerThanItsHeaderSays(t *testing.T) { // not parallel: it counts what is allocated
	const side, slack = 800, 300_000 // tables and buffers of the decoders
	pictures := map[string][]byte{}
	for name, p := range map[string][3]byte{
		"1 bit": {1, 0}, "grey": {8, 0}, "grey of 16 bits": {16, 0}, "colour": {8, 2}, "colour of 16 bits": {16, 2}, "palette": {8, 3},
		"grey with alpha": {8, 4}, "alpha": {8, 6}, "alpha of 16 bits": {16, 6}, "interlaced": {8, 6, 1}, "interlaced, of 16 bits": {16, 2, 1},
	} {
		pictures["png: "+name] = deepPNG(side, side, p[0], p[1], p[2])
	}
	var grey, photo bytes.Buffer
	if err := jpeg.Encode(&grey, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	pictures["jpg: grey"], pictures["jpg: colour"] = grey.Bytes(), photo.Bytes()
	for name, data := range pictures {
		kind := name[:3]
		used := allocated(t, func() { _, _, _ = image.Decode(bytes.NewReader(data)) })
		if told := decoding(kind, data); int64(used) > told+slack {
			t.Errorf("%s: %d bytes were allocated, its header says %d", name, used, told)
		}
	}
}

func TestWhatAHeaderSays(t *testing.T) {
	t.Parallel()
	frame := func(marker byte, adobe bool, components ...byte) []byte {
		head := []byte("\xff\xd8")
		if adobe {
			head = append(head, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01"...)
		}
		head = append(head, 0xff, marker, 0, byte(8+len(components)), 8)
		head = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(head, 3200), 3200)
		return append(append(head, byte(len(components)/3)), components...)
	}
	const pixels = 3200 * 3200
	for name, row := range map[string]struct {
		head []byte
		want int64
	}{
		"as phones make them: two chroma planes of a quarter": {frame(0xc0, false, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0), pixels * 3 / 2},
		"progressive":       {frame(0xc2, false, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0), pixels * 3 / 2 * 5},
		"grey":              {frame(0xc0, false, 1, 0x11, 0), pixels},
		"print, four inks":  {frame(0xc0, true, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0), pixels * 8},
		"no frame":          {[]byte("\xff\xd8\xff\xda\x00\x08"), math.MaxInt64},
		"a frame cut short": {frame(0xc0, false, 1, 0x22, 0, 2, 0x11)[:14], math.MaxInt64},
		"no length":         {[]byte("\xff\xd8\xff\xe0\x00\x00\xff"), math.MaxInt64},
	} {
		if got := decoding("jpg", row.head); got != row.want {
			t.Errorf("%s: %d, want %d", name, got, row.want)
		}
	}
	if got := decoding("png", []byte("\x89PNG")); got != math.MaxInt64 {
		t.Errorf("a PNG without a header: %d", got)
	}
}

// TestAPictureThatWouldFillTheMemoryIsNotDecoded: 93 KB that decode to 96 MB.
func TestAPictureThatWouldFillTheMemoryIsNotDecoded(t *testing.T) { // not parallel: it counts what is allocated
	f := newFolder(t)
	data := deepPNG(4000, 3000, 16, 6, 0)
	if len(data) > 500_000 {
		t.Fatalf("the attack is %d bytes", len(data))
	}
	var err error
	used := allocated(t, func() { _, err = f.Put(time.Now(), bytes.NewReader(data)) })
	if err != nil {
		t.Fatal(err)
	}
	if used > 8<<20 {
		t.Errorf("%d MB were allocated for it", used>>20)
	}
}

// TestAPhonesPhotoIsStillLookedAt: 12 megapixels in the dark.
func TestAPhonesPhotoIsStillLookedAt(t *testing.T) {
	t.Parallel()
	dark := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range dark.Cb {
		dark.Cb[i], dark.Cr[i] = 128, 128
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, dark, nil); err != nil {
		t.Fatal(err)
	}
	s, err := newFolder(t).Put(time.Now(), &b)
	if err != nil || !s.Dark {
		t.Errorf("%+v, %v", s, err)
	}
	sheet := image.NewPaletted(image.Rect(0, 0, 4000, 3000), color.Palette{color.Black, color.White})
	if err := png.Encode(&b, sheet); err != nil {
		t.Fatal(err)
	}
	if s, err := newFolder(t).Put(time.Now(), &b); err != nil || !s.Dark {
		t.Errorf("a scan: %+v, %v", s, err)
	}
}
