package helpdesk

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/people"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// ticketOpened shows an officer a ticket with what the officer needs to know
// of the owner. Every such look is in the trail.
func ticketOpened(c *flows.Conversation, data json.RawMessage) { ticketShown(c, data, "ticket.new") }

// ticketRaised shows it again: nobody has answered for a working day.
func ticketRaised(c *flows.Conversation, data json.RawMessage) { ticketShown(c, data, "ticket.raised") }

func ticketShown(c *flows.Conversation, data json.RawMessage, key string) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForTickets) {
		return
	}
	showTicket(c, n.ID, key)
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

func showTicket(c *flows.Conversation, id, key string) {
	_, k, ok := ticketFor(c, id)
	if !ok {
		return
	}
	owner := c.PersonByID(k.Owner)
	c.Audit("data.ticket", k.Owner, flows.ShortCode(id), "")
	var lines []string
	for _, l := range k.Newest() {
		who := c.Label("ticket.owner")
		if l.By != k.Owner {
			who = c.Colleague(l.By)
		}
		lines = append(lines, fmt.Sprintf("<b>%s</b>: %s", messages.Escape(who), messages.Escape(l.Text)))
	}
	text := c.Text(key, messages.Args{
		"Code": flows.ShortCode(id), "Owner": people.Card(c, owner), "Waiting": c.Span(c.Now().Sub(k.Opened)), "Lines": messages.HTML(strings.Join(lines, "\n")),
	})
	buttons := []messages.Button{{Label: c.Label("ticket.button.close"), Data: "t:" + id + ":close"}}
	if !c.IsGroup() { // there an answer is a reply
		buttons = append([]messages.Button{{Label: c.Label("ticket.button.answer"), Data: "t:" + id + ":answer"}}, buttons...)
	}
	rows := [][]messages.Button{buttons}
	if !c.IsGroup() {
		rows = append(rows, []messages.Button{{Label: c.Label("ticket.button.take"), Data: "t:" + id + ":take"}, {Label: c.Label("ticket.button.give"), Data: "t:" + id + ":give"}})
	}
	if len(keptReplies(c)) > 0 {
		rows = append(rows, []messages.Button{{Label: c.Label("ticket.button.canned"), Data: "t:" + id + ":canned"}})
	}
	c.Say(messages.Message{Key: key, Text: text, Buttons: rows})
}

// What a ticket shows of what was said: so many lines, of so many characters
// together, so that one message holds them.
const (
	linesShown      = 5
	charactersShown = 2500
)

// Newest are the last lines, each whole: nobody answers half a question.
func (k ticket) Newest() []ticketLine {
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

// ticketGrew passes on what the owner wrote more.
func ticketGrew(c *flows.Conversation, data json.RawMessage) {
	var n ticketNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForTickets) {
		return
	}
	_, k, ok := ticketFor(c, n.ID)
	if !ok || passedOn(c, n) {
		return
	}
	c.Audit("data.ticket", k.Owner, flows.ShortCode(n.ID), "")
	c.Say(withFile(n, flows.ShortCode(n.ID), messages.Message{Key: "ticket.more", Text: c.Text("ticket.more", messages.Args{"Code": flows.ShortCode(n.ID), "Text": n.Text})}))
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// passedOn has the officers hear what would be for their group alone, which
// takes nothing now.
func passedOn(c *flows.Conversation, n ticketNotice) bool {
	if _, open := c.Reach(); open || !c.IsGroup() {
		return false
	}
	for _, id := range ticketOfficers(c) {
		if id != c.Person.ID {
			c.Tell(id, "ticket.more", n)
		}
	}
	return true
}

var ticketCodeForm = regexp.MustCompile(`\bT[0-9A-Z]{4}\b`)

// replied takes an officer's reply to a message that shows a ticket as the
// answer to it.
func replied(c *flows.Conversation) bool {
	code := ticketCodeForm.FindString(c.Input().Reply)
	if code == "" || !c.Allowed(flows.ForTickets) || c.Input().Kind != flows.Text {
		return false
	}
	for _, r := range c.List(OpenList, ticketsShown) {
		if flows.ShortCode(r.ID) == code {
			answerTicket(c, r.ID, c.Input().Text)
			return true
		}
	}
	if len(c.Turn.Lookup.Lists) == 0 {
		c.Repeat(c.Text("ticket.gone", messages.Args{"Code": code}))
	}
	return true
}

// ticketButton is [Jawab], [Selesai] or one of the list.
func ticketButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	if rest[1] == "entry" {
		return makeEntry(c, rest[0])
	}
	r, k, ok := ticketFor(c, rest[0])
	if !ok {
		return false
	}
	switch rest[1] {
	case "answer":
		if c.IsGroup() {
			return false
		}
		c.Open("answer")
		c.Draft("answer").Subject = r.ID
	case "canned":
		chooseCanned(c, r.ID)
	case "show":
		showTicket(c, r.ID, "ticket.new")
	case "close":
		closeTicket(c, r, k)
	case "take":
		return take(c, r, k)
	case "give":
		if c.IsGroup() {
			return false
		}
		c.Detour(assignKey, r.ID)
	default:
		return false
	}
	return true
}

