package app

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"naikkelas/bot/whatsapp"
	"naikkelas/enterprise"
	"naikkelas/messages"
)

// stale are the answers whose sources are to be looked at again, in the city's
// own file where it has one.
func (c *config) stale(p *enterprise.Program, now time.Time) enterprise.Faults {
	faults := p.Stale(now)
	if c.ProgramDir != "" {
		placeWarnings(faults, os.DirFS(c.ProgramDir), c.ProgramDir)
	}
	return faults
}

// Check is "naikkelas check".
type Check struct{ config }

// warnings are what the programme leaves open as of a moment.
func (s Settings) warnings(now time.Time) enterprise.Faults {
	return slices.Concat(s.Program.Warnings, s.Program.CalendarWarnings(now))
}

// Run names every fault, or says that there is none.
func (c *Check) Run() error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	for _, w := range s.warnings(time.Now()) {
		fmt.Printf("Warning: %s\n", w)
	}
	for _, f := range c.stale(s.Program, time.Now()) {
		fmt.Printf("To look at again: %s\n", f)
	}
	if s.WhatsApp.On() {
		lacking, err := lackTemplates(s.Program)
		if err != nil {
			return err
		}
		if len(lacking) > 0 {
			fmt.Printf("Warning: templates.yaml has no template for %s: outside the 24 hours these wait until the person writes, or come in another language\n", strings.Join(lacking, ", "))
		}
		if line := oldPrices(s.Program.Templates.Prices, time.Now()); line != "" {
			fmt.Printf("To look at again: %s\n", line)
		}
	}
	in := s.Program.Instrument
	fmt.Printf("Configuration and programme files are right: %s, %d questions in %d dimensions, %d kinds of document, %d answers.\n",
		s.Program.City.Name, len(in.Items), len(in.Dimensions), len(s.Program.Documents), len(s.Program.Entries))
	return nil
}

// lackTemplates are the messages that are said unasked and have no template, of
// every kind and in every language.
func lackTemplates(p *enterprise.Program) ([]string, error) {
	words, err := messages.Load()
	if err != nil {
		return nil, err
	}
	unasked := append(words.Keys("reminder.kind."), "announcement", enterprise.AnyUnasked)
	return p.Templates.Lacking(unasked, words.Languages()), nil
}

// pricesLast is how long a price card is believed: Meta changes it several times
// a year.
const pricesLast = 180 * 24 * time.Hour

// oldPrices says that a price card is old; empty: it is not.
func oldPrices(p enterprise.Prices, now time.Time) string {
	at, err := time.Parse(time.DateOnly, p.AsOf)
	if err != nil || now.Sub(at) < pricesLast {
		return ""
	}
	return "templates.yaml: the prices are of " + p.AsOf + "; compare them with Meta's present card"
}

// Templates is "naikkelas templates".
type Templates struct {
	ProgramDir string `env:"PROGRAM_DIR" help:"Programme files that replace those of the same name in the binary."`
	Form       bool   `help:"Print the Flow JSON of a page of questions instead."`
}

// Run prints the templates of the programme files in the form in which
// Meta's manager and the API's message_templates take them.
func (t *Templates) Run() error {
	p, err := cityProgram(t.ProgramDir)
	if err != nil {
		return err
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if t.Form {
		return e.Encode(whatsapp.PageFlow())
	}
	out := []map[string]any{}
	for _, one := range p.Templates.Templates {
		out = append(out, whatsapp.Registration(one))
	}
	return e.Encode(out)
}
