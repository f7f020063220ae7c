package flows

import (
	"slices"

	"naikkelas/enterprise"
	"naikkelas/messages"
)

// District is the name of a kecamatan.
func (c *Conversation) District(code string) string {
	return c.Book.Program.Regions.District(code).Name
}

// VillageName is the name of a kelurahan, or its code when the city no longer
// has it.
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

// Sectors are the lines of business to choose from.
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

// Districts are the kecamatan to choose from.
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

// OmzetBands are the ranges of monthly sales to choose from.
func OmzetBands(c *Conversation, _ *Draft) []Option {
	var out []Option
	for _, b := range c.Book.Program.OmzetBands {
		out = append(out, Option{Value: b.Code, Label: b.Button.In(c.lang)})
	}
	return out
}
