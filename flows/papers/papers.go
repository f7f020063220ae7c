// Package papers keeps whose a file or a number is, for whatever area holds it:
// what is nobody's any more goes.
package papers

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// NumberRecord is the kind of records that say whose a number is.
const NumberRecord = "number"

// Owners are the people a file or a number belongs to, and the trainings whose
// poster a file is, the proposals and the requests with a visit whose photo it is,
// with how long they are kept.
type Owners struct {
	People    []enterprise.PersonID `json:"people"`
	Trainings map[string]time.Time  `json:"trainings,omitempty"` // and requests
	Proposals map[string]time.Time  `json:"proposals,omitempty"`
}

// OwnersOf is the record of a file or a number, and whose it is.
func OwnersOf(c *flows.Conversation, kind, id string) (flows.Record, Owners) {
	r := c.Record(kind, id)
	var o Owners
	if r.Data != nil {
		_ = json.Unmarshal(r.Data, &o) // what does not open is written anew
	}
	return r, o
}

// AddOwner makes the person one of a record's owners, and tells whether there are
// others.
func AddOwner(c *flows.Conversation, kind, id string) (others bool) {
	r, o := OwnersOf(c, kind, id)
	others = slices.ContainsFunc(o.People, func(p enterprise.PersonID) bool { return p != c.Person.ID })
	if !slices.Contains(o.People, c.Person.ID) {
		o.People = append(o.People, c.Person.ID)
		PutOwners(c, r, o)
	}
	return others
}

// DropOwner takes the person off a record's owners; the last one takes it away.
func DropOwner(c *flows.Conversation, kind, id string) {
	r, o := OwnersOf(c, kind, id)
	if r.Data == nil {
		return
	}
	o.People = slices.DeleteFunc(o.People, func(p enterprise.PersonID) bool { return p == c.Person.ID })
	PutOwners(c, r, o)
}

// PutOwners writes whose something is; what is nobody's any more goes, and what
// only trainings and proposals hold goes with the last of them.
func PutOwners(c *flows.Conversation, r flows.Record, o Owners) {
	if len(o.People)+len(o.Trainings)+len(o.Proposals) == 0 {
		c.Put(r, nil)
		return
	}
	r.Until = time.Time{}
	if len(o.People) == 0 {
		r.Until = flows.Latest(slices.Concat(slices.Collect(maps.Values(o.Trainings)), slices.Collect(maps.Values(o.Proposals)))...)
	}
	c.Put(r, o)
}

// NumberID is the id of a number's record: a keyed hash, so that nobody who
// reads keys learns a number. Empty for kinds that several may share.
func NumberID(c *flows.Conversation, d enterprise.Document) string {
	if d.Kind != "nib" && d.Kind != "nik" || d.Number == "" {
		return ""
	}
	return d.Kind + "-" + c.Book.Digest(d.Kind+" "+d.Number)
}

// Holds tells whether a document of the person's is such a one.
func Holds(c *flows.Conversation, such func(enterprise.Document) bool) bool {
	return slices.ContainsFunc(c.EveryBusiness(), func(b enterprise.Business) bool { return slices.ContainsFunc(b.Documents, such) })
}

// HoldsFile tells whether a document of the person's holds a file.
func HoldsFile(c *flows.Conversation, hash string) bool {
	return Holds(c, func(d enterprise.Document) bool {
		return slices.ContainsFunc(d.Papers, func(p enterprise.Paper) bool { return p.Hash == hash })
	})
}

// OurFault tells whether a file is not kept although nothing is wrong with it.
func OurFault(s flows.StoredFile) bool {
	return slices.Contains([]string{"storage", "unreachable"}, s.Fault)
}

// Poster is a photo or a document as the channel holds it, and as it is kept in
// our own folder should the channel lose it.
type Poster struct {
	flows.File
	Hash string `json:"h,omitempty"` // empty: it could not be kept
	Type string `json:"t,omitempty"` // "jpg", "png", "heic", "pdf"
}

// Value is a poster as an answer.
func (p Poster) Value() string {
	raw, err := json.Marshal(p)
	if err != nil {
		return PosterNone // only types that cannot be JSON fail
	}
	return string(raw)
}

// PosterOf is the poster that an answer holds; nil: none.
func PosterOf(value string) *Poster {
	var p Poster
	if json.Unmarshal([]byte(value), &p) != nil || p.ID == "" {
		return nil
	}
	return &p
}

// ReadPoster takes a photo or a document, if it is one that can be kept. Where
// our side is at fault it is taken all the same, as the channel holds it.
func ReadPoster(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	if PosterOf(typed) != nil && (typed != c.Input().Text || c.Input().Kind != flows.Text && c.Input().Kind != flows.Edited) {
		return flows.Reading{Value: typed}
	}
	if c.Input().File == nil {
		return flows.Reading{Refuse: c.Text("training.poster.refuse", nil)}
	}
	s, _ := c.Stored(*c.Input().File)
	if s.Fault != "" && !OurFault(s) {
		return flows.Reading{Refuse: c.Text("training.poster.unkept", nil)}
	}
	return flows.Reading{Value: Poster{File: *c.Input().File}.Value()}
}

// HoldFile keeps a file of ours until a moment, for a training or a request.
func HoldFile(c *flows.Conversation, p *Poster, holder string, until time.Time) {
	if p == nil || p.Hash == "" {
		return
	}
	r, o := OwnersOf(c, flows.FileRecord, p.Hash)
	if o.Trainings == nil {
		o.Trainings = map[string]time.Time{}
	}
	if !o.Trainings[holder].Equal(until) {
		o.Trainings[holder] = until
		PutOwners(c, r, o)
	}
}

// ReleaseFile lets go of a file that is not held any more.
func ReleaseFile(c *flows.Conversation, p *Poster, holder string) {
	if p == nil || p.Hash == "" {
		return
	}
	r, o := OwnersOf(c, flows.FileRecord, p.Hash)
	if _, held := o.Trainings[holder]; held && r.Data != nil {
		delete(o.Trainings, holder)
		PutOwners(c, r, o)
	}
}

// WithPoster is a message under a picture or beside a document; nil: neither.
func WithPoster(p *Poster, m messages.Message) messages.Message {
	if p == nil {
		return m
	}
	if m.Document = p.ID; p.Kind == "photo" {
		m.Photo, m.Document = p.ID, ""
	}
	if p.Hash != "" {
		m.Stored, m.Name = p.Hash, "poster."+p.Type
	}
	return m
}

// PosterNone is the answer of who wants no poster.
const PosterNone = "none"
