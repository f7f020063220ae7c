package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	topicRecord = "topic"
	// topicTitle is the longest title of a topic, in characters.
	topicTitle = 120
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

// replyStates are what can become of a topic.
var replyStates = []string{"considered", "adopted", "underway", "declined"}

// topicOf is a topic, or the one it was merged into.
func (t *talk) topicOf(id string) (r Record, c topic, ok bool) {
	for range topicsMost {
		c = topic{}
		r = t.record(topicRecord, id)
		if r.Data == nil || json.Unmarshal(r.Data, &c) != nil {
			return r, topic{}, false
		}
		if c.Into == "" {
			return r, c, true
		}
		id = c.Into
	}
	return r, topic{}, false
}

func topicsIn(hearing string) string { return "topics:" + hearing }

func (t *talk) putTopic(r Record, c topic) {
	r.Lists = nil
	if c.Into == "" {
		r.Lists = map[string]int64{topicsIn(c.Hearing): c.At.UnixMilli()}
	}
	r.Until = t.proposalUntil(c.Hearing)
	t.put(r, c)
}

// numberedTopic is a topic with its id.
type numberedTopic struct {
	id string
	topic
}

// topics are those of a period that hold something, the newest first.
func (t *talk) topics(hearing string) []numberedTopic {
	var out []numberedTopic
	for _, r := range t.list(topicsIn(hearing), topicsMost) {
		var c topic
		if json.Unmarshal(r.Data, &c) == nil {
			out = append(out, numberedTopic{r.ID, c})
		}
	}
	return out
}

// supporters are how many people support a topic, or one that was merged into it.
func (t *talk) supporters(id string, c topic) int64 {
	terms := []string{enterprise.TermSupports(id)}
	for _, old := range c.Merged {
		terms = append(terms, enterprise.TermSupports(old))
	}
	return t.sizeOf(enterprise.Segment{Every: [][]string{terms}})
}

// sayTopic is a topic as officers and planners see it, with what can be done.
func (t *talk) sayTopic(id string, c topic) {
	n := t.supporters(id, c)
	text := t.word("topic.card", messages.Args{"Title": c.Title, "Theme": t.themeName(c.Theme), "Proposals": len(c.Proposals), "Support": people(n, t.few(n)), "Shown": c.Shown})
	for _, a := range c.Replies {
		text += "\n" + t.word("topic.reply", messages.Args{"State": t.replyName(a.State), "At": t.date(a.At), "Text": a.Text, "By": t.colleague(a.By)})
	}
	m := messages.Message{Key: "topic.card", Text: text, Buttons: [][]messages.Button{{t.voiceButton("topic.button.read", "of", id, "0")}}}
	if t.may(forOfficers) {
		shown := t.voiceButton("topic.button.show", "shown", id, "1")
		if c.Shown {
			shown = t.voiceButton("topic.button.hide", "shown", id, "0")
		}
		m.Buttons = append(m.Buttons, []messages.Button{shown, t.voiceButton("topic.button.rename", "rename", id)},
			[]messages.Button{t.voiceButton("topic.button.merge", "merge", id), t.voiceButton("topic.button.reply", "reply", id)})
	}
	m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("topic.button.list", "topics", c.Hearing, "0")})
	t.say(m)
}

// showTopic lets owners see a topic and support it, or not.
func (t *talk) showTopic(id string, shown bool) {
	r, c, ok := t.topicOf(id)
	if !ok || !t.may(forOfficers) {
		t.again(t.word("topic.gone", nil))
		return
	}
	if c.Shown != shown {
		c.Shown = shown
		t.putTopic(r, c)
		t.audit(map[bool]string{true: "proposal.shown", false: "proposal.hidden"}[shown], 0, c.Title, "")
	}
	t.sayTopic(r.ID, c)
}

// outOfTopic takes a proposal out of the topic it was gathered under; a topic
// that holds nothing and nobody answered goes with it.
func (t *talk) outOfTopic(id string, p proposal) {
	if p.Topic == "" {
		return
	}
	r, c, ok := t.topicOf(p.Topic)
	if !ok {
		return
	}
	c.Proposals = slices.DeleteFunc(c.Proposals, func(o string) bool { return o == id })
	if len(c.Proposals) == 0 && len(c.Replies) == 0 && !c.Shown {
		t.put(r, nil)
		return
	}
	t.putTopic(r, c)
}

