package flows

import (
	"encoding/json"
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// release lets an announcement out: at its hour, or now, or as the quiet hours
// end when it comes too late for either.
func (t *talk) release(r Record, a announcement, what string) {
	a.State = announcementApproved
	at := a.At
	if at.Before(t.now) {
		at = t.now
	}
	if a.Act == "" || a.Act == actAgain {
		if t.quiet(a.Category, at) {
			at = t.book.program.City.Awake(at)
		}
	}
	g := Gate{Announcement: r.ID, Do: GateSchedule, At: at, By: a.By, Parts: len(t.announced(r.ID, a)), Segment: t.segment(a), FreezeNow: a.Freeze || at.Equal(t.now)}
	if a.Of != "" {
		g.From, g.FromStates, g.Amend = a.Of, a.States, a.Act != actAgain
	}
	t.gate(g)
	t.putAnnouncement(r, a)
	t.noteOn(r.ID, a)
	t.audit(what, 0, announcementCode(r.ID), a.Reason)
	t.showAnnouncement(r.ID)
}

// noteOn writes down on the earlier announcement what this one does to it.
func (t *talk) noteOn(id string, a announcement) {
	r, first, ok := t.announcementOf(a.Of)
	if a.Of == "" || !ok {
		return
	}
	switch a.Act {
	case actAgain:
		first.Repeated = append(first.Repeated, a.States...)
	case actWithdraw:
		first.Withdrawn = true
	case actCorrect:
		first.Parts = a.Parts // whoever still waits gets the new words
	}
	t.putAnnouncement(r, first)
}

// approvalAsked shows an officer what a colleague wants to send, exactly as
// owners will see it; or, once it was decided, that it was.
func approvalAsked(t *talk, data json.RawMessage) {
	id := noticeAbout(data)
	_, a, ok := t.announcementOf(id)
	if ok && slices.Contains(t.Person.Roles, enterprise.Group) {
		t.say(messages.Message{Key: "announce.group", Text: t.word("announce.group", messages.Args{
			"Code": announcementCode(id), "Title": announcementTitle(a), "Who": t.colleague(a.By), "N": a.Reached})})
		return
	}
	if !ok || !t.may(forOfficers) || a.By == t.Person.ID {
		return
	}
	if a.State == announcementWaiting {
		t.preview(a)
	}
	t.showAnnouncement(id)
	if a.State == announcementWaiting && t.Chat.Open != "" {
		t.again("")
	}
}

// approve lets a colleague's announcement out. Nobody approves their own, and
// what was decided once stays decided.
func (t *talk) approve(r Record, a announcement) {
	switch {
	case a.State != announcementWaiting:
		t.showAnnouncement(r.ID)
	case a.By == t.Person.ID:
		t.again(t.word("announce.own", nil))
	default:
		a.Decider = t.Person.ID
		t.release(r, a, "announcement.approved")
		t.tellDecision(r.ID, a)
	}
}

// tellDecision tells the author, and takes the buttons off the other
// officers' messages.
func (t *talk) tellDecision(id string, a announcement) {
	t.tell(a.By, "decided", progressNotice{id})
	for _, other := range t.colleaguesBeside(a.By) {
		if other != t.Person.ID {
			t.tell(other, "approve", progressNotice{id})
		}
	}
}

// askReason opens the question why an announcement is rejected.
func (t *talk) askReason(r Record, a announcement) {
	switch {
	case a.State != announcementWaiting:
		t.showAnnouncement(r.ID)
	case a.By == t.Person.ID:
		t.again(t.word("announce.own", nil))
	default:
		t.interject("reject", r.ID)
	}
}

// reject asks for the reason and turns an announcement down.
func reject() *Flow {
	return &Flow{
		Key: "reject", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return rejectQuestions },
		Finish: func(t *talk, d *Draft) {
			r, a, ok := t.announcementOf(d.Subject)
			if !ok || a.State != announcementWaiting || a.By == t.Person.ID {
				t.comeBack(d, t.word("announce.decided", nil))
				return
			}
			a.State, a.Decider, a.Reason = announcementRejected, t.Person.ID, d.Answers["reason"].Value
			t.putAnnouncement(r, a)
			t.audit("announcement.rejected", a.By, announcementCode(r.ID), a.Reason)
			t.showAnnouncement(r.ID)
			t.tellDecision(r.ID, a)
			t.comeBack(d, t.word("announce.rejected", nil))
		},
	}
}

// editRejected opens a rejected announcement to its author as a draft with all
// its answers, in the place of none.
func (t *talk) editRejected(id string, a announcement) {
	switch {
	case a.State != announcementRejected || a.By != t.Person.ID || a.Act != "":
		t.showAnnouncement(id)
	case t.Chat.Drafts[announceKey] != nil:
		t.again(t.word("announce.busy", nil))
	default:
		draftOf(t.draft(announceKey), a)
		t.enter(t.book.flow(announceKey))
	}
}

var rejectQuestions = []*Question{{Key: "reason", Read: readLong("reject.reason.refuse")}}

// announcementDecided tells the author what a colleague decided.
func announcementDecided(t *talk, data json.RawMessage) {
	id := noticeAbout(data)
	_, a, ok := t.announcementOf(id)
	if !ok || a.By != t.Person.ID || a.State == announcementWaiting {
		return
	}
	t.showAnnouncement(id)
	args := messages.Args{"Code": announcementCode(id), "Who": t.colleague(a.Decider), "Reason": a.Reason}
	t.again(t.word(map[announcementState]string{announcementApproved: "announce.told.approved", announcementRejected: "announce.told.rejected"}[a.State], args))
}
