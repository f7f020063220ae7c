package enterprise

import (
	"cmp"
	"slices"
	"time"

	"naikkelas/enterprise/read"
)

// MergeKept is for how long a merge can be undone. Then what was merged is
// forgotten; what was taken over from it stays.
const MergeKept = 30 * 24 * time.Hour

// Merged says into whose record a person's was merged: it rests, found and
// counted nowhere, until that is undone or it is forgotten.
type Merged struct {
	Into     PersonID  `json:"into,omitempty"` // 0: it was not
	At       time.Time `json:"at,omitzero"`
	Contacts []Contact `json:"contacts,omitempty"` // that it had
}

// Absorbed is a record of the same human being that was merged into this one,
// and what exactly was taken over: undoing it takes back that, and nothing that
// happened since.
type Absorbed struct {
	Person     PersonID        `json:"person"`
	By         PersonID        `json:"by"` // the officer
	At         time.Time       `json:"at"`
	Contacts   []Address       `json:"contacts,omitempty"`
	Consents   []Consent       `json:"consents,omitempty"`
	Phone      string          `json:"phone,omitempty"`
	Vouched    string          `json:"vouched,omitempty"`
	Mentor     PersonID        `json:"mentor,omitempty"`
	Claimed    bool            `json:"claimed,omitempty"` // by that the owner came of whom a colleague had filled in
	Businesses []AbsorbedTrade `json:"businesses,omitempty"`
	Drafts     []string        `json:"drafts,omitempty"` // unfinished forms
	Noted      time.Time       `json:"noted,omitzero"`   // when the note was written of what differed
}

// AbsorbedTrade is what was taken over of one business.
type AbsorbedTrade struct {
	From        BusinessID            `json:"from"`
	Into        BusinessID            `json:"into"`
	Added       bool                  `json:"added,omitempty"` // as a business of its own
	NIB         string                `json:"nib,omitempty"`
	Assessments []time.Time           `json:"assessments,omitempty"`
	Documents   []string              `json:"documents,omitempty"` // Document.key
	Plans       []time.Time           `json:"plans,omitempty"`
	Sales       map[Month][]time.Time `json:"sales,omitempty"`
}

// DocumentsOf are the documents of the business that were taken over with it.
func (t AbsorbedTrade) DocumentsOf(b Business) []Document {
	if t.Added {
		return b.Documents
	}
	return leaving(b.Documents, func(d Document) bool { return !slices.Contains(t.Documents, d.key()) })
}

// Number is something by which two records are known to be of one human being.
type Number struct {
	Kind  string // one of NumberKinds
	Value string
}

// NumberKinds are those numbers.
var NumberKinds = []string{"phone", "nib", "nik"}

