package enterprise

import (
	"iter"
	"slices"
	"time"
)

// Document is a document of a business as the programme knows it. A kind may
// have two: the one that holds, and the one that is to take its place.
type Document struct {
	Kind     string        `json:"kind"`
	ID       string        `json:"id,omitempty"` // of the cause that began it: officers find it by this
	State    DocumentState `json:"state,omitempty"`
	Number   string        `json:"number,omitempty"`  // as ReadDocumentNumber gives it
	Expires  time.Time     `json:"expires,omitzero"`  // the first moment it no longer holds; zero: it does not end
	Endless  bool          `json:"endless,omitempty"` // the owner says that no end is printed on it
	Papers   []Paper       `json:"papers,omitempty"`  // its pages
	Flags    []string      `json:"flags,omitempty"`   // what an officer is to look at: one of DocumentFlags
	Sent     time.Time     `json:"sent,omitzero"`     // when it was handed in
	Approved time.Time     `json:"approved,omitzero"` // when an officer approved it; zero: not yet
	Until    time.Time     `json:"until,omitzero"`    // approved on a condition: only until then
	Reason   string        `json:"reason,omitempty"`  // why it was turned down, or the condition
	Decided  time.Time     `json:"decided,omitzero"`  // when an officer decided, whatever it was
	Earlier  []Outcome     `json:"earlier,omitempty"` // of those it took the place of, the oldest first
}

// Outcome is what an officer decided on a document.
type Outcome struct {
	State  DocumentState `json:"state"`
	Reason string        `json:"reason,omitempty"`
	At     time.Time     `json:"at"`
}

// Outcome is what was decided on it.
func (d Document) Outcome() Outcome { return Outcome{d.State, d.Reason, d.Decided} }

// DocumentState is how far a document has come.
type DocumentState string

// The states of a document. The empty one is that of documents approved before
// there were states: Approved decides.
const (
	DocumentProcess  DocumentState = "process"  // the owner says that the office concerned is working on it
	DocumentBegun    DocumentState = "begun"    // something came in, but it is not handed in
	DocumentSent     DocumentState = "sent"     // waits for an officer
	DocumentApproved DocumentState = "approved" // perhaps on a condition
	DocumentRejected DocumentState = "rejected"
	DocumentAgain    DocumentState = "again" // an officer asks for a better picture
)

// Paper is a page of a document: a file that is stored.
type Paper struct {
	Hash    string    `json:"hash"` // SHA-256 of its bytes, hexadecimal: where it is stored
	Type    string    `json:"type"` // "jpg", "png", "heic", "pdf"
	Size    int64     `json:"size"`
	File    string    `json:"file,omitempty"`    // the channel's id, with which it is sent again
	Kind    string    `json:"kind,omitempty"`    // "photo", "document": what it is on the channel
	Message string    `json:"message,omitempty"` // the owner's message that brought it
	At      time.Time `json:"at"`
}

// DocumentFlags are what makes an officer look twice; none of them refuses.
var DocumentFlags = []string{"pattern", "city", "food", "birth", "month", "nib", "issued", "year", "past", "no_number", "no_end", "same_number", "same_file"}

// Holds tells whether an officer approved the document and it has not ended.
func (d Document) Holds(now time.Time) bool {
	return !d.Approved.IsZero() && (d.Expires.IsZero() || now.Before(d.Expires)) && (d.Until.IsZero() || now.Before(d.Until))
}

// Standing is how a document, or a group of which one will do, stands with a
// business at a moment.
type Standing string

// The standings, the best first.
const (
	StandsExempt      Standing = "exempt" // by the owner's answers it is not needed
	StandsValid       Standing = "valid"
	StandsConditional Standing = "conditional"
	StandsExpiring    Standing = "expiring" // holds, and it is time to renew it
	StandsChecking    Standing = "checking" // waits for an officer
	StandsBegun       Standing = "begun"    // not handed in yet
	StandsAgain       Standing = "again"
	StandsRejected    Standing = "rejected"
	StandsProcess     Standing = "process" // being arranged elsewhere
	StandsExpired     Standing = "expired"
	StandsMissing     Standing = "missing"
)

// Standings are all of them, the best first.
var Standings = []Standing{
	StandsExempt, StandsValid, StandsConditional, StandsExpiring, StandsChecking, StandsBegun, StandsAgain, StandsRejected, StandsProcess, StandsExpired, StandsMissing,
}

// Todo tells whether it is the owner's turn to do something.
func (s Standing) Todo() bool {
	return slices.Contains([]Standing{StandsExpiring, StandsBegun, StandsAgain, StandsRejected, StandsExpired, StandsMissing}, s)
}

// Requirement is one line of a business's checklist.
type Requirement struct {
	Kinds    []string // one of them will do; the first is the usual one
	Needed   bool     // for the administrative status; otherwise it is recommended
	Standing Standing
	Kind     string   // of the group, the one that the standing is about
	Document Document // the zero one when nothing came in
}

// Checklist is what a business of its sector needs, what most depends on
// first, and then what is recommended to it.
func (p *Program) Checklist(b Business, now time.Time) []Requirement {
	return slices.Collect(p.requirements(b, now))
}

