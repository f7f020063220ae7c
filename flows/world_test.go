package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// world is several people and what is nobody's alone, in memory: steps are
// repeated until nothing is needed any more, records hold only if they are as
// they were found, notices are handled in turns of their own.
type world struct {
	t       testing.TB
	book    *Book
	now     time.Time
	states  map[enterprise.PersonID]State
	names   map[string]enterprise.PersonID
	records map[RecordName]Record
	trail   []Audit
	counts  map[string]map[string]int64
	wakes   map[enterprise.PersonID]time.Time
	ledgers map[string]*fakeLedger
	said    map[enterprise.PersonID][]messages.Message // everything, in order
	causes  int
	waiting []Notice
	typed   map[enterprise.PersonID]int
	phones  map[enterprise.PersonID]enterprise.Address // of those whose chat came to them from another record
	passes  passes                                     // of all steps
}

func newWorld(t testing.TB) *world {
	return &world{
		t: t, book: sharedBook(), now: time.Date(2026, 11, 23, 9, 0, 0, 0, sharedBook().program.City.Location), states: map[enterprise.PersonID]State{}, names: map[string]enterprise.PersonID{},
		counts: map[string]map[string]int64{}, wakes: map[enterprise.PersonID]time.Time{},
		records: map[RecordName]Record{}, ledgers: map[string]*fakeLedger{}, said: map[enterprise.PersonID][]messages.Message{}, typed: map[enterprise.PersonID]int{},
		phones: map[enterprise.PersonID]enterprise.Address{},
	}
}

// staffMember adds a colleague.
func (w *world) staffMember(name string, roles ...enterprise.Role) enterprise.PersonID {
	id := enterprise.PersonID(len(w.states) + 1)
	w.names[name] = id
	w.states[id] = State{Person: enterprise.Person{ID: id, Language: "id", Name: name, Roles: roles, Since: w.now,
		Contacts: []enterprise.Contact{{Address: addressOf(id)}}}}
	return id
}

func addressOf(id enterprise.PersonID) enterprise.Address {
	return enterprise.Address{Channel: "telegram", ID: strconv.Itoa(7000 + int(id))}
}

// owner adds a registered owner; their places and sectors go round.
func (w *world) owner(name string, change func(*enterprise.Person)) enterprise.PersonID {
	id := enterprise.PersonID(len(w.states) + 1)
	p := w.book.program
	d := p.Regions.Districts[int(id)%len(p.Regions.Districts)]
	yes := enterprise.Consent{Purpose: enterprise.DataConsent, Given: true, Version: p.City.ConsentVersion, At: w.now}
	news := yes
	news.Purpose = enterprise.BroadcastConsent
	person := enterprise.Person{ID: id, Language: "id", Honorific: enterprise.Ibu, Name: name, Since: w.now,
		Contacts: []enterprise.Contact{{Address: addressOf(id)}}, Consents: []enterprise.Consent{yes, news},
		Businesses: []enterprise.Business{{ID: "1", Name: "Usaha " + name, Sector: p.Sectors[int(id)%len(p.Sectors)].Code, District: d.Code, Village: d.Villages[0].Code, OmzetBand: "2m_5m", Registered: w.now}}}
	if change != nil {
		change(&person)
	}
	w.names[name] = id
	w.states[id] = State{Person: person}
	return id
}

func (w *world) owners(n int) {
	for i := range n {
		w.owner(fmt.Sprintf("Warga %c%c", 'A'+i/26, 'a'+i%26), nil)
	}
}

// stored is a state as it comes back from a store.
func reloaded(t testing.TB, s State) State {
	t.Helper()
	data, err := json.Marshal(storedOf(s))
	if err != nil {
		t.Fatal(err)
	}
	var back stored
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back.state(s.Person.ID)
}

// put hands one input to somebody and then handles what follows from it.
func (w *world) put(id enterprise.PersonID, in Input) []messages.Message {
	w.t.Helper()
	before := len(w.said[id])
	w.step(id, in)
	for len(w.waiting) > 0 {
		n := w.waiting[0]
		w.waiting = w.waiting[1:]
		in := Input{Kind: Noticed, Data: n.What, Text: string(n.Data)}
		if n.To == 0 {
			n.To, in.From = w.at(n.At), n.At
		}
		w.step(n.To, in)
	}
	return w.said[id][before:]
}

func (w *world) step(id enterprise.PersonID, in Input) {
	w.t.Helper()
	w.apply(id, w.turn(id, in))
}

// turn works a step out without applying it.
// pass lets time go by: everybody is woken when they wished to be.
func (w *world) pass(d time.Duration) {
	end := w.now.Add(d)
	for n := 0; ; n++ {
		if n > 10_000 {
			w.t.Fatal("somebody is woken without end")
		}
		var next enterprise.PersonID
		for id, at := range w.wakes {
			if !at.IsZero() && !at.After(end) && (next == 0 || at.Before(w.wakes[next]) || at.Equal(w.wakes[next]) && id < next) {
				next = id
			}
		}
		if next == 0 {
			w.now = end
			return
		}
		w.now = latest(w.now, w.wakes[next])
		w.put(next, Input{Kind: Wake})
	}
}

