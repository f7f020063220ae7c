package enterprise_test

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	. "naikkelas/enterprise"
)

// scored is a random instrument with random answers to it.
type scored struct {
	program *Program
	sector  string
	answers map[string]string
}

// drawScored draws from the programme of Kota Malang or from a made-up
// instrument of one to four dimensions.
func drawScored(t *rapid.T, tb testing.TB, malang *Program) scored {
	s := scored{program: malang, answers: map[string]string{}}
	if rapid.Bool().Draw(t, "made up") {
		s.program = drawInstrument(t, tb)
	}
	s.sector = rapid.SampledFrom(s.program.Sectors).Draw(t, "sector").Code
	for _, it := range s.program.Instrument.Items {
		// Options of other sectors are drawn too, and "" is a skipped item.
		codes := []string{""}
		for _, o := range it.Options {
			codes = append(codes, o.Code)
		}
		if code := rapid.SampledFrom(codes).Draw(t, it.ID); code != "" {
			s.answers[it.ID] = code
		}
	}
	return s
}

func drawInstrument(t *rapid.T, tb testing.TB) *Program {
	var dimensions, items []string
	for i := range rapid.IntRange(1, 4).Draw(t, "dimensions") {
		dimensions = append(dimensions, fmt.Sprintf("D%d %d", i, rapid.IntRange(1, 100).Draw(t, "dimension's weight")))
	}
	for i := range rapid.IntRange(1, 8).Draw(t, "items") {
		options := fmt.Sprintf("a0 b%d c%d d4", rapid.IntRange(0, 4).Draw(t, "b"), rapid.IntRange(0, 4).Draw(t, "c"))
		if rapid.IntRange(0, 3).Draw(t, "na") == 0 {
			options += " e-"
		}
		dimension := rapid.IntRange(0, len(dimensions)-1).Draw(t, "dimension")
		items = append(items, fmt.Sprintf("Q%d D%d x%d: %s", i+1, dimension, rapid.IntRange(1, 9).Draw(t, "weight"), options))
	}
	return instrumentProgram(tb, dimensions, items)
}

func (s scored) score() Result {
	return s.program.Score(s.sector, s.answers, AdminStatus{State: AdminIsReady})
}

// with is the same with another answer to one item.
func (s scored) with(item, code string) scored {
	s.answers = maps.Clone(s.answers)
	s.answers[item] = code
	return s
}

// exact works the total out in fractions, straight from the definition.
func (s scored) exact() *big.Rat {
	sum, weights := new(big.Rat), int64(0)
	for _, d := range s.program.Instrument.Dimensions {
		var got, most int64
		for _, it := range s.program.Instrument.Shown(s.sector) {
			if o := AnswerOf(it, s.sector, s.answers[it.ID]); it.Dimension == d.Code && o != nil && !o.NA {
				got, most = got+int64(o.Score*it.Weight), most+int64(4*it.Weight)
			}
		}
		if most > 0 {
			sum.Add(sum, big.NewRat(100*got*int64(d.Weight), most))
			weights += int64(d.Weight)
		}
	}
	if weights == 0 {
		return sum
	}
	return sum.Quo(sum, big.NewRat(weights, 1))
}

// halfUp rounds a fraction to a whole number, a half up.
func halfUp(r *big.Rat) int {
	twice := new(big.Int).Add(new(big.Int).Mul(r.Num(), big.NewInt(2)), r.Denom())
	return int(new(big.Int).Div(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2))).Int64())
}

func TestTotalIsTheExactFractionRoundedHalfUp(t *testing.T) {
	t.Parallel()
	malang := embeddedProgram(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScored(rt, t, malang)
		r := s.score()
		if want := halfUp(s.exact()); r.Total != want || r.Total < 0 || r.Total > 100 {
			rt.Fatalf("%s is %d, exactly %s", answersLine(s.answers), r.Total, s.exact().FloatString(12))
		}
		if r.Answered > r.Shown || r.Provisional != (r.Answered < r.Shown) {
			rt.Fatalf("answered %d of %d, provisional %v", r.Answered, r.Shown, r.Provisional)
		}
	})
}

// An answer that does not count may stand for more or less than any score, so
// it is left aside here: from and to it a total may move either way.
func TestABetterAnswerNeverLowersTheTotal(t *testing.T) {
	t.Parallel()
	malang := embeddedProgram(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScored(rt, t, malang)
		before := s.score()
		for _, it := range s.program.Instrument.Shown(s.sector) {
			given := AnswerOf(it, s.sector, s.answers[it.ID])
			if given == nil || given.NA {
				continue
			}
			for _, o := range it.OptionsFor(s.sector) {
				if o.NA || o.Score < given.Score {
					continue
				}
				after := s.with(it.ID, o.Code).score()
				if after.Total < before.Total || rank(s.program, after.Level) < rank(s.program, before.Level) {
					rt.Fatalf("%s from %s to %s: from %d %s to %d %s", it.ID, given.Code, o.Code, before.Total, before.Level, after.Total, after.Level)
				}
			}
		}
	})
}

func rank(p *Program, level string) int {
	return slices.IndexFunc(p.Instrument.Levels, func(l Level) bool { return l.Code == level })
}

// whole answers what was left open as badly as it can be.
func (s scored) whole() scored {
	for _, it := range s.program.Instrument.Shown(s.sector) {
		if AnswerOf(it, s.sector, s.answers[it.ID]) == nil {
			worst := it.OptionsFor(s.sector)[slices.IndexFunc(it.OptionsFor(s.sector), func(o *Option) bool { return o.Score == 0 && !o.NA })]
			s = s.with(it.ID, worst.Code)
		}
	}
	return s
}

// A step promises its part of the whole, not of the few questions that were
// answered: one answer of 29 is not worth a hundred points.
func TestAnActionGainsWhatItPromises(t *testing.T) {
	t.Parallel()
	malang := embeddedProgram(t)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScored(rt, t, malang)
		whole := s.whole()
		now, _ := whole.exact().Float64()
		perDimension := map[string]int{}
		actions := s.score().Actions
		if len(actions) > 3 {
			rt.Fatalf("%d actions", len(actions))
		}
		for i, a := range actions {
			it := s.program.Instrument.Item(a.Item)
			perDimension[it.Dimension]++
			best := it.OptionsFor(s.sector)[slices.IndexFunc(it.OptionsFor(s.sector), func(o *Option) bool { return o.Score == BestScore })]
			then, _ := whole.with(a.Item, best.Code).exact().Float64()
			if a.Gain <= 0 || math.Abs(then-now-a.Gain) > 1e-9 {
				rt.Fatalf("%s promises %v, the total goes from %v to %v", a.Item, a.Gain, now, then)
			}
			if a.Option != s.answers[a.Item] || perDimension[it.Dimension] > 2 {
				rt.Fatalf("actions %+v of %s", actions, answersLine(s.answers))
			}
			if i > 0 && a.Gain > actions[i-1].Gain+1e-9 && actions[i-1].Item != s.program.Instrument.LevelRules.Gate.Item {
				rt.Fatalf("actions out of order: %+v", actions)
			}
		}
	})
}

func answersLine(answers map[string]string) string {
	line := ""
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		line += id + answers[id] + " "
	}
	return line
}
