package announcement

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

// The verbs of an announcement's buttons: "a:<announcement>:<verb>".
const (
	verbShow     = "show"
	verbApprove  = "ok"
	verbReject   = "no"
	verbPause    = "pause"
	verbResume   = "resume"
	verbStop     = "stop"
	verbFile     = "file"
	verbAgain    = "again"
	verbCorrect  = "fix"
	verbWithdraw = "pull"
	verbEdit     = "edit"
	verbLate     = "late"
	verbEnd      = "end"
	verbShut     = "shut"
)

// announcementButton is a tap under an announcement's message. What does not
// fit how it stands now changes nothing: the message is shown as it stands.
func announcementButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	if rest[0] == previewID {
		return false
	}
	r, a, ok := announcementOf(c, rest[0])
	if !ok {
		return false
	}
	switch rest[1] {
	case verbShow:
		showAnnouncement(c, r.ID)
	case verbApprove:
		approve(c, r, a)
	case verbReject:
		askReason(c, r, a)
	case verbPause, verbResume, verbStop:
		hold(c, r, a, rest[1])
	case verbEnd:
		endSeries(c, r, a)
	case verbShut:
		shutQuestion(c, r, a)
	case verbLate:
		sendLate(c, r.ID, a)
	case verbFile:
		recipientsFile(c, r.ID, a)
	case verbEdit:
		editRejected(c, r.ID, a)
	case verbAgain, verbCorrect, verbWithdraw:
		amend(c, r.ID, a, rest[1])
	default:
		return false
	}
	return true
}

// holds are what the buttons do to the gate, in which states of it, what
// state follows, and the entry of the trail.
var holds = map[string]struct {
	do    flows.GateAct
	in    []flows.GateState
	after flows.GateState
	what  string
}{
	verbPause:  {flows.GatePause, []flows.GateState{flows.GateSending}, flows.GatePaused, "announcement.paused"},
	verbResume: {flows.GateResume, []flows.GateState{flows.GatePaused}, flows.GateSending, "announcement.resumed"},
	verbStop:   {flows.GateStop, []flows.GateState{flows.GateScheduled, flows.GateSending, flows.GatePaused}, flows.GateStopped, "announcement.stopped"},
}

// hold pauses, resumes or stops.
func hold(c *flows.Conversation, r flows.Record, a announcement, verb string) {
	id := r.ID
	h, l := holds[verb], c.Ledger(id)
	for _, state := range h.in {
		if l.State == state && a.State == announcementApproved {
			c.Gate(flows.Gate{Announcement: id, Do: h.do, At: c.Now()})
			c.Audit(h.what, 0, announcementCode(id), "")
			l.State = h.after
			if verb == verbStop {
				goesOn(c, &r, &a)
			}
			sayAnnouncement(c, id, a, l)
			return
		}
	}
	sayAnnouncement(c, id, a, l)
}

// showAnnouncement shows how an announcement stands.
func showAnnouncement(c *flows.Conversation, id string) {
	l := c.Ledger(id)
	if _, a, ok := announcementOf(c, id); ok {
		sayAnnouncement(c, id, a, l)
	}
}

// sayAnnouncement shows it in its one place in the chat, or on the message
// whose button was tapped.
func sayAnnouncement(c *flows.Conversation, id string, a announcement, l flows.Ledger) {
	m := messages.Message{Key: "announcement.head", Text: announcementCard(c, id, a, l), Buttons: cardButtons(c, id, a, l)}
	if m.Slot = "announcement:" + id; c.Input().Kind == flows.Tap && c.Input().Message != "" {
		m.Slot, m.Edit = "", c.Input().Message
	}
	c.Say(m)
}

// lookUp is an announcement chosen from the list: with a new message, for its
// place in the chat may be far up; and one to be approved as owners will see it.
func lookUp(c *flows.Conversation, id string) {
	l := c.Ledger(id)
	_, a, ok := announcementOf(c, id)
	if !ok {
		return
	}
	if a.State == announcementWaiting {
		preview(c, a)
	}
	c.Say(messages.Message{Key: "announcement.head", Text: announcementCard(c, id, a, l), Buttons: cardButtons(c, id, a, l)})
}

