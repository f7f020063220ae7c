package flows

import (
	"fmt"
	"slices"
	"strconv"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// statisticsArea is the figures.
func statisticsArea() Area {
	return Area{
		Name: "statistics",
		Forms: []*Flow{
			recap(), // /rekap: the figures
		},
		Buttons: map[string]button{
			"f": {forRecap, (*talk).figureButton}, // f:<what>:<number>:<page>, under a picture of the recap
		},
		Audits: []string{"data.figure"},
		Things: map[string]func(*talk, string) string{"recap": recapName},
		Without: map[string]string{
			"Forget": "it only counts, and keeps nothing",
			"Export": "it only counts, and keeps nothing",
			"Merge":  "it only counts, and keeps nothing",
		},
	}
}

const recapKey = "recap"

// forRecap are those who see the figures. Planners see no person and no cell
// of fewer than fewPeople.
var forRecap = []enterprise.Role{enterprise.Officer, enterprise.Planner}

// fewPeople is how many people a cell needs before a planner sees it: among
// fewer, somebody who knows the others can tell who is meant.
const fewPeople = 5

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
func recap() *Flow {
	return &Flow{
		Key: recapKey, Command: "/rekap", Also: []string{"/recap"}, For: forRecap, OnTheFly: true,
		Begin: func(t *talk, _ *Draft) {
			t.showRecap(recapFunnel)
		},
		Questions: func(*talk, *Draft) []*Question { return recapQuestions },
	}
}

var recapQuestions = []*Question{{
	Key: "what", Strict: true, Spelled: true,
	Options: func(t *talk, _ *Draft) []Option {
		return append(recapViews(t), Option{Value: recapEnough, Label: t.label("sales.done"), Names: t.names("nav.no")})
	},
	Accept: func(t *talk, d *Draft, value string) {
		if value == recapEnough {
			t.menu("menu.text")
			return
		}
		delete(d.Answers, "what")
		t.showRecap(value)
	},
}}

// recapViews are what the recap can show.
func recapViews(t *talk) []Option {
	out := []Option{{Value: recapFunnel, Label: t.label("recap.funnel")}, {Value: recapLevels, Label: t.label("recap.levels")},
		{Value: recapHeld, Label: t.label("recap.held")}, {Value: recapTaken, Label: t.label("recap.program")},
		{Value: recapMonth, Label: t.label("recap.month")}, {Value: recapQuarter, Label: t.label("recap.quarter")}, {Value: recapStopped, Label: t.label("recap.stopped")}}
	for _, d := range t.book.program.Instrument.Dimensions {
		out = append(out, Option{Value: d.Code, Label: d.Short.In(t.lang)})
	}
	if t.seesNames() {
		out = append(out, Option{Value: recapOffice, Label: t.label("recap.office")})
	}
	return append(out, Option{Value: recapFile, Label: t.label("recap.file")})
}

// recapName is what a view of the recap is called; empty: there is none such.
func recapName(t *talk, view string) string {
	for _, o := range recapViews(t) {
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
func (t *talk) recapPlaces() (names []string, terms [][]string) {
	for _, d := range t.book.program.Regions.Districts {
		names, terms = append(names, d.Name), append(terms, []string{"district:" + d.Code})
	}
	return append(names, t.label("recap.city")), append(terms, nil)
}

// recapFigures counts everybody who is registered by kecamatan and level.
func (t *talk) recapFigures() figures {
	names, terms := t.recapPlaces()
	f := figures{places: names, columns: []string{t.label("recap.unassessed")}}
	for _, l := range t.book.program.Instrument.Levels {
		f.columns = append(f.columns, l.Name.In(t.lang))
	}
	for _, place := range terms {
		row := []int64{t.size(append([]string{"registered", "assessed:no"}, place...)...)}
		for _, l := range t.book.program.Instrument.Levels {
			row = append(row, t.size(append([]string{"registered", "level:" + l.Code}, place...)...))
		}
		f.levels = append(f.levels, append(row, t.size(append([]string{"registered"}, place...)...)))
	}
	f.hidden = t.hide(f.levels)
	return f
}

// hide tells which cells of a table the person must not see.
func (t *talk) hide(table [][]int64) [][]bool {
	least := int64(0)
	if !t.seesNames() {
		least = fewPeople
	}
	return enterprise.Hide(table, least)
}

// people is a number of people, or that they are few.
func people(n int64, hidden bool) string {
	if hidden {
		return fmt.Sprintf("<%d", fewPeople)
	}
	return strconv.FormatInt(n, 10)
}

// hiddenText stands for a number that is hidden although it is not small:
// with it a small one could be worked out.
func hiddenText(n int64, hidden bool) string {
	if hidden && n >= fewPeople {
		return "-"
	}
	return people(n, hidden)
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
func (t *talk) stages(f figures) []stage {
	row, hidden := f.city(), f.cityHidden()
	last := len(row) - 1
	out := []stage{{t.label("recap.registered"), row[last], hidden[last]}}
	for i := 1; i < last; i++ {
		n := int64(0)
		for _, c := range row[i:last] {
			n += c
		}
		name := t.word("recap.stage", messages.Args{"Level": f.columns[i]})
		switch i {
		case 1:
			name = t.label("recap.assessed")
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
func (t *talk) averages(dimension string) []average {
	names, terms := t.recapPlaces()
	var out []average
	var of []int64
	var beside [][]int64
	for i, place := range terms {
		n := t.size(append([]string{"registered", enterprise.TermScored(dimension)}, place...)...)
		all := t.size(append([]string{"registered"}, place...)...)
		sum := int64(0)
		for bit := range enterprise.ScoreBits {
			sum += t.size(append([]string{"registered", enterprise.TermScoreBit(dimension, bit)}, place...)...) << bit
		}
		a := average{place: names[i], of: n}
		if n > 0 {
			a.score = float64(sum) / float64(n)
		}
		out, of, beside = append(out, a), append(of, n), append(beside, []int64{n, all - n, all})
	}
	few, fewBeside := t.hide([][]int64{of})[0], t.hide(beside)
	for i := range out {
		out[i].hidden, out[i].ofIsHidden = few[i], few[i] || fewBeside[i][0]
	}
	return out
}
