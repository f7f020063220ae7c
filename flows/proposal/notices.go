package proposal

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reminder"
	"naikkelas/messages"
)

// VoiceNotice is what an officer's step did to a proposal, for who wrote it.
type VoiceNotice struct {
	Proposal string           `json:"proposal"`
	Theme    string           `json:"theme,omitempty"` // it is about this after all
	Reply    enterprise.Heard `json:"reply,omitzero"`  // what became of it
}

const voiceNoticed = "proposal"

// tellSpeaker lets the one who wrote a proposal know, this one at once.
func tellSpeaker(c *flows.Conversation, who enterprise.PersonID, n VoiceNotice) {
	if who == c.Person.ID {
		ApplyVoice(c, n)
		return
	}
	c.Tell(who, voiceNoticed, n)
}

// proposalChanged takes over what became of a proposal, and speaks of it if
// this is an hour for it; the reminders see to it otherwise.
func proposalChanged(c *flows.Conversation, data json.RawMessage) {
	var n VoiceNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	ApplyVoice(c, n)
	reminder.Remind(c)
}

// ApplyVoice takes over what officers made of a proposal of the person's.
func ApplyVoice(c *flows.Conversation, n VoiceNotice) {
	i := spokenBy(c, n.Proposal)
	if i < 0 { // taken back meanwhile
		return
	}
	c.Person.Spoken = slices.Clone(c.Person.Spoken)
	if n.Theme != "" {
		c.Person.Spoken[i].Theme = n.Theme
	}
	if n.Reply.State != "" {
		c.Person.Spoken[i].Reply = n.Reply
	}
}

// repliedReminder tells what became of what somebody said: once, at once, in
// open hours.
func repliedReminder() *flows.Reminder {
	return &flows.Reminder{
		Key: "proposal", Window: 10 * 24 * time.Hour, Pressing: true,
		Items: func(c *flows.Conversation) []flows.Item {
			var out []flows.Item
			for _, s := range c.Person.Spoken {
				r := s.Reply
				id := r.Topic + "-" + strconv.FormatInt(r.At.Unix(), 36)
				if r.State == "" || slices.ContainsFunc(out, func(th flows.Item) bool { return th.ID == id }) {
					continue // several of theirs may be under one topic
				}
				out = append(out, flows.Item{ID: id, Name: proposalCode(s.ID), From: r.At, Since: r.At.Add(-time.Second), Offsets: flows.Days(0), About: r})
			}
			return out
		},
		Words: func(c *flows.Conversation, things []flows.Item) string {
			lines := make([]string, len(things))
			for i, th := range things {
				lines[i] = heardLine(c, th.About.(enterprise.Heard))
			}
			return strings.Join(lines, "\n\n")
		},
		Rows: func(c *flows.Conversation, _ []flows.Item) [][]messages.Button {
			return [][]messages.Button{{voiceButton(c, "proposal.button.mine", "mine")}}
		},
	}
}

// heardLine is what the city says became of somebody's proposal.
func heardLine(c *flows.Conversation, h enterprise.Heard) string {
	return c.Text("proposal.heard."+h.State, messages.Args{"Topic": topicTitle(c, h.Topic), "Text": h.Text})
}

// heardName is the same in a word or two; nothing yet: it is being read.
func heardName(c *flows.Conversation, h enterprise.Heard) string {
	if h.State == "" {
		return c.Label("reply.state.none")
	}
	return replyName(c, h.State)
}
