package enterprise

import (
	"time"

	"naikkelas/enterprise/place"
)

// Phrase is a sentence of the programme files in each language.
type Phrase map[string]string

// In gives the sentence in a language, or in Indonesian when that language has none.
func (t Phrase) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["id"]
}

// Program is one city's rules, read from its programme files and not changed
// afterwards; it may be used by many goroutines.
type Program struct {
	City       City
	Sectors    []Sector
	OmzetBands []OmzetBand
	Links      map[string]Link
	Instrument Instrument
	Documents  []DocumentKind
	Checks     DocumentChecks
	Regions    place.Regions
	Scale      ScaleRules
	AdminReady AdminRules
	Caveat     Phrase   // said with answers that are not verified
	Entries    []Entry  // what owners ask, and the answers
	Intents    []Intent // what else a sentence may be
	Words      Words    // how people write
	Templates  Templates

	// Fingerprint is of the files: another programme has another one.
	Fingerprint string

	EntryLines map[string]int // of the entries in KnowledgeFile

	// Warnings are what the files leave open although the city should decide
	// it; the programme works without.
	Warnings Faults
}

// Document finds a kind of document.
func (p *Program) Document(code string) (DocumentKind, bool) {
	for _, d := range p.Documents {
		if d.Code == code {
			return d, true
		}
	}
	return DocumentKind{}, false
}

// City is who runs the programme and by which habits.
type City struct {
	Code            string         // "malang"
	Name            string         // "Kota Malang"
	Office          Phrase         // who holds the data
	Location        *time.Location // Asia/Jakarta
	AdultAge        int            // who is younger is not registered, and is asked; 0: nobody is asked
	ConsentVersion  string         // changes with the text; a newer one is asked again
	AnswersHelped   bool           // a service outside may choose among the city's answers: consent says so
	VoicesHeard     bool           // a service outside writes voice notes down: consent says so
	RetentionYears  int            // after the programme ends
	Ends            time.Time      // the programme's last day; zero: it has no end yet
	Stored, Remains Phrase         // where the data stands, what an erasure leaves and by which law: the city's words
	QuietFrom       int            // minutes after midnight from which nothing is said unasked: 20:00 = 1200
	QuietUntil      int            // until: 08:00 = 480
	WorkFrom        int            // minutes after midnight when the office opens on working days
	WorkUntil       int            // and closes
	NudgeDays       []int          // after so many days an unfinished form is recalled: 1, 3, 7
	Announcements   Announcements
	Safety          Safety
	Trainings       Trainings
	Cohorts         CohortRules
	Proposals       ProposalRules
	ListedDays      int // somebody of whom only an imported list speaks is forgotten after so many days
	Services        Services
	Plan            PlanRules
	Calendar        Calendar
	Centres         []Centre // production centres
	TaxNote         Phrase   // whether reported sales go to the tax office; empty: the city has not said
}

// Announcements are the city's rules for what it tells many people.
type Announcements struct {
	ApprovalAbove int `yaml:"approval_above"` // more recipients need a second officer
	Categories    []AnnouncementCategory

	TrustedDomains []string `yaml:"trusted_domains"` // that links of announcements lead to without a warning to the approver
}

// Category finds a category; ok is false when there is none of that code.
func (a Announcements) Category(code string) (c AnnouncementCategory, ok bool) {
	for _, c := range a.Categories {
		if c.Code == code {
			return c, true
		}
	}
	return AnnouncementCategory{}, false
}

// AnnouncementCategory is a kind of announcement that people may mute.
type AnnouncementCategory struct {
	Code   string // stored, never renamed
	Name   Phrase // at most 20 characters
	About  Phrase // what belongs here
	Urgent bool   // is sent in quiet hours too, and cannot be muted
}

// Sector is a line of business.
type Sector struct {
	Code     string // "packaged_food": stored, never renamed
	Name     Phrase
	Examples Phrase
	Button   Phrase   // at most 20 characters
	Aliases  []string // what people type for it
}

// OmzetBand is a range of monthly sales, [From, Below) in rupiah.
type OmzetBand struct {
	Code   string // stored, never renamed
	From   int64
	Below  int64  // 0: no upper end
	Button Phrase // at most 20 characters
}

// Link is where to go: a page, or a place without one.
type Link struct {
	Name Phrase
	URL  string // https://..., or empty
}

// DocumentKind is a kind of legal document.
type DocumentKind struct {
	Code         string
	Name         Phrase
	Short        Phrase // at most 20 characters, for buttons
	Issuer       string
	URL          string
	Cost         Phrase
	Validity     Validity
	ReminderDays []int  `yaml:"reminder_days"` // before the end; negative: after it
	Pattern      string // of the number, after normalising; empty: none is known
	Hard         bool   // a number that does not match is refused rather than flagged
	Example      string // a number that matches and is nobody's
	About        Phrase
	Why          Phrase   // why it comes before others; empty: nothing hangs on it
	For          []string // sectors it is recommended to, or "all"; what is needed is in AdminReady
	NumberOnly   bool     `yaml:"number_only"` // no picture of it is wanted: an identity card
	KeepDays     int      `yaml:"keep_days"`   // how long one is kept after its end, or after another took its place
	Yearly       *Yearly  // what is asked each year of one that does not end; nil: nothing
}

// Yearly is the question whether what a document rests on is still so.
type Yearly struct {
	Ask     Phrase
	Changed Phrase // what to do when it is not
}

// DocumentChecks are the habits of the officers who check documents.
type DocumentChecks struct {
	ConditionalDays int          // how long an approval on a condition holds
	RejectedDays    int          // how long what was turned down, or asked for again, is kept
	Reasons         []ReasonLine // the usual reasons to turn one down
}

// ReasonLine is a reason that officers choose instead of typing it.
type ReasonLine struct {
	Code   string
	Button Phrase // at most 20 characters
	Text   Phrase // what the owner reads: what is wrong and what would be right
}

// Validity is how long a document holds.
type Validity struct {
	Kind   string // one of ValidityKinds
	Years  int    // for "years"
	Source string // the law or page that says so
}

// ValidityKinds are the ways in which documents end: never, after years, on a
// printed date, or with the business or the product.
func ValidityKinds() []string {
	return []string{"lifetime", "unlimited", "while_operating", "while_unchanged", "years", "printed"}
}
