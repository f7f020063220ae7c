package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
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

// Hears tells where a recipient gets an announcement, or why not: what was
// true when the recipients were frozen is looked at again. Corrections go to
// whoever has the announcement.
func (b *Book) Hears(s State, r Record) (to enterprise.Address, skipped string) {
	var a announcement
	if json.Unmarshal(r.Data, &a) != nil || s.New {
		return to, SkippedErased
	}
	t := b.talk(s, Input{}, a.Made)
	to, ok := t.reach()
	switch {
	case !ok:
		return to, SkippedUnreachable
	case a.Act == actCorrect || a.Act == actWithdraw:
		return to, ""
	case !s.Person.Consented(enterprise.BroadcastConsent) || !s.Person.Consented(enterprise.DataConsent):
		return to, SkippedNoConsent
	case !t.urgent(a.Category) && s.Person.HasMuted(a.Category):
		return to, SkippedMuted
	}
	return to, ""
}

// AnnouncementBy is who made an announcement, and is told how it fares.
func AnnouncementBy(r Record) enterprise.PersonID {
	var a announcement
	if json.Unmarshal(r.Data, &a) != nil {
		return 0
	}
	return a.By
}

// Progress is the notice that an announcement went on.
func Progress(id string) Notice {
	data, err := json.Marshal(progressNotice{id})
	if err != nil {
		panic("flows: marshal progress: " + err.Error()) // a string always is JSON
	}
	return Notice{What: "progress", Data: data}
}