// answerOne is the text that an officer answers with.
func answerOne() *flows.Form {
	return &flows.Form{
		Key: "answer", For: flows.ForTickets, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return answerQuestions },
		Finish:    func(c *flows.Conversation, d *flows.Draft) { answerTicket(c, d.Subject, d.Answers["text"].Value) },
	}
}

var answerQuestions = []*flows.Question{{Key: "text", Read: reading.Text("answer.text.refuse")}}

func answerTicket(c *flows.Conversation, id, text string) {
	r, k, ok := ticketFor(c, id)
	if !ok {
		c.Repeat(c.Text("ticket.gone", messages.Args{"Code": flows.ShortCode(id)}))
		return
	}
	if k.First.IsZero() {
		k.First = c.Now()
	}
	k.By = c.Person.ID
	other, besides := answeredBeside(c, k)
	k.Lines = append(k.Lines, ticketLine{By: c.Actor(), Text: text, At: c.Now(), Message: messageOf(c)})
	putTicket(c, r, k)
	c.Audit("ticket.answered", k.Owner, flows.ShortCode(id), "")
	c.Tell(k.Owner, "ticket.answer", ticketNotice{ID: id, Text: text})
	sent := c.Text("ticket.sent", messages.Args{"Code": flows.ShortCode(id)})
	if besides {
		sent += "\n" + besideText(c, id, other.By, other.Text)
		c.Tell(other.By, "ticket.colleague", ticketNotice{ID: id, Text: text, By: c.Actor()})
	}
	c.Repeat(sent)
}

func closeTicket(c *flows.Conversation, r flows.Record, k ticket) {
	k.Closed = c.Now()
	if k.By == 0 {
		k.By = c.Person.ID
	}
	putTicket(c, r, k)
	c.Audit("ticket.closed", k.Owner, flows.ShortCode(r.ID), "")
	c.Tell(k.Owner, "ticket.closed", ticketNotice{ID: r.ID})
	text := c.Text("ticket.done", messages.Args{"Code": flows.ShortCode(r.ID)})
	if c.IsGroup() || !c.Allowed(flows.ForOfficers) || lastAnswer(k) == "" {
		c.Repeat(text)
		return
	}
	c.Say(messages.Message{Key: "ticket.done", Text: text, Buttons: [][]messages.Button{{{Label: c.Label("ticket.button.entry"), Data: "t:" + r.ID + ":entry"}}}})
	c.RepeatOpen()
}

// lastAnswer is what an officer answered last; empty: nothing.
func lastAnswer(k ticket) string {
	for _, l := range slices.Backward(k.Lines) {
		if l.By != k.Owner {
			return l.Text
		}
	}
	return ""
}

// makeEntry begins to make an answer for everybody of a question that was
// solved.
func makeEntry(c *flows.Conversation, id string) bool {
	_, k, ok := ticketOf(c, id)
	if !ok || !c.Allowed(flows.ForOfficers) || lastAnswer(k) == "" {
		return false
	}
	c.Open("entry")
	d := c.Draft("entry")
	for key, text := range map[string]string{"asked": k.Lines[0].Text, "answer": lastAnswer(k)} {
		if text = strings.Join(strings.Fields(text), " "); len([]rune(text)) <= entryMost[key] {
			d.Answers[key] = flows.Answer{Value: text}
		}
	}
	c.Turn.Say = nil // the first question, asked before there were these answers
	c.Proceed()
	return true
}

