package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// listedTrainings is how many trainings a list shows.
const listedTrainings = 8

// listTrainings is /pelatihan: for officers what they run, for owners what
// fits them.
func (t *talk) listTrainings() {
	if t.may(forOfficers) {
		t.officerTrainings()
		return
	}
	t.ownTrainings()
}

// joins tells whether this is somebody who may join trainings; others are led
// to what comes first.
func (t *talk) joins() bool {
	switch {
	case t.settling():
		t.start("")
		return false
	case len(t.Person.Businesses) == 0:
		t.note = t.word("trainings.register_first", nil)
		t.enter(t.book.flow(registerKey))
		return false
	}
	return true
}

// ownTrainings shows an owner the trainings they joined or may join, those
// that help the weakest indicator first.
func (t *talk) ownTrainings() {
	if !t.joins() {
		return
	}
	all := t.fitting()
	lines, row := []string{t.word("trainings.own", messages.Args{"None": len(all) == 0})}, []messages.Button{}
	for i, c := range all {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, t.trainingLine(c)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "l:" + c.id + ":open"})
	}
	if past := t.attended(); past != "" {
		lines = append(lines, past)
	}
	t.say(messages.Message{Key: "trainings.own", Text: strings.Join(lines, "\n\n"), Buttons: slices.Collect(slices.Chunk(row, 4))})
	t.showOpen()
}

// fitting are the trainings that the person joined, then those they may join,
// the most useful first.
func (t *talk) fitting() []numberedTraining {
	all := slices.DeleteFunc(t.trainings(false), func(c numberedTraining) bool {
		_, joined := t.Person.Participation(c.id)
		return !joined && (!t.joinable(c.training) || !t.mayJoin(c.training))
	})
	slices.SortStableFunc(all, func(a, b numberedTraining) int { return cmp.Compare(t.usefulness(a), t.usefulness(b)) })
	return all[:min(len(all), listedTrainings)]
}

// usefulness orders trainings: what was joined, then what the weakest indicator
// needs; what was attended already comes last.
func (t *talk) usefulness(c numberedTraining) float64 {
	if x, ok := t.Person.Participation(c.id); ok && x.State != enterprise.PlaceLapsed {
		return -1
	}
	score, _ := t.helps(c.Kind)
	if slices.ContainsFunc(t.Person.Trainings, func(x enterprise.Participation) bool { return x.Kind == c.Kind && len(x.Present) > 0 }) {
		score += 200
	}
	return score
}

// helps is how weak the indicator is that a kind of training raises, and which.
func (t *talk) helps(kind string) (float64, string) {
	k, _ := t.book.program.City.Trainings.Kind(kind)
	var r enterprise.Result
	if a := t.newest(); a != nil {
		r = a.Result
	}
	return k.Weaker(r)
}

// attended is one line about what the owner has taken part in; empty: nothing.
func (t *talk) attended() string { return t.attendedBy(t.Person, "trainings.attended") }

