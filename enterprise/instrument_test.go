package enterprise_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

// embeddedProgram is the programme of Kota Malang.
func embeddedProgram(t testing.TB) *Program {
	t.Helper()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// smallFiles is the made-up city of testdata/program, with some files replaced.
func smallFiles(t testing.TB, replaced map[string]string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := filepath.Glob("testdata/program/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = &fstest.MapFile{Data: data}
	}
	for name, text := range replaced {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func loadProgram(t testing.TB, files fs.FS) *Program {
	t.Helper()
	p, err := program.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// readCases reads a table of testdata strictly.
func readCases(t testing.TB, file string, into any) {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	decoder := yaml.NewDecoder(f)
	decoder.KnownFields(true)
	if err := decoder.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// instrumentProgram loads a city whose questions are written as in
// testdata/score.yaml: "A 60" and "Q1 A x3 only food: a0 b4 c-".
func instrumentProgram(t testing.TB, dimensions, items []string) *Program {
	t.Helper()
	return loadProgram(t, smallFiles(t, map[string]string{
		"assessment.yaml": instrumentYAML(t, dimensions, items),
		"scale.yaml":      "source: law\ncapital: {micro: 1, small: 2, medium: 3}\nsales: {micro: 1, small: 2, medium: 3}\n",
	}))
}

var itemForm = regexp.MustCompile(`^(\w+) (\w+) x(\d+)( only (\w+))?: (.*)$`)

func instrumentYAML(t testing.TB, dimensions, items []string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("version: test\ndimensions:\n")
	for _, d := range dimensions {
		code, weight, _ := strings.Cut(d, " ")
		fmt.Fprintf(&b, "  - {code: %s, weight: %s, name: %s, short: %s}\n", code, weight, bothLanguages(code), bothLanguages(code))
	}
	b.WriteString("levels:\n")
	for _, band := range []string{"low 0 39", "fair 40 59", "good 60 79", "top 80 100"} {
		f := strings.Fields(band)
		fmt.Fprintf(&b, "  - {code: %s, from: %s, to: %s, name: %s, meaning: %s}\n", f[0], f[1], f[2], bothLanguages(f[0]), bothLanguages(f[0]))
	}
	b.WriteString("level_rules: {top_level_min_dimension: 50, gate: {item: Q1, min_score: 2, max_level: fair}}\nitems:\n")
	for _, it := range items {
		m := itemForm.FindStringSubmatch(it)
		if m == nil {
			t.Fatalf("%q is no item", it)
		}
		fmt.Fprintf(&b, "  - {id: %s, dimension: %s, weight: %s, only: [%s], ask: %s, help: %s, options: [", m[1], m[2], m[3], m[5], bothLanguages(m[1]), bothLanguages(m[1]))
		for _, o := range strings.Fields(m[6]) {
			counts := "score: " + o[1:]
			if o[1:] == "-" {
				counts = "na: true"
			}
			label := bothLanguages(m[1] + " answer " + o[:1])
			fmt.Fprintf(&b, "{code: %s, %s, button: %s, text: %s, advice: %s}, ", o[:1], counts, label, label, label)
		}
		b.WriteString("]}\n")
	}
	return b.String()
}

func bothLanguages(s string) string { return fmt.Sprintf("{id: %q, en: %q}", s, s) }

// answersOf reads "Q1b Q2a".
func answersOf(s string) map[string]string {
	out := map[string]string{}
	for _, a := range strings.Fields(s) {
		out[a[:len(a)-1]] = a[len(a)-1:]
	}
	return out
}

// scoreCase is a row of testdata/score.yaml.
type scoreCase struct {
	Name              string
	Dimensions, Items []string // empty: the programme of Kota Malang
	Sector            string   // empty: food
	Answers           string
	ByHand            string `yaml:"by_hand"`
	Papers            AdminState
	Total             int
	Level             string
	Scores            string
	Ends              string
	Answered          string
	Actions           string
}

func (c scoreCase) program(t testing.TB) *Program {
	t.Helper()
	if len(c.Dimensions) == 0 {
		return embeddedProgram(t)
	}
	return instrumentProgram(t, c.Dimensions, c.Items)
}

func (c scoreCase) score(p *Program) Result {
	return p.Score(cmp.Or(c.Sector, "food"), answersOf(c.Answers), AdminStatus{State: cmp.Or(c.Papers, AdminIsReady)})
}
