package enterprise

import (
	"maps"
	"slices"
	"time"
)

// ScaleRules are the thresholds of the law, in rupiah (PP 7/2021 art. 35).
type ScaleRules struct {
	Source  string
	Capital ScaleLimits // without land and building
	Sales   ScaleLimits // a year
}

// ScaleLimits are the upper ends, inclusive.
type ScaleLimits struct{ Micro, Small, Medium int64 }

// Scale is the legal class of a business. It says nothing about readiness.
type Scale string

// The classes of PP 7/2021.
const (
	Micro  Scale = "micro"
	Small  Scale = "small"
	Medium Scale = "medium"
	Large  Scale = "large"
)

// BySales is the class of a running business with these yearly sales.
func (r ScaleRules) BySales(rupiah int64) Scale { return r.Sales.class(rupiah) }

// ByCapital is the class of a business being founded with this capital.
func (r ScaleRules) ByCapital(rupiah int64) Scale { return r.Capital.class(rupiah) }

func (l ScaleLimits) class(rupiah int64) Scale {
	switch {
	case rupiah <= l.Micro:
		return Micro
	case rupiah <= l.Small:
		return Small
	case rupiah <= l.Medium:
		return Medium
	}
	return Large
}

// AdminRules are what a business needs to be administratively ready.
type AdminRules struct {
	AllSectors [][]string            `yaml:"all_sectors"` // one kind of each group
	BySector   map[string][][]string `yaml:"by_sector"`
	Exempt     []AnswerRule          // answers that make a document unnecessary
	Claimed    []AnswerRule          // answers that claim to have it
}

// Asks tells whether a kind of document counts for the administrative status
// of any sector.
func (r AdminRules) Asks(code string) bool {
	for _, groups := range append(slices.Collect(maps.Values(r.BySector)), r.AllSectors) {
		if slices.ContainsFunc(groups, func(group []string) bool { return slices.Contains(group, code) }) {
			return true
		}
	}
	return false
}

// AnswerRule ties a kind of document to answers of the self-assessment.
type AnswerRule struct {
	Document string
	Item     string
	Options  []string
}

// AdminState is one of the three administrative states.
type AdminState string

// Ready counts approved documents only. Waiting: by the owner's own answers
// everything is there, and an officer has yet to look.
const (
	AdminIsReady    AdminState = "ready"
	AdminWaiting    AdminState = "waiting"
	AdminIncomplete AdminState = "incomplete"
)

// AdminStatus is the administrative status of a business. It is separate from
// readiness and from scale.
type AdminStatus struct {
	State   AdminState
	Missing []Phrase   // the names of what no officer has approved, alternatives by their first kind
	Lacking [][]string // the groups of which nothing is approved nor claimed, what blocks most first
}

// Admin works out the administrative status at a moment: only documents that
// an officer approved and that have not expired count.
func (p *Program) Admin(b Business, now time.Time) AdminStatus {
	answers := b.lastAnswers()
	status := AdminStatus{State: AdminIsReady}
	for _, group := range slices.Concat(p.AdminReady.AllSectors, p.AdminReady.BySector[b.Sector]) {
		if p.says(p.AdminReady.Exempt, group, b.Sector, answers) || approved(group, b.Documents, now) {
			continue
		}
		kind, _ := p.Document(group[0])
		status.Missing = append(status.Missing, kind.Name)
		claimed := handedIn(group, b.Documents) || p.says(p.AdminReady.Claimed, group, b.Sector, answers)
		if claimed && status.State != AdminIncomplete {
			status.State = AdminWaiting
		} else {
			status.State = AdminIncomplete
		}
		if !p.says(p.AdminReady.Claimed, group, b.Sector, answers) {
			status.Lacking = append(status.Lacking, group)
		}
	}
	return status
}

// approved tells whether a document of one kind of the group holds.
func approved(group []string, documents []Document, now time.Time) bool {
	return slices.ContainsFunc(documents, func(d Document) bool { return slices.Contains(group, d.Kind) && d.Holds(now) })
}

// handedIn tells whether a document of one kind of the group waits for an
// officer.
func handedIn(group []string, documents []Document) bool {
	return slices.ContainsFunc(documents, func(d Document) bool { return slices.Contains(group, d.Kind) && d.State == DocumentSent })
}

// says tells whether an answer meets a rule about one of the kinds. An answer
// that the sector is not offered says nothing: it was given before the
// business changed its sector.
func (p *Program) says(rules []AnswerRule, group []string, sector string, answers map[string]string) bool {
	return slices.ContainsFunc(rules, func(r AnswerRule) bool {
		code := answers[r.Item]
		return slices.Contains(group, r.Document) && slices.Contains(r.Options, code) && p.Instrument.Item(r.Item).answer(sector, code) != nil
	})
}
