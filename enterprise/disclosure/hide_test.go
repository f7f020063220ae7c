package disclosure

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// withSums is a table with the sums of its rows and columns.
func withSums(cells [][]int64) [][]int64 {
	sums := make([]int64, len(cells[0])+1)
	var out [][]int64
	for _, row := range cells {
		total := int64(0)
		for j, n := range row {
			total += n
			sums[j] += n
		}
		sums[len(row)] += total
		out = append(out, append(append([]int64{}, row...), total))
	}
	return append(out, sums)
}

func shownTable(table [][]int64, hidden [][]bool) string {
	var rows []string
	for i, row := range table {
		var cells []string
		for j, n := range row {
			if hidden[i][j] {
				cells = append(cells, "x")
			} else {
				cells = append(cells, fmt.Sprint(n))
			}
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, "\n")
}

func TestFewPeopleAreHidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		table [][]int64
		want  string
	}{
		{"enough everywhere", [][]int64{{5, 9, 14}}, "5 9 14"},
		{"one cell would follow from the sum", [][]int64{{3, 9, 20, 32}}, "x x 20 32"},
		{"two cells that are four together", [][]int64{{3, 1, 20, 30, 54}}, "x x x 30 54"},
		{"two cells that are five together", [][]int64{{3, 2, 20, 25}}, "x x 20 25"},
		{"nobody is no secret", [][]int64{{0, 9, 9}}, "0 9 9"},
		{"a neighbour goes along, not the smallest", [][]int64{{1, 120, 70, 30, 7, 228}}, "x x 70 30 7 228"},
		{"everything is few", [][]int64{{1, 2, 3}}, "x x x"},
		{"a table's columns tell, too", withSums([][]int64{{3, 20, 30}, {10, 20, 30}, {10, 21, 31}}), "x x 30 53\nx x 30 60\n10 21 31 62\n23 61 91 175"},
	} {
		if got := shownTable(c.table, Hide(c.table, 5)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// Whatever the numbers: who takes sums and differences, line by line, as long
// as there is anything to be had, learns no number below five.
func TestHiddenNumbersCannotBeWorkedOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "columns")
		cells := make([][]int64, rows)
		for i := range cells {
			for range cols {
				cells[i] = append(cells[i], rapid.SampledFrom([]int64{0, 1, 2, 4, 5, 6, 9, 30, 200}).Draw(t, "people"))
			}
		}
		table := withSums(cells)
		known := make([][]bool, len(table))
		hidden := Hide(table, 5)
		for i, row := range hidden {
			for j, h := range row {
				if !h && table[i][j] > 0 && table[i][j] < 5 {
					t.Fatalf("%d people are shown:\n%s", table[i][j], shownTable(table, hidden))
				}
				known[i] = append(known[i], !h)
			}
		}
		h := hiding{table: table}
		for changed := true; changed; {
			changed = false
			for _, line := range h.lines() {
				var unknown []place
				for _, p := range line {
					if !known[p.row][p.col] {
						unknown = append(unknown, p)
					}
				}
				if len(line) > 1 && len(unknown) == 1 {
					p := unknown[0]
					known[p.row][p.col], changed = true, true
					if n := table[p.row][p.col]; n > 0 && n < 5 {
						t.Fatalf("%d people can be worked out:\n%s", table[p.row][p.col], shownTable(table, hidden))
					}
				}
			}
		}
	})
}
