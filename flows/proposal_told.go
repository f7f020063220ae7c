package flows

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// voiceNotice is what an officer's step did to a proposal, for who wrote it.
type voiceNotice struct {
	Proposal string           `json:"proposal"`
	Theme    string           `json:"theme,omitempty"` // it is about this after all
	Reply    enterprise.Heard `json:"reply,omitzero"`  // what became of it
}

const voiceNoticed = "proposal"

// tellSpeaker lets the one who wrote a proposal know, this one at once.
func (t *talk) tellSpeaker(who enterprise.PersonID, n voiceNotice) {
	if who == t.Person.ID {
		t.applyVoice(n)
		return
	}
	t.tell(who, voiceNoticed, n)
}

// proposalChanged takes over what became of a proposal, and speaks of it if
// this is an hour for it; the reminders see to it otherwise.
func proposalChanged(t *talk, data json.RawMessage) {
	var n voiceNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	t.applyVoice(n)
	t.remind()
}

func (t *talk) applyVoice(n voiceNotice) {
	i := t.spokenBy(n.Proposal)
	if i < 0 { // taken back meanwhile
		return
	}
	t.Person.Spoken = slices.Clone(t.Person.Spoken)
	if n.Theme != "" {
		t.Person.Spoken[i].Theme = n.Theme
	}
	if n.Reply.State != "" {
		t.Person.Spoken[i].Reply = n.Reply
	}
}

// repliedReminder tells what became of what somebody said: once, at once, in
// open hours.
func repliedReminder() *reminder {
	return &reminder{
		key: "proposal", window: 10 * 24 * time.Hour, pressing: true,
		things: func(t *talk) []thing {
			var out []thing
			for _, s := range t.Person.Spoken {
				r := s.Reply
				id := r.Topic + "-" + strconv.FormatInt(r.At.Unix(), 36)
				if r.State == "" || slices.ContainsFunc(out, func(th thing) bool { return th.id == id }) {
					continue // several of theirs may be under one topic
				}
				out = append(out, thing{id: id, name: proposalCode(s.ID), from: r.At, since: r.At.Add(-time.Second), offsets: days(0), about: r})
			}
			return out
		},
		words: func(t *talk, things []thing) string {
			lines := make([]string, len(things))
			for i, th := range things {
				lines[i] = t.heardLine(th.about.(enterprise.Heard))
			}
			return strings.Join(lines, "\n\n")
		},
		rows: func(t *talk, _ []thing) [][]messages.Button {
			return [][]messages.Button{{t.voiceButton("proposal.button.mine", "mine")}}
		},
	}
}

// heardLine is what the city says became of somebody's proposal.
func (t *talk) heardLine(h enterprise.Heard) string {
	return t.word("proposal.heard."+h.State, messages.Args{"Topic": t.topicTitle(h.Topic), "Text": h.Text})
}

// heardName is the same in a word or two; nothing yet: it is being read.
func (t *talk) heardName(h enterprise.Heard) string {
	if h.State == "" {
		return t.label("reply.state.none")
	}
	return t.replyName(h.State)
}
