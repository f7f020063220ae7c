package read

import (
	"testing"
	"time"
)

func TestEndsOfDocuments(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, typed, lastDay string }{
		{"as people type it", "berlaku sampai 12 agustus 2028", "2028-08-12"},
		{"short", "s/d 12-08-2028", "2028-08-12"},
		{"as on the paper", "Masa berlaku s.d. 12 Agustus 2028", "2028-08-12"},
		{"only the date", "12/8/2028", "2028-08-12"},
		{"with a word before", "sampai dengan tanggal 1 jan 2030", "2030-01-01"},
		{"in English", "valid until 12 August 2028", "2028-08-12"},
		{"a leap day", "29 feb 2028", "2028-02-29"},
		{"past", "12 agustus 2020", "2020-08-12"},
		{"for life", "seumur hidup", "endless"},
		{"as long as the business runs", "Berlaku selama usaha berjalan", "endless"},
		{"as an NIB prints it", "selama menjalankan kegiatan usaha", "endless"},
		{"the same whole", "NIB berlaku selama pelaku usaha menjalankan kegiatan usaha sesuai ketentuan", "endless"},
		{"with a full stop", "12 Agustus 2028.", "2028-08-12"},
		{"none", "tidak ada", "endless"},
		{"a day that does not exist", "31 februari 2028", ""},
		{"no year", "12 agustus", ""},
		{"only a year", "2028", ""},
		{"a word of the moment", "besok", ""},
		{"words", "sudah lama", ""},
		{"a number", "P-IRT 2063573019999-31", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := EndOfDocument(c.typed, today)
			got := e.Expires.AddDate(0, 0, -1).Format("2006-01-02")
			switch {
			case e.Endless:
				got = "endless"
			case e.Fault != "":
				got = ""
			}
			if got != c.lastDay {
				t.Errorf("%q is read as %q (%s)", c.typed, got, e.Fault)
			}
		})
	}
}
