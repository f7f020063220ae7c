package flows

import (
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// move goes where a navigation word says, if the text is one.
func (t *talk) move(f *Flow, d *Draft, q *Question) bool {
	tidy := enterprise.Tidy(t.in.Text)
	switch word := t.book.moves[tidy]; {
	case tidy == "":
		return false
	case word == "nav.back":
		t.back()
	case word == "nav.cancel":
		t.park()
	case word == "nav.menu":
		t.menu("menu.text")
	case word == "nav.skip" && q.Skip != Never:
		t.skip(f, d, q)
	case word == "nav.why" && (q.Why != "" || q.WhyText != nil):
		t.again(t.why(q))
	default:
		return t.changes(f, d, q, tidy)
	}
	return true
}

// says tells whether the text is one of these labels, in any language.
func (t *talk) says(keys ...string) bool {
	tidy := enterprise.Tidy(t.in.Text)
	return slices.ContainsFunc(keys, func(key string) bool {
		return slices.ContainsFunc(t.labels(key), func(l string) bool { return enterprise.Tidy(l) == tidy })
	})
}

func (t *talk) why(q *Question) string {
	if q.WhyText != nil {
		return messages.Escape(q.WhyText.In(t.lang))
	}
	return t.word(q.Why, t.city())
}

// skip leaves a question out, where that is still possible. One that has an
// answer keeps it.
func (t *talk) skip(f *Flow, d *Draft, q *Question) {
	if a := d.Answers[q.Key]; a.Value != "" && q.accepts(t, d, a.Value) {
		t.accept(f, d, q, a, nil)
		return
	}
	if !q.skippable(d) {
		t.again(t.word("nav.skip.once", nil))
		return
	}
	t.accept(f, d, q, Answer{Skipped: true, Message: t.in.Message}, nil)
}

// changes takes "ubah 7" anywhere, and "7" where it is no answer.
func (t *talk) changes(f *Flow, d *Draft, q *Question, tidy string) bool {
	n, said := t.changeNumber(tidy)
	if n == 0 {
		return false
	}
	if !said && (q != nil && (t.exactOption(d, q, q.options(t, d)) >= 0 || q.Read != nil && q.Read(t, d, t.in.Text).Refuse == "")) {
		return false
	}
	return t.change(f, d, n, said)
}

// mostNumbers is more questions than any form has.
const mostNumbers = 99

// changeNumber reads "ubah 7", "ubah no 7" and "7"; said tells whether the
// wish was put into words.
func (t *talk) changeNumber(tidy string) (n int, said bool) {
	fields := strings.Fields(tidy)
	if len(fields) == 0 || len(fields) > 3 {
		return 0, false
	}
	n, err := strconv.Atoi(fields[len(fields)-1])
	if err != nil || n < 1 || n > mostNumbers {
		return 0, false // "no 0812 3456 7890" is an answer
	}
	if len(fields) == 1 {
		return n, false
	}
	if _, err := strconv.Atoi(fields[len(fields)-2]); err != nil && slices.Contains(t.names("nav.change"), fields[0]) {
		return n, true
	}
	return 0, false
}

// change asks question n of a form again. A bare number that fits nothing is
// left to be refused as an answer.
func (t *talk) change(f *Flow, d *Draft, n int, said bool) bool {
	if f == nil || !f.Numbered {
		if f, d = t.recent(); f == nil {
			return false
		}
	}
	all := f.applicable(t, d)
	if n > len(all) || !all[n-1].settled(t, d) {
		if said {
			t.again(t.word("nav.change.unknown", messages.Args{"Number": n, "All": len(all), "Beyond": n > len(all)}))
		}
		return said
	}
	if !said {
		t.note = t.word("nav.change.again", messages.Args{"Number": n})
	}
	t.focus(f, d, all[n-1])
	return true
}

// focus asks a question again although it has an answer, which stays until
// another is given.
func (t *talk) focus(f *Flow, d *Draft, q *Question) {
	if t.Chat.Open != f.Key {
		t.leave()
	}
	t.Chat.Open, t.Chat.Pending = f.Key, nil
	d.Focus, d.Touched = q.Key, t.now
	t.proceed()
}

// back asks the question before the one on the screen again.
func (t *talk) back() {
	f, d, q := t.question()
	if q != nil && q.Back != nil && q.Back(t, d) {
		t.proceed()
		return
	}
	if f == nil {
		if f, d = t.recent(); f == nil {
			t.menu("menu.text")
			return
		}
	}
	switch previous := t.before(f, d, q); {
	case previous != nil:
		t.focus(f, d, previous)
	case f.Numbered:
		t.again(t.word("nav.first", nil))
	default: // a short question of the moment has nothing before it
		t.park()
	}
}

// before is the settled question before q, or the last one when q is nil or
// closes the form.
func (t *talk) before(f *Flow, d *Draft, q *Question) *Question {
	all := f.applicable(t, d)
	i := slices.Index(all, q)
	if i < 0 {
		i = len(all)
	}
	for i--; i >= 0; i-- {
		if all[i].settled(t, d) {
			return all[i]
		}
	}
	return nil
}

// recent is the numbered form that was worked on last, finished or not.
func (t *talk) recent() (*Flow, *Draft) {
	var flow *Flow
	var draft *Draft
	for _, f := range t.book.flows {
		d := t.Chat.Drafts[f.Key]
		if f.Numbered && d != nil && (draft == nil || d.Touched.After(draft.Touched)) {
			flow, draft = f, d
		}
	}
	if flow == nil {
		return nil, nil
	}
	return flow, t.draft(flow.Key)
}

// unfinished is the form that is waiting for answers: the open one, or else
// the newest.
func (t *talk) unfinished() *Flow {
	if f := t.book.flow(t.Chat.Open); f != nil && f.Recalled && t.Chat.Drafts[f.Key] != nil && !t.finished(f) && !f.idle(t.Chat.Drafts[f.Key]) {
		return f
	}
	var flow *Flow
	for _, f := range t.book.flows {
		d := t.Chat.Drafts[f.Key]
		if f.Recalled && d != nil && d.Done.IsZero() && !f.idle(d) && (flow == nil || d.Touched.After(t.Chat.Drafts[flow.Key].Touched)) {
			flow = f
		}
	}
	return flow
}

// resume goes on with the form that waits.
func (t *talk) resume() {
	f := t.unfinished()
	if f == nil {
		t.menu("menu.nothing")
		return
	}
	t.note = t.word("nav.resumed", nil)
	t.enter(f)
}

// park leaves the open form as it is and offers to erase it.
func (t *talk) park() {
	f := t.book.flow(t.Chat.Open)
	switch {
	case f == nil:
		t.menu("menu.nothing")
	case f.Key == startKey:
		t.again(t.word("start.park", nil))
	case f.Left != "":
		t.menu(f.Left)
	case f.OnTheFly || t.finished(f) || f.idle(t.Chat.Drafts[f.Key]):
		t.menu("menu.left")
	default:
		t.draft(f.Key).Touched = t.now // the newest is the one to continue or erase
		t.leave()
		t.say(messages.Message{Key: "nav.parked", Text: t.word("nav.parked", nil), Keyboard: &messages.Keyboard{
			Rows: [][]string{{t.label("menu.continue")}, {t.label("menu.discard")}, {t.label("nav.menu")}}}})
	}
}

// correct is an edited message: the answer it gave is given anew.
func (t *talk) correct() {
	if p := t.Chat.Pending; t.in.Message != "" && (t.in.Message == t.Chat.Refused || p != nil && p.Message == t.in.Message) {
		t.Chat.Pending = nil
		t.answerAgain()
		return
	}
	f, d, q := t.answeredBy(t.in.Message)
	if q == nil {
		t.correctElsewhere() // or not an answer, or of a form long gone: nothing to correct
		return
	}
	r, _ := t.read(d, q)
	switch {
	case r.Value != "":
		t.corrected(f, d, q, r)
	case len(r.Candidates) > 0:
		t.focusPending(f, d, q, r)
	default:
		t.again(join(t.word("nav.not_corrected", nil), r.Refuse))
	}
}

// answerAgain takes an edited message as a new try at the open question.
func (t *talk) answerAgain() {
	if t.Chat.Open == "" {
		t.browse()
		return
	}
	t.answer()
}

// corrected puts the new answer in the place of the old one. A finished form
// is finished anew, whatever else is open.
func (t *talk) corrected(f *Flow, d *Draft, q *Question, r Reading) {
	finished := !d.Done.IsZero()
	f.give(t, d, q, Answer{Value: r.Value, Message: t.in.Message}, r.Also)
	t.note = join(t.word("nav.corrected", nil), r.Note)
	switch {
	case t.turn.Forget:
	case t.Chat.Open == f.Key:
		t.Chat.Pending = nil
		t.proceed()
	case !finished:
		note := t.note
		t.note = ""
		t.again(note)
	case t.Chat.Open != "" && !t.settling() && f.open(t, d) == nil:
		f.Finish(t, d)
	default:
		t.turnTo(f)
		t.proceed()
	}
}

// turnTo opens a form in between: registration leads back to the form that
// was open.
func (t *talk) turnTo(f *Flow) {
	if open := t.book.flow(t.Chat.Open); f.Key == registerKey && open != nil && open != f && open.Recalled {
		t.Chat.Next = open.Key
	}
	t.leave()
	t.Chat.Open = f.Key
}

func (t *talk) focusPending(f *Flow, d *Draft, q *Question, r Reading) {
	t.turnTo(f)
	d.Focus = q.Key
	t.Chat.Pending = &Pending{Question: q.Key, Text: r.Text, Candidates: r.Candidates, Message: t.in.Message}
	t.say(messages.Message{Text: r.Text, Keyboard: t.candidates(t.Chat.Pending)})
}

// answeredBy finds the question that a message answered, the open form first.
func (t *talk) answeredBy(message string) (*Flow, *Draft, *Question) {
	flows := slices.Clone(t.book.flows)
	slices.SortStableFunc(flows, func(a, b *Flow) int {
		if (a.Key == t.Chat.Open) == (b.Key == t.Chat.Open) {
			return 0
		}
		if a.Key == t.Chat.Open {
			return -1
		}
		return 1
	})
	for _, f := range flows {
		stored := t.Chat.Drafts[f.Key]
		if stored == nil || message == "" {
			continue
		}
		for _, q := range f.Questions(t, stored) {
			if a, ok := stored.Answers[q.Key]; ok && a.Message == message && !q.Closing {
				return f, t.draft(f.Key), q
			}
		}
	}
	return nil, nil, nil
}
