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
	Author        enterprise.PersonID // who made it, and is told how it fares; 0: it could not be read
	Amends        string              // the announcement that it corrects or withdraws; empty: none
	NamesBusiness bool                // it says something of the recipient's business

	category string
	messages func(t *talk) []messages.Message // as one recipient gets it
}

// Outgoing reads an announcement's record. One that cannot be read goes to
// nobody.
func (b *Book) Outgoing(r Record) Outgoing {
	for _, a := range b.areas {
		if a.Outgoing != nil {
			return a.Outgoing(r)
		}
	}
	return Outgoing{}
}

// Announce is an announcement as one recipient gets it, and where: in their
// language, with what is theirs in the place-holders, and then again the
// question that is open, so that a form is not lost sight of. Or it tells why
// they do not get it: what was true when the recipients were frozen is looked
// at again. Corrections go to whoever has the announcement.
//
// Of an announcement that corrects or withdraws an earlier one the messages
// carry in Edit or Delete the number of the part that is meant, counted from
// 1; the sender puts the message's id there (see Outgoing.Amends).
func (b *Book) Announce(s State, o Outgoing, now time.Time) (to enterprise.Address, say []messages.Message, skipped string) {
	if o.Author == 0 || s.New {
		return to, nil, SkippedErased
	}
	t := b.talk(s, Input{}, now)
	to, ok := t.reach()
	switch {
	case !ok:
		return to, nil, SkippedUnreachable
	case o.Amends != "":
		return to, o.messages(t), ""
	case !s.Person.Consented(enterprise.BroadcastConsent) || !s.Person.Consented(enterprise.DataConsent):
		return to, nil, SkippedNoConsent
	case !t.urgent(o.category) && s.Person.HasMuted(o.category):
		return to, nil, SkippedMuted
	}
	return to, append(o.messages(t), t.reminded()...), ""
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

// readOutgoing makes of an announcement's record what its sender needs.
func readOutgoing(r Record) Outgoing {
	var a announcement
	if json.Unmarshal(r.Data, &a) != nil {
		return Outgoing{}
	}
	o := Outgoing{Author: a.By, NamesBusiness: a.namesBusiness(), category: a.Category}
	if a.Act == actCorrect || a.Act == actWithdraw {
		o.Amends = a.Of
	}
	o.messages = func(t *talk) []messages.Message { return t.announced(r.ID, a) }
	return o
}

// namesBusiness reports whether a place-holder stands for something of the
// recipient's business.
func (a announcement) namesBusiness() bool {
	for _, p := range a.Parts {
		for _, m := range placeholder.FindAllStringSubmatch(p.HTML, -1) {
			if !strings.EqualFold(m[1], "nama") {
				return true
			}
		}
	}
	return false
}
