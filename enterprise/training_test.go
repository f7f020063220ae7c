package enterprise_test

import (
	"slices"
	"testing"
	"time"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

func TestSessionsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("WIB", 7*3600)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, zone) // a Monday
	for _, c := range []struct{ typed, from, until string }{
		{"Rabu 09.00-12.00", "25 09:00", "12:00"},
		{"25/11 09.00 - 12.00", "25 09:00", "12:00"},
		{"25-11 jam 9 sampai jam 12", "25 09:00", "12:00"},
		{"besok jam 13.30 s/d 16", "24 13:30", "16:00"},
		{"besok 08:00–10:15 WIB", "24 08:00", "10:15"},
		{"tomorrow 13:00 to 15:00", "24 13:00", "15:00"},
	} {
		got, fault := ReadSessions(c.typed, now)
		if fault != "" || len(got) != 1 || got[0].From.Format("02 15:04") != c.from || got[0].Until.Format("15:04") != c.until {
			t.Errorf("%q: %v %q, want %s-%s", c.typed, got, fault, c.from, c.until)
		}
	}
	for typed, want := range map[string]read.MomentFault{
		"besok jam 9": read.NoHour, "besok 12.00-09.00": read.NoSuchMoment, "besok 09.00-25.00": read.NoSuchMoment,
		"kapan-kapan 9-12": read.NoMoment, "": read.NoHour, "20/11/2026 09.00-12.00": read.MomentPast,
	} {
		if got, fault := ReadSessions(typed, now); fault != want {
			t.Errorf("%q: %v %q, want %q", typed, got, fault, want)
		}
	}
}

func TestACertificateNeedsTheCitysShareOfTheSessions(t *testing.T) {
	t.Parallel()
	c := Trainings{PresentPercent: 75}
	for _, row := range []struct {
		name              string
		present, sessions int
		want              bool
	}{
		{"the only session", 1, 1, true},
		{"one of two is half", 1, 2, false},
		{"three of four is just enough", 3, 4, true},
		{"nobody gets one for nothing", 0, 1, false},
	} {
		if got := c.Enough(row.present, row.sessions); got != row.want {
			t.Errorf("%s: %t", row.name, got)
		}
	}
}

func TestTheWeakestIndicatorDecides(t *testing.T) {
	t.Parallel()
	r := Result{Dimensions: []DimensionScore{{Code: "a", Score: 40, Counted: true}, {Code: "b", Score: 10, Counted: true}, {Code: "c", Score: 0}}}
	for _, row := range []struct {
		name       string
		dimensions []string
		score      float64
		want       string
	}{
		{"one indicator is its own weakest", []string{"a"}, 40, "a"},
		{"of two the weaker counts", []string{"a", "b"}, 10, "b"},
		{"what was not answered says nothing", []string{"c"}, 101, ""},
		{"no indicator, no recommendation", nil, 101, ""},
	} {
		if score, d := (TrainingKind{Dimensions: row.dimensions}).Weaker(r); score != row.score || d != row.want {
			t.Errorf("%s: %v %q", row.name, score, d)
		}
	}
}

func TestTermsTellRegisteredFromAttended(t *testing.T) {
	t.Parallel()
	p := Person{Language: "id", Consents: []Consent{{Purpose: DataConsent, Given: true}}, Trainings: []Participation{
		{ID: "1", State: PlaceTaken}, {ID: "2", State: PlaceWaiting}, {ID: "3", State: PlaceTaken, Present: []int{0}}, {ID: "4", State: PlaceCancelled}}}
	terms := IndexTerms(p)
	for term, want := range map[string]bool{
		TermTraining("1"): true, TermTraining("2"): false, TermTraining("3"): true, TermTraining("4"): false,
		TermAttended("1"): false, TermAttended("3"): true,
	} {
		if slices.Contains(terms, term) != want {
			t.Errorf("%s: want %t in %v", term, want, terms)
		}
	}
}
