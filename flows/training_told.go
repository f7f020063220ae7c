package flows

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// trainingNotice is what somebody else's step did to a person's training.
type trainingNotice struct {
	ID       string                `json:"id"`
	Training enterprise.Training   `json:"training"`
	State    enterprise.PlaceState `json:"state,omitempty"`   // what they are now; empty: as before
	Until    time.Time             `json:"until,omitzero"`    // PlaceOffered: when the offer ends
	Reason   string                `json:"reason,omitempty"`  // PlaceCancelled: why
	Told     bool                  `json:"told,omitempty"`    // it was moved
	Mark     bool                  `json:"mark,omitempty"`    // Present is what an officer ticked
	Present  []int                 `json:"present,omitempty"` // sessions, from 0
}

// inform lets a person know, this one at once.
func (t *talk) inform(who enterprise.PersonID, n trainingNotice) {
	if who == t.Person.ID {
		t.applyTraining(n)
		return
	}
	t.tell(who, "training", n)
}

// trainingChanged takes over what became of a training, and speaks of it if
// this is an hour for it; the reminders see to it otherwise.
func trainingChanged(t *talk, data json.RawMessage) {
	var n trainingNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	t.applyTraining(n)
	t.remind()
}

func (t *talk) applyTraining(n trainingNotice) {
	x, ok := t.Person.Participation(n.ID)
	if !ok || n.State == enterprise.PlaceLapsed && x.State != enterprise.PlaceOffered { // left meanwhile, or known
		return
	}
	x.Training = n.Training
	if n.Mark {
		x.Present = n.Present
	}
	if n.State != "" {
		x.State, x.Until, x.Reason = n.State, n.Until, n.Reason
	}
	if n.Told || n.State != "" {
		x.Told = t.now
	}
	t.changeParticipation(x)
}

// Reminders of trainings. What changed and what is offered is spoken of at
// once, in open hours; the days before are routine, the last two hours are not.

// changeReminder tells that a training was moved or cancelled, or an offer ended.
func changeReminder() *reminder {
	return &reminder{
		key: "change", window: 5 * 24 * time.Hour, pressing: true,
		things: func(t *talk) []thing {
			return t.toldThings(enterprise.PlaceTaken, enterprise.PlaceWaiting, enterprise.PlaceLapsed, enterprise.PlaceCancelled)
		},
		words: func(t *talk, things []thing) string {
			return t.trainingLines(things, func(x enterprise.Participation) string {
				if x.State == enterprise.PlaceTaken || x.State == enterprise.PlaceWaiting {
					return "training.told.moved"
				}
				return "training.told." + string(x.State)
			})
		},
		rows: func(t *talk, things []thing) (rows [][]messages.Button) {
			for _, th := range things {
				switch x := th.about.(enterprise.Participation); x.State {
				case enterprise.PlaceTaken, enterprise.PlaceWaiting:
					rows = append(rows, []messages.Button{t.trainingButtonOf(x.ID, "stay"), t.trainingButtonOf(x.ID, "leave")})
				case enterprise.PlaceLapsed:
					rows = append(rows, []messages.Button{t.trainingButtonOf(x.ID, "open")})
				}
			}
			return rows
		},
	}
}

// offerReminder tells that a place became free, and until when it is kept.
func offerReminder() *reminder {
	return &reminder{
		key: "offer", window: 24 * time.Hour, pressing: true,
		things: func(t *talk) []thing { return t.toldThings(enterprise.PlaceOffered) },
		wanted: func(t *talk, things []thing) []thing {
			return slices.DeleteFunc(slices.Clone(things), func(th thing) bool {
				return !t.now.Before(th.about.(enterprise.Participation).Until)
			})
		},
		words: func(t *talk, things []thing) string {
			return t.trainingLines(things, func(enterprise.Participation) string { return "training.told.offered" })
		},
		rows: func(t *talk, things []thing) (rows [][]messages.Button) {
			for _, th := range things {
				rows = append(rows, []messages.Button{t.trainingButtonOf(th.about.(enterprise.Participation).ID, "take"), t.trainingButtonOf(th.about.(enterprise.Participation).ID, "leave")})
			}
			return rows
		},
	}
}

// toldThings are the trainings in these states of which there is news.
func (t *talk) toldThings(states ...enterprise.PlaceState) []thing {
	var out []thing
	for _, x := range t.Person.Trainings {
		if !x.Told.IsZero() && slices.Contains(states, x.State) {
			out = append(out, thing{id: trainingThing(x, x.Told), name: x.Title, from: x.Told, since: x.Told.Add(-time.Second), offsets: days(0), about: x})
		}
	}
	return out
}

