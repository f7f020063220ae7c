package flows

// broadcast is /berhenti and /kabari: consent to announcements can be
// withdrawn as easily as it was given (UU 27/2022 art. 9).
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

// broadcastAtOnce does what /berhenti or /kabari says. A link to them, which
// somebody else may have made, asks.
func (t *talk) broadcastAtOnce() {
	name, _ := t.asCommand()
	wanted, ok := map[string]string{"/berhenti": "no", "/stop": "no", "/kabari": "yes"}[name]
	if !ok {
		return
	}
	t.allowBroadcast(wanted == "yes", "broadcast."+wanted)
	t.leave()
	t.reopen("broadcast." + wanted)
}

var broadcastQuestions = []*Question{{
	Key: "wanted",
	Options: func(t *talk, _ *Draft) []Option {
		return []Option{
			{Value: "no", Label: t.label("broadcast.wanted.no"), Names: t.names("nav.no")},
			{Value: "yes", Label: t.label("broadcast.wanted.yes"), Names: t.names("nav.yes")},
		}
	},
	Accept: func(t *talk, _ *Draft, value string) { t.allowBroadcast(value == "yes", "broadcast.wanted.ask") },
}}
