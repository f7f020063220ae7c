package enterprise

import (
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
	Templates []Template // the first whose key fits is taken
}

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

// For is the template that stands for a message.
func (t Templates) For(key string) (Template, bool) {
	for _, one := range t.Templates {
		if slices.ContainsFunc(one.Keys, func(k string) bool { return fits(k, key) }) {
			return one, true
		}
	}
	return Template{}, false
}

func fits(pattern, key string) bool {
	begins, open := strings.CutSuffix(pattern, "*")
	return key != "" && (pattern == key || open && strings.HasPrefix(key, begins))
}

// Lacking are the keys of messages that are said unasked and have no template:
// on WhatsApp they wait until the person writes.
func (t Templates) Lacking(unasked []string) []string {
	var out []string
	for _, key := range unasked {
		if _, ok := t.For(key); !ok {
			out = append(out, key)
		}
	}
	return out
}
