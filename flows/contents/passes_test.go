package contents_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"naikkelas/flows/flowstest"
)

// passesFile says how often the steps of each transcript were worked out: once
// a turn, and once more whenever one found that it needs to know more.
const passesFile = "testdata/passes"

const passesLine = "%s: %d turns, %d passes, at most %d"

// passCounts are those of transcripts that are played at the same time.
type passCounts struct {
	sync.Mutex
	now map[string]flowstest.Passes
}

// recordedPasses fails the test when a transcript needs more passes than are
// recorded. -update records what it needs now.
func recordedPasses(t *testing.T) *passCounts {
	t.Helper()
	c := &passCounts{now: map[string]flowstest.Passes{}}
	recorded := readPasses(t)
	t.Cleanup(func() {
		if *update {
			maps.Copy(recorded, c.now)
			writePasses(t, recorded)
			return
		}
		for _, name := range slices.Sorted(maps.Keys(c.now)) {
			if p, was := c.now[name], recorded[name]; p.Passes > was.Passes || p.Most > was.Most {
				t.Errorf("%s took %d turns, %d passes, at most %d; recorded are %d, %d, %d. If it says more now, run: go test ./flows/contents -update. If not, it looks things up one after the other that it could look up at once.",
					name, p.Turns, p.Passes, p.Most, was.Turns, was.Passes, was.Most)
			}
		}
	})
	return c
}

func (c *passCounts) took(name string, p flowstest.Passes) {
	c.Lock()
	defer c.Unlock()
	c.now[name] = p
}

func readPasses(t *testing.T) map[string]flowstest.Passes {
	data, err := os.ReadFile(passesFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	out := map[string]flowstest.Passes{}
	for line := range strings.Lines(string(data)) {
		name, rest, _ := strings.Cut(line, ":")
		var p flowstest.Passes
		if _, err := fmt.Sscanf(rest, strings.TrimPrefix(passesLine, "%s:"), &p.Turns, &p.Passes, &p.Most); err != nil {
			t.Fatalf("%s: %q: %v", passesFile, line, err)
		}
		out[name] = p
	}
	return out
}

func writePasses(t *testing.T, all map[string]flowstest.Passes) {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&out, passesLine+"\n", name, all[name].Turns, all[name].Passes, all[name].Most)
	}
	if err := os.WriteFile(passesFile, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
