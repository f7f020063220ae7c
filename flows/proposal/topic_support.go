package proposal

import (
	"slices"
	"strconv"

	"naikkelas/flows"
	"naikkelas/flows/privacy"
	"naikkelas/messages"
)

// supportsMost bounds the topics that a person supports.
const supportsMost = 200

// othersPage lists for owners what others say: topics in an officer's words,
// with how many support each, and what became of it.
func othersPage(c *flows.Conversation, page int) {
	if !speaks(c) {
		return
	}
	hearing, h, ok := newestHearing(c)
	all := slices.DeleteFunc(topics(c, hearing), func(nt numberedTopic) bool { return !nt.Shown })
	if !ok || len(all) == 0 {
		c.Repeat(c.Text("support.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := c.Text("support.list", messages.Args{"Open": h.open(c.Now())}) + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		text += "\n" + c.Text("support.line", messages.Args{
			"N": i + 1, "Title": all[i].Title, "Theme": themeName(c, all[i].Theme), "Mine": supports(c, all[i].ID, all[i].topic), "State": lastState(c, all[i].topic),
		})
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("look", all[i].ID)})
	}
	m := messages.Message{Key: "support.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := pageButtons(c, page, len(all), "others"); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	c.Say(m)
}

// supports tells whether the person supports a topic, or one merged into it.
func supports(c *flows.Conversation, id string, tp topic) bool {
	return slices.ContainsFunc(c.Person.Supports, func(s string) bool { return s == id || slices.Contains(tp.Merged, s) })
}

// lookAtTopic is one topic as an owner sees it.
func lookAtTopic(c *flows.Conversation, id string) {
	r, tp, ok := topicOf(c, id)
	if !ok || !tp.Shown || !c.Consented() {
		c.Repeat(c.Text("topic.gone", nil))
		return
	}
	n := supporters(c, r.ID, tp)
	text := c.Text("support.card", messages.Args{"Title": tp.Title, "Theme": themeName(c, tp.Theme), "Support": privacy.People(n, n < privacy.FewPeople), "Mine": supports(c, r.ID, tp), "Own": spokeUnder(c, tp)})
	for _, a := range tp.Replies {
		text += "\n\n" + c.Text("support.reply", messages.Args{"State": replyName(c, a.State), "At": c.Date(a.At), "Text": a.Text})
	}
	m := messages.Message{Key: "support.card", Text: text}
	_, h, _ := hearingOf(c, tp.Hearing)
	switch {
	case !h.open(c.Now()) || spokeUnder(c, tp):
	case supports(c, r.ID, tp):
		m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "support.button.no", "no", r.ID)})
	default:
		m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "support.button.yes", "yes", r.ID)})
	}
	m.Buttons = append(m.Buttons, []messages.Button{voiceButton(c, "support.button.list", "others", "0")})
	c.Say(m)
}

// spokeUnder tells whether the person wrote one of the proposals of a topic.
func spokeUnder(c *flows.Conversation, tp topic) bool {
	return slices.ContainsFunc(tp.Proposals, func(id string) bool { return spokenBy(c, id) >= 0 })
}

// support notes that the person supports a topic, or does not any more, while
// the period is open.
func support(c *flows.Conversation, id string, wanted bool) {
	r, tp, ok := topicOf(c, id)
	_, h, _ := hearingOf(c, tp.Hearing)
	switch {
	case !speaks(c):
		return
	case !ok || !tp.Shown:
		c.Repeat(c.Text("topic.gone", nil))
		return
	case !h.open(c.Now()):
		c.Repeat(c.Text("proposal.over", nil))
		return
	case wanted && spokeUnder(c, tp):
		c.Repeat(c.Text("support.own", nil))
		return
	}
	rest := slices.DeleteFunc(slices.Clone(c.Person.Supports), func(s string) bool { return s == r.ID || slices.Contains(tp.Merged, s) })
	word := "support.taken"
	if wanted {
		rest, word = append(rest, r.ID), "support.given"
	}
	c.Person.Supports = rest[max(0, len(rest)-supportsMost):]
	c.Repeat(c.Text(word, messages.Args{"Title": tp.Title}))
}
