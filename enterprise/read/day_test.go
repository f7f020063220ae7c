package read

import (
	"strings"
	"testing"
	"time"
)

func TestDaysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	now := mondayAtTen(t) // Monday, 23 November 2026
	for _, c := range []struct{ typed, want string }{
		{"hari ini", "2026-11-23"}, {"besok", "2026-11-24"}, {"lusa", "2026-11-25"},
		{"15 Desember", "2026-12-15"}, {"15/12", "2026-12-15"}, {"15-12-2026", "2026-12-15"}, {"2026-12-15", "2026-12-15"}, {"tanggal 5", "2026-12-05"},
		{"5 januari", "2027-01-05"}, {"Jumat", "2026-11-27"}, {"Jumat depan", "2026-11-27"}, {"Selasa, 24 November 2026", "2026-11-24"},
		{"10 hari lagi", "2026-12-03"}, {"2 minggu lagi", "2026-12-07"}, {"dua minggu lagi", "2026-12-07"}, {"seminggu lagi", "2026-11-30"}, {"dalam 2 pekan", "2026-12-07"}, {"in 2 weeks", "2026-12-07"},
		{"sebulan lagi", "2026-12-23"}, {"3 bulan lagi", "2027-02-23"}, {"3 bulan", "2027-02-23"}, {"setengah tahun lagi", "2027-05-23"}, {"setahun lagi", "2027-11-23"}, {"a month from now", "2026-12-23"},
		{"akhir bulan", "2026-11-30"}, {"akhir tahun", "2026-12-31"}, {"akhir Januari", "2027-01-31"}, {"akhir Februari 2027", "2027-02-28"}, {"end of December", "2026-12-31"},
		{"Senin", "2026-11-23 or 2026-11-30"}, {"minggu depan", "2026-11-29 or 2026-11-30"},
		{"22 November", "past"}, {"kemarin", "past"}, {"15/12/2031", "too far"}, {"31 Februari", "no such moment"}, {"Rabu, 24 November 2026", "no such moment"},
		{"besok jam 9", "no moment"}, {"nanti", "no moment"}, {"kapan-kapan", "no moment"}, {"", "no moment"}, {"9", "no moment"}, {"2", "no moment"}, {"0 hari lagi", "no moment"}, {"akhir pekan ini ya", "no moment"},
	} {
		m := Day(c.typed, now)
		got := string(m.Fault)
		switch {
		case len(m.Candidates) > 0:
			var all []string
			for _, d := range m.Candidates {
				all = append(all, d.Format(time.DateOnly))
			}
			got = strings.Join(all, " or ")
		case got == "":
			got = m.At.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.typed, got, c.want)
		}
	}
	if m := Day("sebulan lagi", time.Date(2027, 1, 31, 10, 0, 0, 0, now.Location())); m.At.Format(time.DateOnly) != "2027-02-28" {
		t.Errorf("a month after 31 January: %v", m)
	}
}
