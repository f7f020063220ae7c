package enterprise

import (
	"strconv"
	"time"
)

// Listed is what a list of the office says of somebody. Until they have opened
// their link and agreed, nothing is done with it but to find them, to tell
// duplicates, and to count; it goes when they have corrected it themselves.
type Listed struct {
	Import string            `json:"import,omitempty"` // which list; empty: the person came by themselves
	Row    int               `json:"row,omitempty"`    // of the file, from 1
	By     PersonID          `json:"by,omitempty"`
	At     time.Time         `json:"at,omitzero"`
	Said   map[string]string `json:"said,omitempty"` // by question of the registration, and "nik"
	// More are further businesses of theirs on the list: offered when they add one.
	More   []map[string]string `json:"more,omitempty"`
	Source string              `json:"source,omitempty"` // the name of the file
	Link   string              `json:"link,omitempty"`   // the secret of the personal link; empty once it was opened
	Linked time.Time           `json:"linked,omitzero"`  // when it was
}

// ImportChannel is the channel of people who are on a list and have not been
// heard of: nothing can be sent there.
const ImportChannel = "import"

// NotLinked is why they cannot be reached.
const NotLinked = "not linked"

// ImportAddress is how a row of a list is known until its link is opened.
func ImportAddress(id string, row int) Address {
	return Address{Channel: ImportChannel, ID: id + ":" + strconv.Itoa(row)}
}

// TermListed applies to those of a list who have agreed to being registered.
func TermListed(id string) string { return "listed:" + id }

// OnlyListed tells whether all that is known of a person is what a list says:
// they have neither agreed nor refused. The office holds its own lists by its
// task (UU 27/2022 art. 20 (2) e); everything beyond needs the person.
func (p Person) OnlyListed() bool {
	_, decided := p.Decision(DataConsent)
	return p.Listed.Import != "" && !decided && p.Merged.Into == 0
}

// Held tells whether a person is kept and may be looked up by officers.
func (p Person) Held() bool { return p.Consented(DataConsent) || p.OnlyListed() }
