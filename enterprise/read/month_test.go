package read

import (
	"testing"
	"time"
)

func TestMonth(t *testing.T) {
	t.Parallel()
	today := localClock("2026-11-23 09:00:00")
	for _, c := range []struct {
		typed, month, rest string
		fault              MonthFault
	}{
		{"oktober 7 juta", "2026-10", "7 juta", ""},
		{"7 juta oktober", "2026-10", "7 juta", ""},
		{"Okt 7jt", "2026-10", "7jt", ""},
		{"desember 5 juta", "2025-12", "5 juta", ""}, // the newest that is not in the future
		{"november", "2026-11", "", ""},
		{"nopember 2025 3jt", "2025-11", "3jt", ""},
		{"bulan lalu 4 juta", "2026-10", "4 juta", ""},
		{"bulan kemarin 4 juta", "2026-10", "4 juta", ""},
		{"4 juta bulan ini", "2026-11", "4 juta", ""},
		{"last month 4 million", "2026-10", "4 million", ""},
		{"bulan 10 dapat 7 juta", "2026-10", "dapat 7 juta", ""},
		{"bln ke 9 7 juta", "2026-09", "7 juta", ""},
		{"2026-10", "2026-10", "", ""},
		{"10/2026 7 juta", "2026-10", "7 juta", ""},
		{"agt 800rb", "2026-08", "800rb", ""},
		{"August 2.5 million", "2026-08", "2.5 million", ""},
		{"desember 2026 5 juta", "", "5 juta", FutureMonth},
		{"januari 2027", "", "", FutureMonth},
		{"januari 2020 5 juta", "", "5 juta", OldMonth},
		{"7 juta", "", "7 juta", NoMonth},
		{"2,5 juta sebulan", "", "2,5 juta sebulan", NoMonth},
		{"bulan 13 7 juta", "", "bulan 13 7 juta", NoMonth},
		{"300rb per hari", "", "300rb per hari", NoMonth},
		{"3-5 juta", "", "3-5 juta", NoMonth},
	} {
		m, rest, fault := Month(c.typed, today)
		if written(m) != c.month || rest != c.rest || fault != c.fault {
			t.Errorf("%q is %q, %q, %q; want %q, %q, %q", c.typed, written(m), rest, fault, c.month, c.rest, c.fault)
		}
	}
}

func FuzzMonth(f *testing.F) {
	for _, s := range []string{"oktober 7 juta", "bulan 10", "10/2026", "2026-00", "bulan 99999999999999999999", "mei'26"} {
		f.Add(s)
	}
	today := localClock("2026-11-23 09:00:00")
	f.Fuzz(func(t *testing.T, s string) {
		m, _, fault := Month(s, today)
		if m.IsZero() != (fault != "") || m.After(today) || !m.IsZero() && m.Before(today.AddDate(0, -oldestMonth-1, 0)) {
			t.Errorf("%q is %q, %q", s, m, fault)
		}
	})
}

func written(m time.Time) string {
	if m.IsZero() {
		return ""
	}
	return m.Format("2006-01")
}
