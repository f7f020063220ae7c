package contents_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"naikkelas/flows/flowstest"
)

var (
	guideCommand = regexp.MustCompile("(?:^|[\\s(*`])/([a-z]+)")
	guideBold    = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	guideMarkup  = regexp.MustCompile(`</?[bi]>`)
)

// Bold words of the guide that are neither a button nor a word of the bot as it
// stands in the catalogue.
var guideOwn = []string{
	"Nilai menurut dokumen yang sah", "membuka angkanya", "apa berikutnya", "Mengabarkan", "Siapa yang hadir", "Yang terlihat",
	"omzet agustus 7 juta", "Bersyarat 90 hari", // an amount as it is typed, a button with its number
}

// What else begins with a slash: Telegram's own word, the server's pages, files.
var notCommands = []string{"start", "healthz", "readyz", "metrics", "dev", "whatsapp"}

// Whatever the officers' guide tells to type or to press is there, under that
// very name.
func TestTheGuideNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	guide := guideText(t, "../../docs/panduan-petugas.md")
	said := catalogueText(t)
	for _, m := range guideBold.FindAllStringSubmatch(guide, -1) {
		for part := range strings.SplitSeq(m[1], " / ") {
			part = strings.TrimSuffix(part, " ...")
			if !strings.HasPrefix(part, "/") && !slices.Contains(guideOwn, part) && !strings.Contains(said, strings.ToLower(part)) {
				t.Errorf("the guide says %q, the bot never does", part)
			}
		}
	}
}

// Every command that the guide and the README name is one.
func TestTheDocumentsNameCommandsThatExist(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, path := range []string{"../../docs/panduan-petugas.md", "../../README.md"} {
		found := guideCommand.FindAllStringSubmatch(guideText(t, path), -1)
		if len(found) < 20 {
			t.Errorf("%s names %d commands", path, len(found))
		}
		for _, m := range found {
			if _, ok := b.CommandNamed["/"+m[1]]; !ok && !slices.Contains(notCommands, m[1]) {
				t.Errorf("%s names /%s, which is no command", path, m[1])
			}
		}
	}
}

// guideText is a document as one line.
func guideText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(data)), " ")
}

// catalogueText is all the bot says in Indonesian, and the programme's names.
func catalogueText(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob("../../enterprise/program/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, path := range append(paths, "../../messages/id.yaml", "../../messages/console.id.yaml") {
		text += guideText(t, path)
	}
	return strings.ToLower(guideMarkup.ReplaceAllString(text, ""))
}
