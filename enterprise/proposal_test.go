package enterprise_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

// Each person is in one set a period, theme and kecamatan, however often they
// spoke, and in none without consent.
func TestTermsOfWhoSpoke(t *testing.T) {
	t.Parallel()
	p := Person{Consents: []Consent{{Purpose: DataConsent, Given: true}}, Supports: []string{"9"}, Spoken: []Spoken{
		{ID: "1", Hearing: "h", Theme: "capital", District: "35.73.01"},
		{ID: "2", Hearing: "h", Theme: "capital", District: "35.73.01"},
		{ID: "3", Hearing: "h", Theme: "market", District: "35.73.02"},
	}}
	voice := func(p Person) (out []string) {
		for _, term := range IndexTerms(p) {
			if strings.HasPrefix(term, "spoke:") || strings.HasPrefix(term, "supports:") {
				out = append(out, term)
			}
		}
		return out
	}
	if got := voice(p); !slices.Equal(got, []string{"spoke:h:capital:35.73.01", "spoke:h:market:35.73.02", "supports:9"}) {
		t.Errorf("the terms are %v", got)
	}
	p.Consents[0].Given = false
	if got := voice(p); len(got) > 0 {
		t.Errorf("without consent the terms are %v", got)
	}
}

func TestThemesOfProposalsAreChecked(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("program/city.yaml")
	if err != nil {
		t.Fatal(err)
	}
	begin := strings.Index(string(data), "proposals:")
	end := strings.Index(string(data), "# Production centres:")
	theme := `{code: capital, name: {id: "Modal", en: "Capital"}, about: {id: "pinjaman", en: "loans"}}`
	other := `{code: other, name: {id: "Lain", en: "Other"}, about: {id: "yang lain", en: "the rest"}}`
	for _, row := range []struct{ name, section, fault string }{
		{"a file from before there were proposals has ours", "", ""},
		{"two themes are enough", "proposals: {keep_years: 1, themes: [" + theme + "," + other + "]}", ""},
		{"one theme is none", "proposals: {keep_years: 1, themes: [" + theme + "]}", "fewer than two themes"},
		{"no years", "proposals: {themes: [" + theme + "," + other + "]}", "years"},
		{"a code twice", "proposals: {keep_years: 1, themes: [" + theme + "," + theme + "]}", "capital"},
		{"a code that fits no term", "proposals: {keep_years: 1, themes: [" + theme + "," + strings.Replace(other, "code: other", "code: 'o:r'", 1) + "]}", "small letters"},
		{"a name that fits no button", "proposals: {keep_years: 1, themes: [" + theme + "," + strings.Replace(other, `"Lain"`, `"`+strings.Repeat("lain", 9)+`"`, 1) + "]}", "36 characters long"},
		{"no examples", "proposals: {keep_years: 1, themes: [" + theme + `,{code: other, name: {id: "Lain", en: "Other"}}]}`, "0 characters long"},
	} {
		city := string(data[:begin]) + row.section + "\n" + string(data[end:])
		p, err := program.Load(fstest.MapFS{"city.yaml": {Data: []byte(city)}})
		switch {
		case row.fault == "" && err != nil:
			t.Errorf("%s: %v", row.name, err)
		case row.fault == "" && len(p.City.Proposals.Themes) < 2:
			t.Errorf("%s: the themes are %v", row.name, p.City.Proposals.Themes)
		case row.fault != "" && (err == nil || !strings.Contains(err.Error(), row.fault)):
			t.Errorf("%s: %v", row.name, err)
		}
	}
}
