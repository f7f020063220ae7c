package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// OpenForm opens a flow, behind the consent that everything needs.
func (c *Conversation) OpenForm(f *Form) {
	if !c.Allowed(f.For) {
		c.RefuseCommand()
		return
	}
	if len(f.For) > 0 && !f.Free && !c.SettledStaff() {
		c.Chat.Next = f.Key
		f = c.Book.Form(StaffKey)
	}
	if len(f.For) == 0 && !f.Free && c.Settling() {
		c.Chat.Next = f.Key
		c.Start("")
		return
	}
	c.Leave()
	c.Chat.Open, c.Chat.Pending = f.Key, nil
	d := c.Draft(f.Key)
	if d.Started.IsZero() {
		d.Started = c.now
	}
	d.Touched = c.now
	if f.Begin != nil {
		f.Begin(c, d)
	}
	if c.Chat.Open == f.Key && c.Chat.Pending == nil { // Begin may have led elsewhere, or asked what was meant
		c.Proceed()
	}
}

// Leave closes what is open. A form keeps its answers; a question of the
// moment is forgotten, and so is the wish to change a finished form.
func (c *Conversation) Leave() {
	f := c.Book.Form(c.Chat.Open)
	switch {
	case f == nil:
	case f.OnTheFly || f.idle(c.Chat.Drafts[f.Key]):
		if back := c.Book.Form(c.Draft(f.Key).Back); back != nil && back.OnTheFly {
			delete(c.Chat.Drafts, back.Key)
		}
		delete(c.Chat.Drafts, f.Key)
	case c.finished(f):
		c.Draft(f.Key).Focus = ""
	}
	c.Chat.Open, c.Chat.Asked, c.Chat.Pending = "", "", nil
}

// finished tells whether nothing was changed in a form since it was finished.
func (c *Conversation) finished(f *Form) bool {
	d := c.Chat.Drafts[f.Key]
	return d != nil && !d.Done.IsZero()
}

// Proceed asks the open flow's next question, or finishes it.
func (c *Conversation) Proceed() {
	c.Chat.Asked = ""
	f, d, q := c.Question()
	if f == nil {
		c.Menu("menu.text")
		return
	}
	if len(f.For) == 0 && !f.Free && c.Settling() { // the consent text changed while the form was open
		c.Chat.Next = f.Key
		c.Start("")
		return
	}
	if q != nil {
		if q.Show != nil {
			q.Show(c, d)
		}
		c.Ask(f, d, q)
		return
	}
	c.Chat.Open, c.Chat.Pending = "", nil
	if f.OnTheFly {
		delete(c.Chat.Drafts, f.Key)
	}
	f.Finish(c, d)
}

// Ask shows a question: what was noted, where one is, the words, the options.
func (c *Conversation) Ask(f *Form, d *Draft, q *Question) {
	c.Chat.Asked = q.Key
	var text []string
	if f.Numbered && !q.Closing {
		text = append(text, c.progress(f, d, q))
	}
	switch {
	case c.once && q.Brief != "":
		text = append(text, c.Text(q.Brief, nil))
	case q.Ask != nil:
		text = append(text, q.Ask(c, d))
	default:
		text = append(text, c.Text(f.WordsKey()+"."+q.Key+".ask", nil))
	}
	options := q.OptionsFor(c, d)
	if list := listed(options); list != "" {
		text = append(text, "", list)
	}
	usual := c.Usual(d, q, options)
	if usual != "" {
		text = append(text, "", c.Text("nav.usual", messages.Args{"Answer": usual}))
	}
	key, words := f.WordsKey()+"."+q.Key+".ask", strings.Join(text, "\n")
	if c.Note != "" && messages.Lines(Join(c.Note, words)) > messages.ScreenLines {
		for _, page := range messages.Pages(c.Note) {
			c.Say(messages.Message{Text: page})
		}
		c.Note = ""
	}
	c.Say(messages.Message{Key: key, Text: Join(c.Note, words), Keyboard: c.keyboard(f, d, q, options, usual)})
	c.Note = ""
}

// progress is "7/26" with a small bar, ten steps long.
func (c *Conversation) progress(f *Form, d *Draft, q *Question) string {
	all := f.Applicable(c, d)
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
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, messages.Escape(cmp.Or(o.Text, o.Label))))
	}
	return strings.Join(lines, "\n")
}

// Usual is how the answer to keep is called: the one being corrected, or last
// time's; empty when there is none that would still be accepted.
func (c *Conversation) Usual(d *Draft, q *Question, options []Option) string {
	value := c.usualValue(d, q)
	if value == "" {
		return ""
	}
	if q.Name != nil {
		return q.Name(c, d, value)
	}
	i := slices.IndexFunc(options, func(o Option) bool { return o.Value == value && o.Info == "" })
	switch {
	case i >= 0 && d.Answers[q.Key].Value == value:
		return c.Shown(d, q)
	case i >= 0:
		return options[i].Label
	case q.Read != nil && q.Read(c, d, value).Value == value:
		return value
	}
	return ""
}

func (c *Conversation) usualValue(d *Draft, q *Question) string {
	if given := d.Answers[q.Key].Value; given != "" || q.Usual == nil {
		return given
	}
	return q.Usual(c, d)
}

// keyboard is the labels to tap: keep, the options, and ways to move.
func (c *Conversation) keyboard(f *Form, d *Draft, q *Question, options []Option, usual string) *messages.Keyboard {
	k := &messages.Keyboard{}
	if q.Contact {
		k.Contact = c.Label("nav.contact")
	}
	if q.Place {
		k.Place = c.Label("nav.place")
	}
	if usual != "" {
		k.Rows = append(k.Rows, []string{c.KeepLabel(usual)})
	}
	k.Rows = append(k.Rows, rows(options)...)
	var move []string
	if f.Numbered && c.before(f, d, q) != nil {
		move = append(move, c.Label("nav.back"))
	}
	if a := d.Answers[q.Key]; q.skippable(d) && (a.Value == "" || !q.accepts(c, d, a.Value)) {
		move = append(move, c.Label("nav.skip"))
	}
	if q.Why != "" || q.WhyText != nil {
		move = append(move, c.Label("nav.why"))
	}
	if len(move) > 0 {
		k.Rows = append(k.Rows, move)
	}
	return k
}

// KeepLabel is the button that keeps the usual answer.
func (c *Conversation) KeepLabel(usual string) string {
	return c.Book.Words.Label(c.lang, "nav.keep", messages.Args{"Answer": usual})
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

// Candidates are the buttons for what may have been meant, and for something
// else.
func (c *Conversation) Candidates(p *Pending) *messages.Keyboard {
	k := &messages.Keyboard{}
	for _, meant := range p.Candidates {
		k.Rows = append(k.Rows, []string{meant.Label})
	}
	k.Rows = append(k.Rows, []string{c.Label("nav.other")})
	return k
}

// Join puts a line before a text, with an empty line between.
func Join(line, text string) string {
	if line == "" {
		return text
	}
	if text == "" {
		return line
	}
	return line + "\n\n" + text
}

// Shown is how an answer reads: the option's label, or what was typed.
func (c *Conversation) Shown(d *Draft, q *Question) string {
	value := d.Answers[q.Key].Value
	if amount := d.Answers[q.Key+".amount"].Value; amount != "" {
		if n, err := strconv.ParseInt(amount, 10, 64); err == nil {
			return enterprise.FormatRupiah(n)
		}
	}
	for _, o := range q.OptionsFor(c, d) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
