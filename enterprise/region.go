package enterprise

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Regions are the administrative areas of the city.
type Regions struct {
	Version   string
	City      CityArea
	Districts []District

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

// placeName is one way to write a village's name, without spaces.
type placeName struct {
	text    string
	village *Village
}

func (r *Regions) prepare() {
	for i := range r.Districts {
		d := &r.Districts[i]
		for j := range d.Villages {
			v := &d.Villages[j]
			v.District = d.Code
			for _, name := range append([]string{v.Name}, v.Aliases...) {
				r.names = append(r.names, placeName{squeeze(name), v})
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

// FindDistrict finds the kecamatan that a person typed, with a typo at most.
func (r *Regions) FindDistrict(typed string) []District {
	place := placeOf(typed)
	if place == "" || strings.Contains(Tidy(typed), "kel") && !strings.Contains(Tidy(typed), "kec") {
		return nil
	}
	for _, d := range r.Districts {
		if squeeze(d.Name) == place {
			return []District{d}
		}
	}
	if len(r.FindVillage(typed, "")) > 0 {
		return nil // closer to a kelurahan
	}
	var out []District
	for _, d := range r.Districts {
		if Distance(squeeze(d.Name), place, typos(place)) <= typos(place) {
			out = append(out, d)
		}
	}
	return out
}

// FindVillage finds the kelurahan that a person typed, in one kecamatan or,
// when that is empty, in the whole city. Capitals, spaces, words such as
// "kelurahan" or "kota" and a few typos do not matter. It gives the nearest
// ones: several when the text fits several equally well, none when it fits
// none.
func (r *Regions) FindVillage(typed, district string) []*Village {
	place := placeOf(typed)
	if utf8.RuneCountInString(place) < 3 {
		return nil
	}
	most := typos(place)
	var best []*Village
	for _, n := range r.names {
		if district != "" && n.village.District != district {
			continue
		}
		d := Distance(n.text, place, most)
		if d > most {
			continue
		}
		if d < most {
			best, most = nil, d
		}
		if !slices.Contains(best, n.village) {
			best = append(best, n.village)
		}
	}
	if len(best) > 0 {
		return best
	}
	return r.beginning(place, district)
}

// beginning finds the kelurahan whose names begin with what was typed.
func (r *Regions) beginning(place, district string) []*Village {
	var out []*Village
	for _, n := range r.names {
		if strings.HasPrefix(n.text, place) && (district == "" || n.village.District == district) && !slices.Contains(out, n.village) {
			out = append(out, n.village)
		}
	}
	return out
}

// typos is how many slips a word of this length may hold.
func typos(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 5:
		return 0
	case n < 9:
		return 1
	}
	return 2
}

// placeOf is a typed place without the words around it.
func placeOf(typed string) string {
	noise := []string{"kota", "malang", "kec", "kecamatan", "kel", "kelurahan", "desa", "ds", "jl", "jalan", "di", "jawa", "timur", "jatim"}
	words := strings.Fields(Tidy(typed))
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(noise, w) })
	if len(words) > 1 && words[0] == "kota" && len(kept) == 1 && kept[0] == "lama" {
		return "kotalama" // the one kelurahan that has a word of noise in its name
	}
	return strings.Join(kept, "")
}

func squeeze(name string) string { return strings.ReplaceAll(Tidy(name), " ", "") }
