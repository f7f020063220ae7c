package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// AnnouncementKind is the kind of record that an announcement is.
const AnnouncementKind = "announcement"

// Why somebody does not get an announcement that was meant for them, where
// that is only found as their turn comes.
const (
	SkippedErased      = "erased"
	SkippedNoConsent   = "no_consent"
	SkippedUnreachable = "unreachable"
	SkippedMuted       = "muted"
)

// Outgoing is an announcement as its sender has it: read once for many
// recipients.
type Outgoing struct {
	Author        enterprise.PersonID // who made it, and is told how it fares; 0: it could not be read
	Amends        string              // the announcement that it corrects or withdraws; empty: none
	NamesBusiness bool                // it says something of the recipient's business

	Category string
	Messages func(c *Conversation) []messages.Message // as one recipient gets it
}

// reminded is the open question once more; nothing when there is none, or one
// that cannot be worded from here.
func (c *Conversation) reminded() []messages.Message {
	c.Turn.Say = nil
	if c.Chat.Open != "" {
		c.Repeat("")
	}
	if !c.Turn.Lookup.Empty() {
		return nil
	}
	return c.Turn.Say
}

// Progress is the notice that an announcement went on.
func Progress(id string) Notice {
	data, err := json.Marshal(ProgressNotice{id})
	if err != nil {
		panic("flows: marshal progress: " + err.Error()) // a string always is JSON
	}
	return Notice{What: "progress", Data: data}
}

// ProgressNotice is what a notice about an announcement says.
type ProgressNotice struct {
	Announcement string `json:"announcement"`
}
