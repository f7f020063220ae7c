package document

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/flows/assessment"
	"naikkelas/flows/papers"
	"naikkelas/flows/people"
	"naikkelas/messages"
)

const (
	// claimHolds is how long a document stays with an officer who took it.
	claimHolds = 30 * time.Minute
	// undoWithin is how long a decision can be taken back.
	undoWithin = time.Minute
	// queueShown and queueRead are how much of the queue is listed and counted.
	queueShown, queueRead = 8, 200
)

// queue is what waits, the one that has waited longest first.
func queue(c *flows.Conversation, kind string) ([]flows.Record, []Submission) {
	name := WaitingList
	if kind != "" {
		name += ":" + kind
	}
	var records []flows.Record
	var waiting []Submission
	for _, r := range c.List(name, queueRead) {
		var s Submission
		if json.Unmarshal(r.Data, &s) == nil {
			records, waiting = append(records, r), append(waiting, s)
		}
	}
	return records, waiting
}

// taken tells whether somebody else is looking at a submission.
func taken(c *flows.Conversation, s Submission) bool {
	return s.Claimed != 0 && s.Claimed != c.Person.ID && c.Now().Sub(s.Since) < claimHolds
}

// listSubmissions is /periksa: what waits, how long, who has it.
func listSubmissions(c *flows.Conversation, kind string) {
	records, waiting := queue(c, kind)
	if len(waiting) == 0 {
		c.Repeat(flows.Join(c.Text("check.none", nil), usualWait(c)))
		return
	}
	m := messages.Message{Key: "check.list"}
	lines := []string{c.Text("check.list", messages.Args{"Count": len(waiting), "Kind": c.KindName(kind), "Waiting": c.Span(c.Now().Sub(waiting[0].Document.Sent))}), usualWait(c)}
	var row []messages.Button
	for i, s := range waiting[:min(len(waiting), queueShown)] {
		who := ""
		if taken(c, s) {
			who = " · " + c.Colleague(s.Claimed)
		}
		owner := c.PersonByID(s.Owner)
		lines = append(lines, fmt.Sprintf("%d. <b>%s</b> %s · %s%s", i+1, messages.Escape(c.KindName(s.Document.Kind)),
			messages.Escape(businessName(owner, s.Document.ID)), c.Span(c.Now().Sub(s.Document.Sent)), messages.Escape(who)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "d:" + records[i].ID + ":open"})
	}
	m.Text = strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
	m.Buttons = append([][]messages.Button{{{Label: c.Label("check.button.next"), Data: "d:next"}}}, slices.Collect(slices.Chunk(row, 4))...)
	if kind == "" {
		m.Buttons = append(m.Buttons, kindButtons(c, waiting)...)
	} else {
		m.Buttons = append(m.Buttons, []messages.Button{{Label: c.Label("check.button.all"), Data: "d:kind:all"}})
	}
	c.Say(m)
}

// kindButtons narrow the queue to one kind, where there are several.
func kindButtons(c *flows.Conversation, waiting []Submission) [][]messages.Button {
	counts := map[string]int{}
	for _, s := range waiting {
		counts[s.Document.Kind]++
	}
	if len(counts) < 2 {
		return nil
	}
	var row []messages.Button
	for _, k := range c.Program().Documents {
		if n := counts[k.Code]; n > 0 {
			row = append(row, messages.Button{Label: fmt.Sprintf("%s (%d)", k.Short.In(c.Lang()), n), Data: "d:kind:" + k.Code})
		}
	}
	return slices.Collect(slices.Chunk(row, 3))
}

// usualWait is the median time from handing in to a decision; empty while
// nothing was decided.
func usualWait(c *flows.Conversation) string {
	var waits []time.Duration
	for _, s := range decided(c, 100) {
		waits = append(waits, s.Decided.Sub(s.Document.Sent))
	}
	if len(waits) == 0 {
		return ""
	}
	return c.Text("check.median", messages.Args{"Wait": c.Span(flows.Median(waits)), "Of": len(waits)})
}

// decided are the submissions that were decided last.
func decided(c *flows.Conversation, most int) []Submission {
	var out []Submission
	for _, r := range c.List(decidedList, most) {
		var s Submission
		if json.Unmarshal(r.Data, &s) == nil {
			out = append(out, s)
		}
	}
	return out
}

// businessName is the business that a document is of, or the owner's number
// once it is taken back.
func businessName(p enterprise.Person, document string) string {
	if b := businessWith(p, document); b.ID != "" {
		return b.Name
	}
	return p.ID.String()
}

// submissionButton is a button of the queue or under a document.
func submissionButton(c *flows.Conversation, rest []string) bool {
	switch {
	case len(rest) == 1 && rest[0] == "next":
		openNext(c)
		return true
	case len(rest) != 2:
		return false
	case rest[0] == "kind":
		if _, ok := c.Program().Document(rest[1]); !ok && rest[1] != "all" {
			return false
		}
		listSubmissions(c, strings.TrimSuffix(rest[1], "all"))
		return true
	}
	r, s, ok := SubmissionOf(c, rest[0])
	if !ok {
		c.Repeat(c.Text("check.gone", nil))
		return true
	}
	return checkVerb(c, r, s, rest[1])
}

