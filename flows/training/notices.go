package training

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reminder"
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
func inform(c *flows.Conversation, who enterprise.PersonID, n trainingNotice) {
	if who == c.Person.ID {
		applyTraining(c, n)
		return
	}
	c.Tell(who, "training", n)
}

// trainingChanged takes over what became of a training, and speaks of it if
// this is an hour for it; the reminders see to it otherwise.
func trainingChanged(c *flows.Conversation, data json.RawMessage) {
	var n trainingNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	applyTraining(c, n)
	reminder.Remind(c)
}

func applyTraining(c *flows.Conversation, n trainingNotice) {
	x, ok := c.Person.Participation(n.ID)
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
		x.Told = c.Now()
	}
	changeParticipation(c, x)
}

// Reminders of trainings. What changed and what is offered is spoken of at
// once, in open hours; the days before are routine, the last two hours are not.

// changeReminder tells that a training was moved or cancelled, or an offer ended.
func changeReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "change", Window: 5 * 24 * time.Hour, Pressing: true,
		Items: func(c *flows.Conversation) []flows.Item {
			return toldThings(c, enterprise.PlaceTaken, enterprise.PlaceWaiting, enterprise.PlaceLapsed, enterprise.PlaceCancelled)
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			return trainingLines(c, things, func(x enterprise.Participation) string {
				if x.State == enterprise.PlaceTaken || x.State == enterprise.PlaceWaiting {
					return "training.told.moved"
				}
				return "training.told." + string(x.State)
			})
		},
		Rows: func(c *flows.Conversation, things []flows.Item) (rows [][]messages.Button) {
			for _, th := range things {
				switch x := th.About.(enterprise.Participation); x.State {
				case enterprise.PlaceTaken, enterprise.PlaceWaiting:
					rows = append(rows, []messages.Button{trainingButtonOf(c, x.ID, "stay"), trainingButtonOf(c, x.ID, "leave")})
				case enterprise.PlaceLapsed:
					rows = append(rows, []messages.Button{trainingButtonOf(c, x.ID, "open")})
				}
			}
			return rows
		},
	}
}

// offerReminder tells that a place became free, and until when it is kept.
func offerReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "offer", Window: 24 * time.Hour, Pressing: true,
		Items: func(c *flows.Conversation) []flows.Item { return toldThings(c, enterprise.PlaceOffered) },
		Wanted: func(c *flows.Conversation, things []flows.Item) []flows.Item {
			return slices.DeleteFunc(slices.Clone(things), func(th flows.Item) bool {
				return !c.Now().Before(th.About.(enterprise.Participation).Until)
			})
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			return trainingLines(c, things, func(enterprise.Participation) string { return "training.told.offered" })
		},
		Rows: func(c *flows.Conversation, things []flows.Item) (rows [][]messages.Button) {
			for _, th := range things {
				rows = append(rows, []messages.Button{trainingButtonOf(c, th.About.(enterprise.Participation).ID, "take"), trainingButtonOf(c, th.About.(enterprise.Participation).ID, "leave")})
			}
			return rows
		},
	}
}

// toldThings are the trainings in these states of which there is news.
func toldThings(c *flows.Conversation, states ...enterprise.PlaceState) []flows.Item {
	var out []flows.Item
	for _, x := range c.Person.Trainings {
		if !x.Told.IsZero() && slices.Contains(states, x.State) {
			out = append(out, flows.Item{ID: trainingThing(x, x.Told), Name: x.Title, From: x.Told, Since: x.Told.Add(-time.Second), Offsets: flows.Days(0), About: x})
		}
	}
	return out
}

// trainingReminder tells of a session three days and one day before, and two
// hours before.
func trainingReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "training", Window: 24 * time.Hour,
		Items: comingSessions,
		Wanted: func(c *flows.Conversation, things []flows.Item) []flows.Item {
			return slices.DeleteFunc(slices.Clone(things), func(th flows.Item) bool { return !c.Now().Before(th.About.(comingSession).session.From) })
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			var lines []string
			for _, th := range things {
				s := th.About.(comingSession)
				lines = append(lines, c.Text("training.soon", messages.Args{
					"Title": s.Title, "When": sessionTime(c, s.session), "Place": s.Place, "Contact": s.Contact, "In": daysLeft(c, s.session.From),
				}))
			}
			return strings.Join(lines, "\n\n")
		},
		Rows: func(c *flows.Conversation, things []flows.Item) (rows [][]messages.Button) {
			for _, th := range things {
				rows = append(rows, []messages.Button{trainingButtonOf(c, th.About.(comingSession).ID, "open"), trainingButtonOf(c, th.About.(comingSession).ID, "leave")})
			}
			return rows
		},
		Buttons: []string{flows.VerbNever},
	}
}

