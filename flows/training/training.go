// Package training is trainings: officers plan them, owners join and attend.
package training

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/flows/segment"
)

// New is trainings: offered, joined, attended.
func New() flows.Area {
	return flows.Area{
		Name:   "training",
		Facets: map[string]func(*flows.Conversation) []flows.Option{"training": trainingOptions, "attended": trainingOptions},
		Forms: []*flows.Form{
			writeTraining(), // a training is made or changed
			callOff(),       // it does not take place: why?
			presence(),      // /hadir: the code that is shown at the place
			feedback(),      // how was it?
		},
		Reminders: []*flows.Reminder{changeReminder(), offerReminder(), trainingReminder(), feedbackReminder()},
		Commands: []flows.Command{
			{Names: []string{"/pelatihan", "/trainings"}, Do: listTrainings},
		},
		Buttons: map[string]flows.Button{
			"l": {For: nil, Do: trainingButton},            // l:<training>:<verb>, l:<training>:rate:<stars>, l:list
			"k": {For: flows.ForOfficers, Do: runTraining}, // k:<training>:<verb>, k:<training>:tick:<session>:<person>, k:new...
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"training": trainingChanged, // to who joined one: it was changed, cancelled, a place is offered, an officer ticked them
		},
		Link:   scanned,
		Hear:   saysJoin,
		Browse: browsesTrainings,
		Wake:   trainingTime,
		Due:    trainingDue,
		Forget: forgetTrainings,

		Waiting: map[string]func(*flows.Conversation) string{"trainings": trainingsWaiting},
		Card: func(c *flows.Conversation, p enterprise.Person) flows.Card {
			return flows.Card{Taken: flows.NonEmpty(attendedBy(c, p, "card.trainings"))}
		},
		Audits: []string{
			"training.made", "training.edited", "training.called_off", "training.present", "training.absent",
			"data.seat",
		},
		Without: map[string]string{
			"Export": flows.ShownWithRecord,
			"Merge":  flows.HindersMerge,
		},
	}
}

const (
	RecordKind   = "training" // of the record that a training is
	allTrainings = "trainings"
	// trainingsRead is how many trainings are looked at, those that end last first.
	trainingsRead = 60
)

// Training is a training and who comes. The record is versioned: of two people
// who take the last place at once, one is stepped again and finds it taken.
type Training struct {
	enterprise.Training
	By        enterprise.PersonID `json:"by"`
	Made      time.Time           `json:"made"`
	Capacity  int                 `json:"capacity"`
	Picks     []string            `json:"picks,omitempty"` // who may join, as it was tapped together
	Closes    time.Time           `json:"closes"`          // nobody joins from then on
	Poster    *papers.Poster      `json:"poster,omitempty"`
	Codes     []string            `json:"codes"`           // by session: who types it in the session was there
	Wrong     int                 `json:"wrong,omitempty"` // codes that were typed, of all who have a place
	Seats     []seat              `json:"seats,omitempty"` // in the order in which they joined
	Changes   int64               `json:"changes,omitempty"`
	Cancelled time.Time           `json:"cancelled,omitzero"`
	Reason    string              `json:"reason,omitempty"`
}

// seat is one who has a place, waits for one or is offered one.
type seat struct {
	Who     enterprise.PersonID   `json:"who"`
	State   enterprise.PlaceState `json:"state"`
	Since   time.Time             `json:"since"`
	Until   time.Time             `json:"until,omitzero"`    // PlaceOffered: when the offer ends
	Answer  string                `json:"answer,omitempty"`  // "yes": still comes after a change
	Present []int                 `json:"present,omitempty"` // sessions, from 0
	Rating  int                   `json:"rating,omitempty"`
	Words   string                `json:"words,omitempty"` // feedback
}

// Code is how officers call one: short enough to be said.
func Code(id string) string { return "L" + flows.ShortCode(id)[1:] }

