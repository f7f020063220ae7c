package training

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reminder"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

// listedTrainings is how many trainings a list shows.
const listedTrainings = 8

// listTrainings is /pelatihan: for officers what they run, for owners what
// fits them.
func listTrainings(c *flows.Conversation) {
	if c.Allowed(flows.ForOfficers) {
		officerTrainings(c)
		return
	}
	ownTrainings(c)
}

// Joins tells whether this is somebody who may join trainings; others are led
// to what comes first.
func Joins(c *flows.Conversation) bool {
	switch {
	case c.Settling():
		c.Start("")
		return false
	case len(c.Person.Businesses) == 0:
		c.Note = c.Text("trainings.register_first", nil)
		c.Open(flows.RegisterKey)
		return false
	}
	return true
}

// ownTrainings shows an owner the trainings they joined or may join, those
// that help the weakest indicator first.
func ownTrainings(c *flows.Conversation) {
	if !Joins(c) {
		return
	}
	all := Fitting(c)
	lines, row := []string{c.Text("trainings.own", messages.Args{"None": len(all) == 0})}, []messages.Button{}
	for i, nt := range all {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, trainingLine(c, nt)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "l:" + nt.ID + ":open"})
	}
	if past := attended(c); past != "" {
		lines = append(lines, past)
	}
	c.Say(messages.Message{Key: "trainings.own", Text: strings.Join(lines, "\n\n"), Buttons: slices.Collect(slices.Chunk(row, 4))})
	c.RepeatOpen()
}

// Fitting are the trainings that the person joined, then those they may join,
// the most useful first.
func Fitting(c *flows.Conversation) []numberedTraining {
	all := slices.DeleteFunc(List(c, false), func(nt numberedTraining) bool {
		_, joined := c.Person.Participation(nt.ID)
		return !joined && (!Joinable(c, nt.Training) || !mayJoin(c, nt.Training))
	})
	slices.SortStableFunc(all, func(a, b numberedTraining) int { return cmp.Compare(usefulness(c, a), usefulness(c, b)) })
	return all[:min(len(all), listedTrainings)]
}

// usefulness orders trainings: what was joined, then what the weakest indicator
// needs; what was attended already comes last.
func usefulness(c *flows.Conversation, nt numberedTraining) float64 {
	if x, ok := c.Person.Participation(nt.ID); ok && x.State != enterprise.PlaceLapsed {
		return -1
	}
	score, _ := helps(c, nt.Kind)
	if slices.ContainsFunc(c.Person.Trainings, func(x enterprise.Participation) bool { return x.Kind == nt.Kind && len(x.Present) > 0 }) {
		score += 200
	}
	return score
}

// helps is how weak the indicator is that a kind of training raises, and which.
func helps(c *flows.Conversation, kind string) (float64, string) {
	k, _ := c.Program().City.Trainings.Kind(kind)
	var r enterprise.Result
	if a := c.Newest(); a != nil {
		r = a.Result
	}
	return k.Weaker(r)
}

// attended is one line about what the owner has taken part in; empty: nothing.
func attended(c *flows.Conversation) string { return attendedBy(c, c.Person, "trainings.attended") }

