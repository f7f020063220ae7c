package enterprise_test

import (
	"fmt"
	"testing"
	"time"

	. "naikkelas/enterprise"
)

// day is midnight of a day in Malang.
func day(iso string) time.Time { return clock(iso + " 00:00:00") }

// clock is a moment in Malang: "2026-11-22 19:59:59".
func clock(local string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", local, time.FixedZone("WIB", 7*3600))
	if err != nil {
		panic(err)
	}
	return t
}

func TestNothingIsSaidInTheQuietHours(t *testing.T) {
	t.Parallel()
	malang := embeddedProgram(t).City // quiet from 20.00 until 08.00
	for name, row := range map[string][2]string{
		"noon is awake":                              {"2026-11-22 12:00:00", "2026-11-22 12:00:00"},
		"the first moment of the day is awake":       {"2026-11-22 08:00:00", "2026-11-22 08:00:00"},
		"half a minute past eight is awake":          {"2026-11-22 08:00:30", "2026-11-22 08:00:30"},
		"the last second before the quiet is awake":  {"2026-11-22 19:59:59", "2026-11-22 19:59:59"},
		"eight in the evening waits until morning":   {"2026-11-22 20:00:00", "2026-11-23 08:00:00"},
		"just before midnight waits until morning":   {"2026-11-22 23:59:59", "2026-11-23 08:00:00"},
		"midnight waits until the same morning":      {"2026-11-22 00:00:00", "2026-11-22 08:00:00"},
		"a second before eight waits for the second": {"2026-11-22 07:59:59", "2026-11-22 08:00:00"},
		"the end of a month waits for the next":      {"2026-11-30 21:00:00", "2026-12-01 08:00:00"},
		"the end of a year waits for the next":       {"2026-12-31 22:00:00", "2027-01-01 08:00:00"},
		"the Friday prayer waits for its end":        {"2026-11-27 11:30:00", "2026-11-27 13:00:00"},
		"a Friday morning is awake":                  {"2026-11-27 10:59:59", "2026-11-27 10:59:59"},
		"Christmas morning waits for noon":           {"2026-12-25 09:00:00", "2026-12-25 13:00:00"},
		"Christmas on a Saturday waits for noon":     {"2027-12-25 09:00:00", "2027-12-25 12:00:00"},
		"a holiday may be a day like any other":      {"2026-12-24 09:00:00", "2026-12-24 09:00:00"},
		"a fasting noon waits for the afternoon":     {"2027-02-15 12:00:00", "2027-02-15 15:00:00"},
		"a fasting evening waits for the morning":    {"2027-02-15 18:00:00", "2027-02-16 09:00:00"},
		"a fasting Friday noon waits, too":           {"2027-02-19 10:59:00", "2027-02-19 10:59:00"},
		"Nyepi in Ramadan waits for the day after":   {"2027-03-08 09:30:00", "2027-03-09 09:00:00"},
		"Idul Fitri waits until it is over":          {"2027-03-09 17:00:00", "2027-03-12 08:00:00"},
		"the leap day is a day":                      {"2028-02-28 20:30:00", "2028-02-29 08:00:00"},
	} {
		if got := malang.Awake(clock(row[0])); !got.Equal(clock(row[1])) {
			t.Errorf("%s: %s waits until %v, want %s", name, row[0], got, row[1])
		}
		if got := malang.Awake(clock(row[0]).UTC()); !got.Equal(clock(row[1])) {
			t.Errorf("%s, told in UTC: %v, want %s", name, got, row[1])
		}
	}
}

func TestTheEmbeddedProgramIsFoundByItsCodes(t *testing.T) {
	t.Parallel()
	p := embeddedProgram(t)
	if d, ok := p.Document("sppirt"); !ok || d.Validity.Years != 5 {
		t.Errorf("sppirt: %+v, %v", d.Validity, ok)
	}
	if d, ok := p.Document("passport"); ok || d.Code != "" {
		t.Errorf("a document that does not exist: %+v", d)
	}
	if d := p.Regions.District("35.73.05"); d.Name != "Lowokwaru" || len(p.Regions.Villages("35.73.05")) != 12 {
		t.Errorf("35.73.05 is %s with %d kelurahan", d.Name, len(d.Villages))
	}
	if d := p.Regions.District("35.73.99"); d.Name != "" || p.Regions.Villages("35.73.99") != nil {
		t.Errorf("a kecamatan that does not exist: %+v", d)
	}
	if v := p.Regions.Village("35.73.05.1003"); v == nil || v.Name != "Tlogomas" || v.District != "35.73.05" {
		t.Errorf("35.73.05.1003 is %+v", v)
	}
	if v := p.Regions.Village("35.73.05.9999"); v != nil {
		t.Errorf("a kelurahan that does not exist: %+v", v)
	}
	if it := p.Instrument.Item("Z9"); it != nil {
		t.Errorf("an item that does not exist: %+v", it)
	}
	if o := p.Instrument.Item("L1").Option("z"); o != nil {
		t.Errorf("an option that does not exist: %+v", o)
	}
}

func TestQuestionsAreWordedForTheSector(t *testing.T) {
	t.Parallel()
	p := loadProgram(t, smallFiles(t, nil))
	permit := p.Instrument.Item("N2")
	for _, row := range []struct{ sector, ask, advice, options string }{
		{"food", "Ada P-IRT?", "Urus P-IRT.", "ab"},
		{"craft", "Ada izin?", "Urus izin.", "abc"},
	} {
		options := ""
		for _, o := range permit.OptionsFor(row.sector) {
			options += o.Code
		}
		got := fmt.Sprint(permit.AskIn(row.sector).In("id"), permit.OptionFor(row.sector, "a").Advice.In("id"), options)
		if got != row.ask+row.advice+row.options {
			t.Errorf("%s is asked %s", row.sector, got)
		}
	}
	if len(permit.OptionsFor("toys")) != 0 || len(p.Instrument.Shown("toys")) != 0 {
		t.Error("a sector that does not exist is asked something")
	}
}

func TestAPhraseFallsBackToIndonesian(t *testing.T) {
	t.Parallel()
	both := Phrase{"id": "Usaha", "en": "Business"}
	for lang, want := range map[string]string{"id": "Usaha", "en": "Business", "jv": "Usaha", "": "Usaha"} {
		if got := both.In(lang); got != want {
			t.Errorf("in %q: %s", lang, got)
		}
	}
	if got := Phrase(nil).In("id"); got != "" {
		t.Errorf("no phrase: %q", got)
	}
}