func (w *world) turn(id enterprise.PersonID, in Input) Turn {
	w.t.Helper()
	w.causes++
	in.ID, in.At = fmt.Sprintf("%d-%d", 1763861234000+w.causes*7919, w.causes%3), w.now
	in.Token = hex.EncodeToString([]byte(fmt.Sprintf("%016d", w.causes)))
	if in.Kind != Noticed && in.Kind != Wake {
		in.From = addressOf(id)
		if a, ok := w.phones[id]; ok {
			in.From = a
		}
	}
	s := reloaded(w.t, w.states[id])
	s.New = w.states[id].New
	for n := range 12 {
		turn := w.book.Step(s, in, w.now)
		if turn.Need.Empty() {
			w.passes.add(n + 1)
			return turn
		}
		s.Known = s.Known.Join(w.find(turn.Need))
	}
	w.t.Fatalf("step of %s needs more and more: %+v", id, in)
	return Turn{}
}

func (w *world) apply(id enterprise.PersonID, turn Turn) bool {
	for _, r := range turn.Records {
		if w.records[r.RecordName].Version != r.Version {
			return false // stale: the bot steps again
		}
	}
	for _, r := range turn.Records {
		r.Version++
		if r.Data == nil {
			delete(w.records, r.RecordName)
			continue
		}
		w.records[r.RecordName] = r
	}
	for _, g := range turn.Gates {
		w.gate(g)
	}
	s := turn.State
	s.Known, s.New = Facts{}, turn.Forget
	w.states[id] = s
	w.moved(s.Person)
	w.trail = append(w.trail, turn.Trail...)
	for _, c := range turn.Counts {
		if w.counts[c.Name] == nil {
			w.counts[c.Name] = map[string]int64{}
		}
		w.counts[c.Name][c.Field] += c.By
	}
	w.wakes[id] = turn.Wake
	w.waiting = append(w.waiting, turn.Tell...)
	for _, m := range turn.Say {
		if m.Commands == "" {
			w.said[id] = append(w.said[id], m)
		}
	}
	return true
}

// stranger is somebody of whom nothing is stored.
func (w *world) stranger(name string) enterprise.PersonID {
	id := enterprise.PersonID(len(w.states) + 1)
	w.names[name], w.states[id] = id, State{Person: enterprise.Person{ID: id}, New: true}
	return id
}

// at is whoever has an address, or a new person.
func (w *world) at(a enterprise.Address) enterprise.PersonID {
	for id, s := range w.states {
		if slices.ContainsFunc(s.Person.Contacts, func(c enterprise.Contact) bool { return c.Address == a }) {
			return id
		}
	}
	return w.stranger(a.ID)
}

// moved notes that a chat now is another person's: who types there is them.
func (w *world) moved(p enterprise.Person) {
	for name, before := range w.names {
		if len(p.Contacts) > 0 && before != p.ID && w.states[before].New && p.Contacts[0].Address == addressOf(before) {
			w.names[name], w.phones[p.ID] = p.ID, addressOf(before)
			w.said[p.ID], w.typed[p.ID] = w.said[before], w.typed[before]
		}
	}
}

// find answers what a step needs.
func (w *world) find(n Need) Facts {
	f := Facts{Records: map[RecordName]Record{}, Lists: map[ListName][]Record{}, People: map[enterprise.PersonID]enterprise.Person{},
		Members: map[string][]enterprise.PersonID{}, Audiences: map[string]Audience{}, Trail: map[TrailQuery][]Audit{}, Ledgers: map[string]Ledger{},
		Overlaps: map[Overlap]int64{}, Recipients: map[string][]Recipient{}, Searches: map[Search][]enterprise.PersonID{}}
	f.Sizes = map[string]int64{}
	for _, s := range n.Sizes {
		f.Sizes[s.Key()] = int64(len(w.holding(s.Holds)))
	}
	for _, q := range n.Searches {
		f.Searches[q] = w.search(q)
	}
	for _, name := range n.Records {
		r := w.records[name]
		r.RecordName = name
		f.Records[name] = r
	}
	for _, l := range n.Lists {
		f.Lists[l] = w.list(l)
		for _, r := range f.Lists[l] {
			f.Records[r.RecordName] = r
		}
	}
	for _, term := range n.Members {
		f.Members[term] = w.holding(func(terms []string) bool { return slices.Contains(terms, term) })
	}
	for _, s := range n.Audiences {
		f.Audiences[s.Key()] = w.audience(s)
	}
	for _, id := range n.Ledgers {
		f.Ledgers[id] = w.ledgers[id].ledger()
	}
	for _, o := range n.Overlaps {
		if l := w.ledgers[o.Announcement]; l != nil {
			for id, r := range l.recipients {
				if (o.State == "" || r.State == o.State) && slices.Contains(enterprise.IndexTerms(w.states[id].Person), o.Term) {
					f.Overlaps[o]++
				}
			}
		}
		f.Overlaps[o] += 0
	}
	for _, id := range n.Recipients {
		f.Recipients[id] = []Recipient{}
		if l := w.ledgers[id]; l != nil {
			for _, person := range slices.Sorted(maps.Keys(l.recipients)) {
				f.Recipients[id] = append(f.Recipients[id], l.recipients[person])
			}
		}
	}
	f.Files = map[string]StoredFile{}
	for _, file := range n.Files {
		f.Files[file.ID] = filed(file)
	}
	f.Counts = map[string]map[string]int64{}
	for _, name := range n.Counts {
		f.Counts[name] = maps.Clone(w.counts[name])
	}
	for _, q := range n.Trail {
		f.Trail[q] = slices.DeleteFunc(slices.Clone(w.trail), func(a Audit) bool { return !q.Holds(a) })
	}
	for _, id := range append(f.Named(), n.People...) {
		f.People[id] = w.states[id].Person
	}
	return f
}

