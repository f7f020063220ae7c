package flows

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// discard erases the answers of the form that was parked last.
func discard() *Form {
	return &Form{
		Key:       discardKey,
		OnTheFly:  true,
		Questions: func(*Conversation, *Draft) []*Question { return []*Question{Sure("discard.yes", "discard.no")} },
		Finish: func(c *Conversation, d *Draft) {
			f := c.Unfinished()
			if d.Answers["sure"].Value == "yes" && f != nil {
				delete(c.Chat.Drafts, f.Key)
				c.Menu("discard.done")
				return
			}
			c.Menu("discard.kept")
		},
	}
}

// move goes where a navigation word says, if the text is one.
func (c *Conversation) move(f *Form, d *Draft, q *Question) bool {
	tidy := read.Tidy(c.in.Text)
	switch word := c.Book.moves[tidy]; {
	case tidy == "":
		return false
	case word == "nav.back":
		c.back()
	case word == "nav.cancel":
		c.Park()
	case word == "nav.menu":
		c.Menu("menu.text")
	case word == "nav.skip" && q.Skip != Never:
		c.skip(f, d, q)
	case word == "nav.why" && (q.Why != "" || q.WhyText != nil):
		c.Repeat(c.Why(q))
	default:
		return c.changes(f, d, q, tidy)
	}
	return true
}

// says tells whether the text is one of these labels, in any language.
func (c *Conversation) says(keys ...string) bool {
	tidy := read.Tidy(c.in.Text)
	return slices.ContainsFunc(keys, func(key string) bool {
		return slices.ContainsFunc(c.Labels(key), func(l string) bool { return read.Tidy(l) == tidy })
	})
}

// Why says why a question is asked.
func (c *Conversation) Why(q *Question) string {
	if q.WhyText != nil {
		return messages.Escape(q.WhyText.In(c.lang))
	}
	return c.Text(q.Why, c.city())
}

// skip leaves a question out, where that is still possible. One that has an
// answer keeps it.
func (c *Conversation) skip(f *Form, d *Draft, q *Question) {
	if a := d.Answers[q.Key]; a.Value != "" && q.accepts(c, d, a.Value) {
		c.accept(f, d, q, a, nil)
		return
	}
	if !q.skippable(d) {
		c.Repeat(c.Text("nav.skip.once", nil))
		return
	}
	c.accept(f, d, q, Answer{Skipped: true, Message: c.in.Message}, nil)
}

// changes takes "ubah 7" anywhere, and "7" below a summary that is numbered. A
// bare number elsewhere belongs to what is on the screen.
func (c *Conversation) changes(f *Form, d *Draft, q *Question, tidy string) bool {
	if n := c.changeNumber(tidy); n > 0 {
		return c.change(f, d, n, true)
	}
	n, err := strconv.Atoi(tidy)
	return err == nil && n > 0 && q != nil && q.Closing && c.change(f, d, n, false)
}

// mostNumbers is more questions than any form has.
const mostNumbers = 99

// changeNumber reads "ubah 7" and "ubah no 7"; 0 for anything else.
func (c *Conversation) changeNumber(tidy string) int {
	fields := strings.Fields(tidy)
	if len(fields) < 2 || len(fields) > 3 || !slices.Contains(c.Synonyms("nav.change"), fields[0]) {
		return 0
	}
	n, err := strconv.Atoi(fields[len(fields)-1])
	if err != nil || n < 1 || n > mostNumbers {
		return 0 // "no 0812 3456 7890" is an answer
	}
	if _, err := strconv.Atoi(fields[len(fields)-2]); err == nil {
		return 0
	}
	return n
}

// change asks question n of a form again. A bare number that fits nothing is
// left to be refused as an answer.
func (c *Conversation) change(f *Form, d *Draft, n int, said bool) bool {
	if f == nil || !f.Numbered {
		if f, d = c.recent(); f == nil {
			return false
		}
	}
	all := f.Applicable(c, d)
	if n > len(all) || !all[n-1].settled(c, d) {
		if said {
			c.Repeat(c.Text("nav.change.unknown", messages.Args{"Number": n, "All": len(all), "Beyond": n > len(all)}))
		}
		return said
	}
	if !said {
		c.Note = c.Text("nav.change.again", messages.Args{"Number": n})
	}
	c.focus(f, d, all[n-1])
	return true
}