// requirements are the lines of the checklist, one after another: they are
// looked through at every step of every conversation.
func (p *Program) requirements(b Business, now time.Time) iter.Seq[Requirement] {
	return func(yield func(Requirement) bool) {
		groups := slices.Concat(p.AdminReady.AllSectors, p.AdminReady.BySector[b.Sector])
		answers := b.lastAnswers()
		for _, group := range groups {
			r := p.requirement(b, group, now)
			r.Needed = true
			if r.Standing == StandsMissing && p.says(p.AdminReady.Exempt, group, b.Sector, answers) {
				r.Standing = StandsExempt
			}
			if !yield(r) {
				return
			}
		}
		for _, kind := range p.Documents {
			if slices.ContainsFunc(groups, func(group []string) bool { return slices.Contains(group, kind.Code) }) {
				continue
			}
			if _, known := b.Newest(kind.Code); !known && !kind.recommended(b.Sector) {
				continue
			}
			if !yield(p.requirement(b, []string{kind.Code}, now)) {
				return
			}
		}
	}
}

func (k DocumentKind) recommended(sector string) bool {
	return slices.Contains(k.For, "all") || slices.Contains(k.For, sector)
}

// requirement is how a group stands: as its best document does.
func (p *Program) requirement(b Business, group []string, now time.Time) Requirement {
	r := Requirement{Kinds: group, Kind: group[0], Standing: StandsMissing}
	for _, code := range group {
		standing, document := p.Stands(b, code, now)
		if slices.Index(Standings, standing) < slices.Index(Standings, r.Standing) {
			r.Kind, r.Standing, r.Document = code, standing, document
		}
	}
	return r
}

// Stands is how a kind of document stands with a business, and the document
// that this is about.
func (p *Program) Stands(b Business, code string, now time.Time) (Standing, Document) {
	kind, _ := p.Document(code)
	best, about := StandsMissing, Document{Kind: code}
	for _, d := range b.Documents {
		if d.Kind != code {
			continue
		}
		if s := d.stands(kind, now); slices.Index(Standings, s) <= slices.Index(Standings, best) {
			best, about = s, d
		}
	}
	return best, about
}

func (d Document) stands(kind DocumentKind, now time.Time) Standing {
	switch {
	case d.Holds(now) && !d.Until.IsZero():
		return StandsConditional
	case d.Holds(now) && !d.Expires.IsZero() && !now.Before(d.Expires.AddDate(0, 0, -kind.renewDays())):
		return StandsExpiring
	case d.Holds(now):
		return StandsValid
	case !d.Approved.IsZero():
		return StandsExpired
	case d.State == DocumentProcess:
		return StandsProcess
	case d.State == DocumentBegun:
		return StandsBegun
	case d.State == DocumentRejected:
		return StandsRejected
	case d.State == DocumentAgain:
		return StandsAgain
	case d.State == DocumentSent:
		return StandsChecking
	}
	return StandsMissing
}

// renewDays is how many days before its end it is time to renew a document.
func (k DocumentKind) renewDays() int {
	if len(k.ReminderDays) == 0 {
		return 0
	}
	return max(0, slices.Max(k.ReminderDays))
}

// Ends tells whether a document of the kind has an end that is printed on it.
func (k DocumentKind) Ends() bool { return k.Validity.Kind == "years" || k.Validity.Kind == "printed" }

// Newest is the newest document of a kind, whatever became of it.
func (b Business) Newest(kind string) (Document, bool) {
	for _, d := range slices.Backward(b.Documents) {
		if d.Kind == kind {
			return d, true
		}
	}
	return Document{}, false
}

// lastAnswers are those of the newest assessment.
func (b Business) lastAnswers() map[string]string {
	if n := len(b.Assessments); n > 0 {
		return b.Assessments[n-1].Answers
	}
	return nil
}

// Verified scores the newest answers as far as officers have verified them: an
// answer that a document proves counts only once such a document is approved
// and holds, and otherwise as the lowest answer to its question. Answers that
// no document can prove count as they were given. ok is false when there is no
// assessment.
func (p *Program) Verified(b Business, now time.Time) (r Result, ok bool) {
	if len(b.Assessments) == 0 {
		return Result{}, false
	}
	sector := b.Assessments[len(b.Assessments)-1].Sector
	answers := map[string]string{}
	for id, code := range b.lastAnswers() {
		answers[id] = p.verified(b, sector, id, code, now)
	}
	return p.Score(sector, answers, p.Admin(b, now)), true
}

// verified is what an answer counts as.
func (p *Program) verified(b Business, sector, id, code string, now time.Time) string {
	it := p.Instrument.Item(id)
	if it == nil {
		return code
	}
	given := it.answer(sector, code)
	proof := slices.Concat(it.Documents["all"], it.Documents[sector])
	if given == nil || given.NA || len(proof) == 0 || approved(proof, b.Documents, now) {
		return code
	}
	lowest := given
	for _, o := range it.OptionsFor(sector) {
		if !o.NA && o.Score < lowest.Score {
			lowest = o
		}
	}
	return lowest.Code
}
