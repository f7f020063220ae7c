package enterprise

import (
	"regexp"
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

// templatesName is the programme file of templates.
const templatesName = "templates.yaml"

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

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	placeholder  = regexp.MustCompile(`\{\{(\d+)\}\}`)
)

// checkTemplates names what Meta would refuse.
func (l *loader) checkTemplates(t Templates) {
	names := map[string]bool{}
	for _, one := range t.Templates {
		wrong := func(what, right string) {
			l.fault(Fault{File: templatesName, Line: l.lineOf(one.Name), What: "template " + one.Name + ": " + what, Right: right})
		}
		switch {
		case !templateName.MatchString(one.Name):
			wrong("the name is not small letters, digits and _", "pengingat_formulir")
		case names[one.Name+one.Language]:
			wrong("there are two of the name in one language", "one")
		case len(one.Keys) == 0:
			wrong("it stands for no message", "keys: [reminder.kind.*]")
		case one.Category != Utility && one.Category != Marketing:
			wrong("the category is none", "UTILITY or MARKETING")
		case one.Language == "":
			wrong("it has no language", "language: id")
		case len([]rune(one.Body)) == 0 || len([]rune(one.Body)) > 1024:
			wrong("the body is not 1 to 1,024 characters", "a sentence with {{1}}")
		case len([]rune(one.Footer)) > 60 || len([]rune(one.Button)) > 25:
			wrong("the footer is over 60 or the button over 25 characters", "Balas STOP untuk berhenti")
		case !slices.Equal(numbered(one.Body), upTo(len(one.Parameters))):
			wrong("the body does not hold {{1}} to the number of its parameters, each once", "{{1}} for parameters: [text]")
		case strings.HasPrefix(one.Body, "{{") || strings.HasSuffix(one.Body, "}}"):
			wrong("Meta refuses a body that begins or ends with a parameter", "words before and after {{1}}")
		}
		names[one.Name+one.Language] = true
	}
	if t.Daily < 0 {
		l.fault(Fault{File: templatesName, What: "daily is less than nothing", Right: "250"})
	}
}

func numbered(body string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return out
}

func upTo(n int) []string {
	var out []string
	for i := range n {
		out = append(out, string(rune('1'+i)))
	}
	return out
}

// lineOf is where a template's name stands in its file.
func (l *loader) lineOf(name string) int {
	for i, line := range strings.Split(string(l.texts[templatesName]), "\n") {
		if strings.Contains(line, "name: "+name) {
			return i + 1
		}
	}
	return 1
}
