package training

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/papers"
	"naikkelas/flows/reading"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

const (
	// sessionsMost is how many sessions a training may have.
	sessionsMost = 8
	capacityMost = 500
	closesStart  = "start"
)

// writeTraining is how a training is made or changed: its draft's subject is
// the one that is changed.
func writeTraining() *flows.Form {
	questions := trainingQuestions()
	return &flows.Form{
		Key: flows.TrainingKey, For: flows.ForOfficers, Numbered: true, Recalled: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return questions },
		Finish:    saveTraining,
		Idle:      func(d *flows.Draft) bool { return len(d.Answers) == 0 },
	}
}

func trainingQuestions() []*flows.Question {
	return slices.Concat(
		[]*flows.Question{
			{Key: "title", Read: reading.Line("training.title.refuse", 3, 80)},
			{Key: "kind", Options: trainingKinds},
			{Key: "place", Place: true, Read: reading.Line("training.place.refuse", 3, 200)},
		},
		sessionQuestions(),
		[]*flows.Question{{Key: "capacity", Read: readCapacity}},
		segment.Questions(),
		[]*flows.Question{
			{Key: "closes", Spelled: true, Options: closesOptions, Read: readCloses, Name: func(c *flows.Conversation, d *flows.Draft, _ string) string { return c.DayMoment(closesIn(d)) }},
			{Key: "contact", Read: reading.Line("training.contact.refuse", 3, 80)},
			{Key: "poster", Content: true, Options: posterOptions, Read: papers.ReadPoster, Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
				if value == papers.PosterNone {
					return c.Label("training.poster.none")
				}
				return c.Label("training.poster.have")
			}},
			{Key: "confirm", Strict: true, Closing: true, Ask: askTraining, Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
				key := "training.confirm.publish"
				if d.Subject != "" {
					key = "training.confirm.change"
				}
				return []flows.Option{{Value: "yes", Label: c.Label(key), Names: c.Synonyms("nav.yes")}}
			}},
		},
	)
}

func trainingKinds(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	var out []flows.Option
	for _, k := range c.Program().City.Trainings.Kinds {
		out = append(out, flows.Option{Value: k.Code, Label: k.Name.In(c.Lang()), Names: []string{k.Name.In("id"), k.Name.In("en")}})
	}
	return out
}

func sessionKey(i int) string { return "session" + strconv.Itoa(i+1) }

// sessionQuestions are the sessions: each a question of its own, so that it can
// be corrected on its own.
func sessionQuestions() []*flows.Question {
	var all []*flows.Question
	for i := range sessionsMost {
		q := &flows.Question{
			Key: sessionKey(i), Spelled: true, Read: readSession,
			Ask: func(c *flows.Conversation, _ *flows.Draft) string { return c.Text("training.session.ask", nil) },
			Name: func(c *flows.Conversation, _ *flows.Draft, value string) string {
				s, ok := sessionOf(value)
				if !ok {
					return c.Label("announce.part.done")
				}
				return sessionTime(c, s)
			},
		}
		if i > 0 {
			q.Applies = func(_ *flows.Conversation, d *flows.Draft) bool { return len(sessionsIn(d, i)) == i }
			q.Options = func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
				return []flows.Option{{Value: flows.PartDone, Label: c.Label("announce.part.done"), Names: c.Synonyms("announce.part.done.names")}}
			}
			q.Ask = func(c *flows.Conversation, _ *flows.Draft) string {
				return c.Text("training.session.more", messages.Args{"N": i})
			}
		}
		all = append(all, q)
	}
	return all
}

func sessionOf(value string) (s enterprise.Session, ok bool) {
	from, until, _ := strings.Cut(value, "/")
	a, err := time.Parse(time.RFC3339, from)
	b, err2 := time.Parse(time.RFC3339, until)
	return enterprise.Session{From: a, Until: b}, err == nil && err2 == nil && b.After(a)
}

func sessionValue(s enterprise.Session) string {
	return s.From.Format(time.RFC3339) + "/" + s.Until.Format(time.RFC3339)
}

// sessionsIn are the sessions of a draft so far, at most so many.
func sessionsIn(d *flows.Draft, most int) []enterprise.Session {
	var out []enterprise.Session
	for i := range most {
		s, ok := sessionOf(d.Answers[sessionKey(i)].Value)
		if !ok {
			break
		}
		out = append(out, s)
	}
	return out
}

