package announcement

import (
	"slices"
	"strconv"

	"naikkelas/flows"
	"naikkelas/messages"
)

// repeatable are the states whose recipients an announcement may be sent to
// again: each only once, for who is sent to again has a report of their own.
func repeatable(c *flows.Conversation, a announcement, l flows.Ledger) []flows.LedgerState {
	var out []flows.LedgerState
	for _, s := range []struct {
		state flows.LedgerState
		n     int64
	}{{flows.LedgerFailed, l.Failed}, {flows.LedgerUnsure, l.Unsure}} {
		if s.n > 0 && !a.Withdrawn && !slices.Contains(a.Repeated, s.state) {
			out = append(out, s.state)
		}
	}
	return out
}

// amend opens the question about sending again, correcting or withdrawing, if
// the announcement still is as the button says.
func amend(c *flows.Conversation, id string, a announcement, verb string) {
	l := c.Ledger(id)
	settled := l.Sending == 0 && (l.Over() || l.State == flows.GatePaused)
	switch {
	case a.State != announcementApproved || !changeable(a):
	case verb == verbAgain && l.Over() && len(repeatable(c, a, l)) > 0:
		c.Detour("again", id)
		return
	case verb == verbCorrect && settled && l.Sent > 0:
		c.Detour("correct", id)
		return
	case verb == verbWithdraw && settled && l.Sent > 0:
		c.Detour("withdraw", id)
		return
	}
	sayAnnouncement(c, id, a, l)
}

// amendment begins an announcement about an earlier one; false when that has
// changed meanwhile.
func amendment(c *flows.Conversation, d *flows.Draft, act string, states ...flows.LedgerState) (announcement, bool) {
	_, a, ok := announcementOf(c, d.Subject)
	l := c.Ledger(d.Subject)
	if !ok || !changeable(a) || slices.ContainsFunc(states, func(s flows.LedgerState) bool { return slices.Contains(a.Repeated, s) && act == actAgain }) {
		return a, false
	}
	n := announcement{
		By: c.Person.ID, Made: c.Now(), Category: a.Category, Parts: a.Parts, Buttons: a.Buttons, Link: a.Link, Training: a.Training, Picks: a.Picks,
		Act: act, Of: d.Subject, Root: a.Root, States: states,
	}
	if n.Root == "" {
		n.Root = d.Subject
	}
	for _, s := range states {
		n.Reached += map[flows.LedgerState]int64{flows.LedgerFailed: l.Failed, flows.LedgerUnsure: l.Unsure, flows.LedgerSent: l.Sent}[s]
	}
	return n, true
}

// sendAgain is [Kirim ulang]: to those whom it failed to reach, or of whom that
// is not known; the latter may get it twice, which is said.
func sendAgain() *flows.Form {
	return &flows.Form{
		Key: "again", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return againQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			var states []flows.LedgerState
			switch d.Answers["whom"].Value {
			case "failed":
				states = []flows.LedgerState{flows.LedgerFailed}
			case "unsure":
				states = []flows.LedgerState{flows.LedgerUnsure}
			case "both":
				states = []flows.LedgerState{flows.LedgerFailed, flows.LedgerUnsure}
			}
			a, ok := amendment(c, d, actAgain, states...)
			if !ok || len(states) == 0 {
				c.Return(d, c.Text("announce.kept", nil))
				return
			}
			launch(c, a)
		},
	}
}

var againQuestions = []*flows.Question{{
	Key: "whom", Strict: true, Spelled: true,
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		l := c.Ledger(d.Subject)
		return c.Text("again.whom.ask", messages.Args{"Failed": l.Failed, "Unsure": l.Unsure})
	},
	Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
		_, a, _ := announcementOf(c, d.Subject)
		var out []flows.Option
		states := repeatable(c, a, c.Ledger(d.Subject))
		for _, s := range states {
			out = append(out, flows.Option{Value: string(s), Label: c.Label("again." + string(s))})
		}
		if len(states) == 2 {
			out = append(out, flows.Option{Value: "both", Label: c.Label("again.both")})
		}
		return append(out, flows.Option{Value: "no", Label: c.Label("announce.leave"), Names: c.Synonyms("nav.no")})
	},
}}

