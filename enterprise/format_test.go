package enterprise_test

import (
	"testing"

	"pgregory.net/rapid"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/read"
)

func TestMonthsReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	today := clock("2026-11-23 09:00:00")
	rapid.Check(t, func(t *rapid.T) {
		m := MonthOf(today).Add(-rapid.IntRange(0, 36).Draw(t, "months ago"))
		for _, text := range []string{string(m), m.Name("id"), m.Name("en")} {
			if got, rest, fault := read.Month(text, today); MonthOf(got) != m || rest != "" || fault != "" {
				t.Fatalf("%q is %q, %q, %q", text, got, rest, fault)
			}
		}
	})
}

func TestRupiahReadsWhatItWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(10_000, 1_000_000_000_000).Draw(t, "amount")
		if r := read.Rupiah(FormatRupiah(n)); r.Kind != read.ExactRupiah || r.Amount != n {
			t.Fatalf("%s reads as %+v", FormatRupiah(n), r)
		}
	})
	for n, want := range map[int64]string{0: "Rp0", 999: "Rp999", 1500000: "Rp1.500.000", -50000: "-Rp50.000"} {
		if got := FormatRupiah(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func TestDateReadsWhatItWrote(t *testing.T) {
	t.Parallel()
	today := day("2026-11-22")
	rapid.Check(t, func(t *rapid.T) {
		date := day("1900-01-01").AddDate(0, 0, rapid.IntRange(0, 226*365).Draw(t, "days"))
		for _, typed := range []string{
			FormatDate(date, "id"), FormatDate(date, "en"), date.Format("2006-01-02"), date.Format("2/1/2006"), date.Format("02-01-2006"), date.Format("2.1.2006"),
		} {
			if got, fault := read.Date(typed, today); fault != "" || !got.Equal(date) {
				t.Fatalf("%q reads as %v %s", typed, got, fault)
			}
		}
	})
}

func TestFormatDate(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"id": "22 November 2026", "en": "22 November 2026", "": "22 November 2026"} {
		if got := FormatDate(day("2026-11-22"), lang); got != want {
			t.Errorf("in %q: %s", lang, got)
		}
	}
	if got := FormatDate(day("2028-08-01"), "id") + ", " + FormatDate(day("2028-08-01"), "en"); got != "1 Agustus 2028, 1 August 2028" {
		t.Error(got)
	}
}
