// Package flowstest plays conversations in tests: a phone is one person, a
// world is a whole office with its people, its records and its clock.
package flowstest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/flows"
	"naikkelas/flows/contents"
	"naikkelas/messages"
)

// Noted counts the entries of the trail of one kind.
func (w *World) Noted(what string) int {
	n := 0
	for _, a := range w.Trail {
		if a.What == what {
			n++
		}
	}
	return n
}

// presses is a tap of a button that may be old or forged.
func (w *World) Pressed(name, data string) {
	w.Put(w.Names[name], flows.Input{Kind: flows.Tap, Data: data, Message: "b"})
}

// Newest is the last thing somebody was told.
func (w *World) Newest(name string) messages.Message {
	w.T.Helper()
	said := w.Said[w.Names[name]]
	if len(said) == 0 {
		return messages.Message{}
	}
	return said[len(said)-1]
}

// Told tells whether somebody was told something with these words.
func (w *World) Told(name, words string) bool {
	return slices.ContainsFunc(w.Said[w.Names[name]], func(m messages.Message) bool { return strings.Contains(m.Text, words) })
}

// TestBook is a book of its own, for tests that change it.
func TestBook(t testing.TB) *flows.Book {
	t.Helper()
	program, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	return contents.NewBook(program, words)
}

// LastTo is the last text that somebody was sent.
func (w *World) LastTo(name string) string {
	said := w.Said[w.Names[name]]
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1].Text
}

// World is several people and what is nobody's alone, in memory: steps are
// repeated until nothing is needed any more, records hold only if they are as
// they were found, notices are handled in turns of their own.
type World struct {
	T       testing.TB
	Book    *flows.Book
	Now     time.Time
	States  map[enterprise.PersonID]flows.State
	Names   map[string]enterprise.PersonID
	Records map[flows.RecordName]flows.Record
	Trail   []flows.Audit
	counts  map[string]map[string]int64
	wakes   map[enterprise.PersonID]time.Time
	Ledgers map[string]*fakeLedger
	Said    map[enterprise.PersonID][]messages.Message // everything, in order
	causes  int
	Waiting []flows.Notice
	typed   map[enterprise.PersonID]int
	phones  map[enterprise.PersonID]enterprise.Address // of those whose chat came to them from another record
	Passes  Passes                                     // of all steps
}

// NewWorld is a city in which nobody lives yet.
func NewWorld(t testing.TB) *World {
	return &World{
		T: t, Book: SharedBook(), Now: time.Date(2026, 11, 23, 9, 0, 0, 0, SharedBook().Program.City.Location), States: map[enterprise.PersonID]flows.State{}, Names: map[string]enterprise.PersonID{},
		counts: map[string]map[string]int64{}, wakes: map[enterprise.PersonID]time.Time{},
		Records: map[flows.RecordName]flows.Record{}, Ledgers: map[string]*fakeLedger{}, Said: map[enterprise.PersonID][]messages.Message{}, typed: map[enterprise.PersonID]int{},
		phones: map[enterprise.PersonID]enterprise.Address{},
	}
}

// StaffMember adds a colleague.
func (w *World) StaffMember(name string, roles ...enterprise.Role) enterprise.PersonID {
	id := enterprise.PersonID(len(w.States) + 1)
	w.Names[name] = id
	w.States[id] = flows.State{Person: enterprise.Person{ID: id, Language: "id", Name: name, Roles: roles, Since: w.Now,
		Contacts: []enterprise.Contact{{Address: AddressOf(id)}}}}
	return id
}

// AddressOf is where somebody of the world is written to.
func AddressOf(id enterprise.PersonID) enterprise.Address {
	return enterprise.Address{Channel: "telegram", ID: strconv.Itoa(7000 + int(id))}
}

