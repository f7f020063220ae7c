package service

import (
	"encoding/json"
	"slices"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/messages"
)

// RequestState is where a request for a service stands.
type RequestState string

// RequestStates are all of them.
var RequestStates = []RequestState{requestWaiting, requestTaken, requestPlanned, requestDone, requestDeclined, requestWithdrawn}

// request is what an owner asked the city for. The record is versioned: of two
// officers who decide at once, one is stepped again and finds it decided.
type request struct {
	Owner    enterprise.PersonID   `json:"owner"`
	Business enterprise.BusinessID `json:"business"`
	Kind     string                `json:"kind"`
	Words    string                `json:"words"` // what for
	Capacity *enterprise.Quantity  `json:"capacity,omitempty"`
	Opened   time.Time             `json:"opened"`
	State    RequestState          `json:"state"`
	By       enterprise.PersonID   `json:"by,omitempty"` // the officer who decided last
	Meeting  time.Time             `json:"meeting,omitzero"`
	Place    string                `json:"place,omitempty"` // of the meeting
	Result   string                `json:"result,omitempty"`
	Closed   time.Time             `json:"closed,omitzero"`
	Steps    []requestStep         `json:"steps,omitempty"`
	Visits   []visit               `json:"visits,omitempty"`
}

// requestStep is one decision, as the owner was told of it.
type requestStep struct {
	At    time.Time           `json:"at"`
	By    enterprise.PersonID `json:"by"`
	What  RequestState        `json:"what"`
	Words string              `json:"words,omitempty"` // why, or what came of it
}

func requestOf(c *flows.Conversation, id string) (r flows.Record, q request, ok bool) {
	r = c.Record(serviceRecord, id)
	return r, q, r.Data != nil && json.Unmarshal(r.Data, &q) == nil
}

// Open tells that the city has still to do something.
func (q request) Open() bool { return q.Closed.IsZero() }

// step notes a decision.
func (q *request) step(s requestStep) {
	q.State, q.By = s.What, s.By
	if slices.Contains([]RequestState{requestDone, requestDeclined, requestWithdrawn}, s.What) {
		q.Closed = s.At
	}
	q.Steps = append(q.Steps, s)
	q.Steps = q.Steps[max(0, len(q.Steps)-stepsKept):]
}

// newest is when something was last done about it.
func (q request) newest() time.Time {
	at := q.Opened
	for _, s := range q.Steps {
		at = flows.Latest(at, s.At)
	}
	for _, v := range q.Visits {
		at = flows.Latest(at, v.At)
	}
	return at
}

// requestUntil is how long a request is kept after the last that was done about it.
func requestUntil(c *flows.Conversation, q request) time.Time {
	return q.newest().AddDate(c.Program().City.RetentionYears, 0, 0)
}

// putRequest writes a request into its lists, and keeps its photos as long.
func putRequest(c *flows.Conversation, r flows.Record, q request) {
	r.Lists = map[string]int64{servicesOf(q.Owner): q.Opened.UnixMilli()}
	if q.Open() {
		r.Lists[openServices] = -q.Opened.UnixMilli() // the one that has waited longest first
	}
	r.Until = requestUntil(c, q)
	for _, v := range q.Visits {
		papers.HoldFile(c, v.Photo, r.ID, r.Until)
	}
	c.Put(r, q)
}

func servicesOf(owner enterprise.PersonID) string { return "services:" + owner.String() }

// numberedRequest is a request with its id.
type numberedRequest struct {
	id string
	request
}

func requestsIn(c *flows.Conversation, list string, most int) []numberedRequest {
	var out []numberedRequest
	for _, r := range c.List(list, most) {
		var q request
		if json.Unmarshal(r.Data, &q) == nil {
			out = append(out, numberedRequest{r.ID, q})
		}
	}
	return out
}

// ownRequests are the person's, the newest first.
func ownRequests(c *flows.Conversation) []numberedRequest {
	return requestsIn(c, servicesOf(c.Person.ID), servicesOwn)
}

// requested is the business that one of the person's requests is for.
func requested(c *flows.Conversation, q request) enterprise.Business {
	b, _ := c.Person.Business(q.Business)
	return b
}

// requestStanding says in a few words where a request stands.
func requestStanding(c *flows.Conversation, q request) messages.HTML {
	return messages.HTML(c.Text("services.state."+string(q.State), messages.Args{"When": c.DayMoment(q.Meeting), "Place": q.Place}))
}
