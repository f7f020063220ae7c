package console

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"naikkelas/messages"
)

// Every word of the pages is in the catalogue, in every language, and every
// word of the pages that is in the catalogue stands on one.
func TestEveryWordOfThePagesIsThereAndUsed(t *testing.T) {
	t.Parallel()
	words, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	own, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range own {
		if data, err := os.ReadFile(name); err == nil && !strings.HasSuffix(name, "_test.go") {
			source.Write(data)
		}
	}
	err = fs.WalkDir(web, "web", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		data, err := fs.ReadFile(web, path)
		source.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var begins []string
	for _, m := range regexp.MustCompile(`"(console\.[a-z0-9._]*)(%s[a-z.]*)?"`).FindAllStringSubmatch(source.String(), -1) {
		if strings.HasSuffix(m[1], ".css") || strings.HasSuffix(m[1], ".js") {
			continue
		}
		if m[2] != "" || strings.HasSuffix(m[1], ".") {
			begins = append(begins, m[1])
			continue
		}
		used[m[1]] = true
	}
	for _, p := range everything() {
		used["console."+p.name+".title"] = true
	}
	for key := range used {
		for _, lang := range words.Languages() {
			if !words.Has(lang, key) {
				t.Errorf("messages/console.%s.yaml has no %q", lang, key)
			}
		}
	}
	for _, key := range words.Keys("console.") {
		if !used[key] && !slices.ContainsFunc(begins, func(b string) bool { return b != "console." && strings.HasPrefix(key, b) }) {
			t.Errorf("messages/console.id.yaml: no page says %q any more", key)
		}
	}
}
