package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	trainingKey = "training"
	// sessionsMost is how many sessions a training may have.
	sessionsMost = 8
	capacityMost = 500
	closesStart  = "start"
	posterNone   = "none"
)

// writeTraining is how a training is made or changed: its draft's subject is
// the one that is changed.
func writeTraining() *Flow {
	questions := trainingQuestions()
	return &Flow{
		Key: trainingKey, For: forOfficers, Numbered: true, Recalled: true,
		Questions: func(*talk, *Draft) []*Question { return questions },
		Finish:    (*talk).saveTraining,
		Idle:      func(d *Draft) bool { return len(d.Answers) == 0 },
	}
}

func trainingQuestions() []*Question {
	return slices.Concat(
		[]*Question{
			{Key: "title", Read: readLine("training.title.refuse", 3, 80)},
			{Key: "kind", Options: trainingKinds},
			{Key: "place", Read: readLine("training.place.refuse", 3, 200)},
		},
		sessionQuestions(),
		[]*Question{{Key: "capacity", Read: readCapacity}},
		segmentQuestions(),
		[]*Question{
			{Key: "closes", Spelled: true, Options: closesOptions, Read: readCloses, Name: func(t *talk, d *Draft, _ string) string { return t.dayMoment(closesIn(d)) }},
			{Key: "contact", Read: readLine("training.contact.refuse", 3, 80)},
			{Key: "poster", Content: true, Options: posterOptions, Read: readPoster, Name: func(t *talk, _ *Draft, value string) string {
				if value == posterNone {
					return t.label("training.poster.none")
				}
				return t.label("training.poster.have")
			}},
			{Key: "confirm", Strict: true, Closing: true, Ask: (*talk).askTraining, Options: func(t *talk, d *Draft) []Option {
				key := "training.confirm.publish"
				if d.Subject != "" {
					key = "training.confirm.change"
				}
				return []Option{{Value: "yes", Label: t.label(key), Names: t.names("nav.yes")}}
			}},
		},
	)
}

func trainingKinds(t *talk, _ *Draft) []Option {
	var out []Option
	for _, k := range t.book.program.City.Trainings.Kinds {
		out = append(out, Option{Value: k.Code, Label: k.Name.In(t.lang), Names: []string{k.Name.In("id"), k.Name.In("en")}})
	}
	return out
}

func sessionKey(i int) string { return "session" + strconv.Itoa(i+1) }

