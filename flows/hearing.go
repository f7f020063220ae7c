package flows

import (
	"encoding/json"
	"strings"
	"time"

	"naikkelas/enterprise"
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

func (t *talk) hearingOf(id string) (r Record, h period, ok bool) {
	r = t.record(hearingRecord, id)
	return r, h, r.Data != nil && json.Unmarshal(r.Data, &h) == nil
}

// newestHearing is the period that was opened last; ok is false when there never was one.
func (t *talk) newestHearing() (id string, h period, ok bool) {
	r := t.record(hearingRecord, "newest")
	t.list(hearingsList, 1) // the period itself comes with it
	var the theHearing
	if r.Data == nil || json.Unmarshal(r.Data, &the) != nil {
		return "", h, false
	}
	_, h, ok = t.hearingOf(the.ID)
	return the.ID, h, ok
}

// openHearing is the period that is open now.
func (t *talk) openHearing() (id string, h period, ok bool) {
	id, h, ok = t.newestHearing()
	return id, h, ok && h.open(t.now)
}

func (t *talk) putHearing(r Record, h period) {
	r.Lists = map[string]int64{hearingsList: h.Opened.UnixMilli()}
	r.Until = t.keptUntil(h)
	t.put(r, h)
}

// keptUntil is when what was said in a period is removed.
func (t *talk) keptUntil(h period) time.Time {
	return h.Until.AddDate(t.book.program.City.Proposals.KeepYears, 0, 0)
}

// showHearings is /usulan for officers and planners: the newest period and
// what can be done, and those before it.
func (t *talk) showHearings() {
	if !t.settledStaff() {
		t.Chat.Next = ""
		t.enter(t.book.flow(staffKey))
		return
	}
	id, h, ok := t.newestHearing()
	m := messages.Message{Key: "hearing.none", Text: t.word("hearing.none", nil)}
	if ok {
		m = t.hearingCard(id, h)
	}
	if !ok || !h.open(t.now) {
		m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("hearing.button.open", "open")})
	}
	for _, r := range t.list(hearingsList, hearingsMost) {
		var old period
		if r.ID != id && json.Unmarshal(r.Data, &old) == nil {
			label := t.book.words.Label(t.lang, "hearing.button.before", messages.Args{"Date": t.date(old.Opened)})
			m.Buttons = append(m.Buttons, []messages.Button{{Label: label, Data: voiceData("hearing", r.ID)}})
		}
	}
	if len(t.Person.Businesses) > 0 {
		m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("proposal.button.mine", "home")})
	}
	t.say(m)
}

// hearingCard is a period with what can be done about it.
func (t *talk) hearingCard(id string, h period) messages.Message {
	voices := t.voicesOf(id)
	waiting := len(t.list(waitingProposals(id), waitingShown))
	text := t.word("hearing.card", messages.Args{
		"Question": h.Question, "From": t.date(h.Opened), "Until": t.date(h.lastDay()), "Open": h.open(t.now), "Closed": h.closedOn(t),
		"Voices": voices.cell(len(voices.places)-1, len(voices.themes)), "Waiting": waiting, "More": waiting == waitingShown, "By": t.colleague(h.By),
	})
	m := messages.Message{Key: "hearing.card", Text: text}
	row := func(buttons ...messages.Button) { m.Buttons = append(m.Buttons, buttons) }
	if t.may(forOfficers) && waiting > 0 {
		row(t.voiceButton("hearing.button.sort", "sort", id))
	}
	row(t.voiceButton("hearing.button.topics", "topics", id, "0"), t.voiceButton("hearing.button.read", "read", id, "0"))
	row(t.voiceButton("hearing.button.recap", "recap", id), t.voiceButton("hearing.button.file", "file", id))
	switch {
	case h.open(t.now):
		row(t.voiceButton("hearing.button.close", "close", id))
	case t.now.Before(h.Until):
		row(t.voiceButton("hearing.button.reopen", "reopen", id))
	}
	return m
}

// closedOn is the day on which a period was closed before its last; empty: it was not.
func (h period) closedOn(t *talk) string {
	if h.Closed.IsZero() {
		return ""
	}
	return t.date(h.Closed)
}

func voiceData(parts ...string) string { return "u:" + strings.Join(parts, ":") }

func (t *talk) voiceButton(word string, parts ...string) messages.Button {
	return messages.Button{Label: t.label(word), Data: voiceData(parts...)}
}

// few tells whether a number of people is too small for this person to see.
func (t *talk) few(n int64) bool { return !t.seesNames() && n < fewPeople }

// newHearing asks what a period needs.
func newHearing() *Flow {
	return &Flow{
		Key: hearingKey, For: forHearings, OnTheFly: true,
		Begin: func(t *talk, _ *Draft) {
			if _, h, open := t.openHearing(); open {
				t.leave()
				t.again(t.word("hearing.open_already", messages.Args{"Until": t.date(h.lastDay())}))
			}
		},
		Questions: func(*talk, *Draft) []*Question { return hearingQuestions },
		Finish:    (*talk).beginHearing,
	}
}

var hearingQuestions = []*Question{
	{Key: "question", Read: func(t *talk, _ *Draft, typed string) Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < 10 || n > hearingWords {
			return Reading{Refuse: t.word("hearing.question.refuse", messages.Args{"Most": hearingWords})}
		}
		return Reading{Value: text}
	}},
	{Key: "until", Read: func(t *talk, _ *Draft, typed string) Reading {
		day, fault := enterprise.ReadDate(typed, t.now.In(t.book.program.City.Location))
		if fault != "" || !day.AddDate(0, 0, 1).After(t.now) || day.After(t.now.AddDate(1, 0, 0)) {
			return Reading{Refuse: t.word("hearing.until.refuse", nil)}
		}
		return Reading{Value: day.Format(time.DateOnly)}
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: sureOptions("hearing.yes", "hearing.no"), Ask: func(t *talk, d *Draft) string {
		return t.word("hearing.sure.ask", messages.Args{"Question": d.Answers["question"].Value, "Until": t.date(t.cohortDay(d.Answers["until"].Value))})
	}},
}

func (t *talk) beginHearing(d *Draft) {
	if d.Answers["sure"].Value != "yes" {
		t.menu("hearing.dropped")
		return
	}
	if _, _, open := t.openHearing(); open { // a colleague was faster
		t.showHearings()
		return
	}
	h := period{Question: d.Answers["question"].Value, Opened: t.now, Until: t.cohortDay(d.Answers["until"].Value).AddDate(0, 0, 1), By: t.Person.ID}
	t.putHearing(Record{RecordName: RecordName{hearingRecord, t.in.ID}}, h)
	t.put(t.record(hearingRecord, "newest"), theHearing{t.in.ID})
	t.audit("proposal.opened", 0, "", h.Question)
	t.menu("hearing.opened")
	t.say(t.hearingCard(t.in.ID, h))
}

// closeHearing ends a period before its last day, or takes that back.
func (t *talk) closeHearing(id string, closed bool) {
	r, h, ok := t.hearingOf(id)
	newest, _, _ := t.newestHearing()
	if !ok || !t.now.Before(h.Until) || closed != h.open(t.now) || !closed && newest != id {
		t.again(t.word("hearing.gone", nil))
		return
	}
	what := "proposal.reopened"
	if h.Closed = (time.Time{}); closed {
		what, h.Closed = "proposal.closed", t.now
	}
	t.putHearing(r, h)
	t.audit(what, 0, "", h.Question)
	t.say(t.hearingCard(id, h))
}