// trainingReminder tells of a session three days and one day before, and two
// hours before.
func trainingReminder() *reminder {
	return &reminder{
		key: "training", window: 24 * time.Hour,
		things: comingSessions,
		wanted: func(t *talk, things []thing) []thing {
			return slices.DeleteFunc(slices.Clone(things), func(th thing) bool { return !t.now.Before(th.about.(comingSession).session.From) })
		},
		words: func(t *talk, things []thing) string {
			var lines []string
			for _, th := range things {
				s := th.about.(comingSession)
				lines = append(lines, t.word("training.soon", messages.Args{
					"Title": s.Title, "When": t.sessionTime(s.session), "Place": s.Place, "Contact": s.Contact, "In": t.daysLeft(s.session.From),
				}))
			}
			return strings.Join(lines, "\n\n")
		},
		rows: func(t *talk, things []thing) (rows [][]messages.Button) {
			for _, th := range things {
				rows = append(rows, []messages.Button{t.trainingButtonOf(th.about.(comingSession).ID, "open"), t.trainingButtonOf(th.about.(comingSession).ID, "leave")})
			}
			return rows
		},
		buttons: []string{verbNever},
	}
}

// comingSession is what is said of a session to come.
type comingSession struct {
	enterprise.Participation
	session enterprise.Session
}

func comingSessions(t *talk) []thing {
	var out []thing
	for _, x := range t.Person.Trainings {
		if x.State != enterprise.PlaceTaken {
			continue
		}
		for _, s := range x.Sessions {
			if t.now.Sub(s.From) > enterprise.MarkKept {
				continue
			}
			from := t.at9(s.From)
			out = append(out, thing{
				id: trainingThing(x, s.From), name: x.Title, from: from, since: latest(x.Since, x.Told), about: comingSession{x, s},
				offsets: []offset{{days: -3}, {days: -1}, {minutes: int(s.From.Sub(from)/time.Minute) - 120, pressing: true}},
			})
		}
	}
	return out
}

// daysLeft is "besok".
func (t *talk) daysLeft(at time.Time) string {
	left := int(t.at9(at).Sub(t.at9(t.now)).Round(24*time.Hour) / (24 * time.Hour))
	switch left {
	case 0:
		return t.label("training.today")
	case 1:
		return t.label("training.tomorrow")
	}
	return t.book.words.Label(t.lang, "training.in_days", messages.Args{"N": left})
}

// feedbackReminder asks, the day after, how it was.
func feedbackReminder() *reminder {
	return &reminder{
		key: "feedback", window: 5 * 24 * time.Hour, offsets: days(1),
		things: func(t *talk) []thing {
			var out []thing
			for _, x := range t.Person.Trainings {
				if len(x.Present) > 0 && x.Rating == 0 && x.State == enterprise.PlaceTaken {
					out = append(out, thing{id: trainingThing(x, x.Ends()), name: x.Title, from: t.at9(x.Ends()), since: x.Since, about: x})
				}
			}
			return out
		},
		words: func(t *talk, things []thing) string {
			return t.trainingLines(things, func(enterprise.Participation) string { return "training.feedback" })
		},
		rows: func(t *talk, things []thing) (rows [][]messages.Button) {
			for _, th := range things {
				x := th.about.(enterprise.Participation)
				rows = append(rows, ratingButtons(x.ID))
				if t.certified(x) {
					rows = append(rows, []messages.Button{t.trainingButtonOf(x.ID, "paper")})
				}
			}
			return rows
		},
		buttons: []string{verbNever},
	}
}

// trainingThing names a training and a moment of it; another moment is another thing.
func trainingThing(x enterprise.Participation, at time.Time) string {
	return x.ID + "-" + at.UTC().Format("200601021504")
}

// trainingLines is a paragraph about each of some trainings.
func (t *talk) trainingLines(things []thing, key func(enterprise.Participation) string) string {
	var lines []string
	for _, th := range things {
		x := th.about.(enterprise.Participation)
		lines = append(lines, t.word(key(x), messages.Args{
			"Title": x.Title, "When": messages.HTML(t.sessionLines(x.Training)), "Place": x.Place, "Contact": x.Contact, "Until": t.dayMoment(x.Until), "Reason": x.Reason,
		}))
	}
	return strings.Join(lines, "\n\n")
}

// trainingsWaiting says in the morning which sessions are on this day, with
// their hours.
func (t *talk) trainingsWaiting() string {
	var today []string
	for _, c := range t.trainings(false) {
		for _, s := range c.Sessions {
			if c.Cancelled.IsZero() && t.day(s.From) == t.day(t.now) {
				today = append(today, t.local(s.From).Format("15.04")+" "+c.Title)
			}
		}
	}
	if len(today) == 0 {
		return ""
	}
	return t.word("reminder.digest.trainings", messages.Args{"N": len(today), "Names": strings.Join(today, "; ")})
}
