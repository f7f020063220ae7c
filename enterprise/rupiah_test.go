package enterprise

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestReadRupiah(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/rupiah.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Typed            string
		Want             RupiahKind
		Amount, Min, Max int64
		Candidates       []int64
		Approx           bool
	}
	if err := yaml.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		r := ReadRupiah(c.Typed)
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

func TestRupiahReadsWhatItWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(bareLimit, maxRupiah).Draw(t, "amount")
		if r := ReadRupiah(FormatRupiah(n)); r.Kind != ExactRupiah || r.Amount != n {
			t.Fatalf("%s reads as %+v", FormatRupiah(n), r)
		}
	})
	for n, want := range map[int64]string{0: "Rp0", 999: "Rp999", 1500000: "Rp1.500.000", -50000: "-Rp50.000"} {
		if got := FormatRupiah(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func FuzzReadRupiah(f *testing.F) {
	for _, s := range []string{"5jt", "Rp5.000.000,-", "2 juta 500 ribu", "3-5 juta", "1/2 juta", "seratus lima puluh ribu", "٥ juta", "0812345678901"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := ReadRupiah(s)
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

func BenchmarkReadRupiah(b *testing.B) {
	for b.Loop() {
		ReadRupiah("kurang lebih 2 juta 500 ribu")
	}
}
