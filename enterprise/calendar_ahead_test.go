package enterprise_test

import (
	"strings"
	"testing"
	"time"
)

func TestTheCalendarSaysLongBeforeThatItEnds(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	for day, want := range map[string][]string{
		"2026-06-30": {"days to come are estimates, the first of them 2027-01-05"},
		"2026-11-30": {"days to come are estimates, the first of them 2027-01-05"},
		"2027-06-30": {"1 days to come are estimates, the first of them 2027-08-15"},
		"2027-07-01": {"no holidays of 2028", "1 days to come"},
		"2027-12-31": {"no holidays of 2028"},
		"2028-01-01": {"no holidays of 2028"},
		"2028-02-29": {"no holidays of 2028"},
		"2028-12-31": {"no holidays of 2028", "no holidays of 2029"},
	} {
		at, err := time.ParseInLocation(time.DateTime, day+" 23:59:59", p.City.Location)
		if err != nil {
			t.Fatal(err)
		}
		got := p.CalendarWarnings(at)
		for i, w := range got {
			if i >= len(want) || !strings.Contains(w.String(), want[i]) {
				t.Errorf("%s: %s", day, w)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d warnings, want %d", day, len(got), len(want))
		}
	}
}
