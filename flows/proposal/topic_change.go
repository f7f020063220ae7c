package proposal

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// renameTopic is a better title.
func renameTopic() *flows.Form {
	return &flows.Form{
		Key: "retitle", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return topicNameQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			r, tp, ok := topicOf(c, d.Subject)
			if !ok {
				c.Return(d, c.Text("topic.gone", nil))
				return
			}
			old := tp.Title
			tp.Title = strings.TrimPrefix(d.Answers["title"].Value, newTopic)
			putTopic(c, r, tp)
			c.Audit("proposal.renamed", 0, old, tp.Title)
			c.Return(d, c.Text("retitle.done", nil))
			sayTopic(c, r.ID, tp)
		},
	}
}

var topicNameQuestions = []*flows.Question{{Key: "title", Read: readTopicTitle, Ask: func(c *flows.Conversation, d *flows.Draft) string {
	_, tp, _ := topicOf(c, d.Subject)
	return c.Text("retitle.title.ask", messages.Args{"Title": tp.Title, "Most": topicTitleMost})
}}}

// mergeTopics puts everything of a topic under another one: who supported
// either supports the one that stays, and is counted once.
func mergeTopics() *flows.Form {
	return &flows.Form{
		Key: "merge", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return mergeQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			if d.Answers["sure"].Value != "yes" {
				c.Return(d, c.Text("merge.kept", nil))
				return
			}
			mergeInto(c, d, d.Subject, d.Answers["into"].Value)
		},
	}
}

var mergeQuestions = []*flows.Question{
	{Key: "into", Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
		_, tp, _ := topicOf(c, d.Subject)
		others := slices.DeleteFunc(topics(c, tp.Hearing), func(o numberedTopic) bool { return o.ID == d.Subject })
		return topicOptions(c, others, tp.Theme)
	}, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		_, tp, _ := topicOf(c, d.Subject)
		return c.Text("merge.into.ask", messages.Args{"Title": tp.Title, "Alone": len(topics(c, tp.Hearing)) < 2})
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: flows.SureOptions("merge.yes", "merge.no"), Ask: func(c *flows.Conversation, d *flows.Draft) string {
		_, tp, _ := topicOf(c, d.Subject)
		_, o, _ := topicOf(c, d.Answers["into"].Value)
		return c.Text("merge.sure.ask", messages.Args{"Title": tp.Title, "Into": o.Title, "N": len(tp.Proposals)})
	}},
}

func mergeInto(c *flows.Conversation, d *flows.Draft, from, into string) {
	r, tp, ok := topicOf(c, from)
	ir, stays, there := topicOf(c, into)
	switch {
	case !ok || !there || r.ID == ir.ID || tp.Hearing != stays.Hearing:
		c.Return(d, c.Text("topic.gone", nil))
		return
	case len(tp.Proposals)+len(stays.Proposals) > topicHolds:
		c.Return(d, c.Text("topic.full", messages.Args{"Most": topicHolds}))
		return
	}
	for _, id := range tp.Proposals {
		if pr, p, ok := proposalOf(c, id); ok {
			p.Topic = ir.ID
			putProposal(c, pr, p)
		}
	}
	stays.Proposals = append(stays.Proposals, tp.Proposals...)
	stays.Shown = stays.Shown || tp.Shown // who supports it goes on seeing it
	stays.Merged = append(append(stays.Merged, r.ID), tp.Merged...)
	stays.Replies = append(stays.Replies, tp.Replies...)
	slices.SortStableFunc(stays.Replies, func(a, b topicReply) int { return a.At.Compare(b.At) })
	putTopic(c, ir, stays)
	tp.Into, tp.Proposals, tp.Merged, tp.Replies = ir.ID, nil, nil, nil
	putTopic(c, r, tp)
	c.Audit("proposal.merged", 0, tp.Title, stays.Title)
	c.Return(d, c.Text("merge.done", messages.Args{"Title": stays.Title, "N": len(stays.Proposals)}))
	sayTopic(c, ir.ID, stays)
}

// answerTopic is what the city says became of a topic. Everybody who wrote a
// proposal under it is told; the officer does not learn who that is.
func answerTopic() *flows.Form {
	return &flows.Form{
		Key: "respond", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return respondQuestions },
		Finish:    respond,
	}
}

var respondQuestions = []*flows.Question{
	{Key: "state", Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
		var out []flows.Option
		for _, state := range ReplyStates {
			out = append(out, flows.Option{Value: state, Label: replyName(c, state)})
		}
		return out
	}, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		_, tp, _ := topicOf(c, d.Subject)
		return c.Text("respond.state.ask", messages.Args{"Title": tp.Title})
	}},
	{Key: "text", Read: func(c *flows.Conversation, _ *flows.Draft, typed string) flows.Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < 10 || n > respondMost {
			return flows.Reading{Refuse: c.Text("respond.text.refuse", messages.Args{"Most": respondMost})}
		}
		return flows.Reading{Value: text}
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: flows.SureOptions("respond.yes", "respond.no"), Show: func(c *flows.Conversation, d *flows.Draft) {
		c.Say(messages.Message{Key: "proposal.heard." + d.Answers["state"].Value, Text: heardLine(c, enterprise.Heard{Topic: d.Subject, State: d.Answers["state"].Value, Text: d.Answers["text"].Value})})
	}, Ask: func(c *flows.Conversation, d *flows.Draft) string {
		_, tp, _ := topicOf(c, d.Subject)
		return c.Text("respond.sure.ask", messages.Args{"N": speakersOf(c, tp)})
	}},
}

// respondMost is the longest answer, in characters: with what stands around it,
// it fits a message beside others.
const respondMost = 1000

// speakersOf are how many people wrote what a topic gathers.
func speakersOf(c *flows.Conversation, tp topic) int {
	var all []enterprise.PersonID
	for _, id := range tp.Proposals {
		if who := speakerOf(c, id); who != flows.NobodyID && !slices.Contains(all, who) {
			all = append(all, who)
		}
	}
	return len(all)
}

func respond(c *flows.Conversation, d *flows.Draft) {
	r, tp, ok := topicOf(c, d.Subject)
	if !ok || d.Answers["sure"].Value != "yes" {
		c.Return(d, c.Text("respond.dropped", nil))
		return
	}
	a := topicReply{State: d.Answers["state"].Value, Text: d.Answers["text"].Value, By: c.Person.ID, At: c.Now()}
	tp.Replies = append(tp.Replies, a)
	putTopic(c, r, tp)
	c.Audit("proposal.answered", 0, tp.Title, replyName(c, a.State))
	for _, id := range tp.Proposals {
		if who := speakerOf(c, id); who != flows.NobodyID {
			tellSpeaker(c, who, VoiceNotice{Proposal: id, Reply: enterprise.Heard{Topic: r.ID, State: a.State, Text: a.Text, At: c.Now()}})
		}
	}
	c.Return(d, c.Text("respond.done", messages.Args{"N": speakersOf(c, tp)}))
	sayTopic(c, r.ID, tp)
}
