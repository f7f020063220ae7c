package enterprise

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise/read"
)

// Trainings are the city's rules for trainings.
type Trainings struct {
	OfferHours     int            `yaml:"offer_hours"`     // how long a place that became free is kept for whom it is offered to
	PresentPercent int            `yaml:"present_percent"` // of the sessions, for a certificate
	Kinds          []TrainingKind // what they are about
}

// TrainingKind is what trainings are about.
type TrainingKind struct {
	Code       string   // stored, never renamed
	Name       Phrase   // at most 20 characters
	Dimensions []string // the indicators that it raises
}

// Kind finds a kind; ok is false when there is none of that code.
func (c Trainings) Kind(code string) (k TrainingKind, ok bool) {
	for _, k := range c.Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return TrainingKind{}, false
}

// Enough tells whether somebody who was present in so many of the sessions
// gets a certificate.
func (c Trainings) Enough(present, sessions int) bool {
	return present > 0 && 100*present >= c.PresentPercent*sessions
}

// Training is what a training is, apart from who comes.
type Training struct {
	Title    string    `json:"title"`
	Kind     string    `json:"kind"`
	Place    string    `json:"place"`    // or a link
	Sessions []Session `json:"sessions"` // in order, at least one
	Contact  string    `json:"contact,omitempty"`
}

// Session is one meeting, [From, Until).
type Session struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Begins is when the first session does.
func (t Training) Begins() time.Time {
	if len(t.Sessions) == 0 {
		return time.Time{}
	}
	return t.Sessions[0].From
}

// Ends is when the last session does.
func (t Training) Ends() time.Time {
	var end time.Time
	for _, s := range t.Sessions {
		if s.Until.After(end) {
			end = s.Until
		}
	}
	return end
}

// On is the session that is on at a moment, from 0; -1: none is.
func (t Training) On(at time.Time) int {
	return slices.IndexFunc(t.Sessions, func(s Session) bool { return !at.Before(s.From) && at.Before(s.Until) })
}

// Moved tells whether somebody who planned to come has to plan anew.
func (t Training) Moved(to Training) bool {
	return t.Place != to.Place || !slices.EqualFunc(t.Sessions, to.Sessions, func(a, b Session) bool {
		return a.From.Equal(b.From) && a.Until.Equal(b.Until)
	})
}

// PlaceState is how somebody stands to a training.
type PlaceState string

// The ways to stand to a training.
const (
	PlaceTaken     PlaceState = "in"
	PlaceWaiting   PlaceState = "waiting"   // for a free place
	PlaceOffered   PlaceState = "offered"   // one became free and is kept until the offer ends
	PlaceLapsed    PlaceState = "lapsed"    // the offer ended
	PlaceCancelled PlaceState = "cancelled" // the training does not take place
)

// Participation is a training as one who joined it knows it.
type Participation struct {
	ID string `json:"id"`
	Training
	State       PlaceState `json:"state"`
	Since       time.Time  `json:"since"`
	Until       time.Time  `json:"until,omitzero"`    // PlaceOffered: when the offer ends
	Told        time.Time  `json:"told,omitzero"`     // when something changed that they have to know
	Present     []int      `json:"present,omitempty"` // sessions, from 0
	Reason      string     `json:"reason,omitempty"`  // PlaceCancelled: why
	Tries       int        `json:"tries,omitempty"`   // wrong codes
	Rating      int        `json:"rating,omitempty"`  // 1-5; 0: not rated
	Certificate string     `json:"certificate,omitempty"`
}

// Participation finds one of a person's trainings.
func (p Person) Participation(id string) (Participation, bool) {
	for _, x := range p.Trainings {
		if x.ID == id {
			return x, true
		}
	}
	return Participation{}, false
}

// TermTraining applies to people who have a place in a training.
func TermTraining(id string) string { return "training:" + id }

// TermAttended applies to people who were present in some session of it.
func TermAttended(id string) string { return "attended:" + id }

// TermTrained applies to people who were present in any training.
const TermTrained = "trained"

func trainingTerms(all []Participation) []string {
	var terms []string
	for _, x := range all {
		if x.State == PlaceTaken {
			terms = append(terms, TermTraining(x.ID))
		}
		if len(x.Present) > 0 {
			terms = append(terms, TermAttended(x.ID), TermTrained)
		}
	}
	return terms
}

// Weaker orders what raises indicators by a result: the weakest indicator
// first. It gives how weak the weakest of a kind's indicators is, 0-100, and
// which that is; what the result says nothing of comes last, as 101.
func (k TrainingKind) Weaker(r Result) (score float64, dimension string) {
	score = 101
	for _, d := range r.Dimensions {
		if d.Counted && slices.Contains(k.Dimensions, d.Code) && d.Score < score {
			score, dimension = d.Score, d.Code
		}
	}
	return score, dimension
}

// fromUntil is a moment, and the hour of the same day at which it ends:
// "besok 09.00-12.00", "Rabu jam 9 sampai jam 12".
var fromUntil = regexp.MustCompile(`(?i)^(.*\d)\s*(?:-|–|—|\bsampai\b|\bs\.?/?d\.?|\bto\b|\buntil\b)\s*(?:jam|pukul|pkl)?\.?\s*(\d{1,2})(?:[.:](\d{2}))?\s*(?:wib)?\.?$`)

// ReadSessions reads a session to come as people write it. Of several meanings
// those are given that end after they begin, the earliest first; none: fault
// says why, and is NoHour where the end is missing.
func ReadSessions(s string, now time.Time) ([]Session, read.MomentFault) {
	m := fromUntil.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return nil, read.NoHour
	}
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(m[3]) // none: 0
	said := read.Moment(m[1], now)
	if said.Fault != "" {
		return nil, said.Fault
	}
	if hour > 23 || minute > 59 {
		return nil, read.NoSuchMoment
	}
	begins := said.Candidates
	if !said.At.IsZero() {
		begins = []time.Time{said.At}
	}
	var out []Session
	for _, from := range begins {
		until := time.Date(from.Year(), from.Month(), from.Day(), hour, minute, 0, 0, from.Location())
		if until.After(from) {
			out = append(out, Session{from, until})
		}
	}
	slices.SortFunc(out, func(a, b Session) int { return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until)) })
	if len(out) == 0 {
		return nil, read.NoSuchMoment
	}
	return out, ""
}
