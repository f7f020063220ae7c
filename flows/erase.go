package flows

import "naikkelas/messages"

const (
	eraseKey   = "erase"
	discardKey = "discard"
)

// erase is /hapus: everything about the person goes, at once (UU 27/2022 art. 8
// and 43; the 3x24 hours of art. 40 are never needed). It is asked once more,
// because nothing brings it back. What stays is nobody's: counts, and the
// trail, which knows the person's number only and proves the erasure.
func erase() *Flow {
	return &Flow{
		Key: eraseKey, Command: "/hapus", Also: []string{"/erase"},
		OnTheFly: true, Free: true,
		Begin: func(t *talk, _ *Draft) {
			if len(t.Person.Spoken) > 0 {
				t.note = join(t.note, t.word("erase.proposals", nil))
			}
		},
		Questions: func(*talk, *Draft) []*Question { return []*Question{sure("erase.yes", "erase.no")} },
		Finish: func(t *talk, d *Draft) {
			if d.Answers["sure"].Value != "yes" {
				t.reopen("erase.kept")
				return
			}
			t.audit("data.erased", t.Person.ID, "", "")
			t.forget("erase.done", messages.Args{"Number": t.Person.ID.String(), "At": t.moment(t.now)})
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
