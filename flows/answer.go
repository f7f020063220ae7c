package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// answer takes what came in as an answer to the question on the screen.
func (t *talk) answer() {
	f, d, q := t.question()
	switch {
	case q == nil: // a newer version of the form has nothing more to ask
		t.proceed()
	case t.in.Kind == Contact:
		t.contact(f, d, q)
	case t.in.Kind == Tap:
		t.again(t.word("nav.stale", nil))
	case q.Files != nil && t.in.File != nil:
		t.Chat.Pending = nil
		q.Files(t, d)
	case q.Content && (t.in.File != nil || t.in.Kind == Text && t.in.Forwarded):
		t.take(f, d, q)
	case t.in.Kind == Other || t.in.Forwarded:
		t.again(t.word(mediaKey(t.in), nil))
	case t.settle(f, d, q) || t.move(f, d, q):
	default:
		t.take(f, d, q)
	}
}

// mediaKey names the line for something that is no text.
func mediaKey(in Input) string {
	switch {
	case in.Forwarded:
		return "media.forwarded"
	case slices.Contains([]string{"sticker", "voice", "photo", "document", "location"}, in.Media):
		return "media." + in.Media
	}
	return "media.other"
}

// contact takes a shared phone number, if it is the person's own and asked for.
func (t *talk) contact(f *Flow, d *Draft, q *Question) {
	switch {
	case !q.Contact:
		t.again(t.word("media.contact", nil))
	case !t.in.Own:
		t.again(t.word("register.phone.not_own", nil))
	default:
		r := q.Read(t, d, phoneOf(t.in.Phone))
		if r.Value == "" {
			t.refuse(r.Refuse)
			return
		}
		t.accept(f, d, q, Answer{Value: r.Value, Message: t.in.Message}, nil)
	}
}

// settle resolves what waits to be confirmed or chosen. Anything else that
// was typed is a new answer to the question.
func (t *talk) settle(f *Flow, d *Draft, q *Question) bool {
	p := t.Chat.Pending
	if p == nil {
		return false
	}
	options := make([]Option, 0, len(p.Candidates)+1)
	for _, c := range p.Candidates {
		options = append(options, Option{Value: c.Value, Label: c.Label, Names: c.Names})
	}
	if len(options) == 1 {
		options[0].Names = append(t.names("nav.yes"), options[0].Names...)
	}
	found := exactly(append(options, Option{Label: t.label("nav.other"), Names: t.names("nav.no")}), t.in.Text)
	switch {
	case found < 0:
		t.Chat.Pending = nil
		return false
	case found == len(p.Candidates):
		t.Chat.Pending = nil
		t.proceed()
	default:
		c := p.Candidates[found]
		t.tapped(c.Label)
		t.accept(f, d, q, Answer{Value: c.Value, Message: p.Message}, c.Also)
	}
	return true
}

// take reads a typed or tapped answer.
func (t *talk) take(f *Flow, d *Draft, q *Question) {
	r, label := t.read(d, q)
	switch {
	case q.Content && r.Value != "" && label == "":
		t.Chat.Last = Given{}
		t.note = r.Note
		t.accept(f, d, q, Answer{Value: r.Value, Message: t.in.Message}, nil)
	case label == "" && t.menuWord():
	case label == "" && t.greets():
	case label == "" && t.says("nav.skip", "nav.why", "nav.right", "nav.other", "nav.contact", "menu.continue", "menu.discard"):
		t.refuse("") // a button of ours that does nothing here is nobody's name
	case r.Value != "":
		t.tapped(label)
		t.note = r.Note
		t.accept(f, d, q, Answer{Value: r.Value, Message: t.in.Message}, r.Also)
	case len(r.Candidates) > 0:
		t.Chat.Pending = &Pending{Question: q.Key, Text: r.Text, Candidates: r.Candidates, Message: t.in.Message}
		t.say(messages.Message{Text: r.Text, Keyboard: t.candidates(t.Chat.Pending)})
	default:
		t.refuse(r.Refuse)
	}
}

// tapped remembers a label that was accepted as it stood on its button.
func (t *talk) tapped(label string) {
	t.Chat.Last = Given{}
	if label != "" && label == t.in.Text {
		t.Chat.Last = Given{Label: label, At: t.sentAt()}
	}
}

// refuse says what would be right and asks again; nothing is lost.
func (t *talk) refuse(line string) {
	t.Chat.Refused = t.in.Message
	t.again(line)
}

// accept records an answer and goes on.
func (t *talk) accept(f *Flow, d *Draft, q *Question, a Answer, also map[string]string) {
	t.Chat.Pending, t.Chat.Refused = nil, ""
	f.give(t, d, q, a, also)
	if !t.turn.Forget && t.Chat.Open == f.Key {
		t.proceed()
	}
}

