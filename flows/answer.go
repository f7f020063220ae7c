package flows

import (
	"slices"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// answer takes what came in as an answer to the question on the screen.
func (c *Conversation) answer() {
	f, d, q := c.Question()
	switch {
	case q == nil: // a newer version of the form has nothing more to ask
		c.Proceed()
	case c.in.Kind == Contact:
		c.contact(f, d, q)
	case c.in.Kind == Tap:
		c.Repeat(c.Text("nav.stale", nil))
	case q.Files != nil && c.in.File != nil:
		c.Chat.Pending = nil
		q.Files(c, d)
	case q.Content && (c.in.File != nil || c.in.Kind == Text && c.in.Forwarded):
		c.take(f, d, q)
	case q.Place && c.in.Media == "location" && c.in.Text != "":
		c.take(f, d, q)
	case c.in.Kind == Other || c.in.Forwarded:
		c.Repeat(c.Text(MediaKey(c.in), nil))
	case c.settle(f, d, q) || c.move(f, d, q):
	default:
		c.take(f, d, q)
	}
}

// MediaKey names the line for something that is no text.
func MediaKey(in Input) string {
	switch {
	case in.Forwarded:
		return "media.forwarded"
	case slices.Contains([]string{"sticker", "voice", "photo", "document", "location", "edited", "lost"}, in.Media):
		return "media." + in.Media
	}
	return "media.other"
}

// contact takes a shared phone number, if it is the person's own and asked for.
func (c *Conversation) contact(f *Form, d *Draft, q *Question) {
	switch {
	case !q.Contact:
		c.Repeat(c.Text("media.contact", nil))
	case !c.in.Own:
		c.Repeat(c.Text("register.phone.not_own", nil))
	default:
		r := q.Read(c, d, phoneOf(c.in.Phone))
		if r.Value == "" {
			c.Refuse(r.Refuse)
			return
		}
		c.Person.Vouched = r.Value
		c.accept(f, d, q, Answer{Value: r.Value, Message: c.in.Message}, nil)
	}
}

// settle resolves what waits to be confirmed or chosen. What reads as a new
// answer takes its place; what is neither leaves it as it is, to be asked again.
func (c *Conversation) settle(f *Form, d *Draft, q *Question) bool {
	p := c.Chat.Pending
	if p == nil {
		return false
	}
	options := make([]Option, 0, len(p.Candidates)+1)
	for _, meant := range p.Candidates {
		options = append(options, Option{Value: meant.Value, Label: meant.Label, Names: meant.Names})
	}
	if len(options) == 1 {
		options[0].Names = append(c.Synonyms("nav.yes"), options[0].Names...)
	}
	found := c.exactly(append(options, Option{Label: c.Label("nav.other"), Names: c.Synonyms("nav.no")}))
	switch {
	case found < 0:
		return false
	case found == len(p.Candidates):
		c.Chat.Pending = nil
		c.Proceed()
	default:
		meant := p.Candidates[found]
		c.tapped(meant.Label)
		c.accept(f, d, q, Answer{Value: meant.Value, Message: p.Message}, meant.Also)
	}
	return true
}

// take reads a typed or tapped answer.
func (c *Conversation) take(f *Form, d *Draft, q *Question) {
	r, label := c.Read(d, q)
	switch {
	case q.Content && r.Value != "" && label == "":
		c.Chat.Last = Given{}
		c.Note = r.Note
		c.accept(f, d, q, Answer{Value: r.Value, Message: c.in.Message}, nil)
	case label == "" && c.menuWord():
	case label == "" && c.says("nav.skip", "nav.why", "nav.right", "nav.other", "nav.contact", "nav.place", "menu.continue", "menu.discard"):
		c.Refuse("") // a button of ours that does nothing here is nobody's name
	case label == "" && len(r.Candidates) == 0 && c.misread():
	case r.Value != "":
		c.tapped(label)
		c.Note = r.Note
		c.accept(f, d, q, Answer{Value: r.Value, Message: c.in.Message}, r.Also)
	case len(r.Candidates) > 0:
		c.Chat.Pending = &Pending{Question: q.Key, Text: r.Text, Candidates: r.Candidates, Message: c.in.Message}
		c.Say(messages.Message{Text: r.Text, Keyboard: c.Candidates(c.Chat.Pending)})
	case c.Chat.Pending != nil:
		c.Refuse(c.unsettled())
	default:
		c.Refuse(r.Refuse)
	}
}

// misread lets the areas have words that are no label.
func (c *Conversation) misread() bool {
	return c.First(func(a Area) func(*Conversation) bool { return a.Misread })
}

// unsettled says how to answer what waits to be confirmed or chosen.
func (c *Conversation) unsettled() string {
	if len(c.Chat.Pending.Candidates) > 1 {
		return c.Text("nav.choose", nil)
	}
	return c.Text("nav.unsettled", nil)
}

// tapped remembers a label that was accepted as it stood on its button.
func (c *Conversation) tapped(label string) {
	c.Chat.Last = Given{}
	if label != "" && label == c.in.Text {
		c.Chat.Last = Given{Label: label, At: c.sentAt()}
	}
}

// Refuse says what would be right and asks again; nothing is lost.
func (c *Conversation) Refuse(line string) {
	c.Chat.Refused = c.in.Message
	c.Repeat(line)
}

// accept records an answer and goes on.
func (c *Conversation) accept(f *Form, d *Draft, q *Question, a Answer, also map[string]string) {
	c.Chat.Pending, c.Chat.Refused = nil, ""
	f.give(c, d, q, a, also)
	if !c.Turn.Forget && c.Chat.Open == f.Key {
		c.Proceed()
	}
}

// Read makes sense of the input as an answer to a question: a label, number
// or letter first, then what the question itself can read, then a label with
// a slip in it. It also gives the label when one was meant.
func (c *Conversation) Read(d *Draft, q *Question) (Reading, string) {
	options := q.OptionsFor(c, d)
	if usual := c.Usual(d, q, options); usual != "" && c.keeps(d, q, usual) {
		return Reading{Value: c.usualValue(d, q), Also: d.companions(q)}, c.KeepLabel(usual)
	}
	if i := c.ExactOption(d, q, options); i >= 0 {
		r := c.chosen(options[i])
		r.Note = c.noted(q, options, i)
		return r, options[i].Label
	}
	r := Reading{Refuse: c.Choose(options)}
	if q.Read != nil {
		r = q.Read(c, d, c.in.Text)
	}
	if r.Value != "" || len(r.Candidates) > 0 {
		return r, ""
	}
	if q.Strict {
		return r, ""
	}
	near := nearly(options, c.in.Text)
	switch len(near) {
	case 0:
		return r, ""
	case 1:
		return c.chosen(options[near[0]]), ""
	}
	return c.which(options, near), ""
}

// Choose says how to answer: by number where the question lists its options
// under numbers, else in the words of the buttons.
func (c *Conversation) Choose(options []Option) string {
	if listed(options) != "" {
		return c.Text("nav.choose", nil)
	}
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = "<b>" + messages.Escape(o.Label) + "</b>"
	}
	return c.Text("nav.choose.label", messages.Args{"Labels": messages.HTML(strings.Join(labels, " / "))})
}

