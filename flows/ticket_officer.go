package flows

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// ticketOpened shows an officer a ticket with what the officer needs to know
// of the owner. Every such look is in the trail.
func ticketOpened(t *talk, data json.RawMessage) { t.ticketShown(data, "ticket.new") }

// ticketRaised shows it again: nobody has answered for a working day.
func ticketRaised(t *talk, data json.RawMessage) { t.ticketShown(data, "ticket.raised") }

func (t *talk) ticketShown(data json.RawMessage, key string) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !t.may(forTickets) {
		return
	}
	t.showTicket(n.ID, key)
	if t.Chat.Open != "" {
		t.again("")
	}
}

func (t *talk) showTicket(id, key string) {
	_, k, ok := t.ticketFor(id)
	if !ok {
		return
	}
	owner := t.other(k.Owner)
	t.audit("data.ticket", k.Owner, ticketCode(id), "")
	var lines []string
	for _, l := range k.newest() {
		who := t.label("ticket.owner")
		if l.By != k.Owner {
			who = t.colleague(l.By)
		}
		lines = append(lines, fmt.Sprintf("<b>%s</b>: %s", messages.Escape(who), messages.Escape(l.Text)))
	}
	text := t.word(key, messages.Args{
		"Code": ticketCode(id), "Owner": t.card(owner), "Waiting": t.span(t.now.Sub(k.Opened)), "Lines": messages.HTML(strings.Join(lines, "\n")),
	})
	buttons := []messages.Button{{Label: t.label("ticket.button.close"), Data: "t:" + id + ":close"}}
	if !t.isGroup() { // there an answer is a reply
		buttons = append([]messages.Button{{Label: t.label("ticket.button.answer"), Data: "t:" + id + ":answer"}}, buttons...)
	}
	t.say(messages.Message{Key: key, Text: text, Buttons: [][]messages.Button{buttons}})
}

// What a ticket shows of what was said: so many lines, of so many characters
// together, so that one message holds them.
const (
	linesShown      = 5
	charactersShown = 2500
)

// newest are the last lines, each whole: nobody answers half a question.
func (k ticket) newest() []ticketLine {
	from, room := len(k.Lines), charactersShown
	for from > 0 && len(k.Lines)-from < linesShown {
		room -= utf8.RuneCountInString(k.Lines[from-1].Text)
		if room < 0 && from < len(k.Lines) {
			break
		}
		from--
	}
	return k.Lines[from:]
}

// card is one line about an owner: enough to answer them. A group, whose
// members and history change hands, gets their number in the city's list, by
// which an officer finds the rest under the officer's own name.
func (t *talk) card(p enterprise.Person) messages.HTML {
	parts := []string{p.Name}
	for _, b := range p.Businesses {
		parts = append(parts, b.Name)
		if v := t.book.program.Regions.Village(b.Village); v != nil {
			parts = append(parts, v.Name)
		}
		if n := len(b.Assessments); n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", t.level(b.Assessments[n-1].Result.Level), b.Assessments[n-1].Result.Total))
		}
	}
	switch {
	case t.isGroup():
		parts = append(parts, p.ID.String())
	case p.Phone != "":
		parts = append(parts, p.Phone)
	}
	return messages.HTML(messages.Escape(strings.Join(parts, " · ")))
}

// span is a length of time in the largest fitting unit.
func (t *talk) span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return t.wordLabel("span.days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return t.wordLabel("span.hours", int(d/time.Hour))
	}
	return t.wordLabel("span.minutes", int(d/time.Minute))
}

func (t *talk) wordLabel(key string, n int) string {
	return t.book.words.Label(t.lang, key, messages.Args{"N": n})
}

// ticketGrew passes on what the owner wrote more.
func ticketGrew(t *talk, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !t.may(forTickets) {
		return
	}
	_, k, ok := t.ticketFor(n.ID)
	if !ok {
		return
	}
	t.audit("data.ticket", k.Owner, ticketCode(n.ID), "")
	t.say(messages.Message{Key: "ticket.more", Photo: n.Photo, Document: n.File,
		Text: t.word("ticket.more", messages.Args{"Code": ticketCode(n.ID), "Text": n.Text})})
	if t.Chat.Open != "" {
		t.again("")
	}
}

var ticketCodeForm = regexp.MustCompile(`\bT[0-9A-Z]{4}\b`)

// replied takes an officer's reply to a message that shows a ticket as the
// answer to it.
func (t *talk) replied() bool {
	code := ticketCodeForm.FindString(t.in.Reply)
	if code == "" || !t.may(forTickets) || t.in.Kind != Text {
		return false
	}
	for _, r := range t.list(openTickets, ticketsShown) {
		if ticketCode(r.ID) == code {
			t.answerTicket(r.ID, t.in.Text)
			return true
		}
	}
	if len(t.turn.Need.Lists) == 0 {
		t.again(t.word("ticket.gone", messages.Args{"Code": code}))
	}
	return true
}

