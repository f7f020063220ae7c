package disclosure

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// solved are the hidden cells that follow from the shown ones, whatever sums
// and differences of rows and columns it takes: the linear equations of all
// lines are solved together.
func solved(table [][]int64, hidden [][]bool) []place {
	var unknown []place
	for i, row := range hidden {
		for j, h := range row {
			if h {
				unknown = append(unknown, place{i, j})
			}
		}
	}
	var rows [][]float64
	line := func(has func(place) bool) {
		row := make([]float64, len(unknown))
		for n, p := range unknown {
			if !has(p) {
				continue
			}
			row[n] = 1
		}
		rows = append(rows, row)
	}
	last := len(table[0]) - 1
	for i := range table {
		line(func(p place) bool { return p.row == i })
		for n, p := range unknown {
			if p.row == i && p.col == last {
				rows[len(rows)-1][n] = -1
			}
		}
	}
	if len(table) > 1 {
		for j := range table[0] {
			line(func(p place) bool { return p.col == j })
			for n, p := range unknown {
				if p.col == j && p.row == len(table)-1 {
					rows[len(rows)-1][n] = -1
				}
			}
		}
	}
	var out []place
	for _, row := range reduced(rows) {
		found, others := -1, false
		for n, v := range row {
			if math.Abs(v) > 1e-9 {
				others = others || found >= 0
				found = n
			}
		}
		if found >= 0 && !others {
			out = append(out, unknown[found])
		}
	}
	return out
}

// reduced is a matrix in reduced row echelon form.
func reduced(m [][]float64) [][]float64 {
	at := 0
	for col := 0; len(m) > 0 && col < len(m[0]) && at < len(m); col++ {
		best := at
		for i := at; i < len(m); i++ {
			if math.Abs(m[i][col]) > math.Abs(m[best][col]) {
				best = i
			}
		}
		if math.Abs(m[best][col]) < 1e-9 {
			continue
		}
		m[at], m[best] = m[best], m[at]
		pivot := m[at][col]
		for j := range m[at] {
			m[at][j] /= pivot
		}
		for i := range m {
			if factor := m[i][col]; i != at && factor != 0 {
				for j := range m[i] {
					m[i][j] -= factor * m[at][j]
				}
			}
		}
		at++
	}
	return m
}

// Whatever the numbers: who solves the equations of all rows and columns at
// once learns no number below five.
func TestHiddenNumbersDoNotFollowFromAllLinesTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "columns")
		cells := make([][]int64, rows)
		for i := range cells {
			for range cols {
				cells[i] = append(cells[i], rapid.SampledFrom([]int64{0, 1, 2, 4, 5, 6, 9, 30, 200}).Draw(t, "people"))
			}
		}
		table := withSums(cells)
		hidden := Hide(table, 5)
		for _, p := range solved(table, hidden) {
			if n := table[p.row][p.col]; n > 0 && n < 5 {
				t.Fatalf("%d people in row %d, column %d follow from:\n%s", n, p.row+1, p.col+1, shownTable(table, hidden))
			}
		}
	})
}

// No line of this table has a single hidden cell when only lines are looked at
// one by one, and yet the 1 in its second row follows from several together.
func TestACellThatFollowsFromSeveralLinesIsHiddenBetter(t *testing.T) {
	t.Parallel()
	table := withSums([][]int64{{6, 0, 200, 5}, {4, 1, 1, 5}, {5, 4, 5, 1}, {1, 5, 4, 200}})
	hidden := Hide(table, 5)
	for _, p := range solved(table, hidden) {
		if n := table[p.row][p.col]; n > 0 && n < 5 {
			t.Errorf("row %d, column %d follows from:\n%s", p.row+1, p.col+1, shownTable(table, hidden))
		}
	}
	if shown := strings.Count(shownTable(table, hidden), "x"); shown == 25 {
		t.Error("everything is hidden")
	}
}
