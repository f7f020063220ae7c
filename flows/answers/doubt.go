package answers

import (
	"slices"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// doubt answers words that the open question reads as free text although they
// mean something else, and asks whether they are the answer all the same. False:
// they are.
func (k *desk) doubt(c *flows.Conversation, q *flows.Question, u knowledge.Understanding, value string) bool {
	if q.Content || q.Options != nil {
		return false
	}
	if c.Chat.Open == ticketKey {
		return inTicket(c, u)
	}
	a, ok := k.instead(c, c.Book.Form(c.Chat.Open), u)
	if !ok {
		return false
	}
	text := "answer.keep.alone"
	if a.text != "" {
		if len(a.buttons) == 0 {
			a.buttons = [][]messages.Button{{ask(c)}}
		}
		c.Say(a.message())
		text = "answer.keep"
	}
	keep := c.Words().Label(c.Lang(), "answer.button.keep", messages.Args{"Answer": reading.Shortened(value, 24)})
	c.Chat.Pending = &flows.Pending{
		Question: q.Key, Message: c.Input().Message,
		Text:       c.Text(text, messages.Args{"Typed": flows.Clip(value)}),
		Candidates: []flows.Candidate{{Label: keep, Value: value}},
	}
	c.Repeat("")
	return true
}

// ticketKey is the form of a question to a person: whatever is written there
// is the question.
const ticketKey = "ticket"

// inTicket answers the words that are no question to a person: that one is
// wanted, and that it is not wanted any more.
func inTicket(c *flows.Conversation, u knowledge.Understanding) bool {
	switch in, _ := intent(c, first(u)); {
	case wants(c):
		c.Repeat("")
	case in.Do == "/batal" && whole(u):
		c.Park()
	default:
		return false
	}
	return true
}

// wants tells whether nothing but a person is asked for.
func wants(c *flows.Conversation) bool {
	return slices.Contains(c.Synonyms("nav.person"), read.Tidy(c.Input().Text))
}

// instead is what is said to words that could be an answer, but hardly are; ok is
// false when they are one. An empty text: only whether they are is asked.
func (k *desk) instead(c *flows.Conversation, form *flows.Form, u knowledge.Understanding) (a answer, ok bool) {
	in, _ := intent(c, first(u))
	switch {
	case wants(c):
		return person(c, c.Text("answer.person.offer", c.Hours())), true
	case oldLabel(c):
		return answer{}, true
	case !form.Numbered:
		if in.Do != "/batal" || !whole(u) {
			return a, false
		}
		return k.meant(c, u)
	case means(c, u):
		if a, ok = k.meant(c, u); ok {
			return a, true
		}
	}
	if !sentence(c) {
		return a, false
	}
	if first(u).Kind != knowledge.Say || first(u).Score >= saidEnough {
		if a, ok = k.meant(c, u); ok {
			return a, true
		}
	}
	missed(c)
	if asks(c) && u.Verdict == knowledge.Offer {
		return k.offer(c, u), true
	}
	if len(c.Chat.Missed) > 1 {
		return person(c, c.Text("answer.person.stuck", c.Hours())), true
	}
	return answer{}, true
}

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

// sentence tells whether words are a sentence rather than a name: a question, or
// half of them are words that names are not made of.
func sentence(c *flows.Conversation) bool {
	words := strings.Fields(read.Tidy(c.Input().Text))
	if len(words) < 2 {
		return false
	}
	if strings.Contains(c.Input().Text, "?") || len(words) > 2 && slices.Contains(slices.Concat(c.Synonyms("answer.self"), c.Synonyms("answer.asking")), words[0]) {
		return true
	}
	small, n := c.Synonyms("answer.sentence"), 0
	for _, w := range words {
		if slices.Contains(small, w) || slices.Contains(small, strings.TrimSuffix(w, "nya")) {
			n++
		}
	}
	return n > 1 && 2*n >= len(words)
}

// oldLabel tells whether the text is a button of another question, as it stands:
// a keyboard that was on the screen before, tapped late.
func oldLabel(c *flows.Conversation) bool {
	forms := []*flows.Form{c.Book.Form(c.Chat.Open), c.Book.Form(flows.StartKey)}
	for _, lang := range c.Book.Langs {
		in := c.InLang(lang)
		for _, f := range forms {
			d := &flows.Draft{Form: f.Key}
			if now := c.Chat.Drafts[f.Key]; now != nil {
				d = now
			}
			for _, q := range f.Questions(in, d) {
				if q.Options != nil && slices.ContainsFunc(q.Options(in, d), func(o flows.Option) bool { return o.Label == c.Input().Text }) {
					return true
				}
			}
		}
	}
	return false
}
