package flows

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

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
)

// announcementButton is a tap under an announcement's message. What does not
// fit how it stands now changes nothing: the message is shown as it stands.
func (t *talk) announcementButton(rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	if rest[0] == previewID {
		return false
	}
	r, a, ok := t.announcementOf(rest[0])
	if !ok {
		return false
	}
	switch rest[1] {
	case verbShow:
		t.showAnnouncement(r.ID)
	case verbApprove:
		t.approve(r, a)
	case verbReject:
		t.askReason(r, a)
	case verbPause, verbResume, verbStop:
		t.hold(r.ID, a, rest[1])
	case verbFile:
		t.recipientsFile(r.ID, a)
	case verbEdit:
		t.editRejected(r.ID, a)
	case verbAgain, verbCorrect, verbWithdraw:
		t.amend(r.ID, a, rest[1])
	default:
		return false
	}
	return true
}

// holds are what the buttons do to the gate, in which states of it, what
// state follows, and the entry of the trail.
var holds = map[string]struct {
	do    GateAct
	in    []GateState
	after GateState
	what  string
}{
	verbPause:  {GatePause, []GateState{GateSending}, GatePaused, "announcement.paused"},
	verbResume: {GateResume, []GateState{GatePaused}, GateSending, "announcement.resumed"},
	verbStop:   {GateStop, []GateState{GateScheduled, GateSending, GatePaused}, GateStopped, "announcement.stopped"},
}

// hold pauses, resumes or stops.
func (t *talk) hold(id string, a announcement, verb string) {
	h, l := holds[verb], t.ledger(id)
	for _, state := range h.in {
		if l.State == state && a.State == announcementApproved {
			t.gate(Gate{Announcement: id, Do: h.do, At: t.now})
			t.audit(h.what, 0, announcementCode(id), "")
			l.State = h.after
			t.sayAnnouncement(id, a, l)
			return
		}
	}
	t.sayAnnouncement(id, a, l)
}

// showAnnouncement shows how an announcement stands.
func (t *talk) showAnnouncement(id string) {
	l := t.ledger(id)
	if _, a, ok := t.announcementOf(id); ok {
		t.sayAnnouncement(id, a, l)
	}
}

// sayAnnouncement shows it in its one place in the chat, or on the message
// whose button was tapped.
func (t *talk) sayAnnouncement(id string, a announcement, l Ledger) {
	m := messages.Message{Key: "announcement.head", Text: t.announcementCard(id, a, l), Buttons: t.cardButtons(id, a, l)}
	if m.Slot = "announcement:" + id; t.in.Kind == Tap && t.in.Message != "" {
		m.Slot, m.Edit = "", t.in.Message
	}
	t.say(m)
}

// lookUp is an announcement chosen from the list: with a new message, for its
// place in the chat may be far up; and one to be approved as owners will see it.
func (t *talk) lookUp(id string) {
	l := t.ledger(id)
	_, a, ok := t.announcementOf(id)
	if !ok {
		return
	}
	if a.State == announcementWaiting {
		t.preview(a)
	}
	t.say(messages.Message{Key: "announcement.head", Text: t.announcementCard(id, a, l), Buttons: t.cardButtons(id, a, l)})
}

// announcementCard is what an officer reads of an announcement.
func (t *talk) announcementCard(id string, a announcement, l Ledger) string {
	lines := []string{t.word("announcement.head", messages.Args{"Code": announcementCode(id), "Category": t.categoryName(a.Category), "Title": announcementTitle(a)})}
	if a.Act != "" {
		lines = append(lines, t.word("announcement.act."+a.Act, messages.Args{"Of": announcementCode(a.Of)}))
	}
	lines = append(lines, t.word("announcement.by", messages.Args{"Who": t.colleague(a.By), "State": t.stateWords(a, l)}))
	switch {
	case a.State == announcementWaiting && a.Act == "":
		lines = append(lines, t.summary(a))
	case a.State == announcementWaiting || a.Of != "" && !l.Frozen && a.State == announcementApproved:
		lines = append(lines, t.word("announcement.concerns", messages.Args{"N": a.Reached}))
	case a.State == announcementRejected:
		lines = append(lines, t.word("announcement.reason", messages.Args{"Reason": a.Reason}))
	case !l.Frozen && l.State != GateStopped:
		lines = append(lines, t.word("segment.chosen", messages.Args{"Segment": t.segmentWords(a.Picks)}))
	default:
		lines = append(lines, t.counts(a, l)...)
	}
	return strings.Join(lines, "\n")
}

// counts are the states, which add up to the total, with a bar and, while it
// runs, the rate and the time left.
func (t *talk) counts(a announcement, l Ledger) []string {
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
		t.word(set, messages.Args{"Waiting": l.Todo + l.Sending, "Sent": l.Sent, "Blocked": l.Blocked, "Failed": l.Failed, "Skipped": l.Skipped, "Unsure": l.Unsure}),
	}
	if rate := t.rate(l); rate != "" {
		lines = append(lines, rate)
	}
	return lines
}

