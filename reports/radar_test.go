package reports

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"testing"
)

func sample() RadarChart {
	return RadarChart{
		Title: "Kesiapan: 62/100", Axes: []string{"Legalitas", "Mutu", "Kemasan", "Merek", "Digital", "Distribusi"},
		Now: []float64{70, 55, 80, 40, 62, 58}, NowName: "22 November 2026",
	}
}

func draw(t testing.TB, c RadarChart) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Radar(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRadarIsAPicture(t *testing.T) {
	t.Parallel()
	data := draw(t, sample())
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != radarWidth || size.Y != radarHeight {
		t.Errorf("the picture is %v", size)
	}
	if len(data) > 80<<10 {
		t.Errorf("the picture has %d bytes: too many for a cheap phone", len(data))
	}
	if r, g, b, _ := img.At(2, 2).RGBA(); r != 0xffff || g != 0xffff || b != 0xffff {
		t.Error("the background is not white")
	}
	if !bytes.Equal(data, draw(t, sample())) {
		t.Error("the same data gives another picture")
	}
}

// strokes counts the pixels of a line's very colour.
func strokes(t *testing.T, data []byte, want color.RGBA) int {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for y := range radarHeight {
		for x := range radarWidth {
			if color.RGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

func TestRadarShowsWhatChanged(t *testing.T) {
	t.Parallel()
	past := color.RGBA{0xe0, 0xa4, 0x58, 0xff}
	c := sample()
	first := draw(t, c)
	if n := strokes(t, first, past); n != 0 {
		t.Errorf("%d pixels of an earlier outline that does not exist", n)
	}
	c.Before, c.PastName = []float64{30, 50, 60, 35, 40, 20}, "1 Mei 2026"
	if n := strokes(t, draw(t, c), past); n < 200 {
		t.Errorf("the earlier outline has %d pixels", n)
	}
	c = sample()
	c.Now[0] = 20
	if bytes.Equal(first, draw(t, c)) {
		t.Error("another value gives the same picture")
	}
}

func TestRadarTakesOddInput(t *testing.T) {
	t.Parallel()
	odd := sample()
	odd.Now = []float64{math.NaN(), -5, 1e9, math.Inf(1), math.Inf(-1), 0}
	odd.Axes[0] = "🙂 عربي <b>&" + string(make([]byte, 300))
	draw(t, odd)
	for name, c := range map[string]RadarChart{
		"no axes":                        {},
		"fewer values than axes":         {Axes: []string{"a", "b", "c"}, Now: []float64{1}},
		"an earlier set of another size": {Axes: []string{"a", "b", "c"}, Now: []float64{1, 2, 3}, Before: []float64{1}},
	} {
		if err := Radar(&bytes.Buffer{}, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkRadar(b *testing.B) {
	c := sample()
	c.Before, c.PastName = []float64{30, 50, 60, 35, 40, 20}, "1 Mei 2026"
	for b.Loop() {
		draw(b, c)
	}
}
