package onboarding

import (
	"slices"

	"naikkelas/flows"
)

// inShort is the subject of the draft of somebody who begins: asked is what the
// assessment needs, the rest when it is needed.
const inShort = "short"

// shortKeys are the keys that are asked of everybody who begins.
var shortKeys = []string{"honorific", "name", "business", "sector", "district"}

// firstQuestions are those of the registration as a newcomer is asked: after
// the first five, whether they are right and what comes next. Who wants to, and
// whoever comes back (/profil), is asked the rest.
var firstQuestions = inTwoParts()

func inTwoParts() []*flows.Question {
	var out []*flows.Question
	for _, q := range RegisterQuestions {
		asked := *q
		switch {
		case q.Closing:
			asked.Applies = func(c *flows.Conversation, d *flows.Draft) bool { return !choosesNext(c, d) }
		case !slices.Contains(shortKeys, q.Key):
			asked.Applies = func(_ *flows.Conversation, d *flows.Draft) bool { return d.Subject != inShort }
		}
		out = append(out, &asked)
	}
	next := &flows.Question{
		Key: "next", Closing: true, Spelled: true, Applies: choosesNext, Ask: summaryOf("register.next.ask"), Read: chooseNext,
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{
				{Value: "assess", Label: c.Label("register.next.assess"), Names: c.Synonyms("nav.yes")},
				{Value: "quick", Label: c.Label("register.next.quick")},
				{Value: "rest", Label: c.Label("register.next.rest")},
			}
		},
		Accept: func(_ *flows.Conversation, d *flows.Draft, value string) {
			if value == "rest" {
				d.Subject = ""
				delete(d.Answers, "next")
			}
		},
	}
	return slices.Insert(out, len(out)-1, next)
}

// choosesNext tells whether it is to be settled what comes after the first part.
func choosesNext(c *flows.Conversation, d *flows.Draft) bool {
	return d.Subject == inShort && len(c.Person.Businesses) == 0
}
