package reports

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"
)

func months() BarChart {
	return BarChart{
		Title: "Omzet per bulan (juta rupiah)", Labels: []string{"Nov", "Des", "Jan", "Feb"},
		Values: []float64{5, 10, 0, 10}, Texts: []string{"5", "10", "?", "10"},
	}
}

func drawBars(t testing.TB, c BarChart) (image.Image, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := Bars(&b, c); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return img, b.Bytes()
}

var green = color.RGBA{0x0b, 0x6e, 0x4f, 0xff}

// inColumn counts the green pixels of a column, a bar's height.
func inColumn(img image.Image, x int) int {
	n := 0
	for y := range img.Bounds().Dy() {
		if color.RGBAModel.Convert(img.At(x, y)) == green {
			n++
		}
	}
	return n
}

func TestBarsAreAsLongAsTheirValues(t *testing.T) {
	t.Parallel()
	img, data := drawBars(t, months())
	if len(data) > 60<<10 {
		t.Errorf("the picture has %d bytes: too many for a cheap phone", len(data))
	}
	var heights []int
	for i := range 4 { // the middles of the four bars
		heights = append(heights, inColumn(img, 24+(barsWidth-48)*(2*i+1)/8))
	}
	if heights[2] > 2 || heights[1] != heights[3] || math.Abs(float64(heights[1])/float64(heights[0])-2) > 0.02 || heights[1] < 300 {
		t.Errorf("the bars are %v pixels high", heights)
	}
}

// What stands at the end of the longest bar stands beside it, also where long
// labels leave little room, and nothing of it is cut off.
func TestTextsStandBesideLyingBars(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"Naik", "Pernah hadir pelatihan", "Sudah terdaftar di Sistem Informasi Data Tunggal"} {
		img, _ := drawBars(t, BarChart{Title: "Corong", Labels: []string{label, "b"}, Values: []float64{228, 1}, Texts: []string{"228 (100%)", "1 (0%)"}, Across: true})
		end, ink := 0, []int{}
		for x := range barsWidth {
			dark := false
			for y := 70; y < 70+barsRow; y++ { // the first bar's row
				switch r, g, b, _ := img.At(x, y).RGBA(); {
				case color.RGBAModel.Convert(img.At(x, y)) == green:
					end = x
				case r>>8 < 0x60 && g>>8 < 0x60 && b>>8 < 0x60:
					dark = true
				}
			}
			if dark {
				ink = append(ink, x)
			}
		}
		first := slices.IndexFunc(ink, func(x int) bool { return x > end })
		if first < 0 || ink[len(ink)-1] > barsWidth-8 || ink[len(ink)-1]-ink[first] < 90 {
			t.Errorf("%s: the bar ends at %d, the text stands at %v", label, end, ink)
		}
	}
}

func TestLyingBarsGrowWithTheirNumber(t *testing.T) {
	t.Parallel()
	c := months()
	c.Across = true
	four, _ := drawBars(t, c)
	c.Labels, c.Values, c.Texts = c.Labels[:2], c.Values[:2], c.Texts[:2]
	two, _ := drawBars(t, c)
	if four.Bounds().Dy() <= two.Bounds().Dy() || four.Bounds().Dx() != barsWidth {
		t.Errorf("four bars are %v, two %v", four.Bounds(), two.Bounds())
	}
	rows := 0 // from the top: the first label's bar is half as long as the second's
	long := 0
	for y := range two.Bounds().Dy() {
		n := 0
		for x := range barsWidth {
			if color.RGBAModel.Convert(two.At(x, y)) == green {
				n++
			}
		}
		if n > 50 && rows == 0 {
			rows, long = 1, n
		}
		if n > long+50 {
			return
		}
	}
	t.Error("the first bar is not the first from above")
}

func TestEachBarHasItsOwnText(t *testing.T) {
	t.Parallel()
	_, same := drawBars(t, months())
	c := months()
	c.Texts = []string{"5", "10", "0", "10"}
	if _, other := drawBars(t, c); bytes.Equal(same, other) {
		t.Error("the third text is not drawn")
	}
	c = months()
	c.Texts[3] = "11"
	if _, other := drawBars(t, c); bytes.Equal(same, other) {
		t.Error("equal bars share their text")
	}
}

func TestBarsThatCannotBeDrawnAreAnError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]BarChart{
		"no bars":        {Title: "x"},
		"too few values": {Labels: []string{"a", "b"}, Values: []float64{1}, Texts: []string{"1", "2"}},
		"too few texts":  {Labels: []string{"a"}, Values: []float64{1}},
		"more than fit":  {Labels: make([]string, 15), Values: make([]float64, 15), Texts: make([]string, 15)},
	} {
		if err := Bars(&bytes.Buffer{}, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	drawBars(t, BarChart{Title: "x", Labels: []string{"a", "b", "c"}, Values: []float64{math.NaN(), -1, math.Inf(1)}, Texts: []string{"a", "b", "c"}})
}
