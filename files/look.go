package files

import (
	"bytes"
	"image"
	"image/color"
	"sync"
)

// A picture is looked at only when that costs little: decoding it may take so
// many bytes, one picture at a time. A photo of 12 megapixels takes 18 MB, one of
// Telegram's own, which are progressive, 15 MB.
const (
	lookMost  = 48 << 20
	lookBytes = 8 << 20 // of the file
	lookSide  = 1200    // pixels of the middle that are measured
	// darkBelow and blurBelow were tried on photographed letters: brightness
	// is 0 to 255, sharpness the variance of the second difference. Both are
	// for advice only.
	darkBelow = 45
	blurBelow = 12
)

// looks lets one picture be decoded at a time.
type looks struct{ one sync.Mutex }

// look judges whether a picture can be read: what it finds is for advice, so
// that a picture it cannot judge is none the worse.
func (f *Storage) look(s *Stored) {
	if s.Type != "jpg" && s.Type != "png" || s.Size > lookBytes {
		return
	}
	f.one.Lock()
	defer f.one.Unlock()
	data, err := f.Read(s.Hash)
	if err != nil || decoding(s.Type, data) > lookMost {
		return
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return
	}
	brightness, sharpness := measure(picture)
	s.Dark, s.Blurred = brightness < darkBelow, sharpness < blurBelow
}

// measure is the mean brightness of the middle of a picture, and how much its
// second difference varies: edges make it vary, blur does not.
func measure(picture image.Image) (brightness, sharpness float64) {
	b := picture.Bounds()
	middle := image.Rect(0, 0, min(lookSide, b.Dx()-2), min(lookSide, b.Dy()-2)).Add(b.Min)
	middle = middle.Add(image.Pt((b.Dx()-middle.Dx())/2, (b.Dy()-middle.Dy())/2))
	luma := lumaOf(picture)
	var n, light, sum, squares float64
	for y := middle.Min.Y; y < middle.Max.Y; y++ {
		for x := middle.Min.X; x < middle.Max.X; x++ {
			at := luma(x, y)
			second := 4*at - luma(max(x-1, b.Min.X), y) - luma(x+1, y) - luma(x, max(y-1, b.Min.Y)) - luma(x, y+1)
			n, light, sum, squares = n+1, light+at, sum+second, squares+second*second
		}
	}
	if n == 0 {
		return 255, 255
	}
	mean := sum / n
	return light / n, squares/n - mean*mean
}

func lumaOf(picture image.Image) func(x, y int) float64 {
	switch p := picture.(type) {
	case *image.YCbCr:
		return func(x, y int) float64 { return float64(p.Y[p.YOffset(x, y)]) }
	case *image.Gray:
		return func(x, y int) float64 { return float64(p.Pix[p.PixOffset(x, y)]) }
	}
	return func(x, y int) float64 { return float64(color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y) }
}
