package flows

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// menuItem is one thing the menu offers.
type menuItem struct {
	label string // catalogue key
	do    func(t *talk)
}

// opens is what an item does that opens the form of a key.
func opens(key string) func(*talk) { return func(t *talk) { t.enter(t.book.flow(key)) } }

// does is what an item does that is a command of its own.
func does(command string) func(*talk) {
	return func(t *talk) { t.book.commands[command].do(t) }
}

func (t *talk) menuKeyboard() *messages.Keyboard {
	k := &messages.Keyboard{Menu: true, Hint: t.label("menu.hint")}
	for _, row := range t.book.layout.Menu(t) {
		var labels []string
		for _, item := range row {
			labels = append(labels, t.label(item.label))
		}
		k.Rows = append(k.Rows, labels)
	}
	return k
}

// menu leaves whatever is open as it is and shows what can be done.
func (t *talk) menu(key string) {
	t.leave()
	t.say(messages.Message{Key: key, Text: t.word(key, nil), Keyboard: t.menuKeyboard()})
}

// reopen says something and shows what comes first: consent, the form that
// waits, or the menu.
func (t *talk) reopen(key string) {
	if t.unsettled() {
		t.note = t.word(key, nil)
		t.start("")
		return
	}
	if f := t.unfinished(); f != nil {
		t.note = t.word(key, nil)
		t.enter(f)
		return
	}
	t.menu(key)
}

// help says what can be typed, and shows again what is open.
func (t *talk) help() {
	t.say(messages.Message{Key: "help.text", Text: t.word("help.text", t.city())})
	t.again("")
}

// browse is what happens to words when no form is open.
func (t *talk) browse() {
	if t.in.Kind == Tap {
		t.again(t.word("nav.stale", nil))
		return
	}
	if t.in.Kind == Contact {
		t.again(t.word("media.contact", nil))
		return
	}
	if t.in.File != nil && t.first(func(a Area) func(*talk) bool { return a.File }) {
		return
	}
	if t.in.Kind != Text || t.in.Forwarded {
		t.again(t.word(mediaKey(t.in), nil))
		return
	}
	if item := t.chosenItem(); item != nil {
		t.tapped(t.label(item.label))
		item.do(t)
		return
	}
	if t.first(func(a Area) func(*talk) bool { return a.Browse }) {
		return
	}
	if !t.greets() && !t.changes(nil, nil, nil, enterprise.Tidy(t.in.Text)) {
		t.Chat.Refused = t.in.Message
		t.again(t.word("menu.unknown", nil))
	}
}

// known is every item there is, those that are not on the keyboard now last:
// what they do says what is missing.
func (t *talk) known() []menuItem {
	return append(slices.Concat(t.book.layout.Menu(t)...), t.book.layout.Hidden(t)...)
}

// greets answers "halo": with a greeting, and what is on the screen.
func (t *talk) greets() bool {
	if !slices.Contains(t.names("nav.hello"), enterprise.Tidy(t.in.Text)) {
		return false
	}
	t.again(t.word("start.hello", messages.Args{"Name": t.Person.Name}))
	return true
}

// allItems is every label that is understood in the menu, shown or not.
func (t *talk) allItems() []menuItem {
	items := t.known()
	items = append(items,
		menuItem{"nav.menu", func(t *talk) { t.menu("menu.text") }},
		menuItem{"nav.back", (*talk).back},
		menuItem{"nav.cancel", (*talk).park})
	if t.unfinished() != nil {
		items = append(items, menuItem{"menu.discard", opens(discardKey)})
	}
	return items
}

// chosenExactly tells whether the text is a label on the keyboard as it stands.
func (t *talk) chosenExactly() bool {
	return slices.ContainsFunc(slices.Concat(t.book.layout.Menu(t)...), func(i menuItem) bool { return slices.Contains(t.labels(i.label), t.in.Text) })
}

func (t *talk) menuLabels() []string {
	var out []string
	for _, item := range t.allItems() {
		out = append(out, t.label(item.label))
	}
	return out
}

// chosenItem is the label of the menu that was typed or tapped, in any
// language; nil when it was none.
func (t *talk) chosenItem() *menuItem {
	items := t.allItems()
	options := make([]Option, len(items))
	for i, item := range items {
		options[i] = Option{Label: t.label(item.label), Names: t.labels(item.label)}
	}
	if i := exactly(options, t.in.Text); i >= 0 && ordinal(options, enterprise.Tidy(t.in.Text)) < 0 {
		return &items[i]
	}
	if near := nearly(options, t.in.Text); len(near) == 1 {
		return &items[near[0]]
	}
	return nil
}

// menuWord does what a label of the menu says, where it names no option.
func (t *talk) menuWord() bool {
	for _, item := range t.known() {
		if t.says(item.label) {
			t.tapped(t.label(item.label))
			item.do(t)
			return true
		}
	}
	return false
}
