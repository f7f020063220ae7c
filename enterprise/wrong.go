package enterprise

import "time"

// CodesADay is how many wrong codes of all kinds one person may type within a
// day: more are no slips.
const CodesADay = 15

// WrongCodes counts the wrong codes of a person since a moment.
type WrongCodes struct {
	Since time.Time `json:"since,omitzero"`
	N     int       `json:"n,omitempty"`
}

// CodesSpent tells whether no more codes of this person are looked at today.
func (p Person) CodesSpent(now time.Time) bool {
	return p.WrongCodes.N >= CodesADay && now.Sub(p.WrongCodes.Since) < 24*time.Hour
}

// WithWrongCode is the person after one more.
func (p Person) WithWrongCode(now time.Time) Person {
	if p.WrongCodes.N == 0 || now.Sub(p.WrongCodes.Since) >= 24*time.Hour {
		p.WrongCodes = WrongCodes{Since: now}
	}
	p.WrongCodes.N++
	return p
}
