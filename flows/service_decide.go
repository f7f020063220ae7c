package flows

import (
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	meetingKey = "meeting"
	outcomeKey = "outcome"
	declineKey = "decline"
)

// The results of a service.
var serviceResults = []string{"reached", "partly", "not"}

// takeUp tells the owner that an officer has begun.
func (t *talk) takeUp(r Record, q request) {
	t.decideRequest(r, q, requestStep{What: requestTaken})
	_, q, _ = t.requestOf(r.ID)
	t.showRequest(r.ID, q)
}

// decideRequest writes a decision of an officer's down, and lets the owner and their
// mentor know. The trail says what, of whom and which kind; the words stay in
// the request, which goes with its owner.
func (t *talk) decideRequest(r Record, q request, s requestStep) {
	s.At, s.By = t.now, t.Person.ID
	q.step(s)
	t.putRequest(r, q)
	t.audit("service."+string(s.What), q.Owner, q.Kind, "")
	t.tell(q.Owner, "service", serviceNotice{ID: r.ID, What: s.What})
	if m := t.other(q.Owner).Mentor; m != 0 && m != t.Person.ID && s.What == requestPlanned {
		t.tell(m, "service.met", serviceNotice{ID: r.ID})
	}
}

// decideService is a form of an officer's about a request, which is its subject:
// end makes the decision from the answers.
func decideService(key string, what requestState, questions []*Question, end func(*talk, *Draft, *request) requestStep) *Flow {
	return &Flow{
		Key: key, For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return questions },
		Finish: func(t *talk, d *Draft) {
			r, q, ok := t.requestOf(d.Subject)
			switch {
			case !ok || q.Owner == t.Person.ID:
				t.comeBack(d, t.word("service.gone", nil))
			case !q.open() || what == requestDone && q.State == requestWaiting:
				t.comeBack(d, t.word("service.decided", nil))
			default:
				s := end(t, d, &q)
				s.What = what
				t.decideRequest(r, q, s)
				t.comeBack(d, t.word("service.noted", messages.Args{"Kind": t.serviceName(q.Kind), "State": t.requestStanding(q.withState(what))}))
			}
		},
	}
}

func (q request) withState(s requestState) request {
	q.State = s
	return q
}

// meeting gives a request a time and a place.
func meeting() *Flow {
	return decideService(meetingKey, requestPlanned, meetingQuestions, func(_ *talk, d *Draft, q *request) requestStep {
		q.Meeting, q.Place = whenOf(d), d.Answers["place"].Value
		return requestStep{}
	})
}

var meetingQuestions = []*Question{
	{Key: "when", Read: readMeeting},
	{Key: "place", Read: readLine("meeting.place.refuse", 3, 120)},
}

// readMeeting reads a time to come as people write it, and echoes it with its day.
func readMeeting(t *talk, _ *Draft, typed string) Reading {
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		if !at.After(t.now) {
			return Reading{Refuse: t.word("announce.when.past", nil)}
		}
		return Reading{Value: typed}
	}
	m := enterprise.ReadMoment(typed, t.local(t.now))
	switch {
	case m.Fault != "":
		return Reading{Refuse: t.word(meetingFaults[m.Fault], nil)}
	case m.Now:
		return Reading{Refuse: t.word("meeting.when.refuse", nil)}
	case m.At.IsZero():
		r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
		for _, c := range m.Candidates {
			r.Candidates = append(r.Candidates, t.momentCandidate(c))
		}
		return r
	}
	return t.echo(m.At.Format(time.RFC3339), t.word("meeting.when.echo", messages.Args{"When": t.dayMoment(m.At)}), nil)
}

var meetingFaults = map[enterprise.MomentFault]string{
	enterprise.NoMoment:     "meeting.when.refuse",
	enterprise.NoHour:       "announce.when.hour",
	enterprise.NoSuchMoment: "announce.when.none",
	enterprise.MomentPast:   "announce.when.past",
	enterprise.MomentTooFar: "announce.when.far",
}

// served ends a request with what came of it.
func served() *Flow {
	return decideService(outcomeKey, requestDone, []*Question{
		{Key: "result", Options: func(t *talk, _ *Draft) []Option {
			var out []Option
			for _, code := range serviceResults {
				out = append(out, Option{Value: code, Label: t.label("outcome.result." + code)})
			}
			return out
		}},
		{Key: "words", Read: readLong("outcome.words.refuse")},
	}, func(t *talk, d *Draft, q *request) requestStep {
		q.Result = d.Answers["result"].Value
		return requestStep{Words: d.Answers["words"].Value}
	})
}

// declined turns a request down: why, and what would help.
func declined() *Flow {
	return decideService(declineKey, requestDeclined, []*Question{{Key: "words", Read: readLong("decline.words.refuse")}}, func(_ *talk, d *Draft, _ *request) requestStep {
		return requestStep{Words: d.Answers["words"].Value}
	})
}
