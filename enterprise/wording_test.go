package enterprise_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A stall has no "all products", and what nobody sends to a laboratory is not
// asked about one: an answer is in the words of its question.
func TestAnswersAreInTheWordsOfTheirQuestion(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	for _, row := range []struct {
		item, sectors string
		banned        []string
	}{
		{"L3", "ready_food service farming fashion craft", []string{"produk yang lain", "the other products"}},
		{"L3", "ready_food service farming", []string{"semua produk", "sebagian produk", "all products"}},
		{"L3", "ready_food service farming fashion craft cosmetics", []string{"SPP-IRT"}},
		{"K4", "service craft fashion trade farming", []string{"laborator", "resep", "recipe", "gizi"}},
		{"K4", "packaged_food ready_food cosmetics", []string{"Kira-kira", "Kadang"}},
	} {
		it := p.Instrument.Item(row.item)
		for _, sector := range strings.Fields(row.sectors) {
			for _, lang := range []string{"id", "en"} {
				texts := []string{it.AskIn(sector).In(lang), it.HelpIn(sector).In(lang)}
				if row.item == "L3" {
					texts = nil // its help lists every permit there is
				}
				for _, o := range it.OptionsFor(sector) {
					texts = append(texts, o.Button.In(lang), o.Text.In(lang), o.Advice.In(lang))
				}
				for _, banned := range row.banned {
					if i := slices.IndexFunc(texts, func(s string) bool { return strings.Contains(s, banned) }); i >= 0 {
						t.Errorf("%s, %s: %q does not fit %q", row.item, sector, texts[i], it.AskIn(sector).In(lang))
					}
				}
			}
		}
	}
}

// phrases are all texts of the programme in a language, by file and line.
func phrases(t *testing.T, lang string) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := filepath.Glob("program/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal(data, &root); err != nil {
			t.Fatal(err)
		}
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			if n.Kind == yaml.MappingNode {
				for i := 0; i+1 < len(n.Content); i += 2 {
					if k, v := n.Content[i], n.Content[i+1]; k.Value == lang && v.Kind == yaml.ScalarNode {
						out[fmt.Sprintf("%s:%d", name, v.Line)] += " " + v.Value
					}
				}
			}
			for _, c := range n.Content {
				walk(c)
			}
		}
		walk(&root)
	}
	if len(out) < 400 {
		t.Fatalf("%d phrases", len(out))
	}
	return out
}

// owner is how nobody is spoken to here, and words of another language.
var (
	wrongVoice = regexp.MustCompile(`(?i)\b(anda|kamu|kalian|\w+mu|usahamu)\b`)
	english    = regexp.MustCompile(`(?i)\b(the|and|of|for|with|your|you|art\.|funnel|please|download|upload)\b`)
	indonesian = regexp.MustCompile(`(?i)\b(dan|yang|untuk|dengan|pasal|adalah|atau|belum|sudah)\b`)
	endsInMu   = regexp.MustCompile(`(?i)\b(jamu|temu|bumbu|ilmu|tamu|bertemu|ketemu|ramu)\b`)
)

// One voice: "Bapak/Ibu", which is said as the owner chose; and each text is in
// its own language.
func TestTheProgrammeSpeaksWithOneVoice(t *testing.T) {
	t.Parallel()
	for at, text := range phrases(t, "id") {
		if m := wrongVoice.FindString(endsInMu.ReplaceAllString(text, "")); m != "" {
			t.Errorf("%s: %q in %s", at, m, text)
		}
		if m := english.FindString(text); m != "" {
			t.Errorf("%s: English %q in %s", at, m, text)
		}
	}
	for at, text := range phrases(t, "en") {
		if m := indonesian.FindString(text); m != "" && !strings.Contains(text, "Lupa Kata Sandi") {
			t.Errorf("%s: Indonesian %q in %s", at, m, text)
		}
	}
}

// A number of years is from somewhere, or said to be unconfirmed.
func TestValidityHasASource(t *testing.T) {
	t.Parallel()
	for _, d := range embeddedProgram(t).Documents {
		if d.Validity.Kind == "years" && d.Validity.Source == "" {
			t.Errorf("%s: %d years, by whom?", d.Code, d.Validity.Years)
		}
	}
}
