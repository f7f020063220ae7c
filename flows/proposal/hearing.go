package proposal

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/messages"
)

// forHearings are those who open and close a period of proposals and read what
// was said. Planners never read who said it, nor in which kecamatan.
var forHearings = []enterprise.Role{enterprise.Officer, enterprise.Planner}

const (
	hearingRecord = "hearing"
	hearingKey    = "hearing"
	hearingsList  = "hearings"
	// hearingsMost is how many periods are listed: the newest.
	hearingsMost = 8
	// hearingWords is the longest question of a period, in characters.
	hearingWords = 500
)

// period is a time in which the city asks its owners something for its plan.
type period struct {
	Question string              `json:"question"`
	Opened   time.Time           `json:"opened"`
	Until    time.Time           `json:"until"` // the midnight with which its last day ends
	By       enterprise.PersonID `json:"by"`
	Closed   time.Time           `json:"closed,omitzero"` // before that
}

func (h period) open(now time.Time) bool { return h.Closed.IsZero() && now.Before(h.Until) }

// lastDay is the last day on which something can be said.
func (h period) lastDay() time.Time { return h.Until.Add(-time.Second) }

// theHearing names the newest period, in a record of its own: of two people who
// open one at once, the second finds it open.
type theHearing struct {
	ID string `json:"id"`
}

func hearingOf(c *flows.Conversation, id string) (r flows.Record, h period, ok bool) {
	r = c.Record(hearingRecord, id)
	return r, h, r.Data != nil && json.Unmarshal(r.Data, &h) == nil
}

// newestHearing is the period that was opened last; ok is false when there never was one.
func newestHearing(c *flows.Conversation) (id string, h period, ok bool) {
	r := c.Record(hearingRecord, "newest")
	c.List(hearingsList, 1) // the period itself comes with it
	var the theHearing
	if r.Data == nil || json.Unmarshal(r.Data, &the) != nil {
		return "", h, false
	}
	_, h, ok = hearingOf(c, the.ID)
	return the.ID, h, ok
}

// openHearing is the period that is open now.
func openHearing(c *flows.Conversation) (id string, h period, ok bool) {
	id, h, ok = newestHearing(c)
	return id, h, ok && h.open(c.Now())
}

func putHearing(c *flows.Conversation, r flows.Record, h period) {
	r.Lists = map[string]int64{hearingsList: h.Opened.UnixMilli()}
	r.Until = keptUntil(c, h)
	c.Put(r, h)
}

// keptUntil is when what was said in a period is removed.
func keptUntil(c *flows.Conversation, h period) time.Time {
	return h.Until.AddDate(c.Program().City.Proposals.KeepYears, 0, 0)
}

// showHearings is /usulan for officers and planners: the newest period and
// what can be done, and those before it.
func showHearings(c *flows.Conversation) {
	if !c.SettledStaff() {
		c.Chat.Next = ""
		c.Open(flows.StaffKey)
		return
	}
	id, h, ok := newestHearing(c)
	m := messages.Message{Key: "hearing.none", Text: c.Text("hearing.none", nil)}
	if ok {
		m = hearingCard(c, id, h)
	}
	if !ok || !h.open(c.Now()) {
		m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "hearing.button.open", "open")})
	}
	for _, r := range c.List(hearingsList, hearingsMost) {
		var old period
		if r.ID != id && json.Unmarshal(r.Data, &old) == nil {
			label := c.Words().Label(c.Lang(), "hearing.button.before", messages.Args{"Date": c.Date(old.Opened)})
			m.Buttons = append(m.Buttons, []messages.Button{{Label: label, Data: voiceData("hearing", r.ID)}})
		}
	}
	if len(c.Person.Businesses) > 0 {
		m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "proposal.button.mine", "home")})
	}
	c.Say(m)
}

