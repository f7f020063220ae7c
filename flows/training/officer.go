package training

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/flows/segment"
	"naikkelas/messages"
)

const callOffKey = "calloff"

// seatsShown is how many participants fit a page.
const seatsShown = 8

// officerTrainings is what officers run, the next first.
func officerTrainings(c *flows.Conversation) {
	rows := [][]messages.Button{{{Label: c.Label("training.officer.new"), Data: "k:new"}}}
	if c.Chat.Drafts[flows.TrainingKey] != nil {
		rows = append(rows, []messages.Button{{Label: c.Label("training.officer.continue"), Data: "k:continue"}})
	}
	rows = append(rows, []messages.Button{{Label: c.Label("training.officer.past"), Data: "k:past"}})
	if len(c.Person.Businesses) > 0 {
		rows = append(rows, []messages.Button{{Label: c.Label("training.officer.own"), Data: "l:list"}})
	}
	sayTrainings(c, "training.officer.list", List(c, false), rows)
}

func sayTrainings(c *flows.Conversation, key string, all []numberedTraining, rows [][]messages.Button) {
	all = all[:min(len(all), listedTrainings)]
	lines, row := []string{c.Text(key, messages.Args{"None": len(all) == 0})}, []messages.Button{}
	for i, nt := range all {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, officerLine(c, nt)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "k:" + nt.ID + ":open"})
	}
	c.Say(messages.Message{Key: key, Text: strings.Join(lines, "\n"), Buttons: append(slices.Collect(slices.Chunk(row, 4)), rows...)})
	c.RepeatOpen()
}

func officerLine(c *flows.Conversation, nt numberedTraining) string {
	return c.Text("training.officer.line", messages.Args{
		"Code": Code(nt.ID), "Title": nt.Title, "Date": c.Date(nt.Begins()), "In": nt.Count(enterprise.PlaceTaken), "Capacity": nt.Capacity,
		"Waiting": nt.Count(enterprise.PlaceWaiting, enterprise.PlaceOffered), "Cancelled": !nt.Cancelled.IsZero(),
	})
}

// runTraining is a button of an officer's: "k:<training>:<verb>".
func runTraining(c *flows.Conversation, rest []string) bool {
	if len(rest) == 0 {
		return false
	}
	if len(rest) == 1 {
		switch rest[0] {
		case "new":
			delete(c.Chat.Drafts, flows.TrainingKey)
			c.Open(flows.TrainingKey)
		case "continue":
			c.Open(flows.TrainingKey)
		case "past":
			sayTrainings(c, "training.officer.pastlist", List(c, true), nil)
		case "list":
			officerTrainings(c)
		default:
			return false
		}
		return true
	}
	r, tr, ok := trainingOf(c, rest[0])
	if !ok {
		c.Repeat(c.Text("training.gone", nil))
		return true
	}
	return trainingVerb(c, r, tr, rest[1], rest[2:])
}

// trainingVerb does what a button under a training says, where it still stands.
func trainingVerb(c *flows.Conversation, r flows.Record, tr Training, verb string, rest []string) bool {
	switch {
	case verb == "open":
		sayTraining(c, r, tr)
	case verb == "who":
		page, _ := strconv.Atoi(strings.Join(rest, ""))
		saySeats(c, r, tr, page, "")
	case verb == "seats" && len(rest) == 1: // another page of the same message
		page, _ := strconv.Atoi(rest[0])
		saySeats(c, r, tr, page, c.Input().Message)
	case verb == "tick" && len(rest) == 2:
		return tick(c, r, tr, rest)
	case verb == "code" && tr.Cancelled.IsZero() && tr.Ends().After(c.Now()):
		sayCode(c, tr)
	case verb == "copy":
		copyTraining(c, tr)
	case verb == "change" && changeable(c, tr):
		changeTraining(c, r, tr)
	case verb == "cancel" && changeable(c, tr):
		c.Detour(callOffKey, r.ID)
	case verb == "code" || verb == "change" || verb == "cancel":
		c.Repeat(c.Text("training.officer.over", nil))
	default:
		return false
	}
	return true
}

// changeable tells whether something of a training is still to come.
func changeable(c *flows.Conversation, tr Training) bool {
	return tr.Cancelled.IsZero() && slices.ContainsFunc(tr.Sessions, func(s enterprise.Session) bool { return s.From.After(c.Now()) })
}

// sayTraining is a training as its officers see it.
func sayTraining(c *flows.Conversation, r flows.Record, tr Training) {
	button := func(verb string) messages.Button {
		return messages.Button{Label: c.Label("training.officer." + verb), Data: "k:" + r.ID + ":" + verb}
	}
	rows := [][]messages.Button{{button("who")}}
	if tr.Cancelled.IsZero() && tr.Ends().After(c.Now()) {
		rows[0] = append(rows[0], button("code"))
	}
	rows = append(rows, []messages.Button{button("copy")})
	if changeable(c, tr) {
		rows = append(rows, []messages.Button{button("change"), button("cancel")})
	}
	c.Say(trainingMessage(tr, messages.Message{Key: "training.card", Text: flows.Join(trainingCard(c, r.ID, tr), trainingFigures(c, tr)), Buttons: rows}))
	c.RepeatOpen()
}