// announcementCard is what an officer reads of an announcement.
func announcementCard(c *flows.Conversation, id string, a announcement, l flows.Ledger) string {
	lines := []string{c.Text("announcement.head", messages.Args{"Code": announcementCode(id), "Category": c.CategoryName(a.Category), "Title": announcementTitle(a)})}
	if a.Act != "" {
		lines = append(lines, c.Text("announcement.act."+a.Act, messages.Args{"Of": announcementCode(a.Of)}))
	}
	lines = append(lines, flows.NonEmpty(seriesLine(c, a))...)
	lines = append(lines, c.Text("announcement.by", messages.Args{"Who": c.Colleague(a.By), "State": stateWords(c, a, l)}))
	switch {
	case a.State == announcementWaiting && a.Act == "":
		lines = append(lines, summary(c, a))
	case a.State == announcementWaiting || a.Of != "" && !l.Frozen && a.State == announcementApproved:
		lines = append(append(lines, c.Text("announcement.concerns", messages.Args{"N": a.Reached})), linkLines(c, a)...)
	case a.State == announcementRejected:
		lines = append(lines, c.Text("announcement.reason", messages.Args{"Reason": a.Reason}))
	case !l.Frozen && l.State != flows.GateStopped:
		lines = append(lines, c.Text("segment.chosen", messages.Args{"Segment": segment.InWords(c, a.Picks)}))
	default:
		lines = append(lines, counts(c, a, l)...)
		if a.Buttons == buttonsChoice {
			lines = append(lines, flows.NonEmpty(answers(c, id, a, l))...)
		}
	}
	return strings.Join(lines, "\n")
}

// counts are the states, which add up to the total, with a bar and, while it
// runs, the rate and the time left.
func counts(c *flows.Conversation, a announcement, l flows.Ledger) []string {
	done := l.Total - l.Todo - l.Sending
	filled := 10
	if l.Total > 0 {
		filled = int(done * 10 / l.Total)
	}
	set := "announcement.counts"
	if a.Act == actCorrect || a.Act == actWithdraw {
		set = "announcement.counts.amend"
	}
	lines := []string{
		fmt.Sprintf("%s%s %d/%d", strings.Repeat("▰", filled), strings.Repeat("▱", 10-filled), done, l.Total),
		c.Text(set, messages.Args{"Waiting": l.Todo + l.Sending, "Sent": l.Sent, "Blocked": l.Blocked, "Failed": l.Failed, "Skipped": l.Skipped, "Unsure": l.Unsure}),
	}
	if rate := rate(c, l); rate != "" {
		lines = append(lines, rate)
	}
	if !l.Held.IsZero() && l.State == flows.GatePaused {
		lines = append(lines, c.Text("announcement.held", messages.Args{"When": c.Moment(l.Held)}))
	}
	return lines
}

// rate is how fast it goes and how long it will take.
func rate(c *flows.Conversation, l flows.Ledger) string {
	tried, spent := l.Sent+l.Blocked+l.Failed+l.Unsure, c.Now().Sub(l.Opened)
	if l.State != flows.GateSending || l.Opened.IsZero() || tried == 0 || spent < time.Second {
		return ""
	}
	perSecond := float64(tried) / spent.Seconds()
	left := time.Duration(float64(l.Todo+l.Sending) / perSecond * float64(time.Second))
	return c.Text("announcement.rate", messages.Args{"Rate": fmt.Sprintf("%.1f", perSecond), "Left": timeLeft(c, left)})
}

func timeLeft(c *flows.Conversation, d time.Duration) string {
	if d < time.Minute {
		return c.Label("announcement.left.soon")
	}
	return c.Span(d)
}

// stateName is how an announcement stands, in a word or two.
func stateName(c *flows.Conversation, id string, a announcement) string {
	return stateWords(c, a, c.Ledger(id))
}

func stateWords(c *flows.Conversation, a announcement, l flows.Ledger) string {
	switch {
	case a.State != announcementApproved:
		return c.Label("announcement.state." + string(a.State))
	case a.Withdrawn:
		return c.Label("announcement.state.withdrawn")
	case !l.Known() || l.State == flows.GateScheduled:
		due := l.Due
		if !l.Known() {
			due = a.At
		}
		if l.Known() && due.IsZero() {
			return c.Label("announcement.state.held")
		}
		if due.After(c.Now()) {
			return c.Words().Label(c.Lang(), "announcement.state.scheduled", messages.Args{"When": c.DayMoment(due)})
		}
		return c.Label("announcement.state.starting")
	case l.State == flows.GateSending && openAt(c, a, c.Now()).After(c.Now()):
		return c.Words().Label(c.Lang(), "announcement.state.resting", messages.Args{"When": c.DayMoment(openAt(c, a, c.Now()))})
	}
	return c.Label("announcement.state." + string(l.State))
}

