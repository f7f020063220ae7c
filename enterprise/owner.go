// Package enterprise is what is true of a micro-enterprise, of the people
// around it and of the city's programme: plain values and pure functions.
// It reads no clock, no network and no store.
//
// Three things that sound alike are kept apart here, because the law and the
// programme keep them apart:
//
//   - readiness: 0-100 from the owner's own answers (Instrument.Score);
//   - scale: mikro, kecil, menengah by PP 7/2021 art. 35 (ScaleRules);
//   - administrative status: only from documents an officer approved.
//
// The city's numbers are not in the code: they are the programme files in
// program/*.yaml, which a city may replace (see package program).
package enterprise

import (
	"slices"
	"strconv"
	"time"
)

// PersonID is the number we give a person. A Telegram chat or a phone number
// is an alias of a person, never the person.
type PersonID int64

// String is how a person is named in logs and keys: "p12".
func (id PersonID) String() string { return "p" + strconv.FormatInt(int64(id), 10) }

// Address is a place where a person can be reached: a chat on a channel.
type Address struct {
	Channel string `json:"c"` // "telegram", "whatsapp"
	ID      string `json:"i"` // the channel's own id of the chat
}

// String is "telegram:123456". It is personal data: it belongs in no log.
func (a Address) String() string { return a.Channel + ":" + a.ID }

// HasGroups tells whether the address's channel lets the bot into groups.
func (a Address) HasGroups() bool { return a.Channel != "whatsapp" }

// HasForms tells whether the address's channel shows pages of questions.
func (a Address) HasForms() bool { return a.Channel == "whatsapp" }

// Role is what a person may do.
type Role string

// The roles of the programme. Everybody may be an owner; the others are given.
const (
	Owner         Role = "owner"
	Officer       Role = "officer"       // petugas
	Mentor        Role = "mentor"        // pendamping: only the owners assigned
	Planner       Role = "planner"       // Bappeda: figures, never personal data
	Administrator Role = "administrator" // gives the other roles
	Group         Role = "group"         // no person: the officers' group chat
)

// Honorific is how a person wishes to be addressed; empty until they chose,
// and "Bapak/Ibu" is said until then.
type Honorific string

// The forms of address an owner may choose.
const (
	Bapak Honorific = "bapak"
	Ibu   Honorific = "ibu"
	Kak   Honorific = "kak"
)

// Person is somebody the programme knows: an owner, an officer, or both.
// A person may hold several businesses and be reached at several addresses.
type Person struct {
	ID         PersonID        `json:"-"`
	Language   string          `json:"lang,omitempty"` // "id" or "en"; empty until chosen
	Honorific  Honorific       `json:"honorific,omitempty"`
	Name       string          `json:"name,omitempty"`
	Phone      string          `json:"phone,omitempty"`   // E.164: "+6281234567890"
	Vouched    string          `json:"vouched,omitempty"` // the number that a channel said is theirs; see PhoneVouched
	Roles      []Role          `json:"roles,omitempty"`
	Adult      bool            `json:"adult,omitempty"`     // said to be as old as the city wants
	Appointed  bool            `json:"appointed,omitempty"` // an administrator because the configuration says so, and for as long
	Contacts   []Contact       `json:"contacts,omitempty"`  // most recently used first
	Consents   []Consent       `json:"consents,omitempty"`  // append only: the proof
	WrongCodes WrongCodes      `json:"wrong,omitzero"`
	Muted      []string        `json:"muted,omitempty"`   // categories of announcements that are not wanted
	Replies    []Reply         `json:"replies,omitempty"` // to announcements with buttons, the newest last
	Tidy       string          `json:"tidy,omitempty"`    // "yes", "no": take what is sensitive out of the chat once it is stored; empty: not asked yet
	Mentor     PersonID        `json:"mentor,omitempty"`  // who accompanies this owner; 0: nobody
	Since      time.Time       `json:"since,omitzero"`
	Reminders  Reminders       `json:"reminders,omitzero"`
	Trainings  []Participation `json:"trainings,omitempty"` // in the order in which they were joined
	Cohorts    []Membership    `json:"cohorts,omitempty"`   // the oldest first
	Spoken     []Spoken        `json:"spoken,omitempty"`    // proposals for the city's plan, the oldest first
	Supports   []string        `json:"supports,omitempty"`  // topics of others, the oldest first
	Needs      []string        `json:"needs,omitempty"`     // buyers' needs that they were asked to supply
	Terms      []string        `json:"terms,omitempty"`     // as Program.TimedTerms last gave them
	Listed     Listed          `json:"listed,omitzero"`     // what a list of the office says
	Assisted   Assisted        `json:"assisted,omitzero"`   // a colleague filled in for them
	Merged     Merged          `json:"merged,omitzero"`     // into another record of theirs
	Absorbed   []Absorbed      `json:"absorbed,omitempty"`  // other records of theirs, the oldest first
	Businesses []Business      `json:"-"`                   // those that are open, the one registered first at the front
	Closed     []Business      `json:"-"`                   // kept, but counted and asked about no more
}

