package document

import (
	"strings"
	"time"

	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// askWhy asks why; the usual reasons are on buttons.
func askWhy(c *flows.Conversation, id string, d Decision) {
	c.Open("decide")
	if draft := c.Chat.Drafts["decide"]; draft != nil {
		c.Turn.Say = nil
		c.Draft("decide").Subject = id + " " + string(d)
		c.Proceed()
	}
}

// decide is the reason for a decision, which the owner reads.
func decide() *flows.Form {
	return &flows.Form{
		Key: "decide", For: flows.ForOfficers, OnTheFly: true,
		Questions: func(*flows.Conversation, *flows.Draft) []*flows.Question { return decideQuestions },
		Finish: func(c *flows.Conversation, d *flows.Draft) {
			id, what, _ := strings.Cut(d.Subject, " ")
			r, s, ok := SubmissionOf(c, id)
			switch {
			case !ok:
				c.Repeat(c.Text("check.gone", nil))
			case s.Decision != "":
				c.Repeat(c.Text("check.decided", messages.Args{"Who": c.Colleague(s.By)}))
			case taken(c, s):
				c.Repeat(c.Text("check.taken", messages.Args{"Who": c.Colleague(s.Claimed)}))
			default:
				decideOn(c, r, s, Decision(what), reasonText(c, s, d.Answers["why"].Value))
			}
		},
	}
}

var decideQuestions = []*flows.Question{{
	Key: "why", Read: reading.Text("decide.why.refuse"),
	Options: func(c *flows.Conversation, d *flows.Draft) []flows.Option {
		if strings.HasSuffix(d.Subject, string(conditional)) {
			return nil
		}
		var out []flows.Option
		for _, r := range c.Program().Checks.Reasons {
			out = append(out, flows.Option{Value: r.Code, Label: r.Button.In(c.Lang())})
		}
		return out
	},
	Ask: func(c *flows.Conversation, d *flows.Draft) string {
		key := "decide.why.ask"
		if strings.HasSuffix(d.Subject, string(conditional)) {
			key = "decide.why.condition"
		}
		return c.Text(key, nil)
	},
}}

// reasonText is a reason as the owner reads it, in the owner's language.
func reasonText(c *flows.Conversation, s Submission, value string) string {
	for _, r := range c.Program().Checks.Reasons {
		if r.Code == value {
			return r.Text.In(c.PersonByID(s.Owner).Language)
		}
	}
	return value
}

// decideOn writes a decision down and tells the owner.
func decideOn(c *flows.Conversation, r flows.Record, s Submission, what Decision, reason string) {
	s.Decision, s.By, s.Reason, s.Decided, s.Until = what, c.Person.ID, reason, c.Now(), time.Time{}
	if what == conditional {
		s.Until = c.Now().AddDate(0, 0, c.Program().Checks.ConditionalDays)
	}
	putSubmission(c, r, s)
	c.Audit("document."+string(what), s.Owner, s.Document.Kind, reason)
	c.Tell(s.Owner, "document", documentNotice{ID: s.Document.ID, Decision: what, Reason: reason, Until: s.Until, At: c.Now()})
	c.Say(messages.Message{
		Key: "check.done", Text: c.Text("check.done."+string(what), messages.Args{"Name": c.KindName(s.Document.Kind), "Business": businessName(c.PersonByID(s.Owner), s.Document.ID)}),
		Buttons: [][]messages.Button{{{Label: c.Label("check.button.undo"), Data: "d:" + r.ID + ":undo"}, {Label: c.Label("check.button.next"), Data: "d:next"}}},
	})
	if c.Chat.Open != "" {
		c.Repeat("")
	}
}

// undoDecision takes a decision back that was made a moment ago.
func undoDecision(c *flows.Conversation, r flows.Record, s Submission) {
	if s.Decision == "" || s.By != c.Person.ID || c.Now().Sub(s.Decided) > undoWithin {
		c.Repeat(c.Text("check.late", nil))
		return
	}
	s.Decision, s.By, s.Reason, s.Decided, s.Until = "", 0, "", time.Time{}, time.Time{}
	s.Claimed, s.Since = c.Person.ID, c.Now()
	putSubmission(c, r, s)
	c.Audit("document.undone", s.Owner, s.Document.Kind, "")
	c.Tell(s.Owner, "document", documentNotice{ID: s.Document.ID, At: c.Now()})
	k, _ := c.Program().Document(s.Document.Kind)
	c.Say(messages.Message{Key: "check.card", Text: flows.Join(c.Text("check.undone", nil), submissionCard(c, k, s)), Buttons: checkButtons(c, r.ID)})
}