// Owner adds a registered owner; their places and sectors go round.
func (w *World) Owner(name string, change func(*enterprise.Person)) enterprise.PersonID {
	id := enterprise.PersonID(len(w.States) + 1)
	p := w.Book.Program
	d := p.Regions.Districts[int(id)%len(p.Regions.Districts)]
	yes := enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Version: p.City.ConsentVersion, At: w.Now}
	news := yes
	news.Purpose = enterprise.BroadcastConsent
	person := enterprise.Person{ID: id, Language: "id", Honorific: enterprise.Ibu, Name: name, Phone: fmt.Sprintf("+62812340000%02d", id), Since: w.Now,
		Contacts: []enterprise.Contact{{Address: AddressOf(id)}}, Consents: []enterprise.Consent{yes, news},
		Businesses: []enterprise.Business{{ID: "1", Name: "Usaha " + name, Sector: p.Sectors[int(id)%len(p.Sectors)].Code, District: d.Code, Village: d.Villages[0].Code, OmzetBand: "2m_5m", YearStarted: 2019, Workers: 2, Registered: w.Now}}}
	if change != nil {
		change(&person)
	}
	w.Names[name] = id
	w.States[id] = flows.State{Person: person}
	return id
}

// Owners registers so many owners.
func (w *World) Owners(n int) {
	for i := range n {
		w.Owner(fmt.Sprintf("Warga %c%c", 'A'+i/26, 'a'+i%26), nil)
	}
}

// stored is a state as it comes back from a store.
func reloaded(t testing.TB, s flows.State) flows.State {
	t.Helper()
	var back stored
	if err := json.Unmarshal(packed(t, s), &back); err != nil {
		t.Fatal(err)
	}
	return back.state(s.Person.ID)
}

