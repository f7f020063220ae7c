package place_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "naikkelas/enterprise/place"
	"naikkelas/enterprise/program"
	"naikkelas/enterprise/read"
)

// malang is the city that comes with the program.
func malang(t testing.TB) *Regions {
	t.Helper()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return &p.Regions
}

func TestEveryKelurahanIsFoundByItsNames(t *testing.T) {
	t.Parallel()
	r := malang(t)
	villages := 0
	for _, d := range r.Districts {
		for _, v := range d.Villages {
			villages++
			for _, name := range append([]string{v.Name}, v.Aliases...) {
				for _, typed := range []string{
					name, strings.ToUpper(name), strings.ToLower(name), "  " + strings.ReplaceAll(name, " ", "   ") + " ", Squeeze(name),
					"kel. " + name, "Kelurahan " + name + ", Kota Malang", name + ", Kec. " + d.Name, "Kec. " + d.Name + " Kel. " + name, name + " " + d.Name,
				} {
					expectPlaces(t, typed, r.FindVillage(typed, ""), v.Name)
					expectPlaces(t, typed+" in "+d.Name, r.FindVillage(typed, d.Code), v.Name)
				}
			}
		}
	}
	if len(r.Districts) != 5 || villages != 57 {
		t.Errorf("%d kecamatan, %d kelurahan", len(r.Districts), villages)
	}
}

func expectPlaces(t *testing.T, typed string, found []*Village, want string) {
	t.Helper()
	var names []string
	for _, v := range found {
		names = append(names, v.Name)
	}
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("%s: found %q, want %q", typed, got, want)
	}
}

func TestPlacesAreFoundAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	r := malang(t)
	const klojen, sukun, lowokwaru = "35.73.02", "35.73.04", "35.73.05"
	for _, c := range []struct{ name, typed, district, want string }{
		{"small letters", "tlogomas", "", "Tlogomas"},
		{"with the city behind it", "Lowokwaru kota", "", "Lowokwaru"},
		{"with the short word for kelurahan", "kel. dinoyo", "", "Dinoyo"},
		{"in full-width letters", "Ｄｉｎｏｙｏ", "", "Dinoyo"},
		{"one letter left out", "tlogoms", "", "Tlogomas"},
		{"two letters swapped", "dinyoo", "", "Dinoyo"},
		{"two slips in a long name", "tungulwulng", "", "Tunggulwulung"},
		{"two slips in a short name are too many", "dnioya", "", ""},
		{"a slip in five letters", "kasim", "", "Kasin"},
		{"four letters are taken as they are", "kain", "", ""},
		{"the beginning of one name", "merjo", "", "Merjosari"},
		{"the beginning of several names", "arjo", "", "Arjosari, Arjowinangun"},
		{"the beginning of several names, in one kecamatan", "tu", lowokwaru, ""},
		{"three letters, in one kecamatan", "tun", lowokwaru, "Tunggulwulung, Tunjungsekar"},
		{"old spelling", "ksatriyan", "", "Kesatrian"},
		{"the name that has a word of noise in it", "Kota Lama", "", "Kotalama"},
		{"the same with its kecamatan", "Kel. Kota Lama, Kedungkandang", "", "Kotalama"},
		{"a slip before the kecamatan", "Dinoyp Lowokwaru", "", "Dinoyo"},
		{"a kecamatan that the kelurahan does not lie in", "Dinoyo, Klojen", "", ""},
		{"of two names one letter apart the one that was typed", "gading", "", "Gading Kasri"},
		{"of two names one letter apart the other", "gadang", "", "Gadang"},
		{"between two names one letter apart both are given", "gadng", "", "Gading Kasri, Gadang"},
		{"between the two, in one kecamatan", "gadng", sukun, "Gadang"},
		{"a name of another kecamatan is no typo of one here", "gadang", klojen, ""},
		{"a kelurahan elsewhere", "dinoyo", klojen, ""},
		{"another city", "Surabaya", "", ""},
		{"only words around a name", "kel. kota malang", "", ""},
		{"nothing", "", "", ""},
		{"an emoji", "🏠", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			expectPlaces(t, c.typed, r.FindVillage(c.typed, c.district), c.want)
		})
	}
}

