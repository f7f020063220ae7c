// Package upkeep is what people notice of the machines: that something was lost,
// that a question came twice, and, for administrators, that something needs a
// hand.
package upkeep

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/messages"
)

// New is the area.
func New() flows.Area {
	return flows.Area{
		Name:      "upkeep",
		Intercept: askAgain,
		Hear:      saidTwice,
		After:     noteSaid,
		Notices: map[string]func(*flows.Conversation, json.RawMessage){
			"alarm": alarmed, // to administrators: something needs a hand, or does not any more
		},
		Without: map[string]string{
			"Forget": flows.GoesWithRecord,
			"Export": flows.ShownWithRecord,
			"Merge":  "what was said last is true of a chat, not of a person",
		},
	}
}

// lostFor is how long strangers are told that something was lost: who registered
// in that time is one now.
const lostFor = 30 * 24 * time.Hour

// askAgain is the first word of a person after data was set back: what they
// write may answer a question that was lost, so it is taken as the answer to
// none. What says by itself what it is about goes on as always.
func askAgain(c *flows.Conversation) bool {
	to, in := c.LostTo, c.Input()
	by := slices.Contains([]flows.Kind{flows.Text, flows.Contact, flows.Other, flows.Tap, flows.Edited}, in.Kind)
	if to.IsZero() || in.Group || !by || c.Chat.Told.Equal(to) {
		return false
	}
	name, _ := c.AsCommand()
	if c.New && name != "/start" {
		return lostStranger(c)
	}
	c.Chat.Told = to
	if c.New || name != "" || in.Kind == flows.Tap || in.Kind == flows.Edited {
		return false
	}
	if c.Chat.Open == "" && slices.Contains(c.MenuLabels(), in.Text) {
		return false
	}
	c.Chat.Touched, c.Chat.Refused, c.Chat.Shown = c.Now(), "", nil
	c.Repeat(c.Text("upkeep.lost", messages.Args{"From": c.Moment(c.LostFrom), "Open": c.Chat.Open != ""}))
	return true
}

// lostStranger tells somebody unknown why they may be.
func lostStranger(c *flows.Conversation) bool {
	if c.Now().Sub(c.LostTo) > lostFor || c.Input().Kind == flows.Tap || c.Input().Kind == flows.Edited {
		return false
	}
	c.Turn.Forget = true
	c.Say(messages.Message{
		Key: "upkeep.lost.stranger", Text: c.Text("upkeep.lost.stranger", nil),
		Keyboard: &messages.Keyboard{Rows: [][]string{{"/start"}}}, Repeat: true,
	})
	return true
}

// How soon after an answer the same words are taken for the same answer again:
// where the question may have come twice, and where it did not.
const (
	twiceWithin = 2 * time.Minute
	onceWithin  = 10 * time.Second
)

// saidTwice asks whether the words that just became an answer are meant as the
// answer to the next question, too. Whoever says them once more means it.
func saidTwice(c *flows.Conversation) bool {
	in, last := c.Input(), c.Chat.Said
	if in.Kind != flows.Text || in.Forwarded || in.Group || c.Chat.Open == "" || c.Chat.Pending != nil || last.Label == "" || last.Label != read.Tidy(in.Text) || c.TappedTwice() {
		return false
	}
	within := onceWithin
	if c.Twice {
		within = twiceWithin
	} else if !words(last.Label) || slices.Contains(c.OnScreen(), in.Text) {
		return false // numbers and buttons are the same from one question to the next
	}
	if sent(c).Sub(last.At) > within {
		return false
	}
	c.Chat.Said = flows.Given{}
	c.Repeat(c.Text("upkeep.twice", messages.Args{"Typed": flows.Clip(strings.TrimSpace(in.Text))}))
	return true
}

// words tells whether a text is more than a number or a letter.
func words(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 3
}

func sent(c *flows.Conversation) time.Time {
	if c.Input().At.IsZero() {
		return c.Now()
	}
	return c.Input().At
}

// noteSaid remembers what just became an answer.
func noteSaid(c *flows.Conversation) {
	if c.Input().Kind != flows.Text {
		return
	}
	c.Chat.Said = flows.Given{}
	if c.Input().Message != "" && c.Chat.Open != "" && answers(c, c.Input().Message) {
		c.Chat.Said = flows.Given{Label: read.Tidy(c.Input().Text), At: sent(c)}
	}
}

// answers tells whether a message became an answer of the open form.
func answers(c *flows.Conversation, message string) bool {
	d := c.Chat.Drafts[c.Chat.Open]
	if d == nil {
		return false
	}
	for _, a := range d.Answers {
		if a.Message == message {
			return true
		}
	}
	return false
}

// Alarm is what administrators are told.
type Alarm struct {
	What string    `json:"what"` // one of Alarms
	Over bool      `json:"over,omitempty"`
	At   time.Time `json:"at"`
	From time.Time `json:"from,omitzero"` // since when
	N    int64     `json:"n,omitempty"`
	Of   int64     `json:"of,omitempty"`
}

// Alarms are all that there are. Those that end are said once more then.
var Alarms = map[string]struct{ Ends bool }{
	"lost":     {false}, // the data was set back
	"restored": {false}, // from a backup
	"backup":   {true},  // the last one is old, or there is none
	"waiting":  {true},  // somebody waits too long
	"dead":     {true},  // causes were put aside
	"files":    {true},  // more files than a sweep takes belong to nobody
	"storage":  {true},  // what people send cannot be kept
	"weak":     {true},  // Redis may lose what it acknowledged
	"trail":    {true},  // it is not what it was
	"refused":  {false}, // Redis refused every write, and takes them again
}

// Notify is the notice of an alarm to one administrator.
func Notify(to enterprise.PersonID, a Alarm) flows.Notice {
	data, err := json.Marshal(a)
	if err != nil {
		panic("upkeep: marshal an alarm: " + err.Error()) // it holds nothing that could fail
	}
	return flows.Notice{To: to, What: "alarm", Data: data}
}

// alarmed says what needs a hand and what to do, and that it is over.
func alarmed(c *flows.Conversation, data json.RawMessage) {
	var a Alarm
	if json.Unmarshal(data, &a) != nil || !c.Allowed(flows.ForAdministrators) {
		return
	}
	known, ok := Alarms[a.What]
	if !ok || a.Over && !known.Ends {
		return
	}
	key := "alarm." + a.What
	if a.Over {
		key += ".over"
	}
	args := messages.Args{"At": c.Moment(a.At), "N": a.N, "Of": a.Of, "From": ""}
	if !a.From.IsZero() {
		args["From"] = c.Moment(a.From)
	}
	c.Say(messages.Message{Key: key, Text: c.Text(key, args)})
	c.RepeatOpen()
}
