package messages

import "time"

// Certificate is a certificate on one page. What its code opens is the link
// that Message.Start makes.
type Certificate struct {
	Name    string    `json:"name"` // of the file
	Heading string    `json:"heading"`
	Given   string    `json:"given"` // before the holder's name
	Holder  string    `json:"holder"`
	For     string    `json:"for"` // before the title
	Title   string    `json:"title"`
	Facts   []string  `json:"facts"`
	Issuer  string    `json:"issuer"`
	Verify  string    `json:"verify"` // beside the code
	Made    time.Time `json:"made"`
}

// Calendar is something to come, for calendars.
type Calendar struct {
	Name     string    `json:"name"` // of the file
	ID       string    `json:"id"`
	Version  int64     `json:"version"` // a higher one replaces a lower one
	Title    string    `json:"title"`
	Place    string    `json:"place"`
	About    string    `json:"about"`
	Sessions []Span    `json:"sessions"`
	Made     time.Time `json:"made"`
}

// Span is [From, Until).
type Span struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}
