package enterprise_test

import (
	"fmt"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

func searched() Person {
	return Person{
		Name: "Siti Aminah", Phone: "+6281234567890", Consents: []Consent{{Purpose: DataConsent, Given: true, At: time.Unix(1, 0)}},
		Businesses: []Business{{Name: "Keripik Tempe Bu Siti", NIB: "0101230099999"}},
	}
}

func TestSearchWords(t *testing.T) {
	t.Parallel()
	if got, want := fmt.Sprint(SearchWords(searched())), "[0101230099999 081234567890 amin* aminah bu keri* keripik siti siti* temp* tempe]"; got != want {
		t.Errorf("the words are %s, want %s", got, want)
	}
	p := searched()
	p.Consents = nil
	if got := SearchWords(p); got != nil {
		t.Errorf("somebody who did not agree is found by %v", got)
	}
}

func TestFoundBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed        string
		found, exact bool
	}{
		{"siti", true, true}, {"AMINAH siti", true, true}, {"0812-3456-7890", true, true}, {"+62 812 3456 7890", true, true}, {"6281234567890", true, true}, {"01012 30099999", true, true}, {"0101230099999", true, true}, {"keripik siti", true, true},
		{"amin", true, false}, {"aminh", true, false}, {"siti amina", true, false}, {"kripik", true, false},
		{"budi", false, false}, {"siti budi", false, false}, {"sit", false, false}, {"6281234567891", false, false}, {"0101230099998", false, false},
	} {
		found, exact := FoundBy(searched(), SearchedFor(c.typed))
		if found != c.found || found && exact != c.exact {
			t.Errorf("%q: found %t, exact %t", c.typed, found, exact)
		}
	}
}
