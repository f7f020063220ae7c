package flows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"naikkelas/enterprise"
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
func (t *talk) queue(kind string) ([]Record, []submission) {
	name := waitingList
	if kind != "" {
		name += ":" + kind
	}
	var records []Record
	var waiting []submission
	for _, r := range t.list(name, queueRead) {
		var s submission
		if json.Unmarshal(r.Data, &s) == nil {
			records, waiting = append(records, r), append(waiting, s)
		}
	}
	return records, waiting
}

// taken tells whether somebody else is looking at a submission.
func (t *talk) taken(s submission) bool {
	return s.Claimed != 0 && s.Claimed != t.Person.ID && t.now.Sub(s.Since) < claimHolds
}

// listSubmissions is /periksa: what waits, how long, who has it.
func (t *talk) listSubmissions(kind string) {
	records, waiting := t.queue(kind)
	if len(waiting) == 0 {
		t.again(join(t.word("check.none", nil), t.usualWait()))
		return
	}
	m := messages.Message{Key: "check.list"}
	lines := []string{t.word("check.list", messages.Args{"Count": len(waiting), "Kind": t.kindName(kind), "Waiting": t.span(t.now.Sub(waiting[0].Document.Sent))}), t.usualWait()}
	var row []messages.Button
	for i, s := range waiting[:min(len(waiting), queueShown)] {
		who := ""
		if t.taken(s) {
			who = " · " + t.colleague(s.Claimed)
		}
		owner := t.other(s.Owner)
		lines = append(lines, fmt.Sprintf("%d. <b>%s</b> %s · %s%s", i+1, messages.Escape(t.kindName(s.Document.Kind)),
			messages.Escape(businessName(owner, s.Document.ID)), t.span(t.now.Sub(s.Document.Sent)), messages.Escape(who)))
		row = append(row, messages.Button{Label: strconv.Itoa(i + 1), Data: "d:" + records[i].ID + ":open"})
	}
	m.Text = strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
	m.Buttons = append([][]messages.Button{{{Label: t.label("check.button.next"), Data: "d:next"}}}, slices.Collect(slices.Chunk(row, 4))...)
	if kind == "" {
		m.Buttons = append(m.Buttons, t.kindButtons(waiting)...)
	} else {
		m.Buttons = append(m.Buttons, []messages.Button{{Label: t.label("check.button.all"), Data: "d:kind:all"}})
	}
	t.say(m)
}

// kindButtons narrow the queue to one kind, where there are several.
func (t *talk) kindButtons(waiting []submission) [][]messages.Button {
	counts := map[string]int{}
	for _, s := range waiting {
		counts[s.Document.Kind]++
	}
	if len(counts) < 2 {
		return nil
	}
	var row []messages.Button
	for _, k := range t.book.program.Documents {
		if n := counts[k.Code]; n > 0 {
			row = append(row, messages.Button{Label: fmt.Sprintf("%s (%d)", k.Short.In(t.lang), n), Data: "d:kind:" + k.Code})
		}
	}
	return slices.Collect(slices.Chunk(row, 3))
}

// usualWait is the median time from handing in to a decision; empty while
// nothing was decided.
func (t *talk) usualWait() string {
	var waits []time.Duration
	for _, s := range t.decided(100) {
		waits = append(waits, s.Decided.Sub(s.Document.Sent))
	}
	if len(waits) == 0 {
		return ""
	}
	return t.word("check.median", messages.Args{"Wait": t.span(median(waits)), "Of": len(waits)})
}

// decided are the submissions that were decided last.
func (t *talk) decided(most int) []submission {
	var out []submission
	for _, r := range t.list(decidedList, most) {
		var s submission
		if json.Unmarshal(r.Data, &s) == nil {
			out = append(out, s)
		}
	}
	return out
}

// median of some spans of time, of which there is at least one.
func median(spans []time.Duration) time.Duration {
	slices.Sort(spans)
	return spans[len(spans)/2]
}

