package onboarding

import (
	"naikkelas/flows"
)

// language is /bahasa: another language from the next word on.
func language() *flows.Form {
	return &flows.Form{
		Key: "language", Command: "/bahasa", Also: []string{"/language"},
		OnTheFly: true, Free: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return languageQuestions },
		Finish:    func(c *flows.Conversation, _ *flows.Draft) { c.Reopen("language.changed") },
	}
}

var languageQuestions = []*flows.Question{{
	Key:     "which",
	Options: flows.Languages,
	Accept:  func(c *flows.Conversation, _ *flows.Draft, value string) { c.Speak(value) },
}}
