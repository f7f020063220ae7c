// Package messages is every word a person can see and how it is shown: the
// catalogues, one file a language, and Message, which says what is to be shown
// without saying on which channel. It imports nothing of ours.
package messages

// Message is one thing said to a person.
//
// Text is a small HTML: <b>, <i>, <code> and <a href>, with &lt; &gt; &amp;
// escaped, which is what Telegram's HTML mode takes and what other channels
// can be translated from. Anything a person typed was escaped on its way in
// (see Catalogue.Say); nothing else may build Text.
type Message struct {
	Key      string            `json:"key,omitempty"`  // catalogue key of the text, for channels that need an approved template
	Args     map[string]string `json:"args,omitempty"` // the template's arguments, only when a channel may need them
	Text     string            `json:"text,omitempty"`
	Keyboard *Keyboard         `json:"keyboard,omitempty"` // replaces the person's keyboard; nil leaves it as it is
	Buttons  [][]Button        `json:"buttons,omitempty"`  // under this message
	Radar    *Radar            `json:"radar,omitempty"`    // a picture; Text is its caption (at most 1,024 UTF-16 units)
	Bars     *Bars             `json:"bars,omitempty"`     // the same
	File     *File             `json:"file,omitempty"`     // a file made here; Text is its caption
	Workbook *Workbook         `json:"workbook,omitempty"` // a file of tables; Text is its caption
	Paper    *Certificate      `json:"paper,omitempty"`    // a certificate, as a file; Text is its caption
	Calendar *Calendar         `json:"calendar,omitempty"` // a file for calendars; Text is its caption
	Scan     bool              `json:"scan,omitempty"`     // with Start: the link as a code to be scanned, too; Text is its caption
	Start    string            `json:"start,omitempty"`    // the payload of a link into this chat's bot, which stands in Text as StartLink
	Edit     string            `json:"edit,omitempty"`     // change this message of ours instead of sending a new one
	Delete   string            `json:"delete,omitempty"`   // no message: take this message of ours back
	Slot     string            `json:"slot,omitempty"`     // what stands in one place: a message of the same slot in this chat is changed instead of sent again
	Photo    string            `json:"photo,omitempty"`    // a photo that the channel holds, by its id; Text is its caption
	Document string            `json:"document,omitempty"` // a document that the channel holds; Text is its caption
	Stored   string            `json:"stored,omitempty"`   // the hash of the photo or document in our own folder, should the channel not hold it any more
	Name     string            `json:"name,omitempty"`     // the name it then goes by: "nib-1.jpg"
	Protect  bool              `json:"protect,omitempty"`  // cannot be passed on or kept by whoever gets it
	About    []int64           `json:"about,omitempty"`    // the people whose data it shows somebody else: it is taken back when they erase them
	Reply    string            `json:"reply_to,omitempty"` // the channel's id of the message that this one answers
	Commands string            `json:"commands,omitempty"` // no message: show this chat the commands of a language and roles: "id", "en officer"
	Form     *Form             `json:"form,omitempty"`     // the same question and those that follow it as one page, for channels that have such
	Repeat   bool              `json:"repeat,omitempty"`   // says again what is already on the screen: may be dropped when many lines wait
}

// Keyboard is the row of labels a person may tap instead of typing; a tap is
// an ordinary message with the label as its text.
type Keyboard struct {
	Rows    [][]string `json:"rows,omitempty"`
	Contact string     `json:"contact,omitempty"` // label of a button that sends the person's own phone number, above the rows
	Place   string     `json:"place,omitempty"`   // label of a button that sends where something is
	Menu    bool       `json:"menu,omitempty"`    // stays on the screen until replaced
	Hint    string     `json:"hint,omitempty"`    // shown in the empty input field, at most 64 characters
}

// FormSlots is how many questions a Form may have.
const FormSlots = 8

// Form is a page of questions that are answered at once. Each stands in a slot
// of its own, and its answer comes back under the slot's name.
type Form struct {
	Title     string         `json:"title"` // of the button that opens it
	Token     string         `json:"token"` // comes back with the answers
	Questions []FormQuestion `json:"questions"`
}

// FormQuestion is one of them.
type FormQuestion struct {
	Slot    string       `json:"slot"` // "q1" to "q8"
	Ask     string       `json:"ask"`
	Options []FormOption `json:"options"`
}

// FormOption is an answer to choose.
type FormOption struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	About string `json:"about,omitempty"`
}

// Button is a button under a message: either a link or data that comes back
// as flows.Input.Tap. Data may be forged or a year old when it comes back.
type Button struct {
	Label string `json:"label"`
	Data  string `json:"data,omitempty"` // 1-64 bytes
	URL   string `json:"url,omitempty"`
}

// Radar is the picture of an assessment: one axis per dimension, 0 to 100.
type Radar struct {
	Title    string    `json:"title"`
	Axes     []string  `json:"axes"`
	Now      []float64 `json:"now"`
	Before   []float64 `json:"before,omitempty"` // last time's outline; empty when there is none
	NowName  string    `json:"now_name"`
	PastName string    `json:"past_name,omitempty"`
}

// Bars is a picture of amounts side by side: sales by month, people by level.
type Bars struct {
	Title  string    `json:"title"`
	Labels []string  `json:"labels"`         // what each bar is
	Values []float64 `json:"values"`         // its length; 0 draws none
	Texts  []string  `json:"texts"`          // what stands at its end: "7,8 jt", or "?" where nothing is known
	Across bool      `json:"across"`         // bars lie, for labels that are words
	Full   float64   `json:"full,omitempty"` // the length of a whole bar, such as 100; 0: that of the longest
}

// These stand in a text for the links that Message.Start makes, into a chat
// with the bot or bringing it into a group: only the channel knows what its
// links look like.
const (
	StartLink = "{start}"
	GroupLink = "{startgroup}"
)

// Workbook is a file of tables.
type Workbook struct {
	Name   string  `json:"name"` // "audit-2026-11-23.xlsx"
	Sheets []Sheet `json:"sheets"`
	Links  bool    `json:"links,omitempty"` // cells that begin with StartLink and go on with a payload are links
}

// Sheet is one table. A cell that is a number is written as one when its
// column is named in Numbers; everything else, a NIB above all, is text.
type Sheet struct {
	Name    string     `json:"name"`
	Header  []string   `json:"header"`
	Rows    [][]string `json:"rows"`
	Numbers []int      `json:"numbers,omitempty"` // columns, from 0

	Chart   string `json:"chart,omitempty"`   // "bars", "stacked", "line": it is drawn; "page": the drawings stand here
	Charted []int  `json:"charted,omitempty"` // the columns that are drawn, by the first one
}

// File is a small file we made, such as a person's own data.
type File struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}