func (t *talk) kindName(code string) string {
	k, _ := t.book.program.Document(code)
	return k.Short.In(t.lang)
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
func (t *talk) submissionButton(rest []string) bool {
	switch {
	case len(rest) == 1 && rest[0] == "next":
		t.openNext()
		return true
	case len(rest) != 2:
		return false
	case rest[0] == "kind":
		if _, ok := t.book.program.Document(rest[1]); !ok && rest[1] != "all" {
			return false
		}
		t.listSubmissions(strings.TrimSuffix(rest[1], "all"))
		return true
	}
	r, s, ok := t.submissionOf(rest[0])
	if !ok {
		t.again(t.word("check.gone", nil))
		return true
	}
	return t.checkVerb(r, s, rest[1])
}

// checkVerb does what a button under a document says, where it still stands.
func (t *talk) checkVerb(r Record, s submission, verb string) bool {
	switch {
	case verb == "undo":
		t.undoDecision(r, s)
	case s.Decision != "":
		t.again(t.word("check.decided", messages.Args{"Who": t.colleague(s.By)}))
	case s.Owner == t.Person.ID:
		t.again(t.word("check.own", nil))
	case t.taken(s):
		t.again(t.word("check.taken", messages.Args{"Who": t.colleague(s.Claimed)}))
	case verb == "open":
		t.openSubmission(r, s)
	case verb == "free":
		s.Claimed, s.Since = 0, time.Time{}
		t.putSubmission(r, s)
		t.listSubmissions("")
	case verb == "ok" && !s.Document.Expires.IsZero() && !t.now.Before(s.Document.Expires):
		t.again(t.word("check.past", nil))
	case verb == "ok":
		t.decideOn(r, s, approve, "")
	case verb == "no" || verb == "again" || verb == "cond":
		t.askWhy(r.ID, map[string]decision{"no": turnDown, "again": askAgain, "cond": conditional}[verb])
	default:
		return false
	}
	return true
}

// openNext takes the one that has waited longest and that nobody has.
func (t *talk) openNext() {
	records, waiting := t.queue("")
	for i, s := range waiting {
		if !t.taken(s) && s.Owner != t.Person.ID {
			t.openSubmission(records[i], s)
			return
		}
	}
	t.again(t.word("check.none", nil))
}

// openSubmission gives a document to an officer and shows it. Every look is in
// the trail.
func (t *talk) openSubmission(r Record, s submission) {
	s.Claimed, s.Since = t.Person.ID, t.now
	t.putSubmission(r, s)
	t.audit("data.document", s.Owner, s.Document.Kind, "")
	k, _ := t.book.program.Document(s.Document.Kind)
	t.showPapers(k, s.Document.Papers, true)
	t.say(messages.Message{Key: "check.card", Text: t.submissionCard(k, s), Buttons: t.checkButtons(r.ID)})
}

func (t *talk) checkButtons(id string) [][]messages.Button {
	button := func(key, verb string) messages.Button {
		return messages.Button{Label: t.label("check.button." + key), Data: "d:" + id + ":" + verb}
	}
	days := t.book.words.Label(t.lang, "check.button.conditional", messages.Args{"Days": t.book.program.Checks.ConditionalDays})
	return [][]messages.Button{
		{button("approve", "ok"), button("reject", "no")},
		{button("again", "again"), {Label: days, Data: "d:" + id + ":cond"}},
		{button("free", "free")},
	}
}

// submissionCard is what an officer needs beside the picture: who, what was
// typed, what the rule expects, what does not fit, what was before.
func (t *talk) submissionCard(k enterprise.DocumentKind, s submission) string {
	owner, d := t.other(s.Owner), s.Document
	end := t.label("check.end.none")
	switch {
	case !d.Expires.IsZero():
		end = t.date(d.LastDay())
	case d.Endless:
		end = t.label("check.end.endless")
	}
	number := enterprise.MaskNumber(k.Code, d.Number)
	if k.NumberOnly { // there is nothing else to check
		number = d.Number
	}
	b, name := businessWith(owner, d.ID), k.Name.In(t.lang)
	if len(owner.Businesses) > 1 {
		name += " (" + b.Name + ")"
	}
	parts := []string{
		t.word("check.card", messages.Args{
			"Name": name, "Owner": t.card(owner), "Waiting": t.span(t.now.Sub(d.Sent)), "Number": number, "Ends": k.Ends() || !d.Expires.IsZero(), "End": end, "Pages": len(d.Papers),
		}),
		t.word("check.rule", messages.Args{"Example": k.Example, "Validity": t.validity(k)}),
	}
	if flags := t.flagLines(s); flags != "" {
		parts = append(parts, flags)
	}
	if history := t.documentHistory(owner, s); history != "" {
		parts = append(parts, history)
	}
	parts = append(parts, t.verifiedLine(b, "check.score"))
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n\n")
}

// validity is how long documents of a kind hold, with the source.
func (t *talk) validity(k enterprise.DocumentKind) string {
	text := t.word("check.validity."+k.Validity.Kind, messages.Args{"Years": k.Validity.Years})
	if k.Validity.Source != "" {
		text += " (" + messages.Escape(k.Validity.Source) + ")"
	}
	return text
}

// flagLines say what does not fit, other people with the same number included:
// officers see these, the owner does not.
func (t *talk) flagLines(s submission) string {
	var lines []string
	for _, flag := range s.Document.Flags {
		if flag != "same_number" {
			lines = append(lines, "⚠ "+t.word("check.flag."+flag, nil))
		}
	}
	if id := t.numberID(s.Document); id != "" {
		_, o := t.ownersOf(numberRecord, id)
		var others []string
		for _, p := range o.People {
			if p != s.Owner {
				others = append(others, p.String())
			}
		}
		if len(others) > 0 {
			lines = append(lines, "⚠ "+t.word("check.flag.same_number", messages.Args{"People": strings.Join(others, ", ")}))
		}
	}
	return strings.Join(lines, "\n")
}

// documentHistory is what became of earlier ones of the kind.
func (t *talk) documentHistory(owner enterprise.Person, s submission) string {
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
		line := t.date(o.At) + ": " + t.label("check.history."+string(o.State))
		if o.Reason != "" {
			line += ": " + messages.Escape(o.Reason)
		}
		lines = append(lines, line)
	}
	return t.word("check.history", nil) + "\n" + strings.Join(lines, "\n")
}

