package answers

import (
	"slices"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// doubt answers words that the open question reads as free text although they
// mean something else, and asks whether they are the answer all the same. False:
// they are.
func (k *desk) doubt(c *flows.Conversation, q *flows.Question, u knowledge.Understanding, value string) bool {
	form := c.Book.Form(c.Chat.Open)
	wants := slices.Contains(c.Synonyms("nav.person"), read.Tidy(c.Input().Text))
	if q.Content || q.Options != nil || form.Key == ticketKey || !wants && !(form.Numbered && means(c, u)) {
		return false
	}
	var a answer
	ok := true
	if wants {
		a = person(c, c.Text("answer.person.offer", c.Hours()))
	} else if a, ok = k.meant(c, u); !ok {
		return false
	}
	if len(a.buttons) == 0 {
		a.buttons = [][]messages.Button{{ask(c)}}
	}
	c.Say(a.message())
	keep := c.Words().Label(c.Lang(), "answer.button.keep", messages.Args{"Answer": flows.Shortened(value, 24)})
	c.Chat.Pending = &flows.Pending{
		Question: q.Key, Message: c.Input().Message,
		Text:       c.Text("answer.keep", messages.Args{"Typed": flows.Clip(value)}),
		Candidates: []flows.Candidate{{Label: keep, Value: value}},
	}
	c.Repeat("")
	return true
}

// ticketKey is the form of a question to a person: whatever is written there
// is the question.
const ticketKey = "ticket"

// means tells whether words that could be a name surely are a question or
// something said: all of them are known.
func means(c *flows.Conversation, u knowledge.Understanding) bool {
	best := first(u)
	switch in, _ := intent(c, best); {
	case len(u.Unknown) > 0:
		return false
	case best.Kind == knowledge.Say:
		return best.Score >= saidEnough && !bare(in)
	}
	return u.Verdict == knowledge.Answer && asks(c)
}

// asks tells whether words ask: by a question mark, or a word that does.
func asks(c *flows.Conversation) bool {
	words := strings.Fields(read.Tidy(c.Input().Text))
	slices.Sort(words)
	if len(slices.Compact(slices.Clone(words))) < 2 { // "kapan-kapan" asks nothing
		return false
	}
	asking := c.Synonyms("answer.asking")
	return strings.Contains(c.Input().Text, "?") || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(asking, w) })
}
