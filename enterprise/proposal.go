package enterprise

import (
	"slices"
	"time"
)

// ProposalRules are how the city hears its owners for its plan.
type ProposalRules struct {
	KeepYears int     `yaml:"keep_years"` // after the period in which it was said
	Themes    []Theme // the first is the first on the screen
}

// Theme is what a proposal is about.
type Theme struct {
	Code  string
	Name  Phrase
	About Phrase // examples, on the owner's screen
}

// Theme finds a theme by its code.
func (r ProposalRules) Theme(code string) (Theme, bool) {
	i := slices.IndexFunc(r.Themes, func(t Theme) bool { return t.Code == code })
	if i < 0 {
		return Theme{}, false
	}
	return r.Themes[i], true
}

// Spoken is a person's own note of a proposal of theirs. Nothing that an
// officer reads leads from the proposal to the person.
type Spoken struct {
	ID       string    `json:"id"`
	Hearing  string    `json:"hearing"` // the period in which it was said
	Theme    string    `json:"theme"`
	District string    `json:"district"` // of the business it was said for
	At       time.Time `json:"at"`
	Reply    Heard     `json:"reply,omitzero"` // the newest
}

// Heard is what the city says became of proposals.
type Heard struct {
	Topic string    `json:"topic"` // which they were gathered under
	State string    `json:"state"` // "considered", "adopted", "underway", "declined"
	Text  string    `json:"text"`
	At    time.Time `json:"at"`
}

// TermSpoke applies to those who said something in a period, on a theme, for a
// kecamatan: each such set is a cell of the recap, so that rows and columns add up.
func TermSpoke(hearing, theme, district string) string {
	return "spoke:" + hearing + ":" + theme + ":" + district
}

// TermSupports applies to those who support a topic.
func TermSupports(topic string) string { return "supports:" + topic }

// voiceTerms are the sets of what a person said and supports.
func voiceTerms(p Person) []string {
	var terms []string
	for _, s := range p.Spoken {
		terms = append(terms, TermSpoke(s.Hearing, s.Theme, s.District))
	}
	for _, topic := range p.Supports {
		terms = append(terms, TermSupports(topic))
	}
	return terms
}
