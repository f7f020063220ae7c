package telegram

import (
	"encoding/xml"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"naikkelas/bot/channel"
)

// TestMarkupKeepsEveryLetter draws entities as a forged update might hold
// them: the text comes through whole, and the tags are balanced.
func TestMarkupKeepsEveryLetter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab <>&\"🙂\n"))).Draw(t, "text")
		most := len(utf16.Encode([]rune(text)))
		entities := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tgEntity {
			return tgEntity{
				Type:   rapid.SampledFrom([]string{"bold", "italic", "code", "text_link", "spoiler"}).Draw(t, "type"),
				Offset: rapid.IntRange(-2, most+2).Draw(t, "offset"), Length: rapid.IntRange(-2, most+2).Draw(t, "length"), URL: `https://x/?"<`,
			}
		}), 0, 6).Draw(t, "entities")
		got := markup(text, entities)
		if got == "" {
			return
		}
		if channel.Plain(got) != string(utf16.Decode(utf16.Encode([]rune(text)))) && !cutsPair(text, entities) {
			t.Errorf("%q became %q", text, got)
		}
		if !wellFormed(got) {
			t.Errorf("the tags of %q are not balanced", got)
		}
	})
}

// cutsPair tells whether an entity ends inside a character of two units: only
// a forged one does.
// wellFormed reports whether every tag ends in order.
func wellFormed(text string) bool {
	return xml.Unmarshal([]byte("<x>"+text+"</x>"), new(struct{})) == nil
}

func cutsPair(text string, entities []tgEntity) bool {
	units := utf16.Encode([]rune(text))
	inside := func(i int) bool {
		return i > 0 && i < len(units) && utf16.IsSurrogate(rune(units[i])) && units[i] >= 0xDC00
	}
	for _, e := range entities {
		if inside(e.Offset) || inside(e.Offset+e.Length) {
			return true
		}
	}
	return false
}
