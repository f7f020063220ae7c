package enterprise_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

// brokenCase is a row of testdata/broken.yaml.
type brokenCase struct{ Name, At, Whole, Becomes, Says, Fault string }

func brokenCases(t testing.TB) (cases []brokenCase) {
	t.Helper()
	readCases(t, "broken.yaml", &cases)
	return cases
}

// place is the file and line that a case changes; line 0 is the whole file.
func (c brokenCase) place(t testing.TB) (file string, line int) {
	t.Helper()
	if c.Whole != "" {
		return c.Whole, 0
	}
	file, number, _ := strings.Cut(c.At, ":")
	line, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return file, line
}

func TestFaultsNameTheLineAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range brokenCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			files := smallFiles(t, nil)
			file, line := c.place(t)
			files[file].Data = []byte(changedLine(string(files[file].Data), line, c.Becomes))
			_, err := program.Load(files)
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("error %v, want a fault", err)
			}
			where := cmp.Or(c.Fault, c.At)
			if !slices.ContainsFunc(faults, func(f Fault) bool {
				return strings.HasPrefix(f.String(), where+": ") && strings.Contains(f.String(), c.Says) && f.Right != ""
			}) {
				t.Errorf("want %s: ... %s ..., got\n%v", where, c.Says, faults)
			}
		})
	}
}

// changedLine is a file with another line, or 0: with other contents altogether.
func changedLine(text string, line int, becomes string) string {
	if line == 0 {
		return becomes
	}
	lines := strings.Split(text, "\n")
	lines[line-1] = becomes
	return strings.Join(lines, "\n")
}

func TestEveryFaultIsReportedAtOnceOnceAndInOrder(t *testing.T) {
	t.Parallel()
	_, err := program.Load(smallFiles(t, map[string]string{
		"scale.yaml": "source: law\ncapital: {micro: 0, small: 1, medium: 2}\nsales: {micro: 0, small: 1, medium: 2}\nadmin_ready:\n  all_sectors: [[passport, passport], []]\n",
	}))
	want := `scale.yaml:2: the limits do not rise; right would be: {micro: 2000000000, small: 15000000000, medium: 50000000000}
scale.yaml:3: the limits do not rise; right would be: {micro: 2000000000, small: 15000000000, medium: 50000000000}
scale.yaml:5: there is no document "passport"; right would be: one of the codes in documents.yaml
scale.yaml:5: a group is empty; right would be: [[nib], [npwp]]`
	if fmt.Sprint(err) != want {
		t.Errorf("got\n%v", err)
	}
}

func TestASectorThatIsAskedNothingIsAFault(t *testing.T) {
	t.Parallel()
	files := smallFiles(t, nil)
	questions := string(files["assessment.yaml"].Data)
	for _, item := range []string{"  - id: N1\n", "  - id: N2\n"} {
		questions = strings.Replace(questions, item, item+"    only: [food]\n", 1)
	}
	files["assessment.yaml"].Data = []byte(questions)
	_, err := program.Load(files)
	if !strings.Contains(fmt.Sprint(err), "city.yaml:16: the sector craft is asked no question") {
		t.Errorf("error %v", err)
	}
}

func TestFilesThatADirectoryLacksAreTheEmbeddedOnes(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, fstest.MapFS{"scale.yaml": {Data: []byte("source: a new law\ncapital: {micro: 1, small: 2, medium: 3}\nsales: {micro: 4, small: 5, medium: 6}\n")}})
	if p.Scale.Source != "a new law" || p.City.Name != "Kota Malang" || len(p.Regions.Districts) != 5 {
		t.Errorf("source %q, city %q, %d kecamatan", p.Scale.Source, p.City.Name, len(p.Regions.Districts))
	}
}

