package enterprise

import (
	"slices"
	"time"
)

// Services are what the city does for owners who ask for it.
type Services struct {
	Kinds []ServiceKind
}

// ServiceKind is one of them, with the office that does it.
type ServiceKind struct {
	Code     string   // stored, never renamed
	Name     Phrase   // at most 20 characters
	About    Phrase   // what the owner gets, and what it takes
	Example  Phrase   // what an owner may write about it
	Office   Phrase   // who does it
	Only     []string // sectors it is for; empty: all
	Needs    []string // what of the profile the office needs for it: Needable
	Matching bool     // brings together with buyers: what the owner offers is asked with it
}

// Needable is what of a profile something may need beyond what everybody is asked.
var Needable = []string{"village", "year", "workers", "omzet", "phone", "nib"}

// Kind finds a kind; ok is false when there is none of that code.
func (s Services) Kind(code string) (k ServiceKind, ok bool) {
	i := slices.IndexFunc(s.Kinds, func(k ServiceKind) bool { return k.Code == code })
	if i < 0 {
		return ServiceKind{}, false
	}
	return s.Kinds[i], true
}

// Fits tells whether a service is for a sector.
func (k ServiceKind) Fits(sector string) bool {
	return len(k.Only) == 0 || slices.Contains(k.Only, sector)
}

// Offer is what a business could supply to a buyer, as its owner said it.
type Offer struct {
	Request  string    `json:"request"` // the request for matching that it came with
	Capacity Quantity  `json:"capacity"`
	At       time.Time `json:"at"`
}
