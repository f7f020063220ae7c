package enterprise

import (
	"cmp"
	"slices"
	"time"
)

// TermOffering applies to owners who asked to be brought together with buyers,
// with a business of a sector.
func TermOffering(sector string) string { return "offering:" + sector }

// Wanted is what a buyer needs.
type Wanted struct {
	Product   string   `json:"product"`
	Sector    string   `json:"sector"`
	Quantity  Quantity `json:"quantity"`            // in a month
	Level     string   `json:"level,omitempty"`     // of readiness, at least; empty: any
	Documents []string `json:"documents,omitempty"` // kinds that have to be approved
}

// Fit is how far a business meets what a buyer needs.
type Fit struct {
	Person   PersonID
	Business Business
	Score    int      // verified
	Level    string   // by the verified score
	Ready    bool     // the level is enough
	Capacity Capacity // whether it can make as much
	Missing  []string // kinds of documents that no officer approved
}

// Capacity is how an offer compares with a need.
type Capacity string

// An offer in another unit than the need's is for an officer to judge.
const (
	CapacityEnough  Capacity = "enough"
	CapacityLess    Capacity = "less"
	CapacityUnknown Capacity = "unknown"
)

// Match compares a person with a buyer's need: with their business of that
// sector that is on offer. ok is false when there is none.
func (p *Program) Match(w Wanted, person Person, now time.Time) (f Fit, ok bool) {
	if !person.Consented(DataConsent) {
		return Fit{}, false
	}
	for _, b := range person.Businesses {
		if b.Offer == nil || b.Sector != w.Sector {
			continue
		}
		f = Fit{Person: person.ID, Business: b, Capacity: compare(b.Offer.Capacity, w.Quantity)}
		if r, scored := p.Verified(b, now); scored {
			f.Score, f.Level = r.Total, r.Level
		}
		f.Ready = w.Level == "" || f.Level != "" && p.levelRank(f.Level) >= p.levelRank(w.Level)
		for _, kind := range w.Documents {
			if !approved([]string{kind}, b.Documents, now) {
				f.Missing = append(f.Missing, kind)
			}
		}
		return f, true
	}
	return Fit{}, false
}

func compare(offer, need Quantity) Capacity {
	switch {
	case offer.Unit != need.Unit:
		return CapacityUnknown
	case offer.Amount < need.Amount:
		return CapacityLess
	}
	return CapacityEnough
}

// lacks is how many of the criteria a business does not meet; what is for an
// officer to judge counts as half of one.
func (f Fit) lacks() int {
	n := 2 * len(f.Missing)
	if !f.Ready {
		n += 2
	}
	return n + map[Capacity]int{CapacityLess: 2, CapacityUnknown: 1}[f.Capacity]
}

// RankFits puts those first who meet most of the criteria; of equal ones the
// higher verified score, then the business registered earlier, then the lower
// person number.
func RankFits(all []Fit) {
	slices.SortFunc(all, func(a, b Fit) int {
		return cmp.Or(cmp.Compare(a.lacks(), b.lacks()), cmp.Compare(b.Score, a.Score), a.Business.Registered.Compare(b.Business.Registered), cmp.Compare(a.Person, b.Person))
	})
}
