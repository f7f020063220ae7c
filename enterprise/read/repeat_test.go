package read

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRepetitionsAreRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("WIB", 7*3600)) // a Monday
	works := func(d time.Time) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }
	for _, c := range []struct {
		typed string
		fault RepeatFault
		next  []string
	}{
		{"setiap Senin jam 9", "", []string{"2026-11-30 09:00", "2026-12-07 09:00"}},
		{"Tiap hari Senin pukul 08.30", "", []string{"2026-11-30 08:30"}},
		{"setiap minggu hari Kamis jam 10", "", []string{"2026-11-26 10:00", "2026-12-03 10:00"}},
		{"setiap Senin dan Kamis, 13.00", "", []string{"2026-11-23 13:00", "2026-11-26 13:00", "2026-11-30 13:00"}},
		{"setiap hari jam 3 sore", "", []string{"2026-11-23 15:00", "2026-11-24 15:00"}},
		{"setiap hari kerja jam 8", "", []string{"2026-11-24 08:00"}},
		{"setiap hari Minggu jam 9", "", []string{"2026-11-29 09:00"}},
		{"setiap bulan tanggal 5 jam 9", "", []string{"2026-12-05 09:00", "2027-01-05 09:00"}},
		{"setiap tanggal 31 jam 9", "", []string{"2026-11-30 09:00", "2026-12-31 09:00", "2027-01-31 09:00", "2027-02-28 09:00"}},
		{"setiap akhir bulan jam 9", "", []string{"2026-11-30 09:00"}},
		{"setiap Senin jam 9 sampai 7 Desember 2026", "", []string{"2026-11-30 09:00", "2026-12-07 09:00", "-"}},
		{"setiap Senin jam 9 sampai 7 Desember", "", []string{"2026-11-30 09:00", "2026-12-07 09:00", "-"}},
		{"setiap Senin jam 9 hingga 31 Januari", "", []string{"2026-11-30 09:00"}},
		{"every Monday at 9", "", []string{"2026-11-30 09:00"}},
		{"every month on the 5th at 10.30", "", []string{"2026-12-05 10:30"}},
		{"every working day at 8.00 until 24 November 2026", "", []string{"2026-11-24 08:00", "-"}},
		{"setiap minggu jam 9", NoRepeatDay, nil},
		{"setiap bulan jam 9", NoRepeatDay, nil},
		{"setiap kucing jam 9", NoRepeatDay, nil},
		{"setiap Senin", NoRepeatHour, nil},
		{"setiap Senin jam 27", NoRepeatHour, nil},
		{"setiap Senin jam 9 sampai kapan-kapan", RepeatOver, nil},
		{"setiap Senin jam 9 sampai 1 November 2026", RepeatOver, nil},
	} {
		r, fault, ok := Repeat(c.typed, now)
		if !ok || fault != c.fault {
			t.Errorf("%q: %+v, fault %q, a repetition: %t", c.typed, r, fault, ok)
			continue
		}
		at := now
		for i, want := range c.next {
			got := "-"
			if next := r.Next(at, works); !next.IsZero() {
				at, got = next, next.Format("2006-01-02 15:04")
			}
			if got != want {
				t.Errorf("%q: time %d is %s, not %s", c.typed, i+1, got, want)
			}
		}
	}
	for _, typed := range []string{"besok jam 9", "Senin jam 9", "sekarang", "", "setiap"} {
		if _, _, ok := Repeat(typed, now); ok {
			t.Errorf("%q is no repetition", typed)
		}
	}
}

// Times come in order, none before it is asked for, none after the last day.
func TestRepetitionsGoOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		loc := time.FixedZone("WIB", 7*3600)
		r := Repeats{Hour: rapid.IntRange(0, 23).Draw(rt, "hour"), Minute: rapid.IntRange(0, 59).Draw(rt, "minute")}
		switch rapid.IntRange(0, 2).Draw(rt, "kind") {
		case 0:
			r.Day = rapid.IntRange(1, 31).Draw(rt, "day")
		case 1:
			r.Working = true
		default:
			r.Weekdays = []time.Weekday{time.Weekday(rapid.IntRange(0, 6).Draw(rt, "weekday"))}
		}
		at := time.Date(2026, 11, rapid.IntRange(1, 60).Draw(rt, "from"), rapid.IntRange(0, 23).Draw(rt, "now"), 0, 0, 0, loc)
		if rapid.Bool().Draw(rt, "ends") {
			r.Until = at.AddDate(0, 0, rapid.IntRange(0, 90).Draw(rt, "until")).Format(time.DateOnly)
		}
		works := func(d time.Time) bool { return d.Weekday() > 0 && d.Weekday() < 6 }
		for range 5 {
			next := r.Next(at, works)
			if next.IsZero() {
				if r.Until == "" {
					rt.Fatalf("%+v ends after %s", r, at)
				}
				return
			}
			if !next.After(at) || next.Hour() != r.Hour || next.Minute() != r.Minute || r.Until != "" && next.Format(time.DateOnly) > r.Until || next.Sub(at) > 32*24*time.Hour {
				rt.Fatalf("%+v: after %s comes %s", r, at, next)
			}
			at = next
		}
	})
}