// readSession reads "Rabu 09.00-12.00" and echoes it with its day.
func readSession(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	if s, ok := sessionOf(typed); ok {
		if !s.From.After(c.Now()) {
			return flows.Reading{Refuse: c.Text("announce.when.past", nil)}
		}
		return flows.Reading{Value: typed}
	}
	all, fault := enterprise.ReadSessions(typed, c.Local(c.Now()))
	if fault != "" {
		return flows.Reading{Refuse: c.Text(sessionFaults[fault], nil)}
	}
	r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
	for _, s := range all {
		r.Candidates = append(r.Candidates, flows.Candidate{Label: sessionTime(c, s), Value: sessionValue(s)})
	}
	if len(all) == 1 {
		r = c.Echo(sessionValue(all[0]), c.Text("training.session.echo", messages.Args{"When": sessionTime(c, all[0])}), nil)
	}
	return r
}

var sessionFaults = map[read.MomentFault]string{
	read.NoMoment:     "training.session.refuse",
	read.NoHour:       "training.session.hours",
	read.NoSuchMoment: "training.session.none",
	read.MomentPast:   "announce.when.past",
	read.MomentTooFar: "announce.when.far",
}

func readCapacity(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	n, fault := read.Count(typed, 1, capacityMost)
	if fault != "" {
		return flows.Reading{Refuse: c.Text("training.capacity.refuse", messages.Args{"Most": capacityMost})}
	}
	if d.Subject != "" {
		if _, tr, ok := trainingOf(c, d.Subject); ok && n < tr.Capacity-tr.Free() {
			return flows.Reading{Refuse: c.Text("training.capacity.less", messages.Args{"N": tr.Capacity - tr.Free()})}
		}
	}
	return flows.Reading{Value: strconv.Itoa(n)}
}

func closesOptions(c *flows.Conversation, _ *flows.Draft) []flows.Option {
	return []flows.Option{{Value: closesStart, Label: c.Label("training.closes.start"), Names: c.Synonyms("training.closes.names")}}
}

func readCloses(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	begins := firstSession(d)
	at, err := time.Parse(time.RFC3339, typed)
	if err != nil {
		m := read.Moment(typed, c.Local(c.Now()))
		if m.Fault != "" {
			return flows.Reading{Refuse: c.Text(flows.WhenFaults[m.Fault], nil)}
		}
		if at = m.At; at.IsZero() {
			r := flows.Reading{Text: c.Text("nav.which", messages.Args{"Typed": flows.Clip(c.Input().Text)})}
			for _, when := range m.Candidates {
				r.Candidates = append(r.Candidates, c.MomentCandidate(when))
			}
			return r
		}
	}
	switch {
	case at.After(begins):
		return flows.Reading{Refuse: c.Text("training.closes.late", messages.Args{"Begins": c.DayMoment(begins)})}
	case err == nil:
		return flows.Reading{Value: typed}
	}
	return c.Echo(at.Format(time.RFC3339), c.Text("training.closes.echo", messages.Args{"When": c.DayMoment(at)}), nil)
}

// firstSession is when a draft's training begins.
func firstSession(d *flows.Draft) (first time.Time) {
	for _, s := range sessionsIn(d, sessionsMost) {
		if first.IsZero() || s.From.Before(first) {
			first = s.From
		}
	}
	return first
}

func closesIn(d *flows.Draft) time.Time {
	begins := firstSession(d)
	at, err := time.Parse(time.RFC3339, d.Answers["closes"].Value)
	if err != nil || at.After(begins) {
		return begins
	}
	return at
}

// draftTraining is the training that a draft describes.
func draftTraining(d *flows.Draft) Training {
	value := d.Value
	c := Training{
		Training: enterprise.Training{Title: value("title"), Kind: value("kind"), Place: value("place"), Sessions: sessionsIn(d, sessionsMost), Contact: value("contact")},
		Picks:    segment.Picks(d), Closes: closesIn(d), Poster: papers.PosterOf(value("poster")),
	}
	c.Capacity, _ = strconv.Atoi(value("capacity"))
	slices.SortFunc(c.Sessions, func(a, b enterprise.Session) int { return a.From.Compare(b.From) })
	c.Sessions = slices.CompactFunc(c.Sessions, func(a, b enterprise.Session) bool { return a.From.Equal(b.From) })
	return c
}

// fillTraining fills a draft with the answers that made a training, but for
// its days.
func fillTraining(d *flows.Draft, c Training) {
	set := func(key, value string) { d.Answers[key] = flows.Answer{Value: value} }
	set("title", c.Title)
	set("kind", c.Kind)
	set("place", c.Place)
	set("capacity", strconv.Itoa(c.Capacity))
	segment.SetPicks(d, c.Picks)
	set("who", segment.Done)
	set("contact", c.Contact)
	set("poster", papers.PosterNone)
	if c.Poster != nil {
		set("poster", c.Poster.Value())
	}
}

