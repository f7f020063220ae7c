package flows

import (
	"naikkelas/enterprise"
	"naikkelas/messages"
)

func (c *Conversation) ValueName(key, value string) string {
	for _, o := range FacetValues(c, key) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// commonFacets are the ways to choose people that follow from who they are,
// whatever the areas bring: the values that one of the kinds of index terms
// has, by what the terms begin with. Several of a facet are "or", facets are
// "and".
func commonFacets() map[string]func(c *Conversation) []Option {
	return map[string]func(c *Conversation) []Option{
		"district": func(c *Conversation) []Option {
			var out []Option
			for _, d := range Districts(c, nil) {
				out = append(out, Option{Value: d.Value, Label: d.Names[0], Names: []string{d.Label}})
			}
			return out
		},
		"village": func(c *Conversation) []Option {
			var out []Option
			for _, d := range c.Book.Program.Regions.Districts {
				for _, v := range d.Villages {
					out = append(out, Option{Value: v.Code, Label: v.Name})
				}
			}
			return out
		},
		"sector": func(c *Conversation) []Option {
			var out []Option
			for _, s := range c.Book.Program.Sectors {
				out = append(out, Option{Value: s.Code, Label: s.Button.In(c.lang), Names: s.Aliases})
			}
			return out
		},
		"level": func(c *Conversation) []Option {
			var out []Option
			for _, l := range c.Book.Program.Instrument.Levels {
				out = append(out, Option{Value: l.Code, Label: l.Name.In(c.lang)})
			}
			return out
		},
		"assessed": func(c *Conversation) []Option {
			return []Option{{Value: "yes", Label: c.Label("segment.assessed.yes")}, {Value: "no", Label: c.Label("segment.assessed.no")}}
		},
		"omzet": func(c *Conversation) []Option { return OmzetBands(c, nil) },
		"admin": func(c *Conversation) []Option {
			return []Option{{Value: "ready", Label: c.Label("card.admin.ready")}, {Value: "waiting", Label: c.Label("card.admin.waiting")}, {Value: "incomplete", Label: c.Label("card.admin.incomplete")}}
		},
		"documents": documentFacet,
		"centre": func(c *Conversation) []Option {
			var out []Option
			for _, centre := range c.Book.Program.City.Centres {
				out = append(out, Option{Value: centre.Code, Label: centre.Name.In(c.lang)})
			}
			return out
		},
		"active": func(c *Conversation) []Option {
			var out []Option
			for _, days := range []string{"30", "90", "180"} {
				out = append(out, Option{Value: days, Label: c.Book.Words.Label(c.lang, "segment.active.days", messages.Args{"Days": days})})
			}
			return out
		},
		"lang": func(c *Conversation) []Option { return Languages(c, nil) },
	}
}

// documentFacet is how documents stand: of any kind, of each kind that the
// administrative status asks for, and of each that ends.
func documentFacet(c *Conversation) []Option {
	var out []Option
	of := func(state, word string, kind enterprise.DocumentKind) {
		out = append(out, Option{Value: state + ":" + kind.Code, Label: c.Book.Words.Label(c.lang, word, messages.Args{"Name": kind.Short.In(c.lang)})})
	}
	for _, s := range []struct{ state, word string }{{"missing", "segment.documents.missing"}, {"ending", "segment.documents.ending"}, {"ended", "segment.documents.ended"}} {
		out = append(out, Option{Value: s.state, Label: c.Book.Words.Label(c.lang, s.word, messages.Args{"Name": ""})})
	}
	for _, k := range c.Book.Program.Documents {
		if c.Book.Program.AdminReady.Asks(k.Code) {
			of("missing", "segment.documents.missing", k)
		}
		if k.Ends() {
			of("ending", "segment.documents.ending", k)
		}
	}
	return out
}

// FacetValues are the values of a facet; nil: there is none such.
func FacetValues(c *Conversation, key string) []Option {
	if values := c.Book.Facets[key]; values != nil {
		return values(c)
	}
	return nil
}
