package onboarding

import (
	"cmp"
	"slices"
	"strings"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows"
	"naikkelas/flows/reading"
	"naikkelas/messages"
)

// readOwnName takes the owner's name; a yes or a no is nobody's. Of "nama saya bu
// Yanti" the name is asked about.
func readOwnName(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	if slices.Contains(slices.Concat(c.Synonyms("nav.yes"), c.Synonyms("nav.no")), read.Tidy(typed)) {
		return flows.Reading{Refuse: c.Text("register.name.refuse", nil)}
	}
	r := reading.Name("register.name.refuse", read.Name)(c, d, typed)
	if name, fault := read.Name(introduced(c, typed)); r.Value != "" && fault == "" && name != r.Value && typed == c.Input().Text {
		return c.Echo(name, c.Text("register.name.guess", messages.Args{"Name": name}), nil)
	}
	return r
}

// introduced is a name without the words that people introduce it with, and
// without what is said behind it.
func introduced(c *flows.Conversation, typed string) string {
	words := strings.Fields(typed)
	before := slices.SortedFunc(slices.Values(c.Synonyms("register.name.before")), func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, opening := range before {
		n := len(strings.Fields(opening))
		if len(words) <= n || read.Tidy(strings.Join(words[:n], " ")) != opening {
			continue
		}
		rest := words[n:]
		if titles := c.Synonyms("answer.titles"); len(rest) > 1 && slices.Contains(titles, read.Tidy(rest[0])) {
			rest = rest[1:]
		}
		if end := slices.IndexFunc(rest, func(w string) bool { return strings.HasSuffix(w, ",") }); end >= 0 {
			rest = append(slices.Clone(rest[:end]), strings.TrimSuffix(rest[end], ","))
		}
		if ofSentence := slices.Concat(c.Synonyms("answer.sentence"), c.Synonyms("answer.asking")); strings.Contains(typed, "?") || slices.ContainsFunc(rest, func(w string) bool { return slices.Contains(ofSentence, read.Tidy(w)) }) {
			return typed
		}
		return strings.Join(rest, " ")
	}
	return typed
}

// nameless is what a business without a name is noted as; ok is false when one was
// typed.
func nameless(c *flows.Conversation, d *flows.Draft, typed string) (r flows.Reading, ok bool) {
	owner := cmp.Or(d.Value("name"), c.Person.Name)
	words := strings.Fields(read.Tidy(typed))
	said := func(phrase string) bool {
		return strings.Contains(" "+strings.Join(words, " ")+" ", " "+phrase+" ")
	}
	if owner == "" || typed != c.Input().Text || len(words) > mostNameless || !slices.ContainsFunc(c.Synonyms("register.business.none"), said) {
		return r, false
	}
	name := c.Words().Label(c.Lang(), "register.business.own", messages.Args{"Name": owner})
	return c.Echo(name, c.Text("register.business.nameless", messages.Args{"Name": name}), nil), true
}

// mostNameless is how many words say that there is no name, at most.
const mostNameless = 7

// readSector finds the line of business in what is sold: "jualan bakso keliling".
func readSector(c *flows.Conversation, d *flows.Draft, typed string) flows.Reading {
	found := sold(c, typed)
	r := flows.Reading{Refuse: c.Choose(flows.Sectors(c, d))}
	for _, s := range found {
		r.Candidates = append(r.Candidates, flows.Candidate{Label: s.Button.In(c.Lang()), Value: s.Code})
	}
	switch {
	case len(found) == 1:
		args := messages.Args{"Typed": flows.Clip(typed), "Sector": found[0].Name.In(c.Lang())}
		return c.Echo(found[0].Code, c.Text("register.sector.guess", args), nil)
	case len(found) > 1:
		r.Refuse, r.Text = "", c.Text("nav.which", messages.Args{"Typed": flows.Clip(typed)})
	}
	return r
}

// sold are the lines of business whose goods are named. A longer name counts
// alone: "kopi bubuk" is no "kopi".
func sold(c *flows.Conversation, typed string) (found []enterprise.Sector) {
	text := " " + read.Tidy(typed) + " "
	if len(strings.Fields(text)) < 2 {
		return nil // one word is an option's name, or a slip of it
	}
	longest := map[string]string{} // by sector
	for _, s := range c.Program().Sectors {
		for _, goods := range append(slices.Clone(s.Aliases), strings.Split(s.Examples.In(c.Lang()), ",")...) {
			if goods = read.Tidy(goods); goods != "" && len(goods) > len(longest[s.Code]) && strings.Contains(text, " "+goods+" ") {
				longest[s.Code] = goods
			}
		}
	}
	for _, s := range c.Program().Sectors {
		own := longest[s.Code]
		within := false
		for code, other := range longest {
			within = within || code != s.Code && len(other) > len(own) && strings.Contains(" "+other+" ", " "+own+" ")
		}
		if own != "" && !within {
			found = append(found, s)
		}
	}
	return found
}
