package identity

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// A number that somebody typed proves nothing: a merge gives every chat of both
// records all that is in either. So whoever has a chat with one of them is asked
// first, and a refusal is the end of it. A record without a chat is spoken for by
// the channel, if it vouches that the number they share is the other's own. For
// whoever cannot be asked, another officer decides, with a reason that is kept.

const vouchKey = "vouch"

// mergeAsked is a merge that an officer wants and that waits for those whom it
// is about.
type mergeAsked struct {
	Into enterprise.PersonID   `json:"into"`
	By   enterprise.PersonID   `json:"by"`
	At   time.Time             `json:"at"`
	Yes  []enterprise.PersonID `json:"yes,omitempty"` // who agreed
}

// askedAgain is after how long somebody is asked once more.
const askedAgain = 24 * time.Hour

// yes is who agreed so far.
func (w duplicates) yes() []enterprise.PersonID {
	if w.Asked == nil {
		return nil
	}
	return w.Asked.Yes
}

// other is the other record of the pair.
func (w duplicates) other(id enterprise.PersonID) enterprise.PersonID { return w.A + w.B - id }

// from is the record that would go.
func (w duplicates) from() enterprise.PersonID { return w.other(w.Asked.Into) }

// hasChat tells whether somebody speaks for a record from a chat of theirs, be
// it blocked at the moment.
func hasChat(p enterprise.Person) bool {
	return slices.ContainsFunc(p.Contacts, func(c enterprise.Contact) bool { return c.Channel != enterprise.ImportChannel })
}

// vouchedFor tells whether the channel says that a number of a record without a
// chat belongs to the chat of another.
func vouchedFor(p, other enterprise.Person) bool {
	return other.PhoneVouched() && slices.Contains(enterprise.Numbers(p), enterprise.Number{Kind: "phone", Value: other.Phone})
}

// toAgree is who has to agree to a merge, and has not; second tells that this
// is not enough, because one of the records has nobody to ask.
func toAgree(c *flows.Conversation, w duplicates) (whom []enterprise.PersonID, second bool) {
	a, b := c.PersonByID(w.A), c.PersonByID(w.B)
	for _, pair := range [][2]enterprise.Person{{a, b}, {b, a}} {
		switch p, other := pair[0], pair[1]; {
		case !hasChat(p):
			second = second || hasChat(other) && !vouchedFor(p, other)
		case !slices.Contains(w.yes(), p.ID):
			whom = append(whom, p.ID)
		}
	}
	return whom, second
}

// askToMerge asks those who have to agree, before anything happens; nobody is
// to be asked where neither record has a chat.
func askToMerge(c *flows.Conversation, r flows.Record, w duplicates, into enterprise.PersonID) {
	lately := w.Asked != nil && c.Now().Sub(w.Asked.At) < askedAgain
	if !lately {
		w.Asked = &mergeAsked{By: c.Person.ID, At: c.Now(), Yes: w.yes()}
	}
	asked := *w.Asked
	asked.Into, w.Asked = into, &asked
	whom, second := toAgree(c, w)
	if len(whom) == 0 && !second {
		startMerge(c, r, w, asked.By)
		c.Say(messages.Message{Text: c.Text("twins.working", nil)})
		return
	}
	c.Put(r, w)
	for _, id := range []enterprise.PersonID{w.A, w.B} {
		c.Audit("twins.asked", id, w.other(id).String(), "")
	}
	for _, id := range whom {
		if !lately {
			c.Tell(id, "twins.ask", mergeNotice{w.other(id), c.Person.ID})
		}
	}
	c.Say(messages.Message{Text: askedText(c, w)})
}

// askedText says whose answer a merge waits for.
func askedText(c *flows.Conversation, w duplicates) string {
	whom, second := toAgree(c, w)
	names := make([]string, len(whom))
	for i, id := range whom {
		names[i] = id.String()
	}
	return c.Text("twins.waits", messages.Args{"Whom": strings.Join(names, ", "), "Second": second, "By": c.Colleague(w.Asked.By), "Since": c.Moment(w.Asked.At)})
}

