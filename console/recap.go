package console

import (
	"slices"
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/statistics"
	"naikkelas/messages"
)

// recapData is the city's figures, on the screen and on paper.
type recapData struct {
	City    string
	Figures []figureData
	Tables  []messages.Sheet
	At      time.Time
	Few     bool   // small numbers are hidden
	File    string // the words that ask for the workbook in the chat
	Enough  string // and that end the question
	Shut    bool
}

// figureData is a figure with bars of our own: no script draws them.
type figureData struct {
	statistics.Figure
	Rows []barData
}

// barData is one bar: its length in hundredths of the longest or of the whole.
type barData struct {
	Label, Text, Path string
	Length            int
}

// recap is the figures that /rekap shows, all on one page.
func (c *Console) recap(v *visit) (any, error) {
	d, err := view(c, v, func(t *flows.Conversation) recapData {
		d := recapData{City: t.Program().City.Name, At: t.Now(), Few: !t.SeesNames(), File: t.Label("recap.file"), Enough: t.Label("sales.done"), Tables: statistics.Tables(t)}
		for _, f := range statistics.Figures(t) {
			d.Figures = append(d.Figures, figureData{f, bars(f)})
		}
		return d
	})
	if err != nil {
		return nil, err
	}
	if ok, err := c.looked(v, "/rekap", d.Enough); err != nil || !ok {
		return recapData{Shut: true}, err
	}
	return d, nil
}

func bars(f statistics.Figure) []barData {
	full := f.Bars.Full
	if full == 0 {
		full = slices.Max(append(slices.Clone(f.Bars.Values), 1))
	}
	var out []barData
	for i, label := range f.Bars.Labels {
		b := barData{Label: strings.TrimSpace(label), Text: f.Bars.Texts[i], Length: int(100*f.Bars.Values[i]/full + 0.5)}
		if i < len(f.Picks) {
			b.Path = with("/warga", "pilih", f.Picks[i])
		}
		out = append(out, b)
	}
	return out
}