// rate is how fast it goes and how long it will take.
func (t *talk) rate(l Ledger) string {
	tried, spent := l.Sent+l.Blocked+l.Failed+l.Unsure, t.now.Sub(l.Opened)
	if l.State != GateSending || l.Opened.IsZero() || tried == 0 || spent < time.Second {
		return ""
	}
	perSecond := float64(tried) / spent.Seconds()
	left := time.Duration(float64(l.Todo+l.Sending) / perSecond * float64(time.Second))
	return t.word("announcement.rate", messages.Args{"Rate": fmt.Sprintf("%.1f", perSecond), "Left": t.timeLeft(left)})
}

func (t *talk) timeLeft(d time.Duration) string {
	if d < time.Minute {
		return t.label("announcement.left.soon")
	}
	return t.span(d)
}

// announcementState is how an announcement stands, in a word or two.
func (t *talk) announcementState(id string, a announcement) string {
	return t.stateWords(a, t.ledger(id))
}

func (t *talk) stateWords(a announcement, l Ledger) string {
	switch {
	case a.State != announcementApproved:
		return t.label("announcement.state." + string(a.State))
	case a.Withdrawn:
		return t.label("announcement.state.withdrawn")
	case !l.Known() || l.State == GateScheduled:
		due := l.Due
		if !l.Known() {
			due = a.At
		}
		if due.After(t.now) {
			return t.book.words.Label(t.lang, "announcement.state.scheduled", messages.Args{"When": t.dayMoment(due)})
		}
		return t.label("announcement.state.starting")
	}
	return t.label("announcement.state." + string(l.State))
}

// cardButtons are what can be done with an announcement now.
func (t *talk) cardButtons(id string, a announcement, l Ledger) [][]messages.Button {
	button := func(verb string) messages.Button {
		return messages.Button{Label: t.label("announcement.button." + verb), Data: "a:" + id + ":" + verb}
	}
	switch {
	case a.State == announcementWaiting && a.By != t.Person.ID:
		return [][]messages.Button{{button(verbApprove), button(verbReject)}}
	case a.State == announcementRejected && a.By == t.Person.ID && a.Act == "":
		return [][]messages.Button{{button(verbEdit)}}
	case a.State != announcementApproved:
		return nil
	}
	switch l.State {
	case GateSending:
		return [][]messages.Button{{button(verbPause), button(verbStop)}, {button(verbShow)}}
	case GatePaused:
		rows := [][]messages.Button{{button(verbResume), button(verbStop)}}
		if l.Sending == 0 && l.Sent > 0 && changeable(a) {
			rows = append(rows, []messages.Button{button(verbCorrect), button(verbWithdraw)})
		}
		return append(rows, []messages.Button{button(verbShow)})
	case GateScheduled, "":
		return [][]messages.Button{{button(verbStop), button(verbShow)}}
	}
	rows := [][]messages.Button{{button(verbFile)}}
	if a.Act == "" || a.Act == actAgain {
		if len(t.repeatable(a, l)) > 0 {
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
func progressed(t *talk, data json.RawMessage) {
	id := noticeAbout(data)
	l := t.ledger(id)
	r, a, ok := t.announcementOf(id)
	if !ok || a.By != t.Person.ID || !t.may(forOfficers) {
		return
	}
	t.sayAnnouncement(id, a, l)
	if !l.Over() || !a.Reported.IsZero() {
		return
	}
	a.Reported = t.now
	t.putAnnouncement(r, a)
	t.report(id, a, l)
	if t.Chat.Open != "" {
		t.again("")
	}
}

// scheduled are the announcements that wait for their hour.
func (t *talk) scheduled() []string {
	var lines []string
	for _, r := range t.list(allAnnouncements, announcementsShown) {
		var a announcement
		if json.Unmarshal(r.Data, &a) != nil || a.State != announcementApproved || !a.At.After(t.now) {
			continue
		}
		if l := t.ledger(r.ID); l.State == GateScheduled {
			lines = append(lines, t.word("schedule.announcement", messages.Args{"When": t.dayMoment(l.Due), "Title": announcementTitle(a), "N": a.Reached}))
		}
	}
	return lines
}

// approvalsWaiting says in the morning how many announcements wait for a second
// officer.
func (t *talk) approvalsWaiting() string {
	n := len(t.list(waitingAnnouncements, announcementsShown))
	if n == 0 {
		return ""
	}
	return t.word("reminder.digest.waiting", messages.Args{"N": n})
}

// undelivered says in the morning how many messages of the announcements made in
// the last three days did not arrive.
func (t *talk) undelivered() string {
	n := int64(0)
	for _, r := range t.list(allAnnouncements, announcementsShown) {
		var a announcement
		if json.Unmarshal(r.Data, &a) == nil && a.State == announcementApproved && t.now.Sub(a.Made) < 3*24*time.Hour {
			l := t.ledger(r.ID)
			n += l.Failed + l.Unsure
		}
	}
	if n == 0 {
		return ""
	}
	return t.word("reminder.digest.undelivered", messages.Args{"N": n})
}
