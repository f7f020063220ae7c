package flows

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

func (c *Conversation) District(code string) string {
	return c.Book.Program.Regions.District(code).Name
}

func (c *Conversation) VillageName(code string) string {
	if v := c.Book.Program.Regions.Village(code); v != nil {
		return v.Name
	}
	return code
}

// Place is where a business is, as near as it is known.
func (c *Conversation) Place(b enterprise.Business) string {
	if b.Village == "" {
		return c.District(b.District)
	}
	return c.VillageName(b.Village)
}

func Sectors(c *Conversation, _ *Draft) []Option {
	var out []Option
	for _, s := range c.Book.Program.Sectors {
		out = append(out, Option{
			Value: s.Code,
			Label: s.Button.In(c.lang),
			Text:  s.Name.In(c.lang) + ": " + s.Examples.In(c.lang),
			Names: append(slices.Clone(s.Aliases), s.Name.In(c.lang)),
		})
	}
	return out
}

func Districts(c *Conversation, _ *Draft) []Option {
	var out []Option
	for _, d := range c.Book.Program.Regions.Districts {
		out = append(out, Option{
			Value: d.Code,
			Label: c.Book.Words.Label(c.lang, "register.district.button", messages.Args{"Name": d.Name}),
			Names: []string{d.Name},
		})
	}
	return out
}

func OmzetBands(c *Conversation, _ *Draft) []Option {
	var out []Option
	for _, b := range c.Book.Program.OmzetBands {
		out = append(out, Option{Value: b.Code, Label: b.Button.In(c.lang)})
	}
	return out
}