// checkVerb does what a button under a document says, where it still stands.
func checkVerb(c *flows.Conversation, r flows.Record, s Submission, verb string) bool {
	switch {
	case verb == "undo":
		undoDecision(c, r, s)
	case s.Decision != "":
		c.Repeat(c.Text("check.decided", messages.Args{"Who": c.Colleague(s.By)}))
	case s.Owner == c.Person.ID:
		c.Repeat(c.Text("check.own", nil))
	case taken(c, s):
		c.Repeat(c.Text("check.taken", messages.Args{"Who": c.Colleague(s.Claimed)}))
	case verb == "open":
		openSubmission(c, r, s)
	case verb == "free":
		s.Claimed, s.Since = 0, time.Time{}
		putSubmission(c, r, s)
		listSubmissions(c, "")
	case verb == "ok" && !s.Document.Expires.IsZero() && !c.Now().Before(s.Document.Expires):
		c.Repeat(c.Text("check.past", nil))
	case verb == "ok":
		decideOn(c, r, s, approve, "")
	case verb == "no" || verb == "again" || verb == "cond":
		askWhy(c, r.ID, map[string]Decision{"no": turnDown, "again": askAgain, "cond": conditional}[verb])
	default:
		return false
	}
	return true
}

// openNext takes the one that has waited longest and that nobody has.
func openNext(c *flows.Conversation) {
	records, waiting := queue(c, "")
	for i, s := range waiting {
		if !taken(c, s) && s.Owner != c.Person.ID {
			openSubmission(c, records[i], s)
			return
		}
	}
	c.Repeat(c.Text("check.none", nil))
}

// openSubmission gives a document to an officer and shows it. Every look is in
// the trail.
func openSubmission(c *flows.Conversation, r flows.Record, s Submission) {
	s.Claimed, s.Since = c.Person.ID, c.Now()
	putSubmission(c, r, s)
	c.Audit("data.document", s.Owner, s.Document.Kind, "")
	k, _ := c.Program().Document(s.Document.Kind)
	showPapers(c, k, s.Document.Papers, true)
	c.Say(messages.Message{Key: "check.card", Text: submissionCard(c, k, s), Buttons: checkButtons(c, r.ID)})
}

func checkButtons(c *flows.Conversation, id string) [][]messages.Button {
	button := func(key, verb string) messages.Button {
		return messages.Button{Label: c.Label("check.button." + key), Data: "d:" + id + ":" + verb}
	}
	days := c.Words().Label(c.Lang(), "check.button.conditional", messages.Args{"Days": c.Program().Checks.ConditionalDays})
	return [][]messages.Button{
		{button("approve", "ok"), button("reject", "no")},
		{button("again", "again"), {Label: days, Data: "d:" + id + ":cond"}},
		{button("free", "free")},
	}
}

// submissionCard is what an officer needs beside the picture: who, what was
// typed, what the rule expects, what does not fit, what was before.
func submissionCard(c *flows.Conversation, k enterprise.DocumentKind, s Submission) string {
	owner, d := c.PersonByID(s.Owner), s.Document
	end := c.Label("check.end.none")
	switch {
	case !d.Expires.IsZero():
		end = c.Date(d.LastDay())
	case d.Endless:
		end = c.Label("check.end.endless")
	}
	number := enterprise.MaskNumber(k.Code, d.Number)
	if k.NumberOnly { // there is nothing else to check
		number = d.Number
	}
	b, name := businessWith(owner, d.ID), k.Name.In(c.Lang())
	if len(owner.Businesses) > 1 {
		name += " (" + b.Name + ")"
	}
	parts := []string{
		c.Text("check.card", messages.Args{
			"Name": name, "Owner": people.Card(c, owner), "Waiting": c.Span(c.Now().Sub(d.Sent)), "Number": number, "Ends": k.Ends() || !d.Expires.IsZero(), "End": end, "Pages": len(d.Papers),
		}),
		c.Text("check.rule", messages.Args{"Example": k.Example, "Validity": validity(c, k)}),
	}
	if flags := flagLines(c, s); flags != "" {
		parts = append(parts, flags)
	}
	if history := documentHistory(c, owner, s); history != "" {
		parts = append(parts, history)
	}
	parts = append(parts, assessment.VerifiedLine(c, b, "check.score"))
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
}

// validity is how long documents of a kind hold, with the source.
func validity(c *flows.Conversation, k enterprise.DocumentKind) string {
	text := c.Text("check.validity."+k.Validity.Kind, messages.Args{"Years": k.Validity.Years})
	if k.Validity.Source != "" {
		text += " (" + messages.Escape(k.Validity.Source) + ")"
	}
	return text
}

// flagLines say what does not fit, other people with the same number included:
// officers see these, the owner does not.
func flagLines(c *flows.Conversation, s Submission) string {
	var lines []string
	for _, flag := range s.Document.Flags {
		if flag != "same_number" {
			lines = append(lines, "⚠ "+c.Text("check.flag."+flag, nil))
		}
	}
	if id := papers.NumberID(c, s.Document); id != "" {
		_, o := papers.OwnersOf(c, papers.NumberRecord, id)
		var others []string
		for _, p := range o.People {
			if p != s.Owner {
				others = append(others, p.String())
			}
		}
		if len(others) > 0 {
			lines = append(lines, "⚠ "+c.Text("check.flag.same_number", messages.Args{"People": strings.Join(others, ", ")}))
		}
	}
	return strings.Join(lines, "\n")
}

// documentHistory is what became of earlier ones of the kind.
func documentHistory(c *flows.Conversation, owner enterprise.Person, s Submission) string {
	earlier := slices.Clone(s.Document.Earlier)
	for _, d := range businessWith(owner, s.Document.ID).Documents {
		if d.Kind == s.Document.Kind && d.ID != s.Document.ID && !d.Decided.IsZero() {
			earlier = append(earlier, d.Outcome())
		}
	}
	if len(earlier) == 0 {
		return ""
	}
	var lines []string
	for _, o := range earlier {
		line := c.Date(o.At) + ": " + c.Label("check.history."+string(o.State))
		if o.Reason != "" {
			line += ": " + messages.Escape(o.Reason)
		}
		lines = append(lines, line)
	}
	return c.Text("check.history", nil) + "\n" + strings.Join(lines, "\n")
}
