package training_test

import (
	"container/heap"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/flowstest"
)

var ofCity = flag.Int("city", 300, "of how many owners a year is lived")

// TestAYearOfACity is a year of a city's owners: the same each time, nothing in
// quiet time, one routine message a day, and counts that are what they count.
func TestAYearOfACity(t *testing.T) {
	t.Parallel()
	first, second := newCityYear(t, *ofCity), newCityYear(t, *ofCity/5)
	first.run()
	second.run()
	again := newCityYear(t, *ofCity/5)
	again.run()
	if second.hash.Sum64() != again.hash.Sum64() {
		t.Error("two runs of the same year differ")
	}
	t.Logf("%d steps, %d wake-ups, said %v, skipped %v", first.steps, first.woken, first.total("sent:"), first.total("skipped:"))
	for _, kind := range []string{"missing", "expiring", "form", "sales", "reassess", "training", "change", "offer", "feedback"} {
		if first.total("sent:")[kind] < int64(*ofCity/10) {
			t.Errorf("of %s only %d were said", kind, first.total("sent:")[kind])
		}
	}
}

// cityYear is a city without a store: states, wake-ups, counts.
type cityYear struct {
	t      testing.TB
	book   *flows.Book
	random *rand.Rand
	people []flows.State
	events events
	latest []time.Time // the wake-up of each person that counts
	said   map[string]int
	counts map[string]map[string]int64
	steps  int

	records map[flows.RecordName]flows.Record // the trainings
	woken   int
	hash    interface {
		Write([]byte) (int, error)
		Sum64() uint64
	}
}

// event is a wake-up, or something that an owner or the office does.
type event struct {
	at     time.Time
	person int
	typed  string
	tapped string
	do     func(time.Time) // of the office
}

type events []event

func (e events) Len() int { return len(e) }

func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].person < e[j].person
}

func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e *events) Push(x any) { *e = append(*e, x.(event)) }

func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func newCityYear(t testing.TB, owners int) *cityYear {
	book := flowstest.SharedBook()
	c := &cityYear{t: t, book: book, random: rand.New(rand.NewPCG(7, uint64(owners))), latest: make([]time.Time, owners),
		said: map[string]int{}, records: map[flows.RecordName]flows.Record{}, counts: map[string]map[string]int64{}, hash: fnv.New64a()}
	begins := time.Date(2026, 7, 1, 9, 0, 0, 0, book.Program.City.Location)
	for i := range owners {
		c.people = append(c.people, c.owner(i, begins))
		heap.Push(&c.events, event{at: begins.Add(time.Duration(i) * time.Second), person: i, typed: "/menu"})
		for range c.random.IntN(12) {
			texts := strings.Fields("/penilaian 1 2 3 /lanjut /menu /hasil")
			heap.Push(&c.events, event{at: begins.Add(time.Duration(c.random.IntN(365*24*3600)) * time.Second), person: i, typed: texts[c.random.IntN(len(texts))]})
		}
	}
	c.plansTrainings(begins)
	return c
}

func (c *cityYear) owner(i int, now time.Time) flows.State {
	p := c.book.Program
	sector := p.Sectors[i%len(p.Sectors)].Code
	d := p.Regions.Districts[i%len(p.Regions.Districts)]
	yes := enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Version: p.City.ConsentVersion, At: now}
	news := yes
	news.Purpose, news.Given = enterprise.BroadcastConsent, c.random.IntN(5) > 0
	b := enterprise.Business{ID: "1", Name: "Usaha", Sector: sector, District: d.Code, Village: d.Villages[0].Code, OmzetBand: "2m_5m", Registered: now}
	if c.random.IntN(4) > 0 {
		b.Assessments = []enterprise.Assessment{{At: now.AddDate(0, 0, -c.random.IntN(100)), Version: p.Instrument.Version, Sector: sector, Answers: map[string]string{}}}
	}
	if c.random.IntN(3) == 0 {
		b.Documents = []enterprise.Document{{Kind: "sppirt", Approved: now.AddDate(-4, 0, 0), Expires: now.AddDate(0, 0, c.random.IntN(700))}}
	}
	return flows.State{Person: enterprise.Person{ID: enterprise.PersonID(i + 1), Language: "id", Name: "Siti", Since: now,
		Contacts: []enterprise.Contact{{Address: flowstest.AddressOf(enterprise.PersonID(i + 1))}}, Consents: []enterprise.Consent{yes, news}, Businesses: []enterprise.Business{b}}}
}

