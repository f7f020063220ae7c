package sales_test

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"naikkelas/enterprise"
	"naikkelas/enterprise/read"
	"naikkelas/flows/flowstest"
)

// seller is a registered owner in the menu.
func seller(t *testing.T) *flowstest.Phone {
	t.Helper()
	p := flowstest.NewPhone(flowstest.SharedBook())
	p.Macro(t, []string{"daftar", "1"})
	return p
}

func soldIn(t *testing.T, p *flowstest.Phone, m enterprise.Month) (enterprise.Sales, bool) {
	t.Helper()
	return p.State(t).Person.Businesses[0].SalesIn(m)
}

// Every amount that the reader's own table knows, typed as /omzet: what is
// exact is said back and kept, what is ambiguous is asked about, what is none
// is refused; nothing counts before a yes.
func TestSalesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../enterprise/read/testdata/rupiah.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Typed            string
		Want             read.MoneyKind
		Amount, Min, Max int64
		Approx           bool
	}
	if err := yaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	registered := seller(t)
	for _, c := range cases {
		if c.Typed == "" || strings.ContainsAny(c.Typed, "/") && c.Want == read.NotRupiah {
			continue
		}
		p := flowstest.NewPhone(flowstest.SharedBook())
		p.Stored, p.Now = registered.Stored, registered.Now
		p.Say(t, "/omzet")
		p.Say(t, c.Typed)
		if _, ok := soldIn(t, p, "2026-10"); ok {
			t.Errorf("%q counts before it was confirmed", c.Typed)
		}
		s := p.State(t).Chat
		asked := s.Asked
		if s.Pending != nil {
			asked = "pending"
		}
		want := map[read.MoneyKind]string{
			read.ExactRupiah: "confirm", read.RupiahRange: "confirm", read.AmbiguousRupiah: "pending",
			read.RupiahPerDay: "times", read.RupiahPerWeek: "times", read.PhoneNotRupiah: "amount", read.NotRupiah: "amount",
		}[c.Want]
		if want == "confirm" && c.Amount+c.Max == 0 && asked == "reason" {
			continue
		}
		if asked != want {
			t.Errorf("%q leads to %q, want %q", c.Typed, asked, want)
			continue
		}
		if want != "confirm" {
			continue
		}
		for p.State(t).Chat.Open == "sales" {
			p.Say(t, "Betul, simpan")
		}
		if sold, ok := soldIn(t, p, "2026-10"); !ok && !strings.Contains(c.Typed, "bulan") && !strings.Contains(c.Typed, "oktober") {
			t.Errorf("%q is not kept", c.Typed)
		} else if ok {
			f := sold.Now()
			low, high := c.Amount, c.Amount
			if c.Want == read.RupiahRange {
				low, high = c.Min, c.Max
			}
			if f.Low != low || f.High != high || f.Approx != c.Approx {
				t.Errorf("%q is kept as %+v", c.Typed, f)
			}
		}
	}
}

func TestDaysAreAskedAndTheProductIsKept(t *testing.T) {
	t.Parallel()
	p := seller(t)
	for _, text := range []string{"omzet oktober 300rb per hari", "25", "Betul, simpan"} {
		p.Say(t, text)
	}
	s, _ := soldIn(t, p, "2026-10")
	if want := (enterprise.Figure{Low: 7_500_000, High: 7_500_000, Each: 300_000, Unit: enterprise.Day, Times: 25}); len(s.Given) != 1 || s.Now() != want {
		t.Errorf("kept is %+v, want %+v", s, want)
	}
}

func TestSalesAreKeptForTheirBusiness(t *testing.T) {
	t.Parallel()
	w := flowstest.NewWorld(t)
	id := w.Owner("Siti", func(p *enterprise.Person) {
		second := p.Businesses[0]
		second.ID, second.Name = "2", "Katering"
		p.Businesses = append(p.Businesses, second)
	})
	for _, text := range []string{"/omzet", "Katering", "7 juta", "Betul, simpan"} {
		w.Say("Siti", text)
	}
	b := w.States[id].Person.Businesses
	if len(b[0].Sales) != 0 || len(b[1].Sales) != 1 || b[1].Sales[0].Now().Low != 7_000_000 {
		t.Errorf("kept are %+v and %+v", b[0].Sales, b[1].Sales)
	}
}

// The city's sentence on the tax office is said where one asks why, and only
// when there is one.
func TestTheTaxNoteIsTheCitysOwn(t *testing.T) {
	t.Parallel()
	b := flowstest.MustBook("")
	for _, note := range []string{"", "Angka ini tidak diteruskan ke kantor pajak."} {
		b.Program.City.TaxNote = enterprise.Phrase{"id": note}
		p := flowstest.NewPhone(b)
		p.Macro(t, []string{"daftar", "1"})
		p.Say(t, "/omzet")
		said := p.Say(t, "Mengapa ditanya?")
		if got := strings.Contains(said[0].Text, "pajak"); got != (note != "") {
			t.Errorf("with the note %q the answer is %q", note, said[0].Text)
		}
	}
}
