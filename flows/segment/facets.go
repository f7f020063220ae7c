package segment

import (
	"naikkelas/enterprise"
	"naikkelas/flows"
	"naikkelas/messages"
)

// commonFacets are the ways to choose people that follow from who they are,
// whatever the areas bring: the values that one of the kinds of index terms
// has, by what the terms begin with. Several of a facet are "or", facets are
// "and".
func commonFacets() map[string]func(c *flows.Conversation) []flows.Option {
	return map[string]func(c *flows.Conversation) []flows.Option{
		"district": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, d := range flows.Districts(c, nil) {
				out = append(out, flows.Option{Value: d.Value, Label: d.Names[0], Names: []string{d.Label}})
			}
			return out
		},
		"village": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, d := range c.Book.Program.Regions.Districts {
				for _, v := range d.Villages {
					out = append(out, flows.Option{Value: v.Code, Label: v.Name})
				}
			}
			return out
		},
		"sector": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, s := range c.Book.Program.Sectors {
				out = append(out, flows.Option{Value: s.Code, Label: s.Button.In(c.Lang()), Names: s.Aliases})
			}
			return out
		},
		"level": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, l := range c.Book.Program.Instrument.Levels {
				out = append(out, flows.Option{Value: l.Code, Label: l.Name.In(c.Lang())})
			}
			return out
		},
		"assessed": func(c *flows.Conversation) []flows.Option {
			return []flows.Option{{Value: "yes", Label: c.Label("segment.assessed.yes")}, {Value: "no", Label: c.Label("segment.assessed.no")}}
		},
		"omzet": func(c *flows.Conversation) []flows.Option { return flows.OmzetBands(c, nil) },
		"admin": func(c *flows.Conversation) []flows.Option {
			return []flows.Option{{Value: "ready", Label: c.Label("card.admin.ready")}, {Value: "waiting", Label: c.Label("card.admin.waiting")}, {Value: "incomplete", Label: c.Label("card.admin.incomplete")}}
		},
		"documents": documentFacet,
		"centre": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, centre := range c.Book.Program.City.Centres {
				out = append(out, flows.Option{Value: centre.Code, Label: centre.Name.In(c.Lang())})
			}
			return out
		},
		"active": func(c *flows.Conversation) []flows.Option {
			var out []flows.Option
			for _, days := range []string{"30", "90", "180"} {
				out = append(out, flows.Option{Value: days, Label: c.Book.Words.Label(c.Lang(), "segment.active.days", messages.Args{"Days": days})})
			}
			return out
		},
		"lang": func(c *flows.Conversation) []flows.Option { return flows.Languages(c, nil) },
	}
}

// documentFacet is how documents stand: of any kind, of each kind that the
// administrative status asks for, and of each that ends.
func documentFacet(c *flows.Conversation) []flows.Option {
	var out []flows.Option
	of := func(state, word string, kind enterprise.DocumentKind) {
		out = append(out, flows.Option{Value: state + ":" + kind.Code, Label: c.Book.Words.Label(c.Lang(), word, messages.Args{"Name": kind.Short.In(c.Lang())})})
	}
	for _, s := range []struct{ state, word string }{{"missing", "segment.documents.missing"}, {"ending", "segment.documents.ending"}, {"ended", "segment.documents.ended"}} {
		out = append(out, flows.Option{Value: s.state, Label: c.Book.Words.Label(c.Lang(), s.word, messages.Args{"Name": ""})})
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
