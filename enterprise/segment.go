package enterprise

import (
	"encoding/json"
	"slices"
)

// Segment is a set of people by index terms: in every group of Every at least
// one term applies, and none of Never. No group is everybody.
type Segment struct {
	Every [][]string `json:"every,omitempty"`
	Never []string   `json:"never,omitempty"`
	Mute  string     `json:"mute,omitempty"` // the category of an announcement: those who muted it are told apart
}

// Key is the same for equal segments.
func (s Segment) Key() string {
	data, err := json.Marshal(s)
	if err != nil {
		panic("enterprise: marshal segment: " + err.Error()) // strings always are JSON
	}
	return string(data)
}

// Holds tells whether a person with these terms is in the segment.
func (s Segment) Holds(terms []string) bool {
	for _, group := range s.Every {
		if !slices.ContainsFunc(group, func(t string) bool { return slices.Contains(terms, t) }) {
			return false
		}
	}
	return slices.Contains(terms, TermAll) && !slices.ContainsFunc(s.Never, func(t string) bool { return slices.Contains(terms, t) })
}

// Terms that decide whether somebody may be told something unasked.
const (
	TermAll       = "all"               // agreed to being registered
	TermBroadcast = "consent:broadcast" // agreed to announcements
	TermReachable = "reachable"
	termMuted     = "muted:" // and the category
)

// TermReply applies to people who tapped a choice under an announcement.
func TermReply(announcement, choice string) string { return "reply:" + announcement + ":" + choice }

// HasMuted tells whether a person wants no announcements of a category.
func (p Person) HasMuted(category string) bool { return slices.Contains(p.Muted, category) }

// TermMuted applies to people who want no announcements of a category.
func TermMuted(category string) string { return termMuted + category }
