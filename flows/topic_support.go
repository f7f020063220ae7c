package flows

import (
	"slices"
	"strconv"

	"naikkelas/messages"
)

// supportsMost bounds the topics that a person supports.
const supportsMost = 200

// othersPage lists for owners what others say: topics in an officer's words,
// with how many support each, and what became of it.
func (t *talk) othersPage(page int) {
	if !t.speaks() {
		return
	}
	hearing, h, ok := t.newestHearing()
	all := slices.DeleteFunc(t.topics(hearing), func(c numberedTopic) bool { return !c.Shown })
	if !ok || len(all) == 0 {
		t.again(t.word("support.none", nil))
		return
	}
	page = min(page, (len(all)-1)/proposalPage)
	text := t.word("support.list", messages.Args{"Open": h.open(t.now)}) + "\n"
	var numbers []messages.Button
	for i := page * proposalPage; i < min(len(all), (page+1)*proposalPage); i++ {
		text += "\n" + t.word("support.line", messages.Args{
			"N": i + 1, "Title": all[i].Title, "Theme": t.themeName(all[i].Theme), "Mine": t.supports(all[i].id, all[i].topic), "State": t.lastState(all[i].topic),
		})
		numbers = append(numbers, messages.Button{Label: strconv.Itoa(i + 1), Data: voiceData("look", all[i].id)})
	}
	m := messages.Message{Key: "support.list", Text: text, Buttons: slices.Collect(slices.Chunk(numbers, 4))}
	if turn := t.pageButtons(page, len(all), "others"); len(turn) > 0 {
		m.Buttons = append(m.Buttons, turn)
	}
	t.say(m)
}

// supports tells whether the person supports a topic, or one merged into it.
func (t *talk) supports(id string, c topic) bool {
	return slices.ContainsFunc(t.Person.Supports, func(s string) bool { return s == id || slices.Contains(c.Merged, s) })
}

// lookAtTopic is one topic as an owner sees it.
func (t *talk) lookAtTopic(id string) {
	r, c, ok := t.topicOf(id)
	if !ok || !c.Shown || !t.consented() {
		t.again(t.word("topic.gone", nil))
		return
	}
	n := t.supporters(r.ID, c)
	text := t.word("support.card", messages.Args{"Title": c.Title, "Theme": t.themeName(c.Theme), "Support": people(n, n < fewPeople), "Mine": t.supports(r.ID, c), "Own": t.spokeUnder(c)})
	for _, a := range c.Replies {
		text += "\n\n" + t.word("support.reply", messages.Args{"State": t.replyName(a.State), "At": t.date(a.At), "Text": a.Text})
	}
	m := messages.Message{Key: "support.card", Text: text}
	_, h, _ := t.hearingOf(c.Hearing)
	switch {
	case !h.open(t.now) || t.spokeUnder(c):
	case t.supports(r.ID, c):
		m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("support.button.no", "no", r.ID)})
	default:
		m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("support.button.yes", "yes", r.ID)})
	}
	m.Buttons = append(m.Buttons, []messages.Button{t.voiceButton("support.button.list", "others", "0")})
	t.say(m)
}

// spokeUnder tells whether the person wrote one of the proposals of a topic.
func (t *talk) spokeUnder(c topic) bool {
	return slices.ContainsFunc(c.Proposals, func(id string) bool { return t.spokenBy(id) >= 0 })
}

// support notes that the person supports a topic, or does not any more, while
// the period is open.
func (t *talk) support(id string, wanted bool) {
	r, c, ok := t.topicOf(id)
	_, h, _ := t.hearingOf(c.Hearing)
	switch {
	case !t.speaks():
		return
	case !ok || !c.Shown:
		t.again(t.word("topic.gone", nil))
		return
	case !h.open(t.now):
		t.again(t.word("proposal.over", nil))
		return
	case wanted && t.spokeUnder(c):
		t.again(t.word("support.own", nil))
		return
	}
	rest := slices.DeleteFunc(slices.Clone(t.Person.Supports), func(s string) bool { return s == r.ID || slices.Contains(c.Merged, s) })
	word := "support.taken"
	if wanted {
		rest, word = append(rest, r.ID), "support.given"
	}
	t.Person.Supports = rest[max(0, len(rest)-supportsMost):]
	t.again(t.word(word, messages.Args{"Title": c.Title}))
}
