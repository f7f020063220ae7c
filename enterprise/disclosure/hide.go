// Package disclosure keeps tables from telling of the few: statistical
// disclosure control.
package disclosure

import "slices"

// Hide tells which cells of a table must not be shown, so that nobody can read
// from it a number of people from 1 to below least: not in its cell, and not by
// sums and differences of any of its rows and columns. That nobody is somewhere is
// shown. The last column holds the rows' sums and, where there is more than one
// row, the last row the columns' sums; sums are hidden last. In a row, whose
// columns follow upon each other, a neighbour is hidden along with a few: what
// lies beyond the two still adds up. Between which bounds a hidden number lies can
// still be worked out.
func Hide(table [][]int64, least int64) [][]bool {
	h := hiding{table: table, least: least, hidden: make([][]bool, len(table))}
	for i, row := range table {
		h.hidden[i] = make([]bool, len(row))
		for j, n := range row {
			h.hidden[i][j] = h.few(n)
		}
	}
	for h.round() || h.cut() { // each hides one more cell, or ends
	}
	return h.hidden
}

type hiding struct {
	table  [][]int64
	least  int64
	hidden [][]bool
}

// few reports whether a number tells of somebody, and of so few that who is meant
// can be told.
func (h *hiding) few(n int64) bool { return n > 0 && n < h.least }

type place struct{ row, col int }

// lines are the rows and columns, each with its sum last.
func (h *hiding) lines() [][]place {
	var out [][]place
	for i, row := range h.table {
		var line []place
		for j := range row {
			line = append(line, place{i, j})
		}
		out = append(out, line)
	}
	if len(h.table) < 2 {
		return out
	}
	for j := range h.table[0] {
		var line []place
		for i := range h.table {
			line = append(line, place{i, j})
		}
		out = append(out, line)
	}
	return out
}

func (h *hiding) round() (more bool) {
	for _, line := range h.lines() {
		if len(line) > 1 && h.tells(line) && h.hideOne(line) {
			more = true
		}
	}
	return more
}

// cut hides one more cell beside a small one that follows from several lines
// together.
func (h *hiding) cut() (more bool) {
	if len(h.table) < 2 {
		return false
	}
	for i, row := range h.table {
		for j, n := range row {
			if h.few(n) && h.follows(place{i, j}) {
				all := h.lines()
				return slices.ContainsFunc(append([][]place{all[i], all[len(h.table)+j]}, all...), h.hideOne)
			}
		}
	}
	return false
}

// follows tells whether a hidden cell can be worked out from those shown. Think
// of rows and columns as places and of hidden cells as roads, each from its row
// to its column: adding and subtracting lines leaves one cell alone exactly if
// without it there is no way from its row to its column.
func (h *hiding) follows(p place) bool {
	rows, cols := map[int]bool{p.row: true}, map[int]bool{}
	for grown := true; grown; {
		grown = false
		for i, row := range h.hidden {
			for j, hidden := range row {
				if hidden && (place{i, j}) != p && rows[i] != cols[j] {
					rows[i], cols[j], grown = true, true, true
				}
			}
		}
	}
	return !cols[p.col]
}

// tells says whether a line gives away what is hidden in it: a single cell, or
// several that together are too few.
func (h *hiding) tells(line []place) bool {
	n, sum := 0, int64(0)
	for i, p := range line {
		if h.hidden[p.row][p.col] {
			n++
			if i < len(line)-1 {
				sum += h.table[p.row][p.col]
			}
		}
	}
	total := line[len(line)-1]
	return n == 1 || n > 1 && !h.hidden[total.row][total.col] && sum < h.least
}

// hideOne hides one more cell of a line: one that holds somebody before one that
// does not, the nearest in a row, the smallest, the sum last.
func (h *hiding) hideOne(line []place) bool {
	found, best := -1, []int64(nil)
	for i, p := range line {
		last := i == len(line)-1
		if h.hidden[p.row][p.col] || last && found >= 0 {
			continue
		}
		n, empty := h.table[p.row][p.col], int64(0)
		if n == 0 {
			empty = 1
		}
		if cost := []int64{empty, h.away(line, i), n}; found < 0 || slices.Compare(cost, best) < 0 {
			found, best = i, cost
		}
	}
	if found < 0 {
		return false
	}
	h.hidden[line[found].row][line[found].col] = true
	return true
}

// away is how far a cell of a row is from the nearest that is hidden; in a column,
// where nothing follows upon another, all are as far.
func (h *hiding) away(line []place, i int) int64 {
	if line[0].row != line[len(line)-1].row {
		return 0
	}
	nearest := len(line)
	for j, p := range line {
		if h.hidden[p.row][p.col] {
			nearest = min(nearest, max(i-j, j-i))
		}
	}
	return int64(nearest)
}