// gather is an officer's choice of the topic of a proposal: one there is, or a
// new one, by its title.
func gather() *Flow {
	return &Flow{
		Key: "gather", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return gatherQuestions },
		Finish: func(t *talk, d *Draft) {
			t.leave()
			t.gatherUnder(d.Subject, d.Answers["topic"].Value)
		},
	}
}

// topicsOffered is how many topics fit the question which one.
const topicsOffered = 20

// newTopic begins the answer that is a title.
const newTopic = "="

var gatherQuestions = []*Question{{
	Key: "topic",
	Options: func(t *talk, d *Draft) []Option {
		_, p, _ := t.proposalOf(d.Subject)
		return t.topicOptions(t.topics(p.Hearing), p.Theme)
	},
	Read: readTopicTitle,
	Ask: func(t *talk, d *Draft) string {
		return t.word("gather.topic.ask", messages.Args{"Code": proposalCode(d.Subject)})
	},
}}

// topicOptions offers topics under numbers, those of a theme first.
func (t *talk) topicOptions(all []numberedTopic, theme string) []Option {
	slices.SortStableFunc(all, func(a, b numberedTopic) int {
		switch {
		case (a.Theme == theme) == (b.Theme == theme):
			return 0
		case a.Theme == theme:
			return -1
		}
		return 1
	})
	var out []Option
	for i, c := range all[:min(len(all), topicsOffered)] {
		out = append(out, Option{Value: c.id, Label: clipped(fmt.Sprintf("%d. %s", i+1, c.Title), 24), Text: c.Title})
	}
	return out
}

// readTopicTitle takes a title, as it was typed or as it is kept.
func readTopicTitle(t *talk, _ *Draft, typed string) Reading {
	title := strings.Join(strings.Fields(strings.TrimPrefix(typed, newTopic)), " ")
	if n := len([]rune(title)); n < 5 || n > topicTitle {
		return Reading{Refuse: t.word("gather.topic.refuse", messages.Args{"Most": topicTitle})}
	}
	return Reading{Value: newTopic + title}
}

// gatherUnder puts a proposal under a topic, and goes on with the next one.
func (t *talk) gatherUnder(id, choice string) {
	r, p, ok := t.proposalOf(id)
	if !ok {
		t.again(t.word("proposal.gone", nil))
		return
	}
	title, made := strings.CutPrefix(choice, newTopic)
	tr, c := Record{RecordName: RecordName{topicRecord, t.in.ID}}, topic{Hearing: p.Hearing, Theme: p.Theme, Title: title, At: t.now}
	if !made {
		if tr, c, ok = t.topicOf(choice); !ok || c.Hearing != p.Hearing {
			t.again(t.word("topic.gone", nil))
			return
		}
	}
	if !slices.Contains(c.Proposals, id) && len(c.Proposals) >= topicHolds {
		t.again(t.word("topic.full", messages.Args{"Most": topicHolds}))
		return
	}
	if p.Topic != tr.ID && !slices.Contains(c.Proposals, id) {
		t.outOfTopic(id, p)
		c.Proposals = append(c.Proposals, id)
	}
	p.Topic = tr.ID
	t.putTopic(tr, c)
	t.putProposal(r, p)
	t.audit("proposal.gathered", 0, proposalCode(id), c.Title)
	t.again(t.word("gather.done", messages.Args{"Code": proposalCode(id), "Title": c.Title, "N": len(c.Proposals)}))
	t.nextWaiting(p.Hearing, id)
}

// retheme is an officer's correction of a proposal's theme.
func retheme() *Flow {
	return &Flow{
		Key: "retheme", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return []*Question{themeQuestion("theme")} },
		Finish: func(t *talk, d *Draft) {
			r, p, ok := t.proposalOf(d.Subject)
			if !ok {
				t.comeBack(d, t.word("proposal.gone", nil))
				return
			}
			if theme := d.Answers["theme"].Value; theme != p.Theme {
				p.Theme = theme
				t.putProposal(r, p)
				t.audit("proposal.tagged", 0, proposalCode(d.Subject), t.themeName(theme))
				if who := t.speakerOf(d.Subject); who != nobodyID {
					t.tellSpeaker(who, voiceNotice{Proposal: d.Subject, Theme: theme})
				}
			}
			t.comeBack(d, t.word("retheme.done", messages.Args{"Code": proposalCode(d.Subject), "Theme": t.themeName(p.Theme)}))
			t.readProposal(d.Subject)
		},
	}
}
