package flows

import (
	"encoding/json"

	"naikkelas/messages"
)

// serviceNotice is what is told about a request.
type serviceNotice struct {
	ID   string       `json:"id"`
	What requestState `json:"what,omitempty"`
}

// serviceDecided tells the owner what an officer decided, and what follows. It
// speaks at once: somebody waits for it.
func serviceDecided(t *talk, data json.RawMessage) {
	n, q, ok := t.noticedRequest(data)
	if !ok || q.Owner != t.Person.ID {
		return
	}
	if !q.open() {
		t.dropOffer(n.ID)
	}
	words := ""
	for _, s := range q.Steps {
		if s.What == n.What {
			words = s.Words
		}
	}
	t.tellOwner(n.ID, "service.told."+string(n.What), messages.Args{
		"Kind": t.serviceName(q.Kind), "When": t.dayMoment(q.Meeting), "Place": q.Place, "Words": words, "Who": t.colleague(q.By), "Result": t.resultName(q.Result),
	})
}

func (t *talk) resultName(code string) string {
	if code == "" {
		return ""
	}
	return t.label("outcome.result." + code)
}

// visitLogged tells the owner that a visit to them was logged.
func visitLogged(t *talk, data json.RawMessage) {
	n, q, ok := t.noticedRequest(data)
	if !ok || q.Owner != t.Person.ID || len(q.Visits) == 0 {
		return
	}
	v := q.Visits[len(q.Visits)-1]
	t.tellOwner(n.ID, "service.told.visit", messages.Args{"Kind": t.serviceName(q.Kind), "Who": t.colleague(v.By), "Date": t.date(v.At), "How": t.label("visit.how." + v.How)})
}

func (t *talk) tellOwner(id, key string, args messages.Args) {
	t.turn.Prompt = true
	t.say(messages.Message{Key: key, Text: t.word(key, args), Buttons: [][]messages.Button{{{Label: t.label("service.button.mine"), Data: "s:" + id + ":mine"}}}})
	t.showOpen()
}

// noticedRequest is the request that a notice is about.
func (t *talk) noticedRequest(data json.RawMessage) (n serviceNotice, q request, ok bool) {
	if json.Unmarshal(data, &n) != nil {
		return n, q, false
	}
	_, q, ok = t.requestOf(n.ID)
	return n, q, ok
}

// toWorker tells whoever works on a request about it, with a way to look at it.
func toWorker(key string) func(*talk, json.RawMessage) {
	return func(t *talk, data json.RawMessage) {
		n, q, ok := t.noticedRequest(data)
		if !ok || !t.may(forPeople) || q.Owner == t.Person.ID || !t.sees(t.other(q.Owner)) {
			return
		}
		t.audit("data.service", q.Owner, q.Kind, "")
		t.say(messages.Message{Key: key, Text: t.word(key, messages.Args{"Kind": t.serviceName(q.Kind), "Business": t.businessName(q.Owner, q.Business), "When": t.dayMoment(q.Meeting), "Place": q.Place}),
			Buttons: [][]messages.Button{{{Label: t.label("service.button.open"), Data: "s:" + n.ID + ":open"}}}})
		t.showOpen()
	}
}