// askWhy asks why; the usual reasons are on buttons.
func (t *talk) askWhy(id string, d decision) {
	t.enter(t.book.flow("decide"))
	if draft := t.Chat.Drafts["decide"]; draft != nil {
		t.turn.Say = nil
		t.draft("decide").Subject = id + " " + string(d)
		t.proceed()
	}
}

// decide is the reason for a decision, which the owner reads.
func decide() *Flow {
	return &Flow{
		Key: "decide", For: forOfficers, OnTheFly: true,
		Questions: func(*talk, *Draft) []*Question { return decideQuestions },
		Finish: func(t *talk, d *Draft) {
			id, what, _ := strings.Cut(d.Subject, " ")
			r, s, ok := t.submissionOf(id)
			switch {
			case !ok:
				t.again(t.word("check.gone", nil))
			case s.Decision != "":
				t.again(t.word("check.decided", messages.Args{"Who": t.colleague(s.By)}))
			case t.taken(s):
				t.again(t.word("check.taken", messages.Args{"Who": t.colleague(s.Claimed)}))
			default:
				t.decideOn(r, s, decision(what), t.reasonText(s, d.Answers["why"].Value))
			}
		},
	}
}

var decideQuestions = []*Question{{
	Key: "why", Read: readLong("decide.why.refuse"),
	Options: func(t *talk, d *Draft) []Option {
		if strings.HasSuffix(d.Subject, string(conditional)) {
			return nil
		}
		var out []Option
		for _, r := range t.book.program.Checks.Reasons {
			out = append(out, Option{Value: r.Code, Label: r.Button.In(t.lang)})
		}
		return out
	},
	Ask: func(t *talk, d *Draft) string {
		key := "decide.why.ask"
		if strings.HasSuffix(d.Subject, string(conditional)) {
			key = "decide.why.condition"
		}
		return t.word(key, nil)
	},
}}

// reasonText is a reason as the owner reads it, in the owner's language.
func (t *talk) reasonText(s submission, value string) string {
	for _, r := range t.book.program.Checks.Reasons {
		if r.Code == value {
			return r.Text.In(t.other(s.Owner).Language)
		}
	}
	return value
}

// decideOn writes a decision down and tells the owner.
func (t *talk) decideOn(r Record, s submission, what decision, reason string) {
	s.Decision, s.By, s.Reason, s.Decided, s.Until = what, t.Person.ID, reason, t.now, time.Time{}
	if what == conditional {
		s.Until = t.now.AddDate(0, 0, t.book.program.Checks.ConditionalDays)
	}
	t.putSubmission(r, s)
	t.audit("document."+string(what), s.Owner, s.Document.Kind, reason)
	t.tell(s.Owner, "document", documentNotice{ID: s.Document.ID, Decision: what, Reason: reason, Until: s.Until, At: t.now})
	t.say(messages.Message{
		Key: "check.done", Text: t.word("check.done."+string(what), messages.Args{"Name": t.kindName(s.Document.Kind), "Business": businessName(t.other(s.Owner), s.Document.ID)}),
		Buttons: [][]messages.Button{{{Label: t.label("check.button.undo"), Data: "d:" + r.ID + ":undo"}, {Label: t.label("check.button.next"), Data: "d:next"}}},
	})
	if t.Chat.Open != "" {
		t.again("")
	}
}

// undoDecision takes a decision back that was made a moment ago.
func (t *talk) undoDecision(r Record, s submission) {
	if s.Decision == "" || s.By != t.Person.ID || t.now.Sub(s.Decided) > undoWithin {
		t.again(t.word("check.late", nil))
		return
	}
	s.Decision, s.By, s.Reason, s.Decided, s.Until = "", 0, "", time.Time{}, time.Time{}
	s.Claimed, s.Since = t.Person.ID, t.now
	t.putSubmission(r, s)
	t.audit("document.undone", s.Owner, s.Document.Kind, "")
	t.tell(s.Owner, "document", documentNotice{ID: s.Document.ID, At: t.now})
	k, _ := t.book.program.Document(s.Document.Kind)
	t.say(messages.Message{Key: "check.card", Text: join(t.word("check.undone", nil), t.submissionCard(k, s)), Buttons: t.checkButtons(r.ID)})
}
