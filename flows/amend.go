package flows

import (
	"slices"
	"strconv"

	"naikkelas/messages"
)

// repeatable are the states whose recipients an announcement may be sent to
// again: each only once, for who is sent to again has a report of their own.
func (t *talk) repeatable(a announcement, l Ledger) []LedgerState {
	var out []LedgerState
	for _, s := range []struct {
		state LedgerState
		n     int64
	}{{LedgerFailed, l.Failed}, {LedgerUnsure, l.Unsure}} {
		if s.n > 0 && !a.Withdrawn && !slices.Contains(a.Repeated, s.state) {
			out = append(out, s.state)
		}
	}
	return out
}

// amend opens the question about sending again, correcting or withdrawing, if
// the announcement still is as the button says.
func (t *talk) amend(id string, a announcement, verb string) {
	l := t.ledger(id)
	settled := l.Sending == 0 && (l.Over() || l.State == GatePaused)
	switch {
	case a.State != announcementApproved || !changeable(a):
	case verb == verbAgain && l.Over() && len(t.repeatable(a, l)) > 0:
		t.interject("again", id)
		return
	case verb == verbCorrect && settled && l.Sent > 0:
		t.interject("correct", id)
		return
	case verb == verbWithdraw && settled && l.Sent > 0:
		t.interject("withdraw", id)
		return
	}
	t.sayAnnouncement(id, a, l)
}

// amendment begins an announcement about an earlier one; false when that has
// changed meanwhile.
func (t *talk) amendment(d *Draft, act string, states ...LedgerState) (announcement, bool) {
	_, a, ok := t.announcementOf(d.Subject)
	l := t.ledger(d.Subject)
	if !ok || !changeable(a) || slices.ContainsFunc(states, func(s LedgerState) bool { return slices.Contains(a.Repeated, s) && act == actAgain }) {
		return a, false
	}
	n := announcement{
		By: t.Person.ID, Made: t.now, Category: a.Category, Parts: a.Parts, Buttons: a.Buttons, Link: a.Link, Training: a.Training, Picks: a.Picks,
		Act: act, Of: d.Subject, Root: a.Root, States: states,
	}
	if n.Root == "" {
		n.Root = d.Subject
	}
	for _, s := range states {
		n.Reached += map[LedgerState]int64{LedgerFailed: l.Failed, LedgerUnsure: l.Unsure, LedgerSent: l.Sent}[s]
	}
	return n, true
}

// sendAgain is [Kirim ulang]: to those whom it failed to reach, or of whom that
// is not known; the latter may get it twice, which is said.
func sendAgain() *Flow {
	return &Flow{
		Key: "again", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return againQuestions },
		Finish: func(t *talk, d *Draft) {
			var states []LedgerState
			switch d.Answers["whom"].Value {
			case "failed":
				states = []LedgerState{LedgerFailed}
			case "unsure":
				states = []LedgerState{LedgerUnsure}
			case "both":
				states = []LedgerState{LedgerFailed, LedgerUnsure}
			}
			a, ok := t.amendment(d, actAgain, states...)
			if !ok || len(states) == 0 {
				t.comeBack(d, t.word("announce.kept", nil))
				return
			}
			t.launch(a)
		},
	}
}

var againQuestions = []*Question{{
	Key: "whom", Strict: true, Spelled: true,
	Ask: func(t *talk, d *Draft) string {
		l := t.ledger(d.Subject)
		return t.word("again.whom.ask", messages.Args{"Failed": l.Failed, "Unsure": l.Unsure})
	},
	Options: func(t *talk, d *Draft) []Option {
		_, a, _ := t.announcementOf(d.Subject)
		var out []Option
		states := t.repeatable(a, t.ledger(d.Subject))
		for _, s := range states {
			out = append(out, Option{Value: string(s), Label: t.label("again." + string(s))})
		}
		if len(states) == 2 {
			out = append(out, Option{Value: "both", Label: t.label("again.both")})
		}
		return append(out, Option{Value: "no", Label: t.label("announce.leave"), Names: t.names("nav.no")})
	},
}}

