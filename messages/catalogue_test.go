package messages

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"go.yaml.in/yaml/v3"
)

func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{lang + ".yaml", "console." + lang + ".yaml"} {
		data, err := embedded.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(data, &out); err != nil { // also of a key that stands twice in a file
			t.Fatalf("%s: %v", name, err)
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

// The form of address is said in Indonesian sentences and left out in English ones.
func placeholders(s string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		if m[1] != "You" && !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return out
}

func TestLanguagesAgree(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	own := words(t, Default)
	for _, lang := range c.Languages() {
		other := words(t, lang)
		for key, text := range own {
			if strings.TrimSpace(other[key]) == "" {
				t.Errorf("%s.yaml: add a line %q: \"...\" (Indonesian: %q)", lang, key, text)
				continue
			}
			if a, b := placeholders(text), placeholders(other[key]); !slices.Equal(a, b) {
				t.Errorf("%s.yaml: %q has the place-holders %v, Indonesian has %v", lang, key, b, a)
			}
		}
		for key := range other {
			if _, ok := own[key]; !ok {
				t.Errorf("%s.yaml: %q stands in no Indonesian line", lang, key)
			}
		}
	}
}

// A question is about 300 characters (the product's own measure); texts that
// explain may be longer, none may pass Telegram's 4,096 UTF-16 units.
func TestWordsAreShort(t *testing.T) {
	t.Parallel()
	long := []string{"help.text", "start.consent.full", "start.consent.ask", "start.language.ask"}
	for _, lang := range []string{"id", "en"} {
		for key, text := range words(t, lang) {
			n := len(utf16.Encode([]rune(text)))
			if n > 1200 || n > 330 && !slices.Contains(long, key) {
				t.Errorf("%s.yaml: %q is %d characters long", lang, key, n)
			}
		}
	}
}

var tag = regexp.MustCompile(`</?([a-z]+)[^>]*>`)

func TestTagsAreClosed(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"id", "en"} {
		for key, text := range words(t, lang) {
			var open []string
			for _, m := range tag.FindAllStringSubmatch(text, -1) {
				if !slices.Contains([]string{"b", "i", "code", "a"}, m[1]) {
					t.Errorf("%s.yaml: %q uses the tag <%s>", lang, key, m[1])
				}
				if strings.HasPrefix(m[0], "</") {
					if len(open) == 0 || open[len(open)-1] != m[1] {
						t.Errorf("%s.yaml: %q closes <%s> that is not open", lang, key, m[1])
						break
					}
					open = open[:len(open)-1]
					continue
				}
				open = append(open, m[1])
			}
			if len(open) > 0 {
				t.Errorf("%s.yaml: %q leaves %v open", lang, key, open)
			}
		}
	}
}

func TestSayEscapesWhatPeopleTyped(t *testing.T) {
	t.Parallel()
	c, err := load(fstest.MapFS{"id.yaml": {Data: []byte(`"hello": "Halo <b>{{.Name}}</b>{{.Rest}}"`)}})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Say("id", "hello", Args{"Name": `<b>&"`, "Rest": HTML("<i>!</i>")})
	if want := `Halo <b>&lt;b&gt;&amp;"</b><i>!</i>`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := c.Label("id", "hello", Args{"Name": "<b>", "Rest": ""}); got != "Halo <b><b></b>" {
		t.Errorf("a label is escaped: %s", got)
	}
	if got := c.Say("id", "nowhere", nil); got != "[nowhere]" {
		t.Errorf("an unknown key reads %q", got)
	}
}

// A number has no forms of its own: one is said like many in every language.
func TestOneIsSaidAsManyAre(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range c.Languages() {
		if got := c.Say(lang, "topic.list", Args{"Count": 1}); strings.HasPrefix(got, "[") {
			t.Errorf("%s: one topic reads %q", lang, got)
		}
	}
}

func BenchmarkSay(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c.Say("id", "result.head", Args{"Business": "Tempe", "Total": 62, "Level": "Mantap", "Date": "22 November 2026"})
	}
}