// correctIt is [Ralat]: other words, in every chat in which the old ones stand.
func correctIt() *flows.Form {
	return &flows.Form{
		Key: "correct", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return correctQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			a, ok := correction(c, d)
			if !ok || d.Answers["sure"].Value != "yes" {
				c.Return(d, c.Text("announce.kept", nil))
				return
			}
			launch(c, a)
		},
	}
}

// correction is the correction that a draft describes.
func correction(c *flows.Conversation, d *flows.Draft) (announcement, bool) {
	a, ok := amendment(c, d, actCorrect, flows.LedgerSent)
	p, read := partOf(d.Answers["text"].Value)
	a.Part = partChosen(d)
	if !ok || !read || a.Part >= len(a.Parts) {
		return a, false
	}
	a.Parts = slices.Clone(a.Parts)
	a.Parts[a.Part].HTML, a.Parts[a.Part].Other = p.HTML, nil // the other texts say what was corrected
	return a, true
}

func partChosen(d *flows.Draft) int {
	n, _ := strconv.Atoi(d.Answers["part"].Value)
	return max(0, n-1)
}

var correctQuestions = []*flows.Question{
	{
		Key: "part", Strict: true,
		Applies: func(c *flows.Conversation, d *flows.Draft) bool {
			_, a, _ := announcementOf(c, d.Subject)
			return len(a.Parts) > 1
		},
		Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
			_, a, _ := announcementOf(c, d.Subject)
			var out []flows.Option
			for i, p := range a.Parts {
				out = append(out, flows.Option{Value: strconv.Itoa(i + 1), Label: strconv.Itoa(i+1) + ". " + announcementTitle(announcement{Parts: []part{p}})})
			}
			return out
		},
	},
	{
		Key: "text", Content: true, Spelled: true,
		Options: func(c *flows.Conversation, _ *flows.Draft) []flows.Option {
			return []flows.Option{{Value: "no", Label: c.Label("announce.leave")}}
		},
		Read: func(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
			if p, ok := partOf(typed); ok && typed != c.Input().Text {
				return flows.Reading{Value: typed, Note: partNote(c, p)}
			}
			_, a, ok := announcementOf(c, d.Subject)
			if !ok || partChosen(d) >= len(a.Parts) || c.Input().File != nil || c.Input().Text == "" {
				return flows.Reading{Refuse: c.Text("correct.text.refuse", nil)}
			}
			p := part{HTML: c.Input().HTML, File: a.Parts[partChosen(d)].File}
			if p.HTML == "" {
				p.HTML = messages.Escape(c.Input().Text)
			}
			return partReading(c, p)
		},
	},
	{
		Key: "sure", Strict: true, Spelled: true, Closing: true,
		Applies: func(_ *flows.Conversation, d *flows.Draft) bool { return d.Answers["text"].Value != "no" },
		Show: func(c *flows.Conversation, d *flows.Draft) {
			if a, ok := correction(c, d); ok {
				preview(c, a)
			}
		},
		Ask: func(c *flows.Conversation, d *flows.Draft) string {
			return c.Text("correct.sure.ask", messages.Args{"N": c.Ledger(d.Subject).Sent})
		},
		Options: flows.SureOptions("correct.yes", "announce.leave"),
	},
}

// withdrawIt is [Tarik]: it is deleted from every chat in which it stands.
func withdrawIt() *flows.Form {
	return &flows.Form{
		Key: "withdraw", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return withdrawQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			a, ok := amendment(c, d, actWithdraw, flows.LedgerSent)
			if !ok || d.Answers["sure"].Value != "yes" {
				c.Return(d, c.Text("announce.kept", nil))
				return
			}
			if c.Ledger(d.Subject).State == flows.GatePaused { // nobody further gets what is taken back
				c.Gate(flows.Gate{Announcement: d.Subject, Do: flows.GateStop, At: c.Now()})
			}
			launch(c, a)
		},
	}
}

var withdrawQuestions = []*flows.Question{{
	Key: "sure", Strict: true, Spelled: true,
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		l := c.Ledger(d.Subject)
		return c.Text("withdraw.sure.ask", messages.Args{"N": l.Sent, "Unsure": l.Unsure})
	},
	Options: flows.SureOptions("withdraw.yes", "announce.leave"),
}}
