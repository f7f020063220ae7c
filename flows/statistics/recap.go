// Package statistics is the city's figures. Planners see totals and proposals,
// never identities.
package statistics

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/messages"
)

// New is the figures.
func New() flows.Area {
	return flows.Area{
		Name: "statistics",
		Forms: []*flows.Form{
			recap(), // /rekap: the figures
		},
		Buttons: map[string]flows.Button{
			"f": {For: flows.ForRecap, Do: figureButton}, // f:<what>:<number>:<page>, under a picture of the recap
		},
		Audits: []string{"data.figure"},
		Things: map[string]func(*flows.Conversation, string) string{"recap": recapName},
		Without: map[string]string{
			"Forget": "it only counts, and keeps nothing",
			"Export": "it only counts, and keeps nothing",
			"Merge":  "it only counts, and keeps nothing",
		},
	}
}

// What /rekap shows besides an indicator, whose code is the answer.
const (
	recapFunnel = "funnel"
	recapLevels = "levels"
	recapHeld   = "held"
	recapTaken  = "program"
	recapOffice = "office"
	recapFile   = "file"
	recapEnough = "enough"
)

// recap is /rekap: the figures, as pictures and as a workbook. Each is the
// size of a set of people, counted now, and none is kept.
func recap() *flows.Form {
	return &flows.Form{
		Key: flows.RecapKey, Command: "/rekap", Also: []string{"/recap"}, For: flows.ForRecap, OnTheFly: true,
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			showRecap(c, recapFunnel)
		},
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return recapQuestions },
	}
}

var recapQuestions = []*flows.Question{{
	Key: "what", Strict: true, Spelled: true,
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		return append(recapViews(c), flows.Option{Value: recapEnough, Label: c.Label("sales.done"), Names: c.Synonyms("nav.no")})
	},
	Accept: func(c *flows.Conversation, d *flows.Draft, value string) {
		if value == recapEnough {
			c.Menu("menu.text")
			return
		}
		delete(d.Answers, "what")
		showRecap(c, value)
	},
}}

// recapViews are what the recap can show.
func recapViews(c *flows.Conversation) []flows.Option {
	out := []flows.Option{{Value: recapFunnel, Label: c.Label("recap.funnel")}, {Value: recapLevels, Label: c.Label("recap.levels")},
		{Value: recapHeld, Label: c.Label("recap.held")}, {Value: recapTaken, Label: c.Label("recap.program")},
		{Value: recapMonth, Label: c.Label("recap.month")}, {Value: recapQuarter, Label: c.Label("recap.quarter")}, {Value: recapStopped, Label: c.Label("recap.stopped")}}
	for _, d := range c.Program().Instrument.Dimensions {
		out = append(out, flows.Option{Value: d.Code, Label: d.Short.In(c.Lang())})
	}
	if c.SeesNames() {
		out = append(out, flows.Option{Value: recapOffice, Label: c.Label("recap.office")})
	}
	return append(out, flows.Option{Value: recapFile, Label: c.Label("recap.file")})
}

// recapName is what a view of the recap is called; empty: there is none such.
func recapName(c *flows.Conversation, view string) string {
	for _, o := range recapViews(c) {
		if o.Value == view {
			return o.Label
		}
	}
	return ""
}

// figures are the recap's counts. Rows are the kecamatan and then the city;
// cells are people.
type figures struct {
	places  []string  // names of the rows
	levels  [][]int64 // a column each: not assessed, the levels, the sum: registered
	hidden  [][]bool  // which of them must not be shown
	columns []string  // their names, without the sum's
}

// recapPlaces are the index terms of the rows; the city's has none.
func recapPlaces(c *flows.Conversation) (names []string, terms [][]string) {
	for _, d := range c.Program().Regions.Districts {
		names, terms = append(names, d.Name), append(terms, []string{"district:" + d.Code})
	}
	return append(names, c.Label("recap.city")), append(terms, nil)
}

// recapFigures counts everybody who is registered by kecamatan and level.
func recapFigures(c *flows.Conversation) figures {
	names, terms := recapPlaces(c)
	f := figures{places: names, columns: []string{c.Label("recap.unassessed")}}
	for _, l := range c.Program().Instrument.Levels {
		f.columns = append(f.columns, l.Name.In(c.Lang()))
	}
	for _, place := range terms {
		row := []int64{c.Size(append([]string{"registered", "assessed:no"}, place...)...)}
		for _, l := range c.Program().Instrument.Levels {
			row = append(row, c.Size(append([]string{"registered", "level:" + l.Code}, place...)...))
		}
		f.levels = append(f.levels, append(row, c.Size(append([]string{"registered"}, place...)...)))
	}
	f.hidden = privacy.HideFew(c, f.levels)
	return f
}

func (f figures) city() []int64 { return f.levels[len(f.levels)-1] }

func (f figures) cityHidden() []bool { return f.hidden[len(f.hidden)-1] }

// stage is a step of the funnel: those who came at least so far.
type stage struct {
	name   string
	n      int64
	hidden bool
}

// stages are the funnel, made of the city's row: a stage is everybody but those in the
// columns below it, and is shown only if it follows from what is shown.
func stages(c *flows.Conversation, f figures) []stage {
	row, hidden := f.city(), f.cityHidden()
	last := len(row) - 1
	out := []stage{{c.Label("recap.registered"), row[last], hidden[last]}}
	for i := 1; i < last; i++ {
		n := int64(0)
		for _, count := range row[i:last] {
			n += count
		}
		name := c.Text("recap.stage", messages.Args{"Level": f.columns[i]})
		switch i {
		case 1:
			name = c.Label("recap.assessed")
		case last - 1:
			name = f.columns[i]
		}
		below := hidden[last] || slices.Contains(hidden[:i], true)
		out = append(out, stage{name, n, below && slices.Contains(hidden[i:last], true)})
	}
	return out
}

// average is an indicator's in one place: of so many people, and what of it
// must not be shown.
type average struct {
	place              string
	score              float64
	of                 int64
	hidden, ofIsHidden bool
}

// averages are an indicator's by kecamatan and for the city. How many people
// an average is of, taken from those registered, leaves those it is not of:
// where they are few, the number is hidden although the average is not.
func averages(c *flows.Conversation, dimension string) []average {
	names, terms := recapPlaces(c)
	var out []average
	var of []int64
	var beside [][]int64
	for i, place := range terms {
		n := c.Size(append([]string{"registered", enterprise.TermScored(dimension)}, place...)...)
		all := c.Size(append([]string{"registered"}, place...)...)
		sum := int64(0)
		for bit := range enterprise.ScoreBits {
			sum += c.Size(append([]string{"registered", enterprise.TermScoreBit(dimension, bit)}, place...)...) << bit
		}
		a := average{place: names[i], of: n}
		if n > 0 {
			a.score = float64(sum) / float64(n)
		}
		out, of, beside = append(out, a), append(of, n), append(beside, []int64{n, all - n, all})
	}
	few, fewBeside := privacy.HideFew(c, [][]int64{of})[0], privacy.HideFew(c, beside)
	for i := range out {
		out[i].hidden, out[i].ofIsHidden = few[i], few[i] || fewBeside[i][0]
	}
	return out
}