// read makes sense of the input as an answer to a question: a label, number
// or letter first, then what the question itself can read, then a label with
// a slip in it. It also gives the label when one was meant.
func (t *talk) read(d *Draft, q *Question) (Reading, string) {
	options := q.options(t, d)
	if usual := t.usual(d, q, options); usual != "" && t.keeps(d, q, usual) {
		return Reading{Value: t.usualValue(d, q), Also: d.companions(q)}, t.keepLabel(usual)
	}
	if i := t.exactOption(d, q, options); i >= 0 {
		r := t.chosen(options[i])
		r.Note = t.noted(q, options, i)
		return r, options[i].Label
	}
	r := Reading{Refuse: t.choose(options)}
	if q.Read != nil {
		r = q.Read(t, d, t.in.Text)
	}
	if r.Value != "" || len(r.Candidates) > 0 {
		return r, ""
	}
	if q.Strict {
		return r, ""
	}
	near := nearly(options, t.in.Text)
	switch len(near) {
	case 0:
		return r, ""
	case 1:
		return t.chosen(options[near[0]]), ""
	}
	return t.which(options, near), ""
}

// choose says how to answer: by number where the question lists its options
// under numbers, else in the words of the buttons.
func (t *talk) choose(options []Option) string {
	if listed(options) != "" {
		return t.word("nav.choose", nil)
	}
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = "<b>" + messages.Escape(o.Label) + "</b>"
	}
	return t.word("nav.choose.label", messages.Args{"Labels": messages.HTML(strings.Join(labels, " / "))})
}

// chosen is the reading of an option; one that only informs is said again.
func (t *talk) chosen(o Option) Reading {
	if o.Info != "" {
		return Reading{Refuse: t.word(o.Info, t.city())}
	}
	return Reading{Value: o.Value}
}

// which asks which of several options was meant.
func (t *talk) which(options []Option, near []int) Reading {
	r := Reading{Text: t.word("nav.which", messages.Args{"Typed": clip(t.in.Text)})}
	for _, i := range near {
		if options[i].Info == "" {
			r.Candidates = append(r.Candidates, Candidate{Label: options[i].Label, Value: options[i].Value})
		}
	}
	return r
}

// exactOption finds the option that was named, in any language: an older
// keyboard's labels stay right.
func (t *talk) exactOption(d *Draft, q *Question, options []Option) int {
	if tidy := enterprise.Tidy(t.in.Text); q.Spelled && ordinal(options, tidy) >= 0 {
		return slices.IndexFunc(options, func(o Option) bool { return named(o, tidy) })
	}
	if i := exactly(options, t.in.Text); i >= 0 {
		return i
	}
	for _, lang := range t.book.languages {
		if lang == t.lang || q.Options == nil {
			continue
		}
		i := -1
		t.speaking(lang, func() { i = exactly(q.options(t, d), t.in.Text) })
		if i >= 0 && i < len(options) {
			return i
		}
	}
	return -1
}

// noted says what a number or letter was taken for, where the question does
// not list its options under numbers.
func (t *talk) noted(q *Question, options []Option, i int) string {
	tidy := enterprise.Tidy(t.in.Text)
	if q.Strict || ordinal(options, tidy) != i || named(options[i], tidy) || listed(options) != "" {
		return ""
	}
	return t.word("nav.noted", messages.Args{"Answer": options[i].Label})
}

// keeps tells whether the person wants the answer that was offered, in any
// language.
func (t *talk) keeps(d *Draft, q *Question, usual string) bool {
	tidy := enterprise.Tidy(t.in.Text)
	if t.in.Text == t.keepLabel(usual) || slices.Contains(t.names("nav.same"), tidy) {
		return true
	}
	for _, lang := range t.book.languages {
		label := ""
		t.speaking(lang, func() { label = t.keepLabel(t.usual(d, q, q.options(t, d))) })
		if tidy == enterprise.Tidy(label) {
			return true
		}
	}
	return false
}

// speaking looks something up as it is called in a language.
func (t *talk) speaking(lang string, look func()) {
	defer func(own string) { t.lang = own }(t.lang)
	t.lang = lang
	look()
}

// companions are the answers that came along with the answer to a question.
func (d *Draft) companions(q *Question) map[string]string {
	var also map[string]string
	for key, a := range d.Answers {
		if strings.HasPrefix(key, q.Key+".") {
			if also == nil {
				also = map[string]string{}
			}
			also[key] = a.Value
		}
	}
	return also
}

// clip shortens what a person typed before it is said back.
func clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
