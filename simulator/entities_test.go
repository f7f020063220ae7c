package simulator

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, source, text string
		entities           []Entity
	}{
		{"no tags", "a b", "a b", nil},
		{"bold twice", "<b>a</b> <strong>b</strong>", "a b", []Entity{{"bold", 0, 1, ""}, {"bold", 2, 1, ""}}},
		{"italic twice", "<i>a</i><em>b</em>", "ab", []Entity{{"italic", 0, 1, ""}, {"italic", 1, 1, ""}}},
		{"underlined twice", "<u>a</u><ins>b</ins>", "ab", []Entity{{"underline", 0, 1, ""}, {"underline", 1, 1, ""}}},
		{"struck three times", "<s>a</s><strike>b</strike><del>c</del>", "abc", []Entity{{"strikethrough", 0, 1, ""}, {"strikethrough", 1, 1, ""}, {"strikethrough", 2, 1, ""}}},
		{"code, pre and a quote", "<code>a</code><pre>b</pre><blockquote>c</blockquote>", "abc", []Entity{{"code", 0, 1, ""}, {"pre", 1, 1, ""}, {"blockquote", 2, 1, ""}}},
		{"spoilers", `<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>`, "ab", []Entity{{"spoiler", 0, 1, ""}, {"spoiler", 1, 1, ""}}},
		{"a custom emoji", `<tg-emoji emoji-id="536832">👍</tg-emoji>`, "👍", []Entity{{"custom_emoji", 0, 2, ""}}},
		{"code in a language", `<pre><code class="language-go">x</code></pre>`, "x", []Entity{{"code", 0, 1, ""}, {"pre", 0, 1, ""}}},
		{"big letters", "<B>a</b> <I>b</I>", "a b", []Entity{{"bold", 0, 1, ""}, {"italic", 2, 1, ""}}},
		{"an emoji counts two", "😀<b>é😀</b>x<i>y</i>", "😀é😀xy", []Entity{{"bold", 2, 3, ""}, {"italic", 6, 1, ""}}},
		{"one in another: the outer first", "<b>a<i>b</i></b>", "ab", []Entity{{"bold", 0, 2, ""}, {"italic", 1, 1, ""}}},
		{"one in another from the start: the longer first", "<b><i>a</i>b</b>", "ab", []Entity{{"bold", 0, 2, ""}, {"italic", 0, 1, ""}}},
		{"around nothing", "a<b></b>b", "ab", nil},
		{"an end without a name", "<b>a</>", "a", []Entity{{"bold", 0, 1, ""}}},
		{"blanks in the tags", "<b >a</b\n>", "a", []Entity{{"bold", 0, 1, ""}}},
		{"a link", `<a href="https://a.id/?x=1&amp;y=2">sini</a>`, "sini", []Entity{{"text_link", 0, 4, "https://a.id/?x=1&y=2"}}},
		{"a link in single quotes", `<a href='https://a.id'>x</a>`, "x", []Entity{{"text_link", 0, 1, "https://a.id"}}},
		{"a link without a scheme", `<a href="a.id">x</a>`, "x", []Entity{{"text_link", 0, 1, "http://a.id"}}},
		{"a link without quotes", `<a href=a.id>x</a>`, "x", []Entity{{"text_link", 0, 1, "http://a.id"}}},
		{"a link that is its text", `<a>a.id</a>`, "a.id", []Entity{{"text_link", 0, 4, "http://a.id"}}},
		{"a link with a greater-than sign", `<a href="https://a.id/>">x</a>`, "x", []Entity{{"text_link", 0, 1, "https://a.id/>"}}},
		{"a link to a user", `<a href="tg://user?id=5">x</a>`, "x", []Entity{{"text_link", 0, 1, "tg://user?id=5"}}},
		{"a link that runs a script is none", `<a href="javascript:alert(1)">x</a>`, "x", nil},
		{"a link to nowhere is none", `<a href="nowhere">x</a>`, "x", nil},
		{"an attribute that means nothing", `<b class="x">a</b>`, "a", []Entity{{"bold", 0, 1, ""}}},
		{"the four names", "&lt;b&gt; &amp; &quot;", `<b> & "`, nil},
		{"names without a semicolon", "&lt5 &amp", "<5 &", nil},
		{"names it does not know", "&nbsp; &apos; &ltx; & &;", "&nbsp; &apos; &ltx; & &;", nil},
		{"numbers", "&#65;&#x41;&#128512;&#x1f600;", "AA😀😀", nil},
		{"a number counts like what it is", "&#128512;<b>x</b>", "😀x", []Entity{{"bold", 2, 1, ""}}},
		{"numbers that are none", "&#0; &#x110000; &#; &#x; &#999999999999;", "&#0; &#x110000; &#; &#x; &#999999999999;", nil},
		{"twice escaped is once escaped", "&amp;lt;", "&lt;", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			text, entities, err := parseHTML(row.source)
			if err != nil || text != row.text || !slices.Equal(entities, row.entities) {
				t.Errorf("%q %+v %v, want %q %+v", text, entities, err, row.text, row.entities)
			}
		})
	}
}

