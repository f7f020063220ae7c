package flows

import (
	"encoding/json"
	"maps"
	"naikkelas/enterprise"
	"slices"
	"strings"
	"time"
)

// Record is something of the city's that is nobody's alone: an invitation, an
// announcement, a ticket.
type Record struct {
	RecordName
	Data    json.RawMessage  // what it is; nil: there is none, or it is to go
	Version int64            // as it was found: a write holds only if it still is; 0: there was none
	Lists   map[string]int64 // the lists it stands in, each with what orders it there
	Until   time.Time        // when it vanishes by itself; zero: never
}

// RecordName is how a record is found.
type RecordName struct{ Kind, ID string }

// ListName is the newest records of a list: those with the highest order.
type ListName struct {
	Name string
	Most int
}

// Count changes a number that the city keeps of its people as a whole, in the
// same commit as what is counted: "sent:2026-11-24", "missing", 1.
type Count struct {
	Name, Field string
	By          int64
}

// Notice is a cause that one person's step makes for another: it comes to
// them as an input of kind Notice, in a turn of their own.
type Notice struct {
	To   enterprise.PersonID
	At   enterprise.Address // instead of To: whoever has this address, or will have it from then on
	What string             // "role", "approve"...
	Data json.RawMessage    // what the notice is about
}

// Audit is one entry of the trail: who did or saw what, of whom, when, why. It
// is written by the same commit as the deed and never changed.
type Audit struct {
	At   time.Time           `json:"at"`
	Who  enterprise.PersonID `json:"who"`
	What string              `json:"what"`           // one of an area's Audits
	Whom enterprise.PersonID `json:"whom,omitempty"` // 0: nobody in particular
	On   string              `json:"on,omitempty"`   // what it was about: "announcement 17"
	Why  string              `json:"why,omitempty"`
}

// AuditQuery asks for the newest entries of the trail; empty fields do not
// narrow it.
type AuditQuery struct {
	Who, Whom enterprise.PersonID
	Begins    string // what an entry's What begins with
	From      int64  // Unix milliseconds; 0: from the beginning
	Most      int
}

// Holds tells whether an entry is one of those asked for.
func (q AuditQuery) Holds(a Audit) bool {
	return (q.Who == 0 || q.Who == a.Who) && (q.Whom == 0 || q.Whom == a.Whom) && strings.HasPrefix(a.What, q.Begins) && a.At.UnixMilli() >= q.From
}

// Record is a record as far as it is known; the step is repeated otherwise.
func (c *Conversation) Record(kind, id string) Record {
	name := RecordName{kind, id}
	for _, r := range c.Turn.Records { // written by this very step
		if r.RecordName == name {
			return r
		}
	}
	r, ok := lookup(c, c.Found.Records, &c.Turn.Lookup.Records, name)
	if !ok {
		return Record{RecordName: name}
	}
	r.Lists = maps.Clone(r.Lists)
	return r
}

// Count are the numbers kept under a name.
func (c *Conversation) Count(name string) map[string]int64 {
	counts, _ := lookup(c, c.Found.Counts, &c.Turn.Lookup.Counts, name)
	return counts
}

// AddCount changes one of them with this turn.
func (c *Conversation) AddCount(name, field string, by int64) {
	c.Turn.Counts = append(c.Turn.Counts, Count{name, field, by})
}

// Put writes a record with this turn, in place of what it wrote before.
func (c *Conversation) Put(r Record, data any) {
	r.Data = nil
	if data != nil {
		raw, err := json.Marshal(data)
		if err != nil {
			panic("flows: marshal " + r.Kind + ": " + err.Error()) // only for types that cannot be JSON
		}
		r.Data = raw
	}
	i := slices.IndexFunc(c.Turn.Records, func(o Record) bool { return o.RecordName == r.RecordName })
	if i >= 0 {
		c.Turn.Records[i] = r
		return
	}
	c.Turn.Records = append(c.Turn.Records, r)
}

// Tell gives another person a cause.
func (c *Conversation) Tell(to enterprise.PersonID, what string, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic("flows: marshal notice " + what + ": " + err.Error())
	}
	c.Turn.Tell = append(c.Turn.Tell, Notice{To: to, What: what, Data: raw})
}

// Audit notes in the trail what was done or seen. In a group it was a member.
func (c *Conversation) Audit(what string, whom enterprise.PersonID, on, why string) {
	if c.in.Member != "" {
		why = strings.TrimSpace(c.RoleName(enterprise.Group) + " " + why)
	}
	c.Turn.AuditLog = append(c.Turn.AuditLog, Audit{At: c.now, Who: c.Actor(), What: what, Whom: whom, On: on, Why: why})
}
