package enterprise

import (
	"maps"
	"math"
	"slices"
)

// Result is what a set of answers comes to.
type Result struct {
	Total       int              `json:"total"`                 // 0-100, rounded half up
	Level       string           `json:"level"`                 // level code, after the caps
	Cap         string           `json:"cap,omitempty"`         // why the level is lower than the total says: CapGate...; empty when it is not
	Provisional bool             `json:"provisional,omitempty"` // some shown item has no answer
	Shown       int              `json:"shown"`
	Answered    int              `json:"answered"`
	Dimensions  []DimensionScore `json:"dimensions"`          // in the instrument's order
	Strongest   string           `json:"strongest,omitempty"` // dimension codes
	Weakest     string           `json:"weakest,omitempty"`
	Actions     []Action         `json:"actions,omitempty"` // at most three, the most useful first
}

// The reasons why a level is lower than the total alone would give.
const (
	CapGate      = "nib"       // the gate item (the NIB) scores too low
	CapAdmin     = "admin"     // the administrative status is not ready
	CapDimension = "dimension" // some dimension is too low for the top level
)

// DimensionScore is the score of one dimension.
type DimensionScore struct {
	Code    string  `json:"code"`
	Score   float64 `json:"score"`             // 0-100, not rounded
	Counted bool    `json:"counted,omitempty"` // false when no answered item of it counts
}

// Action is a step that would raise the total.
type Action struct {
	Item   string  `json:"item"`
	Option string  `json:"option"` // the answer given, whose advice it is
	Gain   float64 `json:"gain"`   // points of the total when the item reaches its best score
}

const (
	maxActions             = 3
	maxActionsOneDimension = 2
)

// tiny is far more than floating point loses in a total and less than two
// totals differ by: without it 62.5 may come out as 62.499999999999 and be
// rounded down.
const tiny = 1e-9

// tally is one dimension being added up.
type tally struct {
	got, most int // weighted points; most is 0 when nothing counts
}

func (d tally) score() float64 { return 100 * float64(d.got) / float64(d.most) }

// counted is an answered item that counts.
type counted struct {
	item   *Item
	option *Option
}

// Score adds up the answers (item id to option code) of a business of a
// sector. A dimension is 100 * sum(score*weight) / sum(4*weight) over the
// items shown and answered with an option that counts; the total is the mean
// of the dimensions, weighted, over those with at least one such item.
// Answers to items that are not shown, or with options that are not offered,
// are ignored.
func (p *Program) Score(sector string, answers map[string]string, admin AdminStatus) Result {
	in := &p.Instrument
	r := Result{Shown: len(in.Shown(sector))}
	for _, it := range in.Shown(sector) {
		if it.answer(sector, answers[it.ID]) != nil {
			r.Answered++
		}
	}
	_, tallies := in.tallied(sector, answers)
	r.Provisional = r.Answered < r.Shown
	total := in.total(tallies)
	r.Total = int(math.Floor(total + 0.5 + tiny))
	r.Dimensions = in.dimensionScores(tallies)
	r.Strongest, r.Weakest = ends(r.Dimensions)
	r.Level, r.Cap = in.level(r, in.gateScore(sector, answers), admin)
	r.Actions = p.Gaps(sector, answers, maxActions, maxActionsOneDimension)
	return r
}

// Gaps are the answered questions that would raise the total most if they were
// answered best, as in Result.Actions: at most so many, and so many of one
// dimension.
func (p *Program) Gaps(sector string, answers map[string]string, most, perDimension int) []Action {
	in := &p.Instrument
	items, tallies := in.tallied(sector, answers)
	return in.actions(items, in.withRest(sector, answers, tallies), most, perDimension)
}

// withRest counts the questions that have no answer yet as well: what a step
// adds is then a part of the whole, however few were answered.
func (in *Instrument) withRest(sector string, answers map[string]string, tallies map[string]tally) map[string]tally {
	all := maps.Clone(tallies)
	for _, it := range in.Shown(sector) {
		if it.answer(sector, answers[it.ID]) == nil {
			d := all[it.Dimension]
			all[it.Dimension] = tally{d.got, d.most + BestScore*it.Weight}
		}
	}
	return all
}

// tallied adds up the answers that count, dimension by dimension.
func (in *Instrument) tallied(sector string, answers map[string]string) (items []counted, tallies map[string]tally) {
	tallies = map[string]tally{}
	for _, it := range in.Shown(sector) {
		o := it.answer(sector, answers[it.ID])
		if o == nil || o.NA {
			continue
		}
		d := tallies[it.Dimension]
		tallies[it.Dimension] = tally{d.got + o.Score*it.Weight, d.most + BestScore*it.Weight}
		items = append(items, counted{it, o})
	}
	return items, tallies
}

