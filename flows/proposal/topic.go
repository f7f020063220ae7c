package proposal

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

const (
	topicRecord = "topic"
	// topicTitleMost is the longest title of a topic, in characters.
	topicTitleMost = 120
	// topicHolds is how many proposals a topic gathers: all who wrote one are
	// told what became of it in one commit.
	topicHolds = 200
	// topicsMost is how many topics of a period are looked up: the newest.
	topicsMost = 200
)

// topic is what proposals say in common, in an officer's words: other owners
// read this, never what was written, and can support it.
type topic struct {
	Hearing   string       `json:"hearing"`
	Theme     string       `json:"theme"`
	Title     string       `json:"title"`
	At        time.Time    `json:"at"`
	Proposals []string     `json:"proposals,omitempty"`
	Shown     bool         `json:"shown,omitempty"` // to owners
	Merged    []string     `json:"merged,omitempty"`
	Into      string       `json:"into,omitempty"` // it was merged into this one
	Replies   []topicReply `json:"replies,omitempty"`
}

// topicReply is what the city says became of a topic.
type topicReply struct {
	State string              `json:"state"`
	Text  string              `json:"text"`
	By    enterprise.PersonID `json:"by"`
	At    time.Time           `json:"at"`
}

// ReplyStates are what can become of a topic.
var ReplyStates = []string{"considered", "adopted", "underway", "declined"}

// topicOf is a topic, or the one it was merged into.
func topicOf(c *flows.Conversation, id string) (r flows.Record, tp topic, ok bool) {
	for range topicsMost {
		tp = topic{}
		r = c.Record(topicRecord, id)
		if r.Data == nil || json.Unmarshal(r.Data, &tp) != nil {
			return r, topic{}, false
		}
		if tp.Into == "" {
			return r, tp, true
		}
		id = tp.Into
	}
	return r, topic{}, false
}

func topicsIn(hearing string) string { return "topics:" + hearing }

func putTopic(c *flows.Conversation, r flows.Record, tp topic) {
	r.Lists = nil
	if tp.Into == "" {
		r.Lists = map[string]int64{topicsIn(tp.Hearing): tp.At.UnixMilli()}
	}
	r.Until = proposalUntil(c, tp.Hearing)
	c.Put(r, tp)
}

// numberedTopic is a topic with its id.
type numberedTopic struct {
	ID string
	topic
}

// topics are those of a period that hold something, the newest first.
func topics(c *flows.Conversation, hearing string) []numberedTopic {
	var out []numberedTopic
	for _, r := range c.List(topicsIn(hearing), topicsMost) {
		var tp topic
		if json.Unmarshal(r.Data, &tp) == nil {
			out = append(out, numberedTopic{r.ID, tp})
		}
	}
	return out
}

// supporters are how many people support a topic, or one that was merged into it.
func supporters(c *flows.Conversation, id string, tp topic) int64 {
	terms := []string{enterprise.TermSupports(id)}
	for _, old := range tp.Merged {
		terms = append(terms, enterprise.TermSupports(old))
	}
	return c.SizeOf(enterprise.Segment{Every: [][]string{terms}})
}

// sayTopic is a topic as officers and planners see it, with what can be done.
func sayTopic(c *flows.Conversation, id string, tp topic) {
	n := supporters(c, id, tp)
	text := c.Text("topic.card", messages.Args{"Title": tp.Title, "Theme": themeName(c, tp.Theme), "Proposals": len(tp.Proposals), "Support": privacy.People(n, few(c, n)), "Shown": tp.Shown})
	for _, a := range tp.Replies {
		text += "\n" + c.Text("topic.reply", messages.Args{"State": replyName(c, a.State), "At": c.Date(a.At), "Text": a.Text, "By": c.Colleague(a.By)})
	}
	m := messages.Message{Key: "topic.card", Text: text, Buttons: [][]messages.Button{{voiceButton(c, "topic.button.read", "of", id, "0")}}}
	if c.Allowed(flows.ForOfficers) {
		shown := voiceButton(c, "topic.button.show", "shown", id, "1")
		if tp.Shown {
			shown = voiceButton(c, "topic.button.hide", "shown", id, "0")
		}
		m.Buttons = append(m.Buttons, []messages.Button{shown, voiceButton(c, "topic.button.rename", "rename", id)},
			[]messages.Button{voiceButton(c, "topic.button.merge", "merge", id), voiceButton(c, "topic.button.reply", "reply", id)})
	}
	m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "topic.button.list", "topics", tp.Hearing, "0")})
	c.Say(m)
}

// showTopic lets owners see a topic and support it, or not.
func showTopic(c *flows.Conversation, id string, shown bool) {
	r, tp, ok := topicOf(c, id)
	if !ok || !c.Allowed(flows.ForOfficers) {
		c.Repeat(c.Text("topic.gone", nil))
		return
	}
	if tp.Shown != shown {
		tp.Shown = shown
		putTopic(c, r, tp)
		c.Audit(map[bool]string{true: "proposal.shown", false: "proposal.hidden"}[shown], 0, tp.Title, "")
	}
	sayTopic(c, r.ID, tp)
}

