package answers

import (
	"slices"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// laterLead is how far behind another meaning must be for words to put off what
// is open.
const laterLead = 0.12

// later tells whether words put off what is open: "nanti saja", "besok lagi".
func later(u knowledge.Understanding) bool {
	if len(u.Best) == 0 || u.Best[0].Score < saidEnough || len(u.Unknown) > 0 {
		return false
	}
	for _, b := range u.Best {
		if b.Score > u.Best[0].Score-laterLead && !slices.Contains([]string{"cancel", "bye", "pause"}, b.Code) {
			return false
		}
	}
	return true
}

// stops are the buttons of who does not go on now.
func (k *desk) stops(c *flows.Conversation) [][]messages.Button {
	b, _ := toDo(c, knowledge.Candidate{Kind: knowledge.Do, Code: "cancel"})
	return withPerson(c, []messages.Button{b})
}

// unsure says what to do where the answer is not known.
func unsure(c *flows.Conversation) answer {
	_, d, q := c.Question()
	key := "answer.unsure"
	if q.Skip == flows.Always || q.Skip == flows.Once && d.Round == 0 {
		key = "answer.unsure.skip"
	} else if q.Options != nil {
		key = "answer.unsure.choose"
	}
	if missed(c) > 1 {
		return person(c, flows.Join(c.Text(key, nil), c.Text("answer.person.hours", c.Hours())))
	}
	return answer{key, c.Text(key, nil), withPerson(c)}
}

// putsOff answers words that put off what is open. Before anything is agreed to
// there is nothing to be kept.
func (k *desk) putsOff(c *flows.Conversation) {
	if c.Chat.Open == flows.StartKey {
		c.Park()
		return
	}
	say(c, answer{"answer.later", c.Text("answer.later", nil), k.stops(c)})
}

// explained says why the open question is asked, to whom does not understand it;
// false: it says nothing of that.
func explained(c *flows.Conversation) bool {
	_, _, q := c.Question()
	if q.Why == "" && q.WhyText == nil {
		return false
	}
	say(c, answer{"answer.why", c.Text("answer.why", messages.Args{"Why": messages.HTML(c.Why(q))}), withPerson(c)})
	return true
}

// agreed answers a yes, a no or a friendly sign that nothing asked for.
func agreed(c *flows.Conversation) bool {
	if c.Chat.Open != "" {
		return false
	}
	tidy := read.Tidy(c.Input().Text)
	code := ""
	switch {
	case slices.Contains(c.Synonyms("nav.yes"), tidy), tidy == "" && strings.ContainsAny(c.Input().Text, "👍👌✅"):
		code = "ok"
	case tidy == "" && strings.ContainsAny(c.Input().Text, "🙏❤"):
		code = "thanks"
	case slices.Contains(c.Synonyms("nav.no"), tidy):
		code = "no"
	default:
		return false
	}
	in, ok := intentOf(c, code)
	if ok {
		c.Repeat(spoken(c, in))
	}
	return ok
}

// corrects asks a question again that words below a summary call wrong: "bidangnya
// salah", "ganti nama usaha".
func corrects(c *flows.Conversation) bool {
	f, d, q := c.Question()
	words := strings.Fields(read.Tidy(c.Input().Text))
	wrong := c.Synonyms("answer.wrong")
	if !q.Closing || !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(wrong, strings.TrimSuffix(w, "nya")) }) {
		return false
	}
	text := " " + strings.Join(words, " ") + " "
	named, longest := "", 0
	for _, o := range f.Applicable(c, d) {
		key := f.WordsKey() + "." + o.Key + ".name"
		if !c.Words().Has(c.Lang(), key) {
			continue
		}
		for _, ending := range []string{" ", "nya ", "ku ", "ne ", "e "} {
			if name := read.Tidy(c.Label(key)); len(name) > longest && strings.Contains(text, " "+name+ending) {
				named, longest = o.Key, len(name)
			}
		}
	}
	if named == "" {
		return false
	}
	d.Focus, d.Touched = named, c.Now()
	c.Proceed()
	return true
}
