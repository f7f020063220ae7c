package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const callOffKey = "calloff"

// seatsShown is how many participants fit a page.
const seatsShown = 8

// officerTrainings is what officers run, the next first.
func (t *talk) officerTrainings() {
	rows := [][]messages.Button{{{Label: t.label("training.officer.new"), Data: "k:new"}}}
	if t.Chat.Drafts[trainingKey] != nil {
		rows = append(rows, []messages.Button{{Label: t.label("training.officer.continue"), Data: "k:continue"}})
	}
	rows = append(rows, []messages.Button{{Label: t.label("training.officer.past"), Data: "k:past"}})
	if len(t.Person.Businesses) > 0 {
		rows = append(rows, []messages.Button{{Label: t.label("training.officer.own"), Data: "l:list"}})
	}
	t.sayTrainings("training.officer.list", t.trainings(false), rows)
}

func (t *talk) sayTrainings(key string, all []numberedTraining, rows [][]messages.Button) {
	all = all[:min(len(all), listedTrainings)]
	lines, row := []string{t.word(key, messages.Args{"None": len(all) == 0})}, []messages.Button{}
	for i, c := range all {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, t.officerLine(c)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "k:" + c.id + ":open"})
	}
	t.say(messages.Message{Key: key, Text: strings.Join(lines, "\n"), Buttons: append(slices.Collect(slices.Chunk(row, 4)), rows...)})
	t.showOpen()
}

func (t *talk) officerLine(c numberedTraining) string {
	return t.word("training.officer.line", messages.Args{
		"Code": trainingCode(c.id), "Title": c.Title, "Date": t.date(c.Begins()), "In": c.count(enterprise.PlaceTaken), "Capacity": c.Capacity,
		"Waiting": c.count(enterprise.PlaceWaiting, enterprise.PlaceOffered), "Cancelled": !c.Cancelled.IsZero(),
	})
}

// runTraining is a button of an officer's: "k:<training>:<verb>".
func (t *talk) runTraining(rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	if len(rest) == 1 {
		switch rest[0] {
		case "new":
			delete(t.Chat.Drafts, trainingKey)
			t.enter(t.book.flow(trainingKey))
		case "continue":
			t.enter(t.book.flow(trainingKey))
		case "past":
			t.sayTrainings("training.officer.pastlist", t.trainings(true), nil)
		case "list":
			t.officerTrainings()
		default:
			return false
		}
		return true
	}
	r, c, ok := t.trainingOf(rest[0])
	if !ok {
		t.again(t.word("training.gone", nil))
		return true
	}
	return t.trainingVerb(r, c, rest[1], rest[2:])
}

// trainingVerb does what a button under a training says, where it still stands.
func (t *talk) trainingVerb(r Record, c training, verb string, rest []string) bool {
	switch {
	case verb == "open":
		t.sayTraining(r, c)
	case verb == "who":
		page, _ := strconv.Atoi(strings.Join(rest, ""))
		t.saySeats(r, c, page, "")
	case verb == "seats" && len(rest) == 1: // another page of the same message
		page, _ := strconv.Atoi(rest[0])
		t.saySeats(r, c, page, t.in.Message)
	case verb == "tick" && len(rest) == 2:
		return t.tick(r, c, rest)
	case verb == "code" && c.Cancelled.IsZero() && c.Ends().After(t.now):
		t.sayCode(c)
	case verb == "copy":
		t.copyTraining(c)
	case verb == "change" && t.changeable(c):
		t.changeTraining(r, c)
	case verb == "cancel" && t.changeable(c):
		t.interject(callOffKey, r.ID)
	case verb == "code" || verb == "change" || verb == "cancel":
		t.again(t.word("training.officer.over", nil))
	default:
		return false
	}
	return true
}

// changeable tells whether something of a training is still to come.
func (t *talk) changeable(c training) bool {
	return c.Cancelled.IsZero() && slices.ContainsFunc(c.Sessions, func(s enterprise.Session) bool { return s.From.After(t.now) })
}

