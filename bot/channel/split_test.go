package channel

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"naikkelas/messages"
)

// balanced is a small reading of HTML: every tag ends in order, within the
// text, and & begins an entity.
func balanced(text string) bool {
	var open []string
	for text != "" {
		switch rest := text[1:]; text[0] {
		case '<':
			tag, after, ok := strings.Cut(rest, ">")
			if !ok || tag == "" || strings.Contains(tag, "<") {
				return false
			}
			if name, ends := strings.CutPrefix(tag, "/"); !ends {
				open = append(open, strings.Fields(tag)[0])
			} else if len(open) == 0 || open[len(open)-1] != name {
				return false
			} else {
				open = open[:len(open)-1]
			}
			text = after
		case '&':
			entity, after, ok := strings.Cut(rest, ";")
			if !ok || !slices.Contains([]string{"amp", "lt", "gt"}, entity) {
				return false
			}
			text = after
		case '>':
			return false
		default:
			text = rest
		}
	}
	return len(open) == 0
}

// words draws what a person may have typed, as it stands in our HTML.
var words = rapid.Custom(func(t *rapid.T) string {
	return messages.Escape(rapid.StringOfN(rapid.RuneFrom([]rune("ab.&<>;\n☕😀é")), 0, 30, -1).Draw(t, "words"))
})

// marked draws words within tags, which may reach over lines.
var marked = rapid.Custom(func(t *rapid.T) string {
	text := words.Draw(t, "inner")
	for _, tag := range rapid.SliceOfN(rapid.SampledFrom([]string{"b", "i", "code", `a href="https://oss.go.id/?a=1&amp;b=2"`}), 0, 3).Draw(t, "tags") {
		name, _, _ := strings.Cut(tag, " ")
		text = words.Draw(t, "before") + "<" + tag + ">" + text + "</" + name + ">" + words.Draw(t, "after")
	}
	return text
})

// unlined is a text without its line ends, which stand where parts meet.
func unlined(s string) string { return strings.ReplaceAll(s, "\n", "") }

func TestPartsFitAndTogetherAreTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(marked, 1, 8).Draw(t, "text"), rapid.SampledFrom([]string{"", "\n"}).Draw(t, "between"))
		most := rapid.IntRange(2, 60).Draw(t, "most")
		parts := Split(text, most)
		if len(parts) == 1 && parts[0] == text && Length(text) <= most {
			return
		}
		joined := ""
		for _, part := range parts {
			joined += Plain(part)
			if Length(part) > most || !balanced(part) || !utf8.ValidString(part) {
				t.Fatalf("part %q of %d units; at most %d", part, Length(part), most)
			}
			if strings.TrimSpace(Plain(part)) == "" && len(parts) > 1 {
				t.Fatalf("a part with nothing to read: %q", part)
			}
		}
		if unlined(joined) != unlined(Plain(text)) {
			t.Fatalf("%q became %q", Plain(text), joined)
		}
	})
}

func TestLinesStayWholeWhereTheyCan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.StringMatching(`[a-z😀]{1,20}`), 1, 20).Draw(t, "lines")
		var got []string
		for _, part := range Split(strings.Join(lines, "\n"), 40) {
			got = append(got, strings.Split(part, "\n")...)
		}
		if !slices.Equal(got, lines) {
			t.Fatalf("%q became %q", lines, got)
		}
	})
}

func TestSplitsThatWentWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		when, text string
		most       int
		want       []string
	}{
		{"a short text stays as it is", " <b>x</b>\n", 10, []string{" <b>x</b>\n"}},
		{"nothing is one part of nothing", "", 10, []string{""}},
		{"tags do not count", `<a href="https://oss.go.id">oss</a>`, 3, []string{`<a href="https://oss.go.id">oss</a>`}},
		{"an entity counts as its character", "&amp;&lt;&gt;&amp;", 4, []string{"&amp;&lt;&gt;&amp;"}},
		{"a line of entities is cut between them", "&amp;&lt;&gt;&amp;", 2, []string{"&amp;&lt;", "&gt;&amp;"}},
		{"a line of nothing but tags", strings.Repeat("<b></b>", 9) + "abc", 2, []string{strings.Repeat("<b></b>", 9) + "ab", "c"}},
		{"a pair of surrogates is one character", "😀😀😀", 3, []string{"😀", "😀", "😀"}},
		{"a tag over a cut is closed and opened again", "<b>a<i>bc</i></b>", 2, []string{"<b>a<i>b</i></b>", "<b><i>c</i></b>"}},
		{"spaces stay", "a b c d", 3, []string{"a ", "b ", "c d"}},
		{"a line too long begins a part of its own", "ab\ncdef", 3, []string{"ab", "cde", "f"}},
		{"a line that just fits takes no line end with it", "abc\ndef", 3, []string{"abc", "def"}},
		{"empty lines at a cut go", "abc\n\n\n\n\ndef", 3, []string{"abc", "def"}},
		{"nothing but line ends", "\n\n\n\n", 2, []string{""}},
	} {
		if got := Split(c.text, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.when, got)
		}
	}
}

func TestSplitOfTheLongestText(t *testing.T) {
	t.Parallel()
	if parts := Split(strings.Repeat("😀", 2048), 4096); len(parts) != 1 {
		t.Errorf("4,096 units are %d parts", len(parts))
	}
	parts := Split(strings.Repeat("😀", 4096), 4096)
	if len(parts) != 2 || Length(parts[0]) != 4096 || unlined(strings.Join(parts, "")) != strings.Repeat("😀", 4096) {
		t.Errorf("4,096 emoji are %d parts", len(parts))
	}
}
