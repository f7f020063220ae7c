package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// broadcast is /berhenti and /kabari: consent to announcements can be
// withdrawn as easily as it was given (UU 27/2022 art. 9), and whoever wants
// some announcements only mutes the others by category.
func broadcast() *Flow {
	return &Flow{
		Key: "broadcast", Command: "/berhenti", Also: []string{"/kabari", "/stop"},
		OnTheFly:  true,
		Questions: func(*talk, *Draft) []*Question { return broadcastQuestions },
		Begin:     func(t *talk, _ *Draft) { t.broadcastAtOnce() },
		Finish: func(t *talk, d *Draft) {
			t.reopen("broadcast." + d.Answers["wanted"].Value)
		},
	}
}

// broadcastAtOnce does what /berhenti or /kabari says; whoever gets
// announcements already is asked which by /kabari. A link to them, which
// somebody else may have made, asks.
func (t *talk) broadcastAtOnce() {
	name, _ := t.asCommand()
	wanted, ok := map[string]string{"/berhenti": "no", "/stop": "no", "/kabari": "yes"}[name]
	if !ok {
		return
	}
	if wanted == "yes" && t.Person.Consented(enterprise.BroadcastConsent) {
		return // they get them: the question is which
	}
	t.allowBroadcast(wanted == "yes", "broadcast."+wanted)
	t.leave()
	t.reopen("broadcast." + wanted)
}

const (
	muteAnswer   = "mute:"
	unmuteAnswer = "unmute:"
)

var broadcastQuestions = []*Question{{
	Key: "wanted", Spelled: true,
	Ask: func(t *talk, _ *Draft) string {
		if !t.Person.Consented(enterprise.BroadcastConsent) {
			return t.word("broadcast.wanted.ask", nil)
		}
		return t.word("broadcast.which.ask", messages.Args{"Categories": messages.HTML(t.mutedLines())})
	},
	Options: func(t *talk, _ *Draft) []Option {
		no := Option{Value: "no", Label: t.label("broadcast.wanted.no"), Names: t.names("nav.no")}
		if !t.Person.Consented(enterprise.BroadcastConsent) {
			return []Option{no, {Value: "yes", Label: t.label("broadcast.wanted.yes"), Names: t.names("nav.yes")}}
		}
		yes := Option{Value: "yes", Label: t.label("broadcast.wanted.done"),
			Names: slices.Concat(t.names("nav.yes"), t.labels("broadcast.wanted.yes"), t.names("announce.part.done.names"))}
		return append(append([]Option{yes}, t.muteOptions()...), no)
	},
	Accept: func(t *talk, d *Draft, value string) {
		if category, ok := strings.CutPrefix(value, muteAnswer); ok {
			t.mute(d, category, true)
			return
		}
		if category, ok := strings.CutPrefix(value, unmuteAnswer); ok {
			t.mute(d, category, false)
			return
		}
		if wanted := value == "yes"; !wanted || !t.Person.Consented(enterprise.BroadcastConsent) {
			t.allowBroadcast(value == "yes", "broadcast.wanted.ask")
		}
	},
}}

// mute wants no announcements of a category any more, or wants them again, and
// leaves the question open for another.
func (t *talk) mute(d *Draft, category string, muted bool) {
	t.Person.Muted = slices.DeleteFunc(slices.Clone(t.Person.Muted), func(c string) bool { return c == category })
	if muted && !t.urgent(category) {
		t.Person.Muted = append(t.Person.Muted, category)
	}
	delete(d.Answers, "wanted")
}

// muteOptions offers to mute what is heard and to hear what is muted.
func (t *talk) muteOptions() []Option {
	var out []Option
	for _, c := range t.book.program.City.Announcements.Categories {
		if c.Urgent {
			continue
		}
		value, key := muteAnswer, "broadcast.mute"
		if slices.Contains(t.Person.Muted, c.Code) {
			value, key = unmuteAnswer, "broadcast.unmute"
		}
		out = append(out, Option{Value: value + c.Code, Label: t.book.words.Label(t.lang, key, messages.Args{"Category": c.Name.In(t.lang)})})
	}
	return out
}

// mutedLines says of each category whether it comes.
func (t *talk) mutedLines() string {
	var lines []string
	for _, c := range t.book.program.City.Announcements.Categories {
		key := "broadcast.heard"
		switch {
		case c.Urgent:
			key = "broadcast.always"
		case slices.Contains(t.Person.Muted, c.Code):
			key = "broadcast.muted"
		}
		lines = append(lines, t.word(key, messages.Args{"Category": c.Name.In(t.lang), "About": c.About.In(t.lang)}))
	}
	return strings.Join(lines, "\n")
}
