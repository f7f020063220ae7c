package answers

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// answerMost is how long an officers' answer may be, as one of the programme's.
const answerMost = 500

// writeEntry makes a solved question an answer for everybody. The helpdesk
// opens it with both texts filled in; they are shown before they are proposed,
// and can be written anew.
func writeEntry() *flows.Form {
	return &flows.Form{
		Key: entryRecord, For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return entryQuestions },
		Finish:    proposeEntry,
	}
}

var entryQuestions = []*flows.Question{
	{Key: "asked", Read: reading.Line("entry.asked.refuse", 3, 120)},
	{Key: "answer", Read: reading.Line("entry.answer.refuse", 3, answerMost)},
	{
		Key: "sure", Spelled: true, Strict: true,
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("entry.sure.ask", messages.Args{"Asked": d.Answers["asked"].Value, "Answer": d.Answers["answer"].Value})
		},
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{
				{Value: "yes", Label: c.Label("entry.sure.yes"), Names: c.Synonyms("nav.yes")},
				{Value: "asked", Label: c.Label("entry.sure.asked")},
				{Value: "answer", Label: c.Label("entry.sure.answer")},
				{Value: "no", Label: c.Label("entry.sure.no"), Names: c.Synonyms("nav.no")},
			}
		},
		Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
			if value == "asked" || value == "answer" {
				delete(d.Answers, value)
				delete(d.Answers, "sure")
			}
		},
	},
}

// entryNotice is what officers are told of an entry.
type entryNotice struct {
	ID string `json:"id"`
	By string `json:"by,omitempty"` // why the author is told: "ok", "no"
}

// proposeEntry puts it before the colleagues.
func proposeEntry(c *flows.Conversation, d *flows.Draft) {
	if d.Answers["sure"].Value != "yes" {
		c.Menu("menu.left")
		return
	}
	id := c.NewID()
	e := entry{Asked: d.Answers["asked"].Value, Answer: d.Answers["answer"].Value, By: c.Person.ID, At: c.Now()}
	putEntry(c, flows.Record{RecordName: flows.RecordName{Kind: entryRecord, ID: id}}, e)
	c.Audit("entry.proposed", 0, flows.ShortCode(id), "")
	for _, colleague := range c.Members("role:" + string(enterprise.Officer)) {
		if colleague != c.Person.ID {
			c.Tell(colleague, entryRecord, entryNotice{ID: id})
		}
	}
	c.Menu("entry.say.proposed")
}

// entryTold shows an officer an entry that waits, or its author what became of it.
func entryTold(c *flows.Conversation, data json.RawMessage) {
	var n entryNotice
	if json.Unmarshal(data, &n) != nil || !c.Allowed(flows.ForOfficers) {
		return
	}
	switch _, e, ok := entryOf(c, n.ID); {
	case n.By == "ok" && ok:
		c.Say(messages.Message{Key: "entry.say.approved", Text: c.Text("entry.say.approved", messages.Args{"Asked": e.Asked})})
	case n.By == "no":
		c.Say(messages.Message{Key: "entry.say.rejected", Text: c.Text("entry.say.rejected", nil)})
	case ok && e.Sure == 0:
		showEntry(c, n.ID, e)
	default:
		return
	}
	c.RepeatOpen()
}

// showEntry shows one with what can be done about it.
func showEntry(c *flows.Conversation, id string, e entry) {
	button := func(verb string) messages.Button {
		return messages.Button{Label: c.Label("entry.button." + verb), Data: "x:" + verb + ":" + id}
	}
	row := []messages.Button{button("drop")}
	if e.Sure == 0 && e.By != c.Person.ID {
		row = []messages.Button{button("ok"), button("no")}
	}
	key := "entry.say.waits"
	if e.Sure != 0 {
		key = "entry.say.live"
	}
	c.Say(messages.Message{Key: key, Text: c.Text(key, messages.Args{"Asked": e.Asked, "Answer": e.Answer, "Who": c.Colleague(e.By)}), Buttons: [][]messages.Button{row}})
}

// entryButton is [Setujui], [Tolak], [Tarik], or one of the list. Nobody
// approves their own.
func entryButton(c *flows.Conversation, rest []string) bool {
	if len(rest) != 2 {
		return false
	}
	r, e, ok := entryOf(c, rest[1])
	if !c.Turn.Lookup.Empty() {
		return true
	}
	code := flows.ShortCode(rest[1])
	switch verb := rest[0]; {
	case !ok:
		c.Repeat(c.Text("entry.say.gone", nil))
	case verb == "show":
		showEntry(c, r.ID, e)
		c.RepeatOpen()
	case verb == "ok" && e.Sure == 0 && e.By != c.Person.ID:
		e.Sure, e.Since = c.Person.ID, c.Now()
		putEntry(c, r, e)
		c.Audit("entry.approved", 0, code, "")
		c.Tell(e.By, entryRecord, entryNotice{ID: r.ID, By: "ok"})
		c.Repeat(c.Text("entry.say.approved", messages.Args{"Asked": e.Asked}))
	case verb == "no" && e.Sure == 0 && e.By != c.Person.ID:
		dropEntry(c, r, "entry.rejected", code)
		c.Tell(e.By, entryRecord, entryNotice{ID: r.ID, By: "no"})
		c.Repeat(c.Text("entry.say.rejected", nil))
	case verb == "drop" && (e.Sure != 0 || e.By == c.Person.ID):
		dropEntry(c, r, "entry.withdrawn", code)
		c.Repeat(c.Text("entry.say.withdrawn", nil))
	default:
		return false
	}
	return true
}

func dropEntry(c *flows.Conversation, r flows.Record, what, code string) {
	r.Lists = nil
	c.Put(r, nil)
	c.Audit(what, 0, code, "")
}

// entriesToApprove says in the morning how many wait.
func entriesToApprove(c *flows.Conversation) string {
	n := len(c.List(entriesWaiting, entriesMost))
	if n == 0 {
		return ""
	}
	return c.Text("reminder.digest.entries", messages.Args{"N": n})
}

// questionsShown is how many questions without an answer are listed.
const questionsShown = 15

// listQuestions is /pertanyaan: what owners asked and found no answer to, the
// most frequent first, the entries that wait, and the officers' own.
func listQuestions(c *flows.Conversation) {
	var lines []string
	for _, r := range c.List(questions, questionsShown) {
		var q question
		if json.Unmarshal(r.Data, &q) == nil {
			lines = append(lines, c.Words().Say(c.Lang(), "questions.line", messages.Args{"N": q.N, "Text": q.shown()}))
		}
	}
	waiting, live := c.List(entriesWaiting, entriesMost), c.List(entriesLive, entriesMost)
	var rows [][]messages.Button
	for _, r := range slices.Concat(waiting, live) {
		var e entry
		if json.Unmarshal(r.Data, &e) == nil && len(rows) < questionsShown {
			rows = append(rows, []messages.Button{{Label: title(e.Asked), Data: "x:show:" + r.ID}})
		}
	}
	key := "questions.text"
	if len(lines) == 0 {
		key = "questions.none"
	}
	text := c.Text(key, messages.Args{"Lines": messages.HTML(strings.Join(lines, "\n"))})
	text = flows.Join(text, c.Text("questions.entries", messages.Args{"Waiting": len(waiting), "Live": len(live)}))
	if len(rows) == 0 {
		c.Repeat(text)
		return
	}
	c.Say(messages.Message{Key: key, Text: text, Buttons: rows})
	c.RepeatOpen()
}

// questionKept is how long a question that nobody asks again is counted.
const questionKept = 400 * 24 * time.Hour