// focus asks a question again although it has an answer, which stays until
// another is given.
func (c *Conversation) focus(f *Form, d *Draft, q *Question) {
	if c.Chat.Open != f.Key {
		c.Leave()
	}
	c.Chat.Open, c.Chat.Pending = f.Key, nil
	d.Focus, d.Touched = q.Key, c.now
	c.Proceed()
}

// back asks the question before the one on the screen again.
func (c *Conversation) back() {
	f, d, q := c.Question()
	if q != nil && q.Back != nil && q.Back(c, d) {
		c.Proceed()
		return
	}
	if f == nil {
		if f, d = c.recent(); f == nil {
			c.Menu("menu.text")
			return
		}
	}
	switch previous := c.before(f, d, q); {
	case previous != nil:
		c.focus(f, d, previous)
	case f.Numbered:
		c.Repeat(c.Text("nav.first", nil))
	default: // a short question of the moment has nothing before it
		c.Park()
	}
}

// before is the settled question before q, or the last one when q is nil or
// closes the form.
func (c *Conversation) before(f *Form, d *Draft, q *Question) *Question {
	all := f.Applicable(c, d)
	i := slices.Index(all, q)
	if i < 0 {
		i = len(all)
	}
	for i--; i >= 0; i-- {
		if all[i].settled(c, d) {
			return all[i]
		}
	}
	return nil
}

// recent is the numbered form that was worked on last, finished or not.
func (c *Conversation) recent() (*Form, *Draft) {
	var flow *Form
	var draft *Draft
	for _, f := range c.Book.Forms {
		d := c.Chat.Drafts[f.Key]
		if f.Numbered && d != nil && (draft == nil || d.Touched.After(draft.Touched)) {
			flow, draft = f, d
		}
	}
	if flow == nil {
		return nil, nil
	}
	return flow, c.Draft(flow.Key)
}

// Unfinished is the form that waits for answers, whether one is reminded of it or not: the open one, or else the newest.
func (c *Conversation) Unfinished() *Form {
	return c.waiting(func(f *Form, d *Draft) bool { return f.Recalled || !f.OnTheFly && !f.Free && len(d.Answers) > 0 })
}

func (c *Conversation) waiting(counts func(*Form, *Draft) bool) (form *Form) {
	for _, f := range c.Book.Forms {
		d := c.Chat.Drafts[f.Key]
		switch {
		case d == nil || !d.Done.IsZero() || f.idle(d) || !counts(f, d):
		case f.Key == c.Chat.Open:
			return f
		case form == nil || d.Touched.After(c.Chat.Drafts[form.Key].Touched):
			form = f
		}
	}
	return form
}

// Resume goes on with the form that waits.
func (c *Conversation) Resume() {
	f := c.Unfinished()
	if f == nil {
		c.Menu("menu.nothing")
		return
	}
	c.Note = c.Text("nav.resumed", nil)
	c.OpenForm(f)
}

// Park leaves the open form as it is and offers to erase it.
func (c *Conversation) Park() {
	f := c.Book.Form(c.Chat.Open)
	switch {
	case f == nil && c.Unfinished() != nil:
		c.Menu("menu.waiting")
	case f == nil:
		c.Menu("menu.nothing")
	case f.Key == StartKey:
		c.Repeat(c.Text("start.park", nil))
	case f.OnTheFly && c.Chat.Drafts[f.Key] != nil && c.Chat.Drafts[f.Key].Back != "": // back to what was open
		d := c.Chat.Drafts[f.Key]
		delete(c.Chat.Drafts, f.Key)
		c.Chat.Open, c.Chat.Pending = "", nil
		c.Return(d, "")
	case f.Left != "":
		c.Menu(f.Left)
	case f.OnTheFly || c.finished(f) || f.idle(c.Chat.Drafts[f.Key]):
		c.Menu("menu.left")
	default:
		c.Draft(f.Key).Touched = c.now // the newest is the one to continue or erase
		c.Leave()
		c.Say(messages.Message{Key: "nav.parked", Text: c.Text("nav.parked", nil), Keyboard: &messages.Keyboard{
			Rows: [][]string{{c.Label("menu.continue")}, {c.Label("menu.discard")}, {c.Label("nav.menu")}}}})
	}
}

