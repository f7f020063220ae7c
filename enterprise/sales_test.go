package enterprise_test

import (
	"testing"

	"pgregory.net/rapid"

	. "naikkelas/enterprise"
	"naikkelas/enterprise/program"
)

// selling is a business with sales of the months that end with October 2026.
func selling(amounts ...int64) Business {
	var b Business
	for i, a := range amounts {
		b = b.GiveSales(Month("2026-10").Add(i-len(amounts)+1), SalesGiven{Figure: Figure{Low: a, High: a}})
	}
	return b
}

func TestAFigureIsKeptAsItWasSaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := Figure{Low: rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "low"), Approx: rapid.Bool().Draw(t, "approx")}
		f.High = f.Low + rapid.SampledFrom([]int64{0, 1, 2_000_000}).Draw(t, "span")
		if unit := rapid.SampledFrom([]Unit{"", Day, Week}).Draw(t, "unit"); unit != "" {
			f = Figure{Each: f.Low, Unit: unit, Approx: f.Approx}
		}
		if got, ok := ParseFigure(f.String()); !ok || got != f {
			t.Fatalf("%s is read as %+v, %t, written was %+v", f, got, ok, f)
		}
	})
	for _, s := range []string{"", "5000", "=", "=x", "=-5", "=5-3", "=5/year", "=05", "=~", "=5/day/day"} {
		if f, ok := ParseFigure(s); ok {
			t.Errorf("%q is read as %+v", s, f)
		}
	}
}

func TestCorrectedSalesKeepTheirHistory(t *testing.T) {
	t.Parallel()
	before := selling(5, 6, 7)
	after := before.GiveSales("2026-09", SalesGiven{Figure: Figure{Low: 60, High: 60}})
	s, ok := after.SalesIn("2026-09")
	if !ok || len(s.Given) != 2 || s.Given[0].Figure.Low != 6 || s.Now().Low != 60 {
		t.Errorf("September holds %+v", s)
	}
	if s, _ := before.SalesIn("2026-09"); len(s.Given) != 1 {
		t.Error("the business it was called on changed")
	}
	early := after.GiveSales("2026-01", SalesGiven{Figure: Figure{Low: 1, High: 1}})
	if early.Sales[0].Month != "2026-01" || len(early.Sales) != 4 {
		t.Errorf("the months are %+v", early.Sales)
	}
}

func TestAFigureOutOfTheOrdinaryIsLookedAtTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		b      Business
		amount int64
		want   Doubt
	}{
		{"nothing to compare with", selling(), 70_000_000, ""},
		{"five times the median", selling(2e6, 1e6, 3e6), 10_000_000, FarAboveMedian},
		{"just below five times the median", selling(2e6, 1e6, 3e6), 9_999_999, ""},
		{"months without sales do not count", selling(0, 2e6, 0), 9_999_999, ""},
		{"the six newest months count", selling(90e6, 90e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6), 5_000_000, FarAboveMedian},
		{"a median of an even number is between the two", selling(1e6, 3e6), 10_000_000, FarAboveMedian},
		{"more than Rp2 billion", selling(), 2_000_000_001, VeryBig},
		{"Rp2 billion", selling(), 2_000_000_000, ""},
		{"less than Rp50,000", selling(), 49_999, VerySmall},
		{"nothing has a reason instead", selling(2e6), 0, ""},
	} {
		if got := c.b.DoubtOf("2026-11", Figure{Low: c.amount, High: c.amount}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := selling(2e6).DoubtOf("2026-11", Figure{Low: 3e6, High: 10e6}); got != FarAboveMedian {
		t.Errorf("the upper end of a range is not compared: %q", got)
	}
}

func TestTheYearIsTwelveMonths(t *testing.T) {
	t.Parallel()
	amounts := make([]int64, 15) // August 2025 to October 2026
	for i := range amounts {
		amounts[i] = 1 << i
	}
	b := selling(amounts...)
	y := b.YearTo("2026-10")
	if y.From != "2025-11" || y.Months != 12 || y.Low != 1<<15-1<<3 || y.High != y.Low {
		t.Errorf("the year is %+v", y)
	}
	b = b.GiveSales("2026-10", SalesGiven{Figure: Figure{Low: 100, High: 300, Approx: true}})
	y = b.YearTo("2026-10")
	if y.High-y.Low != 200 || !y.Approx {
		t.Errorf("a range makes %+v", y)
	}
	if y := (Business{}).YearTo("2026-10"); y.Months != 0 || y.Low != 0 {
		t.Errorf("nothing makes %+v", y)
	}
}

func TestTheStepToTheNextScale(t *testing.T) {
	t.Parallel()
	p, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		low, high int64
		want      Step
	}{
		{0, 0, Step{Micro, Micro, 2e9}},
		{2e9, 2e9, Step{Micro, Micro, 2e9}},
		{2e9 + 1, 2e9 + 1, Step{Small, Small, 15e9}},
		{1.9e9, 2.1e9, Step{Micro, Small, 2e9}},
		{40e9, 40e9, Step{Medium, Medium, 50e9}},
		{51e9, 51e9, Step{Large, Large, 0}},
	} {
		if got := p.Scale.StepOf(Year{Low: c.low, High: c.high}); got != c.want {
			t.Errorf("%d to %d: %+v, want %+v", c.low, c.high, got, c.want)
		}
	}
}

func TestAmountsAreSaidShortly(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "Rp0", 999: "Rp999", 1500: "Rp1,5 ribu", 750_000: "Rp750 ribu", 999_999: "Rp1 juta", 1_000_000: "Rp1 juta", 1_234_567: "Rp1,23 juta",
		12_340_000: "Rp12,3 juta", 782_500_000: "Rp783 juta", 1_200_000_000: "Rp1,2 miliar", 1_992_000_000: "Rp1,99 miliar", 12_686_500_000: "Rp12,7 miliar",
		1_005_000_000: "Rp1,01 miliar", 12_345_000_000_000: "Rp12.345 miliar",
	} {
		if got := RoundRupiah(n, "id"); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	if got := RoundRupiah(1_250_000_000, "en"); got != "Rp1.25 billion" {
		t.Errorf("in English: %s", got)
	}
	for n, want := range map[int64]string{0: "0", 7_800_000: "7,8", 12_000_000: "12", 123_456_789: "123", 1_200_000_000: "1.200", 30_000: "0"} {
		if got := InUnits(n, 1e6, "id"); got != want {
			t.Errorf("%d in millions is %s, want %s", n, got, want)
		}
	}
}