// ticketButton is [Jawab], [Selesai] or one of the list.
func (t *talk) ticketButton(rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	r, k, ok := t.ticketFor(rest[0])
	if !ok {
		return false
	}
	switch rest[1] {
	case "answer":
		if t.isGroup() {
			return false
		}
		t.enter(t.book.flow("answer"))
		t.draft("answer").Subject = r.ID
	case "show":
		t.showTicket(r.ID, "ticket.new")
	case "close":
		t.closeTicket(r, k)
	default:
		return false
	}
	return true
}

// answerOne is the text that an officer answers with.
func answerOne() *Flow {
	return &Flow{
		Key: "answer", For: forTickets, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return answerQuestions },
		Finish:    func(t *talk, d *Draft) { t.answerTicket(d.Subject, d.Answers["text"].Value) },
	}
}

var answerQuestions = []*Question{{Key: "text", Read: readLong("answer.text.refuse")}}

func (t *talk) answerTicket(id, text string) {
	r, k, ok := t.ticketFor(id)
	if !ok {
		t.again(t.word("ticket.gone", messages.Args{"Code": ticketCode(id)}))
		return
	}
	if k.First.IsZero() {
		k.First = t.now
	}
	k.By = t.Person.ID
	k.Lines = append(k.Lines, ticketLine{t.Person.ID, text, t.now})
	t.putTicket(r, k)
	t.audit("ticket.answered", k.Owner, ticketCode(id), "")
	t.tell(k.Owner, "ticket.answer", ticketNotice{ID: id, Text: text})
	t.again(t.word("ticket.sent", messages.Args{"Code": ticketCode(id)}))
}

func (t *talk) closeTicket(r Record, k ticket) {
	k.Closed = t.now
	if k.By == 0 {
		k.By = t.Person.ID
	}
	t.putTicket(r, k)
	t.audit("ticket.closed", k.Owner, ticketCode(r.ID), "")
	t.tell(k.Owner, "ticket.closed", ticketNotice{ID: r.ID})
	t.again(t.word("ticket.done", messages.Args{"Code": ticketCode(r.ID)}))
}

// listTickets is /tiket: what is open, and how long it has waited.
func (t *talk) listTickets() {
	open := slices.DeleteFunc(slices.Clone(t.list(openTickets, ticketsShown)), func(r Record) bool {
		var k ticket
		return json.Unmarshal(r.Data, &k) != nil || !t.sees(t.other(k.Owner))
	})
	if len(open) == 0 {
		t.again(t.word("ticket.none", nil))
		return
	}
	m := messages.Message{Key: "ticket.list"}
	lines := []string{t.word("ticket.list", messages.Args{"Count": len(open)})}
	for i := len(open) - 1; i >= 0; i-- { // the one that waited longest first
		var k ticket
		if json.Unmarshal(open[i].Data, &k) != nil {
			continue
		}
		code, state := ticketCode(open[i].ID), t.label("ticket.unanswered")
		if k.By != 0 {
			state = t.colleague(k.By)
		}
		lines = append(lines, fmt.Sprintf("<b>%s</b> %s · %s", code, t.span(t.now.Sub(k.Opened)), messages.Escape(state)))
		if len(m.Buttons) < 10 {
			m.Buttons = append(m.Buttons, []messages.Button{{Label: code, Data: "t:" + open[i].ID + ":show"}})
		}
	}
	m.Text = strings.Join(lines, "\n")
	t.say(m)
}

// ticketsWaiting says in the morning how many tickets are open.
func (t *talk) ticketsWaiting() string {
	tickets, unanswered := t.list(openTickets, ticketsShown), 0
	for _, r := range tickets {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil && k.First.IsZero() {
			unanswered++
		}
	}
	if len(tickets) == 0 {
		return ""
	}
	return t.word("reminder.digest.tickets", messages.Args{"N": len(tickets), "Unanswered": unanswered})
}

// ticketFigures are the newest tickets: how long their owners waited for the
// first answer, and who answered.
func (t *talk) ticketFigures(most int) string {
	all, open, helped := 0, 0, 0
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, r := range t.list("tickets", most) {
		var k ticket
		if json.Unmarshal(r.Data, &k) != nil {
			continue
		}
		all++
		if k.Closed.IsZero() {
			open++
		}
		if k.Helped == "yes" {
			helped++
		}
		if !k.First.IsZero() {
			waits = append(waits, k.First.Sub(k.Opened))
			by[k.By]++
		}
	}
	args := messages.Args{"All": all, "Open": open, "Answered": len(waits), "Helped": helped, "Wait": "", "Who": ""}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = t.span(median(waits)), t.tally(by)
	}
	return t.word("recap.office.tickets", args)
}