// copyTraining begins a training like an earlier one, on other days.
func copyTraining(c *flows.Conversation, tr Training) {
	c.Leave()
	delete(c.Chat.Drafts, flows.TrainingKey)
	fillTraining(c.Draft(flows.TrainingKey), tr)
	c.Open(flows.TrainingKey)
}

// changeTraining opens a training to be changed: everything is answered, and
// "ubah 3" asks again. Sessions that have begun are left as they are.
func changeTraining(c *flows.Conversation, r flows.Record, tr Training) {
	c.Leave()
	delete(c.Chat.Drafts, flows.TrainingKey)
	d := c.Draft(flows.TrainingKey)
	d.Subject = r.ID
	fillTraining(d, tr)
	n := 0
	for _, s := range tr.Sessions {
		if s.From.After(c.Now()) {
			d.Answers[sessionKey(n)] = flows.Answer{Value: sessionValue(s)}
			n++
		}
	}
	if n < sessionsMost {
		d.Answers[sessionKey(n)] = flows.Answer{Value: flows.PartDone}
	}
	d.Answers["closes"] = flows.Answer{Value: closesStart}
	if tr.Closes.Before(tr.Begins()) {
		d.Answers["closes"] = flows.Answer{Value: tr.Closes.Format(time.RFC3339)}
	}
	c.Open(flows.TrainingKey)
}

func askTraining(c *flows.Conversation, d *flows.Draft) string {
	tr := draftTraining(d)
	key := "training.confirm.ask"
	if d.Subject != "" {
		key = "training.confirm.changed"
	}
	return flows.Join(c.Text("training.summary", messages.Args{
		"Title": tr.Title, "Kind": c.TrainingKind(tr.Kind), "When": messages.HTML(sessionLines(c, tr.Training)), "Place": tr.Place, "Contact": tr.Contact,
		"Capacity": tr.Capacity, "Segment": segment.InWords(c, tr.Picks), "Total": segment.Audience(c, d).Total, "Closes": c.DayMoment(tr.Closes), "Poster": tr.Poster != nil,
	}), c.Text(key, nil))
}

// saveTraining publishes a training, or changes it and tells everybody.
func saveTraining(c *flows.Conversation, d *flows.Draft) {
	delete(c.Chat.Drafts, flows.TrainingKey)
	tr := draftTraining(d)
	if d.Subject != "" {
		changed(c, d.Subject, tr)
		return
	}
	r := flows.Record{RecordName: flows.RecordName{Kind: RecordKind, ID: c.NewID()}}
	tr.By, tr.Made, tr.Codes = c.Person.ID, c.Now(), codes(c, nil, len(tr.Sessions))
	if !keepPoster(c, r.ID, tr) {
		return
	}
	putTraining(c, r, tr)
	c.Audit("training.made", 0, Code(r.ID), "")
	sayTraining(c, r, tr)
	c.Menu("training.published")
}

// changed puts what was changed in place of what was. Those who planned to come
// are told of other days or another place, and asked whether they still come.
func changed(c *flows.Conversation, id string, to Training) {
	r, tr, ok := trainingOf(c, id)
	if !ok || !changeable(c, tr) {
		c.Menu("training.officer.over")
		return
	}
	before := tr.Training
	begun := slices.DeleteFunc(slices.Clone(tr.Sessions), func(s enterprise.Session) bool { return s.From.After(c.Now()) })
	tr.Training = to.Training
	tr.Sessions = append(begun, to.Sessions...)
	old := tr.Poster
	tr.Capacity, tr.Picks, tr.Poster, tr.Closes = to.Capacity, to.Picks, to.Poster, to.Closes
	if !keepPoster(c, id, tr) {
		return
	}
	dropPoster(c, id, old, tr.Poster)
	tr.Changes++
	tr.Codes = codes(c, tr.Codes, len(tr.Sessions))
	moved := before.Moved(tr.Training)
	for i := range tr.Seats {
		s := &tr.Seats[i]
		if moved {
			s.Answer = ""
		}
		if s.State == enterprise.PlaceOffered && s.Until.After(tr.Begins()) {
			s.Until = tr.Begins()
		}
		inform(c, s.Who, trainingNotice{ID: id, Training: tr.Training, Told: moved && s.State != enterprise.PlaceOffered})
	}
	putTraining(c, r, tr)
	c.Audit("training.edited", 0, Code(id), "")
	sayTraining(c, r, tr)
	key := "training.changed"
	if moved && len(tr.Seats) > 0 {
		key = "training.moved"
	}
	c.Menu(key)
}
