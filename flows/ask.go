package flows

import (
	"fmt"
	"slices"
	"strings"

	"naikkelas/messages"
)

// enter opens a flow, behind the consent that everything needs.
func (t *talk) enter(f *Flow) {
	if !t.may(f.For) {
		t.refuseDeed()
		return
	}
	if len(f.For) > 0 && !f.Free && !t.settledStaff() {
		t.Chat.Next = f.Key
		f = t.book.flow(staffKey)
	}
	if len(f.For) == 0 && !f.Free && t.settling() {
		t.Chat.Next = f.Key
		t.start("")
		return
	}
	t.leave()
	t.Chat.Open, t.Chat.Pending = f.Key, nil
	d := t.draft(f.Key)
	if d.Started.IsZero() {
		d.Started = t.now
	}
	d.Touched = t.now
	if f.Begin != nil {
		f.Begin(t, d)
	}
	if t.Chat.Open == f.Key && t.Chat.Pending == nil { // Begin may have led elsewhere, or asked what was meant
		t.proceed()
	}
}

// leave closes what is open. A form keeps its answers; a question of the
// moment is forgotten, and so is the wish to change a finished form.
func (t *talk) leave() {
	f := t.book.flow(t.Chat.Open)
	switch {
	case f == nil:
	case f.OnTheFly || f.idle(t.Chat.Drafts[f.Key]):
		delete(t.Chat.Drafts, f.Key)
	case t.finished(f):
		t.draft(f.Key).Focus = ""
	}
	t.Chat.Open, t.Chat.Asked, t.Chat.Pending = "", "", nil
}

// finished tells whether nothing was changed in a form since it was finished.
func (t *talk) finished(f *Flow) bool {
	d := t.Chat.Drafts[f.Key]
	return d != nil && !d.Done.IsZero()
}

// proceed asks the open flow's next question, or finishes it.
func (t *talk) proceed() {
	t.Chat.Asked = ""
	f, d, q := t.question()
	if f == nil {
		t.menu("menu.text")
		return
	}
	if len(f.For) == 0 && !f.Free && t.settling() { // the consent text changed while the form was open
		t.Chat.Next = f.Key
		t.start("")
		return
	}
	if q != nil {
		if q.Show != nil {
			q.Show(t, d)
		}
		t.ask(f, d, q)
		return
	}
	t.Chat.Open, t.Chat.Pending = "", nil
	if f.OnTheFly {
		delete(t.Chat.Drafts, f.Key)
	}
	f.Finish(t, d)
}

// again shows once more what is on the screen, after a line that says why.
func (t *talk) again(line string) {
	if t.isGroup() { // nothing is open there, and it has no menu
		t.say(messages.Message{Text: line})
		return
	}
	f, d, q := t.question()
	if p := t.Chat.Pending; p != nil {
		t.say(messages.Message{Text: join(line, p.Text), Keyboard: t.candidates(p), Repeat: true})
		return
	}
	if q == nil {
		t.say(messages.Message{Text: join(line, t.word("menu.text", nil)), Keyboard: t.menuKeyboard(), Repeat: true})
		return
	}
	t.note, t.once = join(line, t.note), t.in.Kind != Wake
	t.ask(f, d, q)
	t.turn.Say[len(t.turn.Say)-1].Repeat = true
}

// ask shows a question: what was noted, where one is, the words, the options.
func (t *talk) ask(f *Flow, d *Draft, q *Question) {
	t.Chat.Asked = q.Key
	var text []string
	if f.Numbered && !q.Closing {
		text = append(text, t.progress(f, d, q))
	}
	switch {
	case t.once && q.Brief != "":
		text = append(text, t.word(q.Brief, nil))
	case q.Ask != nil:
		text = append(text, q.Ask(t, d))
	default:
		text = append(text, t.word(f.words()+"."+q.Key+".ask", nil))
	}
	options := q.options(t, d)
	if list := listed(options); list != "" {
		text = append(text, "", list)
	}
	usual := t.usual(d, q, options)
	if usual != "" {
		text = append(text, "", t.word("nav.usual", messages.Args{"Answer": usual}))
	}
	key := f.words() + "." + q.Key + ".ask"
	t.say(messages.Message{Key: key, Text: join(t.note, strings.Join(text, "\n")), Keyboard: t.keyboard(f, d, q, options, usual)})
	t.note = ""
}

