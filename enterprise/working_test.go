package enterprise_test

import (
	"testing"
	"time"

	"naikkelas/enterprise/program"
)

func TestAWorkingDayLater(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ at, want string }{
		"Monday at ten":        {"2026-11-23 10:00", "2026-11-24 10:00"},
		"before the doors":     {"2026-11-23 06:30", "2026-11-23 16:00"},
		"after the doors":      {"2026-11-23 19:00", "2026-11-24 16:00"},
		"Friday at three":      {"2026-11-27 15:00", "2026-11-30 15:00"},
		"Friday evening":       {"2026-11-27 18:00", "2026-11-30 16:00"},
		"Saturday":             {"2026-11-28 10:00", "2026-11-30 16:00"},
		"the last day of year": {"2026-12-31 12:00", "2027-01-04 12:00"},
		"over Christmas":       {"2026-12-23 10:00", "2026-12-28 10:00"},
		"half a fasting day":   {"2027-02-15 11:30", "2027-02-16 11:30"},
		"into a short Friday":  {"2027-02-18 08:00", "2027-02-18 15:00"},
		"on a short Friday":    {"2027-02-19 11:45", "2027-02-22 11:30"},
	} {
		at, _ := time.ParseInLocation("2006-01-02 15:04", c.at, p.City.Location)
		if got := p.City.WorkingDayAfter(at).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
