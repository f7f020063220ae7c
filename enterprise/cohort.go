package enterprise

import (
	"cmp"
	"slices"
	"time"
)

// CohortRules are the city's thresholds for being a candidate.
type CohortRules struct {
	FromScore int `yaml:"from_score"` // of the verified score, inclusive
	ToScore   int `yaml:"to_score"`   // inclusive
}

// Terms of the people in cohorts, beside TermCohort.
const (
	TermCurated   = "cohort:any"       // was chosen for one
	TermGraduated = "cohort:graduated" // and went up a class
)

// TermCohort applies to those chosen for a cohort.
func TermCohort(id string) string { return "cohort:" + id }

// Membership is a place in a cohort.
type Membership struct {
	Cohort    string     `json:"cohort"`
	Name      string     `json:"name"`
	Business  BusinessID `json:"business"`
	At        time.Time  `json:"at"`
	Graduated time.Time  `json:"graduated,omitzero"`
}

// Footing is where a business stands at a moment, so that what changes can be
// shown: T0 when it is chosen, T1 now.
type Footing struct {
	At        time.Time `json:"at"`
	Score     int       `json:"score"` // verified
	Level     string    `json:"level"`
	Documents int       `json:"documents"` // approved, and in force
	Sales     int64     `json:"sales"`     // rupiah in the twelve months before this one, the lower end of what was reported
	Months    int       `json:"months"`    // of them reported
}

// Candidate is a business that meets the rule of cohorts.
type Candidate struct {
	Person   PersonID
	Business Business
	Score    int
}

// Footing works out where a business stands. Sales are those of the twelve
// whole months before now in the city's time.
func (p *Program) Footing(b Business, now time.Time) Footing {
	local := now.In(p.City.Location)
	year := b.YearTo(MonthOf(local).Add(-1))
	f := Footing{At: now, Sales: year.Low, Months: year.Months}
	if r, ok := p.Verified(b, now); ok {
		f.Score, f.Level = r.Total, r.Level
	}
	for _, d := range b.Documents {
		if d.Holds(now) {
			f.Documents++
		}
	}
	return f
}

// Candidate is the business with which a person may be chosen: administratively
// ready by documents that officers approved, with a verified score within the
// rule; of several, the one that ranks first.
func (p *Program) Candidate(person Person, now time.Time) (c Candidate, ok bool) {
	if !person.Consented(DataConsent) {
		return Candidate{}, false
	}
	for _, b := range person.Businesses {
		r, scored := p.Verified(b, now)
		if !scored || p.Admin(b, now).State != AdminIsReady || r.Total < p.City.Cohorts.FromScore || r.Total > p.City.Cohorts.ToScore {
			continue
		}
		if found := (Candidate{person.ID, b, r.Total}); !ok || before(found, c) < 0 {
			c, ok = found, true
		}
	}
	return c, ok
}

// Rank puts candidates in order: the higher verified score first; of equal
// ones the business registered earlier, then the lower person number.
func Rank(all []Candidate) { slices.SortFunc(all, before) }

func before(a, b Candidate) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), a.Business.Registered.Compare(b.Business.Registered), cmp.Compare(a.Person, b.Person))
}

// Evidence is by what a business went up between two moments.
type Evidence string

// A business goes up by its level of readiness or by its scale under PP 7/2021.
const (
	ByLevel Evidence = "level"
	ByScale Evidence = "scale"
)

// WentUp is the evidence that a business went up a class; empty: there is none.
// The scale counts only when all twelve months were reported both times: a
// figure for part of a year would seem to rise by being completed.
func (p *Program) WentUp(from, to Footing) []Evidence {
	var out []Evidence
	if p.levelRank(to.Level) > p.levelRank(from.Level) {
		out = append(out, ByLevel)
	}
	if from.Months == 12 && to.Months == 12 && scaleRank(p.Scale.BySales(to.Sales)) > scaleRank(p.Scale.BySales(from.Sales)) {
		out = append(out, ByScale)
	}
	return out
}

func (p *Program) levelRank(code string) int {
	return slices.IndexFunc(p.Instrument.Levels, func(l Level) bool { return l.Code == code })
}

func scaleRank(s Scale) int { return slices.Index([]Scale{Micro, Small, Medium, Large}, s) }

func cohortTerms(all []Membership) []string {
	var terms []string
	for _, m := range all {
		terms = append(terms, TermCurated, TermCohort(m.Cohort))
		if !m.Graduated.IsZero() {
			terms = append(terms, TermGraduated)
		}
	}
	return terms
}
