package read

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTidy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, want string }{
		{"capitals", "Belum PUNYA", "belum punya"},
		{"punctuation and spaces", " Ya,  betul!! ", "ya betul"},
		{"an emoji in front", "✅ Setuju", "setuju"},
		{"only an emoji", "👍🏽", ""},
		{"nothing", "", ""},
		{"digits", "Rp2-5 juta", "rp2 5 juta"},
		{"full-width letters", "Ｙａ", "ya"},
		{"a ligature", "ﬁsik", "fisik"},
		{"an accent in one or two parts", "Re\u0301ne\u00e9", "r\u00e9ne\u00e9"},
		{"an accent that only small letters have in one part", "H\u0331", "\u1e96"},
		{"a letter next to a stray byte", "\xf5\u03d3", "\u03cd"},
		{"a NUL", "y\x00a", "y a"},
		{"spaces that do not break", "ya\u00a0betul", "ya betul"},
	} {
		if got := Tidy(c.typed); got != c.want {
			t.Errorf("%s: %q is tidied to %q, want %q", c.name, c.typed, got, c.want)
		}
	}
}

func FuzzTidy(f *testing.F) {
	for _, s := range []string{"Ya!", "ＹＡ", "H\u0331", "İ", "ẞ", "\u0345\u0391", "a\u200d\u0301", "㎅", "ϓ", "\xff", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tidy := Tidy(s)
		if strings.Contains(tidy, "  ") || tidy != strings.TrimSpace(tidy) {
			t.Errorf("%q is tidied to %q", s, tidy)
		}
		if again := Tidy(tidy); again != tidy {
			t.Errorf("%q is tidied to %q, and then to %q", s, tidy, again)
		}
	})
}

func TestDistanceCountsSlips(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, a, b string
		most, want int
	}{
		{"the same", "dinoyo", "dinoyo", 2, 0},
		{"one left out", "dinoyo", "dinyo", 2, 1},
		{"one added", "dinoyo", "dinnoyo", 2, 1},
		{"one changed", "dinoyo", "dinuyo", 2, 1},
		{"two swapped", "dinoyo", "dionyo", 2, 1},
		{"two swapped at the end", "dinoyo", "dinooy", 2, 1},
		{"two slips", "dinoyo", "dnoyp", 2, 2},
		{"three slips are more than two", "dinoyo", "dnyp", 2, 3},
		{"something else altogether", "dinoyo", "surabaya", 2, 3},
		{"much longer", "dinoyo", "dinoyodinoyo", 2, 3},
		{"nothing to nothing", "", "", 0, 0},
		{"nothing to something", "", "ab", 2, 2},
		{"letters, not bytes", "é", "e", 2, 1},
		{"no slip allowed", "ab", "ba", 0, 1},
	} {
		if got := Distance(c.a, c.b, c.most); got != c.want {
			t.Errorf("%s: from %q to %q %d slips, want %d", c.name, c.a, c.b, got, c.want)
		}
	}
}

// slips is the definition of the distance, without any shortcut.
func slips(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	least := min(slips(a[1:], b)+1, slips(a, b[1:])+1)
	if a[0] == b[0] {
		return min(least, slips(a[1:], b[1:]))
	}
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, slips(a[2:], b[2:])+1)
	}
	return min(least, slips(a[1:], b[1:])+1)
}

func TestDistanceKeepsItsPromises(t *testing.T) {
	t.Parallel()
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcé")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b, most := word.Draw(t, "a"), word.Draw(t, "b"), rapid.IntRange(0, 7).Draw(t, "most")
		d := Distance(a, b, most)
		if d != min(slips([]rune(a), []rune(b)), most+1) {
			t.Fatalf("from %q to %q at most %d: %d, by definition %d", a, b, most, d, slips([]rune(a), []rune(b)))
		}
		if d != Distance(b, a, most) {
			t.Fatalf("from %q to %q %d, back %d", a, b, d, Distance(b, a, most))
		}
		if (d == 0) != (a == b) || d > max(utf8.RuneCountInString(a), utf8.RuneCountInString(b)) {
			t.Fatalf("from %q to %q %d", a, b, d)
		}
	})
}

func TestNegativeNumbersAreTold(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{"-5": true, " − 5": true, "–5 orang": true, "5": false, "-": false, "- kopi": false, "2-3": false, "": false, "-٥": true} {
		if got := Negative(typed); got != want {
			t.Errorf("%q: %v", typed, got)
		}
	}
}
