package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// renameTopic is a better title.
func renameTopic() *Flow {
	return &Flow{
		Key: "retitle", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return topicNameQuestions },
		Finish: func(t *talk, d *Draft) {
			r, c, ok := t.topicOf(d.Subject)
			if !ok {
				t.comeBack(d, t.word("topic.gone", nil))
				return
			}
			old := c.Title
			c.Title = strings.TrimPrefix(d.Answers["title"].Value, newTopic)
			t.putTopic(r, c)
			t.audit("proposal.renamed", 0, old, c.Title)
			t.comeBack(d, t.word("retitle.done", nil))
			t.sayTopic(r.ID, c)
		},
	}
}

var topicNameQuestions = []*Question{{Key: "title", Read: readTopicTitle, Ask: func(t *talk, d *Draft) string {
	_, c, _ := t.topicOf(d.Subject)
	return t.word("retitle.title.ask", messages.Args{"Title": c.Title, "Most": topicTitle})
}}}

// mergeTopics puts everything of a topic under another one: who supported
// either supports the one that stays, and is counted once.
func mergeTopics() *Flow {
	return &Flow{
		Key: "merge", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return mergeQuestions },
		Finish: func(t *talk, d *Draft) {
			if d.Answers["sure"].Value != "yes" {
				t.comeBack(d, t.word("merge.kept", nil))
				return
			}
			t.mergeInto(d, d.Subject, d.Answers["into"].Value)
		},
	}
}

var mergeQuestions = []*Question{
	{Key: "into", Options: func(t *talk, d *Draft) []Option {
		_, c, _ := t.topicOf(d.Subject)
		others := slices.DeleteFunc(t.topics(c.Hearing), func(o numberedTopic) bool { return o.id == d.Subject })
		return t.topicOptions(others, c.Theme)
	}, Ask: func(t *talk, d *Draft) string {
		_, c, _ := t.topicOf(d.Subject)
		return t.word("merge.into.ask", messages.Args{"Title": c.Title, "Alone": len(t.topics(c.Hearing)) < 2})
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: sureOptions("merge.yes", "merge.no"), Ask: func(t *talk, d *Draft) string {
		_, c, _ := t.topicOf(d.Subject)
		_, o, _ := t.topicOf(d.Answers["into"].Value)
		return t.word("merge.sure.ask", messages.Args{"Title": c.Title, "Into": o.Title, "N": len(c.Proposals)})
	}},
}

func (t *talk) mergeInto(d *Draft, from, into string) {
	r, c, ok := t.topicOf(from)
	ir, stays, there := t.topicOf(into)
	switch {
	case !ok || !there || r.ID == ir.ID || c.Hearing != stays.Hearing:
		t.comeBack(d, t.word("topic.gone", nil))
		return
	case len(c.Proposals)+len(stays.Proposals) > topicHolds:
		t.comeBack(d, t.word("topic.full", messages.Args{"Most": topicHolds}))
		return
	}
	for _, id := range c.Proposals {
		if pr, p, ok := t.proposalOf(id); ok {
			p.Topic = ir.ID
			t.putProposal(pr, p)
		}
	}
	stays.Proposals = append(stays.Proposals, c.Proposals...)
	stays.Shown = stays.Shown || c.Shown // who supports it goes on seeing it
	stays.Merged = append(append(stays.Merged, r.ID), c.Merged...)
	stays.Replies = append(stays.Replies, c.Replies...)
	slices.SortStableFunc(stays.Replies, func(a, b topicReply) int { return a.At.Compare(b.At) })
	t.putTopic(ir, stays)
	c.Into, c.Proposals, c.Merged, c.Replies = ir.ID, nil, nil, nil
	t.putTopic(r, c)
	t.audit("proposal.merged", 0, c.Title, stays.Title)
	t.comeBack(d, t.word("merge.done", messages.Args{"Title": stays.Title, "N": len(stays.Proposals)}))
	t.sayTopic(ir.ID, stays)
}

// answerTopic is what the city says became of a topic. Everybody who wrote a
// proposal under it is told; the officer does not learn who that is.
func answerTopic() *Flow {
	return &Flow{
		Key: "respond", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return respondQuestions },
		Finish:    (*talk).respond,
	}
}

var respondQuestions = []*Question{
	{Key: "state", Options: func(t *talk, _ *Draft) []Option {
		var out []Option
		for _, state := range replyStates {
			out = append(out, Option{Value: state, Label: t.replyName(state)})
		}
		return out
	}, Ask: func(t *talk, d *Draft) string {
		_, c, _ := t.topicOf(d.Subject)
		return t.word("respond.state.ask", messages.Args{"Title": c.Title})
	}},
	{Key: "text", Read: func(t *talk, _ *Draft, typed string) Reading {
		text := strings.TrimSpace(typed)
		if n := len([]rune(text)); n < 10 || n > respondMost {
			return Reading{Refuse: t.word("respond.text.refuse", messages.Args{"Most": respondMost})}
		}
		return Reading{Value: text}
	}},
	{Key: "sure", Strict: true, Spelled: true, Closing: true, Options: sureOptions("respond.yes", "respond.no"), Show: func(t *talk, d *Draft) {
		t.say(messages.Message{Key: "proposal.heard." + d.Answers["state"].Value, Text: t.heardLine(enterprise.Heard{Topic: d.Subject, State: d.Answers["state"].Value, Text: d.Answers["text"].Value})})
	}, Ask: func(t *talk, d *Draft) string {
		_, c, _ := t.topicOf(d.Subject)
		return t.word("respond.sure.ask", messages.Args{"N": t.speakersOf(c)})
	}},
}

// respondMost is the longest answer, in characters: with what stands around it,
// it fits a message beside others.
const respondMost = 1000

// speakersOf are how many people wrote what a topic gathers.
func (t *talk) speakersOf(c topic) int {
	var all []enterprise.PersonID
	for _, id := range c.Proposals {
		if who := t.speakerOf(id); who != nobodyID && !slices.Contains(all, who) {
			all = append(all, who)
		}
	}
	return len(all)
}

func (t *talk) respond(d *Draft) {
	r, c, ok := t.topicOf(d.Subject)
	if !ok || d.Answers["sure"].Value != "yes" {
		t.comeBack(d, t.word("respond.dropped", nil))
		return
	}
	a := topicReply{State: d.Answers["state"].Value, Text: d.Answers["text"].Value, By: t.Person.ID, At: t.now}
	c.Replies = append(c.Replies, a)
	t.putTopic(r, c)
	t.audit("proposal.answered", 0, c.Title, t.replyName(a.State))
	for _, id := range c.Proposals {
		if who := t.speakerOf(id); who != nobodyID {
			t.tellSpeaker(who, voiceNotice{Proposal: id, Reply: enterprise.Heard{Topic: r.ID, State: a.State, Text: a.Text, At: t.now}})
		}
	}
	t.comeBack(d, t.word("respond.done", messages.Args{"N": t.speakersOf(c)}))
	t.sayTopic(r.ID, c)
}
