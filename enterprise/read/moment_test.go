package read

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// mondayAtTen is what the tests take for now: Monday, 23 November 2026.
func mondayAtTen(t testing.TB) time.Time {
	t.Helper()
	wib, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 23, 10, 0, 0, 0, wib)
}

func TestMoment(t *testing.T) {
	t.Parallel()
	const form = "02-01-2006 15:04"
	for _, c := range []struct{ typed, want string }{
		{"sekarang", "now"}, {"Sekarang juga!", "now"}, {"now", "now"},
		{"besok jam 9", "24-11-2026 09:00"},
		{"Besok pukul 09.00 WIB", "24-11-2026 09:00"},
		{"besok jam9", "24-11-2026 09:00"},
		{"jam 9 besok", "24-11-2026 09:00"},
		{"sesuk jam 9", "24-11-2026 09:00"},
		{"Selasa 08.30", "24-11-2026 08:30"},
		{"Jum'at 13:00", "27-11-2026 13:00"},
		{"lusa pagi jam 8", "25-11-2026 08:00"},
		{"besok lusa jam 8", "25-11-2026 08:00"},
		{"24/11 09.00", "24-11-2026 09:00"},
		{"24.11 09.00", "24-11-2026 09:00"},
		{"24-11-2026 9:00", "24-11-2026 09:00"},
		{"2026-11-24 09:00", "24-11-2026 09:00"},
		{"24 November pukul 13.00", "24-11-2026 13:00"},
		{"24 nov 2026 jam 13.00", "24-11-2026 13:00"},
		{"November 24 at 3pm", "24-11-2026 15:00"},
		{"Selasa, 24 November 2026, 08.00 WIB", "24-11-2026 08:00"},
		{"tanggal 25 jam 10", "25-11-2026 10:00"},
		{"tgl 5 jam 10", "05-12-2026 10:00"},
		{"5 januari jam 10", "05-01-2027 10:00"},
		{"jam 2 siang", "23-11-2026 14:00"},
		{"jam 12 siang", "23-11-2026 12:00"},
		{"jam 4 sore", "23-11-2026 16:00"},
		{"nanti malam jam 7", "23-11-2026 19:00"},
		{"malam ini jam 19.30", "23-11-2026 19:30"},
		{"tonight 7", "23-11-2026 19:00"},
		{"besok setengah 9", "24-11-2026 08:30"},
		{"besok jam 9 lewat 15", "24-11-2026 09:15"},
		{"besok jam 9 kurang 10", "24-11-2026 08:50"},
		{"besok jam 10 pagi", "24-11-2026 10:00"},
		{"besok jam 5 subuh", "24-11-2026 05:00"},
		{"tomorrow 9 am", "24-11-2026 09:00"},
		{"tomorrow noon", "24-11-2026 12:00"},
		{"malam minggu jam 7", "28-11-2026 19:00"}, // Saturday's evening
		{"sabtu malam jam 7", "28-11-2026 19:00"},
		{"senin depan 08.30", "30-11-2026 08:30"},
		{"next monday 08.30", "30-11-2026 08:30"},
		{"senin 08.30", "30-11-2026 08:30"}, // today's has passed
		{"jam 9", "24-11-2026 09:00"},       // and so has today's nine
		{"11.30", "23-11-2026 11:30"},
		{"2 jam lagi", "23-11-2026 12:00"}, {"setengah jam lagi", "23-11-2026 10:30"}, {"in 2 hours", "23-11-2026 12:00"},
		{"jam 24.00", "24-11-2026 00:00"},
		{"Rabu minggu depan jam 9", "02-12-2026 09:00"}, {"Rabu pekan depan jam 9", "02-12-2026 09:00"}, {"minggu depan hari Rabu jam 9", "02-12-2026 09:00"},
		{"Rabu minggu ini jam 9", "25-11-2026 09:00"}, {"wednesday next week at 9", "02-12-2026 09:00"}, {"pekan depan Senin 08.30", "30-11-2026 08:30"},
		{"Minggu pekan depan jam 9", "06-12-2026 09:00"}, {"pekan depan jam 9", "30-11-2026 09:00"},

		{"jam 2", "23-11-2026 14:00 | 24-11-2026 02:00"},
		{"besok jam 2", "24-11-2026 02:00 | 24-11-2026 14:00"},
		{"besok jam 7", "24-11-2026 07:00 | 24-11-2026 19:00"},
		{"senin 13.00", "23-11-2026 13:00 | 30-11-2026 13:00"},
		{"minggu depan jam 9", "29-11-2026 09:00 | 30-11-2026 09:00"},
		{"besok jam 12 malam", "24-11-2026 00:00 | 25-11-2026 00:00"},

		{"kemarin jam 9", "past"}, {"hari ini jam 9", "past"}, {"nanti jam 9 pagi", "past"}, {"22/11/2026 09.00", "past"}, {"20/11 09.00", "past"},
		{"besok", "no hour"}, {"nanti malam", "no hour"}, {"senin", "no hour"}, {"24/11", "no hour"},
		{"31/2 jam 9", "no such moment"}, {"besok jam 25", "no such moment"}, {"besok 09.70", "no such moment"},
		{"senin 24/11 09.00", "no such moment"}, {"besok jam 15 pagi", "no such moment"}, {"besok lusa sabtu jam 9", "no such moment"},
		{"24/11/2028 09.00", "too far"},
		{"", "no moment"}, {"kapan saja", "no moment"}, {"setelah rapat", "no moment"}, {"wib", "no moment"}, {strings.Repeat("9", 500), "no moment"},
	} {
		m := Moment(c.typed, mondayAtTen(t))
		got := string(m.Fault)
		switch {
		case m.Now:
			got = "now"
		case m.Candidates != nil:
			var all []string
			for _, at := range m.Candidates {
				all = append(all, at.Format(form))
			}
			got = strings.Join(all, " | ")
		case m.Fault == "":
			got = m.At.Format(form)
		}
		if got != c.want {
			t.Errorf("%q is read as %s, want %s", c.typed, got, c.want)
		}
	}
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{"besok jam 9", "24.11 09.00", "malam minggu jam 12", "tanggal 31 jam 7", "setengah 1", "jam 9 kurang 59", "senin depan 24.00"} {
		f.Add(s, int64(0))
	}
	base := mondayAtTen(f)
	f.Fuzz(func(t *testing.T, typed string, minutes int64) {
		now := base.Add(time.Duration(minutes%1_000_000) * time.Minute)
		m := Moment(typed, now)
		set := 0
		for _, is := range []bool{!m.At.IsZero(), len(m.Candidates) > 0, m.Fault != ""} {
			if is {
				set++
			}
		}
		if set != 1 || len(m.Candidates) == 1 || m.Now && !m.At.Equal(now) {
			t.Fatalf("%q: %+v", typed, m)
		}
		all := m.Candidates
		if !m.At.IsZero() && !m.Now {
			all = []time.Time{m.At}
		}
		for _, at := range all {
			if !at.After(now) || at.Sub(now) > momentAhead {
				t.Errorf("%q: %s is not within the year after %s", typed, at, now)
			}
		}
		if !slices.IsSortedFunc(all, time.Time.Compare) {
			t.Errorf("%q: the candidates are not in order: %v", typed, all)
		}
	})
}