func trainingOf(c *flows.Conversation, id string) (r flows.Record, tr Training, ok bool) {
	r = c.Record(RecordKind, id)
	return r, tr, r.Data != nil && json.Unmarshal(r.Data, &tr) == nil
}

// putTraining writes a training, after what is due of its offers was done.
func putTraining(c *flows.Conversation, r flows.Record, tr Training) {
	settleOffers(c, r.ID, &tr)
	r.Lists = map[string]int64{allTrainings: tr.Ends().UnixMilli()}
	r.Until = trainingUntil(c, tr)
	c.Put(r, tr)
}

// trainingUntil is how long a training is kept.
func trainingUntil(c *flows.Conversation, tr Training) time.Time {
	return tr.Ends().AddDate(c.Program().City.RetentionYears, 0, 0)
}

// numberedTraining is a training with its id.
type numberedTraining struct {
	ID string
	Training
}

// List are those that are not over, the next first; past: those that are,
// the newest first.
func List(c *flows.Conversation, past bool) []numberedTraining {
	var out []numberedTraining
	for _, r := range c.List(allTrainings, trainingsRead) {
		var tr Training
		if json.Unmarshal(r.Data, &tr) == nil && tr.Ends().After(c.Now()) != past {
			out = append(out, numberedTraining{r.ID, tr})
		}
	}
	if !past {
		slices.SortStableFunc(out, func(a, b numberedTraining) int { return a.Begins().Compare(b.Begins()) })
	}
	return out
}

// SeatOf finds somebody's place; nil: there is none.
func (c *Training) SeatOf(id enterprise.PersonID) *seat {
	i := slices.IndexFunc(c.Seats, func(s seat) bool { return s.Who == id })
	if i < 0 {
		return nil
	}
	return &c.Seats[i]
}

// Count is how many places are in one of the states.
func (c *Training) Count(states ...enterprise.PlaceState) (n int) {
	for _, s := range c.Seats {
		if slices.Contains(states, s.State) {
			n++
		}
	}
	return n
}

// Free is how many places are neither taken nor kept for somebody; below zero
// when the capacity was lowered.
func (c *Training) Free() int {
	return c.Capacity - c.Count(enterprise.PlaceTaken, enterprise.PlaceOffered)
}

// place is somebody's place on the waiting list, from 1.
func (c *Training) place(id enterprise.PersonID) int {
	n := 0
	for _, s := range c.Seats {
		if s.State == enterprise.PlaceWaiting {
			n++
		}
		if s.Who == id {
			return n
		}
	}
	return 0
}

func (c *Training) drop(id enterprise.PersonID) {
	c.Seats = slices.DeleteFunc(c.Seats, func(s seat) bool { return s.Who == id })
}

// missed are those who had a place and were in no session.
func (c *Training) missed() (out []enterprise.PersonID) {
	for _, s := range c.Seats {
		if s.State == enterprise.PlaceTaken && len(s.Present) == 0 {
			out = append(out, s.Who)
		}
	}
	return out
}

// settleOffers ends the offers whose time has passed and offers free places to
// those who have waited longest.
func settleOffers(c *flows.Conversation, id string, tr *Training) {
	for _, s := range slices.Clone(tr.Seats) {
		if s.State == enterprise.PlaceOffered && !c.Now().Before(s.Until) {
			tr.drop(s.Who)
			inform(c, s.Who, trainingNotice{ID: id, Training: tr.Training, State: enterprise.PlaceLapsed})
		}
	}
	until := offerEnds(c, tr)
	for i := range tr.Seats {
		s := &tr.Seats[i]
		if tr.Free() <= 0 || !tr.Cancelled.IsZero() || !until.After(c.Now()) {
			return
		}
		if s.State == enterprise.PlaceWaiting {
			s.State, s.Until = enterprise.PlaceOffered, until
			inform(c, s.Who, trainingNotice{ID: id, Training: tr.Training, State: enterprise.PlaceOffered, Until: until})
		}
	}
}

