package place

import (
	"regexp"
	"slices"
	"strings"

	"naikkelas/enterprise/read"
)

// TypedAddress is what was found of an address in the city that somebody typed.
type TypedAddress struct {
	Villages []*Village // the nearest kelurahan; several when the text fits several
	Sure     bool       // written as it is spelled; otherwise ask before it is taken
	Rest     string     // street, number, RT and RW as they were typed
	Outside  Outside    // set: a place outside of the city is written so, or nearly so; Villages are what sounds like it
}

// Outside is a place of another regency whose name is taken for one of the city.
type Outside struct {
	Name    string
	Regency string
}

var (
	// neighbourhood is the part of an address below the kelurahan.
	neighbourhood = regexp.MustCompile(`(?i)\b(?:rt[ ./:]*rw[ .:]*\d{1,3} ?[/\-] ?\d{1,3}|rt[ ./:]*\d{1,3}(?:[ ,./\-]*(?:rw)?[ .:]*\d{1,3})?|rw[ ./:]*\d{1,3})\b`)
	houseNumber   = regexp.MustCompile(`(?i)\b(?:no|nomor|blok|blk|kav|gg|gang)\b[ .:]*[a-z]?[ \-]?\d{1,4}[a-z]?\b`)
	postalCode    = regexp.MustCompile(`\b65\d{3}\b`)
	street        = regexp.MustCompile(`(?i)\b(?:jl|jln|jalan|gg|gang|perum|perumahan|perumnas|komplek|kompleks|ruko|pasar)\b\.?[^,;\n]*`)
	anotherPlace  = regexp.MustCompile(`(?i)\b(?:kab|kabupaten|batu|pasuruan|surabaya|sidoarjo|blitar|kediri|lumajang|probolinggo)\b`)
	afterVillage  = regexp.MustCompile(`(?i)\b(?:kel|kelurahan|kelr)\b[ .:]*([\pL\- ]+)`)
)

// FindAddress finds the kelurahan in an address, "Jl. Mawar 5 RT 05 RW 03,
// Sukun", and keeps the rest. A street that bears a kelurahan's name says
// nothing of where it lies. district is the kecamatan that was named before;
// empty for none.
func (r *Regions) FindAddress(typed, district string) TypedAddress {
	a := TypedAddress{Rest: restOfAddress(typed)}
	if a.Outside = r.outside(typed); a.Outside != (Outside{}) {
		a.Villages = r.soundingLike(a.Outside.Name)
		return a
	}
	bare := withoutAddress(typed)
	if m := afterVillage.FindStringSubmatch(bare); m != nil {
		a.Villages = r.FindVillage("kel "+m[1], district)
	}
	if a.Villages == nil {
		a.Villages = r.FindVillage(bare, district)
	}
	if a.Villages == nil {
		a.Villages = r.spelledIn(bare, district)
	}
	a.Sure = len(a.Villages) == 1 && r.spelled(bare, a.Villages[0])
	return a
}

func (r *Regions) soundingLike(name string) []*Village {
	var out []*Village
	found, _ := nearest(r.names, squeeze(name))
	for _, n := range found {
		out = append(out, n.village)
	}
	return slices.Compact(out)
}

// withoutAddress is a typed address without street, number, RT and RW; all of
// it when nothing else is left.
func withoutAddress(typed string) string {
	bare := street.ReplaceAllString(neighbourhood.ReplaceAllString(typed, ","), " ")
	bare = houseNumber.ReplaceAllString(postalCode.ReplaceAllString(bare, " "), " ")
	if placeOf(bare) == "" {
		return neighbourhood.ReplaceAllString(typed, " ")
	}
	return bare
}

// restOfAddress keeps the parts of an address that no kelurahan tells.
func restOfAddress(typed string) string {
	parts := street.FindAllString(neighbourhood.ReplaceAllString(typed, ","), -1)
	parts = append(parts, neighbourhood.FindAllString(typed, -1)...)
	for i, part := range parts {
		parts[i] = strings.TrimRight(strings.Join(strings.Fields(part), " "), " ,.;")
	}
	return strings.Join(parts, ", ")
}

// spelledIn are the kelurahan whose names stand in a longer text, word for
// word. One with the name of its kecamatan counts only when no other does:
// "Dinoyo Lowokwaru" is Dinoyo.
func (r *Regions) spelledIn(text, district string) []*Village {
	words := strings.Fields(strings.ReplaceAll(read.Tidy(text), "kota lama", "kotalama"))
	var out, likeDistrict []*Village
	for _, n := range r.names {
		v := n.village
		if district != "" && v.District != district || !spells(words, n.text) || slices.Contains(out, v) {
			continue
		}
		if v.Name == r.District(v.District).Name {
			likeDistrict = append(likeDistrict, v)
			continue
		}
		out = append(out, v)
	}
	if out == nil {
		return likeDistrict
	}
	if named := r.districtsIn(words); len(named) > 0 { // "Dinoyo, Kec. Klojen" is neither
		out = slices.DeleteFunc(out, func(v *Village) bool { return !slices.Contains(named, v.District) })
	}
	return out
}

func (r *Regions) districtsIn(words []string) []string {
	var out []string
	for _, d := range r.Districts {
		if spells(words, squeeze(d.Name)) {
			out = append(out, d.Code)
		}
	}
	return out
}

// spells reports whether a name, without its spaces, stands in a text as one
// to three whole words.
func spells(words []string, name string) bool {
	for from := range words {
		for to := from + 1; to <= min(from+3, len(words)); to++ {
			if strings.Join(words[from:to], "") == name {
				return true
			}
		}
	}
	return false
}

// spelled reports whether a kelurahan stands in a text as it is spelled, or as
// the beginning of its name that fits no other.
func (r *Regions) spelled(text string, v *Village) bool {
	words, place := strings.Fields(strings.ReplaceAll(read.Tidy(text), "kota lama", "kotalama")), placeOf(text)
	for _, n := range r.names {
		if n.village == v && (spells(words, n.text) || strings.HasPrefix(n.text, place) || read.Distance(n.text, place, 1) <= 1) {
			return true
		}
	}
	return false
}

// outside is the place outside of the city that a text means: one of the
// programme's list that is as near as any of the city, or another regency by
// its name.
func (r *Regions) outside(typed string) Outside {
	words, place := strings.Fields(read.Tidy(typed)), placeOf(withoutAddress(typed))
	_, ours := nearest(r.names, place)
	for _, o := range r.Outside {
		name := squeeze(o.Name)
		if spells(words, name) && ours > 0 || place != "" && read.Distance(name, place, typos(place)) < min(ours, typos(place)+1) {
			return o
		}
	}
	if m := anotherPlace.FindString(typed); m != "" && !strings.EqualFold(read.Tidy(typed), "kab") {
		return Outside{Name: strings.TrimSpace(m)}
	}
	return Outside{}
}