// outOfTopic takes a proposal out of the topic it was gathered under; a topic
// that holds nothing and nobody answered goes with it.
func outOfTopic(c *flows.Conversation, id string, p proposal) {
	if p.Topic == "" {
		return
	}
	r, tp, ok := topicOf(c, p.Topic)
	if !ok {
		return
	}
	tp.Proposals = slices.DeleteFunc(tp.Proposals, func(o string) bool { return o == id })
	if len(tp.Proposals) == 0 && len(tp.Replies) == 0 && !tp.Shown {
		c.Put(r, nil)
		return
	}
	putTopic(c, r, tp)
}

// gather is an officer's choice of the topic of a proposal: one there is, or a
// new one, by its title.
func gather() *flows.Form {
	return &flows.Form{
		Key: "gather", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return gatherQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			c.Leave()
			gatherUnder(c, d.Subject, d.Answers["topic"].Value)
		},
	}
}

// topicsOffered is how many topics fit the question which one.
const topicsOffered = 20

// newTopic begins the answer that is a title.
const newTopic = "="

var gatherQuestions = []*flows.Question{{
	Key: "topic",
	Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
		_, p, _ := proposalOf(c, d.Subject)
		return topicOptions(c, topics(c, p.Hearing), p.Theme)
	},
	Read: readTopicTitle,
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		return c.Text("gather.topic.ask", messages.Args{"Code": proposalCode(d.Subject)})
	},
}}

// topicOptions offers topics under numbers, those of a theme first.
func topicOptions(c *flows.Conversation, all []numberedTopic, theme string) []flows.Option {
	slices.SortStableFunc(all, func(a, b numberedTopic) int {
		switch {
		case (a.Theme == theme) == (b.Theme == theme):
			return 0
		case a.Theme == theme:
			return -1
		}
		return 1
	})
	var out []flows.Option
	for i, nt := range all[:min(len(all), topicsOffered)] {
		out = append(out, flows.Option{Value: nt.ID, Label: reading.Clipped(fmt.Sprintf("%d. %s", i+1, nt.Title), 24), Text: nt.Title})
	}
	return out
}

// readTopicTitle takes a title, as it was typed or as it is kept.
func readTopicTitle(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
	title := strings.Join(strings.Fields(strings.TrimPrefix(typed, newTopic)), " ")
	if n := len([]rune(title)); n < 5 || n > topicTitleMost {
		return flows.Reading{Refuse: c.Text("gather.topic.refuse", messages.Args{"Most": topicTitleMost})}
	}
	return flows.Reading{Value: newTopic + title}
}

// gatherUnder puts a proposal under a topic, and goes on with the next one.
func gatherUnder(c *flows.Conversation, id, choice string) {
	r, p, ok := proposalOf(c, id)
	if !ok {
		c.Repeat(c.Text("proposal.gone", nil))
		return
	}
	title, made := strings.CutPrefix(choice, newTopic)
	tr, tp := flows.Record{RecordName: flows.RecordName{Kind: topicRecord, ID: c.Input().ID}}, topic{Hearing: p.Hearing, Theme: p.Theme, Title: title, At: c.Now()}
	if !made {
		if tr, tp, ok = topicOf(c, choice); !ok || tp.Hearing != p.Hearing {
			c.Repeat(c.Text("topic.gone", nil))
			return
		}
	}
	if !slices.Contains(tp.Proposals, id) && len(tp.Proposals) >= topicHolds {
		c.Repeat(c.Text("topic.full", messages.Args{"Most": topicHolds}))
		return
	}
	if p.Topic != tr.ID && !slices.Contains(tp.Proposals, id) {
		outOfTopic(c, id, p)
		tp.Proposals = append(tp.Proposals, id)
	}
	p.Topic = tr.ID
	putTopic(c, tr, tp)
	putProposal(c, r, p)
	c.Audit("proposal.gathered", 0, proposalCode(id), tp.Title)
	c.Repeat(c.Text("gather.done", messages.Args{"Code": proposalCode(id), "Title": tp.Title, "N": len(tp.Proposals)}))
	nextWaiting(c, p.Hearing, id)
}

// retheme is an officer's correction of a proposal's theme.
func retheme() *flows.Form {
	return &flows.Form{
		Key: "retheme", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question {
			return []*flows.Question{themeQuestion("theme")}
		},
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, p, ok := proposalOf(c, d.Subject)
			if !ok {
				c.Return(d, c.Text("proposal.gone", nil))
				return
			}
			if theme := d.Answers["theme"].Value; theme != p.Theme {
				p.Theme = theme
				putProposal(c, r, p)
				c.Audit("proposal.tagged", 0, proposalCode(d.Subject), themeName(c, theme))
				if who := speakerOf(c, d.Subject); who != flows.NobodyID {
					tellSpeaker(c, who, VoiceNotice{Proposal: d.Subject, Theme: theme})
				}
			}
			c.Return(d, c.Text("retheme.done", messages.Args{"Code": proposalCode(d.Subject), "Theme": themeName(c, p.Theme)}))
			readProposal(c, d.Subject)
		},
	}
}