// trainingFigures are how many come, and what was said of it afterwards.
func trainingFigures(c *flows.Conversation, tr Training) string {
	present, stars, rated, yes := 0, 0, 0, 0
	var said []string
	for _, s := range tr.Seats {
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
		"Segment": segment.InWords(c, tr.Picks), "In": tr.Count(enterprise.PlaceTaken), "Capacity": tr.Capacity, "Waiting": tr.Count(enterprise.PlaceWaiting),
		"Offered": tr.Count(enterprise.PlaceOffered), "Over": !tr.Ends().After(c.Now()), "Present": present,
		"Missed": len(tr.missed()), "Rated": rated, "Stars": "", "Changed": tr.Changes > 0 && yes > 0, "Yes": yes,
	}
	if rated > 0 {
		args["Stars"] = strings.Replace(strconv.FormatFloat(float64(stars)/float64(rated), 'f', 1, 64), ".", ",", 1)
	}
	text := c.Text("training.officer.figures", args)
	if !c.Now().Before(tr.Begins()) {
		text += "\n" + c.Text("training.officer.after", args)
	}
	for _, line := range said[max(0, len(said)-5):] {
		text += "\n• " + messages.Escape(line)
	}
	return text
}

// ticked is the session whose presence is ticked now: the one that is on, or
// the last that was; -1 before the first.
func ticked(c *flows.Conversation, tr Training) int {
	n := -1
	for i, s := range tr.Sessions {
		if !s.From.After(c.Now()) {
			n = i
		}
	}
	return n
}

// saySeats shows a page of those who joined, to be ticked once a session has
// begun. Whose names were shown is in the trail.
func saySeats(c *flows.Conversation, r flows.Record, tr Training, page int, edit string) {
	pages := (len(tr.Seats) + seatsShown - 1) / seatsShown
	page = max(0, min(page, pages-1))
	n := ticked(c, tr)
	lines := []string{c.Text("training.seats", messages.Args{"Title": tr.Title, "None": len(tr.Seats) == 0, "Session": n + 1, "Of": len(tr.Sessions)})}
	var ticks []messages.Button
	for i := page * seatsShown; i < min(len(tr.Seats), (page+1)*seatsShown); i++ {
		s := tr.Seats[i]
		lines = append(lines, fmt.Sprintf("%d. %s: %s", i+1, messages.Escape(people.FoundLine(c, c.PersonByID(s.Who))), seatWords(c, tr, s)))
		c.Audit("data.seat", s.Who, Code(r.ID), "")
		if n >= 0 && s.State == enterprise.PlaceTaken && tr.Cancelled.IsZero() {
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
	c.Say(messages.Message{Key: "training.seats", Text: strings.Join(lines, "\n"), Buttons: rows, Edit: edit})
}

// seatWords is how somebody stands, and in which sessions they were.
func seatWords(c *flows.Conversation, tr Training, s seat) string {
	if s.State != enterprise.PlaceTaken {
		return c.Text("training.seat."+string(s.State), nil)
	}
	marks := ""
	for i, session := range tr.Sessions {
		switch {
		case slices.Contains(s.Present, i):
			marks += "✓"
		case session.Until.After(c.Now()):
			marks += "·"
		default:
			marks += "–"
		}
	}
	if len(s.Present) == 0 && !tr.Ends().After(c.Now()) {
		return marks + " " + c.Text("training.seat.missed", nil)
	}
	return marks
}

// tick notes that somebody was there, or was not.
func tick(c *flows.Conversation, r flows.Record, tr Training, rest []string) bool {
	n, err := strconv.Atoi(rest[0])
	who, err2 := strconv.ParseInt(rest[1], 10, 64)
	id := enterprise.PersonID(who)
	s := tr.SeatOf(id)
	if err != nil || err2 != nil || n < 0 || n > ticked(c, tr) || s == nil || s.State != enterprise.PlaceTaken || !tr.Cancelled.IsZero() {
		c.Repeat(c.Text("training.gone", nil))
		return true
	}
	if id == c.Person.ID {
		c.Repeat(c.Text("training.officer.self", nil))
		return true
	}
	what := "training.present"
	if i := slices.Index(s.Present, n); i >= 0 {
		s.Present, what = slices.Delete(slices.Clone(s.Present), i, i+1), "training.absent"
	} else {
		s.Present = append(slices.Clone(s.Present), n)
	}
	inform(c, id, trainingNotice{ID: r.ID, Training: tr.Training, Mark: true, Present: s.Present})
	c.Audit(what, id, Code(r.ID), "")
	putTraining(c, r, tr)
	at := slices.IndexFunc(tr.Seats, func(o seat) bool { return o.Who == id })
	saySeats(c, r, tr, at/seatsShown, c.Input().Message)
	return true
}

// sayCode shows the code of the session that is on, or comes next, to be read
// or scanned at the place.
func sayCode(c *flows.Conversation, tr Training) {
	for n, s := range tr.Sessions {
		if s.Until.After(c.Now()) {
			c.Say(messages.Message{
				Key: "training.code", Scan: true, Start: presencePrefix + tr.Codes[n],
				Text: c.Text("training.code", messages.Args{"Title": tr.Title, "Code": tr.Codes[n], "When": sessionTime(c, s)}),
			})
			return
		}
	}
}

// callOff asks why a training does not take place, and tells everybody.
func callOff() *flows.Form {
	return &flows.Form{
		Key: callOffKey, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return callOffQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, tr, ok := trainingOf(c, d.Subject)
			if !ok || !changeable(c, tr) {
				c.Return(d, c.Text("training.officer.over", nil))
				return
			}
			tr.Cancelled, tr.Reason = c.Now(), d.Answers["reason"].Value
			for _, s := range tr.Seats {
				inform(c, s.Who, trainingNotice{ID: r.ID, Training: tr.Training, State: enterprise.PlaceCancelled, Reason: tr.Reason})
			}
			n := len(tr.Seats)
			putTraining(c, r, tr)
			c.Audit("training.called_off", 0, Code(r.ID), tr.Reason)
			c.Return(d, c.Text("calloff.done", messages.Args{"Title": tr.Title, "N": n}))
		},
	}
}

var callOffQuestions = []*flows.Question{{Key: "reason", Read: reading.Line("calloff.reason.refuse", 5, 200)}}
