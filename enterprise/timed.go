package enterprise

import (
	"slices"
	"strconv"
	"time"
)

// activeDays are the spans in which somebody may have given a sign of life.
var activeDays = []int{30, 90, 180}

// TimedTerms are the index terms of a person that come and go with time, or
// with the programme's files, and the first moment at which they change by
// themselves; zero: they do not. Active is the person's last sign of life.
//
//	admin:<state>              the administrative status of a business
//	documents:missing[:<kind>] something needed for it is not there, or only being made
//	documents:ending[:<kind>]  an approved one is to be renewed by now
//	documents:ended[:<kind>]   one has ended and nothing holds in its place
//	held:<kind>                an officer approved one, and it holds
//	centre:<code>              a business of a production centre
//	active:<days>              a sign of life in the last so many times 24 hours
func (p *Program) TimedTerms(person Person, active, now time.Time) (terms []string, until time.Time) {
	change := func(at time.Time) {
		if at.After(now) && (until.IsZero() || at.Before(until)) {
			until = at
		}
	}
	for i, b := range person.Businesses {
		own := append(p.documentTerms(b, now), "admin:"+string(p.Admin(b, now).State))
		if c, ok := p.City.centreOf(b); ok {
			own = append(own, "centre:"+c.Code)
		}
		terms = append(terms, termsOf(i, own)...)
		for _, d := range b.Documents {
			kind, _ := p.Document(d.Kind)
			change(d.Expires)
			change(d.Until)
			if gone := p.KeptUntil(b, d); !gone.IsZero() {
				soon := gone.AddDate(0, 0, -goingDays)
				change(soon)
				change(gone)
				if !now.Before(soon) {
					terms = append(terms, TermGoing)
				}
			}
			if !d.Expires.IsZero() {
				change(d.Expires.AddDate(0, 0, -kind.renewDays()))
			}
		}
	}
	for _, days := range activeDays {
		if end := active.Add(time.Duration(days) * 24 * time.Hour); !active.IsZero() && now.Before(end) {
			terms = append(terms, "active:"+strconv.Itoa(days))
			change(end)
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms), until
}

// TermGoing applies to owners of whose documents one goes within goingDays days,
// because its time is over.
const (
	TermGoing = "going:week"
	goingDays = 7
)

// TermHeld applies to owners who have a kind of document, approved and in force.
func TermHeld(kind string) string { return "held:" + kind }

func (p *Program) documentTerms(b Business, now time.Time) []string {
	var terms []string
	for r := range p.requirements(b, now) {
		if r.Standing == StandsValid || r.Standing == StandsConditional || r.Standing == StandsExpiring {
			terms = append(terms, TermHeld(r.Kind))
		}
		state, kind := "", r.Kind
		switch {
		case r.Standing == StandsExpiring:
			state = "ending"
		case r.Standing == StandsExpired:
			state = "ended"
		case r.Needed && (r.Standing == StandsMissing || r.Standing == StandsProcess):
			state, kind = "missing", r.Kinds[0]
		default:
			continue
		}
		terms = append(terms, "documents:"+state, "documents:"+state+":"+kind)
	}
	return terms
}

// Centre is a production centre: businesses of one line in one kelurahan that
// are known for it.
type Centre struct {
	Code    string // stored, never renamed
	Name    Phrase // at most 20 characters
	Village string // kelurahan code
	Sector  string // a sector's code
}

func (c City) centreOf(b Business) (Centre, bool) {
	for _, centre := range c.Centres {
		if centre.Village == b.Village && centre.Sector == b.Sector {
			return centre, true
		}
	}
	return Centre{}, false
}
