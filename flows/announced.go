package flows

import (
	"encoding/json"
	"strings"
	"time"

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
	id string
	announcement
}

// ReadOutgoing reads an announcement's record. One that cannot be read goes to
// nobody.
func ReadOutgoing(r Record) Outgoing {
	o := Outgoing{id: r.ID}
	if json.Unmarshal(r.Data, &o.announcement) != nil {
		o.announcement = announcement{}
	}
	return o
}

// Author is who made it, and is told how it fares; 0: it could not be read.
func (o Outgoing) Author() enterprise.PersonID { return o.By }

// Amends tells which announcement it corrects or withdraws; empty: none.
func (o Outgoing) Amends() string {
	if o.Act == actCorrect || o.Act == actWithdraw {
		return o.Of
	}
	return ""
}

// NamesBusiness tells whether it says something of the recipient's business.
func (o Outgoing) NamesBusiness() bool {
	for _, p := range o.Parts {
		for _, m := range placeholder.FindAllStringSubmatch(p.HTML, -1) {
			if !strings.EqualFold(m[1], "nama") {
				return true
			}
		}
	}
	return false
}

// Announce is an announcement as one recipient gets it, and where: in their
// language, with what is theirs in the place-holders, and then again the
// question that is open, so that a form is not lost sight of. Or it tells why
// they do not get it: what was true when the recipients were frozen is looked
// at again. Corrections go to whoever has the announcement.
//
// Of an announcement that corrects or withdraws an earlier one the messages
// carry in Edit or Delete the number of the part that is meant, counted from
// 1; the sender puts the message's id there (see Amends).
func (b *Book) Announce(s State, o Outgoing, now time.Time) (to enterprise.Address, say []messages.Message, skipped string) {
	if o.By == 0 || s.New {
		return to, nil, SkippedErased
	}
	t := b.talk(s, Input{}, now)
	to, ok := t.reach()
	switch {
	case !ok:
		return to, nil, SkippedUnreachable
	case o.Amends() != "":
		return to, t.announced(o.id, o.announcement), ""
	case !s.Person.Consented(enterprise.BroadcastConsent) || !s.Person.Consented(enterprise.DataConsent):
		return to, nil, SkippedNoConsent
	case !t.urgent(o.Category) && s.Person.HasMuted(o.Category):
		return to, nil, SkippedMuted
	}
	return to, append(t.announced(o.id, o.announcement), t.reminded()...), ""
}

// reminded is the open question once more; nothing when there is none, or one
// that cannot be worded from here.
func (t *talk) reminded() []messages.Message {
	t.turn.Say = nil
	if t.Chat.Open != "" {
		t.again("")
	}
	if !t.turn.Need.Empty() {
		return nil
	}
	return t.turn.Say
}

// Progress is the notice that an announcement went on.
func Progress(id string) Notice {
	data, err := json.Marshal(progressNotice{id})
	if err != nil {
		panic("flows: marshal progress: " + err.Error()) // a string always is JSON
	}
	return Notice{What: "progress", Data: data}
}
