package answers

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// entry is an answer that officers made of a question they had solved. It is
// searched beside those of the programme files once a colleague has approved it.
type entry struct {
	Asked  string              `json:"asked"`
	Answer string              `json:"answer"`
	By     enterprise.PersonID `json:"by"`
	At     time.Time           `json:"at"`
	Sure   enterprise.PersonID `json:"sure,omitempty"` // the colleague who approved it; 0: it waits
	Since  time.Time           `json:"since,omitzero"` // when
}

const (
	entryRecord    = "entry"
	entriesLive    = "entries:live"
	entriesWaiting = "entries:waiting"
	// entriesMost is how many are searched, and listed.
	entriesMost = 300
	// ownPrefix begins the code of an entry of the officers'.
	ownPrefix = "own:"
)

// entryOf reads an entry; ok is false when there is none.
func entryOf(c *flows.Conversation, id string) (r flows.Record, e entry, ok bool) {
	r = c.Record(entryRecord, id)
	return r, e, r.Data != nil && json.Unmarshal(r.Data, &e) == nil
}

// putEntry writes an entry into the list it belongs to.
func putEntry(c *flows.Conversation, r flows.Record, e entry) {
	r.Lists = map[string]int64{entriesWaiting: e.At.UnixMilli()}
	if e.Sure != 0 {
		r.Lists = map[string]int64{entriesLive: e.Since.UnixMilli()}
	}
	c.Put(r, e)
}

// searched is an index of what stood in the programme files and in the
// officers' entries of a certain state.
type searched struct {
	of    string // the entries and their versions
	index *knowledge.Index
}

// current is the index of all that is known now. It is built anew when the
// officers' entries changed, and kept until they do again: a step allocates none.
func (k *desk) current(c *flows.Conversation) *knowledge.Index {
	records := c.List(entriesLive, entriesMost)
	if len(records) == 0 {
		return k.index
	}
	var of strings.Builder
	for _, r := range records {
		of.WriteString(r.ID)
		of.WriteByte(byte(r.Version))
	}
	if s := k.own.Load(); s != nil && s.of == of.String() {
		return s.index
	}
	all := *c.Program()
	all.Entries = append([]enterprise.Entry(nil), all.Entries...)
	for _, r := range records {
		var e entry
		if json.Unmarshal(r.Data, &e) == nil {
			all.Entries = append(all.Entries, enterprise.Entry{Code: ownPrefix + r.ID, Topic: entryRecord, Ask: enterprise.Asked{messages.Default: {e.Asked}}})
		}
	}
	index := knowledge.New(&all)
	k.own.Store(&searched{of.String(), index})
	return index
}

// ownText is what officers answered, as it is said.
func ownText(c *flows.Conversation, id string) (t knowledge.Text, ok bool) {
	_, e, ok := entryOf(c, id)
	if !ok || e.Sure == 0 {
		return t, false
	}
	return knowledge.Text{Answer: e.Answer, Source: c.Program().City.Office.In(c.Lang()), Seen: c.Day(e.Since)}, true
}
