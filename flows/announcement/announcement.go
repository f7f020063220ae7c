// Package announcement is what officers tell many owners at once: writing it,
// a second officer's approval, its progress and its report.
package announcement

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

// New is announcements, from the first word to the last reply.
func New() flows.Area {
	return flows.Area{
		Name: "announcement",
		Forms: []*flows.Form{
			announcements(), // /siaran: those there are, or a new one
			announce(),      // writing one: what, to whom, when
			reject(),        // a second officer turns one down: why?
			sendAgain(),     // to those it failed to reach
			correctIt(),     // other words, where it arrived
			withdrawIt(),    // deleted where it arrived
		},
		Buttons: map[string]flows.Button{
			"a": {For: flows.ForOfficers, Do: announcementButton}, // a:<announcement>:<verb>
			"v": {For: nil, Do: replyButton},                      // v:<announcement>:<choice>, under an announcement
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"approve":  approvalAsked,       // to officers: an announcement waits, or was decided
			"decided":  announcementDecided, // to its author
			"late":     cameLate,            // to its author: its hour was missed
			"progress": progressed,          // to its author, from the sender: it went on, or ended
		},
		Edited:   editedPart,
		Outgoing: ReadOutgoing,
		Waiting:  map[string]func(*flows.Conversation) string{"approvals": approvalsWaiting, "undelivered": undelivered, "scheduled": scheduledToday},
		Upcoming: scheduled,
		Audits: []string{
			"announcement.asked", "announcement.sent", "announcement.approved", "announcement.rejected",
			"announcement.paused", "announcement.resumed", "announcement.stopped", "announcement.segment.saved",
			"announcement.segment.deleted", "announcement.ended", "announcement.shut",
			"data.sample", "data.recipients",
		},
		Without: map[string]string{
			"Forget": "an announcement knows its recipients by number alone, which is nobody's once they are erased; answers stand in the person's record",
			"Export": flows.ShownWithRecord,
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
	Choices  []string            `json:"choices,omitempty"`  // what may be answered, where there is a question
	Shut     time.Time           `json:"shut,omitzero"`      // when the question was closed
	At       time.Time           `json:"at,omitzero"`        // when it is to be sent; zero: at once
	Series   *series             `json:"series,omitempty"`   // it comes again and again
	Freeze   bool                `json:"freeze,omitempty"`
	Reached  int64               `json:"reached"` // how many would get it, when it was confirmed

	State   announcementState   `json:"state"`
	Decider enterprise.PersonID `json:"decider,omitempty"`
	Reason  string              `json:"reason,omitempty"` // why it was rejected

	Act    string              `json:"act,omitempty"`    // what it does to an earlier one: actAgain, actCorrect, actWithdraw
	Of     string              `json:"of,omitempty"`     // which
	Root   string              `json:"root,omitempty"`   // and which was the first of them all: answers count there
	States []flows.LedgerState `json:"states,omitempty"` // and to which of its recipients
	Part   int                 `json:"part,omitempty"`   // actCorrect: the part that is new, from 0

	Repeated  []flows.LedgerState `json:"repeated,omitempty"`  // who was sent it again
	Withdrawn bool                `json:"withdrawn,omitempty"` // taken back from its recipients
	Reported  time.Time           `json:"reported,omitzero"`   // when its author got the report
	Messages  []string            `json:"messages,omitempty"`  // its author's, of which the parts were made
}

// part is one message of an announcement.
type part struct {
	HTML string      `json:"h,omitempty"` // as typed, place-holders and all
	File *flows.File `json:"f,omitempty"`
	// Other are its texts in other languages.
	Other map[string]string `json:"o,omitempty"`
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
	buttonsChoice   = "choice"
)

// announcementCode is how officers call one: short enough to be said.
func announcementCode(id string) string { return "S" + flows.ShortCode(id)[1:] }

// announcementOf reads an announcement; ok is false when there is none.
func announcementOf(c *flows.Conversation, id string) (flows.Record, announcement, bool) {
	r := c.Record("announcement", id)
	var a announcement
	return r, a, r.Data != nil && json.Unmarshal(r.Data, &a) == nil
}

// putAnnouncement writes an announcement into the lists it belongs to.
func putAnnouncement(c *flows.Conversation, r flows.Record, a announcement) {
	r.Lists = map[string]int64{allAnnouncements: a.Made.UnixMilli()}
	if a.State == announcementWaiting {
		r.Lists[waitingAnnouncements] = a.Made.UnixMilli()
	}
	c.Put(r, a)
}

// addressees is who an announcement is for.
func addressees(c *flows.Conversation, a announcement) enterprise.Segment {
	return segment.Hearers(c, a.Category, a.Picks)
}

// greeting is how announcements begin that say nothing of what they are about.
var greeting = regexp.MustCompile(`(?i)^(?:halo|hai|hi|hello|dear|selamat (?:pagi|siang|sore|malam)|assalamu'?alaikum|yth\.?)\b[^,.!:?]{0,40}[,.!:]+ *`)

// withoutGreeting is a text without its greeting, unless nothing else is in it.
func withoutGreeting(words string) string {
	if rest := greeting.ReplaceAllString(words, ""); rest != "" {
		return rest
	}
	return words
}

// announcementTitle is its first words.
func announcementTitle(a announcement) string {
	for _, p := range a.Parts {
		if words := withoutGreeting(strings.Join(strings.Fields(placeholder.ReplaceAllString(reading.Visible(p.HTML), "…")), " ")); words != "" {
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

func noticeAbout(data json.RawMessage) string {
	var n flows.ProgressNotice
	if json.Unmarshal(data, &n) == nil {
		return n.Announcement
	}
	var id string
	_ = json.Unmarshal(data, &id) // anything else names none
	return id
}

// announcements is /siaran: a new one, and those there are.
func announcements() *flows.Form {
	return &flows.Form{
		Key: "announcements", Command: "/siaran", Also: []string{"/announce"}, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return announcementsQuestions },
		Begin: func(c *flows.Conversation, d *flows.Draft) {
			if _, rest := c.AsCommand(); strings.Contains(rest, ":") {
				d.Answers["for"] = flows.Answer{Value: rest} // "/siaran level:ready": for whom a new one is
			}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			switch which := d.Answers["which"].Value; which {
			case "new":
				delete(c.Chat.Drafts, announceKey)
				c.Open(announceKey)
				if picks := strings.Fields(d.Answers["for"].Value); len(picks) > 0 {
					segment.SetPicks(c.Draft(announceKey), picks)
				}
			case "continue":
				c.Open(announceKey)
			default:
				lookUp(c, which)
				c.Menu("menu.text")
			}
		},
	}
}

// announcementsShown is how many announcements /siaran lists.
const announcementsShown = 8

var announcementsQuestions = []*flows.Question{{
	Key: "which", Strict: true,
	Ask: func(c *flows.Conversation, _ *flows.Draft) string {
		var lines []string
		for _, r := range c.List(allAnnouncements, announcementsShown) {
			if _, a, ok := announcementOf(c, r.ID); ok {
				lines = append(lines, c.Text("announcements.line", messages.Args{
					"Code": announcementCode(r.ID), "Title": announcementTitle(a), "State": stateName(c, r.ID, a),
				}))
			}
		}
		if len(lines) == 0 {
			return c.Text("announcements.none", nil)
		}
		return flows.Join(c.Text("announcements.which.ask", nil), strings.Join(lines, "\n"))
	},
	Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		out := []flows.Option{{Value: "new", Label: c.Label("announcements.new"), Names: c.Synonyms("announcements.new.names")}}
		if c.Chat.Drafts[announceKey] != nil {
			out = append(out, flows.Option{Value: "continue", Label: c.Label("announcements.continue")})
		}
		for _, r := range c.List(allAnnouncements, announcementsShown) {
			out = append(out, flows.Option{Value: r.ID, Label: announcementCode(r.ID)})
		}
		return out
	},
}}
