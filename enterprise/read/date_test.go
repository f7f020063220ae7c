package read

import (
	"os"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func TestDate(t *testing.T) {
	t.Parallel()
	var cases []struct{ Typed, Want string }
	data, err := os.ReadFile("testdata/dates.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		got, fault := Date(c.Typed, localClock("2026-11-22 23:30:00"))
		text := string(fault)
		if fault == "" {
			text = got.Format("2006-01-02 15:04 MST")
		}
		if want := strings.TrimSuffix(text, " 00:00 WIB"); want != c.Want {
			t.Errorf("%q reads as %s, want %s", c.Typed, text, c.Want)
		}
	}
}

// "Besok" counts from the day it is in Malang, not from the day in UTC.
func TestTomorrowIsCountedWhereTheOwnerIs(t *testing.T) {
	t.Parallel()
	earlyInMalang := localClock("2026-12-31 01:00:00")
	if got, _ := Date("besok", earlyInMalang); !got.Equal(localDay("2027-01-01")) {
		t.Errorf("tomorrow is %v", got)
	}
	if got, _ := Date("besok", earlyInMalang.UTC()); got.Format(time.DateOnly) != "2026-12-31" {
		t.Errorf("tomorrow in UTC is %v", got)
	}
}

func TestYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		year  int
		fault DateFault
	}{
		{"2015", 2015, ""},
		{"sejak 2015", 2015, ""},
		{"th. 2015", 2015, ""},
		{"sekitar tahun 2015 pak", 2015, ""},
		{"22/11/2015", 2015, ""},
		{"2015, waktu itu 3 orang", 2015, ""},
		{"٢٠١٥", 2015, ""},
		{"２０１５", 2015, ""},
		{"1900", 1900, ""},
		{"2026", 2026, ""},
		{"2027", 0, YearTooFar},
		{"1899", 0, YearTooFar},
		{"5000", 0, YearTooFar},
		{"tahun ini", 2026, ""},
		{"baru tahun ini", 2026, ""},
		{"this year", 2026, ""},
		{"sudah 10 tahun ini", 0, NoDate},
		{"tahun lalu", 2025, ""},
		{"sejak tahun lalu", 2025, ""},
		{"tahun kemarin", 2025, ""},
		{"last year", 2025, ""},
		{"5 tahun lalu", 2021, ""},
		{"5 thn yg lalu", 2021, ""},
		{"lima tahun yang lalu", 2021, ""},
		{"dua puluh lima tahun lalu", 2001, ""},
		{"limang tahun kepungkur", 2021, ""},
		{"10 years ago", 2016, ""},
		{"1 year ago", 2025, ""},
		{"126 tahun lalu", 1900, ""},
		{"127 tahun lalu", 0, NoDate},
		{"0 tahun lalu", 0, NoDate},
		{"1,5 tahun lalu", 0, NoDate},
		{"dua tiga tahun lalu", 0, NoDate},
		{"beberapa tahun lalu", 0, NoDate},
		{"sejak covid", 2020, ""},
		{"pas corona", 2020, ""},
		{"sebelum covid", 0, NoDate},
		{"krismon, pas pandemi", 0, NoDate},
		{"baru bulan kemarin", 2026, ""},
		{"minggu lalu", 2026, ""},
		{"2015 atau 2016", 0, NoDate},
		{"081234567890", 0, NoDate},
		{"15", 0, NoDate},
		{"20155", 0, NoDate},
		{"lama", 0, NoDate},
		{"", 0, NoDate},
		{strings.Repeat("2015 ", 20), 0, NoDate},
	} {
		if year, fault := Year(c.typed, localDay("2026-11-22")); year != c.year || fault != c.fault {
			t.Errorf("%q reads as %d %s, want %d %s", c.typed, year, fault, c.year, c.fault)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"22/11/2026", "22 Nop 26", "2027-03-05", "besok", "12 agustus", "31/02/2027", "5 tahun lalu", "٢٢", "\x00", strings.Repeat("1", 100)} {
		f.Add(s)
	}
	today := localDay("2026-11-22")
	f.Fuzz(func(t *testing.T, s string) {
		if date, fault := Date(s, today); fault == "" && (date.Year() < 1900 || date.Year() > 2126 || !date.Equal(localDay(date.Format(time.DateOnly)))) {
			t.Errorf("%q is %v", s, date)
		} else if fault != "" && !date.IsZero() {
			t.Errorf("%q is %v and %s", s, date, fault)
		}
		if year, fault := Year(s, today); (fault == "") != (year >= 1900 && year <= 2026) {
			t.Errorf("%q is %d %s", s, year, fault)
		}
	})
}

func localDay(iso string) time.Time { return localClock(iso + " 00:00:00") }

// localClock is a moment in Malang: "2026-11-22 19:59:59".
func localClock(local string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", local, time.FixedZone("WIB", 7*3600))
	if err != nil {
		panic(err)
	}
	return t
}
