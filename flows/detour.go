package flows

import (
	"cmp"
)

// Detour opens a question of the moment about a record; Return leads from
// there to the form that was open, which drafts stored before there was Back
// name among their answers.
func (c *Conversation) Detour(key, subject string) {
	back := c.Chat.Open
	if f := c.Book.Form(back); f == nil || f.OnTheFly {
		back = ""
	}
	c.Leave()
	c.Chat.Open = key
	d := c.Draft(key)
	d.Subject, d.Started, d.Touched = subject, c.now, c.now
	d.Back = back
	c.Proceed()
}

// Return takes up again what was open before a detour, with a line of what
// came of it.
func (c *Conversation) Return(d *Draft, line string) {
	if f := c.Book.Form(cmp.Or(d.Back, d.Answers["back"].Value)); f != nil && c.Chat.Drafts[f.Key] != nil {
		c.Chat.Open = f.Key
	}
	c.Repeat(line)
}