func attendedBy(c *flows.Conversation, p enterprise.Person, key string) string {
	var names []string
	for _, x := range p.Trainings {
		if len(x.Present) > 0 {
			names = append(names, x.Title+" ("+c.Date(x.Begins())+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return c.Text(key, messages.Args{"N": len(names), "Names": strings.Join(names[max(0, len(names)-5):], ", ")})
}

// trainingLine is a training in a list.
func trainingLine(c *flows.Conversation, nt numberedTraining) string {
	text := c.Text("training.line", messages.Args{"Title": nt.Title, "Kind": c.TrainingKind(nt.Kind), "When": sessionTime(c, nt.Sessions[0]), "More": len(nt.Sessions) - 1})
	if _, weakest := helps(c, nt.Kind); weakest != "" {
		text += "\n" + c.Text("training.because", messages.Args{"Indicator": c.Dimension(weakest)})
	}
	return text + "\n" + standingIn(c, nt)
}

// standingIn says how the person stands to a training.
func standingIn(c *flows.Conversation, nt numberedTraining) string {
	s := nt.SeatOf(c.Person.ID)
	if !nt.Cancelled.IsZero() {
		return c.Text("training.standing.cancelled", nil)
	}
	if s == nil {
		return c.Text("training.places", messages.Args{"Free": max(0, nt.Free()), "Capacity": nt.Capacity, "Waiting": nt.Count(enterprise.PlaceWaiting)})
	}
	return c.Text("training.standing."+string(s.State), messages.Args{"Place": nt.place(c.Person.ID), "Until": c.DayMoment(s.Until)})
}

// sessionTime is "Rabu, 25 November 2026, 09.00-12.00 WIB".
func sessionTime(c *flows.Conversation, s enterprise.Session) string {
	from := c.Local(s.From)
	zone, _ := from.Zone()
	return enterprise.FormatWeekday(from, c.Lang()) + ", " + c.Date(from) + ", " + from.Format("15.04") + "–" + c.Local(s.Until).Format("15.04") + " " + zone
}

func sessionLines(c *flows.Conversation, tr enterprise.Training) string {
	var lines []string
	for _, s := range tr.Sessions {
		lines = append(lines, messages.Escape(sessionTime(c, s)))
	}
	return strings.Join(lines, "\n")
}

// trainingCard is a training as anybody reads it.
func trainingCard(c *flows.Conversation, id string, tr Training) string {
	return c.Text("training.card", messages.Args{
		"Title": tr.Title, "Kind": c.TrainingKind(tr.Kind), "When": messages.HTML(sessionLines(c, tr.Training)), "Place": tr.Place, "Contact": tr.Contact,
		"Closes": c.DayMoment(tr.Closes), "Code": Code(id), "Cancelled": !tr.Cancelled.IsZero(), "Reason": tr.Reason,
	})
}

// trainingButton is a button of an owner's: "l:<training>:<verb>".
func trainingButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 1 && rest[0] == "list" {
		ownTrainings(c)
		return true
	}
	if len(rest) < 2 || len(rest) > 3 {
		return false
	}
	r, tr, ok := trainingOf(c, rest[0])
	if !ok {
		c.Repeat(c.Text("training.gone", nil))
		return true
	}
	if rest[1] == "rate" && len(rest) == 3 {
		return giveStars(c, r, tr, rest[2])
	}
	do := map[string]func(*flows.Conversation, flows.Record, Training){
		"open": showTraining, "join": joinTraining, "leave": leaveTraining, "take": takePlace, "stay": stayTraining,
		"ics": func(c *flows.Conversation, r flows.Record, tr Training) {
			sayCalendar(c, r, tr, c.Text("training.calendar", nil))
			c.RepeatOpen()
		},
		"code": func(c *flows.Conversation, r flows.Record, tr Training) { c.Open(presenceKey) }, "paper": sayCertificate,
	}[rest[1]]
	if do == nil || len(rest) != 2 {
		return false
	}
	if Joins(c) {
		do(c, r, tr)
	}
	return true
}

func trainingButtonOf(c *flows.Conversation, id, verb string) messages.Button {
	return messages.Button{Label: c.Label("training.button." + verb), Data: "l:" + id + ":" + verb}
}

// showTraining is a training as the owner sees it, with what they can do.
func showTraining(c *flows.Conversation, r flows.Record, tr Training) {
	x, _ := c.Person.Participation(r.ID)
	verbs := []string{}
	s := tr.SeatOf(c.Person.ID)
	switch {
	case s == nil && Joinable(c, tr) && mayJoin(c, tr):
		verbs = append(verbs, "join")
	case s != nil && s.State == enterprise.PlaceOffered && c.Now().Before(s.Until):
		verbs = append(verbs, "take", "leave")
	case s != nil && c.Now().Before(tr.Begins()) && tr.Cancelled.IsZero():
		verbs = append(verbs, "ics", "leave")
	case s != nil && s.State == enterprise.PlaceTaken && tr.On(c.Now()) >= 0:
		verbs = append(verbs, "code")
	}
	if certified(c, x) {
		verbs = append(verbs, "paper")
	}
	var row []messages.Button
	for _, v := range verbs {
		row = append(row, trainingButtonOf(c, r.ID, v))
	}
	text := trainingCard(c, r.ID, tr)
	if tr.Cancelled.IsZero() {
		text = flows.Join(text, standingIn(c, numberedTraining{r.ID, tr}))
	}
	c.Say(trainingMessage(tr, messages.Message{Key: "training.card", Text: text, Buttons: slices.Collect(slices.Chunk(row, 2))}))
	c.RepeatOpen()
}

// joinTraining takes a place, or one on the waiting list where there is none.
func joinTraining(c *flows.Conversation, r flows.Record, tr Training) {
	switch s := tr.SeatOf(c.Person.ID); {
	case s != nil:
		c.Repeat(c.Text("training.already", messages.Args{"Title": tr.Title, "Standing": messages.HTML(standingIn(c, numberedTraining{r.ID, tr}))}))
		return
	case !tr.Cancelled.IsZero():
		c.Repeat(c.Text("training.cancelled", messages.Args{"Title": tr.Title}))
		return
	case !Joinable(c, tr):
		c.Repeat(c.Text("training.closed", messages.Args{"Title": tr.Title, "Closes": c.DayMoment(tr.Closes)}))
		return
	case !mayJoin(c, tr):
		c.Repeat(c.Text("training.not_for_you", messages.Args{"Title": tr.Title, "Segment": segment.InWords(c, tr.Picks)}))
		return
	}
	settleOffers(c, r.ID, &tr)
	s := seat{Who: c.Person.ID, State: enterprise.PlaceWaiting, Since: c.Now()}
	if tr.Free() > 0 {
		s.State = enterprise.PlaceTaken
	}
	tr.Seats = append(tr.Seats, s)
	putTraining(c, r, tr)
	changeParticipation(c, enterprise.Participation{ID: r.ID, Training: tr.Training, State: s.State, Since: c.Now()})
	if s.State == enterprise.PlaceWaiting {
		c.Repeat(c.Text("training.waiting", messages.Args{"Title": tr.Title, "Place": tr.place(c.Person.ID), "Hours": c.Program().City.Trainings.OfferHours}))
		return
	}
	sayJoined(c, r, tr)
}

// sayJoined confirms a place with what comes: the reminders and the file for
// the owner's own calendar.
func sayJoined(c *flows.Conversation, r flows.Record, tr Training) {
	text := c.Text("training.joined", messages.Args{"Title": tr.Title, "When": messages.HTML(sessionLines(c, tr.Training)), "Place": tr.Place, "Plan": reminderPlan(c, r.ID)})
	sayCalendar(c, r, tr, text)
	c.RepeatOpen()
}

// reminderPlan is when the person will be reminded of a training.
func reminderPlan(c *flows.Conversation, id string) string {
	k := reminder.ReminderKind(c, "training")
	var out []time.Time
	for _, th := range reminder.ItemsOf(c, k) {
		if th.About.(comingSession).ID != id {
			continue
		}
		for _, m := range reminder.Ahead(c, k, th) {
			if m.At.After(c.Now()) {
				out = append(out, reminder.Opening(c, k, m.At))
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	var names []string
	for _, at := range out[:min(len(out), 3)] {
		names = append(names, c.Date(at)+" "+c.Local(at).Format("15.04"))
	}
	return strings.Join(names, "; ")
}

func sayCalendar(c *flows.Conversation, r flows.Record, tr Training, text string) {
	x := &messages.Calendar{Name: c.Label("training.calendar.name") + ".ics", ID: r.ID, Version: tr.Changes, Title: tr.Title, Place: tr.Place, About: tr.Contact, Made: c.Now()}
	for _, s := range tr.Sessions {
		x.Sessions = append(x.Sessions, messages.Span(s))
	}
	c.Say(messages.Message{Key: "training.joined", Text: text, Calendar: x})
}

// leaveTraining gives a place back, or an offered or waited-for one.
func leaveTraining(c *flows.Conversation, r flows.Record, tr Training) {
	x, joined := c.Person.Participation(r.ID)
	switch {
	case tr.SeatOf(c.Person.ID) == nil && !joined:
		c.Repeat(c.Text("training.not_in", messages.Args{"Title": tr.Title}))
		return
	case tr.SeatOf(c.Person.ID) != nil && x.State == enterprise.PlaceTaken && !c.Now().Before(tr.Begins()) && tr.Cancelled.IsZero():
		c.Repeat(c.Text("training.begun", messages.Args{"Title": tr.Title}))
		return
	}
	tr.drop(c.Person.ID)
	putTraining(c, r, tr)
	dropParticipation(c, r.ID)
	c.Repeat(c.Text("training.left", messages.Args{"Title": tr.Title}))
}

// takePlace accepts an offered place, if it is still kept.
func takePlace(c *flows.Conversation, r flows.Record, tr Training) {
	s := tr.SeatOf(c.Person.ID)
	switch {
	case s != nil && s.State == enterprise.PlaceTaken:
		c.Repeat(c.Text("training.already", messages.Args{"Title": tr.Title, "Standing": messages.HTML(standingIn(c, numberedTraining{r.ID, tr}))}))
		return
	case s == nil || s.State != enterprise.PlaceOffered || !c.Now().Before(s.Until) || !tr.Cancelled.IsZero():
		c.Repeat(c.Text("training.offer_over", messages.Args{"Title": tr.Title}))
		return
	}
	s.State, s.Until = enterprise.PlaceTaken, time.Time{}
	putTraining(c, r, tr)
	changeParticipation(c, enterprise.Participation{ID: r.ID, Training: tr.Training, State: enterprise.PlaceTaken, Since: c.Now()})
	sayJoined(c, r, tr)
}

// stayTraining answers that somebody still comes after a change.
func stayTraining(c *flows.Conversation, r flows.Record, tr Training) {
	s := tr.SeatOf(c.Person.ID)
	if s == nil {
		c.Repeat(c.Text("training.not_in", messages.Args{"Title": tr.Title}))
		return
	}
	if s.Answer != "yes" {
		s.Answer = "yes"
		putTraining(c, r, tr)
	}
	sayJoinedAgain(c, r, tr)
}

// sayJoinedAgain thanks, with the calendar file of the new days.
func sayJoinedAgain(c *flows.Conversation, r flows.Record, tr Training) {
	sayCalendar(c, r, tr, c.Text("training.stays", messages.Args{"Title": tr.Title, "When": messages.HTML(sessionLines(c, tr.Training))}))
	c.RepeatOpen()
}