// PhoneVouched tells whether a channel says that the number is the person's own:
// they shared it there, or write from it. Any other number was only typed.
func (p Person) PhoneVouched() bool {
	return p.Phone != "" && (p.Vouched == p.Phone || slices.ContainsFunc(p.Contacts, func(c Contact) bool {
		return c.Channel == "whatsapp" && "+"+c.ID == p.Phone
	}))
}

// Reply is what a person tapped under an announcement.
type Reply struct {
	Announcement string    `json:"a"`
	Choice       string    `json:"c"` // "yes", "no"
	At           time.Time `json:"at"`
}

// Contact is an address and whether messages arrive there.
type Contact struct {
	Address
	Unreachable string    `json:"unreachable,omitempty"` // why not: "blocked", "deactivated", "not found"; empty when reachable
	Since       time.Time `json:"since,omitzero"`        // since when unreachable
}

// Purpose is what a consent is about.
type Purpose string

// A person agrees to each purpose separately (UU 27/2022 art. 20 and 22).
const (
	DataConsent      Purpose = "data"      // being registered, assessed and mentored
	BroadcastConsent Purpose = "broadcast" // announcements beyond what one asked for
)

// Consent is the proof of one decision (UU 27/2022 art. 24: the controller
// must be able to show it). The newest of a purpose is in force.
type Consent struct {
	Purpose Purpose   `json:"purpose"`
	Given   bool      `json:"given"`
	Version string    `json:"version"` // of the text, from the programme files
	Hash    string    `json:"hash"`    // SHA-256 of the text as it was shown, hexadecimal
	Lang    string    `json:"lang"`
	At      time.Time `json:"at"`
	Channel string    `json:"channel"`
	By      PersonID  `json:"by,omitempty"` // the colleague who read the text out and heard the answer; 0: the person tapped it
}

// Decision is the newest decision about a purpose, if there was one.
func (p Person) Decision(purpose Purpose) (Consent, bool) {
	for i := len(p.Consents) - 1; i >= 0; i-- {
		if p.Consents[i].Purpose == purpose {
			return p.Consents[i], true
		}
	}
	return Consent{}, false
}

// Consented tells whether the newest decision about a purpose was a yes. A
// record that was merged into another one agrees to nothing.
func (p Person) Consented(purpose Purpose) bool {
	c, ok := p.Decision(purpose)
	return ok && c.Given && p.Merged.Into == 0
}

// BusinessID numbers the businesses of one person: "1", "2".
type BusinessID string

// Business is one micro-enterprise.
type Business struct {
	ID          BusinessID   `json:"id"`
	Name        string       `json:"name"`
	Sector      string       `json:"sector"`            // a code of the programme: "packaged_food"
	District    string       `json:"district"`          // kecamatan code: "35.73.05"
	Village     string       `json:"village"`           // kelurahan code: "35.73.05.1003"
	Address     string       `json:"address,omitempty"` // street, RT and RW as a list or the owner wrote them; empty: not known
	YearStarted int          `json:"year_started"`
	Workers     int          `json:"workers"`         // the owner included
	OmzetBand   string       `json:"omzet_band"`      // a code of the programme
	Omzet       int64        `json:"omzet,omitempty"` // rupiah a month as registered, when a figure was typed rather than a band chosen; see Sales
	NIB         string       `json:"nib,omitempty"`   // as claimed; an officer verifies documents, not this
	Registered  time.Time    `json:"registered"`
	Documents   []Document   `json:"documents,omitempty"`
	Ended       time.Time    `json:"ended,omitzero"`  // when its owner closed it; zero: it is open
	Plans       []Plan       `json:"plans,omitempty"` // the newest last
	Offer       *Offer       `json:"offer,omitempty"` // to buyers; nil: none
	Assessments []Assessment `json:"-"`               // oldest first
	Sales       []Sales      `json:"-"`               // by month, the earliest first
}

// InShort tells whether only what the assessment needs was asked so far.
func (b Business) InShort() bool {
	return b.Village == "" || b.YearStarted == 0 || b.Workers == 0 || b.OmzetBand == ""
}

// Assessment is one finished self-assessment: what was answered, under which
// version of the instrument, and what it came to then. History is kept.
type Assessment struct {
	At      time.Time         `json:"at"`
	Changed time.Time         `json:"changed,omitzero"` // when an answer was corrected afterwards
	Version string            `json:"version"`          // of the instrument
	Sector  string            `json:"sector"`           // at that time: it decides which questions are shown
	Answers map[string]string `json:"answers"`          // item id -> option code; skipped items are absent
	Result  Result            `json:"result"`
}