// sayTraining is a training as its officers see it.
func (t *talk) sayTraining(r Record, c training) {
	button := func(verb string) messages.Button {
		return messages.Button{Label: t.label("training.officer." + verb), Data: "k:" + r.ID + ":" + verb}
	}
	rows := [][]messages.Button{{button("who")}}
	if c.Cancelled.IsZero() && c.Ends().After(t.now) {
		rows[0] = append(rows[0], button("code"))
	}
	rows = append(rows, []messages.Button{button("copy")})
	if t.changeable(c) {
		rows = append(rows, []messages.Button{button("change"), button("cancel")})
	}
	t.say(trainingMessage(c, messages.Message{Key: "training.card", Text: join(t.trainingCard(r.ID, c), t.trainingFigures(c)), Buttons: rows}))
	t.showOpen()
}

// trainingFigures are how many come, and what was said of it afterwards.
func (t *talk) trainingFigures(c training) string {
	present, stars, rated, yes := 0, 0, 0, 0
	var said []string
	for _, s := range c.Seats {
		if len(s.Present) > 0 {
			present++
		}
		if s.Answer == "yes" {
			yes++
		}
		if s.Rating > 0 {
			stars, rated = stars+s.Rating, rated+1
		}
		if s.Words != "" {
			said = append(said, fmt.Sprintf("%d ★ %s", s.Rating, s.Words))
		}
	}
	args := messages.Args{
		"Segment": t.segmentWords(c.Picks), "In": c.count(enterprise.PlaceTaken), "Capacity": c.Capacity, "Waiting": c.count(enterprise.PlaceWaiting),
		"Offered": c.count(enterprise.PlaceOffered), "Over": !c.Ends().After(t.now), "Present": present,
		"Missed": len(c.missed()), "Rated": rated, "Stars": "", "Changed": c.Changes > 0 && yes > 0, "Yes": yes,
	}
	if rated > 0 {
		args["Stars"] = strings.Replace(strconv.FormatFloat(float64(stars)/float64(rated), 'f', 1, 64), ".", ",", 1)
	}
	text := t.word("training.officer.figures", args)
	if !t.now.Before(c.Begins()) {
		text += "\n" + t.word("training.officer.after", args)
	}
	for _, line := range said[max(0, len(said)-5):] {
		text += "\n• " + messages.Escape(line)
	}
	return text
}

// ticked is the session whose presence is ticked now: the one that is on, or
// the last that was; -1 before the first.
func (t *talk) ticked(c training) int {
	n := -1
	for i, s := range c.Sessions {
		if !s.From.After(t.now) {
			n = i
		}
	}
	return n
}

// saySeats shows a page of those who joined, to be ticked once a session has
// begun. Whose names were shown is in the trail.
func (t *talk) saySeats(r Record, c training, page int, edit string) {
	pages := (len(c.Seats) + seatsShown - 1) / seatsShown
	page = max(0, min(page, pages-1))
	n := t.ticked(c)
	lines := []string{t.word("training.seats", messages.Args{"Title": c.Title, "None": len(c.Seats) == 0, "Session": n + 1, "Of": len(c.Sessions)})}
	var ticks []messages.Button
	for i := page * seatsShown; i < min(len(c.Seats), (page+1)*seatsShown); i++ {
		s := c.Seats[i]
		lines = append(lines, fmt.Sprintf("%d. %s: %s", i+1, messages.Escape(t.foundLine(t.other(s.Who))), t.seatWords(c, s)))
		t.audit("data.seat", s.Who, trainingCode(r.ID), "")
		if n >= 0 && s.State == enterprise.PlaceTaken && c.Cancelled.IsZero() {
			mark := ""
			if slices.Contains(s.Present, n) {
				mark = "✓ "
			}
			ticks = append(ticks, messages.Button{Label: mark + strconv.Itoa(i+1), Data: fmt.Sprintf("k:%s:tick:%d:%d", r.ID, n, s.Who)})
		}
	}
	rows := slices.Collect(slices.Chunk(ticks, 4))
	var turn []messages.Button
	if page > 0 {
		turn = append(turn, messages.Button{Label: "‹", Data: fmt.Sprintf("k:%s:seats:%d", r.ID, page-1)})
	}
	if page < pages-1 {
		turn = append(turn, messages.Button{Label: "›", Data: fmt.Sprintf("k:%s:seats:%d", r.ID, page+1)})
	}
	if len(turn) > 0 {
		rows = append(rows, turn)
	}
	t.say(messages.Message{Key: "training.seats", Text: strings.Join(lines, "\n"), Buttons: rows, Edit: edit})
}

