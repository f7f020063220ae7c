package answers_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"naikkelas/flows/flowstest"
)

var update = flag.Bool("update", false, "write what the conversations say now into testdata/*.txt")

// transcriptsLeast is how many conversations there are at least.
const transcriptsLeast = 60

// TestNaturalConversations plays testdata/*.txt: people who write as they speak,
// in the middle of whatever they are doing. The lines are those of
// TestOfficersTranscripts in flows/contents.
func TestNaturalConversations(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < transcriptsLeast {
		t.Fatalf("%d conversations: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := (&flowstest.Officers{World: flowstest.NewWorld(t), Shown: map[string]int{}}).Play(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation changed; if that is meant, run: go test ./flows/answers -update, and read the difference")
			}
		})
	}
}
