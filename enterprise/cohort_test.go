package enterprise_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

func TestCandidatesRankByScoreThenRegistrationThenNumber(t *testing.T) {
	t.Parallel()
	early, late := time.Unix(1000, 0), time.Unix(2000, 0)
	all := []Candidate{{5, Business{Registered: late}, 60}, {4, Business{Registered: early}, 60}, {3, Business{Registered: late}, 60}, {2, Business{Registered: late}, 61}}
	Rank(all)
	var got []PersonID
	for _, c := range all {
		got = append(got, c.Person)
	}
	if want := []PersonID{2, 4, 3, 5}; !slices.Equal(got, want) {
		t.Errorf("ranked %v, want %v", got, want)
	}
}

func TestGoingUpIsByLevelOrByScaleOfWholeYears(t *testing.T) {
	t.Parallel()
	p, err := program.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	year := func(sales int64, months int) Footing { return Footing{Level: "growing", Sales: sales, Months: months} }
	for _, c := range []struct {
		what     string
		from, to Footing
		want     []Evidence
	}{
		{"nothing changed", year(1e9, 12), year(1e9, 12), nil},
		{"more points of the same level", Footing{Level: "growing", Score: 41}, Footing{Level: "growing", Score: 58}, nil},
		{"a level higher", Footing{Level: "growing"}, Footing{Level: "steady"}, []Evidence{ByLevel}},
		{"a level lower", Footing{Level: "steady"}, Footing{Level: "growing"}, nil},
		{"at the limit of micro", year(1e9, 12), year(2e9, 12), nil},
		{"over the limit of micro", year(1e9, 12), year(2e9+1, 12), []Evidence{ByScale}},
		{"over it because more months were reported", year(1e9, 6), year(2e9+1, 12), nil},
		{"over it in part of a year", year(1e9, 12), year(2e9+1, 11), nil},
	} {
		if got := p.WentUp(c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestScoresOfCandidatesLieBetween0And100(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("program/city.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const ours = "cohorts: {from_score: 40, to_score: 100}"
	for wrong, ok := range map[string]bool{"": true, "cohorts: {from_score: 70, to_score: 60}": false, "cohorts: {from_score: -1, to_score: 60}": false, "cohorts: {from_score: 1, to_score: 101}": false} {
		city := strings.Replace(string(data), ours, wrong, 1)
		p, err := program.Load(fstest.MapFS{"city.yaml": {Data: []byte(city)}})
		if (err == nil) != ok {
			t.Errorf("%q: %v", wrong, err)
		}
		if ok && (err != nil || p.City.Cohorts != CohortRules{40, 100}) {
			t.Errorf("a file without the section has no defaults")
		}
	}
}