// progress is "7/26" with a small bar, ten steps long.
func (t *talk) progress(f *Flow, d *Draft, q *Question) string {
	all := f.applicable(t, d)
	n := max(1, slices.IndexFunc(all, func(o *Question) bool { return o.Key == q.Key })+1)
	filled := (n - 1) * 10 / len(all)
	return fmt.Sprintf("%s%s %d/%d", strings.Repeat("▰", filled), strings.Repeat("▱", 10-filled), n, len(all))
}

// listed is the options' longer wordings, numbered; empty when the buttons say it all.
func listed(options []Option) string {
	if !slices.ContainsFunc(options, func(o Option) bool { return o.Text != "" }) {
		return ""
	}
	var lines []string
	for i, o := range options {
		text := o.Text
		if text == "" {
			text = o.Label
		}
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, messages.Escape(text)))
	}
	return strings.Join(lines, "\n")
}

// usual is how the answer to keep is called: the one being corrected, or last
// time's; empty when there is none that would still be accepted.
func (t *talk) usual(d *Draft, q *Question, options []Option) string {
	value := t.usualValue(d, q)
	if value == "" {
		return ""
	}
	if q.Name != nil {
		return q.Name(t, d, value)
	}
	for _, o := range options {
		if o.Value == value && o.Info == "" {
			if d.Answers[q.Key].Value == value {
				return t.shown(d, q)
			}
			return o.Label
		}
	}
	if q.Read != nil && q.Read(t, d, value).Value == value {
		return value
	}
	return ""
}

func (t *talk) usualValue(d *Draft, q *Question) string {
	if a := d.Answers[q.Key]; a.Value != "" {
		return a.Value
	}
	if q.Usual != nil {
		return q.Usual(t, d)
	}
	return ""
}

// keyboard is the labels to tap: keep, the options, and ways to move.
func (t *talk) keyboard(f *Flow, d *Draft, q *Question, options []Option, usual string) *messages.Keyboard {
	k := &messages.Keyboard{}
	if q.Contact {
		k.Contact = t.label("nav.contact")
	}
	if usual != "" {
		k.Rows = append(k.Rows, []string{t.keepLabel(usual)})
	}
	k.Rows = append(k.Rows, rows(options)...)
	var move []string
	if f.Numbered && t.before(f, d, q) != nil {
		move = append(move, t.label("nav.back"))
	}
	if a := d.Answers[q.Key]; q.skippable(d) && (a.Value == "" || !q.accepts(t, d, a.Value)) {
		move = append(move, t.label("nav.skip"))
	}
	if q.Why != "" || q.WhyText != nil {
		move = append(move, t.label("nav.why"))
	}
	if len(move) > 0 {
		k.Rows = append(k.Rows, move)
	}
	return k
}

func (t *talk) keepLabel(usual string) string {
	return t.book.words.Label(t.lang, "nav.keep", messages.Args{"Answer": usual})
}

// rows lays labels out: two a row, one a row when they are long.
func rows(options []Option) [][]string {
	var out [][]string
	for _, o := range options {
		last := len(out) - 1
		if last >= 0 && len(out[last]) < 2 && short(out[last][0]) && short(o.Label) {
			out[last] = append(out[last], o.Label)
			continue
		}
		out = append(out, []string{o.Label})
	}
	return out
}

// short labels fit two in a row on a phone 360 points wide.
func short(label string) bool { return len([]rune(label)) <= 20 }

func (t *talk) candidates(p *Pending) *messages.Keyboard {
	k := &messages.Keyboard{}
	for _, c := range p.Candidates {
		k.Rows = append(k.Rows, []string{c.Label})
	}
	k.Rows = append(k.Rows, []string{t.label("nav.other")})
	return k
}

// join puts a line before a text, with an empty line between.
func join(line, text string) string {
	if line == "" {
		return text
	}
	if text == "" {
		return line
	}
	return line + "\n\n" + text
}
