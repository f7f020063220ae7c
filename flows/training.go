package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
)

// trainingArea is trainings: offered, joined, attended.
func trainingArea() Area {
	return Area{
		Name:   "training",
		Facets: map[string]func(*talk) []Option{"training": trainingOptions, "attended": trainingOptions},
		Forms: []*Flow{
			writeTraining(), // a training is made or changed
			callOff(),       // it does not take place: why?
			presence(),      // /hadir: the code that is shown at the place
			feedback(),      // how was it?
		},
		Reminders: []*reminder{changeReminder(), offerReminder(), trainingReminder(), feedbackReminder()},
		Commands: []deed{
			{names: []string{"/pelatihan", "/trainings"}, do: (*talk).listTrainings},
		},
		Buttons: map[string]button{
			"l": {nil, (*talk).trainingButton},      // l:<training>:<verb>, l:<training>:rate:<stars>, l:list
			"k": {forOfficers, (*talk).runTraining}, // k:<training>:<verb>, k:<training>:tick:<session>:<person>, k:new...
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"training": trainingChanged, // to who joined one: it was changed, cancelled, a place is offered, an officer ticked them
		},
		Link:   (*talk).scanned,
		Browse: (*talk).browsesTrainings,
		Wake:   (*talk).trainingTime,
		Due:    (*talk).trainingDue,
		Forget: (*talk).forgetTrainings,

		Waiting: map[string]func(*talk) string{"trainings": (*talk).trainingsWaiting},
		Card: func(t *talk, p enterprise.Person) Card {
			return Card{Taken: nonEmpty(t.attendedBy(p, "card.trainings"))}
		},
		Audits: []string{
			"training.made", "training.edited", "training.called_off", "training.present", "training.absent",
			"data.seat",
		},
		Without: map[string]string{
			"Export": shownWithRecord,
			"Merge":  hindersMerge,
		},
	}
}

const (
	trainingRecord = "training"
	allTrainings   = "trainings"
	// trainingsRead is how many trainings are looked at, those that end last first.
	trainingsRead = 60
)

