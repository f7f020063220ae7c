package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// Kind is what came in.
type Kind string

// The kinds of input. Whatever a channel delivers that is none of the others
// is Other: it never matches an answer and always gets a kind line.
const (
	Text      Kind = "text"      // a typed or tapped text
	Edited    Kind = "edited"    // the person changed an earlier message: Message says which
	Tap       Kind = "tap"       // a button under a message of ours
	Contact   Kind = "contact"   // a phone number
	Other     Kind = "other"     // sticker, voice, photo, location...: Media says what
	Wake      Kind = "wake"      // the time asked for by Turn.Wake has come
	Blocked   Kind = "blocked"   // the person can no longer be reached here: Text says why
	Unblocked Kind = "unblocked" // and now can again
	Moved     Kind = "moved"     // the chat is another one from now on: Text is its id
	Noticed   Kind = "notice"    // another person's step tells something: Data says what, Text holds it as JSON
)

// Input is one cause, the same for every channel.
type Input struct {
	Kind      Kind               `json:"k"`
	From      enterprise.Address `json:"f"`           // where it came from; for Wake empty
	Was       enterprise.Address `json:"w,omitzero"`  // Unblocked: the address whose place From takes
	Message   string             `json:"m,omitempty"` // the channel's id of the person's message, or of ours that holds the button
	Text      string             `json:"t,omitempty"`
	Data      string             `json:"d,omitempty"`  // Tap: the button's data, not to be trusted
	Phone     string             `json:"p,omitempty"`  // Contact: the number as the channel gave it
	Own       bool               `json:"o,omitempty"`  // Contact: the channel vouches that it is the sender's own
	Media     string             `json:"x,omitempty"`  // Other: "sticker", "voice", "photo", "location" (Text is the place in words), "lost" (a file that did not arrive)...
	Forwarded bool               `json:"fw,omitempty"` // written by somebody else and passed on
	Language  string             `json:"l,omitempty"`  // what the person's app is set to: "id", "en", "jv"
	At        time.Time          `json:"at"`           // when the person sent it, by the channel's clock

	HTML  string `json:"h,omitempty"`  // Text with its formatting, in the small HTML of messages.Message; empty: it has none
	File  *File  `json:"fl,omitempty"` // Other: the photo or document; Text is its caption
	Reply string `json:"r,omitempty"`  // the beginning of our message that this one answers
	Voice *File  `json:"vo,omitempty"` // Other: a voice note
	Group bool   `json:"g,omitempty"`  // From is a group chat

	Author string `json:"by,omitempty"` // in a group, the member who did it: their name, as they chose it
	Member string `json:"mb,omitempty"` // and their id on the channel, which nobody else has

	ID    string `json:"-"` // of the cause: what the step makes is named after it
	Token string `json:"-"` // a secret of 32 hexadecimal digits that nobody can guess and that is always the same for this cause
}

// File is a file as the channel holds it: fetching and sending it again need
// only the id.
type File struct {
	ID   string `json:"id"`
	Kind string `json:"k"`           // "photo", "document"
	Name string `json:"n,omitempty"` // of a document
	Size int64  `json:"s,omitempty"` // bytes
}

// State is everything one step may know of a person: who they are and where
// the conversation stands. A State with Person.ID 0 does not occur: a stranger
// has an id of their own and is otherwise empty (New tells).
type State struct {
	Person           enterprise.Person
	Chat             Chat
	New              bool      // nothing about this person is stored
	Found            Found     // what earlier tries of this step needed
	Proved, OnPage   bool      // who it is was proved, or need not be; it is done on a page of the console
	Twice            bool      // what was asked last may have come twice
	LostFrom, LostTo time.Time // from then to then everything was lost when the data was set back last
}

