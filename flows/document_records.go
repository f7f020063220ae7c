package flows

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	submissionRecord = "document"
	numberRecord     = "number"
	waitingList      = "documents:waiting"
	decidedList      = "documents:decided"
)

// submission is a document that waits for an officer, or was decided.
type submission struct {
	Owner    enterprise.PersonID `json:"owner"`
	Document enterprise.Document `json:"document"`
	Claimed  enterprise.PersonID `json:"claimed,omitempty"` // who is looking at it
	Since    time.Time           `json:"since,omitzero"`    // since when
	Decision decision            `json:"decision,omitempty"`
	By       enterprise.PersonID `json:"by,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Until    time.Time           `json:"until,omitzero"`
	Decided  time.Time           `json:"decided,omitzero"`
}

// decision is what an officer decides; empty: nothing yet.
type decision string

const (
	approve     decision = "approved"
	conditional decision = "conditional"
	turnDown    decision = "rejected"
	askAgain    decision = "again"
)

func (t *talk) submissionOf(id string) (r Record, s submission, ok bool) {
	r = t.record(submissionRecord, id)
	return r, s, r.Data != nil && json.Unmarshal(r.Data, &s) == nil
}

// putSubmission writes a submission into the lists it belongs to: the one that
// has waited longest first.
func (t *talk) putSubmission(r Record, s submission) {
	if _, waited := r.Lists[waitingList]; waited != (s.Decision == "") {
		t.queueChanges()
	}
	if s.Decision == "" {
		order := -s.Document.Sent.UnixMilli()
		r.Lists, r.Until = map[string]int64{waitingList: order, waitingList + ":" + s.Document.Kind: order}, time.Time{}
	} else {
		r.Lists = map[string]int64{decidedList: s.Decided.UnixMilli()}
		r.Until = s.Decided.AddDate(t.book.program.City.RetentionYears, 0, 0)
	}
	t.put(r, s)
}

// queueChanges lets the officers' group know that the queue is longer, or
// shorter.
func (t *talk) queueChanges() {
	for _, group := range t.members("role:" + string(enterprise.Group)) {
		if !slices.ContainsFunc(t.turn.Tell, func(n Notice) bool { return n.To == group && n.What == "queue" }) {
			t.tell(group, "queue", struct{}{})
		}
	}
}

// queueChanged keeps one message a day in the officers' group that says how
// many documents wait; outside quiet time only.
func queueChanged(t *talk, _ json.RawMessage) {
	if !t.isGroup() || !t.book.program.City.Awake(t.now).Equal(t.now) {
		return
	}
	_, waiting := t.queue("")
	args := messages.Args{"Count": len(waiting), "Waiting": ""}
	if len(waiting) > 0 {
		args["Waiting"] = t.span(t.now.Sub(waiting[0].Document.Sent))
	}
	t.say(messages.Message{Key: "check.queue", Slot: "queue-" + t.day(t.now), Text: t.word("check.queue", args)})
}

func (t *talk) enqueue(d enterprise.Document) {
	r := t.record(submissionRecord, d.ID)
	t.putSubmission(r, submission{Owner: t.Person.ID, Document: d})
}

// owners are the people a file or a number belongs to, and the trainings whose
// poster a file is, the proposals and the requests with a visit whose photo it is,
// with how long they are kept.
type owners struct {
	People    []enterprise.PersonID `json:"people"`
	Trainings map[string]time.Time  `json:"trainings,omitempty"` // and requests
	Proposals map[string]time.Time  `json:"proposals,omitempty"`
}

func (t *talk) ownersOf(kind, id string) (Record, owners) {
	r := t.record(kind, id)
	var o owners
	if r.Data != nil {
		_ = json.Unmarshal(r.Data, &o) // what does not open is written anew
	}
	return r, o
}

// addOwner makes the person one of a record's owners, and tells whether there are
// others.
func (t *talk) addOwner(kind, id string) (others bool) {
	r, o := t.ownersOf(kind, id)
	others = slices.ContainsFunc(o.People, func(p enterprise.PersonID) bool { return p != t.Person.ID })
	if !slices.Contains(o.People, t.Person.ID) {
		o.People = append(o.People, t.Person.ID)
		t.putOwners(r, o)
	}
	return others
}

// dropOwner takes the person off a record's owners; the last one takes it away.
func (t *talk) dropOwner(kind, id string) {
	r, o := t.ownersOf(kind, id)
	if r.Data == nil {
		return
	}
	o.People = slices.DeleteFunc(o.People, func(p enterprise.PersonID) bool { return p == t.Person.ID })
	t.putOwners(r, o)
}

// putOwners writes whose something is; what is nobody's any more goes, and what
// only trainings and proposals hold goes with the last of them.
func (t *talk) putOwners(r Record, o owners) {
	if len(o.People)+len(o.Trainings)+len(o.Proposals) == 0 {
		t.put(r, nil)
		return
	}
	r.Until = time.Time{}
	if len(o.People) == 0 {
		r.Until = latest(slices.Concat(slices.Collect(maps.Values(o.Trainings)), slices.Collect(maps.Values(o.Proposals)))...)
	}
	t.put(r, o)
}

// ownFile writes down whose a file is, in the same commit as the answer that
// it was received: without that it is swept away.
func (t *talk) ownFile(hash string) (others bool) { return t.addOwner(FileRecord, hash) }

// numberID is the id of a number's record: a keyed hash, so that nobody who
// reads keys learns a number. Empty for kinds that several may share.
func (t *talk) numberID(d enterprise.Document) string {
	if d.Kind != "nib" && d.Kind != "nik" || d.Number == "" {
		return ""
	}
	return d.Kind + "-" + t.book.Digest(d.Kind+" "+d.Number)
}

func (t *talk) ownNumber(d enterprise.Document) {
	if id := t.numberID(d); id != "" {
		t.addOwner(numberRecord, id)
	}
}

// dropDocuments takes documents of a business away, with their bytes, their
// numbers and their places in the queue.
func (t *talk) dropDocuments(id enterprise.BusinessID, which func(enterprise.Document) bool) {
	var gone []enterprise.Document
	t.changeDocuments(id, func(all []enterprise.Document) []enterprise.Document {
		return slices.DeleteFunc(all, func(d enterprise.Document) bool {
			if which(d) {
				gone = append(gone, d)
				return true
			}
			return false
		})
	})
	for _, d := range gone {
		for _, p := range d.Papers {
			if !t.holdsFile(p.Hash) {
				t.dropOwner(FileRecord, p.Hash)
			}
		}
		if id := t.numberID(d); id != "" && !t.holds(func(o enterprise.Document) bool { return t.numberID(o) == id }) {
			t.dropOwner(numberRecord, id)
		}
		t.unqueue(d)
	}
}

// unqueue takes a document away from the officers.
func (t *talk) unqueue(d enterprise.Document) {
	if r, s, ok := t.submissionOf(d.ID); d.ID != "" && ok && s.Owner == t.Person.ID {
		if _, waited := r.Lists[waitingList]; waited {
			t.queueChanges()
		}
		t.put(r, nil)
	}
}

// holds tells whether a document of the person's is such a one.
func (t *talk) holds(such func(enterprise.Document) bool) bool {
	return slices.ContainsFunc(t.everyBusiness(), func(b enterprise.Business) bool { return slices.ContainsFunc(b.Documents, such) })
}

// holdsFile tells whether a document of the person's holds a file.
func (t *talk) holdsFile(hash string) bool {
	return t.holds(func(d enterprise.Document) bool {
		return slices.ContainsFunc(d.Papers, func(p enterprise.Paper) bool { return p.Hash == hash })
	})
}

// retain removes the documents whose time is over, bytes included.
func (t *talk) retain() {
	for _, b := range t.everyBusiness() {
		over := func(d enterprise.Document) bool {
			until := t.book.program.KeptUntil(b, d)
			return !until.IsZero() && !t.now.Before(until)
		}
		for _, d := range b.Documents {
			if over(d) {
				t.audit("data.retained", t.Person.ID, d.Kind, "")
			}
		}
		t.dropDocuments(b.ID, over)
	}
}

// retainedUntil is when the next document's time is over; zero: none's.
func (t *talk) retainedUntil() (first time.Time) {
	for _, b := range t.everyBusiness() {
		for _, d := range b.Documents {
			if until := t.book.program.KeptUntil(b, d); !until.IsZero() && (first.IsZero() || until.Before(first)) {
				first = until
			}
		}
	}
	return first
}

// forgetDocuments takes everything of a person's away that lies outside of
// the person.
func (t *talk) forgetDocuments() {
	for _, b := range t.everyBusiness() {
		t.dropDocuments(b.ID, func(enterprise.Document) bool { return true })
	}
}

// takeBackDocuments takes the documents of a business back that wait for an
// officer.
func (t *talk) takeBackDocuments(id enterprise.BusinessID) {
	t.changeDocuments(id, func(all []enterprise.Document) []enterprise.Document {
		for i, d := range all {
			if d.State == enterprise.DocumentSent {
				t.unqueue(d)
				all[i].State = enterprise.DocumentBegun
			}
		}
		return all
	})
}

// moveSubmission gives a document's place with the officers to another record.
func (t *talk) moveSubmission(d enterprise.Document, to enterprise.PersonID) {
	if d.ID == "" {
		return
	}
	if r, s, ok := t.submissionOf(d.ID); ok {
		s.Owner = to
		t.put(r, s)
	}
}