// training is a training and who comes. The record is versioned: of two people
// who take the last place at once, one is stepped again and finds it taken.
type training struct {
	enterprise.Training
	By        enterprise.PersonID `json:"by"`
	Made      time.Time           `json:"made"`
	Capacity  int                 `json:"capacity"`
	Picks     []string            `json:"picks,omitempty"` // who may join, as it was tapped together
	Closes    time.Time           `json:"closes"`          // nobody joins from then on
	Poster    *poster             `json:"poster,omitempty"`
	Codes     []string            `json:"codes"`           // by session: who types it in the session was there
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

// trainingCode is how officers call one: short enough to be said.
func trainingCode(id string) string { return "L" + ticketCode(id)[1:] }

func (t *talk) trainingOf(id string) (r Record, c training, ok bool) {
	r = t.record(trainingRecord, id)
	return r, c, r.Data != nil && json.Unmarshal(r.Data, &c) == nil
}

// putTraining writes a training, after what is due of its offers was done.
func (t *talk) putTraining(r Record, c training) {
	t.settleOffers(r.ID, &c)
	r.Lists = map[string]int64{allTrainings: c.Ends().UnixMilli()}
	r.Until = t.trainingUntil(c)
	t.put(r, c)
}

// trainingUntil is how long a training is kept.
func (t *talk) trainingUntil(c training) time.Time {
	return c.Ends().AddDate(t.book.program.City.RetentionYears, 0, 0)
}

// numberedTraining is a training with its id.
type numberedTraining struct {
	id string
	training
}

// trainings are those that are not over, the next first; past: those that are,
// the newest first.
func (t *talk) trainings(past bool) []numberedTraining {
	var out []numberedTraining
	for _, r := range t.list(allTrainings, trainingsRead) {
		var c training
		if json.Unmarshal(r.Data, &c) == nil && c.Ends().After(t.now) != past {
			out = append(out, numberedTraining{r.ID, c})
		}
	}
	if !past {
		slices.SortStableFunc(out, func(a, b numberedTraining) int { return a.Begins().Compare(b.Begins()) })
	}
	return out
}

func (c *training) seatOf(id enterprise.PersonID) *seat {
	i := slices.IndexFunc(c.Seats, func(s seat) bool { return s.Who == id })
	if i < 0 {
		return nil
	}
	return &c.Seats[i]
}

func (c *training) count(states ...enterprise.PlaceState) (n int) {
	for _, s := range c.Seats {
		if slices.Contains(states, s.State) {
			n++
		}
	}
	return n
}

// free is how many places are neither taken nor kept for somebody; below zero
// when the capacity was lowered.
func (c *training) free() int {
	return c.Capacity - c.count(enterprise.PlaceTaken, enterprise.PlaceOffered)
}

// place is somebody's place on the waiting list, from 1.
func (c *training) place(id enterprise.PersonID) int {
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

func (c *training) drop(id enterprise.PersonID) {
	c.Seats = slices.DeleteFunc(c.Seats, func(s seat) bool { return s.Who == id })
}

// missed are those who had a place and were in no session.
func (c *training) missed() (out []enterprise.PersonID) {
	for _, s := range c.Seats {
		if s.State == enterprise.PlaceTaken && len(s.Present) == 0 {
			out = append(out, s.Who)
		}
	}
	return out
}

// settleOffers ends the offers whose time has passed and offers free places to
// those who have waited longest.
func (t *talk) settleOffers(id string, c *training) {
	for _, s := range slices.Clone(c.Seats) {
		if s.State == enterprise.PlaceOffered && !t.now.Before(s.Until) {
			c.drop(s.Who)
			t.inform(s.Who, trainingNotice{ID: id, Training: c.Training, State: enterprise.PlaceLapsed})
		}
	}
	until := t.offerEnds(c)
	for i := range c.Seats {
		s := &c.Seats[i]
		if c.free() <= 0 || !c.Cancelled.IsZero() || !until.After(t.now) {
			return
		}
		if s.State == enterprise.PlaceWaiting {
			s.State, s.Until = enterprise.PlaceOffered, until
			t.inform(s.Who, trainingNotice{ID: id, Training: c.Training, State: enterprise.PlaceOffered, Until: until})
		}
	}
}

// offerEnds is how long a place offered now is kept: the city's hours from when
// it may be spoken of, and not beyond the beginning.
func (t *talk) offerEnds(c *training) time.Time {
	until := t.book.program.City.Awake(t.now).Add(time.Duration(t.book.program.City.Trainings.OfferHours) * time.Hour)
	if begins := c.Begins(); begins.Before(until) {
		until = begins
	}
	return until
}

// joinable tells whether people may still join.
func (t *talk) joinable(c training) bool { return c.Cancelled.IsZero() && t.now.Before(c.Closes) }

// mayJoin tells whether a training is for this person.
func (t *talk) mayJoin(c training) bool {
	return segmentOf(c.Picks).Holds(enterprise.IndexTerms(t.Person))
}

// changeParticipation puts a training of the person's in place of the earlier
// version; those that ended in nothing long ago make room.
func (t *talk) changeParticipation(x enterprise.Participation) {
	all := slices.Clone(t.Person.Trainings)
	all = slices.DeleteFunc(all, func(o enterprise.Participation) bool {
		gone := o.State == enterprise.PlaceLapsed || o.State == enterprise.PlaceCancelled
		return gone && o.ID != x.ID && t.now.Sub(o.Told) > enterprise.MarkKept
	})
	if i := slices.IndexFunc(all, func(o enterprise.Participation) bool { return o.ID == x.ID }); i >= 0 {
		all[i] = x
	} else {
		all = append(all, x)
	}
	t.Person.Trainings = all
}

func (t *talk) dropParticipation(id string) {
	t.Person.Trainings = slices.DeleteFunc(slices.Clone(t.Person.Trainings), func(o enterprise.Participation) bool { return o.ID == id })
}

// trainingTime ends the offers to this person whose time has passed: the wake-up
// that was asked for by trainingDue.
func (t *talk) trainingTime() {
	for _, x := range t.Person.Trainings {
		if x.State != enterprise.PlaceOffered || t.now.Before(x.Until) {
			continue
		}
		r, c, ok := t.trainingOf(x.ID)
		if !t.turn.Need.Empty() {
			return
		}
		if s := c.seatOf(t.Person.ID); !ok || s == nil || s.State != enterprise.PlaceOffered { // it was settled by somebody else's step, whose notice is on its way
			x.State, x.Told = enterprise.PlaceLapsed, t.now
			t.changeParticipation(x)
			continue
		}
		t.putTraining(r, c)
	}
}

// trainingDue is when the next offer to this person ends.
func (t *talk) trainingDue() (at time.Time) {
	for _, x := range t.Person.Trainings {
		if x.State == enterprise.PlaceOffered && (at.IsZero() || x.Until.Before(at)) {
			at = x.Until
		}
	}
	return at
}

// forgetTrainings gives back the person's places, and takes away what the
// trainings know of them.
func (t *talk) forgetTrainings() {
	for _, x := range t.Person.Trainings {
		if x.Certificate != "" {
			if r := t.record(certificateRecord, x.Certificate); r.Data != nil {
				t.put(r, nil)
			}
		}
		if r, c, ok := t.trainingOf(x.ID); ok && c.seatOf(t.Person.ID) != nil {
			c.drop(t.Person.ID)
			t.putTraining(r, c)
		}
	}
}

// trainingTitle is a title on a button.
func trainingTitle(id, title string) string {
	return clipped(trainingCode(id)+" "+strings.TrimSpace(title), 24)
}

// trainingOptions offers the trainings there are, as values of a segment.
func trainingOptions(t *talk) []Option {
	var out []Option
	for _, c := range append(t.trainings(false), t.trainings(true)...) {
		out = append(out, Option{Value: c.id, Label: trainingTitle(c.id, c.Title), Names: []string{c.Title, trainingCode(c.id)}})
	}
	return out[:min(len(out), trainingsOffered)]
}

// trainingsOffered is how many fit a keyboard.
const trainingsOffered = 20