func TestAKecamatanIsFoundUnlessAKelurahanIsMeant(t *testing.T) {
	t.Parallel()
	r := malang(t)
	for _, c := range []struct{ name, typed, want string }{
		{"its name", "Blimbing", "Blimbing"},
		{"its name, which a kelurahan bears too", "kec sukun", "Sukun"},
		{"the kelurahan of that name", "kel. sukun", ""},
		{"the kelurahan of that name, spelled out", "Kelurahan Sukun", ""},
		{"both words", "kel. sukun kec. sukun", ""},
		{"in two words", "kedung kandang", "Kedungkandang"},
		{"with the city", "Kecamatan Lowokwaru Kota Malang", "Lowokwaru"},
		{"a typo, though a kelurahan of that name is as near", "blimbin", "Blimbing"},
		{"a typo that looks like the word for kelurahan", "kelojen", "Klojen"},
		{"two typos", "kdungkandng", "Kedungkandang"},
		{"its beginning", "lowok", "Lowokwaru"},
		{"a kelurahan", "dinoyo", ""},
		{"a kelurahan with a typo", "dinoyp", ""},
		{"a kelurahan with its kecamatan", "dinoyo, lowokwaru", ""},
		{"two letters", "lo", ""},
		{"nothing", "kecamatan", ""},
		{"another city", "Batu", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var names []string
			for _, d := range r.FindDistrict(c.typed) {
				names = append(names, d.Name)
			}
			if got := strings.Join(names, ", "); got != c.want {
				t.Errorf("%q finds %q, want %q", c.typed, got, c.want)
			}
		})
	}
}

// withTypo changes one letter of a word, leaves one out, adds one, or swaps two.
func withTypo(t *rapid.T, word string) string {
	at := rapid.IntRange(0, len(word)-2).Draw(t, "at")
	letter := string(rapid.ByteRange('a', 'z').Draw(t, "letter"))
	switch rapid.SampledFrom([]string{"change", "leave out", "add", "swap"}).Draw(t, "slip") {
	case "change":
		return word[:at] + letter + word[at+1:]
	case "leave out":
		return word[:at] + word[at+1:]
	case "add":
		return word[:at] + letter + word[at:]
	}
	return word[:at] + word[at+1:at+2] + word[at:at+1] + word[at+2:]
}

// A typo may make one name of another: Gadang and Gading are one letter
// apart. What must not happen is that a kelurahan further away than the right
// one is taken, or that the right one is lost.
func TestOneTypoNeverFindsAWrongKelurahan(t *testing.T) {
	t.Parallel()
	r := malang(t)
	slips := func(v *Village, typed string) int {
		least := read.Distance(Squeeze(v.Name), Squeeze(typed), 99)
		for _, alias := range v.Aliases {
			least = min(least, read.Distance(Squeeze(alias), Squeeze(typed), 99))
		}
		return least
	}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(r.Districts).Draw(t, "kecamatan")
		right := rapid.SampledFrom(d.Villages).Draw(t, "kelurahan")
		typed := withTypo(t, right.Name)
		in := rapid.SampledFrom([]string{"", d.Code}).Draw(t, "in")
		found := r.FindVillage(typed, in)
		isRight := func(v *Village) bool { return v.Code == right.Code }
		if slices.ContainsFunc(found, isRight) {
			return
		}
		for _, v := range found {
			if slips(v, typed) > slips(&right, typed) {
				t.Fatalf("%q finds %s, %s is nearer", typed, v.Name, right.Name)
			}
		}
		// One slip is forgiven from five typed letters on.
		nearer := slices.ContainsFunc(VillagesOf(r), func(v *Village) bool { return slips(v, typed) < slips(&right, typed) })
		if len(Squeeze(typed)) >= 5 && !nearer {
			t.Fatalf("%q does not find %s", typed, right.Name)
		}
	})
}

func FuzzFindVillage(f *testing.F) {
	r := malang(f)
	for _, s := range []string{"tlogomas", "kel. kota lama kec. kedungkandang", "Lowokwaru kota", "gadng", "oro2 dowo", "sukunsukun", "\x00\xff", "🏠🏠🏠", "ﬁﬁﬁ"} {
		f.Add(s, "")
		f.Add(s, "35.73.04")
	}
	f.Fuzz(func(t *testing.T, typed, district string) {
		seen := map[string]bool{}
		for _, v := range r.FindVillage(typed, district) {
			if seen[v.Code] || district != "" && v.District != district {
				t.Errorf("%q in %q finds %s of %s", typed, district, v.Name, v.District)
			}
			seen[v.Code] = true
		}
		for _, d := range r.FindDistrict(typed) {
			if r.District(d.Code).Name != d.Name || SaysVillage(typed) {
				t.Errorf("%q finds %q", typed, d.Name)
			}
		}
	})
}

func BenchmarkFindVillage(b *testing.B) {
	r := malang(b)
	for b.Loop() {
		r.FindVillage("kel. tunggulwlung, kota malang", "")
	}
}
