package read

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestRupiah(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/rupiah.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Typed            string
		Want             MoneyKind
		Amount, Min, Max int64
		Candidates       []int64
		Approx           bool
	}
	if err := yaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		r := Rupiah(c.Typed)
		switch {
		case r.Kind != c.Want, r.Approx != c.Approx,
			c.Want == ExactRupiah && r.Amount != c.Amount,
			c.Amount > 0 && r.Amount != c.Amount,
			c.Want == RupiahRange && (r.Min != c.Min || r.Max != c.Max),
			c.Candidates != nil && !slices.Equal(r.Candidates, c.Candidates),
			c.Want == AmbiguousRupiah && len(r.Candidates) == 0:
			t.Errorf("%q reads as %+v, want %+v", c.Typed, r, c)
		}
	}
}

func FuzzRupiah(f *testing.F) {
	for _, s := range []string{"5jt", "Rp5.000.000,-", "2 juta 500 ribu", "3-5 juta", "1/2 juta", "seratus lima puluh ribu", "٥ juta", "0812345678901"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Rupiah(s)
		for _, n := range append([]int64{r.Amount, r.Min, r.Max}, r.Candidates...) {
			if n < 0 || n > maxRupiah {
				t.Errorf("%q gives %d", s, n)
			}
		}
		if r.Kind == RupiahRange && r.Min >= r.Max {
			t.Errorf("%q gives the range %d to %d", s, r.Min, r.Max)
		}
		if strings.TrimSpace(s) == "" && r.Kind != NotRupiah {
			t.Errorf("blank text reads as %+v", r)
		}
	})
}

func BenchmarkRupiah(b *testing.B) {
	for b.Loop() {
		Rupiah("kurang lebih 2 juta 500 ribu")
	}
}