// offerEnds is how long a place offered now is kept: the city's hours from when
// it may be spoken of, and not beyond the beginning.
func offerEnds(c *flows.Conversation, tr *Training) time.Time {
	until := c.Program().City.Awake(c.Now()).Add(time.Duration(c.Program().City.Trainings.OfferHours) * time.Hour)
	if begins := tr.Begins(); begins.Before(until) {
		until = begins
	}
	return until
}

// Joinable tells whether people may still join.
func Joinable(c *flows.Conversation, tr Training) bool {
	return tr.Cancelled.IsZero() && c.Now().Before(tr.Closes)
}

// mayJoin tells whether a training is for this person.
func mayJoin(c *flows.Conversation, tr Training) bool {
	return segment.Of(tr.Picks).Holds(enterprise.IndexTerms(c.Person))
}

// changeParticipation puts a training of the person's in place of the earlier
// version; those that ended in nothing long ago make room.
func changeParticipation(c *flows.Conversation, x enterprise.Participation) {
	all := slices.Clone(c.Person.Trainings)
	all = slices.DeleteFunc(all, func(o enterprise.Participation) bool {
		gone := o.State == enterprise.PlaceLapsed || o.State == enterprise.PlaceCancelled
		return gone && o.ID != x.ID && c.Now().Sub(o.Told) > enterprise.MarkKept
	})
	if i := slices.IndexFunc(all, func(o enterprise.Participation) bool { return o.ID == x.ID }); i >= 0 {
		all[i] = x
	} else {
		all = append(all, x)
	}
	c.Person.Trainings = all
}

func dropParticipation(c *flows.Conversation, id string) {
	c.Person.Trainings = slices.DeleteFunc(slices.Clone(c.Person.Trainings), func(o enterprise.Participation) bool { return o.ID == id })
}

// trainingTime ends the offers to this person whose time has passed: the wake-up
// that was asked for by trainingDue.
func trainingTime(c *flows.Conversation) {
	for _, x := range c.Person.Trainings {
		if x.State != enterprise.PlaceOffered || c.Now().Before(x.Until) {
			continue
		}
		r, tr, ok := trainingOf(c, x.ID)
		if !c.Turn.Lookup.Empty() {
			return
		}
		if s := tr.SeatOf(c.Person.ID); !ok || s == nil || s.State != enterprise.PlaceOffered { // it was settled by somebody else's step, whose notice is on its way
			x.State, x.Told = enterprise.PlaceLapsed, c.Now()
			changeParticipation(c, x)
			continue
		}
		putTraining(c, r, tr)
	}
}

// trainingDue is when the next offer to this person ends.
func trainingDue(c *flows.Conversation) (at time.Time) {
	for _, x := range c.Person.Trainings {
		if x.State == enterprise.PlaceOffered && (at.IsZero() || x.Until.Before(at)) {
			at = x.Until
		}
	}
	return at
}

// forgetTrainings gives back the person's places, and takes away what the
// trainings know of them.
func forgetTrainings(c *flows.Conversation) {
	for _, x := range c.Person.Trainings {
		if x.Certificate != "" {
			if r := c.Record(certificateRecord, x.Certificate); r.Data != nil {
				c.Put(r, nil)
			}
		}
		if r, tr, ok := trainingOf(c, x.ID); ok && tr.SeatOf(c.Person.ID) != nil {
			tr.drop(c.Person.ID)
			putTraining(c, r, tr)
		}
	}
}

// Title is a title on a button.
func Title(id, title string) string {
	return reading.Clipped(Code(id)+" "+strings.TrimSpace(title), 24)
}

// trainingOptions offers the trainings there are, as values of a segment.
func trainingOptions(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	for _, nt := range append(List(c, false), List(c, true)...) {
		out = append(out, flows.Option{Value: nt.ID, Label: Title(nt.ID, nt.Title), Names: []string{nt.Title, Code(nt.ID)}})
	}
	return out[:min(len(out), Offered)]
}

// Offered is how many fit a keyboard.
const Offered = 20
