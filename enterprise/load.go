package enterprise

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed program/*.yaml
var embedded embed.FS

// programFiles are the files a programme consists of.
var programFiles = []string{"city.yaml", "assessment.yaml", "documents.yaml", "regions.yaml", "scale.yaml", "calendar.yaml", knowledgeName, intentsName, wordsName, templatesName}

// Fault is one thing wrong in a programme file.
type Fault struct {
	File  string
	Line  int    // from 1; 0 when the file as a whole is meant
	What  string // what is wrong
	Right string // what would be right
}

func (f Fault) String() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s: %s; right would be: %s", place, f.What, f.Right)
}

// Faults is every fault found, not only the first.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// EmbeddedProgram is the programme of Kota Malang that is part of the binary.
func EmbeddedProgram() (*Program, error) { return LoadProgram(nil) }

// LoadProgram reads a programme. Files that the directory does not hold are
// taken from the embedded programme; nil holds none. An error is Faults when
// the files could be read but are not right.
func LoadProgram(dir fs.FS) (*Program, error) {
	l := &loader{dir: dir, texts: map[string][]byte{}, roots: map[string]*yaml.Node{}, own: map[string]bool{}, sum: sha256.New()}
	var city cityFile
	var regions Regions
	var instrument Instrument
	var documents documentsFile
	var scale scaleFile
	var calendar calendarFile
	var knowledge knowledgeFile
	var intents intentsFile
	var words Words
	var templates Templates
	for i, into := range []any{&city, &instrument, &documents, &regions, &scale, &calendar, &knowledge, &intents, &words, &templates} {
		if err := l.read(programFiles[i], into); err != nil {
			return nil, err
		}
	}
	if err := l.names(); err != nil {
		return nil, err
	}
	if err := l.addLater(&city); err != nil {
		return nil, err
	}
	if err := documents.addLater(); err != nil {
		return nil, err
	}
	if len(l.faults) > 0 {
		return nil, l.faults
	}
	p := &Program{
		City: l.city(city), Sectors: city.Sectors, OmzetBands: city.OmzetBands, Links: city.Links,
		Instrument: instrument, Documents: documents.kinds(), Regions: regions,
		Scale:      ScaleRules{Source: scale.Source, Capital: scale.Capital, Sales: scale.Sales},
		AdminReady: scale.AdminReady,
		Checks:     DocumentChecks{documents.ConditionalDays, documents.RejectedDays, documents.Reasons},
		Caveat:     knowledge.Caveat, Entries: knowledge.Entries, lines: entryLines(l.texts[knowledgeName]), Intents: intents.Intents, Words: words,
		Templates: templates,
	}
	p.City.Calendar = l.calendar(calendar, p.City)
	p.Instrument.prepare(p.Sectors)
	p.Regions.prepare()
	l.check(p)
	l.checkTemplates(templates)
	if len(l.faults) > 0 {
		slices.SortStableFunc(l.faults, func(a, b Fault) int {
			return strings.Compare(fmt.Sprintf("%s:%06d", a.File, a.Line), fmt.Sprintf("%s:%06d", b.File, b.Line))
		})
		return nil, l.faults
	}
	p.Warnings, p.Fingerprint = l.warnings, hex.EncodeToString(l.sum.Sum(nil))
	return p, nil
}

// names finds what a directory holds in vain: a file under a name that is not
// read would be taken for the city's rules by whoever wrote it.
func (l *loader) names() error {
	if l.dir == nil {
		return nil
	}
	entries, err := fs.ReadDir(l.dir, ".")
	if err != nil {
		return fmt.Errorf("enterprise: list the programme files: %w", err)
	}
	ours := 0
	for _, e := range entries {
		switch ext := path.Ext(e.Name()); {
		case slices.Contains(programFiles, e.Name()):
			ours++
		case ext == ".yaml" || ext == ".yml":
			l.faults = append(l.faults, Fault{e.Name(), 0, "no programme file is called so, and it would not be read", strings.Join(programFiles, ", ")})
			ours++
		}
	}
	if ours == 0 {
		l.faults = append(l.faults, Fault{programFiles[0], 0, "it is not there, nor any other programme file", "a folder with at least one of " + strings.Join(programFiles, ", ")})
	}
	return nil
}

// addLater gives a city's file the sections that came after the first release,
// where it has none of its own: a city that wrote its file then still starts.
func (l *loader) addLater(city *cityFile) error {
	root := l.root("city.yaml")
	if root == nil || child(root, "working") != nil && child(root, "announcements") != nil && child(root, "trainings") != nil && child(root, "cohorts") != nil && child(root, "proposals") != nil && child(root, "services") != nil && child(root, "plan") != nil {
		return nil
	}
	data, err := fs.ReadFile(embedded, "program/city.yaml")
	if err != nil {
		return err
	}
	var ours cityFile
	if err := yaml.Unmarshal(data, &ours); err != nil {
		return fmt.Errorf("enterprise: read the embedded city.yaml: %w", err)
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
	Office     Phrase
	TimeZone   string `yaml:"time_zone"`
	Consent    struct {
		Version        string
		RetentionYears int `yaml:"retention_years"`
	}
	Quiet     struct{ From, Until string }
	Working   struct{ From, Until string }
	NudgeDays []int `yaml:"nudge_days"`
	Listed    struct {
		KeepDays int `yaml:"keep_days"`
	}
	Omzet struct {
		TaxNote Phrase `yaml:"tax_note"`
	}

	Announcements Announcements
	Trainings     Trainings
	Cohorts       CohortRules
	Proposals     ProposalRules
	Services      Services
	Plan          PlanRules
	Centres       []Centre
	Sectors       []Sector
	OmzetBands    []OmzetBand `yaml:"omzet_bands"`
	Links         map[string]Link
}

type documentsFile struct {
	Version         string
	ReminderDays    []int        `yaml:"reminder_days"`
	ConditionalDays int          `yaml:"conditional_days"`
	KeepDays        int          `yaml:"keep_days"`
	RejectedDays    int          `yaml:"rejected_keep_days"`
	Reasons         []ReasonLine `yaml:"reasons"`
	Documents       []DocumentKind
}

// addLater gives a file that a city wrote before these sections existed those
// of the embedded one.
func (f *documentsFile) addLater() error {
	if f.ConditionalDays != 0 && f.KeepDays != 0 && f.RejectedDays != 0 && f.Reasons != nil {
		return nil
	}
	data, err := fs.ReadFile(embedded, "program/documents.yaml")
	if err != nil {
		return err
	}
	var ours documentsFile
	if err := yaml.Unmarshal(data, &ours); err != nil {
		return fmt.Errorf("enterprise: read the embedded documents.yaml: %w", err)
	}
	f.ConditionalDays = cmp.Or(f.ConditionalDays, ours.ConditionalDays)
	f.KeepDays, f.RejectedDays = cmp.Or(f.KeepDays, ours.KeepDays), cmp.Or(f.RejectedDays, ours.RejectedDays)
	if f.Reasons == nil {
		f.Reasons = ours.Reasons
	}
	return nil
}

// kinds are the documents, with the usual reminder days where none are given.
func (f documentsFile) kinds() []DocumentKind {
	for i := range f.Documents {
		f.Documents[i].KeepDays = cmp.Or(f.Documents[i].KeepDays, f.KeepDays)
		if f.Documents[i].ReminderDays == nil {
			f.Documents[i].ReminderDays = f.ReminderDays
		}
		if f.Documents[i].Short == nil {
			f.Documents[i].Short = f.Documents[i].shortened()
		}
	}
	return f.Documents
}

// shortened is the name where it fits a button, and the code where it does not.
func (k DocumentKind) shortened() Phrase {
	short := Phrase{}
	for lang, name := range k.Name {
		if short[lang] = name; len([]rune(name)) > maxButton {
			short[lang] = strings.ToUpper(strings.ReplaceAll(k.Code, "_", " "))
		}
	}
	return short
}

type scaleFile struct {
	Source         string
	Capital, Sales ScaleLimits
	AdminReady     AdminRules `yaml:"admin_ready"`
}

// loader collects what is wrong with the files while it reads them.
type loader struct {
	dir    fs.FS
	texts  map[string][]byte     // the files that could be read
	roots  map[string]*yaml.Node // and as trees, for the line numbers, where root was asked for one
	own    map[string]bool       // the files that the directory holds
	sum    hash.Hash             // of all that was read
	faults Faults

	warnings Faults // what is left open
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// read decodes a file strictly: a key that means nothing is a fault.
func (l *loader) read(name string, into any) error {
	data, err := l.bytes(name)
	if err != nil {
		return fmt.Errorf("enterprise: read programme file %s: %w", name, err)
	}
	fmt.Fprintf(l.sum, "%s %d\n%s", name, len(data), data)
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the file is empty")
		}
		l.yamlFault(name, err)
		return nil
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		l.fault(Fault{File: name, Line: 1, What: "more than one document in the file", Right: "one, without a line of ---"})
	}
	l.texts[name] = data
	return nil
}

// root is a file as a tree, made when it is first needed: files without faults
// need it rarely.
func (l *loader) root(name string) *yaml.Node {
	if data, ok := l.texts[name]; ok && l.roots[name] == nil {
		var root yaml.Node
		if err := yaml.Unmarshal(data, &root); err == nil && len(root.Content) > 0 {
			l.roots[name] = root.Content[0]
		} else {
			delete(l.texts, name)
		}
	}
	return l.roots[name]
}

func (l *loader) bytes(name string) ([]byte, error) {
	if l.dir != nil {
		data, err := fs.ReadFile(l.dir, name)
		if !errors.Is(err, fs.ErrNotExist) {
			l.own[name] = true
			return data, err
		}
	}
	return fs.ReadFile(embedded, "program/"+name)
}

// yamlFault turns the YAML package's complaints into faults with lines.
func (l *loader) yamlFault(name string, err error) {
	complaints := []string{err.Error()}
	var types *yaml.TypeError
	if errors.As(err, &types) {
		complaints = types.Errors
	}
	for _, text := range complaints {
		fault := Fault{File: name, Line: 1, What: strings.TrimPrefix(text, "yaml: "), Right: "YAML as in the file that comes with the program"}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			fault.Line, _ = strconv.Atoi(m[1])
			fault.What = m[2]
			if strings.HasPrefix(fault.What, "did not find expected") {
				fault.Line++ // the package counts the lines of these from 0, and names where the list or mapping begins
				fault.What += ", in the part that begins here"
			}
		}
		l.fault(fault)
	}
}

// fault notes a fault, once: several sectors and languages may show it.
func (l *loader) fault(f Fault) {
	if !slices.Contains(l.faults, f) {
		l.faults = append(l.faults, f)
	}
}

// line finds the line of a place in a file: keys are strings, list places ints.
func (l *loader) line(file string, path ...any) int {
	node := l.root(file)
	if node == nil {
		return 1
	}
	for _, step := range path {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

func child(node *yaml.Node, step any) *yaml.Node {
	switch step := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && step < len(node.Content) {
			return node.Content[step]
		}
	case string:
		for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i+1]
			}
		}
	}
	return nil
}

// city checks and turns the city's file into its rules.
func (l *loader) city(f cityFile) City {
	const file = "city.yaml"
	location, err := time.LoadLocation(f.TimeZone)
	if err != nil || f.TimeZone == "" || f.TimeZone == "Local" {
		l.fault(Fault{file, l.line(file, "time_zone"), "time zone " + strconv.Quote(f.TimeZone) + " is unknown", "Asia/Jakarta"})
		location = time.UTC
	}
	c := City{
		Code: f.Code, Name: f.Name, Office: f.Office, Location: location,
		ConsentVersion: f.Consent.Version, RetentionYears: f.Consent.RetentionYears, NudgeDays: f.NudgeDays, Announcements: f.Announcements, Trainings: f.Trainings, Cohorts: f.Cohorts, Proposals: f.Proposals, Services: f.Services, Plan: f.Plan, Centres: f.Centres, ListedDays: cmp.Or(f.Listed.KeepDays, listedDays), TaxNote: f.Omzet.TaxNote,
		QuietFrom: l.clock(f.Quiet.From, "quiet", "from"), QuietUntil: l.clock(f.Quiet.Until, "quiet", "until"),
		WorkFrom: l.clock(f.Working.From, "working", "from"), WorkUntil: l.clock(f.Working.Until, "working", "until"),
	}
	if c.WorkFrom >= c.WorkUntil {
		l.fault(Fault{file, l.line(file, "working"), "the office closes before it opens", `{from: "08:00", until: "16:00"}`})
	}
	if c.Code == "" || c.Name == "" {
		l.fault(Fault{file, l.line(file, "code"), "the city has no code or no name", `code: malang, name: "Kota Malang"`})
	}
	if c.QuietUntil >= c.QuietFrom {
		l.fault(Fault{file, l.line(file, "quiet"), "the quiet hours leave no time to speak", `{from: "20:00", until: "08:00"}`})
	}
	if c.ConsentVersion == "" || c.RetentionYears < 1 {
		l.fault(Fault{file, l.line(file, "consent"), "consent lacks its version or the years of retention", `{version: "2026-11", retention_years: 2}`})
	}
	if r := c.Cohorts; r.FromScore < 0 || r.FromScore > r.ToScore || r.ToScore > 100 {
		l.fault(Fault{file, l.line(file, "cohorts"), "the scores of candidates for a cohort do not lie between 0 and 100, the lower first", "{from_score: 40, to_score: 100}"})
	}
	if !rising(f.NudgeDays) {
		l.fault(Fault{file, l.line(file, "nudge_days"), "the days do not rise from 1", "[1, 3, 7]"})
	}
	return c
}

func rising(days []int) bool {
	before := 0
	for _, day := range days {
		if day <= before {
			return false
		}
		before = day
	}
	return true
}

// clock reads "20:00" as minutes after midnight.
func (l *loader) clock(s string, path ...any) int { return l.clockIn("city.yaml", s, path...) }

func (l *loader) clockIn(file, s string, path ...any) int {
	t, err := time.Parse("15:04", s)
	if err != nil {
		l.fault(Fault{file, l.line(file, path...), strconv.Quote(s) + " is no time of day", `"20:00"`})
		return 0
	}
	return t.Hour()*60 + t.Minute()
}