// answer is the option that an answer names, if it is offered to the sector.
func (it *Item) answer(sector, code string) *Option {
	for _, o := range it.offered[sector] {
		if o.Code == code {
			return o
		}
	}
	return nil
}

func (in *Instrument) total(tallies map[string]tally) float64 {
	weights := in.weights(tallies)
	if weights == 0 {
		return 0
	}
	sum := 0.0
	for _, d := range in.Dimensions {
		if t := tallies[d.Code]; t.most > 0 {
			sum += t.score() * float64(d.Weight)
		}
	}
	return sum / float64(weights)
}

func (in *Instrument) dimensionScores(tallies map[string]tally) []DimensionScore {
	out := make([]DimensionScore, 0, len(in.Dimensions))
	for _, d := range in.Dimensions {
		s := DimensionScore{Code: d.Code}
		if t := tallies[d.Code]; t.most > 0 {
			s.Score, s.Counted = t.score(), true
		}
		out = append(out, s)
	}
	return out
}

// ends are the strongest and the weakest dimension; the first wins a tie.
func ends(all []DimensionScore) (strongest, weakest string) {
	high, low := -1.0, 101.0
	for _, d := range all {
		if !d.Counted {
			continue
		}
		if d.Score > high {
			high, strongest = d.Score, d.Code
		}
		if d.Score < low {
			low, weakest = d.Score, d.Code
		}
	}
	return strongest, weakest
}

// gateScore is the score of the gate item, 0 when it has no answer. A sector
// that is not asked, or an answer that does not count, is not held down.
func (in *Instrument) gateScore(sector string, answers map[string]string) int {
	it := in.Item(in.LevelRules.Gate.Item)
	if len(it.OptionsFor(sector)) == 0 {
		return BestScore
	}
	switch o := it.answer(sector, answers[it.ID]); {
	case o == nil:
		return 0
	case o.NA:
		return BestScore
	default:
		return o.Score
	}
}

// level is the band the total falls into, held down by the level rules.
func (in *Instrument) level(r Result, gate int, admin AdminStatus) (code, reason string) {
	i := slices.IndexFunc(in.Levels, func(l Level) bool { return r.Total >= l.From && r.Total <= l.To })
	top := len(in.Levels) - 1
	if i == top && admin.State != AdminIsReady {
		i, reason = top-1, CapAdmin
	}
	if i == top && slices.ContainsFunc(r.Dimensions, func(d DimensionScore) bool {
		return d.Counted && d.Score < float64(in.LevelRules.TopLevelMinDimension)
	}) {
		i, reason = top-1, CapDimension
	}
	most := slices.IndexFunc(in.Levels, func(l Level) bool { return l.Code == in.LevelRules.Gate.MaxLevel })
	if gate < in.LevelRules.Gate.MinScore && i > most {
		i, reason = most, CapGate
	}
	return in.Levels[i].Code, reason
}

// candidate is an action that may be among the most useful.
type candidate struct {
	Action
	dimension   string
	first       bool
	points, per int // the gain as a fraction, so that equal gains are equal
}

// actions are the items that would raise the total most if they reached the
// best score: at most so many, so many of one dimension, and the gate item first
// while it is too low. Of equal ones the instrument's first comes first.
func (in *Instrument) actions(items []counted, tallies map[string]tally, most, perDimension int) []Action {
	weights := in.weights(tallies)
	var all []candidate
	for _, c := range items {
		if c.option.Score < BestScore {
			all = append(all, in.candidate(c, tallies[c.item.Dimension].most, weights))
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if a.first != b.first {
			return map[bool]int{true: -1, false: 1}[a.first]
		}
		return b.points*a.per - a.points*b.per
	})
	var out []Action
	used := map[string]int{}
	for _, c := range all {
		if len(out) < most && used[c.dimension] < perDimension {
			used[c.dimension]++
			out = append(out, c.Action)
		}
	}
	return out
}

// candidate works out what an item would add to the total at its best score.
func (in *Instrument) candidate(c counted, most, weights int) candidate {
	points := (BestScore - c.option.Score) * c.item.Weight * in.weight(c.item.Dimension)
	return candidate{
		Action:    Action{c.item.ID, c.option.Code, 100 * float64(points) / float64(most*weights)},
		dimension: c.item.Dimension,
		first:     c.item.ID == in.LevelRules.Gate.Item && c.option.Score < in.LevelRules.Gate.MinScore,
		points:    points,
		per:       most,
	}
}

func (in *Instrument) weight(dimension string) int {
	return in.Dimensions[slices.IndexFunc(in.Dimensions, func(d Dimension) bool { return d.Code == dimension })].Weight
}

// weights is the sum of the weights of the dimensions that count.
func (in *Instrument) weights(tallies map[string]tally) int {
	sum := 0
	for _, d := range in.Dimensions {
		if tallies[d.Code].most > 0 {
			sum += d.Weight
		}
	}
	return sum
}
