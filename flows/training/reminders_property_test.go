package training_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/proposal"
	"naikkelas/flows/training"
)

// The others of a year: somebody else who joins trainings, and an officer.
const (
	neighbour   = enterprise.PersonID(8)
	yearOfficer = enterprise.PersonID(9)
)

// training is what happens with trainings: one is published, the person joins
// or leaves one, somebody else gives a place back, an officer moves one, calls
// one off or ticks who was there.
func (y *year) training(pick func(int, string) int) {
	all := y.listed()
	if i := slices.IndexFunc(all, y.justHeld); i >= 0 && pick(3, "there") > 0 {
		y.other(yearOfficer, func(t *flows.Conversation) { training.Tick(t, all[i], trainingIn(all[i]), []string{"0", "7"}) })
		return
	}
	if len(all) < 12 && (len(all) == 0 || pick(3, "new") == 0) {
		id := y.publish(pick(8, "days"), pick(24, "hour"), 1+pick(2, "capacity"), pick(3, "full") == 0)
		y.step(flows.Input{Kind: flows.Tap, Data: "l:" + id + ":join", Message: "b"})
		return
	}
	r := all[pick(min(len(all), 3), "which")]
	c := trainingIn(r)
	switch pick(7, "what") {
	case 0, 1:
		y.step(flows.Input{Kind: flows.Tap, Data: "l:" + r.ID + ":join", Message: "b"})
	case 2:
		y.step(flows.Input{Kind: flows.Tap, Data: "l:" + r.ID + ":leave", Message: "b"})
	case 3, 4:
		if c.SeatOf(neighbour) != nil && y.now.Before(c.Begins()) {
			y.other(neighbour, func(t *flows.Conversation) { training.LeaveTraining(t, r, c) })
		}
	case 5:
		y.move(r, c, time.Duration(pick(200, "by")-50)*time.Hour)
	case 6:
		d := &flows.Draft{Form: training.CallOffKey, Subject: r.ID, Answers: map[string]flows.Answer{"reason": {Value: "Pemateri sakit"}}}
		y.other(yearOfficer, func(t *flows.Conversation) { training.CallOff().Finish(t, d) })
	}
}

func trainingIn(r flows.Record) (c training.Training) {
	_ = json.Unmarshal(r.Data, &c) // written by put
	return c
}

// justHeld tells whether the person had a place in a training that was held in
// the last days and nobody ticked them yet; later, nobody is asked any more how
// it was.
func (y *year) justHeld(r flows.Record) bool {
	c := trainingIn(r)
	s := c.SeatOf(7)
	return c.Cancelled.IsZero() && s != nil && s.State == enterprise.PlaceTaken && len(s.Present) == 0 && !y.now.Before(c.Begins()) && y.now.Sub(c.Ends()) < 3*24*time.Hour
}

func (y *year) publish(days, hour, capacity int, full bool) (id string) {
	from := y.now.Add(time.Duration(days*24+hour) * time.Hour)
	c := training.Training{Capacity: capacity, Closes: from, Made: y.now, By: yearOfficer, Codes: []string{"000000"},
		Training: enterprise.Training{Title: "Kemasan", Kind: "packaging", Sessions: []enterprise.Session{{From: from, Until: from.Add(3 * time.Hour)}}}}
	if full {
		c.Capacity, c.Seats = 1, []training.Seat{{Who: neighbour, State: enterprise.PlaceTaken, Since: y.now}}
	}
	id = fmt.Sprintf("%d-%d", y.now.UnixMilli(), len(y.records))
	y.other(yearOfficer, func(t *flows.Conversation) {
		training.PutTraining(t, flows.Record{RecordName: flows.RecordName{Kind: training.RecordKind, ID: id}}, c)
	})
	return id
}

// move lets an officer put a training on other days.
func (y *year) move(r flows.Record, c training.Training, by time.Duration) {
	to := c
	to.Sessions = nil
	for _, s := range c.Sessions {
		if s = (enterprise.Session{From: s.From.Add(by), Until: s.Until.Add(by)}); s.From.After(y.now) {
			to.Sessions = append(to.Sessions, s)
		}
	}
	if len(to.Sessions) > 0 && c.Begins().After(y.now) {
		to.Closes = to.Begins()
		y.other(yearOfficer, func(t *flows.Conversation) { training.Changed(t, r.ID, to) })
	}
}

// other is a step of somebody else's; what the person is told of it waits.
func (y *year) other(id enterprise.PersonID, do func(*flows.Conversation)) {
	s := flows.State{Person: enterprise.Person{ID: id, Language: "id", Roles: []enterprise.Role{enterprise.Officer}, Contacts: []enterprise.Contact{{Address: flowstest.AddressOf(id)}}}}
	t := y.book.Conversation(s, flows.Input{From: flowstest.AddressOf(id), ID: "1-1", Token: "t"}, y.now)
	t.Found = y.find(flows.Lookup{Records: slices.Collect(maps.Keys(y.records)), Lists: []flows.ListName{{Name: training.AllTrainings, Most: training.TrainingsRead}}})
	do(t)
	y.write(t.Turn.Records)
	for _, n := range t.Turn.Tell {
		if n.To == 7 {
			y.inbox = append(y.inbox, n)
		}
	}
}

