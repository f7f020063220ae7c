package flows

import "strings"

// language is /bahasa: another language from the next word on.
func language() *Flow {
	return &Flow{
		Key: "language", Command: "/bahasa", Also: []string{"/language"},
		OnTheFly: true, Free: true,
		Questions: func(*talk, *Draft) []*Question { return languageQuestions },
		Finish:    func(t *talk, _ *Draft) { t.reopen("language.changed") },
	}
}

var languageQuestions = []*Question{{
	Key:     "which",
	Options: languages,
	Accept:  func(t *talk, _ *Draft, value string) { t.speak(value) },
}}

// languages are offered each by its own name.
func languages(t *talk, _ *Draft) []Option {
	var out []Option
	for _, lang := range t.book.languages {
		out = append(out, Option{Value: lang, Label: t.book.words.Label(lang, "language.name", nil), Names: append(strings.Split(t.book.words.Label(lang, "language.names", nil), "|"), lang)})
	}
	return out
}

// speak changes the person's language, and the commands the app shows.
func (t *talk) speak(lang string) {
	t.Person.Language, t.lang = lang, lang
	t.listCommands()
}