// correct is an edited message: the answer it gave is given anew.
func (c *Conversation) correct() {
	if p := c.Chat.Pending; c.in.Message != "" && (c.in.Message == c.Chat.Refused || p != nil && p.Message == c.in.Message) {
		if p != nil && p.Message == c.in.Message {
			c.Chat.Pending = nil
		}
		c.answerAgain()
		return
	}
	f, d, q := c.answeredBy(c.in.Message)
	if q == nil {
		if !c.First(func(a Area) func(*Conversation) bool { return a.Edited }) {
			c.correctElsewhere() // or not an answer, or of a form long gone: nothing to correct
		}
		return
	}
	r, _ := c.Read(d, q)
	switch {
	case r.Value != "":
		c.corrected(f, d, q, r)
	case len(r.Candidates) > 0:
		c.focusPending(f, d, q, r)
	default:
		c.Repeat(Join(c.Text("nav.not_corrected", nil), r.Refuse))
	}
}

// answerAgain takes an edited message as a new try at the open question.
func (c *Conversation) answerAgain() {
	if c.Chat.Open == "" {
		c.browse()
		return
	}
	c.answer()
}

// corrected puts the new answer in the place of the old one. A finished form
// is finished anew, whatever else is open.
func (c *Conversation) corrected(f *Form, d *Draft, q *Question, r Reading) {
	finished := !d.Done.IsZero()
	f.give(c, d, q, Answer{Value: r.Value, Message: c.in.Message}, r.Also)
	c.Note = Join(c.Text("nav.corrected", nil), r.Note)
	switch {
	case c.Turn.Forget:
	case c.Chat.Open == f.Key:
		c.Chat.Pending = nil
		c.Proceed()
	case !finished:
		note := c.Note
		c.Note = ""
		c.Repeat(note)
	case c.Chat.Open != "" && !c.Settling() && f.open(c, d) == nil:
		f.Finish(c, d)
	default:
		c.turnTo(f)
		c.Proceed()
	}
}

// turnTo opens a form in between: registration leads back to the form that
// was open.
func (c *Conversation) turnTo(f *Form) {
	if open := c.Book.Form(c.Chat.Open); f.Key == RegisterKey && open != nil && open != f && open.Recalled {
		c.Chat.Next = open.Key
	}
	c.Leave()
	c.Chat.Open = f.Key
}

func (c *Conversation) focusPending(f *Form, d *Draft, q *Question, r Reading) {
	c.turnTo(f)
	d.Focus = q.Key
	c.Chat.Pending = &Pending{Question: q.Key, Text: r.Text, Candidates: r.Candidates, Message: c.in.Message}
	c.Say(messages.Message{Text: r.Text, Keyboard: c.Candidates(c.Chat.Pending)})
}

// answeredBy finds the question that a message answered, the open form first.
func (c *Conversation) answeredBy(message string) (*Form, *Draft, *Question) {
	flows := slices.Clone(c.Book.Forms)
	slices.SortStableFunc(flows, func(a, b *Form) int {
		if (a.Key == c.Chat.Open) == (b.Key == c.Chat.Open) {
			return 0
		}
		if a.Key == c.Chat.Open {
			return -1
		}
		return 1
	})
	for _, f := range flows {
		stored := c.Chat.Drafts[f.Key]
		if stored == nil || message == "" {
			continue
		}
		for _, q := range f.Questions(c, stored) {
			if a, ok := stored.Answers[q.Key]; ok && a.Message == message && !q.Closing {
				return f, c.Draft(f.Key), q
			}
		}
	}
	return nil, nil, nil
}
