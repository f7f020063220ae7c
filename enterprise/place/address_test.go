package place_test

import (
	"strings"
	"testing"
)

func TestEveryKelurahanIsFoundInAnAddress(t *testing.T) {
	t.Parallel()
	r := malang(t)
	for _, d := range r.Districts {
		for _, v := range d.Villages {
			for _, typed := range []string{
				v.Name + " RT 05 RW 03", v.Name + " rt.05/rw.03", "RT 05/03 " + v.Name,
				"Jl. Mawar No. 5 RT 05 RW 03, Kel. " + v.Name + ", Kec. " + d.Name + ", Kota Malang 65141",
				"Jl Danau Sentani 12, " + v.Name, strings.ToUpper("jalan anggrek gg 2 no 7, " + v.Name + ", malang"),
			} {
				a := r.FindAddress(typed, "")
				expectPlaces(t, typed, a.Villages, v.Name)
				if !a.Sure || a.Outside.Name != "" {
					t.Errorf("%s: %+v", typed, a)
				}
			}
		}
	}
}

func TestAddressesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	r := malang(t)
	const klojen = "35.73.02"
	for _, c := range []struct {
		name, typed, district, want, rest string
		sure                              bool
		outside                           string
	}{
		{"RT and RW behind the name", "Sukun RT 05 RW 03", "", "Sukun", "RT 05 RW 03", true, ""},
		{"a whole address", "Jl. Bandulan VI/12 RT 03/RW 05 Bandulan, Sukun", "", "Bandulan", "Jl. Bandulan VI/12, RT 03/RW 05", true, ""},
		{"a street that is called like a kelurahan", "Jl. Sukun Raya 5, Dinoyo", "", "Dinoyo", "Jl. Sukun Raya 5", true, ""},
		{"the plain name", "dinoyo", "", "Dinoyo", "", true, ""},
		{"one slip", "dinoyp", "", "Dinoyo", "", true, ""},
		{"two slips are asked about", "tungulwulng", "", "Tunggulwulung", "", false, ""},
		{"a kelurahan of another kecamatan than the one beside it", "Dinoyo, Klojen", "", "", "", false, ""},
		{"a kelurahan of another kecamatan than the one chosen", "dinoyo", klojen, "", "", false, ""},
		{"a neighbour's village that sounds alike", "Arjowilangun", "", "Arjowinangun", "", false, "Arjowilangun"},
		{"another one", "tlogosari", "", "Tlogowaru", "", false, "Tlogosari"},
		{"the same with a slip", "arjowilangn", "", "Arjowinangun", "", false, "Arjowilangun"},
		{"ours, one letter away from it", "Arjowinangun", "", "Arjowinangun", "", true, ""},
		{"the neighbour's regency", "Dau, Kab. Malang", "", "", "", false, "Kab"},
		{"another city", "Batu", "", "", "", false, "Batu"},
		{"nothing", "", "", "", "", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := r.FindAddress(c.typed, c.district)
			expectPlaces(t, c.typed, a.Villages, c.want)
			if a.Rest != c.rest || a.Sure != c.sure || a.Outside.Name != c.outside {
				t.Errorf("%q: %+v", c.typed, a)
			}
		})
	}
}