// Chat is where a conversation stands. Answers are kept by key in drafts, one
// per flow and subject, so that leaving one costs nothing.
type Chat struct {
	Open    string           `json:"open,omitempty"`  // key of the draft whose question is on the screen; empty in the menu
	Asked   string           `json:"asked,omitempty"` // key of the question on the screen
	Pending *Pending         `json:"pending,omitempty"`
	Last    Given            `json:"last,omitzero"`     // the newest accepted answer: a second tap of it is silent
	Shown   []Choice         `json:"shown,omitempty"`   // the buttons of the newest list, while nothing newer is to be answered
	Next    string           `json:"next,omitempty"`    // the flow to open once consent is settled
	Refused string           `json:"refused,omitempty"` // the message that was not understood last: editing it is another try
	Missed  []Missed         `json:"missed,omitempty"`  // what was said in a row and led nowhere
	Nudged  int              `json:"nudged,omitempty"`  // how often the open form was recalled since its last answer
	Touched time.Time        `json:"touched,omitzero"`  // when the person last did something
	Said    Given            `json:"said,omitzero"`     // what was last written and became an answer
	Told    time.Time        `json:"told,omitzero"`     // the last LostTo that the person was told of, or began after
	Ticket  OpenTicket       `json:"ticket,omitzero"`   // a question to a person that is not closed
	Rates   enterprise.Rates `json:"rates,omitempty"`   // what is limited, and was done lately
	// Business is the one that is spoken of; empty, or not open: the first.
	Business enterprise.BusinessID `json:"business,omitempty"`
	Drafts   map[string]*Draft     `json:"-"`
}

// Missed is something said that was not understood, or was anger: what a
// question to a person begins with.
type Missed struct {
	Message string `json:"m"`
	Text    string `json:"t,omitempty"` // empty before consent
}

// OpenTicket is an owner's open question to a person.
type OpenTicket struct {
	ID     string    `json:"id"`
	Since  time.Time `json:"since"`
	Heard  time.Time `json:"heard,omitzero"`   // when an officer last answered
	Raised bool      `json:"raised,omitempty"` // the officers were told that nobody has
	Letter bool      `json:"letter,omitempty"` // an officer began it, which is said once it is no quiet time
}

// Given is an answer as it was tapped.
type Given struct {
	Label string    `json:"label,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Pending is something to settle before an answer counts: an echo to confirm
// or several meanings to choose from. Anything else that is typed is taken as
// a new answer to the question.
type Pending struct {
	Question   string      `json:"question"`
	Text       string      `json:"text"` // the line that asks, so that it can be shown again
	Candidates []Candidate `json:"candidates"`
	Message    string      `json:"message,omitempty"` // the person's message that is being settled
}

// Candidate is one meaning of what was typed.
type Candidate struct {
	Label string            `json:"label"`
	Value string            `json:"value"`
	Names []string          `json:"names,omitempty"` // other ways people type it
	Also  map[string]string `json:"also,omitempty"`  // answers to other questions that follow from it
}

// Draft is the answers to one form so far.
type Draft struct {
	Form    string            `json:"flow"`
	Subject string            `json:"subject,omitempty"` // "2026-10", "halal", a business
	Answers map[string]Answer `json:"answers,omitempty"`
	Focus   string            `json:"focus,omitempty"` // the question being asked again although it has an answer
	Round   int               `json:"round,omitempty"` // how often the owner came back to what was skipped
	Started time.Time         `json:"started,omitzero"`
	Touched time.Time         `json:"touched,omitzero"`
	Done    time.Time         `json:"done,omitzero"`   // when it was finished; kept so that an edited message can still correct it
	Back    string            `json:"back,omitempty"`  // the form that was open when this question of the moment was put
	Record  time.Time         `json:"record,omitzero"` // the assessment that it was written to
}

// Answer is what was answered, and by which message, so that editing that
// message corrects it.
type Answer struct {
	Value   string `json:"v,omitempty"`
	Message string `json:"m,omitempty"`
	Skipped bool   `json:"s,omitempty"`
}

// Value is the answer to a question; empty when there is none.
func (d *Draft) Value(key string) string { return d.Answers[key].Value }

// Turn is what one cause leads to: the state afterwards and what to say. The
// store writes all of it, and the cause's acknowledgement, in one script.
type Turn struct {
	State  State
	Say    []messages.Message
	To     enterprise.Address // where Say goes
	Prompt bool               // false: said unasked (a reminder), so it waits behind replies
	Wake   time.Time          // when to come back; zero: never
	Forget bool               // erase everything about the person, in the same commit

	Records  []Record // written with it, each only if it still is as it was found
	Tell     []Notice // causes for other people
	AuditLog []Audit
	Gates    []Gate // of announcements
	Counts   []Count
	Lookup   Lookup // not empty: the turn is worth nothing, find these and step again
}
