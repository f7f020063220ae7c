// Package guard stands before what officers do that could do much harm: it asks
// for their PIN or for a second person, as the city decided (city.yaml, safety),
// ends sessions that were left alone, and tells administrators of look-ups in
// masses. What an act does is known by the trail that it would leave, so that no
// way to do it is forgotten: a step is tried, looked at, and done only if it may be.
package guard

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

const (
	pinRecord = "pin"
	actRecord = "act"
	// provenFor is how long a PIN that was typed vouches for what is done.
	provenFor = 10 * time.Minute
	// approvedFor is how long a second person may take, and the first after that.
	approvedFor = time.Hour
)

// New is the area.
func New() flows.Area {
	return flows.Area{
		Name:  "guard",
		Forms: []*flows.Form{reset()},
		Commands: []flows.Command{
			{Names: []string{"/pin"}, For: flows.ForStaff, Do: changePIN},
		},
		Buttons: map[string]flows.Button{
			"cf": {For: flows.ForAdministrators, Do: decide}, // cf:<act>:yes, cf:<act>:no
		},
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"act.asked":    asked,    // to administrators: a colleague wants to do something
			"act.answered": answered, // to who wanted it
			"pin.reset":    forgotten,
			"watched":      heard, // to administrators: what may be an abuse
		},
		Intercept: before,
		After:     watch,
		Forget:    forget,
		Audits:    []string{"pin.set", "pin.locked", "pin.reset", "act.asked", "act.approved", "act.rejected"},
		Things: map[string]func(*flows.Conversation, string) string{
			"act": func(c *flows.Conversation, on string) string { return c.Label("act." + on) },
		},
		Without: map[string]string{
			"Export": "a PIN is kept as a slow hash of which nobody can read anything",
			"Merge":  "colleagues keep the PIN of the record that they go on with",
		},
	}
}

// audits are the acts by what they leave in the trail.
var audits = map[string][]string{
	"roles":         {"role.given", "role.withdrawn"},
	"links":         {"role.invited"},
	"merges":        {"twins.asked", "twins.vouched"},
	"imports":       {"import.made", "import.links"},
	"announcements": {"announcement.sent", "announcement.asked", "announcement.approved"},
}

// exports is the act of taking a table away, which is known by the table.
const exports = "exports"

// actOf is what a turn would do that the city wants confirmed; empty: nothing.
func actOf(rules enterprise.Safety, t flows.Turn) string {
	for _, act := range enterprise.SensitiveActs {
		if rules.Confirm[act] == "" || rules.Confirm[act] == enterprise.ConfirmNone {
			continue
		}
		if act == exports && takesAway(t) ||
			slices.ContainsFunc(t.AuditLog, func(a flows.Audit) bool { return slices.Contains(audits[act], a.What) }) {
			return act
		}
	}
	return ""
}

// takesAway reports whether a turn gives a table of people away.
func takesAway(t flows.Turn) bool {
	return slices.ContainsFunc(t.Say, func(m messages.Message) bool { return m.Workbook != nil }) &&
		slices.ContainsFunc(t.AuditLog, func(a flows.Audit) bool { return slices.Contains(tables, a.What) })
}

// tables are what the trail says of tables of people.
var tables = []string{"data.exported", "data.recipients", "data.cohort", "data.trail", "import.links"}

// byHand reports whether a person did something, rather than the clock or
// somebody else.
func byHand(k flows.Kind) bool {
	return slices.Contains([]flows.Kind{flows.Text, flows.Tap, flows.Edited, flows.Contact, flows.Other}, k)
}

// before looks at what comes in before anything is made of it.
func before(c *flows.Conversation) bool {
	rules, in := c.Program().City.Safety, c.Input()
	if !rules.On() || c.Proved || c.IsGroup() || in.Group || c.New || !byHand(in.Kind) || !c.Allowed(flows.ForStaff) || !c.SettledStaff() {
		return false
	}
	r, p := own(c)
	if len(c.Turn.Lookup.Records) > 0 {
		return true // it is not known yet
	}
	if p.Asks != "" && !c.OnPage {
		if in.Kind == flows.Text && !in.Forwarded && !strings.HasPrefix(strings.TrimSpace(in.Text), "/") {
			return typed(c, r, p)
		}
		p.Asks, p.Held = "", nil // something else is wanted
		r = put(c, r, p)
	}
	if most := rules.Session(); most > 0 && !c.OnPage && !p.sessionHolds(c, most) {
		return !prove(c, r, p, "session")
	}
	trial := c.State
	trial.Proved = true
	t := c.Book.Step(trial, in, c.Now())
	if !t.Lookup.Empty() {
		c.Turn.Lookup = t.Lookup
		return true
	}
	act := actOf(rules, t)
	switch {
	case act == "":
		return false
	case rules.Confirm[act] == enterprise.ConfirmSecond:
		return !agreed(c, act, t)
	}
	return !prove(c, r, p, act)
}

// lookups are how many cards an officer may open within an hour before
// administrators hear of it, and how many names they may be shown.
var lookups = map[string]string{"data.card": "cards", "data.found": "names"}

// watched is what administrators are told of a colleague.
type watched struct {
	What string              `json:"what"` // one of Watched
	Who  enterprise.PersonID `json:"who"`
}

// Watched are what administrators are told of.
var Watched = []string{"cards", "names", exports, "pin"}

// watch counts what an officer was shown, and tells administrators of what may be
// an abuse, once a day each.
func watch(c *flows.Conversation) {
	if c.IsGroup() || c.Turn.Forget || !c.Allowed(flows.ForStaff) {
		return
	}
	for _, a := range c.Turn.AuditLog {
		kind := lookups[a.What]
		if kind == "" || a.Who != c.Person.ID {
			continue
		}
		rates, _, first := c.Chat.Rates.Take(kind, c.Now())
		c.Chat.Rates = rates
		if first {
			tellWatchers(c, kind)
		}
	}
	if byHand(c.Input().Kind) && takesAway(c.Turn) {
		tellWatchers(c, exports)
	}
}

func tellWatchers(c *flows.Conversation, what string) {
	day := c.Now().In(c.Program().City.Location).Format(time.DateOnly)
	r := c.Record("alert", what+"-"+strconv.FormatInt(int64(c.Person.ID), 10)+"-"+day)
	if r.Data != nil {
		return
	}
	r.Until = c.Now().Add(48 * time.Hour)
	c.Put(r, true)
	for _, id := range c.Members("role:" + string(enterprise.Administrator)) {
		if id != c.Person.ID {
			c.Tell(id, "watched", watched{what, c.Person.ID})
		}
	}
}

func heard(c *flows.Conversation, data json.RawMessage) {
	var w watched
	if json.Unmarshal(data, &w) != nil || !slices.Contains(Watched, w.What) || !c.Allowed(flows.ForAdministrators) {
		return
	}
	limit := enterprise.Limits[w.What]
	c.Say(messages.Message{Key: "watched", Text: c.Text("watched."+w.What, messages.Args{"Who": c.Colleague(w.Who), "Most": limit.Most})})
	c.RepeatOpen()
}
