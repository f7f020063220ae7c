package flows

import (
	"maps"
	"slices"
	"strings"

	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// MenuItem is one thing the menu offers.
type MenuItem struct {
	Label string // catalogue key
	Do    func(c *Conversation)
}

// Opens is what an item does that opens the form of a key.
func Opens(key string) func(*Conversation) { return func(c *Conversation) { c.Open(key) } }

// Does is what an item does that is a command of its own.
func Does(command string) func(*Conversation) {
	return func(c *Conversation) { c.Book.CommandNamed[command].Do(c) }
}

// MenuKeyboard is the menu as the person has it now.
func (c *Conversation) MenuKeyboard() *messages.Keyboard {
	k := &messages.Keyboard{Menu: true, Hint: c.Label("menu.hint")}
	for _, row := range c.Book.Layout.Menu(c) {
		var labels []string
		for _, item := range row {
			labels = append(labels, c.Label(item.Label))
		}
		k.Rows = append(k.Rows, labels)
	}
	return k
}

// Menu leaves whatever is open as it is and shows what can be done.
func (c *Conversation) Menu(key string) {
	c.Leave()
	c.Say(messages.Message{Key: key, Text: c.Text(key, nil), Keyboard: c.MenuKeyboard()})
}

// ShowMenu is /menu: for officers below what waits.
func (c *Conversation) ShowMenu() {
	if c.Menu("menu.text"); c.Allowed(ForOfficers) {
		c.Turn.Say[len(c.Turn.Say)-1].Text = Join(strings.Join(c.Waiting(), "\n"), c.Text("menu.text", nil))
	}
}

// Reopen says something and shows what comes first: consent, the form that
// waits, or the menu.
func (c *Conversation) Reopen(key string) {
	if c.Unsettled() {
		c.Note = c.Text(key, nil)
		c.Start("")
		return
	}
	if f := c.Unfinished(); f != nil {
		c.Note = c.Text(key, nil)
		c.OpenForm(f)
		return
	}
	c.Menu(key)
}

// Help says what can be typed, and shows again what is open.
func (c *Conversation) Help() {
	about := c.city()
	maps.Copy(about, c.Hours())
	c.Say(messages.Message{Key: "help.text", Text: c.Text("help.text", about)})
	c.Repeat("")
}

// browse is what happens to words when no form is open.
func (c *Conversation) browse() {
	if c.in.Kind == Tap {
		c.Repeat(c.Text("nav.stale", nil))
		return
	}
	if c.in.Kind == Contact {
		c.Repeat(c.Text("media.contact", nil))
		return
	}
	if c.in.File != nil && c.First(func(a Area) func(*Conversation) bool { return a.File }) {
		return
	}
	if c.in.Kind != Text || c.in.Forwarded {
		c.Repeat(c.Text(MediaKey(c.in), nil))
		return
	}
	if item := c.chosenItem(); item != nil {
		c.tapped(c.Label(item.Label))
		item.Do(c)
		return
	}
	if c.First(func(a Area) func(*Conversation) bool { return a.Browse }) {
		return
	}
	if !c.changes(nil, nil, nil, read.Tidy(c.in.Text)) && !c.misread() {
		c.Chat.Refused = c.in.Message
		c.Repeat(c.Text("menu.unknown", nil))
	}
}

// known is every item there is, those that are not on the keyboard now last:
// what they do says what is missing.
func (c *Conversation) known() []MenuItem {
	return append(slices.Concat(c.Book.Layout.Menu(c)...), c.Book.Layout.Hidden(c)...)
}

// AllItems is every label that is understood in the menu, shown or not.
func (c *Conversation) AllItems() []MenuItem {
	items := c.known()
	items = append(items,
		MenuItem{"nav.menu", (*Conversation).ShowMenu},
		MenuItem{"nav.back", (*Conversation).back},
		MenuItem{"nav.cancel", (*Conversation).Park})
	if c.Unfinished() != nil {
		items = append(items, MenuItem{"menu.discard", Opens(discardKey)})
	}
	return items
}

// ChosenExactly tells whether the text is a label of the menu as it stands.
func (c *Conversation) ChosenExactly() bool {
	return slices.ContainsFunc(c.known(), func(i MenuItem) bool { return slices.Contains(c.Labels(i.Label), c.in.Text) })
}

// MenuLabels are the labels of all that the menu can do now.
func (c *Conversation) MenuLabels() []string {
	var out []string
	for _, item := range c.AllItems() {
		out = append(out, c.Label(item.Label))
	}
	return out
}

// chosenItem is the label of the menu that was typed or tapped, in any
// language; nil when it was none.
func (c *Conversation) chosenItem() *MenuItem {
	items := c.AllItems()
	options := make([]Option, len(items))
	for i, item := range items {
		options[i] = Option{Label: c.Label(item.Label), Names: c.Labels(item.Label)}
	}
	if i := Exactly(options, c.in.Text); i >= 0 && ordinal(options, read.Tidy(c.in.Text)) < 0 {
		return &items[i]
	}
	if near := nearly(options, c.in.Text); len(near) == 1 {
		return &items[near[0]]
	}
	return nil
}

// menuWord does what a label of the menu says, where it names no option.
func (c *Conversation) menuWord() bool {
	for _, item := range c.known() {
		if c.says(item.Label) {
			c.tapped(c.Label(item.Label))
			item.Do(c)
			return true
		}
	}
	return false
}