// cardButtons are what can be done with an announcement now.
func cardButtons(c *flows.Conversation, id string, a announcement, l flows.Ledger) [][]messages.Button {
	rows := runButtons(c, id, a, l)
	add := func(verb string, may bool) {
		if may {
			rows = append(rows, []messages.Button{{Label: c.Label("announcement.button." + verb), Data: "a:" + id + ":" + verb}})
		}
	}
	add(verbShut, shuttable(a) && l.Frozen)
	add(verbEnd, endable(a))
	return rows
}

// runButtons are what can be done with this one.
func runButtons(c *flows.Conversation, id string, a announcement, l flows.Ledger) [][]messages.Button {
	button := func(verb string) messages.Button {
		return messages.Button{Label: c.Label("announcement.button." + verb), Data: "a:" + id + ":" + verb}
	}
	switch {
	case a.State == announcementWaiting && a.By != c.Person.ID:
		return [][]messages.Button{{button(verbApprove), button(verbReject)}}
	case a.State == announcementRejected && a.By == c.Person.ID && a.Act == "":
		return [][]messages.Button{{button(verbEdit)}}
	case a.State != announcementApproved:
		return nil
	}
	switch l.State {
	case flows.GateSending:
		return [][]messages.Button{{button(verbPause), button(verbStop)}, {button(verbShow)}}
	case flows.GatePaused:
		rows := [][]messages.Button{{button(verbResume), button(verbStop)}}
		if l.Sending == 0 && l.Sent > 0 && changeable(a) {
			rows = append(rows, []messages.Button{button(verbCorrect), button(verbWithdraw)})
		}
		return append(rows, []messages.Button{button(verbShow)})
	case flows.GateScheduled, "":
		if l.Known() && l.Due.IsZero() {
			return [][]messages.Button{{button(verbLate), button(verbStop)}}
		}
		return [][]messages.Button{{button(verbStop), button(verbShow)}}
	}
	rows := [][]messages.Button{{button(verbFile)}}
	if a.Act == "" || a.Act == actAgain {
		if len(repeatable(c, a, l)) > 0 {
			rows = append(rows, []messages.Button{button(verbAgain)})
		}
		if l.Sent > 0 && changeable(a) && l.Sending == 0 {
			rows = append(rows, []messages.Button{button(verbCorrect), button(verbWithdraw)})
		}
	}
	return rows
}

// changeable announcements stand in their recipients' chats as they are.
func changeable(a announcement) bool {
	return !a.Withdrawn && (a.Act == "" || a.Act == actAgain)
}

// progressed is the sender's word that an announcement went on: its message
// is brought up to date, and at the end the author gets the report, once.
func progressed(c *flows.Conversation, data json.RawMessage) {
	id := noticeAbout(data)
	l := c.Ledger(id)
	r, a, ok := announcementOf(c, id)
	if !ok || a.By != c.Person.ID || !c.Allowed(flows.ForOfficers) {
		return
	}
	sayAnnouncement(c, id, a, l)
	if !l.Over() || !a.Reported.IsZero() {
		return
	}
	a.Reported = c.Now()
	putAnnouncement(c, r, a)
	goesOn(c, &r, &a)
	report(c, id, a, l)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// approvalsWaiting says in the morning how many announcements wait for a second
// officer.
func approvalsWaiting(c *flows.Conversation) string {
	n := len(c.List(waitingAnnouncements, announcementsShown))
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.waiting", messages.Args{"N": n})
}

// undelivered says in the morning how many messages of the announcements made in
// the last three days did not arrive.
func undelivered(c *flows.Conversation) string {
	n := int64(0)
	for _, r := range c.List(allAnnouncements, announcementsShown) {
		var a announcement
		if json.Unmarshal(r.Data, &a) == nil && a.State == announcementApproved && c.Now().Sub(a.Made) < 3*24*time.Hour {
			l := c.Ledger(r.ID)
			n += l.Failed + l.Unsure
		}
	}
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.undelivered", messages.Args{"N": n})
}
