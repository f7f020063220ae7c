// Package place finds the kecamatan and kelurahan that people type, alone or
// in an address.
package place

import (
	"slices"
	"strings"
	"unicode/utf8"

	"naikkelas/enterprise/read"
)

// Regions are the administrative areas of the city.
type Regions struct {
	Version   string
	City      CityArea
	Districts []District
	Outside   []Outside // places of other regencies whose names are taken for one of the city

	names []placeName // every spelling of every village, tidied once
}

// CityArea is the city as an administrative area.
type CityArea struct{ Code, Name string }

// District is a kecamatan.
type District struct {
	Code     string // "35.73.05"
	Name     string
	Villages []Village
}

// Village is a kelurahan.
type Village struct {
	Code       string // "35.73.05.1003"
	Name       string
	PostalCode string `yaml:"postal_code"`
	Aliases    []string
	District   string `yaml:"-"` // the code of its kecamatan
}

// placeName is one way to write a place's name, without spaces.
type placeName struct {
	text     string
	village  *Village  // of a village
	district *District // of a district
}

// Prepare makes the places known by each of their names.
func (r *Regions) Prepare() {
	for i := range r.Districts {
		d := &r.Districts[i]
		for j := range d.Villages {
			v := &d.Villages[j]
			v.District = d.Code
			for _, name := range append([]string{v.Name}, v.Aliases...) {
				r.names = append(r.names, placeName{text: squeeze(name), village: v})
			}
		}
	}
}

// District finds a kecamatan by its code; an unknown one is empty.
func (r *Regions) District(code string) District {
	for _, d := range r.Districts {
		if d.Code == code {
			return d
		}
	}
	return District{}
}

// Villages lists the kelurahan of a kecamatan.
func (r *Regions) Villages(district string) []Village { return r.District(district).Villages }

// Village finds a kelurahan by its code; nil when there is none.
func (r *Regions) Village(code string) *Village {
	for _, n := range r.names {
		if n.village.Code == code {
			return n.village
		}
	}
	return nil
}

// FindDistrict finds the kecamatan that a person typed: its name, its name
// with a typo, or the beginning of its name. It gives none when a kelurahan
// is nearer to what was typed, or "kel" says that one is meant.
func (r *Regions) FindDistrict(typed string) []District {
	place := placeOf(typed)
	if utf8.RuneCountInString(place) < shortestPlace || saysVillage(typed) {
		return nil
	}
	var names []placeName
	for i := range r.Districts {
		names = append(names, placeName{text: squeeze(r.Districts[i].Name), district: &r.Districts[i]})
	}
	found, slips := nearest(names, place)
	if _, nearer := nearest(r.names, place); nearer < slips {
		return nil
	}
	if len(found) == 0 {
		found = beginning(names, place)
	}
	var out []District
	for _, n := range found {
		out = append(out, *n.district)
	}
	return out
}

// FindVillage finds the kelurahan that a person typed, in one kecamatan or,
// when that is empty, in the whole city. Capitals, spaces, words such as
// "kelurahan" or "kota", the kecamatan before or after it and a few typos do
// not matter. It gives the nearest ones: several when the text fits several
// equally well, none when it fits none or is nearer to a kelurahan of another
// kecamatan.
func (r *Regions) FindVillage(typed, district string) []*Village {
	place := placeOf(typed)
	if utf8.RuneCountInString(place) < shortestPlace {
		return nil
	}
	found, _ := nearest(r.names, place)
	if len(found) == 0 {
		found = r.withDistrict(place)
	}
	if len(found) == 0 {
		found = beginning(r.names, place)
	}
	var out []*Village
	for _, n := range found {
		if (district == "" || n.village.District == district) && !slices.Contains(out, n.village) {
			out = append(out, n.village)
		}
	}
	return out
}

// shortestPlace is how many letters of a name tell something.
const shortestPlace = 3

// nearest are the names with the fewest slips, and how many those are; none,
// and more than any word may hold, when no name is near.
func nearest(names []placeName, place string) (best []placeName, slips int) {
	most := typos(place)
	slips = maxTypos + 1
	for _, n := range names {
		d := read.Distance(n.text, place, most)
		if d > most {
			continue
		}
		if d < slips {
			best, most, slips = nil, d, d
		}
		best = append(best, n)
	}
	return best, slips
}

// beginning are the names that begin with what was typed.
func beginning(names []placeName, place string) []placeName {
	return slices.DeleteFunc(slices.Clone(names), func(n placeName) bool { return !strings.HasPrefix(n.text, place) })
}

// withDistrict finds a kelurahan that was typed with its kecamatan, as in an
// address: "Dinoyo, Kec. Lowokwaru".
func (r *Regions) withDistrict(place string) []placeName {
	for _, d := range r.Districts {
		for _, rest := range without(place, squeeze(d.Name)) {
			found, _ := nearest(r.names, rest)
			found = slices.DeleteFunc(found, func(n placeName) bool { return n.village.District != d.Code })
			if len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// without is what is left of a place when a kecamatan stands behind or before it.
func without(place, district string) []string {
	var out []string
	if rest, ok := strings.CutSuffix(place, district); ok && rest != "" {
		out = append(out, rest)
	}
	if rest, ok := strings.CutPrefix(place, district); ok && rest != "" {
		out = append(out, rest)
	}
	return out
}

// maxTypos is how many slips the longest word may hold.
const maxTypos = 2

// typos is how many slips a word of this length may hold.
func typos(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 5:
		return 0
	case n < 9:
		return 1
	}
	return maxTypos
}

// placeNoise are words around a place's name.
var placeNoise = []string{"kota", "malang", "kec", "kecamatan", "kel", "kelurahan", "desa", "ds", "jl", "jalan", "di", "jawa", "timur", "jatim"}

// placeOf is a typed place without the words around it. Kota Lama is the one
// kelurahan that has such a word in its name.
func placeOf(typed string) string {
	words := strings.Fields(strings.ReplaceAll(read.Tidy(typed), "kota lama", "kotalama"))
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return slices.Contains(placeNoise, w) }), "")
}

// saysVillage tells "kel. Sukun" from "Sukun" and "kec. Sukun".
func saysVillage(typed string) bool {
	words := strings.Fields(read.Tidy(typed))
	has := func(names ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(names, w) })
	}
	return has("kel", "kelurahan") && !has("kec", "kecamatan")
}

func squeeze(name string) string { return strings.ReplaceAll(read.Tidy(name), " ", "") }