func TestHTMLThatIsNone(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<":                                   "Unclosed start tag at byte offset 0",
		"a <b":                                "Unclosed start tag at byte offset 2",
		"a <b ":                               "Unclosed start tag at byte offset 2",
		`a <a href="x`:                        "Unclosed start tag at byte offset 2",
		`<a href=`:                            `Unclosed start tag "a" at byte offset 0`,
		"<>x":                                 `Unsupported start tag "" at byte offset 0`,
		"<br/>":                               `Unsupported start tag "br/" at byte offset 0`,
		"<a href>x</a>":                       `Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0`,
		`<a ="x">x</a>`:                       `Empty attribute name in the tag "a" at byte offset 0`,
		"<a href=https://a.id>x</a>":          "Unexpected end of name token at byte offset 8",
		"<span>x</span>":                      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<tg-emoji emoji-id="a">x</tg-emoji>`: "Invalid custom emoji identifier specified",
		"</b>":                                "Unexpected end tag at byte offset 0",
		"<b>a</b":                             "Unclosed end tag at byte offset 4",
		"<b>a</b b>":                          "Unclosed end tag at byte offset 4",
		"<b>a</i>":                            `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b>a</b></b>":                        "Unexpected end tag at byte offset 8",
		"<b><i>a</i>":                         `Can't find end tag corresponding to start tag "b"`,
		"😀<x>":                                `Unsupported start tag "x" at byte offset 4`,
	} {
		_, _, err := parseHTML(source)
		if want = "Bad Request: can't parse entities: " + want; err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", source, err, want)
		}
	}
}

// FuzzParseHTML never panics, its entities are in order and within the text,
// and what is escaped comes back as it was.
func FuzzParseHTML(f *testing.F) {
	for _, seed := range []string{
		"", "<b>a</b>", "😀<i>x</i>", `<a href="https://a.id?x=&amp;">y</a>`, "&lt;&#65;&#x1f600;&amp", "<b", "</", "<a b=c d='e' f=\"g\">", "&#xd83d;", "\xff<b>\xf0</b>", "\xf0\x9f\x98<i>\x80</>", "<pre><code class=\"language-x\">a</code></pre>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		text, entities, err := parseHTML(source)
		if !utf8.ValidString(source) {
			if err == nil || text != "" || entities != nil {
				t.Errorf("%q gives %q %+v %v", source, text, entities, err)
			}
			return
		}
		if err != nil && (text != "" || entities != nil || !strings.HasPrefix(err.Error(), "Bad Request: can't parse entities: ")) {
			t.Errorf("%q gives %q %+v %v", source, text, entities, err)
		}
		before := 0
		for _, e := range entities {
			if e.Offset < before || e.Length <= 0 || e.Offset+e.Length > units(text) {
				t.Errorf("%q gives %+v in %d units", source, entities, units(text))
			}
			before = e.Offset
		}
		if n := len(utf16.Encode([]rune(text))); n != units(text) || !utf8.ValidString(text) {
			t.Errorf("%q gives %q of %d units", source, text, units(text))
		}
		if text, entities, err := parseHTML(html.EscapeString(source)); err != nil || text != source || entities != nil {
			t.Errorf("%q escaped comes back as %q %+v %v", source, text, entities, err)
		}
	})
}
