package announcement

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/flows/training"
	"naikkelas/messages"
)

// LateReasons are why an announcement that comes late may be of no use.
var LateReasons = []string{"training", "today", "date", "old"}

// lateMost is by how much an announcement may come late without its author being
// asked.
const lateMost = 24 * time.Hour

// hoursOf is what is looked at again as an announcement's hour comes.
func hoursOf(c *flows.Conversation, a announcement) enterprise.SendHours {
	switch {
	case a.Act == actCorrect || a.Act == actWithdraw:
		return enterprise.AnyHour
	case c.Urgent(a.Category):
		return enterprise.InTime
	}
	return enterprise.OpenHour
}

// openAt is when an announcement may be let out, from a moment on.
func openAt(c *flows.Conversation, a announcement, from time.Time) time.Time {
	if hoursOf(c, a) == enterprise.OpenHour {
		return c.Program().City.Awake(from)
	}
	return from
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// meantFor is when an announcement was to be sent.
func meantFor(a announcement) time.Time {
	if a.At.IsZero() {
		return a.Made
	}
	return a.At
}

var (
	// dayWords mean another day tomorrow.
	dayWords = regexp.MustCompile(`(?i)\b(hari ini|malam ini|sore ini|siang ini|pagi ini|nanti (?:pagi|siang|sore|malam)|besok|lusa|today|tonight|tomorrow|this (?:morning|afternoon|evening))\b`)
	// writtenDay is a day with its month, as announcements write it.
	writtenDay = regexp.MustCompile(`(?i)\b[0-9]{1,2}[ /-](?:jan|feb|mar|apr|mei|may|jun|jul|agu|aug|sep|okt|oct|nov|des|dec|[0-9]{1,2}\b)[a-z]*(?:[ /-][0-9]{4})?`)
)

// outdated is why an announcement that is let out at a moment is perhaps of no
// use any more; empty: it is as it was meant.
func outdated(c *flows.Conversation, a announcement, at time.Time) string {
	meant := meantFor(a)
	if hoursOf(c, a) == enterprise.AnyHour || !at.After(meant) {
		return ""
	}
	city := c.Program().City.Location
	sameDay := at.In(city).Format(time.DateOnly) == meant.In(city).Format(time.DateOnly)
	words := wordsOf(a)
	switch {
	case a.Buttons == buttonsTraining && trainingOver(c, a.Training, at):
		return "training"
	case !sameDay && dayWords.MatchString(words):
		return "today"
	case !sameDay && passedDay(words, meant.In(city), at.In(city)):
		return "date"
	case at.Sub(meant) > lateMost:
		return "old"
	}
	return ""
}

// trainingOver reports whether a training cannot be joined any more at a moment.
func trainingOver(c *flows.Conversation, id string, at time.Time) bool {
	for _, nt := range training.List(c, false) {
		if nt.ID == id {
			return !training.Joinable(c, nt.Training) || !at.Before(nt.Closes)
		}
	}
	return true
}

func wordsOf(a announcement) string {
	var all []string
	for _, p := range a.Parts {
		for _, text := range p.texts() {
			all = append(all, reading.Visible(text))
		}
	}
	return strings.Join(all, "\n")
}

// passedDay reports whether a text names a day that was to come when it was
// meant to be sent, and is over when it is.
func passedDay(words string, meant, at time.Time) bool {
	for _, found := range writtenDay.FindAllString(words, -1) {
		day, fault := read.Date(found, meant)
		if fault != "" {
			continue
		}
		if name := day.Format(time.DateOnly); name >= meant.Format(time.DateOnly) && name < at.Format(time.DateOnly) {
			return true
		}
	}
	return false
}

// cameLate is the word of the clock, or of an approval, that an announcement did
// not go out at its hour: it is let out as soon as may be, and its author told;
// or, where it may be of no use any more, its author is asked.
func cameLate(c *flows.Conversation, data json.RawMessage) {
	id := noticeAbout(data)
	r, a, ok := announcementOf(c, id)
	l := c.Ledger(id)
	if !ok || a.By != c.Person.ID || l.State != flows.GateScheduled {
		return
	}
	at := openAt(c, a, later(meantFor(a), c.Now()))
	args := messages.Args{"Code": announcementCode(id), "Title": announcementTitle(a), "Meant": c.DayMoment(meantFor(a)), "At": c.DayMoment(at), "Now": !at.After(c.Now())}
	why := outdated(c, a, at)
	if why != "" && endable(a) && !a.Series.after(c, a.Category, c.Now()).IsZero() { // the next one says it
		c.Gate(flows.Gate{Announcement: id, Do: flows.GateStop, At: c.Now()})
		c.Say(messages.Message{Key: "announcement.late.skipped", Text: c.Text("announcement.late.skipped", args)})
		goesOn(c, &r, &a)
	} else if why != "" && c.Allowed(flows.ForOfficers) {
		args["Why"] = c.Label("announcement.late." + why)
		moveTo(c, id, time.Time{})
		l.Due = time.Time{}
		c.Say(messages.Message{Key: "announcement.late.ask", Text: c.Text("announcement.late.ask", args), Buttons: cardButtons(c, id, a, l)})
	} else {
		moveTo(c, id, at)
		c.Say(messages.Message{Key: "announcement.late.told", Text: c.Text("announcement.late.told", args)})
	}
	c.RepeatOpen()
}

func moveTo(c *flows.Conversation, id string, at time.Time) {
	c.Gate(flows.Gate{Announcement: id, Do: flows.GateMove, At: at})
}

// sendLate lets an announcement out whose author was asked.
func sendLate(c *flows.Conversation, id string, a announcement) {
	l := c.Ledger(id)
	if l.State == flows.GateScheduled && l.Due.IsZero() && a.State == announcementApproved {
		l.Due = openAt(c, a, c.Now())
		moveTo(c, id, l.Due)
		c.Audit("announcement.resumed", 0, announcementCode(id), "")
	}
	sayAnnouncement(c, id, a, l)
}