// startMerge begins what merge.go describes, in the name of the officer who
// wants it.
func startMerge(c *flows.Conversation, r flows.Record, w duplicates, by enterprise.PersonID) {
	c.Put(r, nil)
	for _, pair := range [][2]enterprise.PersonID{{w.from(), w.Asked.Into}, {w.Asked.Into, w.from()}} {
		c.Turn.AuditLog = append(c.Turn.AuditLog, flows.Audit{At: c.Now(), Who: by, What: "twins.merged", Whom: pair[0], On: pair[1].String()})
	}
	c.Tell(w.from(), "twins.rest", mergeNotice{w.Asked.Into, by})
}

// mergeAgreement asks a person whether the other record is theirs, too. What is
// in it they learn only afterwards.
func mergeAgreement(c *flows.Conversation, data json.RawMessage) {
	var n mergeNotice
	if json.Unmarshal(data, &n) != nil {
		return
	}
	_, w, ok := pairOf(c, duplicatesID(c.Person.ID, n.Other))
	if !ok || w.Asked == nil {
		return
	}
	pair := duplicatesID(w.A, w.B)
	c.Say(messages.Message{Key: "twins.question", Text: c.Text("twins.question", messages.Args{"Why": shared(c, w)}), Buttons: [][]messages.Button{
		{{Label: c.Label("twins.question.yes"), Data: "e:" + pair + ":yes"}}, {{Label: c.Label("twins.question.no"), Data: "e:" + pair + ":no"}}}})
	c.RepeatOpen()
}

// pairOf is a pair that is still one.
func pairOf(c *flows.Conversation, id string) (r flows.Record, w duplicates, ok bool) {
	r = c.Record(duplicatesRecord, id)
	return r, w, r.Data != nil && json.Unmarshal(r.Data, &w) == nil && isTwins(c, w)
}

// agreeButton is a person's answer: e:<pair>:yes, e:<pair>:no.
func agreeButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 || rest[1] != "yes" && rest[1] != "no" {
		return false
	}
	r, w, ok := pairOf(c, rest[0])
	if !ok || w.Asked == nil || c.Person.ID != w.A && c.Person.ID != w.B {
		return false // decided, or not theirs to decide
	}
	if rest[1] == "no" {
		by := w.Asked.By
		w.Asked, w.No = nil, c.Now()
		delete(r.Lists, duplicatesList)
		c.Put(r, w)
		c.Audit("twins.refused", c.Person.ID, w.other(c.Person.ID).String(), "")
		c.Tell(by, "twins.told", mergeTold{w.other(c.Person.ID), c.Person.ID, "refused"})
		c.Repeat(c.Text("twins.question.refused", nil))
		return true
	}
	asked := *w.Asked
	if !slices.Contains(asked.Yes, c.Person.ID) {
		asked.Yes = append(slices.Clone(asked.Yes), c.Person.ID)
		c.Audit("twins.agreed", c.Person.ID, w.other(c.Person.ID).String(), "")
	}
	w.Asked = &asked
	whom, second := toAgree(c, w)
	if len(whom) == 0 && !second {
		startMerge(c, r, w, asked.By)
	} else {
		c.Put(r, w)
	}
	c.Repeat(c.Text("twins.question.thanks", nil))
	return true
}

// vouch is the reason of a second officer, in place of an answer that nobody
// can give.
func vouch() *flows.Form {
	return &flows.Form{
		Key: vouchKey, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return vouchQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, w, ok := pairOf(c, d.Subject)
			if !ok || !mayVouch(c, w) {
				c.Menu("vouch.over")
				return
			}
			for _, id := range []enterprise.PersonID{w.A, w.B} {
				c.Audit("twins.vouched", id, w.other(id).String(), d.Answers["why"].Value)
			}
			startMerge(c, r, w, c.Person.ID)
			c.Menu("twins.working")
		},
	}
}

// reasonLeast is how long a reason is at least, in characters.
const reasonLeast = 10

var vouchQuestions = []*flows.Question{{Key: "why", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	text := strings.TrimSpace(typed)
	if n := len([]rune(text)); n < reasonLeast || n > noteMost {
		return flows.Reading{Refuse: c.Text("vouch.why.refuse", messages.Args{"Most": noteMost})}
	}
	return flows.Reading{Value: text}
}}}

// noteMost is as long as a reason may be, in characters.
const noteMost = 300

// mayVouch tells whether an officer is the second one: neither who wants the
// merge nor one of those whom it is about.
func mayVouch(c *flows.Conversation, w duplicates) bool {
	return w.Asked != nil && !slices.Contains([]enterprise.PersonID{w.Asked.By, w.A, w.B}, c.Person.ID)
}
