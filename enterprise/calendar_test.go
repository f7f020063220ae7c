package enterprise_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"naikkelas/enterprise/program"
)

func TestTheCalendarKnowsItsDays(t *testing.T) {
	t.Parallel()
	city := embeddedProgram(t).City
	for name, row := range map[string]struct {
		day     string
		works   bool
		fasting bool
		holiday string
	}{
		"a Monday":           {"2026-11-23", true, false, ""},
		"a Saturday":         {"2026-11-28", false, false, ""},
		"leave":              {"2026-12-24", false, false, "Cuti bersama Natal"},
		"a Sunday of Easter": {"2026-04-05", false, false, "Paskah"},
		"the first fast":     {"2027-02-08", true, true, ""},
		"the last fast":      {"2027-03-09", true, true, ""},
		"the feast after it": {"2027-03-10", false, false, "Idul Fitri"},
	} {
		local := day(row.day).In(city.Location)
		h, _ := city.Calendar.Holiday(local)
		if city.Works(local) != row.works || city.Calendar.Fasting(local) != row.fasting || h.Name["id"] != row.holiday {
			t.Errorf("%s: works %v, fasting %v, %v", name, city.Works(local), city.Calendar.Fasting(local), h.Name)
		}
	}
}

// Whatever the moment: the next opening is open, is not before, and nothing
// between was open.
func TestTheNextOpeningIsTheNext(t *testing.T) {
	t.Parallel()
	city := embeddedProgram(t).City
	from := day("2026-01-01")
	rapid.Check(t, func(t *rapid.T) {
		at := from.Add(time.Duration(rapid.Int64Range(0, 2*365*24*3600).Draw(t, "second")) * time.Second)
		awake := city.Awake(at)
		if awake.Before(at) || !city.Awake(awake).Equal(awake) {
			t.Fatalf("%v waits until %v, which waits until %v", at, awake, city.Awake(awake))
		}
		for between := at; between.Before(awake); between = between.Add(7 * time.Minute) {
			if city.Awake(between).Equal(between) {
				t.Fatalf("%v waits until %v although %v is open", at, awake, between)
			}
		}
	})
}

func TestFifteenQuietDaysAreAFault(t *testing.T) {
	t.Parallel()
	for _, n := range []int{14, 15} {
		text := "version: x\nworking_days: [monday]\nfriday_prayer: {from: \"11:00\", until: \"13:00\"}\nramadan:\n  open: [{from: \"09:00\", until: \"11:00\"}]\n  working: {from: \"08:00\", until: \"15:00\"}\n  working_friday: {from: \"08:00\", until: \"15:30\"}\nholidays:\n"
		for i := range n {
			text += fmt.Sprintf("  - {date: 2027-01-%02d, name: {id: x, en: x}, quiet_until: \"24:00\", source: x}\n", i+1)
		}
		_, err := program.Load(smallFiles(t, map[string]string{"calendar.yaml": text}))
		if fault := strings.Contains(fmt.Sprint(err), "calendar.yaml:9: more than 14 days in a row are quiet"); fault != (n == 15) {
			t.Errorf("%d days: %v", n, err)
		}
	}
}

func BenchmarkAwake(b *testing.B) {
	city := embeddedProgram(b).City
	at := day("2026-11-24").Add(10 * time.Hour)
	for b.Loop() {
		city.Awake(at)
	}
}
