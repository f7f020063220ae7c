package enterprise_test

import (
	"slices"
	"strings"
	"testing"

	. "naikkelas/enterprise"
)

// worst answers every question of a sector as badly as it can be.
func worst(p *Program, sector string) map[string]string {
	answers := map[string]string{}
	for _, it := range p.Instrument.Shown(sector) {
		bad := it.OptionsFor(sector)[0]
		for _, o := range it.OptionsFor(sector) {
			if !o.NA && (bad.NA || o.Score < bad.Score) {
				bad = o
			}
		}
		answers[it.ID] = bad.Code
	}
	return answers
}

// Whatever was answered, each step of a plan has advice to go by and a way that
// the sector may use; no indicator has more steps than the city allows, and
// what adds most comes first.
func TestEverySectorsPlanHasAWayForEachStep(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, nil)
	now := day("2026-11-23")
	for _, s := range p.Sectors {
		a := Assessment{At: now, Sector: s.Code, Answers: worst(p, s.Code)}
		b := Business{Sector: s.Code, Assessments: []Assessment{a}}
		steps := p.ProposeSteps(b, a, now)
		if len(steps) != p.City.Plan.Most {
			t.Errorf("%s: %d steps", s.Code, len(steps))
		}
		per := map[string]int{}
		for _, step := range steps {
			it := p.Instrument.Item(step.Item)
			if per[it.Dimension]++; per[it.Dimension] > p.City.Plan.PerIndicator {
				t.Errorf("%s: %s has too many steps", s.Code, it.Dimension)
			}
			if it.OptionFor(s.Code, step.Option).Advice["id"] == "" {
				t.Errorf("%s: %s has no advice", s.Code, step.Item)
			}
		}
		for _, it := range p.Instrument.Shown(s.Code) { // not only the weakest five
			if w := WayFor(p, b, it.ID, now); w == (Way{}) || !Open(p, w, s.Code) {
				t.Errorf("%s: nothing helps with %s: %+v", s.Code, it.ID, w)
			}
		}
		gaps := p.Gaps(a.Sector, a.Answers, 5, 2)
		if !slices.IsSortedFunc(gaps[1:], func(x, y Action) int { // the gate comes first
			return map[bool]int{true: 1, false: 0}[x.Gain < y.Gain-Tiny]
		}) {
			t.Errorf("%s: not by what they add: %+v", s.Code, gaps)
		}
	}
}

func TestTheWayOfAStep(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, nil)
	now := day("2026-11-23")
	nib := Document{Kind: "nib", State: DocumentApproved, Approved: now}
	for _, c := range []struct {
		name, sector, item string
		documents          []Document
		want               Way
	}{
		{"a document that proves the answer", "packaged_food", "L1", nil, Way{Document: "nib"}},
		{"not one that is approved: what helps with the indicator", "packaged_food", "L1", []Document{nib}, Way{Training: "legality"}},
		{"the sector's own document", "ready_food", "L3", nil, Way{Document: "slhs"}},
		{"a service that the file names for the question", "packaged_food", "L5", nil, Way{Service: "brand"}},
		{"a service for the indicator", "packaged_food", "P1", nil, Way{Service: "packaging"}},
		{"a training where the service is not for the sector", "service", "P4", nil, Way{Training: "packaging"}},
		{"a partner who buys", "craft", "S5", nil, Way{Service: "matching"}},
	} {
		if got := WayFor(p, Business{Sector: c.sector, Documents: c.documents}, c.item, now); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestPlansAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, old, becomes, says string }{
		{"six steps", "most: 5", "most: 6", "more than five"},
		{"no day before", "remind_days: [7, 1]", "remind_days: []", "days before"},
		{"an indicator that is not there", "{indicator: digital, training: online_shop}", "{indicator: luck, training: online_shop}", "no indicator luck"},
		{"an indicator without a way", "    - {indicator: digital, training: online_shop}\n", "", "nothing helps the sector"},
		{"a way for some sectors only", "    - {indicator: packaging, training: packaging}\n", "", "sector service with the indicator packaging"},
		{"a question of another indicator", "item: L4", "item: D1", "no question D1"},
		{"a way that leads nowhere", "item: L5, service: brand", "item: L5", "leads nowhere"},
		{"a way that leads to two places", "item: L5, service: brand", "item: L5, service: brand, document: nib", "several places"},
		{"a service that is not there", "item: L5, service: brand", "item: L5, service: luck", "there is no luck"},
	} {
		if got := faultsOf(t, c.old, c.becomes); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestGrowthIsOfWhatCountedBothTimes(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, nil)
	from := Result{Dimensions: []DimensionScore{{Code: "legality", Score: 39.5, Counted: true}, {Code: "quality", Score: 80, Counted: true}, {Code: "packaging"}}}
	to := Result{Dimensions: []DimensionScore{{Code: "legality", Score: 65, Counted: true}, {Code: "quality", Score: 70, Counted: true}, {Code: "packaging", Score: 50, Counted: true}}}
	got := p.Grown(from, to)
	if len(got) != 6 || got[0] != (Growth{"legality", 40, 65, true}) || got[1] != (Growth{"quality", 80, 70, true}) || got[2].Known {
		t.Errorf("grown: %+v", got)
	}
}
