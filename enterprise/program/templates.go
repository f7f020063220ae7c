package program

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"naikkelas/enterprise"
)

// templatesName is the programme file of templates.
const templatesName = "templates.yaml"

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	placeholder  = regexp.MustCompile(`\{\{(\d+)\}\}`)
)

// checkTemplates names what Meta would refuse.
func (l *loader) checkTemplates(t enterprise.Templates) {
	names := map[string]bool{}
	for _, one := range t.Templates {
		wrong := func(what, right string) {
			l.fault(enterprise.Fault{File: templatesName, Line: l.lineOf(one.Name), What: "template " + one.Name + ": " + what, Right: right})
		}
		switch {
		case !templateName.MatchString(one.Name):
			wrong("the name is not small letters, digits and _", "pengingat_formulir")
		case names[one.Name+one.Language]:
			wrong("there are two of the name in one language", "one")
		case len(one.Keys) == 0:
			wrong("it stands for no message", "keys: [reminder.kind.*]")
		case one.Category != enterprise.Utility && one.Category != enterprise.Marketing:
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
	l.checkPrices(t.Prices)
	if t.Daily < 0 {
		l.fault(enterprise.Fault{File: templatesName, What: "daily is less than nothing", Right: "250"})
	}
}

// checkPrices names what keeps a price card from being one. A city may have none.
func (l *loader) checkPrices(p enterprise.Prices) {
	if len(p.Countries) == 0 {
		return
	}
	wrong := func(what, right string) {
		l.fault(enterprise.Fault{File: templatesName, Line: l.lineAt("prices:"), What: "prices: " + what, Right: right})
	}
	if _, err := time.Parse(time.DateOnly, p.AsOf); err != nil {
		wrong("as_of is no day", "2026-10-01")
	}
	if p.Source == "" {
		wrong("there is no source", "the page and the day of Meta's price card")
	}
	if !p.Known() {
		wrong("rupiah or the home country's row is missing", "home: \"62\" and a row of that name")
	}
	for code, price := range p.Countries {
		if min(price.Marketing, price.Utility, price.Service) < 0 {
			wrong(code+" has a price below nothing", "0.0411")
		}
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
func (l *loader) lineOf(name string) int { return l.lineAt("name: " + name) }

func (l *loader) lineAt(words string) int {
	for i, line := range strings.Split(string(l.texts[templatesName]), "\n") {
		if strings.Contains(line, words) {
			return i + 1
		}
	}
	return 1
}
