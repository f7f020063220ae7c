package reports

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/go-analyze/charts"
)

// BarChart is amounts side by side. Each bar says at its end what it stands
// for, so that nobody has to measure; there is no scale beside them.
type BarChart struct {
	Title  string
	Labels []string
	Values []float64 // not below 0; 0 draws no bar
	Texts  []string  // at the ends of the bars
	Across bool      // bars lie, for labels that are words
	Full   float64   // the length of a whole bar; 0: that of the longest
}

// The picture's size in pixels, shown about half as large on a phone, and the
// letters in it.
const (
	barsWidth  = 760
	barsHeight = 560
	barsRow    = 62 // the height of a bar that lies
	barsTitle  = 25
	barsLabel  = 18

	barsPadding = 24
)

// How many bars still have room for what stands at their ends: side by side in
// one width, or one under the other.
const (
	barsMost      = 14
	barsAcross    = 24
	barsEndsSpace = 16 // pixels around what stands at the end of a lying bar
)

// Bars writes the chart as a PNG.
func Bars(w io.Writer, c BarChart) error {
	n, most := len(c.Labels), barsMost
	if c.Across {
		most = barsAcross
	}
	if n == 0 || n > most || len(c.Values) != n || len(c.Texts) != n {
		return errors.New("reports: bars need labels, and a value and a text for each")
	}
	values, labels, texts, height := lengths(c.Values), slices.Clone(c.Labels), slices.Clone(c.Texts), barsHeight
	if c.Across { // lying bars are drawn from the bottom up
		slices.Reverse(values)
		slices.Reverse(labels)
		slices.Reverse(texts)
		height = 110 + n*barsRow
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: barsWidth, Height: height})
	room := 1.08 // for what stands over the longest bar
	if c.Across {
		room = roomBeside(p, labels, texts)
	}
	if err := p.BarChart(barOptions(c, values, labels, texts, room)); err != nil {
		return fmt.Errorf("reports: draw bars: %w", err)
	}
	png, err := p.Bytes()
	if err != nil {
		return fmt.Errorf("reports: encode bars: %w", err)
	}
	if _, err := w.Write(png); err != nil {
		return fmt.Errorf("reports: write bars: %w", err)
	}
	return nil
}

// roomBeside is how much longer than the longest bar the scale of lying bars
// is, so that the texts at their ends find room beside them.
func roomBeside(p *charts.Painter, labels, texts []string) float64 {
	widest := func(list []string) (most int) {
		for _, s := range list {
			most = max(most, p.MeasureText(s, 0, charts.FontStyle{FontSize: barsLabel, FontColor: barsInk}).Width())
		}
		return most
	}
	scale := barsWidth - 2*barsPadding - widest(labels)
	return float64(scale) / float64(max(scale-widest(texts)-barsEndsSpace, scale/3))
}

var barsInk = charts.ColorFromHex("#1c2321")

func barOptions(c BarChart, values []float64, labels, texts []string, room float64) charts.BarChartOption {
	o := charts.NewBarChartOptionWithData([][]float64{values})
	o.Theme = charts.MakeTheme(charts.ThemeOption{
		BackgroundColor: charts.ColorWhite, TextColor: barsInk,
		AxisSplitLineColor: charts.ColorWhite, AxisStrokeColor: charts.ColorFromHex("#ccd4d0"),
		SeriesColors: []charts.Color{charts.ColorFromHex("#0b6e4f")},
	})
	o.Padding = charts.NewBoxEqual(barsPadding)
	o.Title = charts.TitleOption{Text: c.Title, Offset: charts.OffsetCenter, FontStyle: charts.NewFontStyleWithSize(barsTitle)}
	o.Legend = charts.LegendOption{Show: charts.Ptr(false)}
	o.Horizontal = c.Across
	o.BarSize = 0.62
	o.CategoryAxis = charts.CategoryAxisOption{Labels: labels, LabelCount: len(labels), LabelFontStyle: charts.NewFontStyleWithSize(barsLabel)}
	longest := c.Full
	if longest <= 0 {
		longest = max(slices.Max(values), 1)
	}
	o.ValueAxis = []charts.ValueAxisOption{{Show: charts.Ptr(false), Min: charts.Ptr(0.0), Max: charts.Ptr(longest * room), SplitLineShow: charts.Ptr(false)}}
	// The formatter is told a bar's value and not which bar it is: equal bars
	// are told apart by less than anybody can see.
	ends := map[float64]string{}
	for i := range values {
		o.SeriesList[0].Values[i] += longest * 1e-9 * float64(i)
		ends[o.SeriesList[0].Values[i]] = texts[i]
	}
	o.SeriesList[0].Label = charts.SeriesLabel{
		Show: charts.Ptr(true), FontStyle: charts.FontStyle{FontSize: barsLabel, FontColor: barsInk},
		LabelFormatter: func(_ int, _ string, v float64) (string, *charts.LabelStyle) { return ends[v], nil },
	}
	return o
}

// lengths are the values that can be drawn.
func lengths(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		if v > 0 && !math.IsInf(v, 0) {
			out[i] = v
		}
	}
	return out
}
