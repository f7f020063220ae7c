package enterprise_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"naikkelas/enterprise"
	"naikkelas/enterprise/program"
	"naikkelas/enterprise/read"
)

const asked = "ditanya"

// The page that tells people what they may type is right: each of its examples
// is read as it says.
func TestThePageOfWhatMayBeTyped(t *testing.T) {
	t.Parallel()
	program, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 11, 30, 9, 0, 0, 0, program.City.Location)
	day := func(at time.Time) string { return at.In(program.City.Location).Format("2006-01-02") }
	refused := "tidak diterima"
	readers := map[string]func(string) string{
		"Uang": func(s string) string {
			m := read.Rupiah(s)
			switch m.Kind {
			case read.ExactRupiah:
				return enterprise.FormatRupiah(m.Amount)
			case read.RupiahRange:
				return enterprise.FormatRupiah(m.Min) + " sampai " + enterprise.FormatRupiah(m.Max)
			case read.PhoneNotRupiah:
				return "nomor HP: ditanya lagi"
			case read.NotRupiah:
				return refused
			}
			return asked
		},
		"Tanggal": func(s string) string {
			at, fault := read.Date(s, today)
			if fault != "" {
				return refused
			}
			return day(at)
		},
		"Waktu": func(s string) string {
			m := read.Moment(s, today)
			if m.Fault != "" {
				return refused
			}
			if m.At.IsZero() {
				return asked
			}
			return m.At.In(program.City.Location).Format("2006-01-02 15.04")
		},
		"Masa berlaku": func(s string) string {
			e := read.EndOfDocument(s, today)
			switch {
			case e.Endless:
				return "tidak berakhir"
			case e.Fault != "":
				return refused
			}
			return "sampai " + day(e.Expires.AddDate(0, 0, -1))
		},
		"Yang bekerja": func(s string) string {
			n, inferred, fault := read.Workers(s, 1, 1000)
			if fault != "" {
				return refused
			}
			return strconv.Itoa(n) + map[bool]string{true: ", lalu ditanya"}[inferred]
		},
		"Nomor HP": func(s string) string {
			phone, fault := read.Phone(s)
			if fault != "" {
				return refused
			}
			return phone
		},
		"NIB": func(s string) string {
			nib, fault := read.NIB(s)
			if fault != "" {
				return refused
			}
			return nib
		},
		"P-IRT": func(s string) string {
			kind, _ := program.Document("sppirt")
			n := program.ReadDocumentNumber(kind, s, enterprise.Business{})
			if n.Fault != "" {
				return refused
			}
			return n.Number
		},
		"Tempat": func(s string) string {
			a := program.Regions.FindAddress(s, "")
			switch {
			case a.Outside.Name != "":
				return "di luar kota: ditanya"
			case len(a.Villages) == 0:
				return refused
			case !a.Sure:
				return a.Villages[0].Name + "? ditanya"
			case a.Rest != "":
				return a.Villages[0].Name + "; alamat " + a.Rest
			}
			return a.Villages[0].Name
		},
	}
	page, err := os.ReadFile("../docs/yang-bisa-diketik.md")
	if err != nil {
		t.Fatal(err)
	}
	section, seen := "", map[string]int{}
	for line := range strings.Lines(string(page)) {
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(heading)
		}
		cells := strings.Split(strings.TrimSpace(line), " | ")
		reader := readers[section]
		if reader == nil || len(cells) != 2 || strings.HasPrefix(line, "| ketik") || strings.HasPrefix(line, "|--") {
			continue
		}
		typed, want := strings.TrimPrefix(cells[0], "| "), strings.TrimSuffix(cells[1], " |")
		if seen[section]++; reader(typed) != want {
			t.Errorf("%s: %q is read as %q, the page says %q", section, typed, reader(typed), want)
		}
	}
	if len(seen) != len(readers) {
		t.Errorf("the page has examples of %s", fmt.Sprint(seen))
	}
}
