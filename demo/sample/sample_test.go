package sample

import (
	"testing"
	"time"

	"naikkelas/enterprise/program"
)

func TestSampleCityIsWhole(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, p.City.Location)
	people := People(p, now)
	villages, sectors, levels := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, person := range people {
		b := person.Businesses[0]
		villages[b.Village], sectors[b.Sector] = true, true
		for _, a := range b.Assessments {
			levels[a.Result.Level] = true
			if a.At.After(now) || a.Result.Provisional {
				t.Errorf("%s has an assessment of %s, provisional %t", b.Name, a.At, a.Result.Provisional)
			}
		}
	}
	if len(people) != 227 || len(villages) != 57 || len(sectors) != 8 || len(levels) < 3 {
		t.Errorf("%d people in %d kelurahan and %d sectors, %d levels", len(people), len(villages), len(sectors), len(levels))
	}
}
