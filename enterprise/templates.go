package enterprise

import (
	"math"
	"slices"
	"strings"
)

// TemplateCategory is Meta's, which decides what a template costs and who may
// refuse it.
type TemplateCategory string

// The categories that we use.
const (
	Utility   TemplateCategory = "UTILITY"
	Marketing TemplateCategory = "MARKETING"
)

// WholeText is the parameter that stands for a message's words, on one line.
const WholeText = "text"

// Templates are the messages that may be said on WhatsApp to somebody who has
// not written for 24 hours: approved by Meta beforehand, each under a name and
// in a language.
type Templates struct {
	Daily     int        // people who may be reached so in 24 hours; 0: no bound. A new number begins with 250
	Prices    Prices     // what a message costs
	Form      string     // the id under which the Flow for pages of questions is published; empty: questions are asked one by one
	Templates []Template // the first whose key fits, in the person's language or else in any, is taken
}

// Prices are Meta's price card, as far as we need it.
type Prices struct {
	Source    string
	AsOf      string  `yaml:"as_of"` // the day from which it holds: "2026-10-01"
	Rupiah    float64 // what one unit of the card's currency is in rupiah
	Home      string  // the calling code of the city's country
	Countries map[string]Price
}

// Price is what a message to a country costs, by category. Service is what is
// said within the 24 hours, beyond the number's free ones.
type Price struct{ Marketing, Utility, Service float64 }

// Known reports whether there is a card.
func (p Prices) Known() bool { return p.Rupiah > 0 && p.Countries[p.Home] != Price{} }

// Most is what an announcement costs in rupiah at most: to each person the
// template, and each of its messages within the 24 hours.
func (t Templates) Most(key string, people, parts int64) int64 {
	price := t.Prices.Countries[t.Prices.Home]
	each := float64(parts) * price.Service
	switch one, _ := t.For(key, "", true); one.Category {
	case Marketing:
		each += price.Marketing
	case Utility:
		each += price.Utility
	}
	return int64(math.Ceil(float64(people) * each * t.Prices.Rupiah))
}

// AnyUnasked is the key of a template that stands for whatever is said unasked
// and has none of its own.
const AnyUnasked = "*"

// Template is one of them.
type Template struct {
	Keys       []string         // of the messages that it stands for; one that ends in * stands for all that begin so
	Name       string           // as Meta knows it
	Language   string           // Meta's code: "id"
	Category   TemplateCategory // UTILITY or MARKETING
	Body       string           // with {{1}}, {{2}}... for the parameters
	Parameters []string         // names of the message's arguments, or WholeText
	Examples   []string         // of the parameters, for Meta's reviewer
	Footer     string
	Button     string // a quick reply that opens the window again
	Announces  bool   // it says only that there is something: the message itself waits for the answer
}

// For is the template that stands for a message to a person who speaks a
// language; unasked: nobody waits for it.
func (t Templates) For(key, language string, unasked bool) (Template, bool) {
	stands := func(fits func(pattern string) bool) (found Template, ok bool) {
		for _, one := range t.Templates {
			if slices.ContainsFunc(one.Keys, fits) && (!ok || one.Language == language && found.Language != language) {
				found, ok = one, true
			}
		}
		return found, ok
	}
	one, ok := stands(func(k string) bool { return k != AnyUnasked && fits(k, key) })
	if !ok && unasked {
		one, ok = stands(func(k string) bool { return k == AnyUnasked })
	}
	return one, ok
}

// ForAny reports whether it stands for whatever has no template of its own.
func (t Template) ForAny() bool { return slices.Contains(t.Keys, AnyUnasked) }

func fits(pattern, key string) bool {
	begins, open := strings.CutSuffix(pattern, "*")
	return key != "" && (pattern == key || open && strings.HasPrefix(key, begins))
}

// Lacking are the keys of messages that are said unasked and have no template in
// one of the languages, as "key (en)": on WhatsApp they wait until the person
// writes, or are said in another language.
func (t Templates) Lacking(unasked, languages []string) []string {
	var out []string
	for _, key := range unasked {
		for _, language := range languages {
			if one, ok := t.For(key, language, true); !ok || one.Language != language {
				out = append(out, key+" ("+language+")")
			}
		}
	}
	return out
}
