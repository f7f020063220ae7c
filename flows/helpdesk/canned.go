package helpdesk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	cannedRecord = "canned"
	cannedOffice = "canned:office" // the list of the office's
	// cannedMost is how many the office keeps, and each of its officers.
	cannedMost = 20
	// cannedWords is the longest reply that is kept, so that a list of them is read.
	cannedWords = 600
)

// reply is an answer that officers give again and again.
type reply struct {
	Text   string              `json:"text"`
	By     enterprise.PersonID `json:"by"`
	Office bool                `json:"office,omitempty"` // everybody's, not only whose it is
	At     time.Time           `json:"at"`
}

func cannedOf(id enterprise.PersonID) string { return cannedRecord + ":" + id.String() }

// canned keeps a reply.
func canned() *flows.Form {
	return &flows.Form{
		Key: cannedRecord, For: flows.ForPeople, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return cannedQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			office := d.Answers["whose"].Value == "office" && c.Allowed(flows.ForOfficers)
			list := cannedOf(c.Person.ID)
			if office {
				list = cannedOffice
			}
			if len(c.List(list, cannedMost)) >= cannedMost {
				c.Menu("canned.full")
				return
			}
			id := c.NewID()
			c.Put(flows.Record{RecordName: flows.RecordName{Kind: cannedRecord, ID: id}, Lists: map[string]int64{list: c.Now().UnixMilli()}},
				reply{d.Answers["text"].Value, c.Person.ID, office, c.Now()})
			c.Audit("ticket.canned", 0, flows.ShortCode(id), "")
			c.Menu("canned.kept")
		},
	}
}

var cannedQuestions = []*flows.Question{
	{Key: "text", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < reading.LeastWords || n > cannedWords {
			return flows.Reading{Refuse: c.Text("canned.text.refuse", messages.Args{"Most": cannedWords})}
		}
		return flows.Reading{Value: text}
	}},
	{
		Key: "whose", Applies: func(c *flows.Conversation, _ *flows.Draft) bool { return c.Allowed(flows.ForOfficers) },
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{{Value: "office", Label: c.Label("canned.office")}, {Value: "own", Label: c.Label("canned.own")}}
		},
	},
}

// kept is a reply with its name.
type kept struct {
	flows.Record
	reply
}

// keptReplies are the replies that somebody may use, their own first.
func keptReplies(c *flows.Conversation) []kept {
	var out []kept
	lists := []string{cannedOf(c.Actor()), cannedOffice}
	if c.IsGroup() { // who reads there is everybody
		lists = lists[1:]
	}
	for _, list := range lists {
		for _, r := range slices.Backward(c.List(list, cannedMost)) {
			k := kept{Record: r}
			if json.Unmarshal(r.Data, &k.reply) == nil {
				out = append(out, k)
			}
		}
	}
	return out
}

// cannedNamed is one of them; ok is false when there is none.
func cannedNamed(c *flows.Conversation, id string) (k kept, ok bool) {
	k.Record = c.Record(cannedRecord, id)
	ok = k.Data != nil && json.Unmarshal(k.Data, &k.reply) == nil
	return k, ok && (k.Office || k.By == c.Person.ID)
}

// cannedLines lists replies in full, with a button each.
func cannedLines(c *flows.Conversation, all []kept, data func(id string) string) (lines []string, rows [][]messages.Button) {
	var row []messages.Button
	for i, k := range all {
		whose := c.Label("canned.own")
		if k.Office {
			whose = c.Label("canned.office")
		}
		lines = append(lines, fmt.Sprintf("%d. %s (%s)", i+1, messages.Escape(reading.Shortened(strings.Join(strings.Fields(k.Text), " "), 90)), messages.Escape(whose)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: data(k.ID)})
	}
	return lines, slices.Collect(slices.Chunk(row, 5))
}

// listCanned is /balasan: the replies that are kept, and how to keep another.
func listCanned(c *flows.Conversation) {
	all := keptReplies(c)
	lines, rows := cannedLines(c, all, func(id string) string { return "c:" + id + ":show" })
	text := c.Text("canned.list", messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
	c.Say(messages.Message{Key: "canned.list", Text: text, Buttons: append(rows, []messages.Button{{Label: c.Label("canned.button.new"), Data: "c:new"}})})
	c.RepeatOpen()
}

// chooseCanned offers them as the answer to a ticket.
func chooseCanned(c *flows.Conversation, ticket string) {
	lines, rows := cannedLines(c, keptReplies(c), func(id string) string { return "c:" + id + ":use:" + ticket })
	c.Say(messages.Message{Key: "canned.choose", Text: c.Text("canned.choose", messages.Args{"Code": flows.ShortCode(ticket), "Lines": messages.HTML(strings.Join(lines, "\n"))}), Buttons: rows})
	c.RepeatOpen()
}

// cannedButton is a button of a kept reply. Before it is sent it is shown whole.
func cannedButton(c *flows.Conversation, rest []string) bool {
	if len(rest) == 1 && rest[0] == "new" && c.Allowed(flows.ForPeople) {
		c.Open(cannedRecord)
		return true
	}
	if len(rest) < 2 {
		return false
	}
	k, ok := cannedNamed(c, rest[0])
	if !ok {
		c.Repeat(c.Text("canned.gone", nil))
		return true
	}
	data := "c:" + rest[0]
	switch {
	case len(rest) == 2 && rest[1] == "show":
		m := messages.Message{Key: "canned.show", Text: c.Text("canned.show", messages.Args{"Text": k.Text})}
		if mayDrop(c, k) {
			m.Buttons = [][]messages.Button{{{Label: c.Label("canned.button.drop"), Data: data + ":drop"}}}
		}
		c.Say(m)
		c.RepeatOpen()
	case len(rest) == 2 && rest[1] == "drop" && mayDrop(c, k):
		k.Lists = nil
		c.Put(k.Record, nil)
		c.Audit("ticket.uncanned", 0, flows.ShortCode(rest[0]), "")
		c.Repeat(c.Text("canned.dropped", nil))
	case len(rest) == 3 && rest[1] == "use":
		c.Say(messages.Message{Key: "canned.sure", Text: c.Text("canned.sure", messages.Args{"Code": flows.ShortCode(rest[2]), "Text": k.Text}),
			Buttons: [][]messages.Button{{{Label: c.Label("canned.button.send"), Data: data + ":send:" + rest[2]}}}})
		c.RepeatOpen()
	case len(rest) == 3 && rest[1] == "send":
		answerTicket(c, rest[2], k.Text)
	default:
		return false
	}
	return true
}

// mayDrop tells whether somebody may take a reply away: their own, or one of the
// office's.
func mayDrop(c *flows.Conversation, k kept) bool {
	return !c.IsGroup() && (k.By == c.Person.ID || k.Office && c.Allowed(flows.ForOfficers))
}

// forgetCanned takes a person's own away with them.
func forgetCanned(c *flows.Conversation) {
	for _, r := range c.List(cannedOf(c.Person.ID), cannedMost) {
		c.Put(r, nil)
	}
}
