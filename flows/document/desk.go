package document

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/assessment"
	"naikkelas/flows/people"
)

// Queued is a document that waits, as a table of them shows it.
type Queued struct {
	ID, Kind, Name, Business string
	Sent                     time.Time
	Taken                    string // the colleague who is looking at it; empty: nobody
	Mine                     bool   // the officer who looks at the table has it
	Own                      bool   // it is the officer's own, and so a colleague's to check
}

// Queue is what waits of a kind, or of all, the one that has waited longest
// first.
func Queue(c *flows.Conversation, kind string) []Queued {
	records, waiting := queue(c, kind)
	out := make([]Queued, len(waiting))
	for i, s := range waiting {
		out[i] = queuedOf(c, records[i].ID, s)
	}
	return out
}

func queuedOf(c *flows.Conversation, id string, s Submission) Queued {
	q := Queued{
		ID: id, Kind: s.Document.Kind, Name: c.KindName(s.Document.Kind), Business: businessName(c.PersonByID(s.Owner), s.Document.ID), Sent: s.Document.Sent,
		Mine: s.Claimed == c.Person.ID && s.Decision == "" && c.Now().Sub(s.Since) < claimHolds, Own: s.Owner == c.Person.ID,
	}
	if taken(c, s) {
		q.Taken = c.Colleague(s.Claimed)
	}
	return q
}

// UsualWait says how long owners usually wait for a decision; empty: unknown.
func UsualWait(c *flows.Conversation) string { return usualWait(c) }

// Look is what an officer needs beside the picture. The texts are in the small
// HTML of messages.
type Look struct {
	Queued
	Owner      enterprise.PersonID
	OwnerLine  string // who it is
	Number     string // as typed, or masked where the picture shows it
	End        string // what ends when; empty: nothing does
	Example    string // of a right number
	Validity   string // how long such documents hold, with the source
	Flags      string // what does not fit, a line each
	History    string // what became of earlier ones
	Score      string
	Papers     []enterprise.Paper
	Decision   Decision
	By         string // who decided
	Reason     string
	Decided    time.Time
	Past       bool // it has ended and cannot be approved
	CanUndo    bool
	Reasons    []string // the usual ones, as they stand on buttons
	Conditions int      // how many days a conditional decision holds
}

// LookAt is one document; ok is false when there is none. That somebody looked
// is noted by the button that takes it.
func LookAt(c *flows.Conversation, id string) (l Look, ok bool) {
	_, s, ok := SubmissionOf(c, id)
	if !ok {
		return l, false
	}
	owner, d := c.PersonByID(s.Owner), s.Document
	k, _ := c.Program().Document(d.Kind)
	b := businessWith(owner, d.ID)
	l = Look{
		Queued: queuedOf(c, id, s), Owner: s.Owner, OwnerLine: string(people.Card(c, owner)), Number: enterprise.MaskNumber(k.Code, d.Number), Example: k.Example,
		Validity: validity(c, k), Flags: flagLines(c, s), History: documentHistory(c, owner, s), Score: assessment.VerifiedLine(c, b, "check.score"), Papers: d.Papers,
		Decision: s.Decision, Reason: s.Reason, Decided: s.Decided, Past: !d.Expires.IsZero() && !c.Now().Before(d.Expires), Conditions: c.Program().Checks.ConditionalDays,
		CanUndo: s.Decision != "" && s.By == c.Person.ID && c.Now().Sub(s.Decided) <= undoWithin,
	}
	if k.NumberOnly {
		l.Number = d.Number
	}
	if s.Decision != "" {
		l.By = c.Colleague(s.By)
	}
	switch {
	case !d.Expires.IsZero():
		l.End = c.Date(d.LastDay())
	case d.Endless:
		l.End = c.Label("check.end.endless")
	case k.Ends():
		l.End = c.Label("check.end.none")
	}
	for _, r := range c.Program().Checks.Reasons {
		l.Reasons = append(l.Reasons, r.Button.In(c.Lang()))
	}
	return l, true
}

// Held is a page of a document that the officer has taken, or has decided on a
// moment ago: nobody else is shown the picture.
func Held(c *flows.Conversation, id string, page int) (p enterprise.Paper, ok bool) {
	_, s, ok := SubmissionOf(c, id)
	if !ok || page < 0 || page >= len(s.Document.Papers) {
		return p, false
	}
	mine := s.Claimed == c.Person.ID && s.Decision == "" && c.Now().Sub(s.Since) < claimHolds
	decided := s.By == c.Person.ID && s.Decision != "" && c.Now().Sub(s.Decided) < claimHolds
	return s.Document.Papers[page], mine || decided
}

// Decided are the documents that were decided last, the newest first.
func Decided(c *flows.Conversation, most int) []Look {
	var out []Look
	for _, r := range c.List(decidedList, most) {
		var s Submission
		if json.Unmarshal(r.Data, &s) != nil {
			continue
		}
		out = append(out, Look{Queued: queuedOf(c, r.ID, s), Decision: s.Decision, By: c.Colleague(s.By), Reason: s.Reason, Decided: s.Decided})
	}
	slices.SortStableFunc(out, func(a, b Look) int { return b.Decided.Compare(a.Decided) })
	return out
}
