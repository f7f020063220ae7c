// Package voice is voice notes in the place of typed words, where the city has a
// service that writes them down: what was heard is shown and counts once it is
// confirmed. Without one they are met with a kind word.
package voice

import (
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// A voice note is a record in a list until the service has written it down, or
// did not in time. It is written by the turn that took the note; what was heard
// comes back as a cause of its own.
const (
	NoteRecord = "voice"
	Notes      = "voices" // the list
)

// kept is for how long a note waits at most.
const kept = time.Hour

// Most is how many bytes a voice note may have: some minutes of Opus.
const Most = 2 << 20

// heardMost is how many characters of what was heard are taken.
const heardMost = 1000

// Note is a voice note that waits.
type Note struct {
	Person  enterprise.PersonID `json:"person"`
	Message string              `json:"message"` // of the person's
	File    flows.File          `json:"file"`    // as the channel holds it: it is kept nowhere else
	Open    string              `json:"open,omitempty"`
	Asked   string              `json:"asked,omitempty"`
}

// Why nothing was heard.
const (
	FaultBig  = "big"  // longer than is taken
	FaultDown = "down" // the service was slow, down, or said nothing
)

// Heard is what the service wrote down, as a notice of kind NoteRecord.
type Heard struct {
	ID    string `json:"id"` // of the Note
	Text  string `json:"text,omitempty"`
	Fault string `json:"fault,omitempty"`
}

// New is voice notes.
func New() flows.Area {
	return flows.Area{
		Name:    "voice",
		Hear:    take,
		Notices: map[string]func(*flows.Conversation, json.RawMessage){NoteRecord: heard},
		Audits:  []string{"voice.heard"},
		Forget:  forget,
		Without: map[string]string{
			"Export": "a note waits for seconds and is forgotten; what was heard and confirmed is an answer",
			"Merge":  "a note that waits is of the moment",
		},
	}
}

// take puts a voice note before the service, where typed words could be an
// answer. False: it is met like any other.
func take(c *flows.Conversation) bool {
	in := c.Input()
	if in.Voice == nil || in.Forwarded || c.IsGroup() || in.Group || !c.Program().City.VoicesHeard || !c.Consented() {
		return false
	}
	_, _, q := c.Question()
	switch {
	case q != nil && (q.Content || q.Files != nil):
		return false
	case q != nil && (q.Strict || q.Read == nil && q.Options == nil):
		c.Repeat(c.Text("voice.buttons", nil))
	case in.Voice.Size > Most:
		c.Repeat(c.Text("voice.big", nil))
	case c.Within("voices"):
		r := flows.Record{RecordName: flows.RecordName{Kind: NoteRecord, ID: c.NewID()}, Lists: map[string]int64{Notes: c.Now().UnixMilli()}, Until: c.Now().Add(kept)}
		c.Put(r, Note{c.Person.ID, in.Message, *in.Voice, c.Chat.Open, c.Chat.Asked})
		c.Say(messages.Message{Key: "voice.wait", Text: c.Text("voice.wait", nil)})
	}
	return true
}

// heard shows what the service wrote down. The exchange is in the trail, without
// the words.
func heard(c *flows.Conversation, data json.RawMessage) {
	var h Heard
	if json.Unmarshal(data, &h) != nil {
		return
	}
	r := c.Record(NoteRecord, h.ID)
	var n Note
	if r.Data == nil || json.Unmarshal(r.Data, &n) != nil || n.Person != c.Person.ID {
		return // it was said already
	}
	r.Lists = nil
	c.Put(r, nil)
	outcome := h.Fault
	if h.Text != "" {
		outcome = strconv.Itoa(utf8.RuneCountInString(h.Text))
	}
	c.Audit("voice.heard", c.Person.ID, "", outcome)
	if !c.Consented() || n.Open != c.Chat.Open || n.Asked != c.Chat.Asked {
		return // they went on in writing
	}
	c.Turn.Prompt = true
	switch {
	case h.Fault == FaultBig:
		c.Repeat(c.Text("voice.big", nil))
	case h.Text == "":
		c.Repeat(c.Text("voice.down", nil))
	default:
		say(c, n.Message, reading.Clipped(h.Text, heardMost))
	}
}

// say shows what was heard: as an answer to be confirmed, or as what it is taken
// for.
func say(c *flows.Conversation, message, text string) {
	*c = *c.Hearing(flows.Input{Kind: flows.Text, Text: text, Message: message, ID: c.Input().ID, Token: c.Input().Token, At: c.Now()})
	said := c.Text("voice.said", messages.Args{"Text": reading.Clipped(text, shown)})
	_, d, q := c.Question()
	if q == nil {
		c.Say(messages.Message{Key: "voice.said", Text: said})
		misread(c)
		return
	}
	r, label := c.Read(d, q)
	switch {
	case label != "":
		r.Candidates = []flows.Candidate{{Label: label, Value: r.Value, Also: r.Also}}
	case r.Value != "":
		r.Candidates = []flows.Candidate{{Label: c.Label("nav.right"), Value: r.Value, Also: r.Also}}
	}
	if len(r.Candidates) == 0 {
		c.Say(messages.Message{Key: "voice.said", Text: said})
		if !misread(c) {
			c.Refuse(r.Refuse)
		}
		return
	}
	ask := flows.Join(said, c.Text("voice.right", nil))
	if r.Text != "" {
		ask = flows.Join(said, r.Text)
	}
	c.Chat.Pending = &flows.Pending{Question: q.Key, Text: ask, Candidates: r.Candidates, Message: message}
	c.Repeat("")
}

// shown is how much of what was heard is said back, in characters.
const shown = 300

// misread lets the areas have words that are no answer.
func misread(c *flows.Conversation) bool {
	return c.First(func(a flows.Area) func(*flows.Conversation) bool { return a.Misread })
}

// forget takes along what of the person's still waits for the service.
func forget(c *flows.Conversation) {
	for _, r := range c.List(Notes, 100) {
		var n Note
		if json.Unmarshal(r.Data, &n) == nil && n.Person == c.Person.ID {
			r.Lists = nil
			c.Put(r, nil)
		}
	}
}