func (c *cityYear) run() {
	ends := c.events[0].at.AddDate(1, 0, 0)
	for n := 0; len(c.events) > 0; n++ {
		e := heap.Pop(&c.events).(event)
		switch {
		case e.at.After(ends):
			c.recount()
			return
		case e.do != nil:
			e.do(e.at)
		case e.typed != "":
			c.step(e, flows.Input{Kind: flows.Text, Text: e.typed, Message: "m", From: flowstest.AddressOf(enterprise.PersonID(e.person + 1))})
		case e.tapped != "":
			c.step(e, flows.Input{Kind: flows.Tap, Data: e.tapped, Message: "b", From: flowstest.AddressOf(enterprise.PersonID(e.person + 1))})
		case c.latest[e.person].Equal(e.at):
			c.woken++
			c.step(e, flows.Input{Kind: flows.Wake})
		}
	}
}

func (c *cityYear) step(e event, in flows.Input) {
	if c.steps++; c.steps > 200*len(c.people) {
		c.t.Fatalf("%d steps by %v: somebody is woken without end", c.steps, e.at)
	}
	in.At = e.at
	turn := c.turn(c.people[e.person], in, e.at)
	for _, n := range turn.Counts {
		if c.counts[n.Name] == nil {
			c.counts[n.Name] = map[string]int64{}
		}
		c.counts[n.Name][n.Field] += n.By
	}
	for _, m := range turn.Say {
		fmt.Fprintln(c.hash, e.person, e.at.Unix(), m.Text)
		if in.Kind != flows.Wake && in.Kind != flows.Noticed || !strings.HasPrefix(m.Key, "reminder.kind.") {
			continue
		}
		if quietBy(e.at) {
			c.t.Fatalf("%s at %v", m.Key, e.at)
		}
		if pressing(c.people[e.person].Person, m.Key, e.at) {
			continue
		}
		day := fmt.Sprint(e.person, e.at.Format("2006-01-02"))
		if c.said[day]++; c.said[day] > 1 {
			c.t.Fatalf("%s, %v: %d routine messages", day, e.at, c.said[day])
		}
	}
	c.people[e.person], c.latest[e.person] = turn.State, turn.Wake
	if !turn.Wake.IsZero() {
		heap.Push(&c.events, event{at: turn.Wake, person: e.person})
	}
	c.follow(turn, e.at)
}

// turn works a step out, with the trainings it asks for.
func (c *cityYear) turn(s flows.State, in flows.Input, at time.Time) flows.Turn {
	for range 3 {
		turn := c.book.Step(s, in, at)
		if turn.Lookup.Empty() {
			turn.State.Found = flows.Found{}
			return turn
		}
		s.Found = s.Found.Join(c.find(turn.Lookup))
	}
	c.t.Fatalf("%+v needs more and more", in)
	return flows.Turn{}
}

// recount compares the counts of what comes with the people themselves.
func (c *cityYear) recount() {
	real := map[string]int64{}
	for _, s := range c.people {
		if n := s.Person.Reminders.Next; n.Day != "" {
			real["coming:"+n.Day+" "+n.Kind]++
		}
		if len(s.Person.Reminders.Marks) > 20 {
			c.t.Errorf("%s has %d marks", s.Person.ID, len(s.Person.Reminders.Marks))
		}
	}
	for name, fields := range c.counts {
		for kind, n := range fields {
			if strings.HasPrefix(name, "coming:") && n != real[name+" "+kind] {
				c.t.Errorf("%s %s is counted as %d and is %d", name, kind, n, real[name+" "+kind])
			}
		}
	}
}

// total is the sum of counts over all days, by field.
func (c *cityYear) total(of string) map[string]int64 {
	sum := map[string]int64{}
	for name, fields := range c.counts {
		for field, n := range fields {
			if strings.HasPrefix(name, of) {
				sum[field] += n
			}
		}
	}
	return sum
}

// BenchmarkAYearOfACity is the simulated year of a thousand owners.
func BenchmarkAYearOfACity(b *testing.B) {
	for b.Loop() {
		newCityYear(b, 1000).run()
	}
}

// BenchmarkRemind is one wake-up that says a reminder.
func BenchmarkRemind(b *testing.B) {
	c := newCityYear(b, 8)
	begins := c.events[0].at
	s := c.owner(0, begins)
	s.Person.Businesses[0].Assessments = []enterprise.Assessment{{At: begins, Sector: s.Person.Businesses[0].Sector, Answers: map[string]string{}}}
	s.Person.Consents[1].Given = true
	s = c.book.Step(s, flows.Input{Kind: flows.Text, Text: "/menu", From: flowstest.AddressOf(1)}, begins).State
	at := begins.AddDate(0, 0, 7)
	b.ReportAllocs()
	for b.Loop() {
		if turn := c.book.Step(s, flows.Input{Kind: flows.Wake}, at); len(turn.Say) != 1 {
			b.Fatal(turn.Say)
		}
	}
}
