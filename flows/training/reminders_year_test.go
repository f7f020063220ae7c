package training_test

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
	"naikkelas/flows/training"
)

// trainingEvery and trainingPlaces make a city's year of trainings: one every
// ten days, with fewer places than there are people who want them.
const (
	trainingEvery  = 10 * 24 * time.Hour
	trainingPlaces = 12
	trainingWanted = 40
)

// plansTrainings fills the year with trainings: published two weeks ahead,
// joined over days, left by some, every third moved, every fifth called off,
// attended by most, and told of afterwards.
func (c *cityYear) plansTrainings(begins time.Time) {
	for n := range 35 {
		published := begins.Add(time.Duration(n+1) * trainingEvery)
		id := fmt.Sprintf("%d-%d", published.UnixMilli(), n)
		c.plan(published, func(at time.Time) { c.publishTraining(id, at) })
		for range trainingWanted {
			person := c.random.IntN(len(c.people))
			joins := published.Add(time.Duration(c.random.IntN(8*24)) * time.Hour)
			c.tapAt(joins, person, "l:"+id+":join")
			if c.random.IntN(5) == 0 {
				c.tapAt(joins.Add(time.Duration(c.random.IntN(5*24))*time.Hour), person, "l:"+id+":leave")
			} else if c.random.IntN(2) == 0 {
				c.tapAt(joins.Add(time.Duration(24+c.random.IntN(48))*time.Hour), person, "l:"+id+":take")
			}
		}
		switch changed := published.Add(9 * 24 * time.Hour); {
		case n%3 == 1:
			c.plan(changed, func(at time.Time) { c.moveTraining(id, at) })
		case n%5 == 4:
			d := &flows.Draft{Form: training.CallOffKey, Subject: id, Answers: map[string]flows.Answer{"reason": {Value: "Pemateri sakit"}}}
			c.plan(changed, func(at time.Time) { c.office(at, func(t *flows.Conversation) { training.CallOff().Finish(t, d) }) })
		}
		c.plan(published.Add(18*24*time.Hour), func(at time.Time) { c.tickTraining(id, at) })
	}
}

// plan is something that the office does.
func (c *cityYear) plan(at time.Time, do func(time.Time)) {
	heap.Push(&c.events, event{at: at, person: -1, do: do})
}

func (c *cityYear) tapAt(at time.Time, person int, data string) {
	heap.Push(&c.events, event{at: at, person: person, tapped: data})
}

// publishTraining lets the office offer one on a day two weeks ahead.
func (c *cityYear) publishTraining(id string, at time.Time) {
	from := time.Date(at.Year(), at.Month(), at.Day()+14, 9, 0, 0, 0, at.Location())
	x := training.Training{Capacity: trainingPlaces, Closes: from, Made: at, Codes: []string{"000000"},
		Training: enterprise.Training{Title: "Kemasan", Kind: "packaging", Sessions: []enterprise.Session{{From: from, Until: from.Add(3 * time.Hour)}}}}
	c.office(at, func(t *flows.Conversation) {
		training.PutTraining(t, flows.Record{RecordName: flows.RecordName{Kind: training.RecordKind, ID: id}}, x)
	})
}

func (c *cityYear) moveTraining(id string, at time.Time) {
	x := trainingIn(c.records[flows.RecordName{Kind: training.RecordKind, ID: id}])
	s := x.Sessions[0]
	x.Sessions = []enterprise.Session{{From: s.From.AddDate(0, 0, 2), Until: s.Until.AddDate(0, 0, 2)}}
	x.Closes = x.Begins()
	c.office(at, func(t *flows.Conversation) { training.Changed(t, id, x) })
}

// tickTraining notes three in four as present.
func (c *cityYear) tickTraining(id string, at time.Time) {
	name := flows.RecordName{Kind: training.RecordKind, ID: id}
	for i, s := range trainingIn(c.records[name]).Seats {
		if i%4 > 0 {
			c.office(at, func(t *flows.Conversation) {
				training.Tick(t, c.records[name], trainingIn(c.records[name]), []string{"0", fmt.Sprint(int64(s.Who))})
			})
		}
	}
}

// office is a step of an officer's.
func (c *cityYear) office(at time.Time, do func(*flows.Conversation)) {
	officer := enterprise.PersonID(len(c.people) + 1)
	t := c.book.Conversation(flows.State{Person: enterprise.Person{ID: officer, Language: "id", Roles: []enterprise.Role{enterprise.Officer}}}, flows.Input{From: flowstest.AddressOf(officer), ID: "1-1", Token: "t"}, at)
	t.Found = c.find(flows.Lookup{Records: slices.Collect(maps.Keys(c.records))})
	do(t)
	c.follow(t.Turn, at)
}

// follow writes down a turn's trainings and lets those hear of it whom it tells.
func (c *cityYear) follow(turn flows.Turn, at time.Time) {
	for _, r := range turn.Records {
		if r.Kind == training.RecordKind {
			x := trainingIn(r)
			if x.Count(enterprise.PlaceTaken, enterprise.PlaceOffered) > x.Capacity {
				c.t.Fatalf("%v: %s has more people than places", at, r.ID)
			}
			c.records[r.RecordName] = r
		}
	}
	for _, n := range turn.Tell {
		if i := int(n.To) - 1; i < len(c.people) {
			c.step(event{at: at, person: i}, flows.Input{Kind: flows.Noticed, Data: n.What, Text: string(n.Data)})
		}
	}
}

// find is what an owner's step may need: the trainings.
func (c *cityYear) find(n flows.Lookup) flows.Found {
	f := flows.Found{Records: map[flows.RecordName]flows.Record{}, Lists: map[flows.ListName][]flows.Record{}}
	for _, name := range n.Records {
		r := c.records[name]
		r.RecordName = name
		f.Records[name] = r
	}
	for _, l := range n.Lists {
		all := slices.SortedFunc(maps.Values(c.records), func(a, b flows.Record) int {
			return cmp.Or(cmp.Compare(b.Lists[training.AllTrainings], a.Lists[training.AllTrainings]), cmp.Compare(a.ID, b.ID))
		})
		f.Lists[l] = all[:min(len(all), l.Most)]
	}
	return f
}

// pressing tells whether a message about a training may come besides the day's
// one: it is news, or a session is two hours away.
func pressing(p enterprise.Person, key string, at time.Time) bool {
	switch key {
	case "reminder.kind.change", "reminder.kind.offer":
		return true
	case "reminder.kind.training":
		return slices.ContainsFunc(p.Trainings, func(x enterprise.Participation) bool {
			return slices.ContainsFunc(x.Sessions, func(s enterprise.Session) bool { return s.From.After(at) && s.From.Sub(at) <= 2*time.Hour })
		})
	}
	return false
}
