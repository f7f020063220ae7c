// Package reports is pictures and tables: data in, bytes out. It is pure and
// imports nothing of ours.
package reports

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-analyze/charts"
)

// RadarChart is a set of values from 0 to 100, one an axis, and perhaps the
// same set as it was before.
type RadarChart struct {
	Title    string
	Axes     []string
	Now      []float64
	Before   []float64 // empty: no earlier outline
	NowName  string
	PastName string
}

// The picture's size in pixels: shown about half as large on a phone.
const (
	radarWidth  = 760
	radarHeight = 600 // with a text of a few lines it fits a phone
	radarTitle  = 25
	radarLabel  = 21
)

// minAxes is what makes an area of a radar.
const minAxes = 3

// Radar writes the chart as a PNG. Values outside 0 to 100 are drawn at the
// edge, those that are no numbers at 0.
func Radar(w io.Writer, c RadarChart) error {
	if len(c.Axes) < minAxes || len(c.Now) != len(c.Axes) || len(c.Before) != 0 && len(c.Before) != len(c.Axes) {
		return errors.New("reports: a radar needs three axes and a value for each")
	}
	now := clamped(c.Now)
	series, names := [][]float64{now}, []string{c.NowName}
	colors := []charts.Color{charts.ColorFromHex("#0b6e4f")}
	if len(c.Before) > 0 { // beneath: drawn first, paler
		series, names = [][]float64{clamped(c.Before), now}, []string{c.PastName, c.NowName}
		colors = []charts.Color{charts.ColorFromHex("#e0a458"), colors[0]}
	}
	o := charts.NewRadarChartOptionWithData(series, labels(c.Axes, now), full(len(c.Axes)))
	o.Theme = charts.MakeTheme(charts.ThemeOption{
		BackgroundColor: charts.ColorWhite, TextColor: charts.ColorFromHex("#1c2321"),
		AxisSplitLineColor: charts.ColorFromHex("#ccd4d0"), SeriesColors: colors,
	})
	o.Padding = charts.NewBoxEqual(24)
	o.Title = charts.TitleOption{Text: c.Title, Offset: charts.OffsetCenter, FontStyle: charts.NewFontStyleWithSize(radarTitle)}
	o.Legend = charts.LegendOption{
		SeriesNames: names, FontStyle: charts.NewFontStyleWithSize(radarLabel),
		Offset: charts.OffsetStr{Left: charts.PositionCenter, Top: charts.PositionBottom},
	}
	o.Radius = "36%"
	for i := range o.RadarIndicators {
		o.RadarIndicators[i].FontStyle = charts.NewFontStyleWithSize(radarLabel)
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: radarWidth, Height: radarHeight})
	if err := p.RadarChart(o); err != nil {
		return fmt.Errorf("reports: draw radar: %w", err)
	}
	png, err := p.Bytes()
	if err != nil {
		return fmt.Errorf("reports: encode radar: %w", err)
	}
	if _, err := w.Write(png); err != nil {
		return fmt.Errorf("reports: write radar: %w", err)
	}
	return nil
}

func clamped(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		if v > 0 { // not for NaN
			out[i] = math.Min(v, 100)
		}
	}
	return out
}

// labels are the axes with their values, so that nobody has to measure.
func labels(axes []string, values []float64) []string {
	out := make([]string, len(axes))
	for i, name := range axes {
		out[i] = fmt.Sprintf("%s %.0f", name, math.Floor(values[i]+0.5))
	}
	return out
}

func full(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 100
	}
	return out
}
