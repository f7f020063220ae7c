package answers

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/knowledge"
	"naikkelas/messages"
)

// Where the city has a service outside that chooses among its answers, a
// sentence that found none is a record in a list until the service has
// answered, or did not in time. It is written by the turn that offered the
// nearest; what the service chose comes back as a cause of its own.
const (
	ChoiceRecord = "choice"
	Choices      = "choices" // the list
	choiceKept   = time.Hour
)

// Choice is what the service is asked: no more than this leaves.
type Choice struct {
	Person  enterprise.PersonID `json:"person"`  // whom it is for; stays here
	Message string              `json:"message"` // that said it; stays here
	Text    string              `json:"text"`    // without numbers, names, and words that nothing knows
}

// Chosen is what it answered, as a notice of kind ChoiceRecord.
type Chosen struct {
	ID   string `json:"id"`             // of the Choice
	Code string `json:"code,omitempty"` // "know:nib_how", "do:sales", "say:thanks"; empty: nothing, or not in time
}

// askOutside asks the service about a sentence, where there is one.
func askOutside(c *flows.Conversation, u knowledge.Understanding) {
	q := question{Text: masked(c)}
	for _, w := range strings.Fields(q.Text) {
		if slices.Contains(u.Unknown, w) {
			q.Unknown = append(q.Unknown, w)
		}
	}
	text := q.shown()
	if !c.Program().City.AnswersHelped || !c.Consented() || c.Allowed(flows.ForStaff) || !hasWord(text) {
		return
	}
	r := flows.Record{RecordName: flows.RecordName{Kind: ChoiceRecord, ID: c.NewID()}, Lists: map[string]int64{Choices: c.Now().UnixMilli()}, Until: c.Now().Add(choiceKept)}
	c.Put(r, Choice{c.Person.ID, c.Input().Message, text})
}

// chosen says what the service chose, unless something newer was said
// meanwhile. The exchange is in the trail either way.
func (k *desk) chosen(c *flows.Conversation, data json.RawMessage) {
	var n Chosen
	if json.Unmarshal(data, &n) != nil {
		return
	}
	r := c.Record(ChoiceRecord, n.ID)
	var asked Choice
	if r.Data == nil || json.Unmarshal(r.Data, &asked) != nil || asked.Person != c.Person.ID {
		return
	}
	r.Lists = nil
	c.Put(r, nil)
	c.Audit("answer.chosen", c.Person.ID, n.Code, asked.Text)
	a, ok := k.choice(c, n.Code)
	if last := len(c.Chat.Missed); !ok || last == 0 || c.Chat.Missed[last-1].Message != asked.Message {
		return
	}
	c.Turn.Prompt = true
	a.text = flows.Join(c.Text("answer.perhaps", nil), a.text)
	if len(a.buttons) == 0 {
		a.buttons = withPerson(c)
	}
	c.Say(a.message())
	c.RepeatOpen()
}

// choice is the answer under what the service chose. It can name nothing but
// what stands in the programme files.
func (k *desk) choice(c *flows.Conversation, chosen string) (answer, bool) {
	kind, code, _ := strings.Cut(chosen, ":")
	in, _ := intentOf(c, code)
	switch knowledge.Kind(kind) {
	case knowledge.Know:
		return k.known(c, code)
	case knowledge.Say:
		return answer{key: "answer.said", text: spoken(c, in)}, in.Code != "" && in.Do == ""
	case knowledge.Do:
		b, ok := toDo(c, knowledge.Candidate{Kind: knowledge.Do, Code: code})
		return answer{"answer.do", c.Text("answer.do", messages.Args{"What": b.Label}), withPerson(c, []messages.Button{b})}, ok && in.Do != ""
	}
	return answer{}, false
}

// forgetChoices takes along what of the person's still waits for the service.
func forgetChoices(c *flows.Conversation) {
	for _, r := range c.List(Choices, 100) {
		var q Choice
		if json.Unmarshal(r.Data, &q) == nil && q.Person == c.Person.ID {
			r.Lists = nil
			c.Put(r, nil)
		}
	}
}
