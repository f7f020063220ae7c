package onboarding

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// rest asks what is missing in the profile when something needs it, and goes on
// with that. Its draft's subject names the keys of the questions and the data of the
// button to go on with: "phone village|s:now:financing".
func rest() *flows.Form {
	return &flows.Form{
		Key: flows.RestKey, OnTheFly: true, Words: flows.RegisterKey,
		Questions: restQuestions,
		Finish:    restDone,
	}
}

// restQuestions are those of the registration that are needed and have no answer.
func restQuestions(c *flows.Conversation, d *flows.Draft) (out []*flows.Question) {
	keys, _, _ := strings.Cut(d.Subject, "|")
	needed := strings.Fields(keys)
	for _, f := range fields {
		if !slices.Contains(needed, f.question.Key) || !lacks(c, f) {
			continue
		}
		asked := *f.question
		if asked.Key == "village" {
			asked.Options = func(c *flows.Conversation, d *flows.Draft) []flows.Option { return villages(c, within(c, d)) }
			asked.Read = func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
				return readVillage(c, within(c, d), typed)
			}
		}
		if len(out) == 0 {
			asked.Show = func(c *flows.Conversation, d *flows.Draft) {
				c.Say(messages.Message{Key: "rest.why", Text: c.Text("rest.why", nil)})
			}
		}
		out = append(out, &asked)
	}
	return out
}

// within is a draft that knows the kecamatan of the business.
func within(c *flows.Conversation, d *flows.Draft) *flows.Draft {
	if d.Value("district") != "" {
		return d
	}
	known := *d
	known.Answers = map[string]flows.Answer{"district": {Value: c.Business().District}}
	return &known
}

// lacks tells whether nothing is known of a field. Who said to have no NIB has
// answered.
func lacks(c *flows.Conversation, f field) bool {
	b := c.Business()
	switch value := f.of(&c.Person, &b)[f.question.Key]; value {
	case noneHeld:
		said := c.Chat.Drafts[flows.RegisterKey]
		return b.InShort() && (said == nil || said.Value(f.question.Key) != noneHeld)
	default:
		return value == "" || value == "0"
	}
}

// restDone writes what was answered, and goes on with what was begun.
func restDone(c *flows.Conversation, d *flows.Draft) {
	for _, f := range fields {
		if d.Value(f.question.Key) == "" {
			continue
		}
		if f.owner {
			f.put(&c.Person, nil, d.Value)
		} else {
			c.ChangeBusiness(c.Business().ID, func(b *enterprise.Business) { f.put(nil, b, d.Value) })
		}
		if said := c.Chat.Drafts[flows.RegisterKey]; said != nil {
			flows.SetAnswer(c.Draft(flows.RegisterKey), f.question.Key, d.Value(f.question.Key))
		}
	}
	if back := c.Book.Form(d.Back); back != nil && c.Chat.Drafts[back.Key] != nil {
		c.Chat.Open = back.Key
	}
	_, data, _ := strings.Cut(d.Subject, "|")
	in := c.Input()
	in.Kind, in.Text, in.Data = flows.Tap, "", data
	if *c = *c.Hearing(in); !c.Button() {
		c.Repeat("")
	}
}
