package console

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A difference holds every word of both texts, in order.
func TestDifference(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(difference("Bazar besok di balai kota", "Bazar lusa di balai kota, jam 9"))
	if want := "[{Bazar same} {besok gone} {lusa new} {di balai same} {kota gone} {kota, jam 9 new}]"; got != want {
		t.Errorf("%s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 8)
		was, is := strings.Join(word.Draw(t, "was"), " "), strings.Join(word.Draw(t, "is"), " ")
		var old, now []string
		for _, p := range difference(was, is) {
			if p.Kind != "new" {
				old = append(old, p.Text)
			}
			if p.Kind != "gone" {
				now = append(now, p.Text)
			}
		}
		if strings.Join(old, " ") != was || strings.Join(now, " ") != is {
			t.Fatalf("%q and %q: %q and %q", was, is, old, now)
		}
	})
}
