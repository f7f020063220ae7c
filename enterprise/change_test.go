package enterprise_test

import (
	"slices"
	"strings"
	"testing"

	. "naikkelas/enterprise"
)

// seller is an owner whose businesses sold so much from April 2026 on;
// "-" was not reported.
func seller(rows ...string) Person {
	var p Person
	for _, row := range rows {
		b := Business{}
		for i, f := range strings.Fields(row) {
			if f != "-" {
				n := int64(0)
				for _, c := range f {
					n = n*10 + int64(c-'0')
				}
				b = b.GiveSales(Month("2026-04").Add(i), SalesGiven{Figure: Figure{Low: n, High: 2 * n}})
			}
		}
		p.Businesses = append(p.Businesses, b)
	}
	return p
}

func TestSalesChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		rows        []string
		stretch     Stretch
		last        Month
		percent     int
		known, both bool
	}{
		{"a month rose", []string{"100 110"}, OneMonth, "2026-05", 10, true, true},
		{"a month fell", []string{"100 50"}, OneMonth, "2026-05", -50, true, true},
		{"to nothing", []string{"100 0"}, OneMonth, "2026-05", -100, true, true},
		{"from nothing there is no percentage", []string{"0 100"}, OneMonth, "2026-05", 0, false, true},
		{"the month before was not reported", []string{"- 100"}, OneMonth, "2026-05", 0, false, false},
		{"a quarter", []string{"1 2 3 3 3 3"}, OneQuarter, "2026-09", 50, true, true},
		{"a quarter with a month missing", []string{"1 - 3 3 3 3"}, OneQuarter, "2026-09", 0, false, false},
		{"two businesses are taken together", []string{"100 100", "100 200"}, OneMonth, "2026-05", 50, true, true},
		{"one that did not report both is left out", []string{"100 110", "- 900"}, OneMonth, "2026-05", 10, true, true},
		{"halves are rounded up", []string{"200 201"}, OneMonth, "2026-05", 1, true, true},
	} {
		percent, known, both := seller(c.rows...).SalesChange(c.stretch, c.last)
		if percent != c.percent || known != c.known || both != c.both {
			t.Errorf("%s: %d%%, known %t, both %t", c.name, percent, known, both)
		}
	}
}

func TestLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stretch   Stretch
		now, want Month
	}{
		{OneMonth, "2026-01", "2025-12"}, {OneQuarter, "2026-01", "2025-12"},
		{OneQuarter, "2026-03", "2025-12"}, {OneQuarter, "2026-04", "2026-03"}, {OneQuarter, "2026-11", "2026-09"},
	} {
		if got := c.stretch.Last(c.now); got != c.want {
			t.Errorf("in %s the last %s ended with %s", c.now, c.stretch, got)
		}
	}
}

// The digits write every percentage once.
func TestTheSetsOfAChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row  string
		want int
	}{{"100 110", 10}, {"100 0", -100}, {"100 511", 411}, {"100 9000", 411}, {"100 100", 0}} {
		terms := ChangeTerms(seller(c.row))
		for h := range ChangeHighs {
			for l := range ChangeLows {
				has := slices.Contains(terms, TermHigh(OneMonth, "2026-05", h)) && slices.Contains(terms, TermLow(OneMonth, "2026-05", l))
				if has != (ChangeOf(h, l) == c.want) {
					t.Errorf("%s: %v", c.row, terms)
				}
			}
		}
	}
	if terms := ChangeTerms(seller("1 1 1 1 1 1 1 1")); len(terms) != 3*4+4 {
		t.Errorf("eight months are %d terms: %v", len(terms), terms)
	}
}
