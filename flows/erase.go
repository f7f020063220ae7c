package flows

import (
	"encoding/json"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

const (
	eraseKey   = "erase"
	discardKey = "discard"
)

// erase is /hapus: everything about the person goes, at once (UU 27/2022
// art. 8). It is asked once more, because nothing brings it back.
func erase() *Flow {
	return &Flow{
		Key: eraseKey, Command: "/hapus", Also: []string{"/erase"},
		OnTheFly: true, Free: true,
		Questions: func(*talk, *Draft) []*Question { return []*Question{sure("erase.yes", "erase.no")} },
		Finish: func(t *talk, d *Draft) {
			if d.Answers["sure"].Value == "yes" {
				t.forget("erase.done")
				return
			}
			t.reopen("erase.kept")
		},
	}
}

// discard erases the answers of the form that was parked last.
func discard() *Flow {
	return &Flow{
		Key:       discardKey,
		OnTheFly:  true,
		Questions: func(*talk, *Draft) []*Question { return []*Question{sure("discard.yes", "discard.no")} },
		Finish: func(t *talk, d *Draft) {
			f := t.unfinished()
			if d.Answers["sure"].Value == "yes" && f != nil {
				delete(t.Chat.Drafts, f.Key)
				t.menu("discard.done")
				return
			}
			t.menu("discard.kept")
		},
	}
}

func sure(yes, no string) *Question {
	return &Question{Key: "sure", Strict: true, Spelled: true, Options: sureOptions(yes, no)}
}

func sureOptions(yes, no string) func(*talk, *Draft) []Option {
	return func(t *talk, _ *Draft) []Option {
		return []Option{
			{Value: "no", Label: t.label(no), Names: t.names("nav.no")},
			{Value: "yes", Label: t.label(yes), Names: t.names("nav.yes")},
		}
	}
}

// showData hands a person everything that is stored about them, as a file
// (UU 27/2022 art. 7 and 13).
func (t *talk) showData() {
	type business struct {
		enterprise.Business
		Assessments []enterprise.Assessment `json:"assessments,omitempty"`
	}
	all := struct {
		Person     enterprise.Person `json:"person"`
		Businesses []business        `json:"businesses,omitempty"`
		Unfinished map[string]*Draft `json:"unfinished,omitempty"`
	}{Person: t.Person, Unfinished: t.Chat.Drafts}
	for _, b := range t.Person.Businesses {
		all.Businesses = append(all.Businesses, business{b, b.Assessments})
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil { // plain values always marshal; silence would still be wrong
		t.again(t.word("data.failed", nil))
		return
	}
	t.say(messages.Message{
		Key:  "data.file",
		Text: t.word("data.file", nil),
		File: &messages.File{Name: t.label("data.filename"), Data: data},
	})
	t.again("")
}
