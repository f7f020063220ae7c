package messages

import (
	"slices"
	"strings"
	"testing"
)

func TestTextsAreBrokenAsOnAPhone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"":                           1,
		"satu":                       1,
		"satu\n\ndua":                3,
		strings.Repeat("a", 38):      1,
		strings.Repeat("a", 39):      2,
		strings.Repeat("abcdef ", 6): 2, // 41 letters, broken between words
		"<b>" + strings.Repeat("a", 38) + "</b> &lt;b": 2,
	} {
		if got := Lines(text); got != want {
			t.Errorf("%q is %d lines, want %d", text, got, want)
		}
	}
	tall := strings.Repeat("x\n", 9) + "x"
	if got := Pages(tall + "\n\n" + tall + "\n\nakhir"); !slices.Equal(got, []string{tall, tall + "\n\nakhir"}) {
		t.Errorf("%q", got)
	}
}