// seatWords is how somebody stands, and in which sessions they were.
func (t *talk) seatWords(c training, s seat) string {
	if s.State != enterprise.PlaceTaken {
		return t.word("training.seat."+string(s.State), nil)
	}
	marks := ""
	for i, session := range c.Sessions {
		switch {
		case slices.Contains(s.Present, i):
			marks += "✓"
		case session.Until.After(t.now):
			marks += "·"
		default:
			marks += "–"
		}
	}
	if len(s.Present) == 0 && !c.Ends().After(t.now) {
		return marks + " " + t.word("training.seat.missed", nil)
	}
	return marks
}

// tick notes that somebody was there, or was not.
func (t *talk) tick(r Record, c training, rest []string) bool {
	n, err := strconv.Atoi(rest[0])
	who, err2 := strconv.ParseInt(rest[1], 10, 64)
	id := enterprise.PersonID(who)
	s := c.seatOf(id)
	if err != nil || err2 != nil || n < 0 || n > t.ticked(c) || s == nil || s.State != enterprise.PlaceTaken || !c.Cancelled.IsZero() {
		t.again(t.word("training.gone", nil))
		return true
	}
	if id == t.Person.ID {
		t.again(t.word("training.officer.self", nil))
		return true
	}
	what := "training.present"
	if i := slices.Index(s.Present, n); i >= 0 {
		s.Present, what = slices.Delete(slices.Clone(s.Present), i, i+1), "training.absent"
	} else {
		s.Present = append(slices.Clone(s.Present), n)
	}
	t.inform(id, trainingNotice{ID: r.ID, Training: c.Training, Mark: true, Present: s.Present})
	t.audit(what, id, trainingCode(r.ID), "")
	t.putTraining(r, c)
	at := slices.IndexFunc(c.Seats, func(o seat) bool { return o.Who == id })
	t.saySeats(r, c, at/seatsShown, t.in.Message)
	return true
}

// sayCode shows the code of the session that is on, or comes next, to be read
// or scanned at the place.
func (t *talk) sayCode(c training) {
	for n, s := range c.Sessions {
		if s.Until.After(t.now) {
			t.say(messages.Message{
				Key: "training.code", Scan: true, Start: presencePrefix + c.Codes[n],
				Text: t.word("training.code", messages.Args{"Title": c.Title, "Code": c.Codes[n], "When": t.sessionTime(s)}),
			})
			return
		}
	}
}

// callOff asks why a training does not take place, and tells everybody.
func callOff() *Flow {
	return &Flow{
		Key: callOffKey, For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return callOffQuestions },
		Finish: func(t *talk, d *Draft) {
			r, c, ok := t.trainingOf(d.Subject)
			if !ok || !t.changeable(c) {
				t.comeBack(d, t.word("training.officer.over", nil))
				return
			}
			c.Cancelled, c.Reason = t.now, d.Answers["reason"].Value
			for _, s := range c.Seats {
				t.inform(s.Who, trainingNotice{ID: r.ID, Training: c.Training, State: enterprise.PlaceCancelled, Reason: c.Reason})
			}
			n := len(c.Seats)
			t.putTraining(r, c)
			t.audit("training.called_off", 0, trainingCode(r.ID), c.Reason)
			t.comeBack(d, t.word("calloff.done", messages.Args{"Title": c.Title, "N": n}))
		},
	}
}

var callOffQuestions = []*Question{{Key: "reason", Read: readLine("calloff.reason.refuse", 5, 200)}}

// readLine takes one line of so many characters.
func readLine(refuse string, least, most int) func(*talk, *Draft, string) Reading {
	return func(t *talk, _ *Draft, typed string) Reading {
		line := strings.Join(strings.Fields(typed), " ")
		if n := len([]rune(line)); n < least || n > most {
			return Reading{Refuse: t.word(refuse, messages.Args{"Most": most})}
		}
		return Reading{Value: line}
	}
}