// hearingCard is a period with what can be done about it.
func hearingCard(c *flows.Conversation, id string, h period) messages.Message {
	voices := voicesOf(c, id)
	waiting := len(c.List(waitingProposals(id), waitingShown))
	text := c.Text("hearing.card", messages.Args{
		"Question": h.Question, "From": c.Date(h.Opened), "Until": c.Date(h.lastDay()), "Open": h.open(c.Now()), "Closed": h.closedOn(c),
		"Voices": voices.cell(len(voices.places)-1, len(voices.themes)), "Waiting": waiting, "More": waiting == waitingShown, "By": c.Colleague(h.By),
	})
	m := messages.Message{Key: "hearing.card", Text: text}
	row := func(buttons ...messages.Button) { m.Buttons = append(m.Buttons, buttons) }
	if c.Allowed(flows.ForOfficers) && waiting > 0 {
		row(voiceButton(c, "hearing.button.sort", "sort", id))
	}
	row(voiceButton(c, "hearing.button.topics", "topics", id, "0"), voiceButton(c, "hearing.button.read", "read", id, "0"))
	row(voiceButton(c, "hearing.button.recap", "recap", id), voiceButton(c, "hearing.button.file", "file", id))
	switch {
	case h.open(c.Now()):
		row(voiceButton(c, "hearing.button.close", "close", id))
	case c.Now().Before(h.Until):
		row(voiceButton(c, "hearing.button.reopen", "reopen", id))
	}
	return m
}

// closedOn is the day on which a period was closed before its last; empty: it was not.
func (h period) closedOn(c *flows.Conversation) string {
	if h.Closed.IsZero() {
		return ""
	}
	return c.Date(h.Closed)
}

func voiceData(parts ...string) string { return "u:" + strings.Join(parts, ":") }

func voiceButton(c *flows.Conversation, word string, parts ...string) messages.Button {
	return messages.Button{Label: c.Label(word), Data: voiceData(parts...)}
}

// few tells whether a number of people is too small for this person to see.
func few(c *flows.Conversation, n int64) bool { return !c.SeesNames() && n < privacy.FewPeople }

// newHearing asks what a period needs.
func newHearing() *flows.Form {
	return &flows.Form{
		Key: hearingKey, For: forHearings, OnTheFly: true,
		Begin: func(c *flows.Conversation, _ *flows.Draft) {
			if _, h, open := openHearing(c); open {
				c.Leave()
				c.Repeat(c.Text("hearing.open_already", messages.Args{"Until": c.Date(h.lastDay())}))
			}
		},
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return hearingQuestions },
		Finish:    beginHearing,
	}
}

var hearingQuestions = []*flows.Question{
	{Key: "question", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < 10 || n > hearingWords {
			return flows.Reading{Refuse: c.Text("hearing.question.refuse", messages.Args{"Most": hearingWords})}
		}
		return flows.Reading{Value: text}
	}},
	{Key: "until", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		day, fault := read.Date(typed, c.Now().In(c.Program().City.Location))
		if fault != "" || !day.AddDate(0, 0, 1).After(c.Now()) || day.After(c.Now().AddDate(1, 0, 0)) {
			return flows.Reading{Refuse: c.Text("hearing.until.refuse", nil)}
		}
		return flows.Reading{Value: day.Format(time.DateOnly)}
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: flows.SureOptions("hearing.yes", "hearing.no"), Ask: func(c *flows.Conversation, d *flows.Draft) string {
		return c.Text("hearing.sure.ask", messages.Args{"Question": d.Answers["question"].Value, "Until": c.Date(c.CohortDay(d.Answers["until"].Value))})
	}},
}

func beginHearing(c *flows.Conversation, d *flows.Draft) {
	if d.Answers["sure"].Value != "yes" {
		c.Menu("hearing.dropped")
		return
	}
	if _, _, open := openHearing(c); open { // a colleague was faster
		showHearings(c)
		return
	}
	h := period{Question: d.Answers["question"].Value, Opened: c.Now(), Until: c.CohortDay(d.Answers["until"].Value).AddDate(0, 0, 1), By: c.Person.ID}
	putHearing(c, flows.Record{RecordName: flows.RecordName{Kind: hearingRecord, ID: c.Input().ID}}, h)
	c.Put(c.Record(hearingRecord, "newest"), theHearing{c.Input().ID})
	c.Audit("proposal.opened", 0, "", h.Question)
	c.Menu("hearing.opened")
	c.Say(hearingCard(c, c.Input().ID, h))
}

// closeHearing ends a period before its last day, or takes that back.
func closeHearing(c *flows.Conversation, id string, closed bool) {
	r, h, ok := hearingOf(c, id)
	newest, _, _ := newestHearing(c)
	if !ok || !c.Now().Before(h.Until) || closed != h.open(c.Now()) || !closed && newest != id {
		c.Repeat(c.Text("hearing.gone", nil))
		return
	}
	what := "proposal.reopened"
	if h.Closed = (time.Time{}); closed {
		what, h.Closed = "proposal.closed", c.Now()
	}
	putHearing(c, r, h)
	c.Audit(what, 0, "", h.Question)
	c.Say(hearingCard(c, id, h))
}
