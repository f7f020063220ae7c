package enterprise

import (
	"slices"
	"time"
)

// PlanRules are how a plan is drawn up from a self-assessment.
type PlanRules struct {
	Most         int   // steps of a plan
	PerIndicator int   `yaml:"per_indicator"` // of them
	RemindDays   []int `yaml:"remind_days"`   // before a step's date; 0: on it
	Ways         []Way
}

// Way is who or what helps with a step about an indicator, or about one
// question of it. Exactly one of Training, Service and Document is set.
type Way struct {
	Indicator string `yaml:"indicator" json:"-"`
	Item      string `yaml:"item" json:"-"` // empty: whatever question of the indicator
	Training  string `yaml:"training" json:"training,omitempty"`
	Service   string `yaml:"service" json:"service,omitempty"`
	Document  string `yaml:"document" json:"document,omitempty"`
}

// Plan is what an owner means to do about the weakest answers of an assessment.
type Plan struct {
	Made  time.Time  `json:"made"`
	From  time.Time  `json:"from"` // when the assessment that it rests on was made: T0
	Steps []PlanStep `json:"steps"`
}

// PlanStep is one thing to do, by a date that the owner chose.
type PlanStep struct {
	Item   string    `json:"item"`
	Option string    `json:"option"` // what was answered
	Way    Way       `json:"way"`
	By     time.Time `json:"by"`            // midnight, with which its day begins
	Done   time.Time `json:"done,omitzero"` // when it was ticked off
}

// Plan is the newest plan of a business; nil: it has none.
func (b Business) Plan() *Plan {
	if len(b.Plans) == 0 {
		return nil
	}
	return &b.Plans[len(b.Plans)-1]
}

// AssessedAt finds the assessment made at a moment; nil: there is none.
func (b Business) AssessedAt(at time.Time) *Assessment {
	for i := range b.Assessments {
		if b.Assessments[i].At.Equal(at) {
			return &b.Assessments[i]
		}
	}
	return nil
}

// ProposeSteps are the steps that would raise the total of an assessment most,
// those of the city's most and no more of one indicator than it says; each with
// the way that fits the business. A step without a way is the owner's own doing.
func (p *Program) ProposeSteps(b Business, a Assessment, now time.Time) []PlanStep {
	rules := p.City.Plan
	var out []PlanStep
	for _, action := range p.Gaps(a.Sector, a.Answers, rules.Most, rules.PerIndicator) {
		out = append(out, PlanStep{Item: action.Item, Option: action.Option, Way: p.wayFor(b, action.Item, now)})
	}
	return out
}

// wayFor is what helps a business with a question: what the city's file says
// of the question, then a document that proves it and is not approved yet,
// then what the file says of the indicator.
func (p *Program) wayFor(b Business, item string, now time.Time) Way {
	it := p.Instrument.Item(item)
	if w, ok := p.Way(b, it.Dimension, it.ID); ok {
		return w
	}
	proof := slices.Concat(it.Documents[b.Sector], it.Documents["all"])
	for _, code := range proof {
		if _, ok := p.Document(code); ok && !approved(proof, b.Documents, now) {
			return Way{Document: code}
		}
	}
	w, _ := p.Way(b, it.Dimension, "")
	return w
}

// Way is the first of the file that is for a question, or for an indicator as a
// whole, and that the business may use.
func (p *Program) Way(b Business, indicator, item string) (Way, bool) {
	for _, w := range p.City.Plan.Ways {
		if w.Indicator == indicator && w.Item == item && p.open(w, b.Sector) {
			return Way{Training: w.Training, Service: w.Service, Document: w.Document}, true
		}
	}
	return Way{}, false
}

// open tells whether there is such a way for a sector.
func (p *Program) open(w Way, sector string) bool {
	switch {
	case w.Training != "":
		_, ok := p.City.Trainings.Kind(w.Training)
		return ok
	case w.Service != "":
		k, ok := p.City.Services.Kind(w.Service)
		return ok && k.Fits(sector)
	}
	_, ok := p.Document(w.Document)
	return ok
}

// Growth is one indicator at two moments.
type Growth struct {
	Indicator string
	From, To  int  // as they are shown
	Known     bool // it counted both times
}

// Grown compares two results, indicator by indicator in the instrument's order.
func (p *Program) Grown(from, to Result) []Growth {
	var out []Growth
	for _, d := range p.Instrument.Dimensions {
		a, b := from.dimension(d.Code), to.dimension(d.Code)
		out = append(out, Growth{Indicator: d.Code, From: Shown(a.Score), To: Shown(b.Score), Known: a.Counted && b.Counted})
	}
	return out
}

func (r Result) dimension(code string) DimensionScore {
	i := slices.IndexFunc(r.Dimensions, func(d DimensionScore) bool { return d.Code == code })
	if i < 0 {
		return DimensionScore{Code: code}
	}
	return r.Dimensions[i]
}

// Better tells whether an item was answered better the second time. known is
// false when it was not answered then, or with what does not count.
func (p *Program) Better(item string, from, to Assessment) (better, known bool) {
	it := p.Instrument.Item(item)
	if it == nil {
		return false, false
	}
	a, b := it.answer(from.Sector, from.Answers[item]), it.answer(to.Sector, to.Answers[item])
	if a == nil || b == nil || a.NA || b.NA {
		return false, false
	}
	return b.Score > a.Score, true
}

// Finished is how many of a plan's steps were ticked off.
func (p *Plan) Finished() (n int) {
	for _, s := range p.Steps {
		if !s.Done.IsZero() {
			n++
		}
	}
	return n
}
