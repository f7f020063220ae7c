package flows

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// announcementArea is announcements, from the first word to the last reply.
func announcementArea() Area {
	return Area{
		Name: "announcement",
		Forms: []*Flow{
			announcements(), // /siaran: those there are, or a new one
			announce(),      // writing one: what, to whom, when
			reject(),        // a second officer turns one down: why?
			sendAgain(),     // to those it failed to reach
			correctIt(),     // other words, where it arrived
			withdrawIt(),    // deleted where it arrived
		},
		Buttons: map[string]button{
			"a": {forOfficers, (*talk).announcementButton}, // a:<announcement>:<verb>
			"v": {nil, (*talk).replyButton},                // v:<announcement>:<choice>, under an announcement
		},
		Notices: map[string]func(*talk, json.RawMessage){
			"approve":  approvalAsked,       // to officers: an announcement waits, or was decided
			"decided":  announcementDecided, // to its author
			"progress": progressed,          // to its author, from the sender: it went on, or ended
		},
		Outgoing: readOutgoing,
		Waiting:  map[string]func(*talk) string{"approvals": (*talk).approvalsWaiting, "undelivered": (*talk).undelivered},
		Upcoming: (*talk).scheduled,
		Audits: []string{
			"announcement.asked", "announcement.sent", "announcement.approved", "announcement.rejected",
			"announcement.paused", "announcement.resumed", "announcement.stopped", "announcement.segment.saved",
			"announcement.segment.deleted",
			"data.sample", "data.recipients",
		},
		Without: map[string]string{
			"Forget": "an announcement knows its recipients by number alone, which is nobody's once they are erased; answers stand in the person's record",
			"Export": shownWithRecord,
			"Merge":  "what was answered is a fact about the record it was sent to, and stays there",
		},
	}
}

// The lists that announcements stand in.
const (
	allAnnouncements     = "announcements"
	waitingAnnouncements = "announcements:waiting"
)

// announcement is what is said to many people, and what was decided about it.
// Its recipients and how they fare are its ledger's, under the same id.
type announcement struct {
	By       enterprise.PersonID `json:"by"`
	Made     time.Time           `json:"made"`
	Category string              `json:"category"`
	Parts    []part              `json:"parts"`
	Buttons  string              `json:"buttons,omitempty"` // "link", "attend", "training"; empty: none
	Link     *link               `json:"link,omitempty"`
	Training string              `json:"training,omitempty"` // which is to be joined
	Picks    []string            `json:"picks,omitempty"`    // the segment as it was tapped together
	At       time.Time           `json:"at,omitzero"`        // when it is to be sent; zero: at once
	Freeze   bool                `json:"freeze,omitempty"`
	Reached  int64               `json:"reached"` // how many would get it, when it was confirmed

	State   announcementState   `json:"state"`
	Decider enterprise.PersonID `json:"decider,omitempty"`
	Reason  string              `json:"reason,omitempty"` // why it was rejected

	Act    string        `json:"act,omitempty"`    // what it does to an earlier one: actAgain, actCorrect, actWithdraw
	Of     string        `json:"of,omitempty"`     // which
	Root   string        `json:"root,omitempty"`   // and which was the first of them all: answers count there
	States []LedgerState `json:"states,omitempty"` // and to which of its recipients
	Part   int           `json:"part,omitempty"`   // actCorrect: the part that is new, from 0

	Repeated  []LedgerState `json:"repeated,omitempty"`  // who was sent it again
	Withdrawn bool          `json:"withdrawn,omitempty"` // taken back from its recipients
	Reported  time.Time     `json:"reported,omitzero"`   // when its author got the report
}

// part is one message of an announcement.
type part struct {
	HTML string `json:"h,omitempty"` // as typed, place-holders and all
	File *File  `json:"f,omitempty"`
}

// link is a button that opens a page.
type link struct {
	Label string `json:"l"`
	URL   string `json:"u"`
}

// announcementState is what was decided.
type announcementState string

const (
	announcementWaiting  announcementState = "waiting" // for a second officer
	announcementApproved announcementState = "approved"
	announcementRejected announcementState = "rejected"
)

// What one announcement does to another.
const (
	actAgain    = "again"    // sends it once more to some
	actCorrect  = "correct"  // changes it where it arrived
	actWithdraw = "withdraw" // deletes it where it arrived
)

// The buttons an announcement may have.
const (
	buttonsNone     = "none"
	buttonsLink     = "link"
	buttonsAttend   = "attend"
	buttonsTraining = "training"
)

// announcementID is the id of what this cause makes; it stands in the data of
// buttons, where a colon parts.
func (t *talk) announcementID() string { return strings.ReplaceAll(t.in.ID, ":", "-") }

// announcementCode is how officers call one: short enough to be said.
func announcementCode(id string) string { return "S" + ticketCode(id)[1:] }