// chosen is the reading of an option; one that only informs is said again.
func (c *Conversation) chosen(o Option) Reading {
	if o.Info != "" {
		return Reading{Refuse: c.Text(o.Info, c.city())}
	}
	return Reading{Value: o.Value}
}

// which asks which of several options was meant.
func (c *Conversation) which(options []Option, near []int) Reading {
	r := Reading{Text: c.Text("nav.which", messages.Args{"Typed": Clip(c.in.Text)})}
	for _, i := range near {
		if options[i].Info == "" {
			r.Candidates = append(r.Candidates, Candidate{Label: options[i].Label, Value: options[i].Value})
		}
	}
	return r
}

// ExactOption finds the option that was named, in any language: an older
// keyboard's labels stay right.
func (c *Conversation) ExactOption(d *Draft, q *Question, options []Option) int {
	if tidy := read.Tidy(c.in.Text); q.Spelled && !read.Negative(c.in.Text) && ordinal(options, tidy) >= 0 {
		return slices.IndexFunc(options, func(o Option) bool { return named(o, tidy) })
	}
	if i := c.exactly(options); i >= 0 && (!q.Strict || Exactly(options, c.in.Text) == i) {
		return i
	}
	for _, lang := range c.Book.Langs {
		if lang == c.lang || q.Options == nil {
			continue
		}
		i := -1
		c.speaking(lang, func() { i = Exactly(q.OptionsFor(c, d), c.in.Text) })
		if i >= 0 && i < len(options) {
			return i
		}
	}
	return -1
}

// noted says what a number or letter was taken for, where the question does
// not list its options under numbers.
func (c *Conversation) noted(q *Question, options []Option, i int) string {
	tidy := read.Tidy(c.in.Text)
	if q.Strict || ordinal(options, tidy) != i || named(options[i], tidy) || listed(options) != "" {
		return ""
	}
	return c.Text("nav.noted", messages.Args{"Answer": options[i].Label})
}

// keeps tells whether the person wants the answer that was offered, in any
// language.
func (c *Conversation) keeps(d *Draft, q *Question, usual string) bool {
	tidy := read.Tidy(c.in.Text)
	if c.in.Text == c.KeepLabel(usual) || slices.Contains(c.Synonyms("nav.same"), tidy) {
		return true
	}
	for _, lang := range c.Book.Langs {
		label := ""
		c.speaking(lang, func() { label = c.KeepLabel(c.Usual(d, q, q.OptionsFor(c, d))) })
		if tidy == read.Tidy(label) {
			return true
		}
	}
	return false
}

// speaking looks something up as it is called in a language.
func (c *Conversation) speaking(lang string, look func()) {
	defer func(own string) { c.lang = own }(c.lang)
	c.lang = lang
	look()
}

// companions are the answers that came along with the answer to a question.
func (d *Draft) companions(q *Question) map[string]string {
	also := map[string]string{}
	for key, a := range d.Answers {
		if strings.HasPrefix(key, q.Key+".") {
			also[key] = a.Value
		}
	}
	return also
}

// Clip shortens what a person typed before it is said back.
func Clip(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// phoneOf is a shared contact's number as it is typed: Telegram leaves the plus out.
func phoneOf(number string) string {
	for _, plus := range []string{"+", ""} {
		if phone, fault := read.Phone(plus + strings.TrimPrefix(strings.TrimSpace(number), "+")); fault == "" {
			return phone
		}
	}
	return number
}

// Echo says back what was understood and waits for a yes.
func (c *Conversation) Echo(value, text string, also map[string]string) Reading {
	return Reading{Text: text, Candidates: []Candidate{{Label: c.Label("nav.right"), Value: value, Also: also}}}
}