// entryMost is how long what a ticket says may be to be taken over.
var entryMost = map[string]int{"asked": 120, "answer": 500}

// listTickets is /tiket: what is open, and how long it has waited.
func listTickets(c *flows.Conversation) {
	open := slices.DeleteFunc(slices.Clone(c.List(OpenList, ticketsShown)), func(r flows.Record) bool {
		var k ticket
		return json.Unmarshal(r.Data, &k) != nil || !c.CanSee(c.PersonByID(k.Owner))
	})
	if len(open) == 0 {
		c.Repeat(c.Text("ticket.none", nil))
		return
	}
	m := messages.Message{Key: "ticket.list"}
	lines := []string{c.Text("ticket.list", messages.Args{"Count": len(open)})}
	for i := len(open) - 1; i >= 0; i-- { // the one that waited longest first
		var k ticket
		if json.Unmarshal(open[i].Data, &k) != nil {
			continue
		}
		code, state := flows.ShortCode(open[i].ID), c.Label("ticket.unanswered")
		if k.Holder != 0 {
			state = c.Words().Label(c.Lang(), "ticket.held.by", messages.Args{"Who": c.Colleague(k.Holder)})
		}
		if k.By != 0 {
			state = c.Colleague(k.By)
		}
		if len(m.Buttons) == ticketsListed {
			lines = append(lines, c.Text("ticket.list.more", messages.Args{"N": i + 1}))
			break
		}
		who := c.PersonByID(k.Owner).Name
		c.Audit("data.ticket", k.Owner, code, "")
		lines = append(lines, c.Text("ticket.list.line", messages.Args{"Code": code, "Who": who, "About": aboutTicket(k), "Waiting": c.Span(c.Now().Sub(k.Opened)), "State": state}))
		m.Buttons = append(m.Buttons, []messages.Button{{Label: code + " " + reading.Shortened(who, 20), Data: "t:" + open[i].ID + ":show"}})
	}
	m.Text = strings.Join(lines, "\n")
	c.Say(m)
}

// ticketsListed is how many tickets are listed with what they are about.
const ticketsListed = 10

// aboutTicket is the beginning of what the owner asked.
func aboutTicket(k ticket) string {
	for _, l := range k.Lines {
		if text := strings.Join(strings.Fields(l.Text), " "); l.By == k.Owner && text != "" {
			return reading.Shortened(text, 60)
		}
	}
	return "…"
}

// ticketsWaiting says in the morning how many tickets are open.
func ticketsWaiting(c *flows.Conversation) string {
	tickets, unanswered, oldest := c.List(OpenList, ticketsShown), 0, c.Now()
	for _, r := range tickets {
		var k ticket
		if json.Unmarshal(r.Data, &k) == nil && k.First.IsZero() {
			unanswered++
			if k.Opened.Before(oldest) {
				oldest = k.Opened
			}
		}
	}
	if len(tickets) == 0 {
		return ""
	}
	args := messages.Args{"N": len(tickets), "Unanswered": unanswered, "Waiting": ""}
	if unanswered > 0 {
		args["Waiting"] = c.Span(c.Now().Sub(oldest))
	}
	return c.Text("reminder.digest.tickets", args)
}

// ticketFigures are the newest tickets: how long their owners waited for the
// first answer, and who answered.
func ticketFigures(c *flows.Conversation, most int) string {
	all, open, helped := 0, 0, 0
	var waits []time.Duration
	by := map[enterprise.PersonID]int{}
	for _, r := range c.List("tickets", most) {
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
		if !k.First.IsZero() && !k.Ours {
			waits = append(waits, k.First.Sub(k.Opened))
			by[k.By]++
		}
	}
	args := messages.Args{"All": all, "Open": open, "Answered": len(waits), "Helped": helped, "Wait": "", "Who": ""}
	if len(waits) > 0 {
		args["Wait"], args["Who"] = c.Span(flows.Median(waits)), people.Tally(c, by)
	}
	return c.Text("recap.office.tickets", args)
}