// comingSession is what is said of a session to come.
type comingSession struct {
	enterprise.Participation
	session enterprise.Session
}

func comingSessions(c *flows.Conversation) []flows.Item {
	var out []flows.Item
	for _, x := range c.Person.Trainings {
		if x.State != enterprise.PlaceTaken {
			continue
		}
		for _, s := range x.Sessions {
			if c.Now().Sub(s.From) > enterprise.MarkKept {
				continue
			}
			from := c.AtNine(s.From)
			out = append(out, flows.Item{
				ID: trainingThing(x, s.From), Name: x.Title, From: from, Since: flows.Latest(x.Since, x.Told), About: comingSession{x, s},
				Offsets: []flows.Offset{{Days: -3}, {Days: -1}, {Minutes: int(s.From.Sub(from)/time.Minute) - 120, Pressing: true}},
			})
		}
	}
	return out
}

// daysLeft is "besok".
func daysLeft(c *flows.Conversation, at time.Time) string {
	left := int(c.AtNine(at).Sub(c.AtNine(c.Now())).Round(24*time.Hour) / (24 * time.Hour))
	switch left {
	case 0:
		return c.Label("training.today")
	case 1:
		return c.Label("training.tomorrow")
	}
	return c.Words().Label(c.Lang(), "training.in_days", messages.Args{"N": left})
}

// feedbackReminder asks, the day after, how it was.
func feedbackReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "feedback", Window: 5 * 24 * time.Hour, Offsets: flows.Days(1),
		Items: func(c *flows.Conversation) []flows.Item {
			var out []flows.Item
			for _, x := range c.Person.Trainings {
				if len(x.Present) > 0 && x.Rating == 0 && x.State == enterprise.PlaceTaken {
					out = append(out, flows.Item{ID: trainingThing(x, x.Ends()), Name: x.Title, From: c.AtNine(x.Ends()), Since: x.Since, About: x})
				}
			}
			return out
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			return trainingLines(c, things, func(enterprise.Participation) string { return "training.feedback" })
		},
		Rows: func(c *flows.Conversation, things []flows.Item) (rows [][]messages.Button) {
			for _, th := range things {
				x := th.About.(enterprise.Participation)
				rows = append(rows, ratingButtons(x.ID))
				if certified(c, x) {
					rows = append(rows, []messages.Button{trainingButtonOf(c, x.ID, "paper")})
				}
			}
			return rows
		},
		Buttons: []string{flows.VerbNever},
	}
}

// trainingThing names a training and a moment of it; another moment is another thing.
func trainingThing(x enterprise.Participation, at time.Time) string {
	return x.ID + "-" + at.UTC().Format("200601021504")
}

// trainingLines is a paragraph about each of some trainings.
func trainingLines(c *flows.Conversation, things []flows.Item, key func(enterprise.Participation) string) string {
	var lines []string
	for _, th := range things {
		x := th.About.(enterprise.Participation)
		lines = append(lines, c.Text(key(x), messages.Args{
			"Title": x.Title, "When": messages.HTML(sessionLines(c, x.Training)), "Place": x.Place, "Contact": x.Contact, "Until": c.DayMoment(x.Until), "Reason": x.Reason,
		}))
	}
	return strings.Join(lines, "\n\n")
}

// trainingsWaiting says in the morning which sessions are on this day, with
// their hours.
func trainingsWaiting(c *flows.Conversation) string {
	var today []string
	for _, nt := range List(c, false) {
		for _, s := range nt.Sessions {
			if nt.Cancelled.IsZero() && c.Day(s.From) == c.Day(c.Now()) {
				today = append(today, c.Local(s.From).Format("15.04")+" "+nt.Title)
			}
		}
	}
	if len(today) == 0 {
		return ""
	}
	return c.Text("reminder.digest.trainings", messages.Args{"N": len(today), "Names": strings.Join(today, "; ")})
}
