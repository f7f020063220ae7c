package statistics

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/flows"
	"naikkelas/messages"
)

// Figure is one of the recap's, as a page shows it.
type Figure struct {
	Code  string
	Bars  messages.Bars
	Means string   // what it is, in the small HTML of messages
	Of    string   // of how many; empty: each bar says it
	Picks []string // for each bar, which owners it is, as officers may pick them; empty: they cannot
}

// Figures are all that /rekap shows as pictures, hidden from the officer by the
// same rule.
func Figures(c *flows.Conversation) []Figure {
	figure := func(key string, b *messages.Bars, of, means string) Figure {
		return Figure{Code: key, Bars: *b, Of: of, Means: means}
	}
	var out []Figure
	b, of := funnelBars(c)
	out = append(out, figure(recapFunnel, b, of, c.Text("recap.funnel.means", messages.Args{"Businesses": businessCount(c)})))
	b, of = levelBars(c)
	levels := figure(recapLevels, b, of, c.Text("recap.levels.means", nil))
	if c.SeesNames() {
		levels.Picks = []string{"assessed:no"}
		for _, l := range c.Program().Instrument.Levels {
			levels.Picks = append(levels.Picks, "level:"+l.Code)
		}
	}
	out = append(out, levels)
	for _, d := range c.Program().Instrument.Dimensions {
		b, of = averageBars(c, d.Code)
		out = append(out, figure(d.Code, b, of, c.Text("recap.average.means", messages.Args{"Indicator": c.Dimension(d.Code)})))
	}
	b, of = partBars(c, "recap.held.title", heldParts(c))
	out = append(out, figure(recapHeld, b, of, c.Text("recap.held.means", nil)))
	b, of = partBars(c, "recap.program.title", programParts(c))
	out = append(out, figure(recapTaken, b, of, c.Text("recap.program.means", nil)))
	for _, what := range []string{recapMonth, recapQuarter} {
		b, of, means := changeBars(c, stretches[what])
		out = append(out, figure(what, b, of, means))
	}
	out = append(out, soldFigure(c))
	b, of, means := stoppedBars(c)
	return append(out, figure(recapStopped, b, of, means))
}

// soldFigure is how many owners said what they sold, month by month.
func soldFigure(c *flows.Conversation) Figure {
	s := soldSheet(c)
	means, of, _ := strings.Cut(c.Label("recap.meaning.sold"), "|")
	f := Figure{Code: "sold", Means: messages.Escape(means), Of: of, Bars: messages.Bars{Title: s.Name, Across: true}}
	for _, row := range s.Rows {
		n, _ := strconv.ParseFloat(row[1], 64) // what is hidden has no length
		f.Bars.Labels, f.Bars.Values, f.Bars.Texts = append(f.Bars.Labels, row[0]), append(f.Bars.Values, n), append(f.Bars.Texts, row[1])
	}
	if len(s.Rows) > 0 {
		f.Of = s.Rows[0][2]
	}
	return f
}

// Tables are those of the recap's workbook.
func Tables(c *flows.Conversation) []messages.Sheet {
	return slices.DeleteFunc(recapWorkbook(c).Sheets, func(s messages.Sheet) bool { return s.Chart == "page" })
}