// correctIt is [Ralat]: other words, in every chat in which the old ones stand.
func correctIt() *Flow {
	return &Flow{
		Key: "correct", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return correctQuestions },
		Finish: func(t *talk, d *Draft) {
			a, ok := t.correction(d)
			if !ok || d.Answers["sure"].Value != "yes" {
				t.comeBack(d, t.word("announce.kept", nil))
				return
			}
			t.launch(a)
		},
	}
}

// correction is the correction that a draft describes.
func (t *talk) correction(d *Draft) (announcement, bool) {
	a, ok := t.amendment(d, actCorrect, LedgerSent)
	p, read := partOf(d.Answers["text"].Value)
	a.Part = partChosen(d)
	if !ok || !read || a.Part >= len(a.Parts) {
		return a, false
	}
	a.Parts = slices.Clone(a.Parts)
	a.Parts[a.Part].HTML = p.HTML
	return a, true
}

func partChosen(d *Draft) int {
	n, _ := strconv.Atoi(d.Answers["part"].Value)
	return max(0, n-1)
}

var correctQuestions = []*Question{
	{
		Key: "part", Strict: true,
		Applies: func(t *talk, d *Draft) bool {
			_, a, _ := t.announcementOf(d.Subject)
			return len(a.Parts) > 1
		},
		Options: func(t *talk, d *Draft) []Option {
			_, a, _ := t.announcementOf(d.Subject)
			var out []Option
			for i, p := range a.Parts {
				out = append(out, Option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i+1) + ". " + announcementTitle(announcement{Parts: []part{p}})})
			}
			return out
		},
	},
	{
		Key: "text", Content: true, Spelled: true,
		Options: func(t *talk, _ *Draft) []Option { return []Option{{Value: "no", Label: t.label("announce.leave")}} },
		Read: func(t *talk, d *Draft, typed string) Reading {
			if p, ok := partOf(typed); ok && typed != t.in.Text {
				return Reading{Value: typed, Note: t.partNote(p)}
			}
			_, a, ok := t.announcementOf(d.Subject)
			if !ok || partChosen(d) >= len(a.Parts) || t.in.File != nil || t.in.Text == "" {
				return Reading{Refuse: t.word("correct.text.refuse", nil)}
			}
			p := part{HTML: t.in.HTML, File: a.Parts[partChosen(d)].File}
			if p.HTML == "" {
				p.HTML = messages.Escape(t.in.Text)
			}
			return t.partReading(p)
		},
	},
	{
		Key: "sure", Strict: true, Spelled: true, Closing: true,
		Applies: func(_ *talk, d *Draft) bool { return d.Answers["text"].Value != "no" },
		Show: func(t *talk, d *Draft) {
			if a, ok := t.correction(d); ok {
				t.preview(a)
			}
		},
		Ask: func(t *talk, d *Draft) string {
			return t.word("correct.sure.ask", messages.Args{"N": t.ledger(d.Subject).Sent})
		},
		Options: sureOptions("correct.yes", "announce.leave"),
	},
}

// withdrawIt is [Tarik]: it is deleted from every chat in which it stands.
func withdrawIt() *Flow {
	return &Flow{
		Key: "withdraw", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return withdrawQuestions },
		Finish: func(t *talk, d *Draft) {
			a, ok := t.amendment(d, actWithdraw, LedgerSent)
			if !ok || d.Answers["sure"].Value != "yes" {
				t.comeBack(d, t.word("announce.kept", nil))
				return
			}
			if t.ledger(d.Subject).State == GatePaused { // nobody further gets what is taken back
				t.gate(Gate{Announcement: d.Subject, Do: GateStop, At: t.now})
			}
			t.launch(a)
		},
	}
}

var withdrawQuestions = []*Question{{
	Key: "sure", Strict: true, Spelled: true,
	Ask: func(t *talk, d *Draft) string {
		l := t.ledger(d.Subject)
		return t.word("withdraw.sure.ask", messages.Args{"N": l.Sent, "Unsure": l.Unsure})
	},
	Options: sureOptions("withdraw.yes", "announce.leave"),
}}
