package announcement

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// release lets an announcement out: at its hour, or now, or as the quiet hours
// end when it comes too late for either.
func release(c *flows.Conversation, r flows.Record, a announcement, what string) {
	a.State = announcementApproved
	if a.Series != nil && a.At.Before(c.Now()) { // the approval came after its hour: it begins with the next
		if next := a.Series.after(c, a.Category, c.Now()); !next.IsZero() {
			a.At = next
		}
	}
	at := openAt(c, a, later(a.At, c.Now()))
	g := flows.Gate{Announcement: r.ID, Do: flows.GateSchedule, At: at, By: a.By, Parts: len(announced(c, r.ID, a)), Segment: addressees(c, a), FreezeNow: a.Freeze || at.Equal(c.Now()), Hours: hoursOf(c, a)}
	if why := outdated(c, a, at); why != "" {
		g.At, g.FreezeNow = time.Time{}, a.Freeze
		c.Tell(a.By, "late", flows.ProgressNotice{Announcement: r.ID})
	}
	if a.Of != "" {
		g.From, g.FromStates, g.Amend = a.Of, a.States, a.Act != actAgain
	}
	c.Gate(g)
	putAnnouncement(c, r, a)
	noteOn(c, r.ID, a)
	c.Audit(what, 0, announcementCode(r.ID), a.Reason)
	sayAnnouncement(c, r.ID, a, flows.Ledger{State: flows.GateScheduled, Due: g.At})
}

// noteOn writes down on the earlier announcement what this one does to it.
func noteOn(c *flows.Conversation, id string, a announcement) {
	r, first, ok := announcementOf(c, a.Of)
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
	putAnnouncement(c, r, first)
}

// approvalAsked shows an officer what a colleague wants to send, exactly as
// owners will see it; or, once it was decided, that it was.
func approvalAsked(c *flows.Conversation, data json.RawMessage) {
	id := noticeAbout(data)
	_, a, ok := announcementOf(c, id)
	if ok && slices.Contains(c.Person.Roles, enterprise.Group) {
		c.Say(messages.Message{Key: "announce.group", Text: c.Text("announce.group", messages.Args{
			"Code": announcementCode(id), "Title": announcementTitle(a), "Who": c.Colleague(a.By), "N": a.Reached})})
		return
	}
	if !ok || !c.Allowed(flows.ForOfficers) || a.By == c.Person.ID {
		return
	}
	if a.State == announcementWaiting {
		preview(c, a)
	}
	showAnnouncement(c, id)
	if a.State == announcementWaiting && c.Chat.Open != "" {
		c.Repeat("")
	}
}

// approve lets a colleague's announcement out. Nobody approves their own, and
// what was decided once stays decided.
func approve(c *flows.Conversation, r flows.Record, a announcement) {
	switch {
	case a.State != announcementWaiting:
		showAnnouncement(c, r.ID)
	case a.By == c.Person.ID:
		c.Repeat(c.Text("announce.own", nil))
	default:
		a.Decider = c.Person.ID
		release(c, r, a, "announcement.approved")
		tellDecision(c, r.ID, a)
	}
}

// tellDecision tells the author, and takes the buttons off the other
// officers' messages.
func tellDecision(c *flows.Conversation, id string, a announcement) {
	c.Tell(a.By, "decided", flows.ProgressNotice{Announcement: id})
	for _, other := range people.ColleaguesBeside(c, a.By) {
		if other != c.Person.ID {
			c.Tell(other, "approve", flows.ProgressNotice{Announcement: id})
		}
	}
}

// askReason opens the question why an announcement is rejected.
func askReason(c *flows.Conversation, r flows.Record, a announcement) {
	switch {
	case a.State != announcementWaiting:
		showAnnouncement(c, r.ID)
	case a.By == c.Person.ID:
		c.Repeat(c.Text("announce.own", nil))
	default:
		c.Detour("reject", r.ID)
	}
}

// reject asks for the reason and turns an announcement down.
func reject() *flows.Form {
	return &flows.Form{
		Key: "reject", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return rejectQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, a, ok := announcementOf(c, d.Subject)
			if !ok || a.State != announcementWaiting || a.By == c.Person.ID {
				c.Return(d, c.Text("announce.decided", nil))
				return
			}
			a.State, a.Decider, a.Reason = announcementRejected, c.Person.ID, d.Answers["reason"].Value
			putAnnouncement(c, r, a)
			c.Audit("announcement.rejected", a.By, announcementCode(r.ID), a.Reason)
			showAnnouncement(c, r.ID)
			tellDecision(c, r.ID, a)
			c.Return(d, c.Text("announce.rejected", nil))
		},
	}
}

// editRejected opens a rejected announcement to its author as a draft with all
// its answers, in the place of none.
func editRejected(c *flows.Conversation, id string, a announcement) {
	switch {
	case a.State != announcementRejected || a.By != c.Person.ID || a.Act != "":
		showAnnouncement(c, id)
	case c.Chat.Drafts[announceKey] != nil:
		c.Repeat(c.Text("announce.busy", nil))
	default:
		draftOf(c.Draft(announceKey), a)
		c.Open(announceKey)
	}
}

var rejectQuestions = []*flows.Question{{Key: "reason", Read: reading.Text("reject.reason.refuse")}}

// announcementDecided tells the author what a colleague decided.
func announcementDecided(c *flows.Conversation, data json.RawMessage) {
	id := noticeAbout(data)
	_, a, ok := announcementOf(c, id)
	if !ok || a.By != c.Person.ID || a.State == announcementWaiting {
		return
	}
	showAnnouncement(c, id)
	args := messages.Args{"Code": announcementCode(id), "Who": c.Colleague(a.Decider), "Reason": a.Reason}
	c.Repeat(c.Text(map[announcementState]string{announcementApproved: "announce.told.approved", announcementRejected: "announce.told.rejected"}[a.State], args))
}