func TestAFolderWhoseFilesAreNotReadIsAFault(t *testing.T) {
	for name, want := range map[string]string{
		"citi.yaml":  "citi.yaml: no programme file is called so, and it would not be read; right would be: city.yaml, assessment.yaml, documents.yaml, regions.yaml, scale.yaml, calendar.yaml, pengetahuan.yaml, intents.yaml, words.yaml, templates.yaml",
		"notes.txt":  "city.yaml: it is not there, nor any other programme file; right would be: a folder with at least one of city.yaml, assessment.yaml, documents.yaml, regions.yaml, scale.yaml, calendar.yaml, pengetahuan.yaml, intents.yaml, words.yaml, templates.yaml",
		"scale.yaml": "",
	} {
		data, _ := os.ReadFile("program/scale.yaml")
		_, err := program.Load(fstest.MapFS{name: {Data: data}})
		if got := fmt.Sprint(err); got != want && (want != "" || err != nil) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestAFileThatCannotBeReadIsNoFaultOfItsText(t *testing.T) {
	t.Parallel()
	_, err := program.Load(fstest.MapFS{"city.yaml/inside": {Data: []byte("a directory")}})
	var faults Faults
	if err == nil || errors.As(err, &faults) || !strings.HasPrefix(err.Error(), "program: read programme file city.yaml: ") {
		t.Errorf("error %v", err)
	}
}

func TestDocumentsTakeTheUsualReminderDays(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, smallFiles(t, nil))
	for code, want := range map[string]string{"nib": "[30 7]", "sppirt": "[180]", "halal": "[30 7]"} {
		if d, _ := p.Document(code); fmt.Sprint(d.ReminderDays) != want {
			t.Errorf("%s is recalled %v days before, want %s", code, d.ReminderDays, want)
		}
	}
}

// A programme that loads must serve: score every sector, find places, and
// tell the status of a business.
func FuzzLoadProgram(f *testing.F) {
	small := smallFiles(f, nil)
	names := slices.Sorted(maps.Keys(small))
	for i, name := range names {
		f.Add(i, string(small[name].Data))
	}
	for _, c := range brokenCases(f) {
		file, line := c.place(f)
		f.Add(slices.Index(names, file), changedLine(string(small[file].Data), line, c.Becomes))
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		files := maps.Clone(small)
		files[names[uint(i)%uint(len(names))]] = &fstest.MapFile{Data: []byte(text)}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, err := program.Load(files)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20+2000*uint64(len(text)) { // also where aliases say a thing many times over
			t.Fatalf("%d bytes took %d MB", len(text), took>>20)
		}
		if err != nil {
			var faults Faults
			if !errors.As(err, &faults) || len(faults) == 0 || slices.ContainsFunc(faults, func(f Fault) bool { return f.File == "" || f.Line < 1 || f.What == "" }) {
				t.Errorf("error %v", err)
			}
			return
		}
		serves(t, p)
	})
}

func serves(t *testing.T, p *Program) {
	for _, s := range p.Sectors {
		for _, last := range []bool{false, true} {
			answers := map[string]string{}
			for _, it := range p.Instrument.Shown(s.Code) {
				offered := it.OptionsFor(s.Code)
				answers[it.ID] = offered[0].Code
				if last {
					answers[it.ID] = offered[len(offered)-1].Code
				}
			}
			r := p.Score(s.Code, answers, AdminStatus{State: AdminIsReady})
			if r.Total < 0 || r.Total > 100 || r.Level == "" || r.Provisional {
				t.Errorf("%s scores %+v", s.Code, r)
			}
			p.Admin(Business{Sector: s.Code, Assessments: []Assessment{{Answers: answers}}}, day("2026-11-22"))
		}
	}
	for _, d := range p.Regions.Districts {
		p.Regions.FindDistrict(d.Name)
		p.Regions.FindVillage(d.Villages[0].Name, d.Code)
	}
	if awake := p.City.Awake(day("2026-11-22")); !p.City.Awake(awake).Equal(awake) {
		t.Errorf("%v is awake and is not", awake)
	}
}

func BenchmarkLoadProgram(b *testing.B) {
	for b.Loop() {
		if _, err := program.Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}