// filed is what becomes of a file: its name says.
func filed(f File) StoredFile {
	_, name, _ := strings.Cut(f.ID, " ")
	sum := sha256.Sum256([]byte(name))
	s := StoredFile{Hash: hex.EncodeToString(sum[:]), Type: "jpg", Size: 80_000, Width: 1280, Height: 960}
	if strings.HasSuffix(name, ".pdf") {
		s.Type, s.Width, s.Height = "pdf", 0, 0
	}
	word, _, _ := strings.Cut(name, " ")
	switch word {
	case "gelap":
		s.Dark = true
	case "buram":
		s.Blurred = true
	case "kecil":
		s.Width, s.Height = 400, 300
	}
	if i := slices.Index([]string{"besar", "jenis", "titik", "mini", "rusak", "putus", "penuh"}, word); i >= 0 {
		return StoredFile{Fault: FileFaults[i]}
	}
	return s
}

// search finds people as the store does: whole words first.
func (w *world) search(q Search) []enterprise.PersonID {
	var whole, similar []enterprise.PersonID
	for _, id := range slices.Sorted(maps.Keys(w.states)) {
		p := w.states[id].Person
		own := enterprise.SearchWords(p)
		exact, alike := true, true
		for _, word := range strings.Fields(q.Words) {
			b, ok := enterprise.BeginningOf(word)
			has := slices.Contains(own, word)
			exact, alike = exact && has, alike && (has || ok && slices.Contains(own, b))
		}
		switch {
		case q.Place != "" && !slices.Contains(enterprise.IndexTerms(p), q.Place):
		case exact:
			whole = append(whole, id)
		case alike:
			similar = append(similar, id)
		}
	}
	return append(append([]enterprise.PersonID{}, whole...), similar...)
}

func (w *world) list(l ListName) []Record {
	out := []Record{}
	for _, r := range w.records {
		if _, ok := r.Lists[l.Name]; ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Record) int {
		if d := b.Lists[l.Name] - a.Lists[l.Name]; d != 0 {
			return int(d)
		}
		return strings.Compare(b.ID, a.ID)
	})
	return out[:min(len(out), l.Most)]
}

func (w *world) holding(of func([]string) bool) []enterprise.PersonID {
	out := []enterprise.PersonID{}
	for _, id := range slices.Sorted(maps.Keys(w.states)) {
		if of(enterprise.IndexTerms(w.states[id].Person)) {
			out = append(out, id)
		}
	}
	return out
}

func (w *world) audience(s enterprise.Segment) Audience {
	var a Audience
	for _, id := range w.holding(s.Holds) {
		a.Total++
		switch why := w.unheard(id, s); why {
		case "no_consent":
			a.NoConsent++
		case "unreachable":
			a.Unreachable++
		case "muted":
			a.Muted++
		default:
			a.Reached++
			if len(a.Sample) < 3 {
				a.Sample = append(a.Sample, id)
			}
		}
	}
	return a
}

// unheard is why somebody would not get an announcement.
func (w *world) unheard(id enterprise.PersonID, s enterprise.Segment) string {
	terms := enterprise.IndexTerms(w.states[id].Person)
	switch {
	case !slices.Contains(terms, enterprise.TermBroadcast):
		return "no_consent"
	case !slices.Contains(terms, enterprise.TermReachable):
		return "unreachable"
	case slices.Contains(terms, enterprise.TermMuted(s.Mute)):
		return "muted"
	}
	return ""
}

// say is what somebody types, and what they are told.
func (w *world) say(name, text string) []messages.Message {
	w.t.Helper()
	id := w.names[name]
	w.typed[id]++
	w.now = w.now.Add(5 * time.Second)
	return w.put(id, Input{Kind: Text, Text: text, Message: strconv.Itoa(w.typed[id])})
}

// tap is the newest button with a label that somebody sees.
func (w *world) tap(name, label string) []messages.Message {
	w.t.Helper()
	w.now = w.now.Add(5 * time.Second)
	return w.put(w.names[name], Input{Kind: Tap, Data: w.button(name, label), Message: "b"})
}

func (w *world) button(name, label string) string {
	w.t.Helper()
	for _, m := range slices.Backward(w.said[w.names[name]]) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Label == label {
				return b.Data
			}
		}
	}
	w.t.Fatalf("%s sees no button %q", name, label)
	return ""
}