// sessionQuestions are the sessions: each a question of its own, so that it can
// be corrected on its own.
func sessionQuestions() []*Question {
	var all []*Question
	for i := range sessionsMost {
		q := &Question{
			Key: sessionKey(i), Spelled: true, Read: readSession,
			Ask: func(t *talk, _ *Draft) string { return t.word("training.session.ask", nil) },
			Name: func(t *talk, _ *Draft, value string) string {
				s, ok := sessionOf(value)
				if !ok {
					return t.label("announce.part.done")
				}
				return t.sessionTime(s)
			},
		}
		if i > 0 {
			q.Applies = func(_ *talk, d *Draft) bool { return len(sessionsIn(d, i)) == i }
			q.Options = func(t *talk, _ *Draft) []Option {
				return []Option{{Value: partDone, Label: t.label("announce.part.done"), Names: t.names("announce.part.done.names")}}
			}
			q.Ask = func(t *talk, _ *Draft) string { return t.word("training.session.more", messages.Args{"N": i}) }
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
func sessionsIn(d *Draft, most int) []enterprise.Session {
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
func readSession(t *talk, _ *Draft, typed string) Reading {
	if s, ok := sessionOf(typed); ok {
		if !s.From.After(t.now) {
			return Reading{Refuse: t.word("announce.when.past", nil)}
		}
		return Reading{Value: typed}
	}
	all, fault := enterprise.ReadSessions(typed, t.local(t.now))
	if fault != "" {
		return Reading{Refuse: t.word(sessionFaults[fault], nil)}
	}
	r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
	for _, s := range all {
		r.Candidates = append(r.Candidates, Candidate{Label: t.sessionTime(s), Value: sessionValue(s)})
	}
	if len(all) == 1 {
		r = t.echo(sessionValue(all[0]), t.word("training.session.echo", messages.Args{"When": t.sessionTime(all[0])}), nil)
	}
	return r
}

var sessionFaults = map[enterprise.MomentFault]string{
	enterprise.NoMoment:     "training.session.refuse",
	enterprise.NoHour:       "training.session.hours",
	enterprise.NoSuchMoment: "training.session.none",
	enterprise.MomentPast:   "announce.when.past",
	enterprise.MomentTooFar: "announce.when.far",
}

func readCapacity(t *talk, d *Draft, typed string) Reading {
	n, fault := enterprise.ReadCount(typed, 1, capacityMost)
	if fault != "" {
		return Reading{Refuse: t.word("training.capacity.refuse", messages.Args{"Most": capacityMost})}
	}
	if d.Subject != "" {
		if _, c, ok := t.trainingOf(d.Subject); ok && n < c.Capacity-c.free() {
			return Reading{Refuse: t.word("training.capacity.less", messages.Args{"N": c.Capacity - c.free()})}
		}
	}
	return Reading{Value: strconv.Itoa(n)}
}

func closesOptions(t *talk, _ *Draft) []Option {
	return []Option{{Value: closesStart, Label: t.label("training.closes.start"), Names: t.names("training.closes.names")}}
}

func readCloses(t *talk, d *Draft, typed string) Reading {
	begins := firstSession(d)
	at, err := time.Parse(time.RFC3339, typed)
	if err != nil {
		m := enterprise.ReadMoment(typed, t.local(t.now))
		if m.Fault != "" {
			return Reading{Refuse: t.word(whenFaults[m.Fault], nil)}
		}
		if at = m.At; at.IsZero() {
			r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
			for _, c := range m.Candidates {
				r.Candidates = append(r.Candidates, t.momentCandidate(c))
			}
			return r
		}
	}
	switch {
	case at.After(begins):
		return Reading{Refuse: t.word("training.closes.late", messages.Args{"Begins": t.dayMoment(begins)})}
	case err == nil:
		return Reading{Value: typed}
	}
	return t.echo(at.Format(time.RFC3339), t.word("training.closes.echo", messages.Args{"When": t.dayMoment(at)}), nil)
}

// firstSession is when a draft's training begins.
func firstSession(d *Draft) (first time.Time) {
	for _, s := range sessionsIn(d, sessionsMost) {
		if first.IsZero() || s.From.Before(first) {
			first = s.From
		}
	}
	return first
}

func closesIn(d *Draft) time.Time {
	begins := firstSession(d)
	at, err := time.Parse(time.RFC3339, d.Answers["closes"].Value)
	if err != nil || at.After(begins) {
		return begins
	}
	return at
}

// draftTraining is the training that a draft describes.
func draftTraining(d *Draft) training {
	value := func(key string) string { return d.Answers[key].Value }
	c := training{
		Training: enterprise.Training{Title: value("title"), Kind: value("kind"), Place: value("place"), Sessions: sessionsIn(d, sessionsMost), Contact: value("contact")},
		Picks:    picksIn(d), Closes: closesIn(d), Poster: posterOf(value("poster")),
	}
	c.Capacity, _ = strconv.Atoi(value("capacity"))
	slices.SortFunc(c.Sessions, func(a, b enterprise.Session) int { return a.From.Compare(b.From) })
	c.Sessions = slices.CompactFunc(c.Sessions, func(a, b enterprise.Session) bool { return a.From.Equal(b.From) })
	return c
}

// fillTraining fills a draft with the answers that made a training, but for
// its days.
func fillTraining(d *Draft, c training) {
	set := func(key, value string) { d.Answers[key] = Answer{Value: value} }
	set("title", c.Title)
	set("kind", c.Kind)
	set("place", c.Place)
	set("capacity", strconv.Itoa(c.Capacity))
	setPicks(d, c.Picks)
	set("who", segmentDone)
	set("contact", c.Contact)
	set("poster", posterNone)
	if c.Poster != nil {
		set("poster", c.Poster.value())
	}
}

// copyTraining begins a training like an earlier one, on other days.
func (t *talk) copyTraining(c training) {
	t.leave()
	delete(t.Chat.Drafts, trainingKey)
	fillTraining(t.draft(trainingKey), c)
	t.enter(t.book.flow(trainingKey))
}

// changeTraining opens a training to be changed: everything is answered, and
// "ubah 3" asks again. Sessions that have begun are left as they are.
func (t *talk) changeTraining(r Record, c training) {
	t.leave()
	delete(t.Chat.Drafts, trainingKey)
	d := t.draft(trainingKey)
	d.Subject = r.ID
	fillTraining(d, c)
	n := 0
	for _, s := range c.Sessions {
		if s.From.After(t.now) {
			d.Answers[sessionKey(n)] = Answer{Value: sessionValue(s)}
			n++
		}
	}
	if n < sessionsMost {
		d.Answers[sessionKey(n)] = Answer{Value: partDone}
	}
	d.Answers["closes"] = Answer{Value: closesStart}
	if c.Closes.Before(c.Begins()) {
		d.Answers["closes"] = Answer{Value: c.Closes.Format(time.RFC3339)}
	}
	t.enter(t.book.flow(trainingKey))
}

func (t *talk) askTraining(d *Draft) string {
	c := draftTraining(d)
	key := "training.confirm.ask"
	if d.Subject != "" {
		key = "training.confirm.changed"
	}
	return join(t.word("training.summary", messages.Args{
		"Title": c.Title, "Kind": t.trainingKind(c.Kind), "When": messages.HTML(t.sessionLines(c.Training)), "Place": c.Place, "Contact": c.Contact,
		"Capacity": c.Capacity, "Segment": t.segmentWords(c.Picks), "Total": t.draftAudience(d).Total, "Closes": t.dayMoment(c.Closes), "Poster": c.Poster != nil,
	}), t.word(key, nil))
}

// saveTraining publishes a training, or changes it and tells everybody.
func (t *talk) saveTraining(d *Draft) {
	delete(t.Chat.Drafts, trainingKey)
	c := draftTraining(d)
	if d.Subject != "" {
		t.changed(d.Subject, c)
		return
	}
	r := Record{RecordName: RecordName{trainingRecord, t.announcementID()}}
	c.By, c.Made, c.Codes = t.Person.ID, t.now, t.codes(nil, len(c.Sessions))
	if !t.keepPoster(r.ID, c) {
		return
	}
	t.putTraining(r, c)
	t.audit("training.made", 0, trainingCode(r.ID), "")
	t.sayTraining(r, c)
	t.menu("training.published")
}

// changed puts what was changed in place of what was. Those who planned to come
// are told of other days or another place, and asked whether they still come.
func (t *talk) changed(id string, to training) {
	r, c, ok := t.trainingOf(id)
	if !ok || !t.changeable(c) {
		t.menu("training.officer.over")
		return
	}
	before := c.Training
	begun := slices.DeleteFunc(slices.Clone(c.Sessions), func(s enterprise.Session) bool { return s.From.After(t.now) })
	c.Training = to.Training
	c.Sessions = append(begun, to.Sessions...)
	old := c.Poster
	c.Capacity, c.Picks, c.Poster, c.Closes = to.Capacity, to.Picks, to.Poster, to.Closes
	if !t.keepPoster(id, c) {
		return
	}
	t.dropPoster(id, old, c.Poster)
	c.Changes++
	c.Codes = t.codes(c.Codes, len(c.Sessions))
	moved := before.Moved(c.Training)
	for i := range c.Seats {
		s := &c.Seats[i]
		if moved {
			s.Answer = ""
		}
		if s.State == enterprise.PlaceOffered && s.Until.After(c.Begins()) {
			s.Until = c.Begins()
		}
		t.inform(s.Who, trainingNotice{ID: id, Training: c.Training, Told: moved && s.State != enterprise.PlaceOffered})
	}
	t.putTraining(r, c)
	t.audit("training.edited", 0, trainingCode(id), "")
	t.sayTraining(r, c)
	key := "training.changed"
	if moved && len(c.Seats) > 0 {
		key = "training.moved"
	}
	t.menu(key)
}
