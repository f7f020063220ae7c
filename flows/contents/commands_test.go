package contents_test

import (
	"slices"
	"testing"

	"naikkelas/flows/flowstest"
)

// What an app lists: each command once, and an owner's begin with an owner's.
func TestCommandsAreListedOnce(t *testing.T) {
	t.Parallel()
	b := flowstest.SharedBook()
	for _, row := range []struct{ audience, first, has, hasNot string }{
		{"id", "penilaian", "usulan", "siaran"},
		{"id officer", "periksa", "usulan", "penilaian"},
		{"id planner", "pelatihan", "usulan", "kohort"},
		{"en officer owner", "periksa", "penilaian", "undang"},
		{"en administrator owner", "periksa", "undang", ""},
	} {
		var names []string
		for _, c := range b.Commands(row.audience) {
			if slices.Contains(names, c.Name) {
				t.Errorf("%s: /%s twice", row.audience, c.Name)
			}
			names = append(names, c.Name)
		}
		if names[0] != row.first || !slices.Contains(names, row.has) || slices.Contains(names, row.hasNot) {
			t.Errorf("%s: %v", row.audience, names)
		}
	}
}