func (t *talk) attendedBy(p enterprise.Person, key string) string {
	var names []string
	for _, x := range p.Trainings {
		if len(x.Present) > 0 {
			names = append(names, x.Title+" ("+t.date(x.Begins())+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return t.word(key, messages.Args{"N": len(names), "Names": strings.Join(names[max(0, len(names)-5):], ", ")})
}

// trainingLine is a training in a list.
func (t *talk) trainingLine(c numberedTraining) string {
	text := t.word("training.line", messages.Args{"Title": c.Title, "Kind": t.trainingKind(c.Kind), "When": t.sessionTime(c.Sessions[0]), "More": len(c.Sessions) - 1})
	if _, weakest := t.helps(c.Kind); weakest != "" {
		text += "\n" + t.word("training.because", messages.Args{"Indicator": t.dimension(weakest)})
	}
	return text + "\n" + t.standingIn(c)
}

// standingIn says how the person stands to a training.
func (t *talk) standingIn(c numberedTraining) string {
	s := c.seatOf(t.Person.ID)
	if !c.Cancelled.IsZero() {
		return t.word("training.standing.cancelled", nil)
	}
	if s == nil {
		return t.word("training.places", messages.Args{"Free": max(0, c.free()), "Capacity": c.Capacity, "Waiting": c.count(enterprise.PlaceWaiting)})
	}
	return t.word("training.standing."+string(s.State), messages.Args{"Place": c.place(t.Person.ID), "Until": t.dayMoment(s.Until)})
}

func (t *talk) trainingKind(code string) string {
	k, _ := t.book.program.City.Trainings.Kind(code)
	return k.Name.In(t.lang)
}

// sessionTime is "Rabu, 25 November 2026, 09.00-12.00 WIB".
func (t *talk) sessionTime(s enterprise.Session) string {
	from := t.local(s.From)
	zone, _ := from.Zone()
	return enterprise.FormatWeekday(from, t.lang) + ", " + t.date(from) + ", " + from.Format("15.04") + "–" + t.local(s.Until).Format("15.04") + " " + zone
}

func (t *talk) sessionLines(c enterprise.Training) string {
	var lines []string
	for _, s := range c.Sessions {
		lines = append(lines, messages.Escape(t.sessionTime(s)))
	}
	return strings.Join(lines, "\n")
}

// trainingCard is a training as anybody reads it.
func (t *talk) trainingCard(id string, c training) string {
	return t.word("training.card", messages.Args{
		"Title": c.Title, "Kind": t.trainingKind(c.Kind), "When": messages.HTML(t.sessionLines(c.Training)), "Place": c.Place, "Contact": c.Contact,
		"Closes": t.dayMoment(c.Closes), "Code": trainingCode(id), "Cancelled": !c.Cancelled.IsZero(), "Reason": c.Reason,
	})
}

// trainingButton is a button of an owner's: "l:<training>:<verb>".
func (t *talk) trainingButton(rest []string) bool {
	if len(rest) == 1 && rest[0] == "list" {
		t.ownTrainings()
		return true
	}
	if len(rest) < 2 || len(rest) > 3 {
		return false
	}
	r, c, ok := t.trainingOf(rest[0])
	if !ok {
		t.again(t.word("training.gone", nil))
		return true
	}
	if rest[1] == "rate" && len(rest) == 3 {
		return t.giveStars(r, c, rest[2])
	}
	do := map[string]func(*talk, Record, training){
		"open": (*talk).showTraining, "join": (*talk).joinTraining, "leave": (*talk).leaveTraining, "take": (*talk).takePlace, "stay": (*talk).stayTraining,
		"ics": func(t *talk, r Record, c training) {
			t.sayCalendar(r, c, t.word("training.calendar", nil))
			t.showOpen()
		},
		"code": func(t *talk, r Record, c training) { t.enter(t.book.flow(presenceKey)) }, "paper": (*talk).sayCertificate,
	}[rest[1]]
	if do == nil || len(rest) != 2 {
		return false
	}
	if t.joins() {
		do(t, r, c)
	}
	return true
}

func (t *talk) trainingButtonOf(id, verb string) messages.Button {
	return messages.Button{Label: t.label("training.button." + verb), Data: "l:" + id + ":" + verb}
}

// showTraining is a training as the owner sees it, with what they can do.
func (t *talk) showTraining(r Record, c training) {
	x, _ := t.Person.Participation(r.ID)
	verbs := []string{}
	s := c.seatOf(t.Person.ID)
	switch {
	case s == nil && t.joinable(c) && t.mayJoin(c):
		verbs = append(verbs, "join")
	case s != nil && s.State == enterprise.PlaceOffered && t.now.Before(s.Until):
		verbs = append(verbs, "take", "leave")
	case s != nil && t.now.Before(c.Begins()) && c.Cancelled.IsZero():
		verbs = append(verbs, "ics", "leave")
	case s != nil && s.State == enterprise.PlaceTaken && c.On(t.now) >= 0:
		verbs = append(verbs, "code")
	}
	if t.certified(x) {
		verbs = append(verbs, "paper")
	}
	var row []messages.Button
	for _, v := range verbs {
		row = append(row, t.trainingButtonOf(r.ID, v))
	}
	text := t.trainingCard(r.ID, c)
	if c.Cancelled.IsZero() {
		text = join(text, t.standingIn(numberedTraining{r.ID, c}))
	}
	t.say(trainingMessage(c, messages.Message{Key: "training.card", Text: text, Buttons: slices.Collect(slices.Chunk(row, 2))}))
	t.showOpen()
}

// joinTraining takes a place, or one on the waiting list where there is none.
func (t *talk) joinTraining(r Record, c training) {
	switch s := c.seatOf(t.Person.ID); {
	case s != nil:
		t.again(t.word("training.already", messages.Args{"Title": c.Title, "Standing": messages.HTML(t.standingIn(numberedTraining{r.ID, c}))}))
		return
	case !c.Cancelled.IsZero():
		t.again(t.word("training.cancelled", messages.Args{"Title": c.Title}))
		return
	case !t.joinable(c):
		t.again(t.word("training.closed", messages.Args{"Title": c.Title, "Closes": t.dayMoment(c.Closes)}))
		return
	case !t.mayJoin(c):
		t.again(t.word("training.not_for_you", messages.Args{"Title": c.Title, "Segment": t.segmentWords(c.Picks)}))
		return
	}
	t.settleOffers(r.ID, &c)
	s := seat{Who: t.Person.ID, State: enterprise.PlaceWaiting, Since: t.now}
	if c.free() > 0 {
		s.State = enterprise.PlaceTaken
	}
	c.Seats = append(c.Seats, s)
	t.putTraining(r, c)
	t.changeParticipation(enterprise.Participation{ID: r.ID, Training: c.Training, State: s.State, Since: t.now})
	if s.State == enterprise.PlaceWaiting {
		t.again(t.word("training.waiting", messages.Args{"Title": c.Title, "Place": c.place(t.Person.ID), "Hours": t.book.program.City.Trainings.OfferHours}))
		return
	}
	t.sayJoined(r, c)
}

// sayJoined confirms a place with what comes: the reminders and the file for
// the owner's own calendar.
func (t *talk) sayJoined(r Record, c training) {
	text := t.word("training.joined", messages.Args{"Title": c.Title, "When": messages.HTML(t.sessionLines(c.Training)), "Place": c.Place, "Plan": t.reminderPlan(r.ID)})
	t.sayCalendar(r, c, text)
	t.showOpen()
}

// reminderPlan is when the person will be reminded of a training.
func (t *talk) reminderPlan(id string) string {
	k := t.reminderKind("training")
	var out []time.Time
	for _, th := range t.thingsOf(k) {
		if th.about.(comingSession).ID != id {
			continue
		}
		for _, m := range t.ahead(k, th) {
			if m.at.After(t.now) {
				out = append(out, t.opening(k, m.at))
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	var names []string
	for _, at := range out[:min(len(out), 3)] {
		names = append(names, t.date(at)+" "+t.local(at).Format("15.04"))
	}
	return strings.Join(names, "; ")
}

func (t *talk) sayCalendar(r Record, c training, text string) {
	x := &messages.Calendar{Name: t.label("training.calendar.name") + ".ics", ID: r.ID, Version: c.Changes, Title: c.Title, Place: c.Place, About: c.Contact, Made: t.now}
	for _, s := range c.Sessions {
		x.Sessions = append(x.Sessions, messages.Span(s))
	}
	t.say(messages.Message{Key: "training.joined", Text: text, Calendar: x})
}

// leaveTraining gives a place back, or an offered or waited-for one.
func (t *talk) leaveTraining(r Record, c training) {
	x, joined := t.Person.Participation(r.ID)
	switch {
	case c.seatOf(t.Person.ID) == nil && !joined:
		t.again(t.word("training.not_in", messages.Args{"Title": c.Title}))
		return
	case c.seatOf(t.Person.ID) != nil && x.State == enterprise.PlaceTaken && !t.now.Before(c.Begins()) && c.Cancelled.IsZero():
		t.again(t.word("training.begun", messages.Args{"Title": c.Title}))
		return
	}
	c.drop(t.Person.ID)
	t.putTraining(r, c)
	t.dropParticipation(r.ID)
	t.again(t.word("training.left", messages.Args{"Title": c.Title}))
}

// takePlace accepts an offered place, if it is still kept.
func (t *talk) takePlace(r Record, c training) {
	s := c.seatOf(t.Person.ID)
	switch {
	case s != nil && s.State == enterprise.PlaceTaken:
		t.again(t.word("training.already", messages.Args{"Title": c.Title, "Standing": messages.HTML(t.standingIn(numberedTraining{r.ID, c}))}))
		return
	case s == nil || s.State != enterprise.PlaceOffered || !t.now.Before(s.Until) || !c.Cancelled.IsZero():
		t.again(t.word("training.offer_over", messages.Args{"Title": c.Title}))
		return
	}
	s.State, s.Until = enterprise.PlaceTaken, time.Time{}
	t.putTraining(r, c)
	t.changeParticipation(enterprise.Participation{ID: r.ID, Training: c.Training, State: enterprise.PlaceTaken, Since: t.now})
	t.sayJoined(r, c)
}

// stayTraining answers that somebody still comes after a change.
func (t *talk) stayTraining(r Record, c training) {
	s := c.seatOf(t.Person.ID)
	if s == nil {
		t.again(t.word("training.not_in", messages.Args{"Title": c.Title}))
		return
	}
	if s.Answer != "yes" {
		s.Answer = "yes"
		t.putTraining(r, c)
	}
	t.sayJoinedAgain(r, c)
}

// sayJoinedAgain thanks, with the calendar file of the new days.
func (t *talk) sayJoinedAgain(r Record, c training) {
	t.sayCalendar(r, c, t.word("training.stays", messages.Args{"Title": c.Title, "When": messages.HTML(t.sessionLines(c.Training))}))
	t.showOpen()
}

// showOpen shows again the question that is open, if one is, below what was said.
func (t *talk) showOpen() {
	if t.Chat.Open != "" {
		t.again("")
	}
}
