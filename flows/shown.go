package flows

import (
	"slices"
	"strconv"

	"naikkelas/enterprise/read"
	"naikkelas/messages"
)

// Choice is a button under a message, which may be typed instead of tapped.
type Choice struct {
	Label string `json:"label"`
	Data  string `json:"data"`
}

// typesButton takes a text that names a button of the newest list, by its
// label, its number or its letter. A number that stands on no button is none.
func (c *Conversation) typesButton() bool {
	if c.in.Group || len(c.Chat.Shown) == 0 || read.Negative(c.in.Text) {
		return false
	}
	tidy := read.Tidy(c.in.Text)
	i := c.shownAs(tidy)
	if i < 0 {
		i = c.shownAt(tidy)
	}
	if i < 0 {
		return false
	}
	c.in.Data = c.Chat.Shown[i].Data
	return c.Button()
}

func (c *Conversation) shownAs(tidy string) int {
	if tidy == "" {
		return -1
	}
	return slices.IndexFunc(c.Chat.Shown, func(o Choice) bool { return read.Tidy(o.Label) == tidy })
}

// shownAt is the button at a number or letter. Where the buttons bear numbers
// it is those; the buttons under a card, which decide something, have no order.
func (c *Conversation) shownAt(tidy string) int {
	n := ordinal(make([]Option, mostNumbers), tidy)
	if i := c.shownAs(strconv.Itoa(n + 1)); i >= 0 || n < 0 {
		return i
	}
	numbered := slices.ContainsFunc(c.Chat.Shown, func(o Choice) bool { return ordinal(make([]Option, mostNumbers), read.Tidy(o.Label)) >= 0 })
	if numbered || n >= len(c.Chat.Shown) || len(c.Chat.Shown) < leastList || c.Allowed(ForOfficers) {
		return -1
	}
	return n
}

// leastList is how many buttons make a list.
const leastList = 3

// noteShown remembers the buttons of the newest list until something newer is
// to be answered: a question, another list, or the menu.
func (c *Conversation) noteShown() {
	listed := false
	for _, m := range c.Turn.Say {
		switch {
		case len(m.Buttons) > 0 && (m.Edit == "" || c.Turn.Prompt):
			c.Chat.Shown, listed = choices(m.Buttons), true
		case m.Keyboard == nil || m.Keyboard.Menu && (listed || m.Repeat):
		default:
			c.Chat.Shown = nil
		}
	}
}

func choices(rows [][]messages.Button) (out []Choice) {
	for _, b := range slices.Concat(rows...) {
		if b.Data != "" {
			out = append(out, Choice{b.Label, b.Data})
		}
	}
	return out
}