// announcementOf reads an announcement; ok is false when there is none.
func (t *talk) announcementOf(id string) (Record, announcement, bool) {
	r := t.record("announcement", id)
	var a announcement
	return r, a, r.Data != nil && json.Unmarshal(r.Data, &a) == nil
}

// putAnnouncement writes an announcement into the lists it belongs to.
func (t *talk) putAnnouncement(r Record, a announcement) {
	r.Lists = map[string]int64{allAnnouncements: a.Made.UnixMilli()}
	if a.State == announcementWaiting {
		r.Lists[waitingAnnouncements] = a.Made.UnixMilli()
	}
	t.put(r, a)
}

// urgent announcements are sent in quiet hours and cannot be muted.
func (t *talk) urgent(category string) bool {
	c, _ := t.book.program.City.Announcements.Category(category)
	return c.Urgent
}

func (t *talk) categoryName(code string) string {
	c, _ := t.book.program.City.Announcements.Category(code)
	return c.Name.In(t.lang)
}

// segment is who an announcement is for.
func (t *talk) segment(a announcement) enterprise.Segment {
	return t.hearers(a.Category, a.Picks)
}

// announcementTitle is its first words.
func announcementTitle(a announcement) string {
	for _, p := range a.Parts {
		if words := strings.Join(strings.Fields(placeholder.ReplaceAllString(visible(p.HTML), "…")), " "); words != "" {
			if r := []rune(words); len(r) > 30 {
				return string(r[:30]) + "…"
			}
			return words
		}
		if p.File != nil && p.File.Name != "" {
			return p.File.Name
		}
	}
	return "…"
}

// colleaguesBeside are the officers and administrators but for one.
func (t *talk) colleaguesBeside(one enterprise.PersonID) []enterprise.PersonID {
	var ids []enterprise.PersonID
	for _, r := range []enterprise.Role{enterprise.Officer, enterprise.Administrator} {
		ids = append(ids, t.members("role:"+string(r))...)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id enterprise.PersonID) bool { return id == one })
}

// interject opens a question of the moment about a record; comeBack leads from
// there to the form that was open, which drafts stored before there was Back
// name among their answers.
func (t *talk) interject(key, subject string) {
	back := t.Chat.Open
	if f := t.book.flow(back); f == nil || f.OnTheFly {
		back = ""
	}
	t.leave()
	t.Chat.Open = key
	d := t.draft(key)
	d.Subject, d.Started, d.Touched = subject, t.now, t.now
	d.Back = back
	t.proceed()
}

func (t *talk) comeBack(d *Draft, line string) {
	if f := t.book.flow(cmp.Or(d.Back, d.Answers["back"].Value)); f != nil && t.Chat.Drafts[f.Key] != nil {
		t.Chat.Open = f.Key
	}
	t.again(line)
}

// progressNotice is what a notice about an announcement says.
type progressNotice struct {
	Announcement string `json:"announcement"`
}

func noticeAbout(data json.RawMessage) string {
	var n progressNotice
	if json.Unmarshal(data, &n) == nil {
		return n.Announcement
	}
	var id string
	_ = json.Unmarshal(data, &id) // anything else names none
	return id
}

// announcements is /siaran: a new one, and those there are.
func announcements() *Flow {
	return &Flow{
		Key: "announcements", Command: "/siaran", Also: []string{"/announce"}, For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return announcementsQuestions },
		Finish: func(t *talk, d *Draft) {
			switch which := d.Answers["which"].Value; which {
			case "new":
				delete(t.Chat.Drafts, announceKey)
				t.enter(t.book.flow(announceKey))
			case "continue":
				t.enter(t.book.flow(announceKey))
			default:
				t.lookUp(which)
				t.menu("menu.text")
			}
		},
	}
}

// announcementsShown is how many announcements /siaran lists.
const announcementsShown = 8

var announcementsQuestions = []*Question{{
	Key: "which", Strict: true,
	Ask: func(t *talk, _ *Draft) string {
		var lines []string
		for _, r := range t.list(allAnnouncements, announcementsShown) {
			if _, a, ok := t.announcementOf(r.ID); ok {
				lines = append(lines, t.word("announcements.line", messages.Args{
					"Code": announcementCode(r.ID), "Title": announcementTitle(a), "State": t.announcementState(r.ID, a),
				}))
			}
		}
		if len(lines) == 0 {
			return t.word("announcements.none", nil)
		}
		return join(t.word("announcements.which.ask", nil), strings.Join(lines, "\n"))
	},
	Options: func(t *talk, _ *Draft) []Option {
		out := []Option{{Value: "new", Label: t.label("announcements.new"), Names: t.names("announcements.new.names")}}
		if t.Chat.Drafts[announceKey] != nil {
			out = append(out, Option{Value: "continue", Label: t.label("announcements.continue")})
		}
		for _, r := range t.list(allAnnouncements, announcementsShown) {
			out = append(out, Option{Value: r.ID, Label: announcementCode(r.ID)})
		}
		return out
	},
}}
