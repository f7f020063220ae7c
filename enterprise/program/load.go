// Package program reads a city's rules from its programme files, the YAML
// beside this file, which a city may replace one by one, and says with file
// and line what is wrong in them. What the rules mean is in package enterprise.
package program

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

	"naikkelas/enterprise"
	"naikkelas/enterprise/place"
)

//go:embed *.yaml
var embedded embed.FS

// programFiles are the files a programme consists of.
var programFiles = []string{"city.yaml", "assessment.yaml", "documents.yaml", "regions.yaml", "scale.yaml", "calendar.yaml", enterprise.KnowledgeFile, intentsName, wordsName, templatesName}

// Embedded is the programme of Kota Malang that is part of the binary.
func Embedded() (*enterprise.Program, error) { return Load(nil) }

// Load reads a programme. Files that the directory does not hold are
// taken from the embedded programme; nil holds none. An error is Faults when
// the files could be read but are not right.
func Load(dir fs.FS) (*enterprise.Program, error) {
	l := &loader{dir: dir, texts: map[string][]byte{}, roots: map[string]*yaml.Node{}, own: map[string]bool{}, sum: sha256.New()}
	var city cityFile
	var regions place.Regions
	var instrument enterprise.Instrument
	var documents documentsFile
	var scale scaleFile
	var calendar calendarFile
	var knowledge knowledgeFile
	var intents intentsFile
	var words enterprise.Words
	var templates enterprise.Templates
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
	p := &enterprise.Program{
		City: l.city(city), Sectors: city.Sectors, OmzetBands: city.OmzetBands, Links: city.Links,
		Instrument: instrument, Documents: documents.kinds(), Regions: regions,
		Scale:      enterprise.ScaleRules{Source: scale.Source, Capital: scale.Capital, Sales: scale.Sales},
		AdminReady: scale.AdminReady,
		Checks:     enterprise.DocumentChecks{ConditionalDays: documents.ConditionalDays, RejectedDays: documents.RejectedDays, Reasons: documents.Reasons},
		Caveat:     knowledge.Caveat, Entries: knowledge.Entries, EntryLines: entryLines(l.texts[enterprise.KnowledgeFile]), Intents: intents.Intents, Words: words,
		Templates: templates,
	}
	p.City.Calendar = l.calendar(calendar, p.City)
	p.Instrument.Prepare(p.Sectors)
	p.Regions.Prepare()
	l.check(p)
	l.checkTemplates(templates)
	if len(l.faults) > 0 {
		slices.SortStableFunc(l.faults, func(a, b enterprise.Fault) int {
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
		return fmt.Errorf("program: list the programme files: %w", err)
	}
	ours := 0
	for _, e := range entries {
		switch ext := path.Ext(e.Name()); {
		case slices.Contains(programFiles, e.Name()):
			ours++
		case ext == ".yaml" || ext == ".yml":
			l.wrong(e.Name(), 0, "no programme file is called so, and it would not be read", strings.Join(programFiles, ", "))
			ours++
		}
	}
	if ours == 0 {
		l.wrong(programFiles[0], 0, "it is not there, nor any other programme file", "a folder with at least one of "+strings.Join(programFiles, ", "))
	}
	return nil
}

// loader collects what is wrong with the files while it reads them.
type loader struct {
	dir    fs.FS
	texts  map[string][]byte     // the files that could be read
	roots  map[string]*yaml.Node // and as trees, for the line numbers, where root was asked for one
	own    map[string]bool       // the files that the directory holds
	sum    hash.Hash             // of all that was read
	faults enterprise.Faults

	warnings enterprise.Faults // what is left open
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// read decodes a file strictly: a key that means nothing is a fault.
func (l *loader) read(name string, into any) error {
	data, err := l.bytes(name)
	if err != nil {
		return fmt.Errorf("program: read programme file %s: %w", name, err)
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
		l.fault(enterprise.Fault{File: name, Line: 1, What: "more than one document in the file", Right: "one, without a line of ---"})
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
	return fs.ReadFile(embedded, name)
}

// yamlFault turns the YAML package's complaints into faults with lines.
func (l *loader) yamlFault(name string, err error) {
	complaints := []string{err.Error()}
	var types *yaml.TypeError
	if errors.As(err, &types) {
		complaints = types.Errors
	}
	for _, text := range complaints {
		fault := enterprise.Fault{File: name, Line: 1, What: strings.TrimPrefix(text, "yaml: "), Right: "YAML as in the file that comes with the program"}
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

// wrong notes what is wrong at a line of a file, and what would be right.
func (l *loader) wrong(file string, line int, what, right string) {
	l.fault(enterprise.Fault{File: file, Line: line, What: what, Right: right})
}

// fault notes a fault, once: several sectors and languages may show it.
func (l *loader) fault(f enterprise.Fault) {
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
func (l *loader) city(f cityFile) enterprise.City {
	const file = "city.yaml"
	location, err := time.LoadLocation(f.TimeZone)
	if err != nil || f.TimeZone == "" || f.TimeZone == "Local" {
		l.wrong(file, l.line(file, "time_zone"), "time zone "+strconv.Quote(f.TimeZone)+" is unknown", "Asia/Jakarta")
		location = time.UTC
	}
	c := enterprise.City{
		Code: f.Code, Name: f.Name, Office: f.Office, Location: location,
		ConsentVersion: f.Consent.Version, RetentionYears: f.Consent.RetentionYears, AdultAge: f.Consent.AdultAge, NudgeDays: f.NudgeDays, Announcements: f.Announcements, Safety: f.Safety, Trainings: f.Trainings, Cohorts: f.Cohorts, Proposals: f.Proposals, Services: f.Services, Plan: f.Plan, Centres: f.Centres, ListedDays: cmp.Or(f.Listed.KeepDays, listedDays), TaxNote: f.Omzet.TaxNote,
		QuietFrom: l.clock(f.Quiet.From, "quiet", "from"), QuietUntil: l.clock(f.Quiet.Until, "quiet", "until"),
		WorkFrom: l.clock(f.Working.From, "working", "from"), WorkUntil: l.clock(f.Working.Until, "working", "until"),
	}
	c.Stored, c.Remains = f.Consent.Stored, f.Consent.Remains
	if day, err := time.ParseInLocation(time.DateOnly, f.Consent.Ends, location); err == nil {
		c.Ends = day
	} else if f.Consent.Ends != "" {
		l.wrong(file, l.line(file, "consent", "ends"), strconv.Quote(f.Consent.Ends)+" is no date", `ends: "2027-12-31"`)
	}
	if c.WorkFrom >= c.WorkUntil {
		l.wrong(file, l.line(file, "working"), "the office closes before it opens", `{from: "08:00", until: "16:00"}`)
	}
	if c.Code == "" || c.Name == "" {
		l.wrong(file, l.line(file, "code"), "the city has no code or no name", `code: malang, name: "Kota Malang"`)
	}
	if c.QuietUntil >= c.QuietFrom {
		l.wrong(file, l.line(file, "quiet"), "the quiet hours leave no time to speak", `{from: "20:00", until: "08:00"}`)
	}
	if c.ConsentVersion == "" || c.RetentionYears < 1 {
		l.wrong(file, l.line(file, "consent"), "consent lacks its version or the years of retention", `{version: "2026-11", retention_years: 2}`)
	}
	if r := c.Cohorts; r.FromScore < 0 || r.FromScore > r.ToScore || r.ToScore > 100 {
		l.wrong(file, l.line(file, "cohorts"), "the scores of candidates for a cohort do not lie between 0 and 100, the lower first", "{from_score: 40, to_score: 100}")
	}
	if !rising(f.NudgeDays) {
		l.wrong(file, l.line(file, "nudge_days"), "the days do not rise from 1", "[1, 3, 7]")
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
		l.wrong(file, l.line(file, path...), strconv.Quote(s)+" is no time of day", `"20:00"`)
		return 0
	}
	return t.Hour()*60 + t.Minute()
}
