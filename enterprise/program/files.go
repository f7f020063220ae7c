package program

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"

	"naikkelas/enterprise"
)

// addLater gives a city's file the sections that came after the first release,
// where it has none of its own: a city that wrote its file then still starts.
func (l *loader) addLater(city *cityFile) error {
	root := l.root("city.yaml")
	if root == nil || child(root, "working") != nil && child(root, "announcements") != nil && child(root, "trainings") != nil && child(root, "cohorts") != nil && child(root, "proposals") != nil && child(root, "services") != nil && child(root, "plan") != nil {
		return nil
	}
	data, err := fs.ReadFile(embedded, "city.yaml")
	if err != nil {
		return err
	}
	var ours cityFile
	if err := yaml.Unmarshal(data, &ours); err != nil {
		return fmt.Errorf("program: read the embedded city.yaml: %w", err)
	}
	if child(root, "working") == nil {
		city.Working = ours.Working
	}
	if child(root, "announcements") == nil {
		city.Announcements = ours.Announcements
	}
	if child(root, "trainings") == nil {
		city.Trainings = ours.Trainings
	}
	if child(root, "cohorts") == nil {
		city.Cohorts = ours.Cohorts
	}
	if child(root, "proposals") == nil {
		city.Proposals = ours.Proposals
	}
	if child(root, "services") == nil {
		city.Services = ours.Services
	}
	if child(root, "plan") == nil {
		city.Plan = ours.Plan
	}
	return nil
}

// listedDays is for cities whose file says nothing of imported lists.
const listedDays = 365

type cityFile struct {
	Code, Name string
	Office     enterprise.Phrase
	TimeZone   string `yaml:"time_zone"`
	Consent    struct {
		Version        string
		RetentionYears int `yaml:"retention_years"`
		AdultAge       int `yaml:"adult_age"`
		Ends           string
		Stored         enterprise.Phrase
		Remains        enterprise.Phrase
	}
	Quiet     struct{ From, Until string }
	Working   struct{ From, Until string }
	NudgeDays []int `yaml:"nudge_days"`
	Listed    struct {
		KeepDays int `yaml:"keep_days"`
	}
	Omzet struct {
		TaxNote enterprise.Phrase `yaml:"tax_note"`
	}

	Announcements enterprise.Announcements
	Safety        enterprise.Safety
	Trainings     enterprise.Trainings
	Cohorts       enterprise.CohortRules
	Proposals     enterprise.ProposalRules
	Services      enterprise.Services
	Plan          enterprise.PlanRules
	Centres       []enterprise.Centre
	Sectors       []enterprise.Sector
	OmzetBands    []enterprise.OmzetBand `yaml:"omzet_bands"`
	Links         map[string]enterprise.Link
}

type documentsFile struct {
	Version         string
	ReminderDays    []int                   `yaml:"reminder_days"`
	ConditionalDays int                     `yaml:"conditional_days"`
	KeepDays        int                     `yaml:"keep_days"`
	RejectedDays    int                     `yaml:"rejected_keep_days"`
	Reasons         []enterprise.ReasonLine `yaml:"reasons"`
	Documents       []enterprise.DocumentKind
}

// addLater gives a file that a city wrote before these sections existed those
// of the embedded one.
func (f *documentsFile) addLater() error {
	if f.ConditionalDays != 0 && f.KeepDays != 0 && f.RejectedDays != 0 && f.Reasons != nil {
		return nil
	}
	data, err := fs.ReadFile(embedded, "documents.yaml")
	if err != nil {
		return err
	}
	var ours documentsFile
	if err := yaml.Unmarshal(data, &ours); err != nil {
		return fmt.Errorf("program: read the embedded documents.yaml: %w", err)
	}
	f.ConditionalDays = cmp.Or(f.ConditionalDays, ours.ConditionalDays)
	f.KeepDays, f.RejectedDays = cmp.Or(f.KeepDays, ours.KeepDays), cmp.Or(f.RejectedDays, ours.RejectedDays)
	if f.Reasons == nil {
		f.Reasons = ours.Reasons
	}
	return nil
}

// kinds are the documents, with the usual reminder days where none are given.
func (f documentsFile) kinds() []enterprise.DocumentKind {
	for i := range f.Documents {
		f.Documents[i].KeepDays = cmp.Or(f.Documents[i].KeepDays, f.KeepDays)
		if f.Documents[i].ReminderDays == nil {
			f.Documents[i].ReminderDays = f.ReminderDays
		}
		if f.Documents[i].Short == nil {
			f.Documents[i].Short = shortened(f.Documents[i])
		}
	}
	return f.Documents
}

// shortened is the name where it fits a button, and the code where it does not.
func shortened(k enterprise.DocumentKind) enterprise.Phrase {
	short := enterprise.Phrase{}
	for lang, name := range k.Name {
		if short[lang] = name; len([]rune(name)) > maxButton {
			short[lang] = strings.ToUpper(strings.ReplaceAll(k.Code, "_", " "))
		}
	}
	return short
}

type scaleFile struct {
	Source         string
	Capital, Sales enterprise.ScaleLimits
	AdminReady     enterprise.AdminRules `yaml:"admin_ready"`
}

type knowledgeFile struct {
	Caveat  enterprise.Phrase
	Entries []enterprise.Entry
}

type intentsFile struct{ Intents []enterprise.Intent }

// entryLines finds the line of each entry's code.
func entryLines(text []byte) map[string]int {
	lines, n := map[string]int{}, 0
	for line := range bytes.Lines(text) {
		n++
		if code, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("- code: ")); ok {
			lines[string(code)] = n
		}
	}
	return lines
}