// packed is a state as one text.
func packed(t testing.TB, s flows.State) []byte {
	t.Helper()
	data, err := json.Marshal(StoredOf(s))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// leftAlone checks that a step did not change the state it was given: the store
// writes only what is another value than before.
func leftAlone(t testing.TB, before []byte, s flows.State) {
	t.Helper()
	if after := packed(t, s); !bytes.Equal(after, before) {
		t.Fatalf("Step changed the state it was given:\n%s\n%s", before, after)
	}
}

// Put hands one input to somebody and then handles what follows from it.
func (w *World) Put(id enterprise.PersonID, in flows.Input) []messages.Message {
	w.T.Helper()
	before := len(w.Said[id])
	w.Step(id, in)
	for len(w.Waiting) > 0 {
		n := w.Waiting[0]
		w.Waiting = w.Waiting[1:]
		in := flows.Input{Kind: flows.Noticed, Data: n.What, Text: string(n.Data)}
		if n.To == 0 {
			n.To, in.From = w.at(n.At), n.At
		}
		w.Step(n.To, in)
	}
	return w.Said[id][before:]
}

// Step works out one input and writes what comes of it.
func (w *World) Step(id enterprise.PersonID, in flows.Input) {
	w.T.Helper()
	w.Apply(id, w.Turn(id, in))
}

// turn works a step out without applying it.
// pass lets time go by: everybody is woken when they wished to be.
func (w *World) Pass(d time.Duration) {
	end := w.Now.Add(d)
	for n := 0; ; n++ {
		if n > 10_000 {
			w.T.Fatal("somebody is woken without end")
		}
		var next enterprise.PersonID
		for id, at := range w.wakes {
			if !at.IsZero() && !at.After(end) && (next == 0 || at.Before(w.wakes[next]) || at.Equal(w.wakes[next]) && id < next) {
				next = id
			}
		}
		if next == 0 {
			w.Now = end
			return
		}
		w.Now = flows.Latest(w.Now, w.wakes[next])
		w.Put(next, flows.Input{Kind: flows.Wake})
	}
}

// Turn works out one input, with whatever has to be looked up for it, and
// writes nothing.
func (w *World) Turn(id enterprise.PersonID, in flows.Input) flows.Turn {
	w.T.Helper()
	w.causes++
	in.ID, in.At = fmt.Sprintf("%d-%d", 1763861234000+w.causes*7919, w.causes%3), w.Now
	in.Token = hex.EncodeToString([]byte(fmt.Sprintf("%016d", w.causes)))
	if in.Kind != flows.Noticed && in.Kind != flows.Wake {
		in.From = AddressOf(id)
		if a, ok := w.phones[id]; ok {
			in.From = a
		}
	}
	s := reloaded(w.T, w.States[id])
	s.New = w.States[id].New
	before := packed(w.T, s)
	for n := range 12 {
		turn := w.Book.Step(s, in, w.Now)
		leftAlone(w.T, before, s)
		if turn.Lookup.Empty() {
			w.Passes.add(n + 1)
			return turn
		}
		s.Found = s.Found.Join(w.Find(turn.Lookup))
	}
	w.T.Fatalf("step of %s needs more and more: %+v", id, in)
	return flows.Turn{}
}

// Apply writes what a turn decided; false: a record changed meanwhile.
func (w *World) Apply(id enterprise.PersonID, turn flows.Turn) bool {
	for _, r := range turn.Records {
		if w.Records[r.RecordName].Version != r.Version {
			return false // stale: the bot steps again
		}
	}
	for _, r := range turn.Records {
		r.Version++
		if r.Data == nil {
			delete(w.Records, r.RecordName)
			continue
		}
		w.Records[r.RecordName] = r
	}
	for _, g := range turn.Gates {
		w.gate(g)
	}
	s := turn.State
	s.Found, s.New = flows.Found{}, turn.Forget
	w.States[id] = s
	w.moved(s.Person)
	w.Trail = append(w.Trail, turn.AuditLog...)
	for _, c := range turn.Counts {
		if w.counts[c.Name] == nil {
			w.counts[c.Name] = map[string]int64{}
		}
		w.counts[c.Name][c.Field] += c.By
	}
	w.wakes[id] = turn.Wake
	w.Waiting = append(w.Waiting, turn.Tell...)
	for _, m := range turn.Say {
		if m.Commands == "" {
			w.Said[id] = append(w.Said[id], m)
		}
	}
	return true
}

// Stranger is somebody of whom nothing is stored.
func (w *World) Stranger(name string) enterprise.PersonID {
	id := enterprise.PersonID(len(w.States) + 1)
	w.Names[name], w.States[id] = id, flows.State{Person: enterprise.Person{ID: id}, New: true}
	return id
}

// at is whoever has an address, or a new person.
func (w *World) at(a enterprise.Address) enterprise.PersonID {
	for id, s := range w.States {
		if slices.ContainsFunc(s.Person.Contacts, func(c enterprise.Contact) bool { return c.Address == a }) {
			return id
		}
	}
	return w.Stranger(a.ID)
}

// moved notes that a chat now is another person's: who types there is them.
func (w *World) moved(p enterprise.Person) {
	for name, before := range w.Names {
		if len(p.Contacts) > 0 && before != p.ID && w.States[before].New && p.Contacts[0].Address == AddressOf(before) {
			w.Names[name], w.phones[p.ID] = p.ID, AddressOf(before)
			w.Said[p.ID], w.typed[p.ID] = w.Said[before], w.typed[before]
		}
	}
}

// Say is what somebody types, and what they are told.
func (w *World) Say(name, text string) []messages.Message {
	w.T.Helper()
	id := w.Names[name]
	w.typed[id]++
	w.Now = w.Now.Add(5 * time.Second)
	return w.Put(id, flows.Input{Kind: flows.Text, Text: text, Message: strconv.Itoa(w.typed[id])})
}

// Tap is the newest button with a label that somebody sees.
func (w *World) Tap(name, label string) []messages.Message {
	w.T.Helper()
	w.Now = w.Now.Add(5 * time.Second)
	return w.Put(w.Names[name], flows.Input{Kind: flows.Tap, Data: w.button(name, label), Message: "b"})
}

func (w *World) button(name, label string) string {
	w.T.Helper()
	for _, m := range slices.Backward(w.Said[w.Names[name]]) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Label == label {
				return b.Data
			}
		}
	}
	w.T.Fatalf("%s sees no button %q", name, label)
	return ""
}
