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
		words, err := messages.Load()
		if err != nil {
			return err
		}
		unasked := append(words.Keys("reminder.kind."), "announcement")
		if lacking := s.Program.Templates.Lacking(unasked); len(lacking) > 0 {
			fmt.Printf("Warning: templates.yaml has no template for %s: outside the 24 hours these wait until the person writes\n", strings.Join(lacking, ", "))
		}
	}
	in := s.Program.Instrument
	fmt.Printf("Configuration and programme files are right: %s, %d questions in %d dimensions, %d kinds of document, %d answers.\n",
		s.Program.City.Name, len(in.Items), len(in.Dimensions), len(s.Program.Documents), len(s.Program.Entries))
	return nil
}

// Templates is "naikkelas templates".
type Templates struct {
	ProgramDir string `env:"PROGRAM_DIR" help:"Programme files that replace those of the same name in the binary."`
}

// Run prints the templates of the programme files in the form in which
// Meta's manager and the API's message_templates take them.
func (t *Templates) Run() error {
	p, err := cityProgram(t.ProgramDir)
	if err != nil {
		return err
	}
	out := []map[string]any{}
	for _, one := range p.Templates.Templates {
		out = append(out, whatsapp.Registration(one))
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
