package guard

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

// act is something that one officer wants to do and another has to agree to.
type act struct {
	Kind  string              `json:"kind"`
	Who   enterprise.PersonID `json:"who"`
	Trail []flows.Audit       `json:"trail,omitempty"` // what it would leave
	By    enterprise.PersonID `json:"by,omitempty"`    // who agreed; 0: nobody yet
	Until time.Time           `json:"until"`
}

// does are the entries of a turn's trail that make it an act.
func does(kind string, t flows.Turn) (out []flows.Audit) {
	for _, a := range t.AuditLog {
		if kind == exports || slices.Contains(audits[kind], a.What) {
			out = append(out, flows.Audit{Who: a.Who, What: a.What, Whom: a.Whom, On: a.On, Why: a.Why})
		}
	}
	return out
}

// agreed reports whether another administrator agreed to this very act, which
// uses it up. Otherwise they are asked.
func agreed(c *flows.Conversation, kind string, t flows.Turn) bool {
	trail := does(kind, t)
	data, _ := json.Marshal(trail) // numbers and texts always marshal
	id := c.Book.Digest("act " + c.Person.ID.String() + " " + kind + " " + string(data))[:16]
	r := c.Record(actRecord, id)
	others := slices.DeleteFunc(slices.Clone(c.Members("role:"+string(enterprise.Administrator))), func(other enterprise.PersonID) bool { return other == c.Person.ID })
	if !c.Turn.Lookup.Empty() {
		return false
	}
	var a act
	_ = json.Unmarshal(r.Data, &a) // ours; an absent one is empty
	said := messages.Args{"Act": c.Label("act." + kind), "Until": c.Moment(a.Until)}
	switch {
	case a.By != 0 && c.Now().Before(a.Until):
		c.Put(r, nil)
		return true
	case c.OnPage:
		ask(c, "act.page", said)
	case len(others) == 0:
		ask(c, "act.alone", said)
	case a.Who != 0 && a.By == 0 && c.Now().Before(a.Until):
		ask(c, "act.waits", said)
	default:
		a = act{Kind: kind, Who: c.Person.ID, Trail: trail, Until: c.Now().Add(approvedFor)}
		r.Until = a.Until
		c.Put(r, a)
		c.Audit("act.asked", 0, kind, "")
		for _, other := range others {
			c.Tell(other, "act.asked", id)
		}
		said["Until"] = c.Moment(a.Until)
		ask(c, "act.wanted", said)
	}
	return false
}

// open is an act that still waits.
func open(c *flows.Conversation, id string) (flows.Record, act, bool) {
	r := c.Record(actRecord, id)
	var a act
	if r.Data == nil || json.Unmarshal(r.Data, &a) != nil || a.By != 0 || !c.Now().Before(a.Until) {
		return r, a, false
	}
	return r, a, true
}

// asked shows an administrator what a colleague wants to do.
func asked(c *flows.Conversation, data json.RawMessage) {
	var id string
	if json.Unmarshal(data, &id) != nil || !c.Allowed(flows.ForAdministrators) {
		return
	}
	_, a, ok := open(c, id)
	if !ok {
		return
	}
	var lines []string
	for _, entry := range a.Trail {
		lines = append(lines, strings.TrimSpace(people.AuditWord(c, entry.What)+" "+people.AuditSubject(c, entry)))
	}
	c.Say(messages.Message{
		Key: "act.asked", Text: c.Text("act.request", messages.Args{"Who": c.Colleague(a.Who), "Act": c.Label("act." + a.Kind), "Lines": strings.Join(lines, "\n"), "Until": c.Moment(a.Until)}),
		Buttons: [][]messages.Button{{{Label: c.Label("act.yes"), Data: "cf:" + id + ":yes"}, {Label: c.Label("act.no"), Data: "cf:" + id + ":no"}}},
	})
	c.RepeatOpen()
}

// decide is the answer of the second person.
func decide(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 || rest[1] != "yes" && rest[1] != "no" {
		return false
	}
	r, a, ok := open(c, rest[0])
	if !c.Turn.Lookup.Empty() {
		return true
	}
	if !ok || a.Who == c.Person.ID {
		c.Repeat(c.Text("act.over", nil))
		return true
	}
	yes := rest[1] == "yes"
	what := map[bool]string{true: "act.approved", false: "act.rejected"}[yes]
	c.Audit(what, a.Who, a.Kind, "")
	if yes {
		a.By, a.Until = c.Person.ID, c.Now().Add(approvedFor)
		r.Until = a.Until
		c.Put(r, a)
	} else {
		c.Put(r, nil)
	}
	c.Tell(a.Who, "act.answered", answer{a.Kind, c.Person.ID, yes})
	c.Repeat(c.Text("act.decided", messages.Args{"Who": c.Colleague(a.Who), "Yes": yes}))
	return true
}

// answer is what the first is told.
type answer struct {
	Kind string              `json:"kind"`
	By   enterprise.PersonID `json:"by"`
	Yes  bool                `json:"yes"`
}

func answered(c *flows.Conversation, data json.RawMessage) {
	var a answer
	if json.Unmarshal(data, &a) != nil || !c.Allowed(flows.ForStaff) {
		return
	}
	key := map[bool]string{true: "act.agreed", false: "act.refused"}[a.Yes]
	c.Say(messages.Message{Key: "act.answered", Text: c.Text(key, messages.Args{"By": c.Colleague(a.By), "Act": c.Label("act." + a.Kind), "Minutes": int(approvedFor / time.Minute)})})
	c.RepeatOpen()
}
