package document

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
)

const (
	submissionRecord = "document"
	WaitingList      = "documents:waiting" // the list of what officers still have to look at
	decidedList      = "documents:decided"
)

// Submission is a document that waits for an officer, or was decided.
type Submission struct {
	Owner    enterprise.PersonID `json:"owner"`
	Document enterprise.Document `json:"document"`
	Claimed  enterprise.PersonID `json:"claimed,omitempty"` // who is looking at it
	Since    time.Time           `json:"since,omitzero"`    // since when
	Decision Decision            `json:"decision,omitempty"`
	By       enterprise.PersonID `json:"by,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Until    time.Time           `json:"until,omitzero"`
	Decided  time.Time           `json:"decided,omitzero"`
}

// Decision is what an officer decides; empty: nothing yet.
type Decision string

const (
	approve     Decision = "approved"
	conditional Decision = "conditional"
	turnDown    Decision = "rejected"
	askAgain    Decision = "again"
)

// SubmissionOf reads what was sent to be checked; ok is false when it is gone.
func SubmissionOf(c *flows.Conversation, id string) (r flows.Record, s Submission, ok bool) {
	r = c.Record(submissionRecord, id)
	return r, s, r.Data != nil && json.Unmarshal(r.Data, &s) == nil
}

// putSubmission writes a submission into the lists it belongs to: the one that
// has waited longest first.
func putSubmission(c *flows.Conversation, r flows.Record, s Submission) {
	if _, waited := r.Lists[WaitingList]; waited != (s.Decision == "") {
		queueChanges(c, !waited)
	}
	if s.Decision == "" {
		order := -s.Document.Sent.UnixMilli()
		r.Lists, r.Until = map[string]int64{WaitingList: order, WaitingList + ":" + s.Document.Kind: order}, time.Time{}
	} else {
		r.Lists = map[string]int64{decidedList: s.Decided.UnixMilli()}
		r.Until = s.Decided.AddDate(c.Program().City.RetentionYears, 0, 0)
	}
	c.Put(r, s)
}

func enqueue(c *flows.Conversation, d enterprise.Document) {
	r := c.Record(submissionRecord, d.ID)
	putSubmission(c, r, Submission{Owner: c.Person.ID, Document: d})
}

// ownFile writes down whose a file is, in the same commit as the answer that
// it was received: without that it is swept away.
func ownFile(c *flows.Conversation, hash string) (others bool) {
	return papers.AddOwner(c, flows.FileRecord, hash)
}

func ownNumber(c *flows.Conversation, d enterprise.Document) {
	if id := papers.NumberID(c, d); id != "" {
		papers.AddOwner(c, papers.NumberRecord, id)
	}
}

// dropDocuments takes documents of a business away, with their bytes, their
// numbers and their places in the queue.
func dropDocuments(c *flows.Conversation, id enterprise.BusinessID, which func(enterprise.Document) bool) {
	var gone []enterprise.Document
	changeDocuments(c, id, func(all []enterprise.Document) []enterprise.Document {
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
			if !papers.HoldsFile(c, p.Hash) {
				papers.DropOwner(c, flows.FileRecord, p.Hash)
			}
		}
		if id := papers.NumberID(c, d); id != "" && !papers.Holds(c, func(o enterprise.Document) bool { return papers.NumberID(c, o) == id }) {
			papers.DropOwner(c, papers.NumberRecord, id)
		}
		unqueue(c, d)
	}
}

// unqueue takes a document away from the officers.
func unqueue(c *flows.Conversation, d enterprise.Document) {
	if r, s, ok := SubmissionOf(c, d.ID); d.ID != "" && ok && s.Owner == c.Person.ID {
		if _, waited := r.Lists[WaitingList]; waited {
			queueChanges(c, false)
		}
		c.Put(r, nil)
	}
}

// retain removes the documents whose time is over, bytes included.
func retain(c *flows.Conversation) {
	for _, b := range c.EveryBusiness() {
		over := func(d enterprise.Document) bool {
			until := c.Program().KeptUntil(b, d)
			return !until.IsZero() && !c.Now().Before(until)
		}
		for _, d := range b.Documents {
			if over(d) {
				c.Audit("data.retained", c.Person.ID, d.Kind, "")
			}
		}
		dropDocuments(c, b.ID, over)
	}
}

// retainedUntil is when the next document's time is over; zero: none's.
func retainedUntil(c *flows.Conversation) (first time.Time) {
	for _, b := range c.EveryBusiness() {
		for _, d := range b.Documents {
			if until := c.Program().KeptUntil(b, d); !until.IsZero() && (first.IsZero() || until.Before(first)) {
				first = until
			}
		}
	}
	return first
}

// forgetDocuments takes everything of a person's away that lies outside of
// the person.
func forgetDocuments(c *flows.Conversation) {
	for _, b := range c.EveryBusiness() {
		dropDocuments(c, b.ID, func(enterprise.Document) bool { return true })
	}
}

// takeBackDocuments takes the documents of a business back that wait for an
// officer.
func takeBackDocuments(c *flows.Conversation, id enterprise.BusinessID) {
	changeDocuments(c, id, func(all []enterprise.Document) []enterprise.Document {
		for i, d := range all {
			if d.State == enterprise.DocumentSent {
				unqueue(c, d)
				all[i].State = enterprise.DocumentBegun
			}
		}
		return all
	})
}

// moveSubmission gives a document's place with the officers to another record.
func moveSubmission(c *flows.Conversation, d enterprise.Document, to enterprise.PersonID) {
	if d.ID == "" {
		return
	}
	if r, s, ok := SubmissionOf(c, d.ID); ok {
		s.Owner = to
		c.Put(r, s)
	}
}

// businessWith is the business of an owner that a document is of; an empty one
// when it was taken back.
func businessWith(p enterprise.Person, document string) enterprise.Business {
	for _, b := range slices.Concat(p.Businesses, p.Closed) {
		if slices.ContainsFunc(b.Documents, func(d enterprise.Document) bool { return d.ID == document }) {
			return b
		}
	}
	return enterprise.Business{}
}
