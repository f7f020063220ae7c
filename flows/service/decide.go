package service

import (
	"time"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	meetingKey = "meeting"
	outcomeKey = "outcome"
	declineKey = "decline"
)

// The results of a service.
var ServiceResults = []string{"reached", "partly", "not"}

// takeUp tells the owner that an officer has begun.
func takeUp(c *flows.Conversation, r flows.Record, q request) {
	decideRequest(c, r, q, requestStep{What: requestTaken})
	_, q, _ = requestOf(c, r.ID)
	showRequest(c, r.ID, q)
}

// decideRequest writes a decision of an officer's down, and lets the owner and their
// mentor know. The trail says what, of whom and which kind; the words stay in
// the request, which goes with its owner.
func decideRequest(c *flows.Conversation, r flows.Record, q request, s requestStep) {
	s.At, s.By = c.Now(), c.Person.ID
	q.step(s)
	putRequest(c, r, q)
	c.Audit("service."+string(s.What), q.Owner, q.Kind, "")
	c.Tell(q.Owner, "service", serviceNotice{ID: r.ID, What: s.What})
	if m := c.PersonByID(q.Owner).Mentor; m != 0 && m != c.Person.ID && s.What == requestPlanned {
		c.Tell(m, "service.met", serviceNotice{ID: r.ID})
	}
}

// decideService is a form of an officer's about a request, which is its subject:
// end makes the decision from the answers.
func decideService(key string, what RequestState, questions []*flows.Question, end func(*flows.Conversation, *flows.Draft, *request) requestStep) *flows.Form {
	return &flows.Form{
		Key: key, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return questions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, q, ok := requestOf(c, d.Subject)
			switch {
			case !ok || q.Owner == c.Person.ID:
				c.Return(d, c.Text("service.gone", nil))
			case !q.Open() || what == requestDone && q.State == requestWaiting:
				c.Return(d, c.Text("service.decided", nil))
			default:
				s := end(c, d, &q)
				s.What = what
				decideRequest(c, r, q, s)
				c.Return(d, c.Text("service.noted", messages.Args{"Kind": c.ServiceName(q.Kind), "State": requestStanding(c, q.withState(what))}))
			}
		},
	}
}

func (q request) withState(s RequestState) request {
	q.State = s
	return q
}

// meeting gives a request a time and a place.
func meeting() *flows.Form {
	return decideService(meetingKey, requestPlanned, meetingQuestions, func(_ *flows.Conversation, d *flows.Draft, q *request) requestStep {
		q.Meeting, q.Place = flows.WhenOf(d), d.Answers["place"].Value
		return requestStep{}
	})
}

var meetingQuestions = []*flows.Question{
	{Key: "when", Read: readMeeting},
	{Key: "place", Read: reading.Line("meeting.place.refuse", 3, 120)},
}

// readMeeting reads a time to come as people write it, and echoes it with its day.
func readMeeting(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		if !at.After(c.Now()) {
			return flows.Reading{Refuse: c.Text("announce.when.past", nil)}
		}
		return flows.Reading{Value: typed}
	}
	m := read.Moment(typed, c.Local(c.Now()))
	switch {
	case m.Fault != "":
		return flows.Reading{Refuse: c.Text(meetingFaults[m.Fault], nil)}
	case m.Now:
		return flows.Reading{Refuse: c.Text("meeting.when.refuse", nil)}
	case m.At.IsZero():
		r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
		for _, when := range m.Candidates {
			r.Candidates = append(r.Candidates, c.MomentCandidate(when))
		}
		return r
	}
	return c.Echo(m.At.Format(time.RFC3339), c.Text("meeting.when.echo", messages.Args{"When": c.DayMoment(m.At)}), nil)
}

var meetingFaults = map[read.MomentFault]string{
	read.NoMoment:     "meeting.when.refuse",
	read.NoHour:       "announce.when.hour",
	read.NoSuchMoment: "announce.when.none",
	read.MomentPast:   "announce.when.past",
	read.MomentTooFar: "announce.when.far",
}

// served ends a request with what came of it.
func served() *flows.Form {
	return decideService(outcomeKey, requestDone, []*flows.Question{
		{Key: "result", Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			var out []flows.Option
			for _, code := range ServiceResults {
				out = append(out, flows.Option{Value: code, Label: c.Label("outcome.result." + code)})
			}
			return out
		}},
		{Key: "words", Read: reading.Text("outcome.words.refuse")},
	}, func(c *flows.Conversation, d *flows.Draft, q *request) requestStep {
		q.Result = d.Answers["result"].Value
		return requestStep{Words: d.Answers["words"].Value}
	})
}

// declined turns a request down: why, and what would help.
func declined() *flows.Form {
	return decideService(declineKey, requestDeclined, []*flows.Question{{Key: "words", Read: reading.Text("decline.words.refuse")}}, func(_ *flows.Conversation, d *flows.Draft, _ *request) requestStep {
		return requestStep{Words: d.Answers["words"].Value}
	})
}
