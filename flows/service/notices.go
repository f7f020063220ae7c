package service

import (
	"encoding/json"

	"naikkelas/flows"
	"naikkelas/messages"
)

// serviceNotice is what is told about a request.
type serviceNotice struct {
	ID   string       `json:"id"`
	What RequestState `json:"what,omitempty"`
}

// serviceDecided tells the owner what an officer decided, and what follows. It
// speaks at once: somebody waits for it.
func serviceDecided(c *flows.Conversation, data json.RawMessage) {
	n, q, ok := noticedRequest(c, data)
	if !ok || q.Owner != c.Person.ID {
		return
	}
	if !q.Open() {
		dropOffer(c, n.ID)
	}
	words := ""
	for _, s := range q.Steps {
		if s.What == n.What {
			words = s.Words
		}
	}
	tellOwner(c, n.ID, "service.told."+string(n.What), messages.Args{
		"Kind": c.ServiceName(q.Kind), "When": c.DayMoment(q.Meeting), "Place": q.Place, "Words": words, "Who": c.Colleague(q.By), "Result": resultName(c, q.Result),
	})
}

func resultName(c *flows.Conversation, code string) string {
	if code == "" {
		return ""
	}
	return c.Label("outcome.result." + code)
}

// visitLogged tells the owner that a visit to them was logged.
func visitLogged(c *flows.Conversation, data json.RawMessage) {
	n, q, ok := noticedRequest(c, data)
	if !ok || q.Owner != c.Person.ID || len(q.Visits) == 0 {
		return
	}
	v := q.Visits[len(q.Visits)-1]
	tellOwner(c, n.ID, "service.told.visit", messages.Args{"Kind": c.ServiceName(q.Kind), "Who": c.Colleague(v.By), "Date": c.Date(v.At), "How": c.Label("visit.how." + v.How)})
}

func tellOwner(c *flows.Conversation, id, key string, args messages.Args) {
	c.Turn.Prompt = true
	c.Say(messages.Message{Key: key, Text: c.Text(key, args), Buttons: [][]messages.Button{{{Label: c.Label("service.button.mine"), Data: "s:" + id + ":mine"}}}})
	c.RepeatOpen()
}

// noticedRequest is the request that a notice is about.
func noticedRequest(c *flows.Conversation, data json.RawMessage) (n serviceNotice, q request, ok bool) {
	if json.Unmarshal(data, &n) != nil {
		return n, q, false
	}
	_, q, ok = requestOf(c, n.ID)
	return n, q, ok
}

// toWorker tells whoever works on a request about it, with a way to look at it.
func toWorker(key string) func(*flows.Conversation, json.RawMessage) {
	return func(c *flows.Conversation, data json.RawMessage) {
		n, q, ok := noticedRequest(c, data)
		if !ok || !c.Allowed(flows.ForPeople) || q.Owner == c.Person.ID || !c.CanSee(c.PersonByID(q.Owner)) {
			return
		}
		c.Audit("data.service", q.Owner, q.Kind, "")
		c.Say(messages.Message{Key: key, Text: c.Text(key, messages.Args{"Kind": c.ServiceName(q.Kind), "Business": businessName(c, q.Owner, q.Business), "When": c.DayMoment(q.Meeting), "Place": q.Place}),
			Buttons: [][]messages.Button{{{Label: c.Label("service.button.open"), Data: "s:" + n.ID + ":open"}}}})
		c.RepeatOpen()
	}
}