// Numbers are a person's: what they said themselves, and what a list says.
func Numbers(p Person) []Number {
	var out []Number
	add := func(kind, value string) {
		if n := (Number{kind, value}); value != "" && value != "none" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	add("phone", p.Phone)
	for _, all := range [][]Business{p.Businesses, p.Closed} {
		for _, b := range all {
			add("nib", b.NIB)
		}
	}
	add("phone", p.Listed.Said["phone"])
	add("nib", p.Listed.Said["nib"])
	add("nik", p.Listed.Said["nik"])
	return out
}

// SharedNumbers are the kinds of numbers that two people have in common.
func SharedNumbers(a, b Person) []string {
	other := Numbers(b)
	var kinds []string
	for _, n := range Numbers(a) {
		if slices.Contains(other, n) && !slices.Contains(kinds, n.Kind) {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

// MergeFaults are why a record cannot be merged into another one: what others
// wrote of it (who sits in a training, who was chosen) would lead nowhere.
var MergeFaults = []string{"same", "own", "gone", "listed", "role", "training", "cohort", "proposal", "service", "match", "ticket", "full"}

// MergeFault tells why a record cannot be merged into this one; empty: it can.
// What others keep of it, such as a ticket, the caller has to look at.
func (p Person) MergeFault(from Person) string {
	switch {
	case p.ID == from.ID:
		return "same"
	case !p.Held() || !from.Held():
		return "gone"
	case p.OnlyListed():
		return "listed"
	case len(from.Roles) > 0:
		return "role"
	case len(from.Trainings) > 0:
		return "training"
	case len(from.Cohorts) > 0:
		return "cohort"
	case len(from.Spoken)+len(from.Supports) > 0:
		return "proposal"
	case len(from.Needs) > 0:
		return "match"
	}
	merged, _ := p.Absorb(from, time.Time{}, 0, false)
	if len(merged.Businesses) > BusinessesMost || len(merged.Businesses)+len(merged.Closed) > BusinessesEver {
		return "full"
	}
	return ""
}

// Absorb takes over what is in another record of the same human being. Where
// both say something the person's own words stay; of two histories both are
// kept, in order. Front puts the other's chats first: they were used last.
func (p Person) Absorb(from Person, at time.Time, by PersonID, front bool) (Person, Absorbed) {
	a := Absorbed{Person: from.ID, By: by, At: at}
	var chats []Contact
	for _, c := range from.Contacts {
		if c.Channel == ImportChannel || slices.ContainsFunc(p.Contacts, func(o Contact) bool { return o.Address == c.Address }) {
			continue
		}
		chats, a.Contacts = append(chats, c), append(a.Contacts, c.Address)
	}
	if front {
		p.Contacts = slices.Concat(chats, p.Contacts)
	} else {
		p.Contacts = slices.Concat(p.Contacts, chats)
	}
	if p.Assisted.Unclaimed() && len(chats) > 0 {
		p.Assisted.Claimed, a.Claimed = at, true
	}
	a.Consents = leaving(from.Consents, func(c Consent) bool { return slices.Contains(p.Consents, c) })
	p.Consents = interleaved(p.Consents, a.Consents, func(c Consent) time.Time { return c.At })
	if p.Phone == "" {
		p.Phone, a.Phone = from.Phone, from.Phone
	}
	if p.Phone == from.Phone && from.PhoneVouched() && !p.PhoneVouched() {
		p.Vouched, a.Vouched = from.Phone, from.Phone
	}
	if p.Mentor == 0 {
		p.Mentor, a.Mentor = from.Mentor, from.Mentor
	}
	for _, b := range from.Businesses {
		p.Businesses = slices.Clone(p.Businesses)
		if i := slices.IndexFunc(p.Businesses, b.alike); i >= 0 {
			a.Businesses = append(a.Businesses, p.Businesses[i].absorb(b))
			continue
		}
		a.Businesses = append(a.Businesses, AbsorbedTrade{From: b.ID, Into: p.nextID(), Added: true})
		b.ID = p.nextID()
		p.Businesses = append(p.Businesses, b)
	}
	for _, b := range from.Closed {
		a.Businesses = append(a.Businesses, AbsorbedTrade{From: b.ID, Into: p.nextID(), Added: true})
		b.ID = p.nextID()
		p.Closed = append(slices.Clone(p.Closed), b)
	}
	p.Absorbed = append(slices.Clone(p.Absorbed), a)
	return p, a
}

func (p Person) nextID() BusinessID {
	id, _ := p.NextBusiness()
	return id
}

// alike tells whether another business is this one: it has its NIB, or its name
// in the same kelurahan.
func (b Business) alike(o Business) bool {
	if b.NIB != "" && b.NIB == o.NIB {
		return true
	}
	return (b.NIB == "" || o.NIB == "") && b.Village == o.Village && read.Tidy(b.Name) == read.Tidy(o.Name)
}

// absorb takes over what another record says of the same business.
func (b *Business) absorb(o Business) AbsorbedTrade {
	t := AbsorbedTrade{From: o.ID, Into: b.ID}
	if b.NIB == "" {
		b.NIB, t.NIB = o.NIB, o.NIB
	}
	assessed := leaving(o.Assessments, func(a Assessment) bool {
		return slices.ContainsFunc(b.Assessments, func(own Assessment) bool { return own.At.Equal(a.At) })
	})
	for _, a := range assessed {
		t.Assessments = append(t.Assessments, a.At)
	}
	b.Assessments = interleaved(b.Assessments, assessed, func(a Assessment) time.Time { return a.At })
	documents := leaving(o.Documents, func(d Document) bool {
		return slices.ContainsFunc(b.Documents, func(own Document) bool { return own.key() == d.key() })
	})
	for _, d := range documents {
		t.Documents = append(t.Documents, d.key())
	}
	b.Documents = interleaved(b.Documents, documents, func(d Document) time.Time { return d.Sent })
	plans := leaving(o.Plans, func(p Plan) bool {
		return slices.ContainsFunc(b.Plans, func(own Plan) bool { return own.Made.Equal(p.Made) })
	})
	for _, p := range plans {
		t.Plans = append(t.Plans, p.Made)
	}
	b.Plans = interleaved(b.Plans, plans, func(p Plan) time.Time { return p.Made })
	b.Sales = slices.Clone(b.Sales)
	for _, s := range o.Sales {
		b.absorbSales(s, &t)
	}
	return t
}

func (b *Business) absorbSales(s Sales, t *AbsorbedTrade) {
	i, found := slices.BinarySearchFunc(b.Sales, s, func(a, b Sales) int { return cmp.Compare(a.Month, b.Month) })
	if !found {
		b.Sales = slices.Insert(b.Sales, i, Sales{Month: s.Month})
	}
	own := b.Sales[i].Given
	given := leaving(s.Given, func(g SalesGiven) bool {
		return slices.ContainsFunc(own, func(o SalesGiven) bool { return o.At.Equal(g.At) })
	})
	b.Sales[i].Given = interleaved(own, given, func(g SalesGiven) time.Time { return g.At })
	for _, g := range given {
		if t.Sales == nil {
			t.Sales = map[Month][]time.Time{}
		}
		t.Sales[s.Month] = append(t.Sales[s.Month], g.At)
	}
}

// Release takes back what was absorbed of a person, as the record was before:
// what was said or decided since stays. ok is false when nothing was.
func (p Person) Release(of PersonID) (after Person, was Absorbed, ok bool) {
	i := slices.IndexFunc(p.Absorbed, func(a Absorbed) bool { return a.Person == of })
	if i < 0 {
		return p, Absorbed{}, false
	}
	was = p.Absorbed[i]
	p.Absorbed = slices.Delete(slices.Clone(p.Absorbed), i, i+1)
	if len(p.Absorbed) == 0 {
		p.Absorbed = nil
	}
	p.Contacts = leaving(p.Contacts, func(c Contact) bool { return slices.Contains(was.Contacts, c.Address) })
	p.Consents = leaving(p.Consents, func(c Consent) bool { return slices.Contains(was.Consents, c) })
	if was.Phone != "" && p.Phone == was.Phone {
		p.Phone = ""
	}
	if was.Vouched != "" && p.Vouched == was.Vouched {
		p.Vouched = ""
	}
	if was.Mentor != 0 && p.Mentor == was.Mentor {
		p.Mentor = 0
	}
	if was.Claimed && p.Assisted.Claimed.Equal(was.At) {
		p.Assisted.Claimed = time.Time{}
	}
	for _, t := range was.Businesses {
		p.Businesses, p.Closed = t.takenFrom(p.Businesses), t.takenFrom(p.Closed)
	}
	return p, was, true
}

// takenFrom is businesses without what was taken over.
func (t AbsorbedTrade) takenFrom(all []Business) []Business {
	if t.Added {
		return leaving(all, func(b Business) bool { return b.ID == t.Into })
	}
	i := slices.IndexFunc(all, func(b Business) bool { return b.ID == t.Into })
	if i < 0 {
		return all
	}
	all = slices.Clone(all)
	b := &all[i]
	if t.NIB != "" && b.NIB == t.NIB {
		b.NIB = ""
	}
	b.Assessments = leaving(b.Assessments, func(a Assessment) bool { return holdsTime(t.Assessments, a.At) })
	b.Documents = leaving(b.Documents, func(d Document) bool { return slices.Contains(t.Documents, d.key()) })
	b.Plans = leaving(b.Plans, func(p Plan) bool { return holdsTime(t.Plans, p.Made) })
	b.Sales = slices.Clone(b.Sales)
	for j := range b.Sales {
		taken := t.Sales[b.Sales[j].Month]
		b.Sales[j].Given = leaving(b.Sales[j].Given, func(g SalesGiven) bool { return holdsTime(taken, g.At) })
	}
	b.Sales = leaving(b.Sales, func(s Sales) bool { return len(s.Given) == 0 })
	return all
}

// Renewed has a document as it is by now, where the person has it.
func (p Person) Renewed(d Document) Person {
	for _, all := range []*[]Business{&p.Businesses, &p.Closed} {
		*all = slices.Clone(*all)
		for i := range *all {
			b := &(*all)[i]
			if at := slices.IndexFunc(b.Documents, func(o Document) bool { return o.key() == d.key() }); at >= 0 {
				b.Documents = slices.Clone(b.Documents)
				b.Documents[at] = d
			}
		}
	}
	return p
}

// key tells documents of a person apart.
func (d Document) key() string {
	return cmp.Or(d.ID, d.Kind+" "+d.Sent.UTC().Format(time.RFC3339Nano))
}

// leaving is a list without some of it; an empty one is nil.
func leaving[T any](list []T, drop func(T) bool) []T {
	var out []T
	for _, v := range list {
		if !drop(v) {
			out = append(out, v)
		}
	}
	return out
}

func holdsTime(list []time.Time, at time.Time) bool {
	return slices.ContainsFunc(list, at.Equal)
}

// interleaved is two lists as one by time; each keeps its own order.
func interleaved[T any](own, other []T, at func(T) time.Time) []T {
	if len(other) == 0 {
		return own
	}
	out := make([]T, 0, len(own)+len(other))
	for len(own) > 0 && len(other) > 0 {
		if at(other[0]).Before(at(own[0])) {
			out, other = append(out, other[0]), other[1:]
		} else {
			out, own = append(out, own[0]), own[1:]
		}
	}
	return slices.Concat(out, own, other)
}