// hears hands the person what others did.
func (y *year) hears() {
	for len(y.inbox) > 0 {
		n := y.inbox[0]
		y.inbox = y.inbox[1:]
		y.step(flows.Input{Kind: flows.Noticed, Data: n.What, Text: string(n.Data)})
	}
	y.agrees()
}

// agrees: once everything was heard, the person knows of a place what the
// training knows of it.
func (y *year) agrees() {
	p := flowstest.Unpack(y.t, y.kept).Person
	for _, r := range y.listed() {
		c := trainingIn(r)
		x, known := p.Participation(r.ID)
		s := c.SeatOf(7)
		switch {
		case c.Count(enterprise.PlaceTaken, enterprise.PlaceOffered) > c.Capacity:
			y.t.Fatalf("%v: %s has more people than places", y.now, r.ID)
		case !c.Cancelled.IsZero():
			if known && x.State != enterprise.PlaceCancelled && x.State != enterprise.PlaceLapsed {
				y.t.Fatalf("%v: %s was called off and the person is %q", y.now, r.ID, x.State)
			}
		case s == nil && known && x.State != enterprise.PlaceLapsed, s != nil && (!known || x.State != s.State):
			y.t.Fatalf("%v: of %s the person knows %+v, the training %+v", y.now, r.ID, x, s)
		}
	}
}

func (y *year) write(all []flows.Record) {
	for _, r := range all {
		if r.Kind != training.RecordKind {
			continue
		}
		r.Version++
		y.records[r.RecordName] = r
	}
}

// listed are the trainings, those that end last first.
func (y *year) listed() []flows.Record {
	return slices.SortedFunc(maps.Values(y.records), func(a, b flows.Record) int {
		return cmp.Or(cmp.Compare(b.Lists[training.AllTrainings], a.Lists[training.AllTrainings]), cmp.Compare(a.ID, b.ID))
	})
}

// news does to the state before a step what the step did to it before it spoke.
func (y *year) news(was *flows.Conversation, in flows.Input) {
	if in.Kind == flows.Noticed && in.Data == "proposal" {
		var n proposal.VoiceNotice
		if err := json.Unmarshal([]byte(in.Text), &n); err != nil {
			y.t.Fatal(err)
		}
		proposal.ApplyVoice(was, n)
		return
	}
	if in.Kind == flows.Noticed {
		var n training.TrainingNotice
		if err := json.Unmarshal([]byte(in.Text), &n); err != nil {
			y.t.Fatal(err)
		}
		training.ApplyTraining(was, n)
		return
	}
	for _, x := range was.Person.Trainings {
		was.Found = was.Found.Join(y.find(flows.Lookup{Records: []flows.RecordName{{Kind: training.RecordKind, ID: x.ID}}}))
	}
	training.TrainingTime(was)
}

// stillSo: what is said of a training holds at that moment.
func (y *year) stillSo(p enterprise.Person, k *flows.Reminder, th flows.Item) {
	if !slices.Contains([]string{"training", "offer", "feedback", "change"}, k.Key) {
		return
	}
	right := slices.ContainsFunc(p.Trainings, func(x enterprise.Participation) bool {
		switch k.Key {
		case "training":
			return x.State == enterprise.PlaceTaken && slices.ContainsFunc(x.Sessions, func(s enterprise.Session) bool {
				return th.ID == training.TrainingThing(x, s.From) && y.now.Before(s.From)
			})
		case "offer":
			return th.ID == training.TrainingThing(x, x.Told) && x.State == enterprise.PlaceOffered && y.now.Before(x.Until)
		case "feedback":
			return th.ID == training.TrainingThing(x, x.Ends()) && len(x.Present) > 0 && x.Rating == 0 && y.now.After(x.Ends())
		}
		return th.ID == training.TrainingThing(x, x.Told) && x.State != enterprise.PlaceOffered
	})
	if !right {
		y.t.Fatalf("%v: %s %s is not so any more", y.now, k.Key, th.ID)
	}
}

// sessionToday tells whether a training takes place on this day.
func (y *year) sessionToday() bool {
	return slices.ContainsFunc(y.listed(), func(r flows.Record) bool {
		c := trainingIn(r)
		return c.Cancelled.IsZero() && slices.ContainsFunc(c.Sessions, func(s enterprise.Session) bool {
			return s.From.In(y.book.Program.City.Location).Format("2006-01-02") == y.now.Format("2006-01-02")
		})
	})
}

// proposalsOfTheYear are the person's own.
var proposalsOfTheYear = []string{"p1", "p2"}

// answer is an officer's, to one of the person's proposals or to one that is
// not there any more.
func (y *year) answer(pick func(int, string) int) {
	ids := append([]string{"gone"}, proposalsOfTheYear...)
	h := enterprise.Heard{Topic: []string{"1", "2"}[pick(2, "topic")], State: proposal.ReplyStates[pick(len(proposal.ReplyStates), "state")], Text: "dibahas", At: y.now}
	data, err := json.Marshal(proposal.VoiceNotice{Proposal: ids[pick(len(ids), "proposal")], Reply: h})
	if err != nil {
		y.t.Fatal(err)
	}
	y.inbox = append(y.inbox, flows.Notice{To: 7, What: "proposal", Data: data})
}
